"""Where an allele may still be put: away from other alleles, and where reads can show it."""

from collections.abc import Iterable
from collections.abc import Iterator

import numpy as np

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.simulate.consequences import effects
from genopipe.simulate.genes import Gene
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sequence import left_align
from genopipe.simulate.sequence import longest_run

MARGIN = 12
"""Bases kept free on both sides of every allele."""

_EXON_EDGE = 15
_SPLICE_EDGE = 3  # bases of an exon that are part of a splice site's region
_CODON = 3
_LONGEST_RUN = 4
_OTHER = {"A": "CGT", "C": "AGT", "G": "ACT", "T": "ACG"}


class Ground:
    """Which bases of the genome are taken by an allele.

    Args:
        reference: The genome; bases that are N are taken from the start.
    """

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._taken = {
            contig: np.frombuffer(sequence.encode(), dtype=np.uint8) == ord("N")
            for contig, sequence in reference.sequences.items()
        }

    def copy(self) -> "Ground":
        """Return a copy that can be taken up on its own."""
        other = Ground(self.reference)
        other._taken = {contig: mask.copy() for contig, mask in self._taken.items()}
        return other

    def is_free(self, allele: Allele) -> bool:
        """Say whether an allele keeps its distance from all others and from the ends of its contig."""
        inside = allele.position > 100 and allele.end < SYNTHETIC.lengths[allele.contig] - 100
        return inside and not self._taken[allele.contig][allele.position - 1 - MARGIN : allele.end + MARGIN].any()

    def take(self, alleles: Iterable[Allele]) -> None:
        """Mark the places of alleles as taken."""
        for allele in alleles:
            self._taken[allele.contig][allele.position - 1 : allele.end] = True


def _repetitive(reference: Reference, allele: Allele) -> bool:
    window = reference.sequences[allele.contig][allele.position - 9 : allele.end + 8]
    return longest_run(window) > _LONGEST_RUN


def _coding_places(random: np.random.Generator, gene: Gene, where: str) -> Iterator[int]:
    """Return coding positions in random order, in exons that every transcript has.

    Args:
        random: The stream to draw from.
        gene: The gene.
        where: `last_exon`; `exon_edge`, of inner exons; or empty: inner exons, away from their edges.
    """
    shared = set(gene.transcripts[0].coding_positions)
    for transcript in gene.transcripts[1:]:
        shared &= set(transcript.coding_positions)
    parts = gene.transcripts[0].coding
    chosen = parts[-1:] if where == "last_exon" else parts[1:-1] or parts
    positions = [p for part in chosen for p in _stretch(part, where) if p in shared]
    return (positions[index] for index in random.permutation(len(positions)))


def _stretch(part: Interval, where: str) -> list[int]:
    """Return the positions of an exon that are asked for."""
    if where == "exon_edge":
        first = range(part.start, part.start + _SPLICE_EDGE)
        return [*first, *range(part.end - _SPLICE_EDGE + 1, part.end + 1)]
    return list(range(part.start + _EXON_EDGE, part.end - _EXON_EDGE + 1))


def _substitutions(random: np.random.Generator, reference: Reference, gene: Gene, where: str) -> Iterator[Allele]:
    sequence = reference.sequences[gene.place.contig]
    for position in _coding_places(random, gene, where):
        ref = sequence[position - 1]
        for index in random.permutation(3):
            yield Allele(gene.place.contig, position, ref, _OTHER[ref][index])


def _codons(random: np.random.Generator, reference: Reference, gene: Gene, where: str) -> Iterator[Allele]:
    """Return deletions of one codon."""
    sequence, transcript = reference.sequences[gene.place.contig], gene.transcripts[0]
    for position in _coding_places(random, gene, where):
        first = position + 1 if gene.strand == "+" else position + _CODON
        if transcript.coding_positions.index(first) % _CODON == 0:
            ref = sequence[position - 1 : position + _CODON]
            yield Allele(gene.place.contig, position, ref, ref[0])


def _deletions(random: np.random.Generator, reference: Reference, gene: Gene, where: str) -> Iterator[Allele]:
    sequence = reference.sequences[gene.place.contig]
    for position in _coding_places(random, gene, where):
        length = int(random.choice([1, 2, 4]))
        ref = sequence[position - 1 : position + length]
        yield Allele(gene.place.contig, position, ref, ref[0])


def _donors(random: np.random.Generator, reference: Reference, gene: Gene, _where: str) -> Iterator[Allele]:
    sequence = reference.sequences[gene.place.contig]
    forward = gene.strand == "+"
    introns = gene.transcripts[0].introns
    for index in random.permutation(len(introns)):
        position = introns[index].start if forward else introns[index].end
        yield Allele(gene.place.contig, position, sequence[position - 1], "A" if forward else "T")


_CANDIDATES = {
    "stop_gained": _substitutions,
    "missense_variant": _substitutions,
    "synonymous_variant": _substitutions,
    "frameshift_variant": _deletions,
    "inframe_deletion": _codons,
    "splice_donor_variant": _donors,
}


def place_allele(random: np.random.Generator, ground: Ground, symbol: str, term: str, where: str = "") -> Allele:
    """Find a place in a gene where an allele does what is asked, and take it.

    The place is away from homopolymers, so that every caller can see the allele.

    Args:
        random: The stream to draw from.
        ground: What is taken; the new place is taken too.
        symbol: Gene symbol.
        term: Sequence Ontology term that the allele must have on the gene's transcripts, and nothing else on others.
        where: `last_exon`, `exon_edge` (of the bases of inner exons next to a splice site), or empty: an inner exon.

    Returns:
        The allele, left-aligned.

    Raises:
        ContractError: There is no such place.
    """
    reference = ground.reference
    gene = reference.gene(symbol)
    for allele in _CANDIDATES[term](random, reference, gene, where):
        good = ground.is_free(allele) and not _repetitive(reference, allele)
        aligned = left_align(reference.sequences[allele.contig], allele) == allele
        if good and aligned and {effect.term for effect in effects(reference, allele)} == {term}:
            ground.take([allele])
            return allele
    raise ContractError(f"simulate: no place for a {term} in {symbol}: give the gene more exons in blueprint.py")
