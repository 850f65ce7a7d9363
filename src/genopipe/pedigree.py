"""People, their parents, sex and affected status, and what each is to the others."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from genopipe.genome import Sex

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
"""What every id must look like: it becomes a file name, a read group and a word in a report."""


class Affection(StrEnum):
    """Affected status of a person; unknown is neither affected nor unaffected."""

    AFFECTED = "affected"
    UNAFFECTED = "unaffected"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Person:
    """One row of a pedigree.

    Attributes:
        person: The person's id, as in the sample sheet.
        family: The family's id.
        father: Id of the father, or None when he is not in the pedigree.
        mother: Id of the mother, or None when she is not in the pedigree.
        sex: Sex as stated.
        affection: Affected status as stated.
        twins: Name of the set of monozygotic twins to which the person belongs, in the family; None: no such twin.
    """

    person: str
    family: str
    father: str | None = None
    mother: str | None = None
    sex: Sex = Sex.UNKNOWN
    affection: Affection = Affection.UNKNOWN
    twins: str | None = None


@dataclass(frozen=True)
class Family:
    """The people of one family, by id, in the order of the pedigree file."""

    family: str
    people: Mapping[str, Person]

    @cached_property
    def affected(self) -> tuple[str, ...]:
        """Ids of the affected people."""
        return tuple(p.person for p in self.people.values() if p.affection is Affection.AFFECTED)

    @cached_property
    def unaffected(self) -> tuple[str, ...]:
        """Ids of the people stated to be unaffected (unknown ones are not among them)."""
        return tuple(p.person for p in self.people.values() if p.affection is Affection.UNAFFECTED)

    def relation(self, person: str, proband: str) -> str:
        """Return what a person is to the proband, in a word for the report.

        Returns:
            `proband`, `mother`, `father`, `monozygotic twin`, `sibling`, `half-sibling`, `child`, `grandmother`,
            `grandfather` or `relative`.
        """
        if person == proband:
            return "proband"
        index = self.people[proband]
        other = self.people[person]
        if index.twins is not None and other.twins == index.twins:
            return "monozygotic twin"
        if person == index.mother:
            return "mother"
        if person == index.father:
            return "father"
        if proband in (other.mother, other.father):
            return "child"
        return self._distant(other, index)

    def _distant(self, other: Person, index: Person) -> str:
        parents = {index.mother, index.father} - {None}
        shared = parents & ({other.mother, other.father} - {None})
        if shared:
            return "sibling" if len(shared) == 2 else "half-sibling"
        for parent in parents:
            row = self.people.get(parent or "")
            if row is not None and other.person in (row.mother, row.father):
                return "grandmother" if other.person == row.mother else "grandfather"
        return "relative"


def families(people: Iterable[Person]) -> dict[str, Family]:
    """Group people into families, keeping the order in which they stand.

    Args:
        people: Rows of one pedigree file, ids unique.

    Returns:
        Families by id.
    """
    grouped: dict[str, dict[str, Person]] = {}
    for person in people:
        grouped.setdefault(person.family, {})[person.person] = person
    return {family: Family(family, members) for family, members in grouped.items()}
