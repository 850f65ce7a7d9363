"""A small case: a trio with six alleles, as the stages before classification leave its tables."""

from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.classify.stage import Files
from genopipe.classify.stage import Question
from genopipe.classify.stage import classify_tables
from genopipe.classify_settings import ClassifySettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import BUILDS
from genopipe.io.clinvar_index import KNOWN_SCHEMA
from genopipe.io.clinvar_index import write_known
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import CRITERIA
from genopipe.tables import ENGINE_COLUMNS
from genopipe.tables import GENOTYPES
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
