"""Whether one copy of a gene is hit or both: homozygous, or two alleles that do not lie on one copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from genopipe.pathogenic.alleles import Known
from genopipe.pathogenic.people import MISSING
from genopipe.pathogenic.people import Genotype
from genopipe.pathogenic.people import Genotypes
from genopipe.pathogenic.people import Zygosity

HOMOZYGOUS = "homozygous"
BY_READS = "in_trans_by_reads"
BY_PARENTS = "in_trans_by_parents"
CIS = "in_cis"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Carried:
    """An allele that a person carries.

    Attributes:
        known: The allele.
        genotype: The person's genotype.
    """

    known: Known
    genotype: Genotype


@dataclass(frozen=True)
class Told:
    """An allele that is told, with what else hits the gene.

    Attributes:
        carried: The allele.
        partners: Names of the alleles with which it makes a pair.
        phase: How both copies are hit; None: one copy is enough, or there is no partner.
    """

    carried: Carried
    partners: tuple[str, ...] = ()
    phase: str | None = None

    @property
    def sure(self) -> bool:
        """Whether both copies are hit beyond doubt."""
        return self.phase in (HOMOZYGOUS, BY_READS, BY_PARENTS)


@dataclass(frozen=True)
class Parents:
    """The parents of a person whose genotypes may be looked at: those who agreed themselves.

    Attributes:
        mother: Id, or None.
        father: Id, or None.
    """

    mother: str | None = None
    father: str | None = None


def phase_of(one: Carried, two: Carried, parents: Parents, genotypes: Genotypes) -> str:
    """Tell whether two heterozygous alleles lie on one copy or on two: by reads, else by parents who agreed.

    Returns:
        in_trans_by_reads, in_trans_by_parents, in_cis or unknown.
    """
    first, second = one.genotype, two.genotype
    if None not in (first.haplotype, second.haplotype) and first.phase_set == second.phase_set is not None:
        return CIS if first.haplotype == second.haplotype else BY_READS
    if parents.mother is None or parents.father is None:
        return UNKNOWN
    first_from, second_from = (_origin(part.known.allele, parents, genotypes) for part in (one, two))
    if UNKNOWN in (first_from, second_from):
        return UNKNOWN
    return CIS if first_from == second_from else BY_PARENTS


def _origin(allele: str, parents: Parents, genotypes: Genotypes) -> str:
    """Return the one parent who carries an allele, by a good genotype of both; else unknown."""
    carry = {
        name: genotypes.get((allele, person or ""), MISSING).carried
        for name, person in (("mother", parents.mother), ("father", parents.father))
    }
    sure = sorted(carry.values(), key=str) == [False, True]
    return next(name for name, carried in carry.items() if carried) if sure else UNKNOWN


def both_copies(carried: Sequence[Carried], parents: Parents, genotypes: Genotypes) -> list[Told]:
    """Return the alleles that hit both copies of a gene: homozygous, or in pairs that are not known to be in cis.

    Source: ACMG SF 3.3, guidance per gene: two alleles of unknown phase are told unless they are known to be in cis.

    Args:
        carried: Alleles of one gene that one person carries.
        parents: The person's parents, as far as they agreed.
        genotypes: Genotypes of everyone who agreed.
    """
    told = [Told(one, (), HOMOZYGOUS) for one in carried if one.genotype.zygosity is Zygosity.HOMOZYGOUS]
    single = [one for one in carried if one.genotype.zygosity is Zygosity.HETEROZYGOUS]
    phases: dict[str, dict[str, str]] = {}
    for one, two in combinations(single, 2):
        phase = phase_of(one, two, parents, genotypes)
        if phase != CIS:
            phases.setdefault(one.known.allele, {})[two.known.allele] = phase
            phases.setdefault(two.known.allele, {})[one.known.allele] = phase
    return told + [_pair(one, phases[one.known.allele]) for one in single if one.known.allele in phases]


def _pair(one: Carried, phases: dict[str, str]) -> Told:
    best = next((phase for phase in (BY_READS, BY_PARENTS) if phase in phases.values()), UNKNOWN)
    partners = tuple(sorted(name for name, phase in phases.items() if phase == best))
    return Told(one, partners, best)
