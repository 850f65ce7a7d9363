"""How far an allele goes with the disease in a family, counted in informative meioses.

The chance that every affected relative carries the allele and no unaffected one does, given that the proband carries
it and that one founder brought it into the family, is N; the bits are -log2 N. Three bits are a chance of 1/8.

Source:
    Jarvik and Browning 2016, doi:10.1016/j.ajhg.2016.04.003.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.pedigree import Person

DOMINANT, RECESSIVE, X_RECESSIVE, X_DOMINANT = "dominant", "recessive", "x_recessive", "x_dominant"
"""How the disease of a gene is passed on: column `segregates`."""

EVERY, SOME, NONE, UNSURE = "2", "1", "0", "?"
"""What a person's genotype says: every copy, some, none, not sure."""

MOST_PEOPLE = 18
"""Families with more people who have a parent in the pedigree are not counted: all ways are gone through (count)."""

_SIBLING_AFFECTED, _SIBLING_UNAFFECTED = 1 / 4, 3 / 4


@dataclass(frozen=True)
class Segregation:
    """What a family says of an allele.

    Attributes:
        bits: Informative meioses; None: not assessable.
        text: In words.
        lacking: Other affected people, of sure genotype, who do not have it as the disease needs it.
        asked: Other affected people of sure genotype.
    """

    bits: float | None
    text: str
    lacking: int | None = None
    asked: int | None = None


class Pedigree:
    """A family, and the chance of who carries an allele.

    Args:
        family: The family.
        proband: Whose allele it is.
    """

    def __init__(self, family: Family, proband: str) -> None:
        self.people = family.people
        self.proband = proband

    @cached_property
    def order(self) -> list[Person]:
        """Everyone, parents before their children."""
        done: dict[str, Person] = {}
        waiting = list(self.people.values())
        while waiting:
            ready = [
                one for one in waiting if all(p is None or p in done or p not in self.people for p in _parents(one))
            ]
            if not ready:
                return []
            done |= {one.person: one for one in ready}
            waiting = [one for one in waiting if one.person not in done]
        return list(done.values())

    def _known_parents(self, person: Person) -> list[Person]:
        return [self.people[name] for name in _parents(person) if name is not None and name in self.people]

    def chance(self, carries: Mapping[str, bool], *, on_x: bool) -> float:
        """Return the chance that people carry an allele, or not, as told; every founder may have brought one copy.

        Args:
            carries: Person to whether the person carries it; others may or may not.
            on_x: The allele lies on X.
        """
        founders = [one for one in self.order if not self._known_parents(one)]
        others = [one for one in self.order if self._known_parents(one)]
        total = 0.0
        for founder in founders:
            state = {one.person: one is founder for one in founders}
            if any(carries.get(name, state[name]) != state[name] for name in state):
                continue
            copies = 2 if on_x and founder.sex is not Sex.MALE else 1
            total += copies * self._descend(others, state, carries, on_x=on_x)
        return total / len(founders) if founders else 0.0

    def _descend(self, left: list[Person], state: dict[str, bool], carries: Mapping[str, bool], *, on_x: bool) -> float:
        if not left:
            return 1.0
        person, rest = left[0], left[1:]
        chance = self._passed_on(person, state, on_x=on_x)
        total = 0.0
        for has, weight in ((True, chance), (False, 1 - chance)):
            if weight and carries.get(person.person, has) == has:
                total += weight * self._descend(rest, {**state, person.person: has}, carries, on_x=on_x)
        return total

    def _passed_on(self, person: Person, state: Mapping[str, bool], *, on_x: bool) -> float:
        mother, father = state.get(person.mother or "", False), state.get(person.father or "", False)
        if not on_x:
            return 1 - (1 - 0.5 * mother) * (1 - 0.5 * father)
        if person.sex is Sex.MALE:
            return 0.5 * mother
        return 1.0 if father else 0.5 * mother

    def bits(self, carries: Mapping[str, bool], *, on_x: bool) -> float | None:
        """Return -log2 of the chance of what relatives carry, given the proband; None: it cannot be so."""
        given = self.chance({self.proband: True}, on_x=on_x)
        both = self.chance({**carries, self.proband: True}, on_x=on_x)
        return max(0.0, -math.log2(both / given)) if given and both else None


def _parents(person: Person) -> tuple[str | None, str | None]:
    return person.mother, person.father


class Segregations:
    """What a family says of alleles; each pattern of genotypes is worked out once.

    Args:
        family: The family.
        proband: Whose alleles they are.
        people: The relatives with data, in the order of the patterns.
    """

    def __init__(self, family: Family, proband: str, people: tuple[str, ...]) -> None:
        self._pedigree = Pedigree(family, proband)
        self._family = family
        self._proband = proband
        self._people = people
        self._known: dict[tuple[str, str, bool], Segregation] = {}

    def of(self, how: str | None, pattern: str, *, complete: bool) -> Segregation:
        """Return what the family says.

        Args:
            how: How the disease is passed on; None: not known.
            pattern: A letter for each relative.
            complete: Everyone with the genotype falls ill.
        """
        if how is None:
            return Segregation(None, "not counted where the mode of the gene is not known, for pairs, and on MT")
        key = (how, pattern, complete)
        if key not in self._known:
            self._known[key] = self._judge(how, pattern, complete=complete)
        return self._known[key]

    def _judge(self, how: str, pattern: str, *, complete: bool) -> Segregation:
        if len([one for one in self._pedigree.order if any(_parents(one))]) > MOST_PEOPLE or not self._pedigree.order:
            return Segregation(None, f"more than {MOST_PEOPLE} people have a parent in the pedigree")
        told = dict(zip(self._people, pattern, strict=True))
        ill, well = self._asked(how, told)
        has = (EVERY,) if how in (RECESSIVE, X_RECESSIVE) else (EVERY, SOME)
        lacking = sum(letter not in has for letter in ill.values())
        if lacking:
            return Segregation(0.0, "an affected relative does not carry it as the disease needs it", lacking, len(ill))
        if complete and any(letter in has for letter in well.values()):
            return Segregation(0.0, "an unaffected relative carries it as the disease needs it", 0, len(ill))
        counted = well if complete else {}
        bits = self._siblings(ill, counted) if how == RECESSIVE else self._carriers(how, ill, counted)
        words = f"{len(ill)} other affected and {len(counted)} unaffected relatives are as the disease needs them"
        return Segregation(bits, words, 0, len(ill))

    def _asked(self, how: str, told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the affected and the unaffected relatives of sure genotype who say anything."""
        asked = {name: letter for name, letter in told.items() if letter != UNSURE and self._says(how, name)}
        affection = {name: self._family.people[name].affection for name in asked}
        ill = {name: letter for name, letter in asked.items() if affection[name] is Affection.AFFECTED}
        well = {name: letter for name, letter in asked.items() if affection[name] is Affection.UNAFFECTED}
        return ill, well

    def _says(self, how: str, name: str) -> bool:
        """Say whether a relative says anything: women nothing of an X-linked recessive disease."""
        if how == X_RECESSIVE:
            return self._family.people[name].sex is Sex.MALE
        return how != RECESSIVE or self._family.relation(name, self._proband) == "sibling"

    def _siblings(self, ill: Mapping[str, str], well: Mapping[str, str]) -> float:
        chance = _SIBLING_AFFECTED ** len(ill) * _SIBLING_UNAFFECTED ** len(well)
        return -math.log2(chance) if chance < 1 else 0.0

    def _carriers(self, how: str, ill: Mapping[str, str], well: Mapping[str, str]) -> float:
        carries = {**dict.fromkeys(ill, True), **dict.fromkeys(well, False)}
        return self._pedigree.bits(carries, on_x=how != DOMINANT) or 0.0
