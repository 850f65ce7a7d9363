"""How a criterion is decided for many alleles at once: branches in order, and the first that holds gives the answer.

A branch whose condition is null does not hold: what is not known decides nothing by itself, so that every criterion
begins with the branch that says what must be known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg import Use
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.outcome import Outcome

ENGINE = "engine"
EVIDENCE_SCHEMA: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "gene": pl.String(),
    "criterion": pl.String(),
    "outcome": pl.String(),
    "strength": pl.String(),
    "value": pl.Float64(),
    "threshold": pl.Float64(),
    "unit": pl.String(),
    "reason": pl.String(),
    "source": pl.String(),
    "data": pl.String(),
}
"""What the engine says: the columns of the table of criteria that come before points, panels and curators."""

_BRANCH = "_branch"


@dataclass(frozen=True)
class Branch:
    """One way in which a criterion is decided.

    Attributes:
        when: Rows for which it holds.
        outcome: What it gives.
        reason: A plain sentence with the numbers.
        strength: Strength where it is met.
        value: The number used.
        threshold: Name of the threshold against which it was held; empty: none.
        limit: What stands in the place of the threshold's figure, where it is another for each row.
        source: What it is decided by; empty: that of the threshold, else that of the criterion.
    """

    when: pl.Expr
    outcome: Outcome
    reason: pl.Expr
    strength: Strength | None = None
    value: pl.Expr | None = None
    threshold: str = ""
    limit: pl.Expr | None = None
    source: str = ""


def say(template: str, *values: str | pl.Expr) -> pl.Expr:
    """Return a sentence: each `{}` is a value, numbers with six figures, `not known` where there is none.

    Args:
        template: The sentence.
        values: Columns by name, or expressions.
    """
    if not values:
        return pl.lit(template)
    return pl.format(template, *(_text(pl.col(one) if isinstance(one, str) else one) for one in values))


def number(value: str | pl.Expr) -> pl.Expr:
    """Return a number with six figures, for a sentence."""
    column = pl.col(value) if isinstance(value, str) else value
    return column.cast(pl.Float64).round_sig_figs(6)


def _text(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).str.replace(r"\.0$", "").fill_null("not known")


def met(
    when: pl.Expr,
    strength: Strength,
    reason: pl.Expr,
    value: pl.Expr | None = None,
    threshold: str = "",
    limit: pl.Expr | None = None,
    source: str = "",
) -> Branch:
    """Return a branch that gives a criterion that is met."""
    return Branch(when, Outcome.MET, reason, strength, value, threshold, limit, source)


def not_met(
    when: pl.Expr,
    reason: pl.Expr,
    value: pl.Expr | None = None,
    threshold: str = "",
    limit: pl.Expr | None = None,
    source: str = "",
) -> Branch:
    """Return a branch that gives a criterion that is not met."""
    return Branch(when, Outcome.NOT_MET, reason, None, value, threshold, limit, source)


def unknown(when: pl.Expr, reason: pl.Expr, source: str = "") -> Branch:
    """Return a branch that gives a criterion that is not assessable."""
    return Branch(when, Outcome.NOT_ASSESSABLE, reason, source=source)


ALWAYS = pl.lit(value=True)
"""The condition of a last branch."""


def decide(
    facts: pl.DataFrame, criterion: Criterion, branches: Sequence[Branch], acmg: Acmg, data: pl.Expr | str = ""
) -> pl.DataFrame:
    """Return what a criterion comes to, row by row.

    Args:
        facts: What is known: one row an allele in a gene.
        criterion: The criterion.
        branches: The ways in which it is decided; one of them holds for every row.
        acmg: The figures.
        data: Name and version of the data used.

    Returns:
        Columns of `EVIDENCE_SCHEMA`, one row for each row of facts, in their order.
    """
    numbers = [pl.when(one.when.fill_null(value=False)).then(pl.lit(at)) for at, one in enumerate(branches)]
    asked = facts.with_columns(pl.coalesce(numbers).alias(_BRANCH))
    told = data if isinstance(data, pl.Expr) else pl.lit(data or None, dtype=pl.String)
    made = asked.select(
        "allele",
        "gene",
        criterion=pl.lit(criterion.value),
        outcome=_by_branch([one.outcome.value for one in branches]),
        strength=_by_branch([_strength(one, criterion, acmg) for one in branches]),
        value=_chosen([one.value for one in branches], pl.Float64()),
        threshold=_chosen([_limit(one, acmg) for one in branches], pl.Float64()),
        unit=_by_branch([acmg.threshold(one.threshold).unit.value if one.threshold else None for one in branches]),
        reason=_chosen([one.reason for one in branches], pl.String()),
        source=_by_branch([_source(one, criterion, acmg) for one in branches]),
        data=told.cast(pl.String),
    )
    return made.cast(pl.Schema(EVIDENCE_SCHEMA))


def _strength(branch: Branch, criterion: Criterion, acmg: Acmg) -> str | None:
    """Return what a criterion weighs; a laboratory's own strength stands for the one that ships, where data give it."""
    if branch.strength is None:
        return None
    rule = acmg.criteria[criterion]
    stands_for = rule.use is not Use.CURATED and branch.strength is rule.instead_of
    return (rule.strength if stands_for else branch.strength).value


def _by_branch(values: Sequence[str | None]) -> pl.Expr:
    told = dict(enumerate(values))
    return pl.col(_BRANCH).replace_strict(list(told), list(told.values()), return_dtype=pl.String)


def _chosen(values: Sequence[pl.Expr | None], dtype: pl.DataType) -> pl.Expr:
    chosen = [
        pl.when(pl.col(_BRANCH) == at).then(value.cast(dtype)) for at, value in enumerate(values) if value is not None
    ]
    return pl.coalesce(chosen) if chosen else pl.lit(None, dtype=dtype)


def _limit(branch: Branch, acmg: Acmg) -> pl.Expr | None:
    if branch.limit is not None:
        return branch.limit
    return pl.lit(acmg.threshold(branch.threshold).value) if branch.threshold else None


def _source(branch: Branch, criterion: Criterion, acmg: Acmg) -> str:
    if branch.source:
        return branch.source
    if branch.threshold:
        return acmg.source_of(branch.threshold)
    rule = acmg.criteria[criterion]
    return acmg.source_text(rule.source, rule.place)


def holds(acmg: Acmg, name: str, value: str | pl.Expr) -> pl.Expr:
    """Say whether a value passes a threshold; null where there is no value."""
    return acmg.threshold(name).expression(pl.col(value) if isinstance(value, str) else value)


def limit_text(acmg: Acmg, name: str) -> str:
    """Return a threshold in words: `at least 0.644`."""
    return acmg.threshold(name).limit_text
