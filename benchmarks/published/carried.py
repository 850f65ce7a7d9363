"""Rare alleles of a person in the compact genome: of the kinds and numbers of `benchmarks.rank.background`."""

from dataclasses import dataclass

import numpy as np

from benchmarks.published.bases import CODE
from benchmarks.published.bases import LETTERS
from benchmarks.published.bases import Painted
from benchmarks.published.layout import Placed
from benchmarks.rank.background import COMMON
from benchmarks.rank.background import HOMOZYGOUS
from benchmarks.rank.background import NEVER_SEEN
from benchmarks.rank.background import NUMBERS

TRIES = 200
COMPLEMENT = {"A": "T", "C": "G", "G": "C", "T": "A"}


@dataclass(frozen=True, order=True)
class Carried:
    """An allele that a person carries, in the compact genome.

    Attributes:
        contig: Contig.
        position: 1-based position.
        ref: REF.
        alt: ALT.
        genotype: As VCF writes it.
        frequency: In the source; None: it is not there.
    """

    contig: str
    position: int
    ref: str
    alt: str
    genotype: str
    frequency: float | None


@dataclass(frozen=True)
class World:
    """Genes with their bases.

    Attributes:
        placed: The genes.
        painted: Their bases, in the same order.
        shares: Part of all coding bases of each.
    """

    placed: list[Placed]
    painted: list[Painted]
    shares: np.ndarray


def _codon(placed: Placed, painted: Painted, number: int) -> tuple[list[int], str]:
    """Return positions (GRCh38) and bases of a codon in the direction of transcription."""
    three = placed.gene.coding_positions[3 * number : 3 * number + 3]
    bases = [painted.bases[position] for position in three]
    forward = placed.gene.strand == "+"
    return three, "".join(base if forward else COMPLEMENT[base] for base in bases)


def _substitution(
    placed: Placed, painted: Painted, random: np.random.Generator, to_stop: bool
) -> tuple[int, str, str] | None:
    """Return position, REF and ALT of a missense change, or of one to a stop codon; None: none was met."""
    codons = len(placed.gene.coding_positions) // 3
    for _ in range(TRIES):
        number = int(random.integers(1, max(codons - 1, 2)))
        three, codon = _codon(placed, painted, number)
        place, base = int(random.integers(3)), LETTERS[int(random.integers(4))]
        after = CODE[codon[:place] + base + codon[place + 1 :]]
        if base == codon[place] or CODE[codon] == "*" or (after == "*") is not to_stop or after == CODE[codon]:
            continue
        forward = placed.gene.strand == "+"
        return three[place], painted.bases[three[place]], base if forward else COMPLEMENT[base]
    return None


def _deletion(
    placed: Placed, painted: Painted, random: np.random.Generator, length: int
) -> tuple[int, str, str] | None:
    """Return a deletion inside one exon of the coding sequence."""
    coding = set(placed.gene.coding_positions)
    ordered = sorted(coding)
    for _ in range(TRIES):
        start = ordered[int(random.integers(3, len(ordered) - length - 3))]
        span = range(start - 1, start + length)
        if all(position in coding for position in range(start - 4, start + length + 4)):
            ref = "".join(painted.bases[position] for position in span)
            return start - 1, ref, ref[0]
    return None


def _splice_region(placed: Placed, painted: Painted, random: np.random.Generator) -> tuple[int, str, str] | None:
    """Return a change 3 to 8 bases inside an intron."""
    introns = [intron for intron in placed.gene.introns if intron[1] - intron[0] > 20]
    if not introns:
        return None
    start, end = introns[int(random.integers(len(introns)))]
    inside = int(random.integers(2, 8))
    position = start + inside if random.random() < 0.5 else end - inside
    ref = painted.bases[position]
    return position, ref, LETTERS[(LETTERS.index(ref) + int(random.integers(1, 4))) % 4]


def _draw(kind: str, placed: Placed, painted: Painted, random: np.random.Generator) -> tuple[int, str, str] | None:
    if kind == "missense_variant":
        return _substitution(placed, painted, random, to_stop=False)
    if kind == "inframe_deletion":
        return _deletion(placed, painted, random, 3)
    if kind == "splice_region_variant":
        return _splice_region(placed, painted, random)
    if random.random() < 0.5:
        return _deletion(placed, painted, random, 1)
    return _substitution(placed, painted, random, to_stop=True)


def draw_carried(world: World, random: np.random.Generator, male: bool) -> list[Carried]:
    """Return the rare alleles of a person, none twice."""
    found: dict[tuple[str, int], Carried] = {}
    for (_, kind), mean in NUMBERS.items():
        for number in random.choice(len(world.placed), size=int(random.poisson(mean)), p=world.shares):
            placed, painted = world.placed[int(number)], world.painted[int(number)]
            drawn = _draw(kind, placed, painted, random)
            place = placed.place(drawn[0]) if drawn else None
            if drawn is None or place is None:
                continue
            on_x = placed.gene.contig == "chrX"
            genotype = "1" if on_x and male else "1/1" if random.random() < HOMOZYGOUS else "0/1"
            frequency = float(random.random() * COMMON) if random.random() >= NEVER_SEEN else None
            key = (placed.gene.contig, place)
            found.setdefault(key, Carried(placed.gene.contig, place, drawn[1], drawn[2], genotype, frequency))
    return sorted(found.values())
