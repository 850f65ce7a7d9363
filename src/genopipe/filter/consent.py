"""Candidates that are not told for want of consent: set aside whatever the rules said, and without a word of them.

This is no rule of a profile: a laboratory cannot leave it out by a file.
"""

import polars as pl

from genopipe.withheld import Withheld
from genopipe.withheld import in_withheld_gene
from genopipe.withheld import is_carrier_status

SET_ASIDE = "set_aside"
CONSENT = "consent"
REASON = "the gene is no part of the question, and to be told of it was not agreed to: not judged"
_WORDS = {"bucket": SET_ASIDE, "by": CONSENT, "reason": REASON, "tier": "untiered", "tier_reason": REASON}


def withhold(rows: pl.DataFrame, withheld: Withheld) -> pl.DataFrame:
    """Set aside what may not be told, by one rule and reason for every allele of such a gene: they tell nothing.

    Args:
        rows: Candidates with bucket, rule and reason.
        withheld: The genes.

    Returns:
        The rows, in their order.
    """
    carrier = is_carrier_status(withheld) & pl.col("bucket").is_in(["finding", "candidate"])
    closed = in_withheld_gene(withheld) | carrier
    return rows.with_columns(
        pl.when(closed).then(pl.lit(text)).otherwise(pl.col(name)).alias(name)
        for name, text in _WORDS.items()
        if name in rows.columns
    )
