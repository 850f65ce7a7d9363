"""Which candidates are worth classifying, and why the others are not."""

from collections.abc import Sequence

import polars as pl

from genopipe.acmg import Acmg
from genopipe.config import FilterSettings
from genopipe.impact import is_impactful

CLASSIFIED = "classified"
NOT_AGREED = "not classified: the gene is no part of the question, and to be told of it was not agreed to"
_WORDS = {
    "symbolic": "not classified: symbolic alleles are not interpreted",
    "spanning_deletion": "not classified: the * allele, the deletion itself stands at another position",
}


def class_state(
    filters: FilterSettings, acmg: Acmg, minimum_heteroplasmy: float, founders: Sequence[str] = ()
) -> pl.Expr:
    """Return `classified`, or why an allele is not classified.

    Args:
        filters: The frequency above which no mode counts; whether ClinVar's (likely) pathogenic alleles are kept.
        acmg: The figures; an effect on splicing that SpliceAI predicts makes an allele worth it.
        minimum_heteroplasmy: Mitochondrial ALT part from which a person counts as carrying (fraction).
        founders: Founder alleles of the build: they may be common.

    Returns:
        A text; it reads allele, variant_class, alt_copies, alt_fraction, place, frequency_max, clinvar_pathogenic,
        impact, consequence, flags and spliceai.
    """
    known = pl.col("clinvar_pathogenic").fill_null(value=False) & filters.keep_clinvar
    founder = pl.col("allele").is_in(list(founders)) & filters.keep_founders
    common = (pl.col("frequency_max") > filters.recessive_frequency).fill_null(value=False) & ~known & ~founder
    splices = acmg.threshold("pp3_spliceai").expression(pl.col("spliceai")).fill_null(value=False)
    by_fraction = (pl.col("place") == "mitochondrion") & pl.col("alt_fraction").is_not_null()
    carried = (
        pl.when(by_fraction)
        .then(pl.col("alt_fraction") >= minimum_heteroplasmy)
        .otherwise(pl.col("alt_copies").fill_null(0) > 0)
    )
    special = pl.col("variant_class").is_in(list(_WORDS)).fill_null(value=False)
    limit = f"{filters.recessive_frequency:g}"
    return (
        pl.when(special)
        .then(pl.col("variant_class").replace_strict(_WORDS, default=None, return_dtype=pl.String))
        .when(~carried.fill_null(value=False))
        .then(pl.lit("not classified: the proband is not called to carry it"))
        .when(common)
        .then(pl.lit(f"not classified: common, its highest population frequency is above {limit}"))
        .when(~is_impactful() & ~known & ~splices)
        .then(pl.lit("not classified: no consequence for the protein or its splicing, and not known to ClinVar"))
        .otherwise(pl.lit(CLASSIFIED))
    )
