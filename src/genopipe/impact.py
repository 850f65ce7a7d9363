"""Which consequences are looked at: the words that both inheritance and filter go by."""

import polars as pl

# Impacts and the one LOW term that a rare disease tiering looks at.
# Source: Genomics England, rare disease pipeline documentation, small variant tiering (tiers 1 and 2:
# high impact terms; moderate impact terms with splice_region_variant).
HIGH = "HIGH"
MODERATE = "MODERATE"
SPLICE_REGION = "splice_region_variant"


def is_impactful() -> pl.Expr:
    """Say whether the columns `impact` and `consequence` hold a consequence that is looked at.

    A term without an impact is looked at: it must not vanish for want of a rank.
    """
    return pl.col("impact").is_in([HIGH, MODERATE]).fill_null(value=True) | pl.col("consequence").str.contains(
        SPLICE_REGION, literal=True
    )
