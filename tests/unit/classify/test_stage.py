"""Classification of a small case from its tables: what is classified, what is known of it, what is written."""

from pathlib import Path

import polars as pl
import pytest

from genopipe.cases import CaseFile
from genopipe.classify.stage import Files
from genopipe.classify.stage import Question
from genopipe.classify.stage import classify_tables
from genopipe.classify_settings import ClassifySettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.genome import BUILDS
from genopipe.io.clinvar_index import KNOWN_SCHEMA
from genopipe.io.clinvar_index import write_known
from genopipe.io.evidence_files import EVIDENCE_COLUMNS
from genopipe.io.evidence_files import LIMIT_COLUMNS
from genopipe.io.evidence_files import REGION_COLUMNS
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CLASS_NAMES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import CRITERIA
from genopipe.tables import ENGINE_COLUMNS
from genopipe.tables import GENOTYPES
from unit.classify.rows import make_context
from unit.filter.tables import candidate
from unit.made import allele
from unit.made import alleles
from unit.made import consequence
from unit.made import consequences
from unit.made import genotype
from unit.made import genotypes
from unit.made import make_case

STOP, MISSENSE, COMMON, SILENT, STAR, ABSENT = (
    "1-100-A-C", "1-200-A-C", "1-300-A-C", "1-400-A-C", "1-500-A-*", "1-600-A-C",
)  # fmt: skip
NO_FILE = "no file of curated evidence is configured"
PANEL = Panel(
    "one",
    "One",
    "1.0",
    (
        PanelGene("S1", "ENSG1", Confidence.GREEN, PanelMode.MONOALLELIC, Penetrance.COMPLETE),
        PanelGene("S2", "ENSG2", Confidence.GREEN, PanelMode.BIALLELIC, Penetrance.COMPLETE),
    ),
)
_GIVEN = ["allele", "gene", "gene_symbol", "transcript", "consequence", "impact", "severity", *ENGINE_COLUMNS]


def inherited(*rows: dict[str, object]) -> pl.DataFrame:
    """Return candidates with the columns that inherit writes."""
    names = [*_GIVEN, "hgvs_c", "hgvs_p", "flags"]
    frame = pl.DataFrame(list(rows), schema=CANDIDATES.schema())
    return frame.select([name for name in CANDIDATES.schema() if name in names])


def write_case(folder: Path, *, neighbours: bool = True) -> Files:
    """Write the tables of a trio: a new stop, a missense pair's half, alleles that are not worth it."""
    missense = {"consequence": "missense_variant", "impact": "MODERATE", "protein_start": 20, "protein_end": 20}
    silent = {"consequence": "synonymous_variant", "impact": "LOW"}
    rows = alleles(
        allele(STOP, position=100),
        allele(MISSENSE, position=200),
        allele(COMMON, position=300, frequency_state="found", frequency_max=0.2, frequency_population="eas"),
        allele(SILENT, position=400),
        allele(STAR, position=500, alt="*", variant_class="spanning_deletion"),
        allele(ABSENT, position=600),
    )
    told = consequences(
        consequence(STOP, nmd="expected", protein_start=10, protein_end=10),
        consequence(MISSENSE, "ENSG2", **missense),
        consequence(COMMON),
        consequence(SILENT, **silent),
        consequence(ABSENT),
    )
    people = [(STOP, "0/1", "0/0"), (MISSENSE, "0/1", "0/1"), (COMMON, "0/1", "0/1"), (SILENT, "0/1", "0/1")]
    people += [(STAR, "0/1", "0/1"), (ABSENT, "0/0", "0/1")]
    calls = [
        genotype(name, person, text)
        for name, kid, mum in people
        for person, text in (("kid", kid), ("dad", "0/0"), ("mum", mum))
    ]
    named = candidate(STOP, de_novo=True), candidate(MISSENSE, "ENSG2", **missense, modes=[], inherited_from="mother")
    less = candidate(COMMON), candidate(SILENT, **silent), candidate(ABSENT)
    shown = [
        {**row, **{name: row[name] for name in ("consequence", "impact") if name in row}} for row in (*named, *less)
    ]
    asked = [
        {name: value for name, value in row.items() if name not in ("protein_start", "protein_end")} for row in shown
    ]
    write_table(inherited(*asked), folder / "candidates.parquet", CANDIDATES)
    tables = folder / "annotated"
    write_table(rows, tables / "alleles.parquet", ALLELES)
    write_table(told, tables / "consequences.parquet", CONSEQUENCES)
    write_table(genotypes(*calls), folder / "genotypes.parquet", GENOTYPES)
    values = pl.DataFrame({"allele": rows["allele"], "revel_score": [None, 0.95, None, None, None, None]})
    values.write_parquet(tables / "source_values.parquet")
    genes = {"gene": ["ENSG1"], "gene_symbol": ["S1"], "clingen_dosage_haploinsufficiency": ["3"]}
    pl.DataFrame(genes).write_parquet(tables / "gene_values.parquet")
    if neighbours:
        write_known(folder / "index", pl.DataFrame(schema=KNOWN_SCHEMA))
    return Files(
        candidates=folder / "candidates.parquet",
        tables=tables,
        genotypes=folder / "genotypes.parquet",
        neighbours=folder / "index" if neighbours else None,
    )


def ask(files: Files, out: Path, case: CaseFile | None = None, **settings: object) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Classify, and return candidates and criteria."""
    given = ClassifySettings.model_validate({"curation": "", **settings})
    people = case or make_case("kid:m:a:dad:mum dad:m:n mum:f:n")
    question = Question(
        people, (PANEL,), BUILDS["GRCh38"], given, FilterSettings(), InheritSettings(), frequency_title="gnomAD"
    )
    counts = classify_tables(files, question, out)
    made = read_table(out / "candidates.parquet", CANDIDATES), read_table(out / "criteria.parquet", CRITERIA)
    assert sum(counts.values()) == made[0].height
    return made


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
