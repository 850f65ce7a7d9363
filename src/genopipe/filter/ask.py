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
        _decided(part, compiled, int(code))
        for (code,), part in asked.partition_by("_rule", maintain_order=True, as_dict=True).items()
    ]
    decided = asked.drop("_row", "_rule").hstack(_in_order(parts, ("bucket", "by", "reason")))
    return decided.hstack(_tiers(decided, compiled.tiers))


def _in_order(parts: Sequence[pl.DataFrame], columns: Sequence[str]) -> pl.DataFrame:
    """Return text columns of all parts in the order of the rows: only these are sorted, not whole rows."""
    empty = pl.DataFrame(schema={"_row": pl.UInt32, **dict.fromkeys(columns, pl.String)})
    return pl.concat([empty, *parts], how="vertical_relaxed").sort("_row").select(columns)


def _first(rules: Sequence[CompiledRule]) -> pl.Expr:
    """Return the code of the first rule that decides: twice its number, and 1 more where it is unknown."""
    answers = []
    for number, rule in enumerate(rules):
        holds = rule.holds.fill_null(value=rule.null is Null.SET_ASIDE)
        answers.append(pl.when(holds).then(pl.lit(2 * number)))
        if rule.null is Null.NOT_ASSESSABLE:
            answers.append(pl.when(rule.holds.is_null()).then(pl.lit(2 * number + 1)))
    return pl.coalesce(answers)


def _decided(rows: pl.DataFrame, compiled: CompiledFilters, code: int) -> pl.DataFrame:
    """Return bucket and reason of the rows of one rule."""
    rule, unknown = compiled.rules[code // 2], bool(code % 2)
    bucket = Bucket.CANDIDATE.value if unknown else rule.bucket
    reason = _not_assessable(rule) if unknown else rule.reason
    told = rows.with_columns(bucket=pl.lit(bucket), by=pl.lit(rule.name), reason=reason)
    if bucket in _REVIEWED:
        told = _with_remarks(told, compiled)
    return told.select("_row", "bucket", "by", "reason")


def _not_assessable(rule: CompiledRule) -> pl.Expr:
    lacking = pl.concat_list(
        [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in sorted(rule.columns)]
    ).list.drop_nulls()
    return pl.format("not assessable by {}: not known: {}", pl.lit(rule.name), lacking.list.join(", "))


def _with_remarks(rows: pl.DataFrame, compiled: CompiledFilters) -> pl.DataFrame:
    for holds, text in compiled.remarks:
        said = pl.concat_str(pl.col("reason"), pl.lit("; "), text)
        reason = pl.when(holds.fill_null(value=False)).then(said).otherwise(pl.col("reason"))
        rows = rows.with_columns(reason=reason)
    return rows


def _tiers(rows: pl.DataFrame, tiers: Sequence[CompiledRule]) -> pl.DataFrame:
    """Return the tier of every row and its reason."""
    number = pl.coalesce(
        *(pl.when(tier.holds.fill_null(value=False)).then(pl.lit(number)) for number, tier in enumerate(tiers)),
        pl.lit(len(tiers)),
    )
    asked = rows.with_row_index("_row").with_columns(_tier=number)
    parts = []
    for (code,), part in asked.partition_by("_tier", maintain_order=True, as_dict=True).items():
        known = int(code) < len(tiers)
        tier = pl.lit(tiers[int(code)].name if known else "untiered")
        reason = tiers[int(code)].reason if known else pl.lit("no rule of a tier holds")
        parts.append(part.select("_row", tier=tier, tier_reason=reason))
    return _in_order(parts, ("tier", "tier_reason"))
