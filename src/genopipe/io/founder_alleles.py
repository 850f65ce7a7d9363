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
    here = listed.filter(pl.col(build.name).is_not_null())
    described = pl.concat_str("gene", "hgvs_c", "hgvs_p", separator=" ", ignore_nulls=True)
    told = pl.format("{} ({}; {})", described, "population", "source")
    return here.select(allele=_any_base(pl.col(build.name)), founder_text=told).explode("allele")


def _any_base(allele: pl.Expr) -> pl.Expr:
    """Return the names that an allele may have: N stands for the base of the reference before a deletion."""
    named = [allele.str.replace_all("N", base, literal=True) for base in "ACGT"]
    return pl.when(allele.str.contains("N")).then(pl.concat_list(named)).otherwise(pl.concat_list(allele))
