"""Which candidates are ranked, and why the others are not: the first reason that holds."""

import polars as pl

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.evidence import is_filtered
from genopipe.evidence import passes
from genopipe.evidence import usable
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.impact import is_impactful

RANKED = "ranked"
CLASSIFIED = "classified"


def rank_state(build: Build, filters: FilterSettings, inherit: InheritSettings, classified: bool) -> pl.Expr:
    """Return `ranked`, or why not.

    Args:
        build: The genome build.
        filters: Thresholds of frequency and quality.
        inherit: What makes a genotype good enough.
        classified: Whether alleles of the case were classified: then those that were are ranked.
    """
    if classified:
        chosen = pl.col("class_state") == CLASSIFIED
        return pl.when(chosen).then(pl.lit(RANKED)).otherwise(pl.format("not classified: {}", "class_state"))
    known = pl.col("clinvar_pathogenic").fill_null(value=False)
    mitochondrial = pl.col("contig").is_in([name for name, role in build.roles.items() if role is Role.MITOCHONDRION])
    carried = (pl.col("alt_copies") > 0).fill_null(value=False) | (
        mitochondrial & (pl.col("alt_fraction") >= inherit.minimum_heteroplasmy).fill_null(value=False)
    )
    reasons = {
        "a symbolic allele, or the * allele": pl.col("variant_class").is_in(["symbolic", "spanning_deletion"]),
        "the proband is not known to carry it": ~carried,
        "the caller's filter speaks against it": is_filtered(),
        "the call's quality is below the limit": ~passes(filters) & ~mitochondrial,
        "the proband's genotype is not good enough": ~usable(inherit) & ~mitochondrial,
        "too common": (pl.col("frequency_max") > filters.recessive_frequency).fill_null(value=False) & ~known,
        "no consequence that is looked at": ~is_impactful() & ~known,
    }
    told = pl.lit(RANKED)
    for words, holds in reversed(reasons.items()):
        told = pl.when(holds).then(pl.lit(words)).otherwise(told)
    return told
