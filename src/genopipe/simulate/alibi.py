"""The proof that nothing but the planted diagnosis can explain a family's condition.

Genotypes are the true ones. So an allele in a pseudo-autosomal region has two copies in a man, too; a homozygote counts
whether its copies came from both parents or, by disomy, from one; and a parent of whose cells only some have an allele
counts as one who does not carry it. The stated parents are believed.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement

from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.blueprint import PanelRow
from genopipe.simulate.consequences import PROTEIN_ALTERING
from genopipe.simulate.consequences import effects
from genopipe.simulate.genomes import Genome
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.population import Frequencies
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele

RARE = 0.01
"""An allele is rare below this frequency in every population (fraction)."""

_HETEROPLASMY = 0.05


@dataclass(frozen=True)
class Household:
    """The sequenced members of a family, by affected status.

    Attributes:
        proband: The proband's genome.
        affected: Genomes of the affected members, the proband among them.
        unaffected: Genomes of the unaffected members.
        phased: Whether a parent of the proband is sequenced, so that the phase can be told.
    """

    proband: Genome
    affected: tuple[Genome, ...]
    unaffected: tuple[Genome, ...]
    phased: bool


def make_household(plan: FamilyPlan, people: Mapping[str, Genome]) -> Household:
    """Return what the sequenced members of a family show."""
    proband = next(member for member in plan.members if member.name == plan.proband)
    names = {member.name for member in plan.sequenced}
    affected, unaffected = (
        tuple(people[member.name] for member in plan.sequenced if member.affection is status)
        for status in (Affection.AFFECTED, Affection.UNAFFECTED)
    )
    return Household(people[plan.proband], affected, unaffected, bool({proband.father, proband.mother} & names))


def find_explanations(
    reference: Reference, frequencies: Frequencies, plan: FamilyPlan, people: Mapping[str, Genome]
) -> frozenset[Allele]:
    """Find every rare, protein-altering allele whose inheritance fits its panel gene, in any panel.

    Args:
        reference: The genome.
        frequencies: The population, planted alleles included.
        plan: The family.
        people: Genomes by name of the member.

    Returns:
        The alleles; for a family without another explanation, those of its planted diagnosis.
    """
    household = make_household(plan, people)
    by_gene: dict[str, set[Allele]] = {}
    for allele in household.proband.alleles:
        if allele not in frequencies or frequencies[allele].highest < RARE:
            for effect in effects(reference, allele):
                if effect.term in PROTEIN_ALTERING:
                    by_gene.setdefault(effect.symbol, set()).add(allele)
    rows = (row for rows in PANELS.values() for row in rows)
    return frozenset(a for row in rows for a in _fitting(household, row, by_gene.get(row.symbol, set())))


def _fitting(household: Household, row: PanelRow, alleles: Iterable[Allele]) -> set[Allele]:
    ordered = sorted(alleles)
    found: set[Allele] = set()
    if row.mode in ("monoallelic", "monoallelic_and_biallelic", "x_linked_dominant"):
        found |= {a for a in ordered if _fits_dominant(household, a, row.penetrance == "complete")}
    if row.mode in ("biallelic", "monoallelic_and_biallelic"):
        pairs = combinations_with_replacement(ordered, 2)
        found |= {a for pair in pairs if _fits_recessive(household, *pair) for a in pair}
    if row.mode == "x_linked_recessive":
        found |= {a for a in ordered if _fits_x_linked(household, a)}
        if household.proband.sex is Sex.FEMALE:
            pairs = combinations_with_replacement(ordered, 2)
            found |= {a for pair in pairs if _fits_recessive(household, *pair) for a in pair}
    if row.mode == "mitochondrial":
        found |= {a for a in ordered if household.proband.mitochondrial.get(a, 0.0) >= _HETEROPLASMY}
    return found


def _fits_dominant(household: Household, allele: Allele, complete: bool) -> bool:
    carried = all(any(genome.genotype(allele)) for genome in household.affected)
    return carried and not (complete and any(any(genome.genotype(allele)) for genome in household.unaffected))


def _has_both(genome: Genome, one: Allele, two: Allele, phased: bool) -> bool:
    """Say whether both copies of a gene are hit; without phase, any two heterozygous alleles count."""
    first, second = genome.genotype(one), genome.genotype(two)
    if one == two:
        return len(first) == 2 and all(first)
    if not (any(first) and any(second)):
        return False
    return not phased or first != second or all(first)


def _fits_recessive(household: Household, one: Allele, two: Allele) -> bool:
    hit = all(_has_both(genome, one, two, household.phased) for genome in household.affected)
    return hit and not any(_has_both(genome, one, two, phased=True) for genome in household.unaffected)


def _fits_x_linked(household: Household, allele: Allele) -> bool:
    def all_copies(genome: Genome) -> bool:
        copies = genome.genotype(allele)
        return bool(copies) and all(copies)

    return all(map(all_copies, household.affected)) and not any(map(all_copies, household.unaffected))
