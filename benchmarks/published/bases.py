"""The bases of a compact gene: drawn, but so that every published allele has its REF, its codon and its amino acids."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import product
from typing import Any

import numpy as np

from benchmarks.published.layout import Placed

Row = dict[str, Any]
LETTERS = "ACGT"
COMPLEMENT = str.maketrans("ACGT", "TGCA")
# The standard genetic code, bases in the order T, C, A, G. Source: NCBI, translation table 1.
_AMINO = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE = {"".join(bases): amino for bases, amino in zip(product("TCAG", repeat=3), _AMINO, strict=True)}
SENSE = sorted(codon for codon, amino in CODE.items() if amino != "*")
_THREE = (
    "Ala A Arg R Asn N Asp D Cys C Gln Q Glu E Gly G His H Ile I Leu L Lys K Met M Phe F Pro P Ser S Thr T Trp W Tyr Y"
)
ONE_LETTER = dict(zip(_THREE.split()[::2], _THREE.split()[1::2], strict=True)) | {"Val": "V", "Ter": "*"}
SUBSTITUTION = re.compile(r"p\.\(?([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2}|=)\)?$")
MOVED = re.compile(r":g\.(\d+)(?:_(\d+))?(?:del|dup|ins)[ACGT]*$")


@dataclass(frozen=True)
class Change:
    """A published change of one base in a codon.

    Attributes:
        place: Which base of the codon, 0 to 2.
        alt: The new base, on the transcript's strand.
        before: Amino acid before.
        after: Amino acid after.
    """

    place: int
    alt: str
    before: str
    after: str

    def fits(self, codon: str) -> bool:
        """Say whether a codon becomes what was published."""
        changed = codon[: self.place] + self.alt + codon[self.place + 1 :]
        return CODE[codon] == self.before and CODE[changed] == self.after


@dataclass
class Painted:
    """A gene's bases.

    Attributes:
        bases: Base by position of GRCh38, on the forward strand.
        agreed: Published substitutions that the bases agree with (count).
        refused: Those that no codon fits beside the others, as text.
    """

    bases: dict[int, str]
    agreed: int = 0
    refused: list[str] = field(default_factory=list)


def known_bases(row: Row) -> dict[int, str]:
    """Return the bases that a published record tells by position: REF, and the repeat along which it can be moved."""
    position, ref, alt = int(row["pos"]), row["ref"], row["alt"]
    found = {position + index: base for index, base in enumerate(ref)}
    moved = MOVED.search(row["hgvs_g"] or "")
    if moved is None or min(len(ref), len(alt)) != 1 or len(ref) == len(alt):
        return found
    unit, last = ref[1:] or alt[1:], int(moved[2] or moved[1])
    return found | {place: unit[(place - position - 1) % len(unit)] for place in range(position + 1, last + 1)}


def _on_strand(base: str, strand: str) -> str:
    return base if strand == "+" else base.translate(COMPLEMENT)


def _changes(placed: Placed, rows: Sequence[Row], numbers: dict[int, int]) -> dict[int, list[tuple[Change, str]]]:
    """Return published substitutions by the number of their codon, 0 the first."""
    found: dict[int, list[tuple[Change, str]]] = {}
    for row in rows:
        told = SUBSTITUTION.search(row["hgvs_p"] or "")
        place = numbers.get(int(row["pos"]))
        if told is None or place is None or len(row["ref"]) != 1 or len(row["alt"]) != 1:
            continue
        before, after = ONE_LETTER.get(told[1], "?"), told[3]
        after = before if after == "=" else ONE_LETTER.get(after, "?")
        alt = _on_strand(row["alt"], placed.gene.strand)
        text = f"{row['gene']} {row['hgvs_c']} {told[0]}"
        codon = place // 3
        right = int(told[2]) == codon + 1
        found.setdefault(codon, []).append((Change(place % 3, alt, before if right else "?", after), text))
    return found


def _choose(
    fixed: Sequence[str | None], changes: list[tuple[Change, str]], allowed: Sequence[str], random: np.random.Generator
) -> tuple[str, list[str]]:
    """Return a codon that fits as many published changes as can be, and the texts of those that it does not fit."""
    here = [codon for codon in allowed if all(want in (None, base) for want, base in zip(fixed, codon, strict=True))]
    if not here:
        every = ("".join(bases) for bases in product(LETTERS, repeat=3))
        here = [codon for codon in every if all(w in (None, b) for w, b in zip(fixed, codon, strict=True))]
    fitting = {codon: sum(change.fits(codon) for change, _ in changes) for codon in here}
    most = max(fitting.values())
    codon = str(random.choice([codon for codon in here if fitting[codon] == most]))
    return codon, [text for change, text in changes if not change.fits(codon)]


def paint(placed: Placed, rows: Sequence[Row], random: np.random.Generator) -> Painted:
    """Draw the bases of a gene.

    Args:
        placed: The gene.
        rows: Its published alleles.
        random: Source of chance.
    """
    gene = placed.gene
    positions = [position for start, end in placed.kept for position in range(start, end + 1)]
    drawn = random.choice(list(LETTERS), size=len(positions))
    painted = Painted(dict(zip(positions, map(str, drawn), strict=True)))
    told: dict[int, str] = {}
    for row in rows:
        told |= known_bases(row)
    for start, end in gene.introns:
        ends = ("GT", "AG") if gene.strand == "+" else ("CT", "AC")
        for first, word in ((start, ends[0]), (end - 1, ends[1])):
            painted.bases |= {first + index: base for index, base in enumerate(word)}
    painted.bases |= {position: base for position, base in told.items() if position in painted.bases}
    _paint_codons(placed, painted, told, rows, random)
    return painted


def _paint_codons(
    placed: Placed, painted: Painted, told: dict[int, str], rows: Sequence[Row], random: np.random.Generator
) -> None:
    gene, coding = placed.gene, placed.gene.coding_positions
    changes = _changes(placed, rows, {position: number for number, position in enumerate(coding)})
    last = len(coding) // 3 - 1
    plain = random.choice(SENSE, size=last + 1)
    for number in range(last + 1):
        three = coding[3 * number : 3 * number + 3]
        fixed = [_on_strand(told[p], gene.strand) if p in told else None for p in three]
        allowed = ["ATG"] if number == 0 else ["TAA", "TAG", "TGA"] if number == last else SENSE
        codon = str(plain[number])
        if number in (0, last) or number in changes or any(fixed):
            codon, refused = _choose(fixed, changes.get(number, []), allowed, random)
            painted.refused += refused
            painted.agreed += len(changes.get(number, [])) - len(refused)
        painted.bases |= {p: _on_strand(base, gene.strand) for p, base in zip(three, codon, strict=True)}
