"""What sources tell of genes, joined to tables with a gene: by id first, by symbol where the id is not known."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from genopipe.errors import Fault
from genopipe.errors import note
from genopipe.io.gene_reduce import result_type
from genopipe.io.gene_sources import IDS
from genopipe.io.gene_sources import PAR_Y
from genopipe.io.gene_sources import GeneFacts
from genopipe.io.naming import show
from genopipe.sources import Source
from genopipe.tables import Column
from genopipe.tables import Table

BY_ID, BY_SYMBOL, OTHER_ID, AMBIGUOUS = "id", "symbol", "symbol_of_other_id", "ambiguous"
_SHOWN = 5


class Joined(NamedTuple):
    """A table with what sources tell of its genes.

    Attributes:
        frame: The same rows in the same order, with the columns of the sources.
        notes: Symbols that were not, or could not be, matched.
    """

    frame: pl.DataFrame
    notes: list[Fault]


def gene_table(sources: Sequence[Source]) -> Table:
    """Return the declaration of the columns that sources tell of genes, one row a gene of the gene models.

    Args:
        sources: Records of grain `gene`.
    """
    columns = [
        Column("gene", pl.String(), "Gene id of the gene models.", "id", source="gene models"),
        Column(
            "gene_symbol",
            pl.String(),
            "Gene symbol of the gene models.",
            "name",
            "the gene has no symbol",
            "gene models",
        ),
    ]
    for source in sources:
        doc = f"How {source.title} was found: id, symbol, symbol_of_other_id or ambiguous."
        columns.append(
            Column(matched_name(source), pl.String(), doc, "word", "the gene is not in the source", source.title)
        )
        columns += [
            Column(source.full_name(c.column), result_type(c), c.doc, c.unit, c.missing, f"{source.titled}: {c.origin}")
            for c in source.columns
        ]
    return Table("gene_values", "one gene that an allele touches", ("gene", "gene_symbol"), tuple(columns))


def matched_name(source: Source) -> str:
    """Return the name of the column that says how a source's row was found."""
    return source.full_name("matched_by")


def _bare(gene: str | None) -> str:
    """Return a gene id as sources write it: without version and without the kind that RefSeq files put before it."""
    text = (gene or "").removeprefix("gene:").removeprefix("gene-").removeprefix("GeneID:")
    head, dot, version = text.rpartition(".")
    bare = head if dot and version.removesuffix(PAR_Y).isdecimal() else text
    return bare.removesuffix(PAR_Y)


def _rows_by_id(facts: GeneFacts) -> Mapping[str, int | None]:
    """Return the row of each id; None for an id that stands in several rows."""
    found: dict[str, int | None] = {}
    for kind in IDS:
        for row, value in enumerate(facts.frame[kind]):
            if value is not None:
                found[value] = row if found.get(value, row) == row else None
    return found


def _rows_by_symbol(facts: GeneFacts) -> Mapping[str, int]:
    symbols = enumerate(facts.frame["symbol"])
    return {symbol: row for row, symbol in symbols if symbol is not None and symbol not in facts.ambiguous}


def _match(genes: pl.DataFrame, facts: GeneFacts) -> tuple[list[int | None], list[str | None]]:
    """Return the row of the source for each gene, and how it was found."""
    by_id, by_symbol = _rows_by_id(facts), _rows_by_symbol(facts)
    rows: list[int | None] = []
    ways: list[str | None] = []
    for gene, symbol in genes.select("gene", "gene_symbol").iter_rows():
        bare = _bare(gene)
        row = by_id.get(bare)
        way = BY_ID if row is not None else None
        if row is None and (bare in by_id or symbol in facts.ambiguous):
            way = AMBIGUOUS
        elif row is None and (row := by_symbol.get(symbol)) is not None:
            way = OTHER_ID if _has_other_id(facts, row, bare) else BY_SYMBOL
        rows.append(row)
        ways.append(way)
    return rows, ways


def _has_other_id(facts: GeneFacts, row: int, gene: str) -> bool:
    """Say whether the source gives a symbol another id of the kind that the gene models use."""
    kind = "ensembl" if gene.startswith("ENS") else "hgnc" if gene.startswith("HGNC:") else "ncbi"
    told = gene.startswith(("ENS", "HGNC:")) or gene.isdecimal()
    known = facts.frame[kind][row]
    return told and known is not None and known != gene


def add_gene_facts(frame: pl.DataFrame, sources: Sequence[GeneFacts]) -> Joined:
    """Add what sources tell of the gene of each row.

    Args:
        frame: Any table with `gene` and `gene_symbol`, such as consequences or candidates.
        sources: What `read_gene_facts` read.

    Returns:
        The same rows in the same order with, for each source, its columns and `<source>_matched_by`. A symbol that
        the source uses for several genes is not matched; a gene whose id the source knows under another symbol is.
        Two genes of the models that share a symbol (as in the PARs) both get what the source tells of it; where the
        source knows the symbol by another id, which releases change, that is said.
    """
    genes = frame.select("gene", "gene_symbol").unique(maintain_order=True)
    notes: list[Fault] = []
    for facts in sources:
        rows, ways = _match(genes, facts)
        columns = [facts.source.full_name(column.column) for column in facts.source.columns]
        index = pl.Series(rows, dtype=pl.UInt32)
        values = [facts.frame[name].gather(index).alias(name) for name in columns]
        found = pl.Series(matched_name(facts.source), ways, dtype=pl.String)
        genes = genes.with_columns(found, *values)
        notes += _notes(facts.source, genes, found)
    joined = frame.join(genes, on=["gene", "gene_symbol"], how="left", nulls_equal=True, maintain_order="left")
    return Joined(joined, notes)


def _notes(source: Source, genes: pl.DataFrame, found: pl.Series) -> list[Fault]:
    ambiguous = genes.filter(found == AMBIGUOUS)["gene_symbol"].unique().sort()
    if ambiguous.is_empty():
        return []
    some = ", ".join(show(symbol) for symbol in ambiguous.head(_SHOWN))
    cause = f"{len(ambiguous):,} genes fit several of its rows, by id or by symbol, and get nothing: {some}"
    fix = "use gene models whose ids the source has once"
    return [note("GENE-SOURCE-SYMBOL", source.title, cause, fix)]
