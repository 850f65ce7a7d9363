"""The combination on columns, for as many alleles as there are: the same rules and figures as in the scalar form.

A criterion is a column of its name with the rank of its strength: 0 not met (or not assessable), 1 supporting ...
5 stand-alone. `RULE_` columns hold the number of the rule that took or lowered it (`doubles.OFF`: switched off).
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import DoubleKind
from genopipe.acmg import DoubleRule
from genopipe.acmg import TableRule
from genopipe.acmg import Use
from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import VariantClass
from genopipe.acmg_codes import read_code
from genopipe.classify.combination import CLASS_LIMITS
from genopipe.classify.combination import NO_RULE
from genopipe.classify.combination import TOO_LITTLE
from genopipe.classify.combination import class_words
from genopipe.classify.doubles import OFF
from genopipe.classify.doubles import strongest_within
from genopipe.classify.outcome import signed_points

RULE = "RULE_"
RANKS: Mapping[Strength, int] = MappingProxyType({strength: number for number, strength in enumerate(STRENGTHS, 1)})
"""Rank of each strength; 0 is a criterion that is not met."""

CLASS_COLUMNS = ("class", "class_points", "class_by_points", "class_by_table", "class_agrees", "class_conflict")
TOLD_COLUMNS = ("class_rules", "class_explanation")


def rank_columns(criteria: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Turn rows of criteria into one row an allele, with a column of ranks for each criterion.

    Args:
        criteria: Columns `criterion` and `strength` (null: not met), and the keys; each criterion once a key.
        keys: Columns that name the allele, such as allele and gene.

    Returns:
        The keys and 28 columns of ranks, in the order in which keys first stand.
    """
    ranks = {strength.value: rank for strength, rank in RANKS.items()}
    ranked = pl.col("strength").cast(pl.String).replace_strict(ranks, return_dtype=pl.Int8).fill_null(0)
    of_each = [
        ranked.filter(pl.col("criterion") == criterion.value).max().fill_null(0).alias(criterion.value)
        for criterion in Criterion
    ]
    return criteria.group_by(keys, maintain_order=True).agg(of_each)


def count_columns(ranks: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Apply the rules of double counting: ranks become those that count, and each gets its `RULE_` column.

    Args:
        ranks: What `rank_columns` makes.
        acmg: The figures and rules.
    """
    off = [criterion for criterion in Criterion if acmg.criteria[criterion].use is Use.OFF]
    nothing = [pl.lit(None, pl.Int16).alias(RULE + criterion.value) for criterion in Criterion]
    counted = ranks.lazy().with_columns(nothing)
    counted = counted.with_columns(_changed(criterion, pl.lit(0), OFF) for criterion in off)
    counted = counted.with_columns(pl.lit(0, pl.Int8).alias(criterion.value) for criterion in off)
    for number, rule in enumerate(acmg.doubles):
        changes = _KINDS[rule.kind](rule, acmg)
        counted = counted.with_columns(
            *(rank.cast(pl.Int8).alias(criterion.value) for criterion, rank in changes.items()),
            *(_changed(criterion, rank, number) for criterion, rank in changes.items()),
        )
    return counted.collect()


def _changed(criterion: Criterion, rank: pl.Expr, number: int) -> pl.Expr:
    """Return the column that says which rule changed a criterion: this one, where the rank is another after it."""
    column = RULE + criterion.value
    return (
        pl.when(pl.col(criterion.value) != rank).then(pl.lit(number, pl.Int16)).otherwise(pl.col(column)).alias(column)
    )


def _rank(criterion: Criterion) -> pl.Expr:
    return pl.col(criterion.value)


def _any_counts(criteria: Sequence[Criterion]) -> pl.Expr:
    return pl.any_horizontal(*(_rank(criterion) > 0 for criterion in criteria))


Changes = dict[Criterion, pl.Expr]


def _drop(rule: DoubleRule, _acmg: Acmg) -> Changes:
    found = _any_counts(rule.first)
    return {criterion: pl.when(found).then(0).otherwise(_rank(criterion)) for criterion in rule.then}


def _stronger(rule: DoubleRule, _acmg: Acmg) -> Changes:
    named = (*rule.first, *rule.then)
    most = pl.max_horizontal(*(_rank(criterion) for criterion in named))
    changes = {}
    for place, criterion in enumerate(named):
        before = [_rank(other) == most for other in named[:place]]
        kept = (_rank(criterion) == most) & ~pl.any_horizontal(*before, pl.lit(value=False))
        changes[criterion] = pl.when(kept).then(_rank(criterion)).otherwise(0)
    return changes


def _points_of(criterion: Criterion, acmg: Acmg) -> pl.Expr:
    """Return the signed points of a criterion's rank."""
    points = {rank: signed_points(criterion, strength, acmg) for strength, rank in RANKS.items()}
    return _rank(criterion).replace_strict({0: 0, **points}, return_dtype=pl.Int32)


def _cap(rule: DoubleRule, acmg: Acmg) -> Changes:
    limit = rule.points or 0
    taken = pl.sum_horizontal(*(_points_of(criterion, acmg).abs() for criterion in rule.first))
    return {criterion: _capped(criterion, taken, limit, acmg) for criterion in rule.then}


def _capped(criterion: Criterion, taken: pl.Expr, limit: int, acmg: Acmg) -> pl.Expr:
    """Lower a rank to what the points that are left allow: one choice for each number of points that may be taken."""
    lowered = pl.lit(0, pl.Int8)
    for left in range(1, limit):
        within = {rank: _rank_within(strength, left, acmg) for strength, rank in RANKS.items()}
        ranks = _rank(criterion).replace_strict({0: 0, **within}, return_dtype=pl.Int8)
        lowered = pl.when(taken == limit - left).then(ranks).otherwise(lowered)
    return pl.when(taken == 0).then(_rank(criterion)).otherwise(lowered)


def _rank_within(strength: Strength, points: int, acmg: Acmg) -> int:
    within = strongest_within(strength, points, acmg)
    return 0 if within is None else RANKS[within]


def _weaken(rule: DoubleRule, _acmg: Acmg) -> Changes:
    most = RANKS[rule.strength] if rule.strength else 0
    found = _any_counts(rule.first)
    return {
        criterion: pl.when(found).then(pl.min_horizontal(_rank(criterion), most)).otherwise(_rank(criterion))
        for criterion in rule.then
    }


def _company(rule: DoubleRule, _acmg: Acmg) -> Changes:
    changes = {}
    for criterion in rule.then:
        others = [one for one in Criterion if one.direction is criterion.direction and one not in rule.then]
        changes[criterion] = pl.when(_any_counts(others)).then(_rank(criterion)).otherwise(0)
    return changes


def _both(_rule: DoubleRule, _acmg: Acmg) -> Changes:
    return {}


_KINDS: Mapping[DoubleKind, Callable[[DoubleRule, Acmg], Changes]] = MappingProxyType(
    {
        DoubleKind.DROP: _drop,
        DoubleKind.STRONGER: _stronger,
        DoubleKind.CAP: _cap,
        DoubleKind.WEAKEN: _weaken,
        DoubleKind.COMPANY: _company,
        DoubleKind.BOTH: _both,
    }
)


def class_columns(counted: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Combine ranks that count to a class.

    Args:
        counted: What `count_columns` makes.
        acmg: The figures.

    Returns:
        The given columns and `class`, `class_points`, `class_by_points`, `class_by_table`, `class_agrees`,
        `class_conflict`, `class_rules`, `class_explanation`.
    """
    held = [_held_rule(direction, acmg) for direction in Direction]
    points = pl.sum_horizontal(*(_points_of(criterion, acmg) for criterion in Criterion)).alias("class_points")
    conflict = pl.all_horizontal(*(_any_of(direction) for direction in Direction)).alias("class_conflict")
    frame = counted.lazy().with_columns(points, conflict, *held)
    frame = frame.with_columns(_by_points(acmg), _by_table(acmg))
    frame = frame.with_columns(
        _chosen(acmg), (pl.col("class_by_points") == pl.col("class_by_table")).alias("class_agrees")
    )
    frame = frame.with_columns(_rules(acmg)).with_columns(_explanation(acmg))
    return frame.select(*counted.columns, *CLASS_COLUMNS, *TOLD_COLUMNS).collect()


def _of(direction: Direction) -> list[Criterion]:
    return [criterion for criterion in Criterion if criterion.direction is direction]


def _any_of(direction: Direction) -> pl.Expr:
    return _any_counts(_of(direction))


def _held_rule(direction: Direction, acmg: Acmg) -> pl.Expr:
    """Return the number of the first rule of the table that holds for a direction, else null."""
    found = pl.lit(None, pl.Int16)
    for number, rule in reversed(list(enumerate(acmg.combination.table))):
        if rule.direction is direction:
            found = pl.when(_holds(rule)).then(pl.lit(number, pl.Int16)).otherwise(found)
    return found.alias(f"held_{direction.value}")


def _holds(rule: TableRule) -> pl.Expr:
    conditions = [_enough(rule, strength) for strength in STRENGTHS]
    for code in rule.with_codes:
        criterion, strength = read_code(code)
        conditions.append(_rank(criterion) == RANKS[strength])
    if rule.unopposed:
        other = next(direction for direction in Direction if direction is not rule.direction)
        conditions.append(~_any_of(other))
    return pl.all_horizontal(*conditions)


def _enough(rule: TableRule, strength: Strength) -> pl.Expr:
    """Say whether there are as many of a strength or stronger as the rule asks for from that strength up."""
    asked = sum(rule.needs.of(stronger) for stronger in STRENGTHS[RANKS[strength] - 1 :])
    there = pl.sum_horizontal(*(_rank(criterion) >= RANKS[strength] for criterion in _of(rule.direction)))
    return there >= asked


def _text(value: VariantClass) -> pl.Expr:
    return pl.lit(value.value)


def _by_points(acmg: Acmg) -> pl.Expr:
    points = pl.col("class_points")
    given = _text(VariantClass.UNCERTAIN)
    for name, passed in reversed(CLASS_LIMITS):
        given = pl.when(acmg.threshold(name).expression(points)).then(_text(passed)).otherwise(given)
    alone = pl.any_horizontal(*(_rank(criterion) == RANKS[Strength.STAND_ALONE] for criterion in _of(Direction.BENIGN)))
    speaks = pl.sum_horizontal(*(_points_of(criterion, acmg) for criterion in _of(Direction.PATHOGENIC)))
    contradicts = acmg.threshold("class_likely_pathogenic").expression(speaks)
    if_alone = pl.when(contradicts).then(_text(VariantClass.UNCERTAIN)).otherwise(_text(VariantClass.BENIGN))
    return pl.when(alone).then(if_alone).otherwise(given).alias("class_by_points")


def _by_table(acmg: Acmg) -> pl.Expr:
    classes = {number: rule.gives.value for number, rule in enumerate(acmg.combination.table)}
    held = [pl.col(f"held_{direction.value}") for direction in Direction]
    one = pl.sum_horizontal(*(rule.is_not_null() for rule in held)) == 1
    number = pl.coalesce(*held)
    given = number.replace_strict(classes, default=None, return_dtype=pl.String)
    return pl.when(one).then(given).otherwise(_text(VariantClass.UNCERTAIN)).alias("class_by_table")


def _too_little(acmg: Acmg) -> pl.Expr:
    """Say where the class by points is likely benign, but not taken over."""
    accepted = acmg.threshold("class_accept_likely_benign").expression(pl.col("class_points"))
    return _by_points_counts(acmg) & (pl.col("class_by_points") == VariantClass.LIKELY_BENIGN.value) & ~accepted


def _by_points_counts(acmg: Acmg) -> pl.Expr:
    """Say where the points give the class."""
    usual = pl.lit(acmg.combination.class_by is ClassBy.POINTS)
    if acmg.combination.conflict_by is None:
        return usual
    in_conflict = pl.lit(acmg.combination.conflict_by is ClassBy.POINTS)
    return pl.when(pl.col("class_conflict")).then(in_conflict).otherwise(usual)


def _chosen(acmg: Acmg) -> pl.Expr:
    by_points = pl.when(_too_little(acmg)).then(_text(VariantClass.UNCERTAIN)).otherwise(pl.col("class_by_points"))
    return pl.when(_by_points_counts(acmg)).then(by_points).otherwise(pl.col("class_by_table")).alias("class")


def _rules(acmg: Acmg) -> pl.Expr:
    names = {number: rule.name for number, rule in enumerate(acmg.combination.table)}
    held = (
        pl.col(f"held_{direction.value}").replace_strict(names, default=None, return_dtype=pl.String)
        for direction in Direction
    )
    return pl.concat_str(*held, separator=" and ", ignore_nulls=True).alias("class_rules")


def _explanation(acmg: Acmg) -> pl.Expr:
    words = {given.value: class_words(given) for given in VariantClass}
    by_points, by_table = (pl.col(name).replace_strict(words) for name in ("class_by_points", "class_by_table"))
    rules = pl.when(pl.col("class_rules") == "").then(pl.lit(NO_RULE)).otherwise(pl.col("class_rules"))
    differ = pl.concat_str(
        pl.lit("points "), pl.col("class_points"), pl.lit(": "), by_points, pl.lit("; "), rules, pl.lit(": "), by_table
    )
    told = [
        pl.when(~pl.col("class_agrees")).then(differ),
        pl.when(_too_little(acmg)).then(pl.lit(TOO_LITTLE)),
    ]
    return pl.concat_str(*told, separator="; ", ignore_nulls=True).alias("class_explanation")
