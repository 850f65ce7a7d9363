"""Everyone of a run against everyone of other families."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from math import sqrt
from typing import NamedTuple

import numpy as np

from genopipe.errors import ContentError
from genopipe.genome import Sex
from genopipe.identity.expected import Expectation
from genopipe.identity.expected import Pair
from genopipe.identity.expected import Relation
from genopipe.identity.expected import ordered
from genopipe.identity.family import PairResult
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Reason
from genopipe.identity.findings import Verdict
from genopipe.identity.findings import in_order
from genopipe.identity.findings import worst
from genopipe.identity.pairs import Found
from genopipe.identity.pairs import PairFinding
from genopipe.identity.pairs import find_pair
from genopipe.identity.swaps import FamilyTest
from genopipe.identity.swaps import Measured
from genopipe.identity.swaps import find_exchanges
from genopipe.identity_file import IdentityFamily
from genopipe.identity_file import IdentityPerson
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings
from genopipe.io.common_sites import FamilyGenotypes
from genopipe.io.plink import PairCounts
from genopipe.io.plink import count_pairs
from genopipe.pedigree import Family

_DEGREE = sqrt(2)  # KING's limits lie by that factor above what the degree below them is expected to have
_OTHER = Expectation(Relation.OTHER_FAMILY, 0.0, 0.0)
_SHOWN_BY_ITSELF = {Problem.UNRELATED_PARENT.value, Problem.UNEXPECTED_RELATION.value, Problem.WRONG_SEX.value}
_TRACE = "Trace these samples from the tubes on; no data of either family is interpreted until then."
_CHECK = {
    Problem.DUPLICATE: f"{_TRACE} Twins with families of their own: between.accepted_pairs.",
    Problem.SWAP: _TRACE,
    Problem.UNEXPECTED_RELATIVES: "Ask for the pedigrees: may be one family in truth. Once confirmed: "
    "between.accepted_pairs.",
}


class CaseFamily(NamedTuple):
    """A case as it is compared with others.

    Attributes:
        case: Its id.
        family: Its family.
        proven: What was proven of the family by itself.
        genotypes: What its people have at common sites; None: not read.
    """

    case: str
    family: Family
    proven: IdentityFamily
    genotypes: FamilyGenotypes | None


@dataclass(frozen=True)
class CaseResult:
    """What a case's family is to the others.

    Attributes:
        case: The case.
        family: Its family's id.
        reasons: What does not pass.
        compared: People who were compared with other families.
        missing: Why the family was not compared; empty: it was.
    """

    case: str
    family: str
    reasons: tuple[Reason, ...]
    compared: int
    missing: str

    @property
    def verdict(self) -> Verdict:
        """The worst of the reasons; not assessable where the family was not compared."""
        return Verdict.NOT_ASSESSABLE if self.missing else worst(reason.verdict for reason in self.reasons)


@dataclass(frozen=True)
class Between:
    """Who is who between families.

    Attributes:
        cases: Each case.
        pairs: Pairs of people of two families who are flagged, stop or were accepted.
        homes: Family of each person.
        sites: Sites that were compared.
        people: People who were compared.
        compared: Pairs of people of two families that were assessable.
    """

    cases: tuple[CaseResult, ...]
    pairs: tuple[PairResult, ...]
    homes: Mapping[str, str]
    sites: int
    people: int
    compared: int


def compare_families(cases: Sequence[CaseFamily], settings: BetweenSettings, identity: IdentitySettings) -> Between:
    """Compare everyone of a run with everyone of other families.

    Args:
        cases: The cases.
        settings: Thresholds between families.
        identity: Thresholds of relations.

    Raises:
        ContentError: Genotypes are of other sites, or plink2 gave no sound table.
    """
    missing = {one.case: _why_not(one) for one in cases}
    told = [one for one in cases if not missing[one.case]]
    people, homes, sites = _everyone(told)
    places = [one.genotypes.copies[:, place] for one, place in people.values() if one.genotypes is not None]
    copies = np.stack(places, axis=1) if places else np.zeros((0, 0), np.int8)
    measured = _measure(tuple(people), copies, told, identity)
    pairs = measured.of_two_families(homes, min(settings.flag, settings.stop))
    judged = [_judge(*names, found, settings) for names, found in pairs]
    swaps = _exchanges(told, measured, homes)
    told_pairs = tuple(pair for pair in judged if pair.finding.problem is not None)
    reasons = [*swaps, *_pair_reasons(told_pairs, swaps, homes, told)]
    return Between(
        cases=tuple(_result(one, reasons, homes, missing[one.case]) for one in cases),
        pairs=told_pairs,
        homes=homes,
        sites=sites,
        people=len(people),
        compared=measured.compared,
    )


def _why_not(one: CaseFamily) -> str:
    if one.genotypes is None:
        return "no list of common sites: annotate.frequency names no source"
    if not one.genotypes.people:
        return "nobody of the family has data"
    if not one.genotypes.complete:
        carried, expected = one.genotypes.carried, one.genotypes.expected
        return (
            f"the family's calls show {carried:,} common alleles, of {expected:,.0f} that one person carries: they "
            "cover a part of the genome, and where somebody is REF is not told; gVCF would tell it"
        )
    return ""


def _everyone(cases: Sequence[CaseFamily]) -> tuple[dict[str, tuple[CaseFamily, int]], dict[str, str], int]:
    """Return each person once with their place, the family of each, and the number of sites.

    Raises:
        ContentError: Genotypes are of other sites.
    """
    people, homes = dict[str, tuple[CaseFamily, int]](), dict[str, str]()
    kinds = {one.genotypes.sites for one in cases if one.genotypes is not None}
    if len(kinds) > 1:
        raise ContentError("genotypes of families are at different common sites: make them again")
    sites = 0
    for one in cases:
        assert one.genotypes is not None
        sites = len(one.genotypes.copies)
        for place, person in enumerate(one.genotypes.people):
            people.setdefault(person, (one, place))
            homes.setdefault(person, one.family.family)
    return people, homes, sites


@dataclass
class _Pairs(Mapping[Pair, Found]):
    """What every two people are, made when it is asked."""

    places: Mapping[str, int]
    counts: Mapping[tuple[int, int], PairCounts]
    settings: IdentitySettings

    def __getitem__(self, names: Pair) -> Found:
        one, other = sorted((self.places[names[0]], self.places[names[1]]))
        return find_pair(self.counts.get((one, other)), self.settings)

    def __iter__(self) -> Iterator[Pair]:
        people = list(self.places)
        return (ordered(people[one], people[other]) for one, other in self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@dataclass
class _MeasuredHere:
    """What was measured, and how many pairs of two families could be told."""

    measured: Measured
    people: tuple[str, ...]
    counts: Mapping[tuple[int, int], PairCounts]
    settings: IdentitySettings
    compared: int = field(default=0, init=False)

    def of_two_families(self, homes: Mapping[str, str], least: float) -> list[tuple[Pair, Found]]:
        """Return the pairs of two families that may be related; counts those that could be told."""
        found = []
        for (one, other), row in self.counts.items():
            first, second = self.people[one], self.people[other]
            if homes[first] == homes[second] or row.kinship is None or row.sites < self.settings.minimum_sites:
                continue
            self.compared += 1
            if row.kinship >= least:
                names = ordered(first, second)
                found.append((names, self.measured.pairs[names]))
        return sorted(found, key=_by_names)


def _by_names(pair: tuple[Pair, Found]) -> Pair:
    return pair[0]


def _measure(
    people: tuple[str, ...],
    copies: np.ndarray[tuple[int, int], np.dtype[np.int8]],
    cases: Sequence[CaseFamily],
    settings: IdentitySettings,
) -> _MeasuredHere:
    counts = count_pairs(copies)
    proven = {person: row for one in cases for person, row in one.proven.people.items()}
    pairs = _Pairs({person: place for place, person in enumerate(people)}, counts, settings)

    def fits(stated: Sex, sample: str) -> bool | None:
        return _sex_fits(stated, proven.get(sample))

    return _MeasuredHere(Measured(pairs, fits, settings), people, counts, settings)


def _sex_fits(stated: Sex, proven: IdentityPerson | None) -> bool | None:
    """Say whether a sample is of a stated sex, by what was found of its sex chromosomes; None: not assessable."""
    if stated is Sex.UNKNOWN or proven is None:
        return None
    if proven.y_copies is not None:
        return (proven.y_copies > 0) == (stated is Sex.MALE)
    return None if proven.x_copies is None else (proven.x_copies == 1) == (stated is Sex.MALE)


def _judge(first: str, second: str, found: Found, settings: BetweenSettings) -> PairResult:
    assert found.kinship is not None
    accepted = {ordered(*pair) for pair in settings.accepted_pairs}
    degree = f"{found.relation}, kinship {found.kinship:.3f}"
    finding = PairFinding(Verdict.PASS, None, "not closely related, as stated")
    if (first, second) in accepted:
        finding = PairFinding(Verdict.PASS, Problem.UNEXPECTED_RELATIVES, f"{degree}: accepted by the laboratory")
    elif _is_sure(found, settings.stop):
        same = found.relation is Relation.IDENTICAL
        problem = Problem.DUPLICATE if same else Problem.UNEXPECTED_RELATIVES
        text = f"one genome under two names, kinship {found.kinship:.3f}" if same else degree
        finding = PairFinding(Verdict.STOP, problem, text)
    elif _is_sure(found, settings.flag):
        finding = PairFinding(Verdict.FLAG, Problem.UNEXPECTED_RELATIVES, f"{degree}: may be one family in truth")
    return PairResult(first, second, _OTHER, found, finding)


def _is_sure(found: Found, threshold: float) -> bool:
    """Say whether a kinship is of a degree, and beyond the certainty not of the next one."""
    assert found.kinship is not None
    return found.kinship >= threshold and found.at_least() >= threshold / _DEGREE


def _exchanges(cases: Sequence[CaseFamily], here: _MeasuredHere, homes: Mapping[str, str]) -> list[Reason]:
    """Return the exchanges of samples between two families after which all fits in both.

    Asked are the families that do not fit by themselves.
    """
    families = {one.family.family: one for one in reversed(cases)}
    tests = {
        name: FamilyTest(one.family, tuple(person for person in one.family.people if person in homes), here.measured)
        for name, one in families.items()
    }
    reasons = dict[frozenset[str], Reason]()
    for name in sorted(families):
        if not _is_odd(families[name].proven) or not tests[name].misfits({}):
            continue
        found = find_exchanges(tests[name], [test for other, test in tests.items() if other != name], ())
        many = " (one of several exchanges that fit)" if len(found) > 1 else ""
        for swap in found:
            one, other = sorted(swap.people)
            text = (
                f"the samples of {one} (family {homes[one]}) and {other} (family {homes[other]}) look swapped: "
                f"with their names changed, every relation and sex of both families fits{many}"
            )
            key = frozenset(swap.people)
            reasons[key] = Reason(Problem.SWAP, Verdict.STOP, (one, other), text, _CHECK[Problem.SWAP])
    return list(reasons.values())


def _is_odd(proven: IdentityFamily) -> bool:
    return any(one.verdict == "stop" and one.problem in _SHOWN_BY_ITSELF for one in proven.reasons)


def _pair_reasons(
    pairs: Sequence[PairResult], swaps: Sequence[Reason], homes: Mapping[str, str], cases: Sequence[CaseFamily]
) -> list[Reason]:
    """Return why pairs do not pass, without what a swap or a duplicate of the same two families explains."""
    doubles = [(one.first, one.second) for one in pairs if one.finding.problem is Problem.DUPLICATE]
    moved = [*(swap.people for swap in swaps), *doubles]
    explaining = dict[frozenset[str], set[str]]()
    for people in moved:
        explaining.setdefault(frozenset(homes[person] for person in people), set()).update(people)
    odd = {one.family.family for one in cases if _is_odd(one.proven)}
    reasons = []
    for pair in pairs:
        problem, names = pair.finding.problem, (pair.first, pair.second)
        explained = explaining.get(frozenset(homes[person] for person in names), set()) & set(names)
        if pair.finding.verdict is Verdict.PASS or problem is None or (explained and problem is not Problem.DUPLICATE):
            continue
        where = " and ".join(f"{person} (family {homes[person]})" for person in names)
        wrong = [homes[person] for person in names if homes[person] in odd]
        hint = f"; family {wrong[0]} does not fit by itself, so its sample may be the wrong one" if wrong else ""
        text = f"{where}: {pair.finding.text}{hint if problem is Problem.DUPLICATE and len(wrong) == 1 else ''}"
        reasons.append(Reason(problem, pair.finding.verdict, names, text, _CHECK[problem]))
    return reasons


def _result(one: CaseFamily, reasons: Sequence[Reason], homes: Mapping[str, str], missing: str) -> CaseResult:
    name = one.family.family
    own = [reason for reason in reasons if name in {homes[person] for person in reason.people}]
    compared = sum(home == name for home in homes.values())
    return CaseResult(one.case, name, tuple(in_order(own)), compared, missing)
