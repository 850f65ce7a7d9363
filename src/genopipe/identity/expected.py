"""What a pedigree promises of every pair: the kinship, for any pedigree, and the relation in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from genopipe.pedigree import Family

Pair = tuple[str, str]


class Relation(StrEnum):
    """Relation of two people, stated or found."""

    IDENTICAL = "identical"
    PARENT_CHILD = "parent-child"
    FULL_SIBLINGS = "full siblings"
    HALF_OR_FULL = "half or full siblings"
    FIRST_DEGREE = "first degree"
    SECOND_DEGREE = "second degree"
    THIRD_DEGREE = "third degree"
    MORE_DISTANT = "more distant"
    UNRELATED = "unrelated"
    PARTNERS = "parents of a child, unrelated"
    NOT_STATED = "not stated"
    OTHER_FAMILY = "another family"


@dataclass(frozen=True)
class Expectation:
    """What the pedigree says of a pair.

    Attributes:
        relation: In words.
        kinship: Kinship coefficient: probability that two alleles drawn from the two are identical by descent.
        estimate: What KING-robust estimates for such a pair: the same without inbreeding.
    """

    relation: Relation
    kinship: float
    estimate: float


def ordered(one: str, other: str) -> Pair:
    """Return a pair in the order of the alphabet."""
    return (one, other) if one <= other else (other, one)


class Expected:
    """Expectations of a family.

    Args:
        family: The family.
        founders: Kinship of founders that were found related, by pair; others are taken to be unrelated.
    """

    def __init__(self, family: Family, founders: Mapping[Pair, float] | None = None) -> None:
        self._people = family.people
        self._founders = dict(founders or {})
        self._partners = {
            ordered(one.father, one.mother) for one in family.people.values() if one.father and one.mother
        }
        self.kinship = cache(self._kinship)
        self._generation = cache(self._find_generation)

    def _parents(self, person: str) -> tuple[str | None, str | None]:
        row = self._people.get(person)
        return (None, None) if row is None else (row.father, row.mother)

    def _find_generation(self, person: str) -> int:
        return 1 + max((self._generation(parent) for parent in self._parents(person) if parent), default=-1)

    def _kinship(self, one: str, other: str) -> float:
        """Return the kinship coefficient by recursion over the parents of the younger one."""
        if one == other or self.are_twins(one, other):
            return 0.5 * (1 + self.inbreeding(one))
        if self._generation(one) < self._generation(other):
            one, other = other, one
        parents = self._parents(one)
        if not any(parents):
            return self._founders.get(ordered(one, other), 0.0)
        return 0.5 * sum(self.kinship(parent, other) for parent in parents if parent)

    def inbreeding(self, person: str) -> float:
        """Return the inbreeding coefficient of a person: the kinship of the parents."""
        father, mother = self._parents(person)
        return self.kinship(father, mother) if father and mother else 0.0

    def are_partners(self, one: str, other: str) -> bool:
        """Say whether two people are the parents of a child."""
        return ordered(one, other) in self._partners

    def are_twins(self, one: str, other: str) -> bool:
        """Say whether two people are stated to be monozygotic twins."""
        first, second = self._people.get(one), self._people.get(other)
        return first is not None and second is not None and first.twins is not None and first.twins == second.twins

    def is_founder(self, person: str) -> bool:
        """Say whether no parent of a person is stated."""
        return not any(self._parents(person))

    def between(self, one: str, other: str) -> Expectation:
        """Return what is expected of a pair.

        The estimate is 1/2 - E(gi - gj)^2 / (4 x the smaller heterozygosity), with E(gi - gj)^2 = 2pq (2 + Fi + Fj - 4
        kinship) and a heterozygosity of 2pq (1 - F): equation 11 of KING under inbreeding.
        """
        kinship, first, second = self.kinship(one, other), self.inbreeding(one), self.inbreeding(other)
        estimate = 0.5 - (2 + first + second - 4 * kinship) / (4 * max(1 - max(first, second), 0.01))
        relation = Relation.IDENTICAL if self.are_twins(one, other) else self._relation(one, other, kinship)
        return Expectation(relation, kinship, estimate)

    def _relation(self, one: str, other: str, kinship: float) -> Relation:
        parents = (set(self._parents(one)) - {None}, set(self._parents(other)) - {None})
        if one in parents[1] or other in parents[0]:
            return Relation.PARENT_CHILD
        if shared := parents[0] & parents[1]:
            if len(shared) == 2:
                return Relation.FULL_SIBLINGS
            if min(len(parents[0]), len(parents[1])) == 1:
                return Relation.HALF_OR_FULL
        if kinship == 0:
            return self._without_path(one, other)
        for least, relation in ((0.177, Relation.FIRST_DEGREE), (0.0884, Relation.SECOND_DEGREE)):
            if kinship >= least:
                return relation
        return Relation.THIRD_DEGREE if kinship >= 0.0442 else Relation.MORE_DISTANT

    def _without_path(self, one: str, other: str) -> Relation:
        if self.are_partners(one, other):
            return Relation.PARTNERS
        return Relation.NOT_STATED if self.is_founder(one) or self.is_founder(other) else Relation.UNRELATED
