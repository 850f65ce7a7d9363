"""Ask the rules: the first that holds decides the bucket of a candidate and gives its reason; then its tier."""

from collections.abc import Sequence

import polars as pl

from genopipe.errors import ContentError
from genopipe.filter_profile import CompiledFilters
from genopipe.filter_profile import CompiledRule
from genopipe.filter_profile.profile import Bucket
from genopipe.filter_profile.profile import Null

_REVIEWED = [Bucket.FINDING.value, Bucket.CANDIDATE.value]


def decide(rows: pl.DataFrame, compiled: CompiledFilters) -> pl.DataFrame:
    """Add `bucket`, `by`, `reason`, `tier` and `tier_reason`.

    Args:
        rows: Candidates with every fact.
        compiled: The filters.

    Returns:
        The rows in their order.

    Raises:
        ContentError: No rule held for a candidate.
    """
    asked = rows.with_row_index("_row").with_columns(_rule=_first(compiled.rules))
    if asked["_rule"].null_count():
        first = asked.filter(pl.col("_rule").is_null()).row(0, named=True)
        raise ContentError(f"no rule holds for {first['allele']} in {first['gene']}: the last rule must hold for all")
    parts = [
        _decided(asked.filter(pl.col("_rule") == code), compiled.rules[code // 2], unknown=bool(code % 2))
        for code in sorted(asked["_rule"].unique())
    ]
    decided = pl.concat(parts) if parts else _decided(asked, compiled.rules[0], unknown=False)
    return _with_tier(_with_remarks(decided, compiled), compiled.tiers).sort("_row").drop("_row")


def _first(rules: Sequence[CompiledRule]) -> pl.Expr:
    """Return the code of the first rule that decides: twice its number, and 1 more where it is unknown."""
    answers = []
    for number, rule in enumerate(rules):
        holds = rule.holds.fill_null(value=rule.null is Null.SET_ASIDE)
        answers.append(pl.when(holds).then(pl.lit(2 * number)))
        if rule.null is Null.NOT_ASSESSABLE:
            answers.append(pl.when(rule.holds.is_null()).then(pl.lit(2 * number + 1)))
    return pl.coalesce(answers)


def _decided(rows: pl.DataFrame, rule: CompiledRule, *, unknown: bool) -> pl.DataFrame:
    """Give the rows of one rule their bucket and reason."""
    bucket = Bucket.CANDIDATE.value if unknown else rule.bucket
    reason = _not_assessable(rule) if unknown else rule.reason
    return rows.with_columns(bucket=pl.lit(bucket), by=pl.lit(rule.name), reason=reason)


def _not_assessable(rule: CompiledRule) -> pl.Expr:
    lacking = pl.concat_list(
        [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in sorted(rule.columns)]
    ).list.drop_nulls()
    return pl.format("not assessable by {}: not known: {}", pl.lit(rule.name), lacking.list.join(", "))


def _with_remarks(rows: pl.DataFrame, compiled: CompiledFilters) -> pl.DataFrame:
    reviewed = pl.col("bucket").is_in(_REVIEWED)
    for holds, text in compiled.remarks:
        said = reviewed & holds.fill_null(value=False)
        rows = rows.with_columns(
            reason=pl.when(said).then(pl.concat_str(pl.col("reason"), pl.lit("; "), text)).otherwise(pl.col("reason"))
        )
    return rows


def _with_tier(rows: pl.DataFrame, tiers: Sequence[CompiledRule]) -> pl.DataFrame:
    asked = rows.with_columns(
        _tier=pl.coalesce(
            *(pl.when(tier.holds.fill_null(value=False)).then(pl.lit(number)) for number, tier in enumerate(tiers)),
            pl.lit(len(tiers)),
        )
    )
    parts = [
        asked.filter(pl.col("_tier") == number).with_columns(tier=pl.lit(tier.name), tier_reason=tier.reason)
        for number, tier in enumerate(tiers)
    ]
    rest = asked.filter(pl.col("_tier") == len(tiers))
    none = rest.with_columns(tier=pl.lit("untiered"), tier_reason=pl.lit("no rule of a tier holds"))
    return pl.concat([*parts, none])
