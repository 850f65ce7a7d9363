"""What is told by consent is told to those who agreed alone; what is not agreed to, no file tells."""

import json
from pathlib import Path

import polars as pl
import pytest

from end_to_end.projects import Project
from genopipe.io.parquet import read_table
from genopipe.tables import ADDITIONAL
from genopipe.tables import CARRIERS
from genopipe.tables import COUPLES

DATA = ("tables/normalised", "tables/annotated", "tables/inherited", "tables/phenotype", "laboratory")
"""Folders of a case that hold every allele of the family: calls and annotation, and what the laboratory alone reads."""


def told(project: Project, case: str, step: str, table) -> pl.DataFrame:
    return read_table(project.folder / f"results/cases/{case}/tables/{step}/{table.name}.parquet", table)


def holds(path: Path, words: tuple[str, ...]) -> bool:
    """Say whether a file holds one of some words; of a table in any column of text."""
    if path.suffix == ".parquet":
        text = pl.read_parquet(path).write_json()
    else:
        text = path.read_bytes().decode("utf-8", errors="ignore")
    return any(word in text for word in words)


def places(project: Project, case: str, row: dict[str, str]) -> set[str]:
    """Return the files of a case that tell of an allele, but for those that hold every allele."""
    folder = project.folder / "results/cases" / case
    names = (row["allele"], f"{row['contig']}:g.{row['position']}", f"{row['contig']}:{row['position']}:")
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.relative_to(folder).as_posix() for path in files if holds(path, names)}
    return {name for name in found if not name.startswith(DATA)}


def test_jobs_are_there_for_those_alone_who_agreed(demo: Project):
    made = {
        path.parent.name + path.parts[-4] for path in demo.folder.glob("results/cases/*/tables/*/additional.parquet")
    }
    assert made == {"additionalC09", "additionalC13"}
    assert [path.parts[-4] for path in demo.folder.glob("results/cases/*/tables/*/carriers.parquet")] == ["C09"]


def test_additional_findings(demo: Project):
    table = told(demo, "C09", "additional", ADDITIONAL)
    (row,) = (row for row in demo.truth() if row["gene_symbol"] == "SIMA16")
    assert set(table["person"]) == {row["told_to"]} == {"F09-father"}
    outcomes = dict(table.filter(allele="").select("gene_symbol", "outcome").iter_rows())
    assert outcomes == {"SIMA16": "reported", "SIMA17": "nothing_to_report", "SIMB13": "nothing_to_report"}
    assert table.filter(pl.col("allele") != "").select("allele", "zygosity", "decided_by").rows() == [
        (row["allele"], "heterozygous", "clinvar")
    ]


def test_a_child_is_asked_what_is_for_children(demo: Project):
    table = told(demo, "C13", "additional", ADDITIONAL)
    assert dict(table.select("gene_symbol", "outcome").iter_rows()) == {
        "SIMA16": "nothing_to_report",
        "SIMA17": "not_asked",
        "SIMB13": "nothing_to_report",
    }
    page = (demo.folder / "results/cases/C13/report.html").read_text(encoding="utf-8")
    assert "Drug response was agreed to. It is not part of this analysis" in page


def test_a_carrier_couple(demo: Project):
    carriers, couples = told(demo, "C09", "carriers", CARRIERS), told(demo, "C09", "carriers", COUPLES)
    rows = [row for row in demo.truth() if row["gene_symbol"] == "SIMB13"]
    planted = {(row["told_to"], row["allele"]) for row in rows}
    assert set(carriers.filter(pl.col("allele") != "").select("person", "allele").rows()) == planted
    assert set(carriers["person"]) == {"F09-father", "F09-mother"}
    assert set(carriers.filter(gene_symbol="SIMN01")["outcome"]) == {"not_assessable"}
    at_risk = couples.filter(outcome="at_risk").select("person", "partner", "gene_symbol").rows()
    assert at_risk == [("F09-mother", "F09-father", "SIMB13")]
    report = json.loads((demo.folder / "results/cases/C09/report.json").read_text(encoding="utf-8"))
    assert [couple["gene_symbol"] for couple in report["carriers"]["couples"]] == ["SIMB13"]
    assert "SIMB13" not in {finding["gene_symbol"] for finding in report["findings"] + report["candidates"]}


def test_what_is_not_agreed_to_is_told_nowhere(demo: Project):
    (row,) = (row for row in demo.truth() if row["role"] == "withheld")
    case = row["case"]
    carried = demo.table(case, "genotypes").filter((pl.col("allele") == row["allele"]) & (pl.col("alt_copies") > 0))
    assert carried.height == 2
    ended = demo.table(case, "candidates").filter(pl.col("allele") == row["allele"])
    assert ended.select("bucket", "by").rows() == [("set_aside", "consent")]
    assert "athogenic" not in ended["reason"][0]
    assert places(demo, case, row) == {"tables/filtered/candidates.parquet", "tables/filtered/ledger.parquet"}
    report = json.loads((demo.folder / f"results/cases/{case}/report.json").read_text(encoding="utf-8"))
    assert not report["additional"]
    assert not report["carriers"]
    for name in ("report.html", "report.json", "findings.tsv", "candidates.tsv"):
        assert not holds(demo.folder / "results/cases" / case / name, (row["gene_symbol"],)), name
    said = demo.genopipe("explain", f"results/cases/{case}", row["allele"]).stdout
    assert "by consent" in said
    assert "athogenic" not in said


def test_who_did_not_agree_is_in_no_table_of_what_is_told(demo: Project):
    for path in demo.folder.glob("results/cases/C09/tables/additional/*.parquet"):
        assert not holds(path, ("F09-mother", "F09-child", "F09-sister"))
    for path in demo.folder.glob("results/cases/C09/tables/carriers/*.parquet"):
        assert not holds(path, ("F09-child", "F09-sister"))


def test_consent_withdrawn_leaves_nothing(demo: Project, tmp_path: Path):
    project = demo.copy(tmp_path / "demo", results=True)
    project.keep_cases("C09")
    text = (project.folder / "config/cases.yaml").read_text(encoding="utf-8")
    changed = text.replace("additional_findings: true", "additional_findings: false")
    (project.folder / "config/cases.yaml").write_text(changed, encoding="utf-8")
    project.finish()
    folder = project.folder / "results/cases/C09"
    assert not (folder / "tables/additional").exists()
    assert (folder / "tables/carriers/carriers.parquet").is_file()
    (row,) = (row for row in demo.truth() if row["gene_symbol"] == "SIMA16")
    assert places(project, "C09", row) <= {"tables/filtered/candidates.parquet", "tables/filtered/ledger.parquet"}


@pytest.mark.parametrize("command", ["additional", "carriers"])
def test_the_commands_refuse_where_nobody_agreed(demo: Project, tmp_path: Path, command: str):
    folder = "results/cases/C10"
    words = ["--case", f"{folder}/case.json", "--tables", f"{folder}/tables/annotated"]
    words += ["--genotypes", f"{folder}/tables/normalised/genotypes.parquet", "--config", "config/config.yaml"]
    words += ["--panels", "config/panels"] if command == "additional" else []
    result = demo.genopipe(command, *words, "--out", str(tmp_path / "out"))
    assert result.returncode == 2
    assert "CONSENT-NONE" in result.stderr
    assert not (tmp_path / "out").exists()
