"""Candidates that are not told for want of consent: set aside whatever the rules said, and without a word of them.

This is no rule of a profile: a laboratory cannot leave it out by a file.
"""

import polars as pl

from genopipe.filter.expected import BIALLELIC
from genopipe.filter_profile.profile import Bucket
from genopipe.withheld import Withheld

CONSENT = "consent"
REASON = "the gene is no part of the question, and to be told of it was not agreed to: not judged"
_TWO_COPIES = (*BIALLELIC, "x_linked_recessive", "pseudo_dominant")


def withhold(rows: pl.DataFrame, withheld: Withheld) -> pl.DataFrame:
    """Set aside what may not be told, by one rule and reason for every allele of such a gene: they tell nothing.

    One copy in a gene of carrier findings stays where it is new, or where both copies are hit or may be: then it is
    more than carrier status.

    Args:
        rows: Candidates with bucket, rule and reason.
        withheld: The genes.

    Returns:
        The rows, in their order.
    """
    fits = [pl.col("modes").list.contains(mode) for mode in (*_TWO_COPIES, "de_novo")]
    may_fit = [pl.col("modes_not_assessable").list.contains(mode) for mode in _TWO_COPIES]
    more = pl.any_horizontal(*fits, *may_fit)
    carrier_only = _is_one_of(withheld.single) & ~more & (pl.col("bucket") != Bucket.SET_ASIDE.value)
    closed = _is_one_of(withheld.genes) | carrier_only
    words = {"bucket": Bucket.SET_ASIDE.value, "by": CONSENT, "reason": REASON}
    return rows.with_columns(
        pl.when(closed).then(pl.lit(text)).otherwise(pl.col(name)).alias(name) for name, text in words.items()
    )


def _is_one_of(names: frozenset[str]) -> pl.Expr:
    listed = sorted(names)
    return pl.col("gene").is_in(listed) | pl.col("gene_symbol").is_in(listed)
