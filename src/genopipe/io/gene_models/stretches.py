"""Stretches of contigs: joined where they touch, and the coding bases of genes."""

from collections.abc import Iterable

import polars as pl


def merge_stretches(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of one contig (both ends included), sorted, those that overlap or touch joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def join_touching(pieces: pl.DataFrame) -> pl.DataFrame:
    """Return the stretches of each transcript, those that overlap or touch joined.

    Args:
        pieces: Columns key, start (1-based), end (included).

    Returns:
        Columns key, start, end; sorted by key and start.
    """
    ordered = pieces.select("key", "start", "end").sort("key", "start", "end")
    reach = pl.col("end").cum_max().shift(1).over("key")
    runs = ordered.with_columns(_run=((pl.col("start") > reach + 1).fill_null(True)).cum_sum())
    joined = runs.group_by("_run", maintain_order=True).agg(
        pl.col("key").first(), pl.col("start").min(), pl.col("end").max()
    )
    return joined.drop("_run")


def coding_stretches(transcripts: pl.DataFrame, genes: set[str]) -> pl.DataFrame:
    """Return the coding bases of genes, each base once a gene.

    Args:
        transcripts: Rows of `read_gene_models`.
        genes: Gene ids or symbols.

    Returns:
        Columns contig, start (1-based), end (included), gene, gene_symbol; sorted by contig and start.
    """
    chosen = transcripts.filter(
        (pl.col("gene").is_in(genes) | pl.col("gene_symbol").is_in(genes)) & (pl.col("coding_bases") > 0)
    )
    rows = []
    for (contig, gene, symbol), group in chosen.group_by("contig", "gene", "gene_symbol", maintain_order=True):
        pairs = group.select(pl.col("coding_starts").explode(), pl.col("coding_ends").explode()).rows()
        rows += [(contig, start, end, gene, symbol) for start, end in merge_stretches(pairs)]
    schema = {"contig": pl.String, "start": pl.Int64, "end": pl.Int64, "gene": pl.String, "gene_symbol": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("contig", "start", "gene")
