"""Who is studied: people of the pedigree that are in the VCF, their parents, and which contigs can be asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genopipe.chromosomes_settings import GenotypeSettings
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.io.allele_batch import MISSING
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Tiny
from genopipe.io.genotype_sites import HAPLOID_ALT
from genopipe.io.genotype_sites import HAPLOID_REF
from genopipe.io.genotype_sites import NOT_CALLED
from genopipe.io.genotype_sites import ContigSites
from genopipe.pedigree import Person


@dataclass(frozen=True)
class Member:
    """A person that is studied.

    Attributes:
        person: Their row of the pedigree.
        column: Their column of the sites.
        father: Column of the father; None: he is not in the pedigree or not in the VCF.
        mother: Column of the mother; None: she is not in the pedigree or not in the VCF.
    """

    person: Person
    column: int
    father: int | None
    mother: int | None

    @property
    def name(self) -> str:
        """The person's id."""
        return self.person.person

    @property
    def parents(self) -> int:
        """How many parents are there."""
        return (self.father is not None) + (self.mother is not None)


def find_members(people: Sequence[Person], samples: Sequence[str]) -> list[Member]:
    """Return the people of a pedigree that are in a VCF, in the order of the pedigree.

    Args:
        people: The pedigree.
        samples: The people of the VCF.
    """
    present = [person for person in people if person.person in set(samples)]
    columns = {person.person: number for number, person in enumerate(present)}
    return [
        Member(person, columns[person.person], columns.get(person.father or ""), columns.get(person.mother or ""))
        for person in present
    ]


def is_asked(contig: str, build: Build) -> bool:
    """Say whether a contig is asked at all: autosomes and X of the primary assembly."""
    return build.role(contig) in (Role.AUTOSOME, Role.X) and (not build.primary or contig in build.primary)


def why_not(contig: str, build: Build, sex: Sex) -> str:
    """Return why a contig cannot be asked of a person; empty: it can."""
    if build.role(contig) is Role.AUTOSOME or sex is Sex.FEMALE:
        return ""
    return "sex is unknown" if sex is Sex.UNKNOWN else "a man has one X"


def without_pairing_regions(sites: ContigSites, build: Build) -> ContigSites:
    """Return the sites outside of the pseudo-autosomal regions, where X and Y are read as one."""
    kept = np.ones(len(sites.position), np.bool_)
    for region in build.pseudoautosomal:
        if region.contig == sites.contig:
            kept &= (sites.position < region.start) | (sites.position > region.end)
    return sites if kept.all() else sites.where(kept)


def balance_is_even(sites: ContigSites, column: int, minimum: float) -> Flags:
    """Say where the ALT part of the reads is no further from one half than it may be; reads not written: it is."""
    ref, alt = sites.ref_reads[:, column].astype(np.int64), sites.alt_reads[:, column].astype(np.int64)
    known = (ref != MISSING) & (alt != MISSING) & (ref + alt > 0)
    fraction = alt / np.maximum(ref + alt, 1)
    return np.asarray(~known | ((fraction >= minimum) & (fraction <= 1 - minimum)))


def called(sites: ContigSites, column: int, settings: GenotypeSettings, *, one_copy: bool = False) -> Tiny:
    """Return the copies of ALT of a person at each site, `NOT_CALLED` where the genotype does not count.

    Args:
        sites: Sites of a contig.
        column: The person's column.
        settings: Which genotypes count.
        one_copy: The person has one copy of the contig (a man's X): a homozygote stands for it, a heterozygote is
            wrong.
    """
    raw = sites.genotype[:, column]
    copies = raw.copy()
    copies[(raw == HAPLOID_REF) | (raw == HAPLOID_ALT)] = NOT_CALLED
    if one_copy:
        copies[raw == HAPLOID_REF] = 0
        copies[raw == HAPLOID_ALT] = 2
        copies[raw == 1] = NOT_CALLED
    depth, quality = sites.depth[:, column], sites.quality[:, column]
    copies[(depth != MISSING) & (depth < settings.minimum_depth)] = NOT_CALLED
    copies[(quality != MISSING) & (quality < settings.minimum_quality)] = NOT_CALLED
    copies[(copies == 1) & ~balance_is_even(sites, column, settings.minimum_balance)] = NOT_CALLED
    return copies
