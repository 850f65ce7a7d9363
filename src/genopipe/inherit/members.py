"""The members of a family who have data, by what they are to the proband and to the question."""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Karyotype
from genopipe.inherit.places import AS_CALLED
from genopipe.inherit.places import X
from genopipe.inherit.places import copies_of
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.pedigree import Person


@dataclass(frozen=True)
class Members:
    """The members with data; a person is told by the place in `people`.

    Attributes:
        family: Everyone of the pedigree, with data or without.
        people: Those with data, in the order of the pedigree.
        proband: Place of the proband.
        inferred: Sex chromosomes as the data show them, where they differ from the stated sex or were looked at.
    """

    family: Family
    people: tuple[Person, ...]
    proband: int
    inferred: Mapping[str, Karyotype] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Ids of the people with data."""
        return tuple(person.person for person in self.people)

    @cached_property
    def copies(self) -> dict[int, tuple[int, ...]]:
        """Copies of each place in each person."""
        return {place: tuple(int(n) for n in row) for place, row in enumerate(copies_of(self.people, self.inferred))}

    @cached_property
    def affected(self) -> tuple[int, ...]:
        """The affected people, and the proband."""
        return tuple(at for at, p in enumerate(self.people) if p.affection is Affection.AFFECTED or at == self.proband)

    @cached_property
    def unaffected(self) -> tuple[int, ...]:
        """The people stated to be unaffected, without the proband and without monozygotic twins of affected members.

        Such a twin has the genome of the affected one: what the family has cannot differ by it.
        """
        return tuple(
            at
            for at, p in enumerate(self.people)
            if p.affection is Affection.UNAFFECTED
            and at != self.proband
            and not any(at in twins and set(twins) & set(self.affected) for twins in self.twins)
        )

    @cached_property
    def twins(self) -> tuple[tuple[int, ...], ...]:
        """Monozygotic twins with data, those of one set together; a set whose copies differ somewhere is none."""
        sets: dict[str, list[int]] = {}
        for at, person in enumerate(self.people):
            if person.twins is not None:
                sets.setdefault(person.twins, []).append(at)
        return tuple(
            tuple(twins)
            for twins in sets.values()
            if len(twins) > 1 and all(len({row[at] for at in twins}) == 1 for row in self.copies.values())
        )

    @cached_property
    def own_twins(self) -> tuple[int, ...]:
        """The proband's monozygotic twins with data."""
        return tuple(at for twins in self.twins if self.proband in twins for at in twins if at != self.proband)

    def mother(self, person: int) -> int | None:
        """Return the mother's place; None: not in the pedigree, or without data."""
        return self._place(self.people[person].mother)

    def father(self, person: int) -> int | None:
        """Return the father's place; None: not in the pedigree, or without data."""
        return self._place(self.people[person].father)

    def _place(self, name: str | None) -> int | None:
        return self.names.index(name) if name in self.names else None

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """The proband's parents with data."""
        return tuple(at for at in (self.mother(self.proband), self.father(self.proband)) if at is not None)

    @cached_property
    def differing(self) -> tuple[int, ...]:
        """People whose copies of X or Y differ from those that go with their stated sex."""
        stated = copies_of(self.people, {})
        inferred = copies_of(self.people, self.inferred)
        return tuple(at for at in range(len(self.people)) if (stated[:, at] != inferred[:, at]).any())

    @cached_property
    def has_two_x(self) -> bool:
        """The proband may have two different X."""
        return self.copies[X][self.proband] >= 2

    def has_one_x(self, person: int) -> bool:
        """Say whether a person has one X."""
        return self.copies[X][person] == 1

    def x_is_unknown(self, person: int) -> bool:
        """Say whether it is not known how many X a person has."""
        return self.copies[X][person] == AS_CALLED

    @cached_property
    def relatives(self) -> tuple[int, ...]:
        """People with data who share an ancestor with the proband, or are one, or descend from the proband.

        A monozygotic twin of the proband is none: the two have one genome, not copies of the same ancestors.
        """
        own, one_genome = self._line(self.people[self.proband].person), {self.proband, *self.own_twins}
        return tuple(at for at, p in enumerate(self.people) if at not in one_genome and own & self._line(p.person))

    @cached_property
    def children(self) -> tuple[int, ...]:
        """The proband's children with data."""
        name = self.people[self.proband].person
        return tuple(at for at, p in enumerate(self.people) if name in (p.mother, p.father))

    @cached_property
    def one_sided(self) -> frozenset[int]:
        """Relatives through one parent only: the parents, their lines, half-siblings; none who descends from both."""
        proband = self.people[self.proband]
        sides = [self._line(name) for name in (proband.mother, proband.father) if name]
        return frozenset(
            at
            for at in self.relatives
            if at not in self.children and sum(bool(side & self._line(self.people[at].person)) for side in sides) == 1
        )

    def other_parent(self, child: int) -> int | None:
        """Return the parent of the proband's child who is not the proband; None: without data."""
        mother, father = self.mother(child), self.father(child)
        return father if mother == self.proband else mother

    def _line(self, name: str) -> set[str]:
        """Return a person and all ancestors, by id."""
        line: set[str] = set()
        waiting = [name]
        while waiting:
            here = waiting.pop()
            if here not in line:
                line.add(here)
                person = self.family.people.get(here)
                waiting += [parent for parent in (person.mother, person.father) if parent] if person else []
        return line


def make_members(
    family: Family,
    proband: str,
    with_data: Collection[str],
    inferred: Mapping[str, Karyotype] | None = None,
    where: str = "case file",
) -> Members:
    """Return the members of a family who have data.

    Args:
        family: The family.
        proband: Id of the proband.
        with_data: Ids of those who have data.
        inferred: Sex chromosomes as the data show them.
        where: The file that names the proband, for messages.

    Raises:
        InputError: The proband has no data.
    """
    people = tuple(person for name, person in family.people.items() if name in with_data)
    names = [person.person for person in people]
    if proband not in names:
        cause = f"family {family.family}: proband {proband} has no data"
        raise InputError([fault("CASE-PROBAND", where, cause, "add the proband's data, or name another proband")])
    known = {name: karyotype for name, karyotype in (inferred or {}).items() if name in names}
    return Members(family, people, names.index(proband), known)
