"""The reference genome of the synthetic world: sequence, repeats and genes."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.simulate.blueprint import GENES
from genopipe.simulate.blueprint import GenePlan
from genopipe.simulate.genes import Gene
from genopipe.simulate.genes import lay_genes
from genopipe.simulate.genes import paint_gene
from genopipe.simulate.genes import sketch_genes
from genopipe.simulate.genes import verify_genes
from genopipe.simulate.randomness import stream
from genopipe.simulate.sequence import Bases
from genopipe.simulate.sequence import diverge
from genopipe.simulate.sequence import make_background
from genopipe.simulate.sequence import reverse_complement

_REPEAT_LENGTH = 300
_REPEAT_EVERY = 7_000
_MICROSATELLITE_EVERY = 2_500
_EXON_MARGIN = 40
_MOTIFS = ("A", "T", "A", "T", "CA", "GT", "AAT", "GATA")


@dataclass(frozen=True)
class Reference:
    """The reference genome.

    Attributes:
        sequences: Sequence by contig; chrY here has its pseudo-autosomal regions filled with N.
        genes: The genes, in the order of the blueprint.
        microsatellites: Short tandem repeats that were put in, one unit or more long.
    """

    sequences: Mapping[str, str]
    genes: tuple[Gene, ...]
    microsatellites: tuple[Interval, ...]

    def gene(self, symbol: str) -> Gene:
        """Return a gene by its symbol."""
        return next(gene for gene in self.genes if gene.symbol == symbol)

    def genes_at(self, contig: str, start: int, end: int) -> list[Gene]:
        """Return the genes that touch a stretch, 1-based inclusive."""
        return [
            gene
            for gene in self.genes
            if gene.place.contig == contig and gene.place.start <= end and start <= gene.place.end
        ]

    def fasta(self, width: int = 60) -> str:
        """Return the FASTA text.

        Args:
            width: Bases a line.
        """
        lines: list[str] = []
        for contig, sequence in self.sequences.items():
            lines.append(f">{contig}")
            lines += [sequence[start : start + width] for start in range(0, len(sequence), width)]
        return "\n".join(lines) + "\n"


def make_reference(seed: int, plans: Sequence[GenePlan] = GENES) -> Reference:
    """Make the reference genome.

    Args:
        seed: Seed of the world.
        plans: The genes to be made.

    Raises:
        ContractError: The genes do not fit on their contigs, or one does not translate.
    """
    bases = {contig: make_background(stream(seed, "background", contig), n) for contig, n in SYNTHETIC.lengths.items()}
    random = stream(seed, "genes")
    sketches = sketch_genes(random, plans)
    genes = lay_genes(random, plans, sketches)
    guarded = {contig: _guard(contig, genes) for contig in bases}
    _put_repeats(stream(seed, "repeats"), bases, guarded)
    microsatellites = _put_microsatellites(stream(seed, "microsatellites"), bases, guarded)
    for gene in genes:
        paint_gene(random, bases[gene.place.contig], gene, sketches[gene.symbol])
    _mask_pseudoautosomal(bases)
    sequences = {contig: array.tobytes().decode() for contig, array in bases.items()}
    verify_genes(sequences, genes)
    return Reference(sequences, tuple(genes), tuple(microsatellites))


def _guard(contig: str, genes: Sequence[Gene]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return a mask of the bases that repeats must leave alone: exons and their surroundings."""
    mask = np.zeros(SYNTHETIC.lengths[contig], dtype=np.bool_)
    for gene in genes:
        if gene.place.contig == contig:
            for exon in gene.transcripts[0].exons:
                mask[max(0, exon.start - 1 - _EXON_MARGIN) : exon.end + _EXON_MARGIN] = True
    return mask


def _put_repeats(
    random: np.random.Generator,
    bases: Mapping[str, Bases],
    guarded: Mapping[str, np.ndarray[tuple[int], np.dtype[np.bool_]]],
) -> None:
    """Put copies of one interspersed repeat on both strands, 12-20 % diverged from their common ancestor."""
    ancestor = make_background(random, _REPEAT_LENGTH)
    other = np.frombuffer(reverse_complement(ancestor.tobytes().decode()).encode(), dtype=np.uint8)
    for contig, array in bases.items():
        if SYNTHETIC.role(contig) is Role.MITOCHONDRION:
            continue
        for start in random.integers(0, array.size - _REPEAT_LENGTH, array.size // _REPEAT_EVERY):
            copy = diverge(random, ancestor if random.random() < 0.5 else other, float(random.uniform(0.12, 0.2)))
            if not guarded[contig][start : start + _REPEAT_LENGTH].any():
                array[start : start + _REPEAT_LENGTH] = copy
                guarded[contig][start : start + _REPEAT_LENGTH] = True


def _put_microsatellites(
    random: np.random.Generator,
    bases: Mapping[str, Bases],
    guarded: Mapping[str, np.ndarray[tuple[int], np.dtype[np.bool_]]],
) -> list[Interval]:
    """Put homopolymers of 8-14 bases and tandem repeats of 16-36 bases where no exon and no repeat is."""
    found: list[Interval] = []
    for contig, array in bases.items():
        if SYNTHETIC.role(contig) is Role.MITOCHONDRION:
            continue
        for start in random.integers(100, array.size - 150, array.size // _MICROSATELLITE_EVERY):
            motif = str(random.choice(_MOTIFS))
            length = int(random.integers(8, 15)) if len(motif) == 1 else int(random.integers(16, 37))
            if not guarded[contig][start - 15 : start + length + 15].any():
                array[start : start + length] = np.frombuffer((motif * length)[:length].encode(), dtype=np.uint8)
                guarded[contig][start : start + length] = True
                found.append(Interval(contig, int(start) + 1, int(start) + length))
    return found


def _mask_pseudoautosomal(bases: Mapping[str, Bases]) -> None:
    """Fill the pseudo-autosomal regions of Y with N, as the GRCh38 analysis set does."""
    for region in SYNTHETIC.pseudoautosomal:
        if SYNTHETIC.role(region.contig) is Role.Y:
            bases[region.contig][region.start - 1 : region.end] = ord("N")
