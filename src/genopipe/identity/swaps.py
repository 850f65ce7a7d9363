"""Whether the samples of a family fit when two or three of them change their names."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from genopipe.genome import Sex
from genopipe.identity.expected import Expected
from genopipe.identity.expected import Pair
from genopipe.identity.expected import Relation
from genopipe.identity.expected import ordered
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.identity.pairs import Found
from genopipe.identity.pairs import judge_pair
from genopipe.identity_settings import IdentitySettings
from genopipe.pedigree import Family

_LARGEST_CYCLES = 12
SexTest = Callable[[Sex, str], bool | None]
"""Says of a stated sex and a sample whether they fit; None: not assessable."""


@dataclass(frozen=True)
class Measured:
    """What is known of the samples, whatever their names are.

    Attributes:
        pairs: What every two samples are to each other.
        sex_fits: Whether a sample is of a stated sex.
        settings: Thresholds.
    """

    pairs: Mapping[Pair, Found]
    sex_fits: SexTest
    settings: IdentitySettings


@dataclass(frozen=True)
class Swap:
    """A change of names after which everything fits: each person's name belongs to the sample of the next one.

    Attributes:
        people: The people, in a circle: the first one's sample is the second one's, and so on.
        family: The other family, where one of them belongs to another.
    """

    people: tuple[str, ...]
    family: str | None = None


class FamilyTest:
    """Counts what does not fit in a family, under any naming of its samples.

    Args:
        family: The family.
        present: Its people who have data.
        measured: What is known of the samples.
    """

    def __init__(self, family: Family, present: tuple[str, ...], measured: Measured) -> None:
        self.family, self.present, self.measured = family, present, measured
        self.expected = Expected(family)
        self.pairs = [
            (one, other, self.expected.between(one, other), self._may_be_twins(one, other))
            for one, other in combinations(present, 2)
        ]

    def _may_be_twins(self, one: str, other: str) -> bool:
        sexes = {self.family.people[one].sex, self.family.people[other].sex} - {Sex.UNKNOWN}
        return len(sexes) < 2

    def is_shown(self, person: str, sample: str) -> bool:
        """Say whether a relative of a person could show that a sample is not theirs: else anybody's would fit."""
        return any(
            stated.kinship > 0 and person in (one, other) and self._is_assessable(person, one, other, sample)
            for one, other, stated, _ in self.pairs
        )

    def _is_assessable(self, person: str, one: str, other: str, sample: str) -> bool:
        found = self.measured.pairs.get(ordered(sample, other if person == one else one))
        return found is not None and found.kinship is not None

    def misfits(self, samples: Mapping[str, str]) -> int:
        """Return how many pairs and sexes do not fit.

        Args:
            samples: Person to the sample that is taken for theirs; others have their own.
        """
        settings, count = self.measured.settings, 0
        for person in self.present:
            sample = samples.get(person, person)
            count += self.measured.sex_fits(self.family.people[person].sex, sample) is False
        for one, other, stated, twins in self.pairs:
            found = self.measured.pairs.get(ordered(samples.get(one, one), samples.get(other, other)))
            if found is None:
                continue
            finding = judge_pair(stated, found, settings, same_sex=twins)
            count += finding.verdict is Verdict.STOP or _is_odd_link(stated.relation, finding.problem, found)
        return count


def _is_odd_link(stated: Relation, problem: Problem | None, found: Found) -> bool:
    """Say whether people whom no pedigree links are of the first degree: a swap must not leave that."""
    unlinked = stated in (Relation.NOT_STATED, Relation.UNRELATED, Relation.PARTNERS)
    first = found.relation in (Relation.PARENT_CHILD, Relation.FULL_SIBLINGS, Relation.FIRST_DEGREE)
    return unlinked and first and problem is not None


def find_swaps(test: FamilyTest) -> list[Swap]:
    """Return the changes of names within a family after which all fits; of two people, else of three.

    Args:
        test: The family; something does not fit as it is.
    """
    pairs = [
        Swap((one, other)) for one, other in combinations(test.present, 2) if not test.misfits({one: other, other: one})
    ]
    if pairs or len(test.present) > _LARGEST_CYCLES:
        return pairs
    return [
        Swap((one, two, three))
        for one, two, three in _circles(test.present)
        if not test.misfits({one: two, two: three, three: one})
    ]


def _circles(people: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for one, two, three in combinations(people, 3):
        yield one, two, three
        yield one, three, two


def find_exchanges(test: FamilyTest, others: list[FamilyTest], strangers: tuple[str, ...]) -> list[Swap]:
    """Return the exchanges with a person of another family, or of none, after which all fits in both.

    Args:
        test: The family; something does not fit as it is.
        others: Other families of the file.
        strangers: People of the file who are in no family.
    """
    found = []
    odd = {other.family.family: bool(other.misfits({})) for other in others}
    for own in test.present:
        for other in others:
            for theirs in other.present:
                samples = {own: theirs, theirs: own}
                shown = test.is_shown(own, theirs) or other.is_shown(theirs, own) or odd[other.family.family]
                if shown and not test.misfits(samples) and not other.misfits(samples):
                    found.append(Swap((own, theirs), other.family.family))
        found += [Swap((own, one)) for one in strangers if test.is_shown(own, one) and not test.misfits({own: one})]
    return found
