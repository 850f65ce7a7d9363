"""One person's genome: two copies of each chromosome, mitochondria, and what is new or mosaic in it.

A person has two copies of `chr1`, `chr2` and of the sex chromosomes: first the paternal, then the maternal one. A
man's paternal sex chromosome is Y; its pseudo-autosomal alleles are named by their place on X.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from genopipe.genome import SYNTHETIC
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.simulate.sequence import Allele

SEX_UNIT = "sex"
"""X and Y together: what a gamete gets one of."""

Copy = frozenset[Allele]
"""The alleles of one chromosome."""


@dataclass(frozen=True)
class Disomy:
    """Both copies of a unit of meiosis that came from one parent.

    Attributes:
        parent: Name of that parent.
        last: Last 1-based position up to which both copies are one copy of the parent; beyond it they are both.
    """

    parent: str
    last: int


@dataclass(frozen=True)
class Genome:
    """One person's genome.

    Attributes:
        sex: Sex.
        copies: The paternal and the maternal copy, by unit (`chr1`, `chr2`, `sex`).
        mitochondrial: ALT fraction by mitochondrial allele; 1 where every molecule has it.
        de_novo: Alleles that are new in this person.
        mosaic: Fraction of reads (0-0.5) by allele that some cells have on the paternal copy; in no genotype.
        disomies: Units of which both copies came from one parent; the first then stands in the other parent's place.
    """

    sex: Sex
    copies: Mapping[str, tuple[Copy, Copy]]
    mitochondrial: Mapping[Allele, float]
    de_novo: Copy = frozenset()
    mosaic: Mapping[Allele, float] = field(default_factory=dict)
    disomies: Mapping[str, Disomy] = field(default_factory=dict)

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

    def germline(self, unit: str) -> tuple[Copy, Copy]:
        """Return the two copies from which gametes are made: those of the cells that have the mosaic alleles."""
        first, second = self.copies[unit]
        return first | {allele for allele in self.mosaic if unit_of(allele.contig) == unit}, second

    @property
    def alleles(self) -> Copy:
        """Every allele that the person carries in every cell, or in some mitochondria."""
        found: set[Allele] = set(self.mitochondrial)
        for pair in self.copies.values():
            found |= pair[0] | pair[1]
        return frozenset(found)


def unit_of(contig: str) -> str:
    """Return the unit of meiosis to which a contig belongs."""
    return SEX_UNIT if SYNTHETIC.role(contig) in (Role.X, Role.Y) else contig
