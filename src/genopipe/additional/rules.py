"""The rules by which a list tells a gene: which alleles count, and on how many copies."""

from collections.abc import Sequence

from genopipe.consent_lists import AdditionalGene
from genopipe.consent_lists import Alleles
from genopipe.pathogenic.alleles import Known
from genopipe.pathogenic.copies import Carried
from genopipe.pathogenic.copies import Parents
from genopipe.pathogenic.copies import Told
from genopipe.pathogenic.copies import both_copies
from genopipe.pathogenic.people import Genotypes
from genopipe.pathogenic.people import Zygosity


def counts(gene: AdditionalGene, known: Known) -> bool:
    """Say whether an allele is of a kind that the list tells of this gene."""
    if not gene.consequences.allow(known.consequence) or _is_one_of(gene.never, known):
        return False
    return not gene.only or _is_one_of(gene.only, known)


def _is_one_of(changes: Sequence[str], known: Known) -> bool:
    """Say whether an allele makes one of some protein changes, `p.Cys282Tyr`, on any transcript of the gene."""
    wanted = {f"p.({change.removeprefix('p.')})" for change in changes}
    return any(protein.rpartition(":")[2] in wanted for protein in known.proteins)


def select(gene: AdditionalGene, carried: Sequence[Carried], parents: Parents, genotypes: Genotypes) -> list[Told]:
    """Return the alleles that are told of a gene in one person.

    Args:
        gene: The gene and its rule.
        carried: Alleles that the person carries and that count.
        parents: The person's parents, as far as they agreed.
        genotypes: Genotypes of everyone who agreed.
    """
    if gene.alleles is Alleles.ONE:
        return [Told(one) for one in carried]
    if gene.alleles is Alleles.HOMOZYGOUS:
        return [told for told in both_copies(carried, parents, genotypes) if not told.partners]
    alone = [Told(one) for one in carried if one.genotype.zygosity is Zygosity.HEMIZYGOUS]
    return alone + both_copies(carried, parents, genotypes)
