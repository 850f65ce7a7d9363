"""Families: chromosomes of founders drawn from the population, and children made by meiosis."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.consequences import HARMLESS
from genopipe.simulate.consequences import effects
from genopipe.simulate.genomes import SEX_UNIT
from genopipe.simulate.genomes import Copy
from genopipe.simulate.genomes import Disomy
from genopipe.simulate.genomes import Genome
from genopipe.simulate.genomes import unit_of
from genopipe.simulate.ground import Ground
from genopipe.simulate.ground import place_allele
from genopipe.simulate.meiosis import make_disomic_pair
from genopipe.simulate.meiosis import make_gamete
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.plans import Relative
from genopipe.simulate.population import Frequencies
from genopipe.simulate.population import group_sites
from genopipe.simulate.randomness import stream
from genopipe.simulate.sequence import Allele

_PRIVATE_ALLELES = 8
_TRIES = 10_000


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
    disomies: dict[str, Disomy] = {}
    for unit in ("chr1", "chr2", SEX_UNIT):
        if unit in member.disomy:
            copies[unit], disomies[unit] = _inherit_twice(settlement, member, people, unit)
            continue
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
    mosaic = {a: p.mosaic[member.name] for a, p in settlement.placed.items() if member.name in p.mosaic}
    return Genome(member.sex, copies, mitochondrial, new, mosaic, disomies)


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
    wanted = _wanted(mine, member, index)
    if parent is None:
        kind = "Y" if unit == SEX_UNIT and index == 0 and member.sex is Sex.MALE else "X"
        return _draw_copy(settlement, person, unit, f"{kind}{index}") | wanted
    expected = {allele for allele in wanted if not mine[allele].de_novo}
    random = stream(settlement.seed, "meiosis", person, unit, str(index))
    for _ in range(_TRIES):
        gamete = make_gamete(random, parent, unit, member.sex, [allele.position for allele in mine])
        if gamete & mine.keys() == expected:
            return gamete | wanted
    raise ContractError(f"simulate: the planted genotypes of {person} cannot come from its parents")


def _wanted(placed: Mapping[Allele, Planted], member: Relative, index: int) -> set[Allele]:
    """Return the planted alleles that a member has on the paternal (0) or maternal (1) copy."""
    return {a for a, told in placed.items() if told.genotypes.get(member.name, "0|0").split("|")[index] == "1"}


def _inherit_twice(
    settlement: Settlement, member: Relative, people: Mapping[str, Genome], unit: str
) -> tuple[tuple[Copy, Copy], Disomy]:
    """Return both copies of a unit from one parent, and none from the other."""
    person, parent = settlement.plan.person(member.name), member.disomy[unit]
    mine = {a: p for a, p in settlement.placed.items() if unit_of(a.contig) == unit}
    random = stream(settlement.seed, "meiosis", person, unit, "disomy")
    for _ in range(_TRIES):
        first, second, last = make_disomic_pair(random, people[parent], unit, [allele.position for allele in mine])
        if all(copy & mine.keys() == _wanted(mine, member, index) for index, copy in enumerate((first, second))):
            return (first, second), Disomy(parent, last)
    raise ContractError(f"simulate: the planted genotypes of {person} cannot come from {parent} alone")


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
