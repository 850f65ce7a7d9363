"""From criteria that count to a class: by points and by the table of 2015, side by side, with why they differ.

Source: doi:10.1002/humu.24088 (points), doi:10.1038/gim.2015.30 Table 5 (table).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import Needs
from genopipe.acmg import TableRule
from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import VariantClass
from genopipe.acmg_codes import read_code
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import signed_points

Weighed = tuple[Criterion, Strength]

NO_RULE = "no rule of the table holds"
TOO_LITTLE = "one supporting criterion is not enough for a benign class"


@dataclass(frozen=True)
class Combined:
    """A class, and how it came about.

    Attributes:
        points: Sum of the signed points.
        by_points: Class by points.
        by_table: Class by the table.
        variant_class: The class of the report.
        rules: Names of the rules of the table that hold, the first of each direction.
        conflict: Whether evidence speaks for both directions.
        explanation: Why points and table differ, or why the class is neither; empty where there is nothing to say.
    """

    points: int
    by_points: VariantClass
    by_table: VariantClass
    variant_class: VariantClass
    rules: tuple[str, ...]
    conflict: bool
    explanation: str

    @property
    def agrees(self) -> bool:
        """Whether points and table give the same class."""
        return self.by_points is self.by_table


def counted_evidence(evidence: Iterable[Evidence]) -> list[Weighed]:
    """Return criterion and strength of all that is met."""
    return [(item.criterion, item.strength) for item in evidence if item.strength is not None]


def combine(evidence: Iterable[Evidence], acmg: Acmg) -> Combined:
    """Combine evidence, after the rules of double counting, to a class.

    Args:
        evidence: Decided criteria, at most one entry each; what is not met adds nothing.
        acmg: The figures.

    Returns:
        The class both ways.
    """
    return combine_weighed(counted_evidence(evidence), acmg)


def combine_weighed(met: list[Weighed], acmg: Acmg) -> Combined:
    """Combine criteria that are met, each with its strength, to a class."""
    points = sum(signed_points(criterion, strength, acmg) for criterion, strength in met)
    by_points = class_by_points(met, points, acmg)
    held = [rule for direction in Direction if (rule := first_rule(met, direction, acmg)) is not None]
    by_table = class_by_table(held)
    conflict = len({criterion.direction for criterion, _ in met}) > 1
    chosen, note = choose_class(points, by_points, by_table, conflict, acmg)
    rules = tuple(rule.name for rule in held)
    told = explain_difference(points, by_points, by_table, rules, note)
    return Combined(points, by_points, by_table, chosen, rules, conflict, told)


def class_by_points(met: list[Weighed], points: int, acmg: Acmg) -> VariantClass:
    """Return the class that the points give.

    Evidence that stands alone makes an allele benign whatever the points are; unless the pathogenic evidence by
    itself would make it likely pathogenic: then the two contradict each other, and the significance is uncertain.
    """
    if any(strength is Strength.STAND_ALONE for _, strength in met):
        speaks = sum(max(0, signed_points(criterion, strength, acmg)) for criterion, strength in met)
        contradicts = acmg.threshold("class_likely_pathogenic").holds(speaks)
        return VariantClass.UNCERTAIN if contradicts else VariantClass.BENIGN
    return class_of_points(points, acmg)


CLASS_LIMITS = (
    ("class_pathogenic", VariantClass.PATHOGENIC),
    ("class_likely_pathogenic", VariantClass.LIKELY_PATHOGENIC),
    ("class_benign", VariantClass.BENIGN),
    ("class_likely_benign", VariantClass.LIKELY_BENIGN),
)
"""The thresholds of the classes, in the order in which they are asked."""


def class_of_points(points: int, acmg: Acmg) -> VariantClass:
    """Return the class of a sum of points."""
    passed = (given for name, given in CLASS_LIMITS if acmg.threshold(name).holds(points))
    return next(passed, VariantClass.UNCERTAIN)


def first_rule(met: list[Weighed], direction: Direction, acmg: Acmg) -> TableRule | None:
    """Return the first rule of the table that criteria of a direction fulfil; the most telling ones stand first."""
    mine = {(criterion, strength) for criterion, strength in met if criterion.direction is direction}
    counts = Counter(strength for _, strength in mine)
    opposed = len(mine) < len(met)
    for rule in acmg.combination.table:
        if rule.direction is not direction or (rule.unopposed and opposed):
            continue
        if {read_code(code) for code in rule.with_codes} <= mine and fulfils(counts, rule.needs):
            return rule
    return None


def fulfils(counts: Counter[Strength], needs: Needs) -> bool:
    """Say whether so many criteria of each strength are enough; what is left of a stronger one stands for a weaker."""
    left = 0
    for strength in reversed(STRENGTHS):
        left += counts[strength] - needs.of(strength)
        if left < 0:
            return False
    return True


def class_by_table(held: list[TableRule]) -> VariantClass:
    """Return the class that the table gives: uncertain where no rule holds, or where rules of both directions hold."""
    return held[0].gives if len(held) == 1 else VariantClass.UNCERTAIN


def choose_class(
    points: int, by_points: VariantClass, by_table: VariantClass, conflict: bool, acmg: Acmg
) -> tuple[VariantClass, str]:
    """Return the class of the report, and a note where it is neither by points nor by the table alone.

    A likely benign class by points needs a little more than the points alone say: one supporting criterion is not
    enough, as in the table of 2015.
    """
    way = acmg.combination.class_by
    if conflict and acmg.combination.conflict_by is not None:
        way = acmg.combination.conflict_by
    if way is ClassBy.TABLE:
        return by_table, ""
    if by_points is VariantClass.LIKELY_BENIGN and not acmg.threshold("class_accept_likely_benign").holds(points):
        return VariantClass.UNCERTAIN, TOO_LITTLE
    return by_points, ""


def explain_difference(
    points: int, by_points: VariantClass, by_table: VariantClass, rules: tuple[str, ...], note: str
) -> str:
    """Say why points and table differ; empty: they agree."""
    told = []
    if by_points is not by_table:
        table = " and ".join(rules) or NO_RULE
        told.append(f"points {points}: {class_words(by_points)}; {table}: {class_words(by_table)}")
    return "; ".join([*told, note] if note else told)


def class_words(given: VariantClass) -> str:
    """Return a class in words."""
    return given.value.replace("_", " ")
