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
            "--genes",
            folder / "genes.gff3",
            "--reference",
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
        assert len(lines) == 1, lines
        assert lines[0].startswith("ERROR TABLE-MISSING"), lines

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
    status, lines = genopipe("annotate", *base, "--consequences", folder / "in.vcf", "--set", source)
    assert status == 2
    assert "annotate.clinvar" in lines[-1]
    status, lines = genopipe("annotate", *base, "--consequences", folder / "in.vcf", "--clinvar", folder / "in.vcf")
    assert status == 2
    status, _ = genopipe("annotate", *base, "--frequency", folder / "in.vcf")
    assert status == 2
