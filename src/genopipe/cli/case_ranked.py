"""The ranked list of a case: its findings and candidates in order, as a table for people and programs."""

from pathlib import Path

import polars as pl

from genopipe.io.parquet import read_table
from genopipe.io.whole import written_whole
from genopipe.tables import CANDIDATES

COLUMNS = (
    *("rank", "rank_score", "bucket", "tier", "gene_symbol", "gene", "allele", "consequence", "hgvs_c", "hgvs_p"),
    *("modes_in_panel", "modes", "inherited_from", "frequency_max", "clinvar_significance"),
    *("class", "class_points", "criteria", "phenotype_score", "phenotype_disease", "phenotype_matches"),
    *("panel", "panel_confidence", "by", "reason"),
)
_BUCKETS = ("finding", "candidate")
_SHOWN = ("rank", "rank_score", "bucket", "gene_symbol", "allele", "hgvs_c", "class", "reason")
_LINES = 10


def write_ranked(folder: Path) -> list[str]:
    """Write `ranked.tsv` of a case: findings first, each bucket by rank.

    Args:
        folder: The case's folder.

    Returns:
        The first lines, for people.
    """
    rows = read_table(folder / "tables/filtered/candidates.parquet", CANDIDATES)
    kept = rows.filter(pl.col("bucket").is_in(_BUCKETS))
    order = [pl.col("rank")] if "rank" in kept.columns else [pl.col("bucket").replace_strict(_order())]
    ordered = kept.sort(*order, pl.col("allele"), pl.col("gene"), nulls_last=True)
    chosen = ordered.select(name for name in COLUMNS if name in ordered.columns)
    lists = [name for name, kind in chosen.schema.items() if isinstance(kind, pl.List)]
    text = chosen.with_columns(pl.col(name).list.join("|") for name in lists)
    with written_whole(folder / "ranked.tsv") as partial:
        text.write_csv(partial, separator="\t", quote_style="never")
    shown = text.select(name for name in _SHOWN if name in text.columns).head(_LINES)
    return ["\t".join("" if cell is None else str(cell) for cell in row) for row in shown.iter_rows()]


def _order() -> dict[str, int]:
    return {name: number for number, name in enumerate(_BUCKETS)}
