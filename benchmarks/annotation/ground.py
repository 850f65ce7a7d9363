"""The genome: random bases with repeats, open reading frames and splice sites where the genes need them."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.annotation.bases import STANDARD_CODE
from benchmarks.annotation.bases import Bytes
from benchmarks.annotation.bases import opposite
from benchmarks.annotation.genes import Gene
from benchmarks.annotation.shape import EDGE
from benchmarks.annotation.shape import Shape

BASES_AS_DRAWN = b"A" * 59 + b"T" * 59 + b"C" * 41 + b"G" * 41
"""41 % of G and C, about that of the human genome."""
LINE = 60
_STOPS = {codon for codon, letter in STANDARD_CODE.items() if letter == "*"}


def make_contig(shape: Shape, contig: str, genes: list[Gene]) -> Bytes:
    """Draw the bases of one contig, and write into them what its genes need."""
    random = shape.random("bases", contig)
    length = shape.lengths()[contig]
    table = np.frombuffer(BASES_AS_DRAWN, dtype=np.uint8)
    sequence = table[random.integers(0, len(table), length, dtype=np.uint8)]
    _add_runs(random, sequence)
    for gene in genes:
        _add_gene(sequence, gene)
    sequence[:EDGE] = sequence[-EDGE:] = ord("N")
    return sequence


def _add_runs(random: np.random.Generator, sequence: Bytes) -> None:
    """Write runs of one base, and repeats of two, one in every 700 bases."""
    for period in (1, 2):
        places = random.integers(0, len(sequence) - 100, len(sequence) // 1_400)
        lengths = random.integers(6, 24, len(places))
        for offset in range(period, 24):
            inside = places[lengths > offset]
            sequence[inside + offset] = sequence[inside + offset % period]


def _write(sequence: Bytes, start: int, text: bytes, strand: str) -> None:
    """Write bases in the direction of a strand; the start is the lowest 0-based place."""
    bases = np.frombuffer(text, dtype=np.uint8)
    sequence[start : start + len(text)] = bases if strand == "+" else opposite(bases)


def _add_gene(sequence: Bytes, gene: Gene) -> None:
    """Write splice sites GT..AG, a start codon, a stop codon, and no other stop codon in frame."""
    exons = gene.transcripts[0].exons
    low, high = (b"GT", b"AG") if gene.strand == "+" else (b"AG", b"GT")
    for (_, end), (start, _) in pairwise(exons):
        _write(sequence, end, low, gene.strand)
        _write(sequence, start - 3, high, gene.strand)
    if not gene.coding:
        return
    places = gene.coding_places()
    bases = coding_bases(sequence, gene)
    bases[:3] = np.frombuffer(b"ATG", dtype=np.uint8)
    codons = bases.reshape(-1, 3)
    for index, codon in enumerate(codons):
        if codon.tobytes().decode() in _STOPS:
            codons[index, 0] = ord("C")
    codons[-1] = np.frombuffer(b"TAA", dtype=np.uint8)
    sequence[places] = bases if gene.strand == "+" else opposite(bases)[::-1]


def coding_bases(sequence: Bytes, gene: Gene) -> Bytes:
    """Return the coding bases of a gene's first transcript, in its direction."""
    bases = sequence[gene.coding_places()]
    return bases if gene.strand == "+" else opposite(bases)[::-1]


def write_fasta(path: Path, contigs: dict[str, Bytes]) -> None:
    """Write the FASTA and its index."""
    index = []
    with path.open("wb") as out:
        for name, sequence in contigs.items():
            out.write(f">{name}\n".encode())
            index.append(f"{name}\t{len(sequence)}\t{out.tell()}\t{LINE}\t{LINE + 1}\n")
            full = len(sequence) // LINE
            lines = np.full((full, LINE + 1), ord("\n"), dtype=np.uint8)
            lines[:, :LINE] = sequence[: full * LINE].reshape(full, LINE)
            out.write(lines.tobytes())
            if rest := sequence[full * LINE :].tobytes():
                out.write(rest + b"\n")
    path.with_suffix(path.suffix + ".fai").write_text("".join(index))
