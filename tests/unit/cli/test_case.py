"""One case in one process: the same tables as the single commands make, and every fault of its input at once."""

import json
import sys

import pytest

from genopipe.cli.main import main
from unit.made import GENE
from unit.made import bases
from unit.made import make_reference
from unit.made import record
from unit.made import write_vcf

PANEL = (
    "# name: one version: 1\ngene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\n"
    "ONE\tENSG1\tgreen\tmonoallelic\tcomplete\n"
)
PED = "F1\tkid\tdad\tmum\t2\t2\nF1\tdad\t0\t0\t1\t1\nF1\tmum\t0\t0\t2\t1\n"
SETTINGS = {"genome": {"build": "synthetic"}}


def packet(**changes):
    return {
        "id": "C1",
        "subject": {"id": "kid", "sex": "FEMALE"},
        "phenotypicFeatures": [
            {"type": {"id": "HP:0001250", "label": "Seizure"}},
            {"type": {"id": "HP:0000252"}, "excluded": True},
        ],
        "interpretations": [{"id": "what was found before is not read"}],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    } | changes


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reference = make_reference(tmp_path)
    lines = [
        record(
            150, bases(reference, 150, 2), bases(reference, 150), "0/1:9,9:18:90", "0/0:30,0:30:90", "0/0:30,0:30:90"
        )
    ]
    write_vcf(tmp_path / "in.vcf", ["kid", "dad", "mum"], lines)
    (tmp_path / "genes.gff3").write_text(GENE)
    (tmp_path / "one.tsv").write_text(PANEL)
    (tmp_path / "family.ped").write_text(PED)
    (tmp_path / "P1.json").write_text(json.dumps(packet()))
    return tmp_path


@pytest.fixture
def genopipe(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["genopipe", *map(str, arguments)])
        try:
            main()
        except SystemExit as stop:
            return stop.code or 0, capsys.readouterr()
        return 0, capsys.readouterr()

    return run


def words(**changes):
    options = {
        "vcf": "in.vcf",
        "ped": "family.ped",
        "phenopacket": "P1.json",
        "fasta": "genome.fa",
        "transcripts": "genes.gff3",
        "panel": "one.tsv",
        "set": json.dumps(SETTINGS),
        "out": "cases/C1",
    } | changes
    given = [word for name, value in options.items() if value is not None for word in (f"--{name}", value)]
    return ["case", *given]


def given(name):
    return ("--candidates", f"{name}/candidates.parquet")


def test_the_same_tables_as_the_single_commands(folder, genopipe):
    status, said = genopipe(*words(), "--no-identity")
    assert status == 0, said.err
    one = folder / "cases/C1"
    full = json.dumps({"genome": {"fasta": "genome.fa", "genes": "genes.gff3", "build": "synthetic"}})
    (hpo,) = (folder / "cases/reference").glob("phenotypes-*")
    case, settings, models = ("--case", one / "case.json"), ("--set", full), ("--transcripts", "genes.gff3")
    common = ("--genotypes", "n/genotypes.parquet", "--tables", "a", *case, *settings)
    fasta, panels = ("--fasta", "genome.fa"), ("--panels", ".")
    for command in (
        ("normalise", "--vcf", "in.vcf", "--reference", "genome.fa", "--out", "n"),
        ("annotate", *settings, "--tables", "n", *models, *fasta, "--out", "a"),
        ("inherit", *common, "--out", "i"),
        ("phenotype", *case, *settings, *models, "--index", hpo, "--out", "p"),
        ("classify", *common, *panels, *fasta, *models, *given("i"), "--phenotypes", "p/genes.parquet", "--out", "c"),
        ("rank", *common, *given("c"), "--phenotype", "p", "--out", "r"),
        ("filter", *common, *given("r"), *panels, "--out", "f"),
    ):
        assert genopipe(*command)[0] == 0
    for ours, theirs in (
        ("normalised/alleles", "n/alleles"),
        ("normalised/genotypes", "n/genotypes"),
        ("annotated/consequences", "a/consequences"),
        ("inherited/candidates", "i/candidates"),
        ("classified/criteria", "c/criteria"),
        ("ranked/candidates", "r/candidates"),
        ("filtered/candidates", "f/candidates"),
        ("filtered/ledger", "f/ledger"),
    ):
        same = (one / f"tables/{ours}.parquet").read_bytes() == (folder / f"{theirs}.parquet").read_bytes()
        assert same, ours
    assert (one / "ranked.tsv").read_text().count("\n") == 2
    assert "ONE" in said.out
    assert "identity\twho is who: not asked for" in (one / "not_run.tsv").read_text()
    report = json.loads((one / "report.json").read_text())
    assert [term["id"] for term in report["observed"]] == ["HP:0001250"]
    assert json.loads((one / "case.json").read_text())["case"]["consent"]["carrier_findings"] is False


def test_again_the_same_bytes_and_nothing_is_made_twice(folder, genopipe):
    assert genopipe(*words())[0] == 0
    made = sorted(path.name for path in (folder / "cases/reference").iterdir())
    files = [path for path in (folder / "cases/C1").rglob("*") if path.is_file() and path.parent.name != "logs"]
    before = {path: path.read_bytes() for path in files}
    assert genopipe(*words(out="cases/again"))[0] == 0
    assert sorted(path.name for path in (folder / "cases/reference").iterdir()) == made
    for path, content in before.items():
        assert (folder / "cases/again" / path.relative_to(folder / "cases/C1")).read_bytes() == content, path
    (folder / "genes.gff3").write_text(GENE + "#\n")
    assert genopipe(*words(out="cases/third"))[0] == 0
    assert len(list((folder / "cases/reference").glob("gene_models-*"))) == 2


def test_a_person_alone_and_what_stands_beside(folder, genopipe):
    lines = (folder / "in.vcf").read_text().split("\n")
    alone = "\n".join("\t".join(line.split("\t")[:10]) if not line.startswith("##") else line for line in lines)
    (folder / "alone.vcf").write_text(alone)
    (folder / "P1.yaml").write_text(
        "panels: [one]\nindication: Seizures\nconsent: {main_findings: true, research: true}\n"
    )
    assert genopipe(*words(ped=None, vcf="alone.vcf", panel=None, panels="."))[0] == 0
    case = json.loads((folder / "cases/C1/case.json").read_text())
    assert [member["person"] for member in case["members"]] == ["kid"]
    assert (case["case"]["family"], case["case"]["panels"], case["case"]["consent"]["research"]) == (
        "family",
        ["one"],
        True,
    )
    assert genopipe(*words(consent="main_findings", case="C9", out="cases/C9"))[0] == 0
    case = json.loads((folder / "cases/C9/case.json").read_text())["case"]
    assert (case["case"], case["family"], case["consent"]["research"]) == ("C9", "F1", False)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": {"id": "nobody"}}, "CASE-PROBAND"),
        ({"subject": {"id": "dad", "sex": "FEMALE"}}, "CASE-AFFECTED"),
        ({"subject": {"id": "kid", "sex": "MALE"}}, "PXF-SEX"),
        ({"id": "../C1"}, "CASE-ID"),
        ({"id": "<script>"}, "CASE-ID"),
        ({"metaData": {"phenopacketSchemaVersion": "1.0"}}, "PXF-VERSION"),
        ({"phenotypicFeatures": [{"type": "x"}]}, "PXF-FIELD"),
    ],
)
def test_wrong_phenopackets(folder, genopipe, changes, code):
    (folder / "P1.json").write_text(json.dumps(packet(**changes)))
    status, said = genopipe(*words())
    assert status == 2
    assert code in said.err
    assert not (folder / "cases/C1").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consent": "carrier_findings"}, "CASE-CONSENT"),
        ({"consent": "everything"}, "CASE-FIELD"),
        ({"set": '{"genome": {"biuld": "x"}}'}, "OPTION-VALUE"),
        ({"proband": "mum"}, "CASE-AFFECTED"),
        ({"panel": "genes.gff3"}, "TABLE-"),
    ],
)
def test_wrong_options(folder, genopipe, changes, code):
    status, said = genopipe(*words(**changes))
    assert status == 2
    assert code in said.err


def test_a_panel_whose_gene_is_nobody(folder, genopipe):
    (folder / "one.tsv").write_text(PANEL.replace("ONE\tENSG1", "2-Mar\tENSG1"))
    status, said = genopipe(*words())
    assert (status, "PANEL-DATE" in said.err, "MARCHF2" in said.err) == (2, True, True)


def test_what_is_not_given_is_asked_for(folder, genopipe):
    assert genopipe(*words(fasta=None))[0] == 2
    assert genopipe(*words(), "--source", "revel=nowhere.csv")[0] == 2


def test_a_call_that_stops_leaves_no_report_of_before(folder, genopipe):
    assert genopipe(*words())[0] == 0
    (folder / "cases/C1/notes.txt").write_text("of the laboratory")
    (folder / "one.tsv").write_text(PANEL.replace("ENSG1", "ENSG7").replace("ONE", "TWO"))
    status, said = genopipe(*words())
    assert (status, "PANEL-ABSENT" in said.err) == (2, True)
    left = {path.name for path in (folder / "cases/C1").iterdir()}
    assert not left & {"report.html", "report.json", "ranked.tsv", "findings.tsv", "tables"}
    assert "notes.txt" in left


def test_ids_of_a_published_phenopacket(folder, genopipe):
    (folder / "P1.json").write_text(json.dumps(packet(id="PMID_1_patient 1: (a)", subject={"id": "patient 1"})))
    status, told = genopipe(*words(out="cases/other", panel=None))
    assert (status, (folder / "cases/other/ranked.tsv").is_file()) == (0, True)
    assert "the case is PMID_1_patient_1_a" in told.err
    assert "the proband is kid, the only one it can be" in told.err
    case = json.loads((folder / "cases/other/case.json").read_text())["case"]
    assert (case["case"], case["proband"], case["panels"]) == ("PMID_1_patient_1_a", "kid", [])


def test_nobody_is_taken_for_the_proband_where_several_can_be(folder, genopipe):
    (folder / "P1.json").write_text(json.dumps(packet(subject={"id": "somebody"})))
    (folder / "family.ped").write_text(PED.replace("mum\t0\t0\t2\t1", "mum\t0\t0\t2\t2"))
    status, told = genopipe(*words())
    assert (status, "CASE-PROBAND" in told.err) == (2, True)
