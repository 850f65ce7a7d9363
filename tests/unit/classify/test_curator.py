"""What a curator changes: read with mistrust, applied beside what the engine said."""

from pathlib import Path

import polars as pl
import pytest

from genopipe.classify.curator import apply_curation
from genopipe.curation import Change
from genopipe.errors import InputError
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.curation_file import curation_path
from genopipe.io.curation_file import read_curation

HEADER = "allele\tgene\tcriterion\taction\tstrength\treason\tsource\twho\tdate\n"
ADD = "1-5-A-G\tENSG1\tPS3\tadd\tstrong\tminigene assay\tPMID:1\tA. Chan\t2026-03-01\n"
REMOVE = "1-5-A-G\tENSG1\tPM2\tremove\t\tfounder allele\t\tA. Chan\t2026-03-01\n"
REWEIGH = "1-9-C-T\tENSG2\tPP3\treweigh\tsupporting\ttwo tools differ\t\tB. Lee\t2026-03-02\n"
YAML = """changes:
  - allele: 1-5-A-G
    gene: ENSG1
    criterion: PS3
    action: add
    strength: strong
    reason: minigene assay
    source: "PMID:1"
    who: A. Chan
    date: "2026-03-01"
"""
KNOWN = {("1-5-A-G", "ENSG1"), ("1-9-C-T", "ENSG2")}
COLUMNS = ("allele", "gene", "criterion", "outcome", "strength", "source", "decided_by", "curator_reason")
ROWS = [
    ("1-5-A-G", "ENSG1", "PM2", "met", "supporting", "doi:x", "engine", None),
    ("1-5-A-G", "ENSG1", "PS3", "not_assessable", None, "doi:y", "engine", None),
    ("1-9-C-T", "ENSG2", "PM2", "not_met", None, "doi:x", "engine", None),
    ("1-9-C-T", "ENSG2", "PP3", "met", "strong", "doi:z", "panel:own", None),
]


def criteria() -> pl.DataFrame:
    """Return rows of the table of criteria, as the engine leaves them."""
    rows = pl.DataFrame(ROWS, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    return rows.with_columns(engine_outcome=pl.col("outcome"), engine_strength=pl.col("strength"))


def read(folder: Path, text: str, name: str = "C01.tsv") -> tuple[Change, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_curation(path, shipped_acmg(), KNOWN)


def faults_of(folder: Path, text: str, name: str = "C01.tsv") -> str:
    with pytest.raises(InputError) as raised:
        read(folder, text, name)
    assert raised.value.exit_status == 2
    return "\n".join(item.line() for item in raised.value.faults)


def test_changes_stand_beside_what_the_engine_said(tmp_path: Path):
    changes = read(tmp_path, HEADER + ADD + REMOVE + REWEIGH)
    made = apply_curation(criteria(), changes, "C01.tsv")
    assert made.columns == criteria().columns
    rare, functional, common, predicted = made.select(COLUMNS[2:]).rows()
    assert rare == ("PM2", "not_met", None, "doi:x", "curator", "founder allele (A. Chan, 2026-03-01)")
    assert functional == ("PS3", "met", "strong", "PMID:1", "curator", "minigene assay (A. Chan, 2026-03-01)")
    assert common == ("PM2", "not_met", None, "doi:x", "engine", None)
    assert predicted == ("PP3", "met", "supporting", "doi:z", "curator", "two tools differ (B. Lee, 2026-03-02)")
    kept = ["engine_outcome", "engine_strength"]
    assert made.select(kept).equals(criteria().select(kept))


def test_no_change_changes_nothing():
    assert apply_curation(criteria(), [], "C01.tsv").equals(criteria())


def test_yaml_says_the_same(tmp_path: Path):
    assert read(tmp_path, YAML, "C01.yaml") == read(tmp_path, HEADER + ADD)
    assert read(tmp_path, "changes: []\n", "C01.yaml") == ()


@pytest.mark.parametrize(
    ("row", "old", "new", "told"),
    [
        (ADD, "PS3", "PS9", "C01.tsv:2"),
        (ADD, "PS3", "PP5", "CURATION-OFF"),
        (ADD, "1-5-A-G", "1-5-A-T", "allele '1-5-A-T' in gene 'ENSG1' is not classified in this case"),
        (ADD, "ENSG1", "ENSG3", "is not classified in this case"),
        (ADD, "\tadd\t", "\tadded\t", "did you mean `add`?"),
        (ADD, "\tstrong\t", "\t\t", "a strength is for add and reweigh"),
        (ADD, "\tstrong\t", "\tstronger\t", "did you mean `strong`?"),
        (ADD, "\tstrong\t", "\tstand_alone\t", "no pathogenic criterion stands alone"),
        (REMOVE, "remove\t\t", "remove\tstrong\t", "a strength is for add and reweigh"),
        (ADD, "minigene assay", "", "key `reason` is missing"),
        (ADD, "A. Chan", "", "key `who` is missing"),
        (ADD, "2026-03-01", "1 March", "`date`"),
        (ADD, "2026-03-01", "2026-13-01", "`date`"),
        (ADD, "2026-03-01", "2026-03-32", "`date`"),
        (ADD, "minigene", "mini\u202egene", "printable characters"),
        (ADD, "A. Chan", "A.\u0007Chan", "printable characters"),
        (ADD, "minigene assay", "x" * 2_001, "reason"),
    ],
)
def test_a_change_that_is_not_right_is_refused(tmp_path: Path, row: str, old: str, new: str, told: str):
    assert old in row
    assert told in faults_of(tmp_path, HEADER + row.replace(old, new, 1))


def test_a_second_change_of_a_criterion_is_refused(tmp_path: Path):
    found = faults_of(tmp_path, HEADER + ADD + REMOVE + ADD)
    assert "CURATION-TWICE" in found
    assert "C01.tsv:4 - PS3 of this allele was changed already at" in found
    assert "C01.tsv:2" in found


def test_yaml_faults_have_their_line(tmp_path: Path):
    assert "C01.yaml:5" in faults_of(tmp_path, YAML.replace("action: add", "action: ad"), "C01.yaml")
    assert "did you mean `who`?" in faults_of(tmp_path, YAML.replace("who:", "whoo:"), "C01.yaml")
    assert "CURATION-OFF" in faults_of(tmp_path, YAML.replace("PS3", "BP6"), "C01.yaml")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (ADD.replace("PS3", "PM2"), "PM2 of 1-5-A-G in ENSG1 is met already"),
        (REMOVE.replace("PM2", "PS3"), "PS3 of 1-5-A-G in ENSG1 is not assessable: nothing to remove"),
        (REWEIGH.replace("PP3", "PM2"), "PM2 of 1-9-C-T in ENSG2 is not met: nothing to reweigh"),
        (ADD.replace("PS3", "PS4"), "PS4 of 1-5-A-G in ENSG1 is not classified in this case"),
    ],
)
def test_a_change_must_fit_what_the_engine_says(tmp_path: Path, row: str, told: str):
    changes = read(tmp_path, HEADER + row)
    with pytest.raises(InputError) as raised:
        apply_curation(criteria(), changes, "C01.tsv")
    assert told in str(raised.value)


def test_the_file_of_a_case(tmp_path: Path):
    assert curation_path(tmp_path, "C01") is None
    (tmp_path / "C01.yaml").write_text(YAML, encoding="utf-8")
    assert curation_path(tmp_path, "C01") == tmp_path / "C01.yaml"
    (tmp_path / "C01.tsv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(InputError, match=r"C01\.tsv and C01\.yaml"):
        curation_path(tmp_path, "C01")
    (tmp_path / "C01.yaml").unlink()
    assert curation_path(tmp_path, "C01") == tmp_path / "C01.tsv"
