"""From criteria that count to a class: by points and by the table of 2015, side by side, with why they differ.

Source: doi:10.1002/humu.24088 (points), doi:10.1038/gim.2015.30 Table 5 (table).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from genopipe.acmg import STRENGTHS
from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import Criterion
from genopipe.acmg import Direction
from genopipe.acmg import Needs
from genopipe.acmg import Strength
from genopipe.acmg import TableRule
from genopipe.acmg import VariantClass
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import signed_points

Weighed = tuple[Criterion, Strength]


@dataclass(frozen=True)
class Combined:
    """A class, and how it came about.

    Attributes:
        points: Sum of the signed points.
        by_points: Class by points.
        by_table: Class by the table.
        chosen: Which of them is the class.
        rules: Names of the rules of the table that hold, the strongest of each direction.
        conflict: Whether evidence speaks for both directions.
        explanation: Why points and table differ, or why evidence in conflict ends as it does; else empty.
    """

    points: int
    by_points: VariantClass
    by_table: VariantClass
    chosen: ClassBy
    rules: tuple[str, ...]
    conflict: bool
    explanation: str

    @property
    def variant_class(self) -> VariantClass:
        """The class."""
        return self.by_points if self.chosen is ClassBy.POINTS else self.by_table

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
    pathogenic = first_rule(met, Direction.PATHOGENIC, acmg)
    benign = first_rule(met, Direction.BENIGN, acmg)
    by_table = class_by_table(pathogenic, benign)
    rules = tuple(rule.name for rule in (pathogenic, benign) if rule is not None)
    conflict = len({criterion.direction for criterion, _ in met}) > 1
    told = _explanation(met, points, by_points, by_table, rules)
    return Combined(points, by_points, by_table, acmg.combination.class_by, rules, conflict, told)


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


def class_of_points(points: int, acmg: Acmg) -> VariantClass:
    """Return the class of a sum of points."""
    return next((given for name, given in _LIMITS if acmg.threshold(name).holds(points)), VariantClass.UNCERTAIN)


_LIMITS = (
    ("class_pathogenic", VariantClass.PATHOGENIC),
    ("class_likely_pathogenic", VariantClass.LIKELY_PATHOGENIC),
    ("class_benign", VariantClass.BENIGN),
    ("class_likely_benign", VariantClass.LIKELY_BENIGN),
)


def first_rule(met: list[Weighed], direction: Direction, acmg: Acmg) -> TableRule | None:
    """Return the first rule of the table that criteria of a direction fulfil; the most telling ones stand first."""
    mine = [(criterion, strength) for criterion, strength in met if criterion.direction is direction]
    counts = Counter(strength for _, strength in mine)
    for rule in acmg.combination.table:
        named = {(criterion, rule.needs.strongest) for criterion in rule.with_criteria}
        if rule.direction is direction and named <= set(mine) and fulfils(counts, rule.needs):
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


def class_by_table(pathogenic: TableRule | None, benign: TableRule | None) -> VariantClass:
    """Return the class that the table gives: uncertain where no rule holds, or where rules of both directions hold."""
    held = [rule for rule in (pathogenic, benign) if rule is not None]
    return held[0].gives if len(held) == 1 else VariantClass.UNCERTAIN


def _explanation(
    met: list[Weighed], points: int, by_points: VariantClass, by_table: VariantClass, rules: tuple[str, ...]
) -> str:
    """Say why points and table differ; empty: they agree."""
    if by_points is by_table:
        return ""
    table = " and ".join(rules) or "no rule of the table holds"
    return f"{points} points: {_words(by_points)}; {table}: {_words(by_table)}"


def _words(given: VariantClass) -> str:
    return given.value.replace("_", " ")
