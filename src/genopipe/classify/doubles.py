"""Double counting: what of the criteria that are met counts, and why the rest does not.

The rules are data (`doubles` of acmg.yaml, each with its source). They work in their order; each looks at what still
counts after the rules before it. `genopipe.classify.columns` does the same on columns.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from types import MappingProxyType

from genopipe.acmg import Acmg
from genopipe.acmg import DoubleKind
from genopipe.acmg import DoubleRule
from genopipe.acmg import Use
from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import write_code
from genopipe.classify.outcome import signed_points

OFF = -1
"""Number of the rule that takes out a criterion that is switched off."""


@dataclass(frozen=True)
class Counted:
    """A criterion that is met, and what counts of it.

    Attributes:
        criterion: The criterion.
        given: Strength at which it is met.
        strength: Strength at which it counts; None: it does not count.
        rule: Number of the rule that took or lowered it, `OFF`, or None: it counts as it is met.
    """

    criterion: Criterion
    given: Strength
    strength: Strength | None
    rule: int | None = None

    @property
    def code(self) -> str:
        """What counts, as ClinGen writes it; of one that does not count: as it is met."""
        return write_code(self.criterion, self.strength or self.given)


Counting = dict[Criterion, Counted]


def count_criteria(met: Iterable[tuple[Criterion, Strength]], acmg: Acmg) -> list[Counted]:
    """Apply the rules of double counting.

    Args:
        met: Criteria that are met, each once, with its strength.
        acmg: The figures and rules.

    Returns:
        Every criterion that is met, in the order given, with what counts of it.
    """
    counting = {criterion: _count_given(criterion, strength, acmg) for criterion, strength in met}
    for number, rule in enumerate(acmg.doubles):
        for criterion, strength in _KINDS[rule.kind](rule, _that_count(counting), acmg).items():
            if counting[criterion].strength is not strength:
                counting[criterion] = replace(counting[criterion], strength=strength, rule=number)
    return list(counting.values())


def counted_strengths(counted: Iterable[Counted]) -> list[tuple[Criterion, Strength]]:
    """Return criterion and strength of all that counts."""
    return [(item.criterion, item.strength) for item in counted if item.strength is not None]


def reason_of(counted: Counted, acmg: Acmg) -> str:
    """Return why a criterion does not count, or counts less, with the source; empty: it counts as it is met."""
    if counted.rule is None:
        return ""
    if counted.rule == OFF:
        rule = acmg.criteria[counted.criterion]
        return f"{counted.criterion} is switched off ({acmg.source_text(rule.source, rule.place)})"
    double = acmg.doubles[counted.rule]
    return f"{double.reason} ({acmg.source_text(double.source, double.place)})"


def _count_given(criterion: Criterion, strength: Strength, acmg: Acmg) -> Counted:
    if acmg.criteria[criterion].use is Use.OFF:
        return Counted(criterion, strength, None, OFF)
    return Counted(criterion, strength, strength)


def _that_count(counting: Counting) -> dict[Criterion, Strength]:
    return {criterion: item.strength for criterion, item in counting.items() if item.strength is not None}


Changes = Mapping[Criterion, Strength | None]


def _drop(rule: DoubleRule, there: dict[Criterion, Strength], _acmg: Acmg) -> Changes:
    if not any(criterion in there for criterion in rule.first):
        return {}
    return {criterion: None for criterion in rule.then if criterion in there}


def _stronger(rule: DoubleRule, there: dict[Criterion, Strength], _acmg: Acmg) -> Changes:
    named = [criterion for criterion in (*rule.first, *rule.then) if criterion in there]
    if not named:
        return {}
    kept = max(named, key=lambda criterion: STRENGTHS.index(there[criterion]))
    return {criterion: None for criterion in named if criterion is not kept}


def _cap(rule: DoubleRule, there: dict[Criterion, Strength], acmg: Acmg) -> Changes:
    taken = sum(abs(signed_points(criterion, there[criterion], acmg)) for criterion in rule.first if criterion in there)
    if not taken or rule.points is None:
        return {}
    named = (criterion for criterion in rule.then if criterion in there)
    return {criterion: strongest_within(there[criterion], rule.points - taken, acmg) for criterion in named}


def strongest_within(strength: Strength, points: int, acmg: Acmg) -> Strength | None:
    """Return the strongest strength that is no stronger than this one and has no more than so many points."""
    within = STRENGTHS[: STRENGTHS.index(strength) + 1]
    allowed = [one for one in within if acmg.combination.points.get(one, points + 1) <= points]
    return allowed[-1] if allowed else None


def _weaken(rule: DoubleRule, there: dict[Criterion, Strength], _acmg: Acmg) -> Changes:
    if rule.strength is None or not any(criterion in there for criterion in rule.first):
        return {}
    most = rule.strength
    named = (criterion for criterion in rule.then if criterion in there)
    return {criterion: min(there[criterion], most, key=STRENGTHS.index) for criterion in named}


def _company(rule: DoubleRule, there: dict[Criterion, Strength], _acmg: Acmg) -> Changes:
    company = {criterion.direction for criterion in there if criterion not in rule.then}
    named = (criterion for criterion in rule.then if criterion in there)
    return {criterion: None for criterion in named if criterion.direction not in company}


def _both(_rule: DoubleRule, _there: dict[Criterion, Strength], _acmg: Acmg) -> Changes:
    return {}


_KINDS: Mapping[DoubleKind, Callable[[DoubleRule, dict[Criterion, Strength], Acmg], Changes]] = MappingProxyType(
    {
        DoubleKind.DROP: _drop,
        DoubleKind.STRONGER: _stronger,
        DoubleKind.CAP: _cap,
        DoubleKind.WEAKEN: _weaken,
        DoubleKind.COMPANY: _company,
        DoubleKind.BOTH: _both,
    }
)
