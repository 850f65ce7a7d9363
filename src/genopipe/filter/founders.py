"""Founder and common pathogenic alleles: known by their place on the build, and never removed by a frequency."""

import polars as pl

from genopipe.genome import Build
from genopipe.io.curated import read_curated

SCHEMA = {"allele": pl.String(), "founder_text": pl.String()}


def founder_alleles(build: Build) -> pl.DataFrame:
    """Return the founder alleles of a build.

    Args:
        build: The genome build; one of which the list knows no places has none.

    Returns:
        Columns `allele` and `founder_text`: gene, description, population, source.
    """
    listed = read_curated("founder_alleles")
    if build.name not in listed.columns:
        return pl.DataFrame(schema=SCHEMA)
    here = listed.filter(pl.col(build.name).is_not_null() & (pl.col(build.name) != ""))
    told = pl.format("{} {} {} ({}; {})", "gene", "hgvs_c", "hgvs_p", "population", "source")
    return here.select(allele=pl.col(build.name), founder_text=told)
