"""What is said of a family: its people and pairs together, with one name for what explains the rest."""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from itertools import combinations

from genopipe.genome import Sex
from genopipe.identity.counting import at_least
from genopipe.identity.counting import limit
from genopipe.identity.expected import Expectation
from genopipe.identity.expected import Expected
from genopipe.identity.expected import Pair
from genopipe.identity.expected import Relation
from genopipe.identity.expected import ordered
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Reason
from genopipe.identity.findings import Verdict
from genopipe.identity.findings import in_order
from genopipe.identity.findings import worst
from genopipe.identity.mendelian import MendelianErrors
from genopipe.identity.pairs import Found
from genopipe.identity.pairs import PairFinding
from genopipe.identity.pairs import judge_pair
from genopipe.identity.people import PersonResult
from genopipe.identity.people import make_reason
from genopipe.identity.swaps import FamilyTest
from genopipe.identity.swaps import Measured
from genopipe.identity.swaps import Swap
from genopipe.identity.swaps import find_exchanges
from genopipe.identity.swaps import find_swaps
from genopipe.pedigree import Family

_OF_NAMES = {
    Problem.WRONG_SEX,
    Problem.UNRELATED_PARENT,
    Problem.UNEXPECTED_RELATION,
    Problem.UNEXPECTED_RELATIVES,
    Problem.CONSANGUINITY,
    Problem.TWINS_OR_DUPLICATE,
    Problem.MENDELIAN_ERRORS,
}
"""Problems that wrong names of samples make."""
_OTHER = Expectation(Relation.OTHER_FAMILY, 0.0, 0.0)


@dataclass(frozen=True)
class PairResult:
    """Two people: what is stated, what was found, what follows."""

    first: str
    second: str
    stated: Expectation
    found: Found
    finding: PairFinding


@dataclass(frozen=True)
class FamilyResult:
    """A family.

    Attributes:
        family: Its id.
        reasons: What does not pass, and what was not assessable; the first explains most.
        people: Its people who have data, in pedigree order.
        pairs: Every two of them.
        foreign: Pairs of one of them with a person of another family, or of none, who are related.
        errors: Mendelian errors of its children.
        without_data: Its people who are not in the VCF.
    """

    family: str
    reasons: tuple[Reason, ...]
    people: tuple[PersonResult, ...]
    pairs: tuple[PairResult, ...]
    foreign: tuple[PairResult, ...]
    errors: tuple[MendelianErrors, ...]
    without_data: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the reasons."""
        return worst(reason.verdict for reason in self.reasons)


@dataclass(frozen=True)
class Cohort:
    """The families of a file as they can be tested under any naming.

    Attributes:
        measured: What is known of the samples.
        tests: The test of each family.
        strangers: People of the file who are in no family.
    """

    measured: Measured
    tests: dict[str, FamilyTest]
    strangers: tuple[str, ...]


def judge_family(
    family: Family, people: tuple[PersonResult, ...], errors: tuple[MendelianErrors, ...], cohort: Cohort
) -> FamilyResult:
    """Judge a family.

    Args:
        family: The family.
        people: Its people who have data.
        errors: Mendelian errors of its children.
        cohort: Every family of the file.
    """
    present = tuple(person.person for person in people)
    pairs = _judge_pairs(family, present, cohort.measured)
    reasons = [reason for person in people for reason in person.reasons if not _is_told(family, present, reason)]
    foreign = _foreign_pairs(family, present, cohort)
    reasons += [*_pair_reasons(family, pairs), *_foreign_reasons(foreign)]
    reasons += _error_reasons(errors, pairs, cohort.measured)
    reasons = _explained(_with_swaps(family, reasons, cohort))
    without = tuple(person for person in family.people if person not in present)
    if not present:
        reasons.append(make_reason(Problem.NOT_ASSESSABLE, Verdict.FLAG, (), "nobody of the family is in the VCF"))
    return FamilyResult(family.family, tuple(in_order(reasons)), people, pairs, foreign, errors, without)


def _is_told(family: Family, present: tuple[str, ...], reason: Reason) -> bool:
    """Say whether a person's inbreeding is told by the kinship of the parents, who have data."""
    if reason.problem is not Problem.CONSANGUINITY:
        return False
    row = family.people[reason.people[0]]
    return row.father in present and row.mother in present


def _judge_pairs(family: Family, present: tuple[str, ...], measured: Measured) -> tuple[PairResult, ...]:
    """Judge every pair; founders that were found related count as related in what is expected of the others."""
    settings, plain = measured.settings, Expected(family)
    founders: dict[Pair, float] = {}
    for one, other in combinations(present, 2):
        found = measured.pairs.get(ordered(one, other))
        both = plain.is_founder(one) and plain.is_founder(other)
        if both and found is not None and found.kinship is not None and found.kinship >= settings.third_degree:
            founders[ordered(one, other)] = min(found.kinship, settings.first_degree * 1.4)
    expected = Expected(family, founders)
    results = []
    for one, other in combinations(present, 2):
        found = measured.pairs.get(ordered(one, other), Found(0))
        stated = plain.between(one, other)
        believed = Expectation(stated.relation, stated.kinship, expected.between(one, other).estimate)
        sexes = {family.people[one].sex, family.people[other].sex} - {Sex.UNKNOWN}
        finding = judge_pair(believed, found, settings, same_sex=len(sexes) < 2)
        results.append(PairResult(one, other, stated, found, finding))
    return tuple(results)


def _pair_reasons(family: Family, pairs: Iterable[PairResult]) -> list[Reason]:
    reasons, strange = [], list[PairResult]()
    for pair in pairs:
        problem, finding = pair.finding.problem, pair.finding
        if problem is Problem.UNRELATED_PARENT:
            strange.append(pair)
        elif problem is Problem.UNIPARENTAL_DISOMY and pair.found.disomy is not None:
            child = pair.found.disomy.child
            reasons.append(make_reason(problem, finding.verdict, (child,), f"{child}: {finding.text}"))
        elif problem is Problem.NOT_ASSESSABLE and pair.stated.kinship > 0:
            text = f"{pair.first} and {pair.second}, stated {pair.stated.relation}: {finding.text}"
            reasons.append(make_reason(Problem.NOT_ASSESSABLE, Verdict.FLAG, (pair.first, pair.second), text))
        elif problem is not None and finding.verdict in (Verdict.FLAG, Verdict.STOP):
            text = f"{pair.first} and {pair.second}: {finding.text}"
            reasons.append(make_reason(problem, finding.verdict, (pair.first, pair.second), text))
    return reasons + _parent_reasons(family, strange)


def _parent_reasons(family: Family, strange: list[PairResult]) -> list[Reason]:
    """Name parents who are none: one of them, or both, which speaks for a wrong sample of the child."""
    parents: dict[str, list[PairResult]] = {}
    for pair in strange:
        first = family.people[pair.first]
        child = pair.first if pair.second in (first.father, first.mother) else pair.second
        parents.setdefault(child, []).append(pair)
    reasons = []
    for child, found in parents.items():
        others = [pair.second if pair.first == child else pair.first for pair in found]
        roles = ["father" if other == family.people[child].father else "mother" for other in others]
        if len(others) == 2:
            text = f"{child}: neither {others[0]} nor {others[1]} is a parent; the sample may be another person's"
        else:
            text = f"{others[0]}, the stated {roles[0]} of {child}: {found[0].finding.text}"
        reasons.append(make_reason(Problem.UNRELATED_PARENT, Verdict.STOP, (*others, child), text))
    return reasons


def _foreign_pairs(family: Family, present: tuple[str, ...], cohort: Cohort) -> tuple[PairResult, ...]:
    """Return people of the family with those of other families, or of none, to whom they are closely related."""
    others = [person for name, test in cohort.tests.items() if name != family.family for person in test.present]
    pairs = []
    for one in present:
        for other in (*others, *cohort.strangers):
            found = cohort.measured.pairs.get(ordered(one, other))
            if found is None or found.relation is None:
                continue
            finding = judge_pair(_OTHER, found, cohort.measured.settings, same_sex=False)
            if finding.problem is not None:
                pairs.append(PairResult(one, other, _OTHER, found, finding))
    return tuple(pairs)


def _foreign_reasons(pairs: Iterable[PairResult]) -> list[Reason]:
    return [
        make_reason(
            pair.finding.problem,
            pair.finding.verdict,
            (pair.first, pair.second),
            f"{pair.first} and {pair.second} of another family: {pair.finding.text}",
        )
        for pair in pairs
        if pair.finding.problem is not None
    ]


def _error_reasons(errors: Iterable[MendelianErrors], pairs: Iterable[PairResult], measured: Measured) -> list[Reason]:
    settings = measured.settings
    stopped = {ordered(pair.first, pair.second) for pair in pairs if pair.finding.verdict is Verdict.STOP}
    reasons = []
    for one in errors:
        explained = any(ordered(one.child, parent) in stopped for parent in one.parents)
        rate = one.rate
        if rate is None or one.sites < settings.minimum_sites or explained:
            continue
        if at_least(one.errors, settings.maximum_mendelian_errors * one.sites) >= limit(settings.certainty):
            continue
        who = f"{one.child} with {' and '.join(one.parents)}"
        text = f"{who}: {one.errors:,} Mendelian errors at {one.sites:,} sites ({rate:.1%})"
        reasons.append(make_reason(Problem.MENDELIAN_ERRORS, Verdict.FLAG, (one.child, *one.parents), text))
    return reasons


def with_swaps_of_others(results: Sequence[FamilyResult]) -> tuple[FamilyResult, ...]:
    """Stop each family, too, of which a sample looks exchanged with one of another family.

    Its own relations may not show it: a single person has none.
    """
    told: dict[str, list[Reason]] = {}
    homes = {person.person: result.family for result in results for person in result.people}
    for result in results:
        for reason in result.reasons:
            others = {homes[person] for person in reason.people if person in homes} - {result.family}
            if reason.problem is Problem.SWAP:
                for other in others:
                    told.setdefault(other, []).append(reason)
    return tuple(_joined(result, told.get(result.family, [])) for result in results)


def _joined(result: FamilyResult, further: list[Reason]) -> FamilyResult:
    known = [set(reason.people) for reason in result.reasons if reason.problem is Problem.SWAP]
    new = [reason for reason in further if set(reason.people) not in known]
    return replace(result, reasons=tuple(in_order([*result.reasons, *new]))) if new else result


def _with_swaps(family: Family, reasons: list[Reason], cohort: Cohort) -> list[Reason]:
    """Add the changes of names that would make everything fit."""
    found = {reason.problem for reason in reasons if reason.verdict is Verdict.STOP}
    if not found & _OF_NAMES or Problem.DUPLICATE in found:
        return reasons
    test = cohort.tests[family.family]
    if not test.misfits({}):
        return reasons
    swaps = find_swaps(test)
    if not swaps:
        others = [other for name, other in cohort.tests.items() if name != family.family]
        swaps = find_exchanges(test, others, cohort.strangers)
    return [*reasons, *_swap_reasons(swaps)]


def _swap_reasons(swaps: list[Swap]) -> list[Reason]:
    reasons = []
    many = " (one of several changes of names that fit)" if len(swaps) > 1 else ""
    for swap in swaps:
        names = " and ".join(swap.people) if len(swap.people) == 2 else ", ".join(swap.people)
        where = " across two families" if swap.family else ""
        text = f"{names} look swapped{where}: with their names changed, every relation and sex fits{many}"
        reasons.append(make_reason(Problem.SWAP, Verdict.STOP, swap.people, text))
    return reasons


def _explained(reasons: list[Reason]) -> list[Reason]:
    """Leave out what a swap explains, and of the people of a duplicate what that explains."""
    problems = {reason.problem for reason in reasons}
    if Problem.SWAP in problems:
        return [reason for reason in reasons if reason.problem not in _OF_NAMES]
    doubled = {person for reason in reasons if reason.problem is Problem.DUPLICATE for person in reason.people}
    return [reason for reason in reasons if reason.problem not in _OF_NAMES or not doubled & set(reason.people)]
