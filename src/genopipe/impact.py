"""Which consequences are looked at: the words that both inheritance and filter go by."""

import polars as pl

# Impacts and the one LOW term that a rare disease tiering looks at.
# Source: Genomics England, rare disease pipeline documentation, small variant tiering (tiers 1 and 2:
# high impact terms; moderate impact terms with splice_region_variant).
HIGH = "HIGH"
MODERATE = "MODERATE"
# Ensembl has since given parts of the splice region terms of their own, which stand instead of it.
SPLICE_REGION = ("splice_region_variant", "splice_donor_5th_base_variant", "splice_donor_region_variant")
# A flag of the consequence: bases in the splice region that the terms leave out.
SPLICE_REGION_UNSAID = "splice_region_unsaid"


def is_impactful() -> pl.Expr:
    """Say whether the columns `impact`, `consequence` and `flags` hold a consequence that is looked at.

    A term without an impact is looked at: it must not vanish for want of a rank.
    """
    impactful = pl.col("impact").is_in([HIGH, MODERATE]).fill_null(value=True)
    splice = pl.any_horizontal([pl.col("consequence").str.contains(term, literal=True) for term in SPLICE_REGION])
    unsaid = pl.col("flags").str.contains(SPLICE_REGION_UNSAID, literal=True).fill_null(value=False)
    return impactful | splice | unsaid
