"""What is read of a VCF: depths by kind of chromosome, and the genotypes and reads at chosen sites."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genopipe.genome import Role
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Tiny
from genopipe.io.allele_batch import Whole

Counts = npt.NDArray[np.int64]
DEPTHS = 1_000
"""Depths from this on are counted as one."""


@dataclass(frozen=True)
class Sites:
    """Chosen sites: single bases with one ALT on autosomes, in the order of the file.

    Attributes:
        contigs: Names of the contigs.
        contig: Place of each site's contig among them.
        position: 1-based position.
        ref: REF, as a byte.
        alt: ALT, as a byte.
        copies: [site, person]: copies of ALT; -1: no good genotype.
        ref_reads: [site, person]: reads of REF; -1: not written.
        alt_reads: [site, person]: reads of ALT; -1: not written.
    """

    contigs: tuple[str, ...]
    contig: Tiny
    position: Long
    ref: npt.NDArray[np.uint8]
    alt: npt.NDArray[np.uint8]
    copies: Tiny
    ref_reads: Whole
    alt_reads: Whole

    def __len__(self) -> int:
        return len(self.position)


@dataclass(frozen=True)
class Evidence:
    """All that is read of a VCF.

    Attributes:
        people: Names of the samples, in the order of the file.
        build: Name of the genome build.
        records: ALT alleles read.
        autosomal: Those of one base for one base on autosomes, alone in a record that passed its filters.
        spacing: At most one site was chosen in a stretch of this many bases.
        depths: [person, depth] by kind of chromosome: sites at which the person has that depth; pseudo-autosomal
            regions are left out.
        undetermined: Sites at which a person has neither genotype nor depth, by kind of chromosome.
        x_carried: Sites on X at which a person's reads show ALT.
        x_heterozygous: Those of them at which the reads show REF as well.
        homozygous_ref: Autosomal sites at which a person is homozygous for REF, by a good genotype.
        called: Autosomal sites at which a person has a good genotype.
        sites: The chosen sites.
    """

    people: tuple[str, ...]
    build: str
    records: int
    autosomal: int
    spacing: int
    depths: dict[Role, Counts]
    undetermined: dict[Role, Counts]
    x_carried: Counts
    x_heterozygous: Counts
    homozygous_ref: Counts
    called: Counts
    sites: Sites
