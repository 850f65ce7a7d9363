"""Classification of a small case from its tables: what is classified, what is known of it, what is written."""

from pathlib import Path

import polars as pl
import pytest

from genopipe.errors import InputError
from genopipe.io.evidence_files import EVIDENCE_COLUMNS
from genopipe.io.evidence_files import LIMIT_COLUMNS
from genopipe.io.evidence_files import REGION_COLUMNS
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.tables import CANDIDATES
from genopipe.tables import CLASS_NAMES
from unit.classify.rows import make_context
from unit.classify.small_case import ABSENT
from unit.classify.small_case import COMMON
from unit.classify.small_case import MISSENSE
from unit.classify.small_case import SILENT
from unit.classify.small_case import STOP
from unit.classify.small_case import ask
from unit.classify.small_case import write_case

NO_FILE = "no file of curated evidence is configured"


def test_classes_of_a_case(tmp_path: Path):
    files = write_case(tmp_path)
    candidates, criteria = ask(files, tmp_path / "out")
    given = read_table(files.candidates, CANDIDATES)
    assert candidates.select(given.columns).equals(given)
    classes = dict(candidates.select("allele", "class").iter_rows())
    assert classes[STOP] == "likely_pathogenic"  # PVS1, PM2_Supporting
    assert classes[MISSENSE] == "uncertain_significance"
    assert [classes[name] for name in (COMMON, SILENT, ABSENT)] == [None, None, None]
    states = dict(candidates.select("allele", "class_state").iter_rows())
    assert "common" in states[COMMON]
    assert "no consequence" in states[SILENT]
    assert "not called to carry" in states[ABSENT]
    codes = dict(candidates.select("allele", "criteria").iter_rows())
    assert codes[STOP] == ["PVS1", "PM2_Supporting"]
    assert codes[MISSENSE] == ["PM2_Supporting", "PP3_Strong"]
    assert criteria.height == 2 * 28
    assert set(criteria["allele"]) == {STOP, MISSENSE}


def test_points_of_criteria_are_those_of_the_class(tmp_path: Path):
    candidates, criteria = ask(write_case(tmp_path), tmp_path / "out")
    sums = criteria.filter("counted").group_by("allele").agg(pl.col("points").sum())
    joined = candidates.join(sums, on="allele", how="inner")
    assert joined["points"].equals(joined["class_points"], check_names=False)
    assert (criteria["decided_by"] == "engine").all()
    assert criteria["engine_outcome"].equals(criteria["outcome"], check_names=False)


def test_without_an_index_clinvar_was_not_asked(tmp_path: Path):
    _, criteria = ask(write_case(tmp_path, neighbours=False), tmp_path / "out")
    rows = criteria.filter(allele=MISSENSE, criterion="PM5")
    assert rows["outcome"].to_list() == ["not_assessable"]


def test_the_same_bytes_twice(tmp_path: Path):
    files = write_case(tmp_path)
    for name in ("one", "two"):
        ask(files, tmp_path / name)
    for name in ("candidates.parquet", "criteria.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_curator_changes_a_class_and_the_engine_is_kept(tmp_path: Path):
    files = write_case(tmp_path)
    folder = tmp_path / "curation"
    folder.mkdir()
    head = "allele\tgene\tcriterion\taction\tstrength\treason\tsource\twho\tdate\n"
    line = f"{MISSENSE}\tENSG2\tPS3\tadd\tstrong\tno activity\tdoi:10.1000/x\tA\t2026-01-02\n"
    (folder / "C1.tsv").write_text(head + line)
    candidates, criteria = ask(files, tmp_path / "out", curation=str(folder))
    row = candidates.row(by_predicate=pl.col("allele") == MISSENSE, named=True)
    assert row["class"] == "likely_pathogenic"
    assert "PS3" in row["criteria"]
    changed = criteria.row(by_predicate=(pl.col("allele") == MISSENSE) & (pl.col("criterion") == "PS3"), named=True)
    assert (changed["decided_by"], changed["engine_outcome"]) == ("curator", "not_assessable")
    assert "no activity" in changed["curator_reason"]


def test_curated_evidence_and_limits_are_read(tmp_path: Path):
    files = write_case(tmp_path)
    evidence = tmp_path / "evidence.tsv"
    head = "allele\tgene\tcriterion\toutcome\tstrength\treason\tsource\n"
    evidence.write_text(head + f"{MISSENSE}\tENSG2\tPS3\tmet\tmoderate\tassay\tdoi:10.1000/x\n")
    candidates, _ = ask(files, tmp_path / "out", evidence=str(evidence))
    row = candidates.row(by_predicate=pl.col("allele") == MISSENSE, named=True)
    assert "PS3_Moderate" in row["criteria"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("evidence", "allele\tgene\tcriterion\toutcome\tstrength\treason\tsource\n1-1-A-C\tG\tPM2\tmet\t\tx\ty\n"),
        ("evidence", "allele\tgene\tcriterion\toutcome\tstrength\treason\tsource\n1-1-A-C\tG\tPS3\tmet\tbig\tx\ty\n"),
        (
            "gene_limits",
            "gene\tmode\tprevalence\tallelic\tgenetic\tpenetrance\tsource\nG\tmonoallelic\t2\t1\t1\t1\ty\n",
        ),
        ("regions", "gene\tfirst\tlast\tkind\tsource\nG\t9\t3\tcritical\ty\n"),
        ("regions", "gene\tfirst\tlast\tkind\tsource\nG\t1\t3\tholy\ty\n"),
    ],
)
def test_wrong_files_stop_with_their_line(tmp_path: Path, name: str, text: str):
    path = tmp_path / f"{name}.tsv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        ask(write_case(tmp_path), tmp_path / "out", **{name: str(path)})
    assert f"{path}:2" in str(error.value)


@pytest.mark.parametrize(
    ("name", "columns"),
    [("evidence", EVIDENCE_COLUMNS), ("gene_limits", LIMIT_COLUMNS), ("regions", REGION_COLUMNS)],
)
def test_a_header_alone_is_a_file_without_rows(tmp_path: Path, name: str, columns: tuple[str, ...]):
    path = tmp_path / f"{name}.tsv"
    path.write_text("\t".join(columns) + "\n")
    candidates, criteria = ask(write_case(tmp_path), tmp_path / "out", **{name: str(path)})
    assert candidates.height == 5
    told = criteria.filter(allele=MISSENSE, criterion="PS3")["reason"].to_list()
    assert told == ["nobody has written evidence of it for this allele" if name == "evidence" else NO_FILE]


def test_an_empty_case_has_empty_tables(tmp_path: Path):
    files = write_case(tmp_path)
    write_table(read_table(files.candidates, CANDIDATES).clear(), files.candidates, CANDIDATES)
    candidates, criteria = ask(files, tmp_path / "out")
    assert (candidates.height, criteria.height) == (0, 0)
    assert set(CLASS_NAMES) <= set(candidates.columns)


def test_context_names_every_source():
    assert make_context().named("frequency", "nothing", "clinvar") == "gnomAD v4.1; ClinVar 2026-01-01"
