"""Every stage's command works alone, and says in one line what is wrong with what it is given."""

import json
import sys

import polars as pl
import pytest

from genopipe.cli.main import main
from unit.made import GENE
from unit.made import bases
from unit.made import make_case
from unit.made import make_reference
from unit.made import other
from unit.made import record
from unit.made import write_vcf

PANEL = """# name: one version: 1
gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance
ONE\tENSG1\tgreen\tmonoallelic\tcomplete
"""
SET = json.dumps({"genome": {"fasta": "genome.fa", "genes": "genes.gff3", "build": "synthetic"}})


@pytest.fixture
def genopipe(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["genopipe", *map(str, arguments)])
        try:
            main()
        except SystemExit as stop:
            return stop.code or 0, capsys.readouterr().err.strip().splitlines()
        return 0, []

    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    reference = make_reference(folder)
    b = bases(reference, 150)
    lines = [record(150, b, other(b), "0/1:9,9:18:90", "0/0:30,0:30:90", "0/0:30,0:30:90")]
    write_vcf(folder / "in.vcf", ["kid", "dad", "mum"], lines)
    (folder / "genes.gff3").write_text(GENE)
    (folder / "panels").mkdir()
    (folder / "panels" / "one.tsv").write_text(PANEL)
    (folder / "case.json").write_text(make_case("kid:f:a:dad:mum dad:m:n mum:f:n").model_dump_json())
    return folder


def commands(folder, settings=SET):
    common = ["--genotypes", folder / "n/genotypes.parquet", "--case", folder / "case.json", "--set", settings]
    return {
        "normalise": ["--vcf", folder / "in.vcf", "--reference", folder / "genome.fa", "--out", folder / "n"],
        "annotate": [
            "--tables",
            folder / "n",
            "--transcripts",
            folder / "genes.gff3",
            "--fasta",
            folder / "genome.fa",
            "--out",
            folder / "a",
        ],
        "inherit": ["--tables", folder / "a", "--out", folder / "i", *common],
        "filter": [
            "--candidates",
            folder / "i/candidates.parquet",
            "--tables",
            folder / "a",
            "--panels",
            folder / "panels",
            "--out",
            folder / "f",
            *common,
        ],
    }


def test_the_line_by_hand(folder, genopipe):
    for name, arguments in commands(folder).items():
        assert genopipe(name, *arguments)[0] == 0, name
    (row,) = pl.read_parquet(folder / "f" / "candidates.parquet").to_dicts()
    assert row["gene_symbol"] == "ONE"
    assert row["de_novo"] is True
    assert row["transcript"] == "ENST1.3"
    assert row["hgvs_c"].startswith("ENST1.3:c.30")
    assert row["hgvs_p"].startswith("ENSP1:p.")
    first = (folder / "f" / "ledger.parquet").read_bytes()
    for name, arguments in commands(folder).items():
        genopipe(name, *arguments)
    assert (folder / "f" / "ledger.parquet").read_bytes() == first

    (folder / "empty").mkdir()
    for name, option, value in [
        ("annotate", "--tables", folder / "empty"),
        ("inherit", "--tables", folder / "empty"),
        ("filter", "--tables", folder / "empty"),
    ]:
        arguments = commands(folder)[name]
        arguments[arguments.index(option) + 1] = value
        status, lines = genopipe(name, *arguments)
        assert status == 2, name
        assert [line for line in lines if line.startswith("ERROR")] == lines[-1:], lines
        assert lines[-1].startswith("ERROR TABLE-MISSING"), lines

    faults = [
        ("inherit", "{", "OPTION-JSON"),
        ("inherit", "[]", "OPTION-JSON"),
        ("filter", '{"filters": {}}', "no section filters"),
        ("filter", SET[:-1] + ', "filter": {"minimum_qual": 3}}', "minimum_qual"),
        ("filter", SET[:-1] + ', "filter": {"minimum_quality": "high"}}', "minimum_quality"),
    ]
    for name, settings, words in faults:
        status, lines = genopipe(name, *commands(folder, settings)[name])
        assert status == 2
        assert len(lines) == 1
        assert words in lines[0]

    (folder / "bad.json").write_text("{}")
    for name in ("inherit", "filter"):
        arguments = commands(folder)[name]
        arguments[arguments.index("--case") + 1] = folder / "bad.json"
        status, lines = genopipe(name, *arguments)
        assert (status, len(lines)) == (2, 1)
        assert "CASE-FILE" in lines[0]

    arguments = commands(folder)["filter"]
    arguments[arguments.index("--panels") + 1] = folder / "empty"
    status, lines = genopipe("filter", *arguments)
    assert (status, len(lines)) == (2, 1)
    assert "PANEL-MISSING" in lines[0]

    cut = folder / "cut.parquet"
    cut.write_bytes((folder / "i" / "candidates.parquet").read_bytes()[:99])
    arguments = commands(folder)["filter"]
    arguments[arguments.index("--candidates") + 1] = cut
    assert genopipe("filter", *arguments)[0] == 2


def test_no_vcf(folder, genopipe):
    arguments = commands(folder)["normalise"]
    arguments[1] = folder / "genes.gff3"
    status, lines = genopipe("normalise", *arguments)
    assert status == 2
    assert any("VCF-READ" in line for line in lines)


def test_a_source_that_was_not_searched_is_an_error(folder, genopipe):
    genopipe("normalise", *commands(folder)["normalise"])
    base = commands(folder)["annotate"]
    source = json.dumps({"annotate": {"clinvar": {"file": "c.vcf.gz"}}})
    status, lines = genopipe("annotate", *base, "--set", source)
    assert status == 2
    assert "FILE-MISSING c.vcf.gz" in lines[-1]
    status, lines = genopipe("annotate", *base, "--set", source, "--source", f"clinvar={folder / 'empty'}")
    assert status == 2
    assert "STORE-MISSING" in lines[-1]
    status, lines = genopipe("annotate", *base, "--source", f"frequency={folder / 'in.vcf'}")
    assert status == 2
    assert "name no such source" in lines[-1]
    status, lines = genopipe("annotate", *base, "--neighbours", folder / "empty")
    assert status == 2
    assert "no source clinvar" in lines[-1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([], "give one of"),
        (["--tables", "n", "--vcf", "in.vcf", "--out", "o"], "give one of"),
        (["--vcf", "in.vcf"], "give --out"),
        (["--tables", "n", "--keep-below", "0.01", "--out", "o"], "--keep-below goes with --vcf"),
        (["--vcf", "in.vcf", "--source", "frequency", "--out", "o.tsv"], "write NAME=FILE"),
        (["--vcf", "in.vcf", "--source", "nosuch=in.vcf", "--out", "o.tsv"], "no such record"),
        (["--vcf", "in.vcf", "--source", "clinvar=nowhere", "--out", "o.tsv"], "there is no nowhere"),
        (["--vcf", "in.vcf", "--source", "x=in.vcf", "--source", "x=in.vcf", "--out", "o.tsv"], "given twice"),
        (["--vcf", "in.vcf", "--covered", "frequency", "--out", "o.tsv"], "--covered frequency: write NAME=BED"),
        (["--vcf", "in.vcf", "--covered", "x=in.vcf", "--out", "o.tsv"], "--covered x: there is no source x"),
        (["--tables", "n", "--covered", "x=in.vcf", "--out", "o"], "--covered x: there is no source x"),
        (["--vcf", "in.vcf", "--out", "o.csv"], "OUT-FORMAT"),
    ],
)
def test_what_does_not_go_together_is_said(folder, genopipe, monkeypatch, more, words):
    monkeypatch.chdir(folder)
    (folder / "n").mkdir(exist_ok=True)
    status, lines = genopipe("annotate", "--fasta", "genome.fa", "--transcripts", "genes.gff3", *more)
    assert status == 2
    assert words in lines[-1]
    assert not [path for name in ("o", "o.tsv", "o.csv") if (path := folder / name).exists()]


def test_a_vcf_as_it_is(folder, genopipe, monkeypatch):
    for name in ("normalise", "annotate", "inherit"):
        assert genopipe(name, *commands(folder)[name])[0] == 0
    monkeypatch.chdir(folder)
    common = ["annotate", "--vcf", "in.vcf", "--fasta", "genome.fa", "--transcripts", "genes.gff3"]
    assert genopipe(*common, "--out", "all.tsv")[0] == 0
    (row,) = pl.read_csv(folder / "all.tsv", separator="\t").to_dicts()
    (same,) = pl.read_parquet(folder / "i" / "candidates.parquet").to_dicts()
    for name in ("allele", "gene", "transcript", "consequence", "impact", "hgvs_c", "hgvs_p"):
        assert row[name] == same[name], name


@pytest.mark.parametrize("name", ["neighbours", "compile", "compare", "resources", "panel", "annotate"])
def test_a_command_tells_of_itself(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["genopipe", name, "--help"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert f"genopipe {name} [OPTIONS]" in text.splitlines()[0]
    assert "--help" in text
