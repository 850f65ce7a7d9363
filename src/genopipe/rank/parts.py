"""The parts of the score that an allele has by itself: its consequence, its rarity, its class.

Each has a word that says what it was taken from, and a value between 0 and 1.
"""

from math import log10

import polars as pl

from genopipe.impact import HIGH
from genopipe.impact import MODERATE
from genopipe.impact import SPLICE_REGION
from genopipe.impact import SPLICE_REGION_UNSAID
from genopipe.rank_settings import RankSettings

NOT_ASSESSABLE = "not_assessable"
IN_FRAME = ("inframe_insertion", "inframe_deletion", "protein_altering_variant")
CERTAIN_ODDS = 350.0
"""Odds of pathogenicity at very strong evidence, which is eight points. Source: doi:10.1038/gim.2017.210."""

CERTAIN_POINTS = 8.0


def consequence_word() -> pl.Expr:
    """Return the word of the consequence: high, in_frame, missense, splice_region, other, or not_assessable."""
    terms = pl.col("consequence")
    in_frame = pl.any_horizontal([terms.str.contains(term, literal=True) for term in IN_FRAME])
    splice = pl.any_horizontal([terms.str.contains(term, literal=True) for term in SPLICE_REGION])
    unsaid = pl.col("flags").str.contains(SPLICE_REGION_UNSAID, literal=True).fill_null(value=False)
    return (
        pl.when(pl.col("impact").is_null())
        .then(pl.lit(NOT_ASSESSABLE))
        .when(pl.col("impact") == HIGH)
        .then(pl.lit("high"))
        .when((pl.col("impact") == MODERATE) & in_frame)
        .then(pl.lit("in_frame"))
        .when(pl.col("impact") == MODERATE)
        .then(pl.lit("missense"))
        .when(splice | unsaid)
        .then(pl.lit("splice_region"))
        .otherwise(pl.lit("other"))
    )


def consequence_value(settings: RankSettings) -> pl.Expr:
    """Return what the column `consequence_word` counts (fraction)."""
    values = settings.consequence.model_dump() | {NOT_ASSESSABLE: settings.neutral}
    return pl.col("consequence_word").replace_strict(values, return_dtype=pl.Float64)


def frequency_word() -> pl.Expr:
    """Return the word of the rarity: the frequency, absent, or not_assessable."""
    told = pl.col("frequency_max").round_sig_figs(3).cast(pl.String)
    absent = pl.when(pl.col("frequency_state") == "absent").then(pl.lit("absent"))
    return pl.coalesce(told, absent, pl.lit(NOT_ASSESSABLE))


def frequency_value(settings: RankSettings) -> pl.Expr:
    """Return how rare the allele is (fraction), on a logarithmic scale between the settings `common` and `rare`."""
    high, low = log10(settings.common), log10(settings.rare)
    bounded = pl.col("frequency_max").clip(settings.rare, settings.common)
    told = (high - bounded.log10()) / (high - low)
    absent = pl.when(pl.col("frequency_state") == "absent").then(pl.lit(1.0))
    return pl.coalesce(told, absent, pl.lit(settings.neutral))


def class_word() -> pl.Expr:
    """Return the word of the class: its points, or not_assessable."""
    return pl.coalesce(pl.format("{}_points", "class_points"), pl.lit(NOT_ASSESSABLE))


def class_value(settings: RankSettings) -> pl.Expr:
    """Return the probability that the points of the class stand for (fraction); without points the prior."""
    odds = pl.lit(CERTAIN_ODDS).pow(pl.col("class_points").cast(pl.Float64) / CERTAIN_POINTS)
    probability = odds * settings.prior / ((odds - 1) * settings.prior + 1)
    return probability.fill_null(settings.prior)


def add_own_parts(rows: pl.DataFrame, settings: RankSettings) -> pl.DataFrame:
    """Add word and value of consequence, frequency and class, and their weighted sum as `own`.

    Args:
        rows: Candidates with `impact`, `consequence`, `flags`, `frequency_state`, `frequency_max`, `class_points`.
        settings: Weights and values.
    """
    weights = settings.weights
    worded = rows.with_columns(
        consequence_word=consequence_word(), frequency_word=frequency_word(), class_word=class_word()
    )
    valued = worded.with_columns(
        consequence_value=consequence_value(settings),
        frequency_value=frequency_value(settings),
        class_value=class_value(settings),
    )
    own = (
        weights.consequence * pl.col("consequence_value")
        + weights.frequency * pl.col("frequency_value")
        + weights.classification * pl.col("class_value")
    )
    return valued.with_columns(own=own)
