"""When a genotype is good enough to be evidence: the one definition that every stage goes by."""

import polars as pl

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings


def enough(column: str, minimum: int) -> pl.Expr:
    """Say whether a figure reaches its minimum; a figure that was not written does not count against it."""
    return (pl.col(column) >= minimum).fill_null(value=True)


def usable(settings: InheritSettings) -> pl.Expr:
    """Say whether a genotype is good enough to be evidence: depth, genotype quality, balance of a heterozygote."""
    heterozygous = (pl.col("alt_copies") == 1) & (pl.col("ref_copies") == 1)
    balanced = pl.col("alt_fraction").is_between(settings.minimum_balance, 1 - settings.minimum_balance)
    return (
        enough("depth", settings.minimum_depth)
        & enough("genotype_quality", settings.minimum_genotype_quality)
        & (~heterozygous | balanced).fill_null(value=True)
        & pl.col("alt_copies").is_not_null()
    )


def is_filtered() -> pl.Expr:
    """Say whether the caller's FILTER speaks against the record; no FILTER does not."""
    return (pl.col("filters") != "PASS").fill_null(value=False)


def passes(settings: FilterSettings) -> pl.Expr:
    """Say whether a record is called well enough: FILTER, and QUAL at least the minimum where it is written."""
    return ~is_filtered() & (pl.col("quality") >= settings.minimum_quality).fill_null(value=True)
