"""The names of genes in several systems (HGNC), by which a source's ids become those of the gene models."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from genopipe.io.gene_sources import IDS
from genopipe.io.gene_sources import GeneFacts
from genopipe.io.gene_sources import read_gene_table

# Columns of the complete set. Source: HGNC, "Statistics & download files", description of the file's columns.
_COLUMNS = {"symbol": "symbol", "hgnc": "hgnc_id", "ensembl": "ensembl_gene_id", "ncbi": "entrez_id"}


def read_gene_names(path: Path) -> pl.DataFrame:
    """Read HGNC's complete set.

    Args:
        path: `hgnc_complete_set.txt`, plain or compressed.

    Returns:
        One row a gene: `symbol`, `hgnc`, `ensembl`, `ncbi` (null: none).

    Raises:
        InputError: It is no such table.
    """
    table = read_gene_table(path, list(_COLUMNS.values()))
    return table.select(pl.col(origin).alias(name) for name, origin in _COLUMNS.items())


def complete_ids(facts: GeneFacts, names: pl.DataFrame) -> GeneFacts:
    """Give the genes of a source the ids that it does not tell itself.

    Args:
        facts: What a source tells of genes.
        names: Rows of `read_gene_names`.

    Returns:
        The same with more ids: found by an id that the source tells; by symbol only where it tells none and the symbol
        is not ambiguous. An id of the source is never changed, and an id that names two genes completes none.
    """
    known = pl.any_horizontal(pl.col(kind).is_not_null() for kind in IDS)
    frame = facts.frame.with_columns(_told=known)
    for key in ("hgnc", "ncbi", "ensembl", "symbol"):
        frame = _filled(frame, key, names)
    return replace(facts, frame=frame.drop("_told").select(facts.frame.columns))


def _filled(frame: pl.DataFrame, key: str, names: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the ids of the gene that one of their names finds."""
    others = [kind for kind in IDS if kind != key]
    sole = names.filter(pl.col(key).is_not_null() & (pl.len().over(key) == 1))
    found = sole.select(pl.col(key), *(pl.col(kind).alias(f"_{kind}") for kind in others))
    joined = frame.join(found, on=key, how="left", maintain_order="left")
    # A symbol is asked only where the source told no id; one that was found on the way is as good as told.
    asked = ~pl.col("_told") if key == "symbol" else pl.lit(value=True)
    filled = [pl.coalesce(kind, pl.when(asked).then(pl.col(f"_{kind}"))).alias(kind) for kind in others]
    return joined.with_columns(filled).drop(f"_{kind}" for kind in others)
