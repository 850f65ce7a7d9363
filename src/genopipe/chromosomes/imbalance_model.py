"""Part of the reads that show each allele of a heterozygote, where some cells have other copies.

With a fraction f of the cells, of the copy in excess: a gain gives (1 + f) / (2 + f) of the reads, a loss 1 / (2 - f),
two copies of one parent (1 + f) / 2. Source: the arithmetic of copies; as in Loh 2018, doi:10.1038/s41586-018-0321-x,
a hidden Markov model runs along the chromosome, and the alleles' parents (there their phase) give the direction.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from genopipe.chromosomes.viterbi import NEVER
from genopipe.chromosomes.viterbi import Model
from genopipe.chromosomes.viterbi import Real
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Tiny

_GRID = (0.02, 0.035, 0.05, 0.075, 0.1, 0.13, 0.17, 0.22, 0.28, 0.35, 0.42)
_FINE = np.arange(0, 0.5, 0.002)
_ODD = 0.05
"""Part of heterozygotes whose reads tell nothing: wrong genotypes and repeats. Own choice."""
_UNEVEN = np.arange(0.05, 0.75, 0.05)
_TO_SHIFT, _FROM_SHIFT, _BETWEEN = 1e-11, 1e-9, 1e-11  # chances a base, own: they say where a stretch begins
_START_SHIFT = 1e-4
_ROBUST = 1.4826  # standard deviations in a median absolute deviation of a normal distribution


class Copies(StrEnum):
    """What a mosaic changes."""

    GAIN = "gain"
    LOSS = "loss"
    NEUTRAL = "neutral"


class Heterozygotes(NamedTuple):
    """Heterozygotes of one person on one contig.

    Attributes:
        position: Positions.
        alt: Part of the reads that show ALT.
        reads: Reads of both alleles.
        side: 1: ALT is the mother's, -1: ALT is the father's, 0: not known.
    """

    position: Long
    alt: Real
    reads: Long
    side: Tiny

    def at(self, place: slice) -> "Heterozygotes":
        """Return some of them."""
        return Heterozygotes(self.position[place], self.alt[place], self.reads[place], self.side[place])


class Usual(NamedTuple):
    """What is usual for a person: the ALT part of heterozygotes, and how much wider than binomial it is spread."""

    centre: float
    width: float


def find_usual(alt: Real, reads: Long) -> Usual:
    """Return what is usual, robustly, from the heterozygotes of the whole genome.

    Args:
        alt: Part of the reads that show ALT.
        reads: Reads of both alleles.
    """
    centre = float(np.median(alt))
    scaled = (alt - centre) * 2 * np.sqrt(reads)
    width = float(_ROBUST * np.median(np.abs(scaled - np.median(scaled))))
    return Usual(centre, max(width, 1.0))


def shifts_of(minimum: float, *, signed: bool) -> Real:
    """Return the shifts that states stand for, none first; with a sign where parents tell the side."""
    grid = [shift for shift in _GRID if shift >= minimum]
    return np.array([0.0, *grid, *([-shift for shift in grid] if signed else [])])


def shift_model(shifts: Real) -> Model:
    """Return the chances of the states and of changes between them."""
    count = len(shifts)
    rates = np.full((count, count), np.log(_BETWEEN / count))
    rates[0, 1:], rates[1:, 0] = np.log(_TO_SHIFT), np.log(_FROM_SHIFT)
    np.fill_diagonal(rates, NEVER)
    start = np.full(count, np.log(_START_SHIFT / count))
    start[0] = 0.0
    return Model(start, rates)


def chances(sites: Heterozygotes, usual: Usual, shifts: Real) -> Real:
    """Return the logarithms of the reads seen: [site, shift]."""
    made: Real = np.log((1 - _ODD) * density_of(sites, usual, shifts) + _ODD)
    return made


def density_of(sites: Heterozygotes, usual: Usual, shifts: Real) -> Real:
    """Return the density of the reads seen: [site, shift].

    Where the side is not known, either allele may be the one in excess.
    """
    spread = (usual.width / (2 * np.sqrt(sites.reads)))[:, None]
    away = (sites.alt - usual.centre)[:, None]
    with np.errstate(under="ignore"):
        plus = np.exp(-0.5 * ((away - shifts) / spread) ** 2)
        minus = np.exp(-0.5 * ((away + shifts) / spread) ** 2)
    side = sites.side[:, None]
    either = np.where(side > 0, plus, np.where(side < 0, minus, (plus + minus) / 2))
    return np.asarray(either / (spread * np.sqrt(2 * np.pi)))


def best_shift(sites: Heterozygotes, usual: Usual, *, sign: int) -> float:
    """Return the shift that explains a stretch best.

    Args:
        sites: Its heterozygotes.
        usual: What is usual for the person.
        sign: 1: the mother's copy is in excess, or nobody knows; -1: the father's.
    """
    step = max(1, len(sites.position) // 5_000)
    return float(_FINE[np.argmax(chances(sites.at(slice(None, None, step)), usual, sign * _FINE).sum(axis=0))])


def is_even(sites: Heterozygotes, usual: Usual, shift: float) -> bool:
    """Say whether a shift of all heterozygotes explains a stretch better than odd ones among balanced ones.

    Where repeats of the reference are read as one, some heterozygotes are far from one half, and the others are not.

    Args:
        sites: Its heterozygotes.
        usual: What is usual for the person.
        shift: The shift, with its sign.
    """
    balanced = density_of(sites, usual, np.zeros(1))
    uneven = max(float(np.log((1 - part) * balanced + part).sum()) for part in _UNEVEN)
    return float(chances(sites, usual, np.array([shift])).sum()) > uneven


def fraction_of_cells(shift: float, copies: Copies) -> float:
    """Return the fraction of cells, by the distance of the reads from one half."""
    if copies is Copies.GAIN:
        found = 4 * shift / (1 - 2 * shift)
    elif copies is Copies.LOSS:
        found = 4 * shift / (1 + 2 * shift)
    else:
        found = 2 * shift
    return min(found, 1.0)


def depth_of(shift: float, copies: Copies) -> float:
    """Return the relative depth that goes with a shift."""
    if copies is Copies.NEUTRAL:
        return 1.0
    return 1 / (1 - 2 * shift) if copies is Copies.GAIN else 1 / (1 + 2 * shift)


def tell_copies(shift: float, depth: float, spread: float, certainty: float) -> Copies | None:
    """Return what the depth says is changed; None: it does not tell.

    A gain cannot shift by more than one sixth: then every cell has three copies.

    Args:
        shift: Distance of the reads from one half.
        depth: Relative depth of the stretch.
        spread: Standard deviation of the relative depth.
        certainty: How much likelier than the next the best must be, as a logarithm.
    """
    possible = [copies for copies in Copies if copies is not Copies.GAIN or shift <= 1 / 6 + 0.02]
    distances = sorted(((depth - depth_of(shift, copies)) / spread, copies) for copies in possible)
    ranked = sorted((0.5 * distance**2, copies) for distance, copies in distances)
    return ranked[0][1] if ranked[1][0] - ranked[0][0] >= certainty else None
