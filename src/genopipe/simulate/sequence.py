"""DNA: alleles, codes, complements, and the random sequence that lies between genes.

Positions are 1-based; indices into strings and arrays are 0-based.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from genopipe.genome import allele_key

Bases = npt.NDArray[np.uint8]
"""DNA as ASCII bytes, one element a base."""

LETTERS: Bases = np.frombuffer(b"ACGT", dtype=np.uint8)

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
_CODONS = tuple("".join(codon) for codon in product("TCAG", repeat=3))
# NCBI genetic codes 1 (standard) and 2 (vertebrate mitochondrial), https://www.ncbi.nlm.nih.gov/Taxonomy/Utils/wprintgc.cgi
STANDARD_CODE: Mapping[str, str] = dict(
    zip(_CODONS, "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG", strict=True)
)
MITOCHONDRIAL_CODE: Mapping[str, str] = dict(
    zip(_CODONS, "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG", strict=True)
)


@dataclass(frozen=True, order=True)
class Allele:
    """One ALT allele of the world, left-aligned and minimal.

    Attributes:
        contig: Contig name.
        position: 1-based position of the first REF base.
        ref: REF bases.
        alt: ALT bases.
    """

    contig: str
    position: int
    ref: str
    alt: str

    @property
    def end(self) -> int:
        """1-based position of the last REF base."""
        return self.position + len(self.ref) - 1

    @property
    def key(self) -> str:
        """The allele's name in every table."""
        return allele_key(self.contig, self.position, self.ref, self.alt)


def reverse_complement(bases: str) -> str:
    """Return the other strand, read in its own direction."""
    return bases.translate(_COMPLEMENT)[::-1]


def translate(coding: str, code: Mapping[str, str] = STANDARD_CODE) -> str:
    """Return the protein of a coding sequence; a stop is `*`; an incomplete last codon is left out."""
    return "".join(code[coding[index : index + 3]] for index in range(0, len(coding) - 2, 3))


def left_align(sequence: str, allele: Allele) -> Allele:
    """Return the same change at its leftmost place, in its shortest form.

    Args:
        sequence: The contig's sequence.
        allele: An allele whose REF agrees with the sequence.

    Source:
        Tan, Abecasis and Kang 2015, doi:10.1093/bioinformatics/btv112.
    """
    position, ref, alt = allele.position, allele.ref, allele.alt
    while ref[-1] == alt[-1] and (min(len(ref), len(alt)) > 1 or position > 1):
        if min(len(ref), len(alt)) == 1:
            position -= 1
            ref, alt = sequence[position - 1] + ref, sequence[position - 1] + alt
        ref, alt = ref[:-1], alt[:-1]
    while min(len(ref), len(alt)) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return Allele(allele.contig, position, ref, alt)


def apply_alleles(sequence: str, alleles: Iterable[Allele]) -> str:
    """Return a sequence that carries the given alleles, none of which overlap.

    Args:
        sequence: The contig's reference sequence.
        alleles: Alleles of this contig, in any order.
    """
    pieces: list[str] = []
    reached = 0
    for allele in sorted(alleles):
        pieces += [sequence[reached : allele.position - 1], allele.alt]
        reached = allele.end
    return "".join([*pieces, sequence[reached:]])


def longest_run(bases: str) -> int:
    """Return the length of the longest homopolymer (bases)."""
    longest = run = 0
    previous = ""
    for base in bases:
        run = run + 1 if base == previous else 1
        previous = base
        longest = max(longest, run)
    return longest


def make_background(random: np.random.Generator, length: int, isochore: int = 5_000) -> Bases:
    """Return random sequence whose GC content changes from isochore to isochore, poor in CpG.

    Args:
        random: The stream to draw from.
        length: Length (bases).
        isochore: Length of a stretch of even GC content (bases); its GC fraction lies between 0.36 and 0.54.
    """
    blocks = -(-length // isochore)
    gc = np.repeat(random.uniform(0.36, 0.54, blocks), isochore)[:length]
    strong = random.random(length) < gc
    second = random.random(length) < 0.5
    bases = LETTERS[np.where(strong, np.where(second, 1, 2), np.where(second, 0, 3))]
    return deplete_cpg(random, bases)


def deplete_cpg(random: np.random.Generator, bases: Bases, kept: float = 0.25) -> Bases:
    """Return the sequence with most CpG turned into TpG or CpA, as deamination does.

    Args:
        random: The stream to draw from.
        bases: The sequence.
        kept: Fraction of CpG that stays.
    """
    mutated = bases.copy()
    places = np.flatnonzero((bases[:-1] == ord("C")) & (bases[1:] == ord("G")))
    draw = random.random(places.size)
    mutated[places[draw > kept + (1 - kept) / 2]] = ord("T")
    mutated[places[(draw > kept) & (draw <= kept + (1 - kept) / 2)] + 1] = ord("A")
    return mutated


def diverge(random: np.random.Generator, bases: Bases, fraction: float) -> Bases:
    """Return a copy in which this fraction of bases was replaced by another base."""
    codes = np.searchsorted(LETTERS, bases)
    hit = random.random(bases.size) < fraction
    codes[hit] = (codes[hit] + random.integers(1, 4, int(hit.sum()))) % 4
    return LETTERS[codes]
