"""Put every candidate, and every allele that is none, into its bucket."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.filter.ask import decide
from genopipe.filter.consent import withhold
from genopipe.filter.facts import add_facts
from genopipe.filter.facts import add_tables
from genopipe.filter.ledger import make_ledger
from genopipe.filter.ledger import prove_ledger
from genopipe.filter_profile import CompiledFilters
from genopipe.filter_profile.profile import Bucket
from genopipe.genome import Build
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.panels import Panel
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER
from genopipe.tables.filtering import MADE_BY_FILTER
from genopipe.tables.filtering import PANEL_COLUMNS
from genopipe.withheld import NOTHING
from genopipe.withheld import Withheld


@dataclass(frozen=True)
class Asked:
    """What the candidates of a family are asked by.

    Attributes:
        case: The family.
        panels: The case's panels, the foremost first.
        build: The genome build.
        filters: Thresholds.
        inherit: What makes a genotype good enough.
        compiled: The rules.
    """

    case: CaseFile
    panels: Sequence[Panel]
    build: Build
    filters: FilterSettings
    inherit: InheritSettings
    compiled: CompiledFilters


def filter_candidates(
    candidates: pl.DataFrame,
    alleles: pl.DataFrame,
    genotypes: pl.DataFrame,
    consequences: pl.DataFrame,
    asked: Asked,
) -> pl.DataFrame:
    """Give every candidate of one contig its bucket, the rule that decided, the reason and the tier.

    Args:
        candidates: The candidates, with the columns of the stages that were run.
        alleles: Annotated alleles of the contig.
        genotypes: Genotypes of the contig.
        consequences: Consequences of the contig.
        asked: The family, its panels, and what is asked.

    Returns:
        All candidates in their order, with the columns given and those that this stage makes.
    """
    finding_by = asked.filters.finding_by if "class" in candidates.columns else "tier"
    rows = add_tables(candidates, alleles, genotypes, consequences, asked.case, asked.inherit)
    known = add_facts(rows, asked.panels, asked.build, asked.filters, asked.compiled, finding_by)
    return decide(known, asked.compiled).select(columns_of(candidates.columns))


def columns_of(given: Sequence[str]) -> list[str]:
    """Return the columns of the result: those given and those that this stage makes, as they are declared."""
    return list(CANDIDATES.schema({*given, *PANEL_COLUMNS, *MADE_BY_FILTER}))


def filter_tables(tables: dict[str, Path], asked: Asked, out: Path, withheld: Withheld = NOTHING) -> dict[str, int]:
    """Write `candidates.parquet` with the buckets and `ledger.parquet` of one family.

    Args:
        tables: Paths of `alleles`, `genotypes`, `consequences` and `candidates`.
        asked: The family, its panels, and what is asked.
        out: Folder for the tables.
        withheld: Genes that may not be told.

    Returns:
        `alleles`, and rows of the ledger by bucket: one an allele and gene.

    Raises:
        ContentError: An allele, or an allele in a gene, is not in exactly one bucket.
    """
    frames = {
        "genotypes": read_table(tables["genotypes"], GENOTYPES),
        "consequences": read_table(tables["consequences"], CONSEQUENCES),
        "candidates": read_table(tables["candidates"], CANDIDATES),
    }
    counts = Counter({"alleles": 0, **{bucket.value: 0 for bucket in Bucket}})
    columns = columns_of(frames["candidates"].columns)
    with (
        TableWriter(out / "candidates.parquet", CANDIDATES, columns) as kept,
        TableWriter(out / "ledger.parquet", LEDGER) as ledger,
    ):
        for contig in contigs_of(tables["alleles"]):
            alleles = read_table(tables["alleles"], ALLELES, contig)
            here = _of_contig(frames, alleles)
            rows = filter_candidates(here["candidates"], alleles, here["genotypes"], here["consequences"], asked)
            rows = withhold(rows, withheld)
            book = make_ledger(rows, alleles)
            counts.update(prove_ledger(book, alleles, here["candidates"], here["consequences"]))
            counts.update(alleles=alleles.height)
            kept.write(rows)
            ledger.write(book)
        if kept.rows != frames["candidates"].height:
            raise ContentError(f"{out}: {frames['candidates'].height} candidates in, {kept.rows} out")
    return dict(counts)


def _of_contig(frames: dict[str, pl.DataFrame], alleles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows of each table that belong to these alleles, in their order."""
    keys = alleles.select("allele")
    return {n: frame.join(keys, on="allele", how="semi", maintain_order="left") for n, frame in frames.items()}
