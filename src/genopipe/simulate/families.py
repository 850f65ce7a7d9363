"""Families: chromosomes of founders drawn from the population, and children made by meiosis.

A person has two copies of `chr1`, `chr2` and of the sex chromosomes: first the paternal, then the maternal one. A
man's paternal sex chromosome is Y; its pseudo-autosomal alleles are named by their place on X.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.consequences import HARMLESS
from genopipe.simulate.consequences import effects
from genopipe.simulate.diagnoses import FamilyPlan
from genopipe.simulate.diagnoses import Planted
from genopipe.simulate.diagnoses import Relative
from genopipe.simulate.ground import Ground
from genopipe.simulate.ground import place_allele
from genopipe.simulate.population import Frequencies
from genopipe.simulate.population import group_sites
from genopipe.simulate.randomness import stream
from genopipe.simulate.sequence import Allele

SEX_UNIT = "sex"
"""X and Y together: what a gamete gets one of."""

_PRIVATE_ALLELES = 8
_CROSSOVERS = 0.8
_LINKED = 5_000
_PAR2_CROSSOVER = 0.1
_TRIES = 10_000

Copy = frozenset[Allele]
"""The alleles of one chromosome."""


@dataclass(frozen=True)
class Genome:
    """One person's genome.

    Attributes:
        sex: Sex.
        copies: The paternal and the maternal copy, by unit (`chr1`, `chr2`, `sex`).
        mitochondrial: ALT fraction by mitochondrial allele; 1 where every molecule has it.
        de_novo: Alleles that are new in this person.
    """

    sex: Sex
    copies: Mapping[str, tuple[Copy, Copy]]
    mitochondrial: Mapping[Allele, float]
    de_novo: Copy = frozenset()

    def genotype(self, allele: Allele) -> tuple[int, ...]:
        """Return the copies of an allele, paternal then maternal; one where haploid, none where there is no copy."""
        role = SYNTHETIC.role(allele.contig)
        if role is Role.MITOCHONDRION:
            return (int(allele in self.mitochondrial),)
        first, second = (int(allele in copy) for copy in self.copies[unit_of(allele.contig)])
        ploidy = SYNTHETIC.ploidy(allele.contig, allele.position, self.sex)
        if ploidy == 2:
            return first, second
        return () if ploidy == 0 else (second,) if role is Role.X else (first,)

    @property
    def alleles(self) -> Copy:
        """Every allele that the person carries."""
        found: set[Allele] = set(self.mitochondrial)
        for pair in self.copies.values():
            found |= pair[0] | pair[1]
        return frozenset(found)


def unit_of(contig: str) -> str:
    """Return the unit of meiosis to which a contig belongs."""
    return SEX_UNIT if SYNTHETIC.role(contig) in (Role.X, Role.Y) else contig


@dataclass(frozen=True)
class Settlement:
    """All that founders and meioses of one family draw upon.

    Attributes:
        seed: Seed of the world.
        plan: The family.
        frequencies: The population.
        placed: The alleles planted in this family.
        ground: What is taken by the population and by planted alleles.
        banned: Alleles that founders may not have.
    """

    seed: int
    plan: FamilyPlan
    frequencies: Frequencies
    placed: Mapping[Allele, Planted]
    ground: Ground
    banned: frozenset[Allele] = frozenset()


def make_family(settlement: Settlement) -> dict[str, Genome]:
    """Make the genomes of a family.

    Args:
        settlement: What is drawn upon.

    Returns:
        Genomes by name of the member, also of those who are not sequenced.
    """
    ground = settlement.ground.copy()
    people: dict[str, Genome] = {}
    for member in settlement.plan.members:
        people[member.name] = _make_person(settlement, member, people, ground)
    return people


def _make_person(settlement: Settlement, member: Relative, people: Mapping[str, Genome], ground: Ground) -> Genome:
    person = settlement.plan.person(member.name)
    copies: dict[str, tuple[Copy, Copy]] = {}
    for unit in ("chr1", "chr2", SEX_UNIT):
        father, mother = (
            _inherit(settlement, member, people.get(parent), unit, index)
            for index, parent in enumerate((member.father, member.mother))
        )
        copies[unit] = (father, mother)
    _add_private(settlement, member, copies, ground)
    new = _add_new(settlement, member, copies, ground)
    mother_genome = people.get(member.mother)
    drawn = _draw_copy(settlement, person, "chrM", "M") if mother_genome is None else frozenset[Allele]()
    mitochondrial = dict.fromkeys(sorted(drawn), 1.0)
    if mother_genome is not None:
        mitochondrial = {a: f for a, f in mother_genome.mitochondrial.items() if a not in settlement.placed}
    for allele, planted in settlement.placed.items():
        if member.name in planted.heteroplasmy:
            mitochondrial[allele] = planted.heteroplasmy[member.name]
    return Genome(member.sex, copies, mitochondrial, new)


def _inherit(settlement: Settlement, member: Relative, parent: Genome | None, unit: str, index: int) -> Copy:
    """Return the copy from one parent: a gamete, or a copy from the population where the parent is not known.

    Args:
        settlement: What is drawn upon.
        member: The child.
        parent: The parent's genome, or None.
        unit: Unit of meiosis.
        index: 0 for the father's copy, 1 for the mother's.
    """
    person = settlement.plan.person(member.name)
    mine = {a: p for a, p in settlement.placed.items() if unit_of(a.contig) == unit}
    wanted = {a for a, p in mine.items() if p.genotypes.get(member.name, "0|0").split("|")[index] == "1"}
    if parent is None:
        kind = "Y" if unit == SEX_UNIT and index == 0 and member.sex is Sex.MALE else "X"
        return _draw_copy(settlement, person, unit, f"{kind}{index}") | wanted
    expected = {allele for allele in wanted if not mine[allele].de_novo}
    random = stream(settlement.seed, "meiosis", person, unit, str(index))
    for _ in range(_TRIES):
        gamete = _make_gamete(random, parent, unit, member.sex, [allele.position for allele in mine])
        if gamete & mine.keys() == expected:
            return gamete | wanted
    raise ContractError(f"simulate: the planted genotypes of {person} cannot come from its parents")


def _draw_copy(settlement: Settlement, person: str, unit: str, kind: str) -> Copy:
    """Draw one chromosome from the population of the family's ancestry.

    Args:
        settlement: What is drawn upon.
        person: Id of the person, to name the random stream.
        unit: Unit of meiosis, or `chrM`.
        kind: `X` or `Y` first for the sex chromosomes; the rest names the random stream.
    """
    random = stream(settlement.seed, "founder", person, unit, kind)
    ancestry = settlement.plan.ancestry
    found: set[Allele] = set()
    for site in group_sites(a for a in settlement.frequencies if unit_of(a.contig) == unit):
        draw = float(random.random())
        for allele in site:
            frequency = settlement.frequencies[allele].of(ancestry)
            if 0 <= draw < frequency:
                found.add(allele)
            draw -= frequency
    return frozenset(a for a in found - settlement.banned if unit != SEX_UNIT or _is_on(a, kind[0]))


def _is_on(allele: Allele, kind: str) -> bool:
    """Say whether an allele can stand on an X or on a Y chromosome."""
    if SYNTHETIC.role(allele.contig) is Role.Y:
        return kind == "Y"
    return kind == "X" or SYNTHETIC.in_par(allele.contig, allele.position)


def _make_gamete(random: np.random.Generator, parent: Genome, unit: str, child: Sex, linked: Sequence[int]) -> Copy:
    """Return what a parent hands on of a unit; there is no crossover near the 1-based positions in `linked`."""
    pair = parent.copies[unit]
    if unit == SEX_UNIT and parent.sex is Sex.MALE:
        return _make_male_gamete(random, pair, child)
    length = SYNTHETIC.lengths["chrX" if unit == SEX_UNIT else unit]
    drawn = sorted(int(place) for place in random.integers(1, length, random.poisson(_CROSSOVERS)))
    breaks = [place for place in drawn if all(abs(place - position) > _LINKED for position in linked)]
    start = int(random.integers(2))
    return frozenset(
        allele
        for index, copy in enumerate(pair)
        for allele in copy
        if (start + int(np.searchsorted(breaks, allele.position))) % 2 == index
    )


def _make_male_gamete(random: np.random.Generator, pair: tuple[Copy, Copy], child: Sex) -> Copy:
    """Return a father's Y (for a son) or X (for a daughter), after the crossover that PAR1 always has."""
    first, second = _pseudoautosomal_on_x()
    mine, other = pair if child is Sex.MALE else (pair[1], pair[0])
    left = int(random.integers(first.start, first.end))
    right = int(random.integers(second.start, second.end)) if random.random() < _PAR2_CROSSOVER else second.end + 1

    def swapped(allele: Allele) -> bool:
        return SYNTHETIC.role(allele.contig) is Role.X and (allele.position <= left or allele.position > right)

    return frozenset([a for a in mine if not swapped(a)] + [a for a in other if swapped(a)])


def _pseudoautosomal_on_x() -> tuple[Interval, Interval]:
    first, second = (r for r in SYNTHETIC.pseudoautosomal if SYNTHETIC.role(r.contig) is Role.X)
    return first, second


def _add_private(
    settlement: Settlement, member: Relative, copies: dict[str, tuple[Copy, Copy]], ground: Ground
) -> None:
    """Give a founder alleles of his own that harm nothing, and sometimes one missense in a recessive gene."""
    if member.father or member.mother:
        return
    random = stream(settlement.seed, "private", settlement.plan.person(member.name))
    drawn = [draw_harmless(random, ground, HARMLESS) for _ in range(_PRIVATE_ALLELES)]
    if random.random() < 0.5:
        recessive = [row.symbol for rows in PANELS.values() for row in rows if row.mode == "biallelic"]
        drawn.append(place_allele(random, ground, str(random.choice(recessive)), "missense_variant"))
    for allele in drawn:
        index = int(random.integers(2))
        if allele not in settlement.banned:
            _put(copies, allele, index)


def _add_new(settlement: Settlement, member: Relative, copies: dict[str, tuple[Copy, Copy]], ground: Ground) -> Copy:
    """Give a child one to three new alleles between genes; return all that is new in the child."""
    if not (member.father and member.mother):
        return frozenset()
    random = stream(settlement.seed, "de_novo", settlement.plan.person(member.name))
    drawn = [
        draw_harmless(random, ground, frozenset({"intergenic_variant"})) for _ in range(int(random.integers(1, 4)))
    ]
    for allele in drawn:
        _put(copies, allele, int(random.integers(2)))
    planted = [a for a, p in settlement.placed.items() if p.de_novo and member.name in p.genotypes]
    return frozenset([*drawn, *planted])


def _put(copies: dict[str, tuple[Copy, Copy]], allele: Allele, index: int) -> None:
    first, second = copies[allele.contig]
    copies[allele.contig] = (first | {allele}, second) if index == 0 else (first, second | {allele})


def draw_harmless(random: np.random.Generator, ground: Ground, terms: Iterable[str]) -> Allele:
    """Draw a substitution on an autosome that has only the given terms, and take its place.

    Args:
        random: The stream to draw from.
        ground: What is taken; the new place is taken too.
        terms: Sequence Ontology terms that are allowed.
    """
    allowed = frozenset(terms)
    while True:
        contig = str(random.choice(["chr1", "chr2"]))
        position = int(random.integers(1_000, SYNTHETIC.lengths[contig] - 1_000))
        ref = ground.reference.sequences[contig][position - 1]
        allele = Allele(contig, position, ref, str(random.choice([base for base in "ACGT" if base != ref])))
        if ground.is_free(allele) and {effect.term for effect in effects(ground.reference, allele)} <= allowed:
            ground.take([allele])
            return allele
