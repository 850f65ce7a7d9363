"""Known answers, brought to one form by code that shares nothing with the pipeline's own normalisation."""

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import NamedTuple

import polars as pl
import pysam

SPANNING = "*"
CARRIED = pl.col("alt_copies") > 0


class Allele(NamedTuple):
    """One allele, left-aligned and without shared bases; the position is 1-based."""

    contig: str
    position: int
    ref: str
    alt: str

    @property
    def kind(self) -> str:
        """What it is: snv, indel or spanning_deletion (`*`)."""
        if self.alt == SPANNING:
            return "spanning_deletion"
        return "snv" if len(self.ref) == len(self.alt) == 1 else "indel"


def align_left(allele: Allele, base: Callable[[int], str]) -> Allele:
    """Return an allele left-aligned and trimmed.

    Args:
        allele: Any allele of plain bases; others are returned as they are.
        base: Gives the reference base at a position (1-based).

    Source: Tan, Abecasis and Kang 2015, algorithm 1 (doi:10.1093/bioinformatics/btv112).
    """
    position, ref, alt = allele.position, allele.ref.upper(), allele.alt.upper()
    if not set(ref + alt) <= set("ACGTN") or ref == alt:
        return allele
    while True:
        if ref[-1] == alt[-1] and (len(ref) > 1 or len(alt) > 1) and (min(len(ref), len(alt)) > 1 or position > 1):
            ref, alt = ref[:-1], alt[:-1]
        elif ref and alt:
            break
        if not ref or not alt:
            position -= 1
            ref, alt = base(position) + ref, base(position) + alt
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return Allele(allele.contig, position, ref, alt)


class Genome:
    """A FASTA whose contigs are held in memory."""

    def __init__(self, fasta: Path, name: str = "", offset: int = 0) -> None:
        """Open a FASTA.

        Args:
            fasta: Indexed FASTA.
            name: Name of the chromosome that the FASTA's only contig is a piece of; empty: names as they are.
            offset: Bases of that chromosome that stand before the piece.
        """
        self._offset = offset
        with pysam.FastaFile(str(fasta)) as reader:
            self._bases = {name or contig: reader.fetch(contig).upper() for contig in reader.references}

    def align(self, allele: Allele) -> Allele:
        """Return an allele left-aligned and trimmed."""
        bases = self._bases[allele.contig]
        return align_left(allele, lambda position: bases[position - 1 - self._offset])


@dataclass(frozen=True)
class Call:
    """What a truth VCF says of one allele in one person.

    Attributes:
        copies: Copies of the allele.
        info: INFO fields with one value an ALT allele, this allele's value.
    """

    copies: int
    info: Mapping[str, Any] = field(default_factory=dict)


def read_alleles(vcf: Path, genome: Genome, sample: str = "", fields: tuple[str, ...] = ()) -> dict[Allele, Call]:
    """Read every ALT allele of a VCF, normalised.

    Args:
        vcf: VCF, plain or compressed.
        genome: The sequence.
        sample: The person whose copies are counted; empty: sites only. Alleles without a copy are left out.
        fields: INFO fields of Number=A to keep.
    """
    found: dict[Allele, Call] = {}
    for allele, number, record in _alts(vcf):
        genotype = record.samples[sample]["GT"] if sample else ()
        copies = sum(called == number for called in genotype)
        info = {name: record.info[name][number - 1] for name in fields if name in record.info}
        if copies or not sample:
            found[genome.align(allele)] = Call(copies, info)
    return found


def decompose(allele: Allele, genome: Genome) -> set[Allele]:
    """Return the two insertions that an allele is when its ALT is REF with bases on both sides (T>CTC), else itself."""
    before, found, after = allele.alt.partition(allele.ref)
    if not (found and before and after) or allele.ref == allele.alt:
        return {allele}
    start, end = allele.position, allele.position + len(allele.ref) - 1
    inserted = (
        Allele(allele.contig, start, allele.ref[0], before + allele.ref[0]),
        Allele(allele.contig, end, allele.ref[-1], allele.ref[-1] + after),
    )
    return {genome.align(part) for part in inserted}


def _alts(vcf: Path) -> Iterator[tuple[Allele, int, Any]]:
    with pysam.VariantFile(str(vcf)) as reader:
        for record in reader:
            for number, alt in enumerate(record.alts or (), start=1):
                yield Allele(record.contig, record.pos, record.ref or "", alt), number, record


def called_alleles(alleles: pl.DataFrame, genotypes: pl.DataFrame, person: str) -> dict[Allele, dict[str, Any]]:
    """Return the alleles that a person carries in the pipeline's tables, each with its row of `genotypes`."""
    own = genotypes.filter((pl.col("person") == person) & CARRIED)
    rows = alleles.select("allele", "contig", "position", "ref", "alt").join(own, on="allele")
    return {Allele(row["contig"], row["position"], row["ref"], row["alt"]): row for row in rows.iter_rows(named=True)}


@dataclass(frozen=True)
class Comparison:
    """Truth and calls side by side.

    Attributes:
        truth: Alleles of the truth by kind.
        found: Those that were called.
        differing: Alleles found with another number of copies.
        extra: Alleles called that the truth does not have.
        missed: The alleles that were not called.
    """

    truth: Counter[str]
    found: Counter[str]
    differing: list[Allele]
    extra: Counter[str]
    missed: list[Allele]


def compare(truth: Mapping[Allele, Call], called: Mapping[Allele, Mapping[str, Any]]) -> Comparison:
    """Compare allele by allele, after normalisation."""
    both = [allele for allele in truth if allele in called]
    return Comparison(
        truth=Counter(allele.kind for allele in truth),
        found=Counter(allele.kind for allele in both),
        differing=sorted(allele for allele in both if truth[allele].copies != called[allele]["alt_copies"]),
        extra=Counter(allele.kind for allele in called if allele not in truth),
        missed=sorted(allele for allele in truth if allele not in called),
    )
