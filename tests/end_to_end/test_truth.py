"""Every planted allele on the right line with the right inheritance, with both callers; nothing else."""

from pathlib import Path

import polars as pl
import pysam
import pytest

from end_to_end.projects import Project
from end_to_end.projects import findings


@pytest.fixture(scope="session", params=["demo", "freebayes"])
def finished(request: pytest.FixtureRequest) -> Project:
    project: Project = request.getfixturevalue(request.param)
    return project


def test_findings_are_the_planted_diagnoses_and_nothing_else(finished: Project):
    planted = {(row["case"], row["allele"]) for row in finished.truth() if row["expected"] == "finding"}
    assert findings(finished) == planted


def test_cases_on_hold_are_those_that_must_not_be_interpreted(finished: Project):
    held = set(finished.cases()) - set(finished.reported())
    assert held == {row["case"] for row in finished.truth() if row["expected"] == "on_hold"}


def test_the_mosaic_parent_is_told(demo: Project):
    (row,) = (row for row in demo.truth() if row["parent_mosaic"])
    person = row["parent_mosaic"].split("=")[0]
    found = demo.table(row["case"], "candidates").filter(pl.col("allele") == row["allele"])
    assert found["de_novo"].all()
    assert any(text.startswith(f"parent_mosaic:{person}=") for text in found["evidence"][0])


def test_a_case_on_hold_has_no_report_and_tells_nobody_why(finished: Project):
    held = {row["case"] for row in finished.truth() if row["expected"] == "on_hold"}
    assert held
    for case in held:
        folder = finished.folder / "results/cases" / case
        assert sorted(path.name for path in folder.iterdir()) == ["case.json", "laboratory", "on_hold.txt"]
        note = (folder / "on_hold.txt").read_text(encoding="utf-8")
        assert "on hold" in note
        assert not any(word in note for word in ("father", "mother", "parent", "sex", "contamin"))
        told = (folder / "laboratory/identity.json").read_text(encoding="utf-8")
        assert "unrelated_parent" in told


def _text_of(path: Path) -> str:
    """Return what a file says, in lower case; of Parquet every column of texts, and what stands in its metadata."""
    if path.suffix != ".parquet":
        return path.read_bytes().decode("utf-8", errors="ignore").lower()
    kept = " ".join(f"{key} {value}" for key, value in pl.read_parquet_metadata(path).items() if key != "ARROW:schema")
    columns = [column.explode() if column.dtype == pl.List else column for column in pl.read_parquet(path)]
    texts = [column.cast(pl.String).drop_nulls().unique() for column in columns if not column.dtype.is_numeric()]
    return " ".join([kept, *(text for column in texts for text in column)]).lower()


def test_text_of_parquet_is_read(tmp_path: Path):
    path = tmp_path / "t.parquet"
    rows = {"plain": ["Kinship of", None], "several": [["a", "an Isodisomy of"], []], "number": [1, 2]}
    pl.DataFrame(rows).with_columns(pl.col("plain").alias("named").cast(pl.Categorical)).write_parquet(path)
    text = _text_of(path)
    assert all(word in text for word in ("kinship of", "an isodisomy of"))


def test_what_the_laboratory_learns_is_in_no_other_file(demo: Project):
    words = ("kinship", "unrelated", "consanguin", "homozygosity", "karyotype", "misattributed", "isodisomy of")
    looked_at = [".parquet", ".json", ".html", ".tsv", ".txt", ".log"]
    folders = ("results/cases/**/*", "results/quality/**/*", "results/families/**/*", "logs/**/*.log")
    paths = sorted(path for folder in folders for path in demo.folder.glob(folder))
    told = [path for path in paths if path.is_file() and path.suffix in looked_at and "laboratory" not in path.parts]
    assert sum(path.suffix == ".parquet" for path in told) > 50
    for path in told:
        text = _text_of(path)
        assert not [word for word in words if word in text], path


def test_the_laboratory_reads_in_whose_run_a_homozygous_diagnosis_lies(demo: Project):
    readings = {"recessive_homozygous": "supports_recessive_homozygous", "uniparental_isodisomy": "supports_isodisomy"}
    asked = [row for row in demo.truth() if row["expected"] == "finding" and row["mode"] in readings]
    assert len({row["mode"] for row in asked}) == 2
    for row in asked:
        path = demo.folder / "results/cases" / row["case"] / "laboratory/inheritance.tsv"
        told = pl.read_csv(path, separator="\t").filter(
            (pl.col("allele") == row["allele"]) & (pl.col("kind") != "none")
        )
        assert any(readings[row["mode"]] in text.split("|") for text in told["readings"].drop_nulls()), row
        found = demo.table(row["case"], "candidates").select("evidence", "missing", "reason").to_dicts()
        assert "run_of" not in str(found)


def test_modes_that_cannot_be_judged_are_told(demo: Project):
    rows = [row for row in demo.truth() if row["not_assessable"]]
    assert rows
    for row in rows:
        found = demo.table(row["case"], "candidates").filter(pl.col("allele") == row["allele"])
        assert found.height
        for told in found["modes_not_assessable"]:
            assert set(row["not_assessable"].split(",")) <= set(told), (row, told)


def test_planted_alleles_have_the_right_gene_consequence_and_mode(finished: Project):
    for row in finished.truth():
        if row["expected"] != "finding":
            continue
        found = finished.table(row["case"], "candidates").filter(pl.col("allele") == row["allele"])
        found = found.filter(pl.col("gene_symbol") == row["gene_symbol"]).to_dicts()
        assert len(found) == 1, row
        assert row["consequence"] in found[0]["consequence"].split("&"), row
        assert found[0]["transcript"].split(".")[0] == row["transcript"], row
        assert row["mode"] in found[0]["modes_in_panel"], (row, found[0]["modes"])


def test_traps_are_set_aside_with_a_reason_or_wait_for_review(finished: Project):
    for row in finished.truth():
        if row["expected"] != "not_finding":
            continue
        booked = finished.table(row["case"], "ledger").filter(pl.col("allele") == row["allele"])
        assert booked.height >= 1, row
        assert set(booked["bucket"]) <= {"set_aside", "candidate"}, row
        assert all(booked["reason"].str.len_chars() > 0), row


def test_diagnoses_are_findings_by_class(finished: Project):
    for row in finished.truth():
        if row["role"] != "diagnosis" or row["case"] not in finished.reported():
            continue
        found = finished.table(row["case"], "candidates").filter(pl.col("allele") == row["allele"])
        told = found.filter(pl.col("gene_symbol") == row["gene_symbol"]).to_dicts()[0]
        assert told["by"] == "pathogenic", (row, told["reason"])
        assert told["class"] in ("pathogenic", "likely_pathogenic"), (row, told["criteria"])


def test_what_looks_like_a_diagnosis_is_benign_by_class(demo: Project):
    rows = [row for row in demo.truth() if row["role"] == "look_alike"]
    assert rows
    for row in rows:
        (booked,) = demo.table(row["case"], "ledger").filter(pl.col("allele") == row["allele"]).to_dicts()
        assert (booked["bucket"], booked["by"]) == ("set_aside", "benign"), booked
        found = demo.table(row["case"], "candidates").filter(pl.col("allele") == row["allele"])
        assert row["mode"] in found["modes_in_panel"][0], "by its inheritance it would explain the condition"


def test_negative_families_have_no_finding(finished: Project):
    planted = {row["case"] for row in finished.truth() if row["expected"] == "finding"}
    negative = set(finished.reported()) - planted
    assert {"C07", "C08"} & set(finished.cases()) == negative
    assert not {case for case, _ in findings(finished)} & negative


def test_every_allele_ends_in_the_ledger(finished: Project):
    for case in finished.reported():
        alleles = set(finished.table(case, "alleles")["allele"])
        assert set(finished.table(case, "ledger")["allele"]) == alleles
        assert set(finished.table(case, "candidates")["allele"]) <= alleles


def _true_copies(project: Project) -> dict[tuple[str, str], int | None]:
    copies = {}
    with pysam.VariantFile(str(project.folder / "truth/genotypes.vcf.gz")) as truth:
        for record in truth:
            if record.contig == "chrM":
                continue
            for person, call in record.samples.items():
                if None not in call["GT"]:
                    copies[record.id, person] = sum(call["GT"])
    return copies


def test_genotypes_agree_with_the_truth(finished: Project):
    truth = _true_copies(finished)
    called = pl.concat([finished.table(case, "genotypes") for case in finished.reported()])
    rows = called.select("allele", "person", "alt_copies").rows()
    seen = {(allele, person): copies for allele, person, copies in rows}
    people = set(called["person"])
    carried = {(allele, person): copies for (allele, person), copies in truth.items() if copies and person in people}
    missed = [key for key in carried if not seen.get(key)]
    wrong = [key for key, copies in carried.items() if seen.get(key) and seen[key] != copies]
    assert len(carried) > 3000
    assert len(missed) <= 0.005 * len(carried), missed[:10]
    assert len(wrong) <= 0.005 * len(carried), wrong[:10]


def test_calls_that_are_not_true_are_few(finished: Project):
    truth = {allele for (allele, _), copies in _true_copies(finished).items() if copies}
    for case in finished.reported():
        alleles = finished.table(case, "alleles").filter(pl.col("contig") != "chrM", pl.col("quality") >= 20)
        extra = [allele for allele in alleles["allele"] if allele not in truth]
        assert len(extra) <= 3, (case, extra)
