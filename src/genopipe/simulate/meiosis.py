"""Meiosis: the gamete that a parent hands on, and the two copies that a faulty meiosis hands on of one parent."""

from collections.abc import Sequence

import numpy as np

from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.simulate.genomes import SEX_UNIT
from genopipe.simulate.genomes import Copy
from genopipe.simulate.genomes import Genome
from genopipe.simulate.sequence import Allele

_CROSSOVERS = 0.8
_LINKED = 5_000
_PAR2_CROSSOVER = 0.1


def make_gamete(random: np.random.Generator, parent: Genome, unit: str, child: Sex, linked: Sequence[int]) -> Copy:
    """Return what a parent hands on of a unit.

    Args:
        random: The stream to draw from.
        parent: The parent.
        unit: Unit of meiosis.
        child: Sex of the child.
        linked: 1-based positions near which there is no crossover.
    """
    pair = parent.germline(unit)
    if unit == SEX_UNIT and parent.sex is Sex.MALE:
        return _make_male_gamete(random, pair, child)
    return _recombine(random, pair, unit, linked)[0]


def make_disomic_pair(
    random: np.random.Generator, parent: Genome, unit: str, linked: Sequence[int]
) -> tuple[Copy, Copy, int]:
    """Return both sister chromatids of one parental chromosome, as a faulty second meiotic division hands them on.

    One of the sisters had a crossover with the other parental chromosome near the end of the contig: before it the
    pair is isodisomic, beyond it heterodisomic.

    Args:
        random: The stream to draw from.
        parent: The parent of both copies.
        unit: An autosome.
        linked: 1-based positions near which there is no crossover.

    Returns:
        The two copies, and the last position at which they are the same.
    """
    one, other = _recombine(random, parent.germline(unit), unit, linked)
    length = SYNTHETIC.lengths[unit]
    last = length - int(random.integers(length // 10, length // 5))
    return one, frozenset([a for a in one if a.position <= last] + [a for a in other if a.position > last]), last


def _recombine(
    random: np.random.Generator, pair: tuple[Copy, Copy], unit: str, linked: Sequence[int]
) -> tuple[Copy, Copy]:
    """Return a chromatid after crossovers, and the one with which it exchanged its parts."""
    length = SYNTHETIC.lengths["chrX" if unit == SEX_UNIT else unit]
    drawn = sorted(int(place) for place in random.integers(1, length, random.poisson(_CROSSOVERS)))
    breaks = [place for place in drawn if all(abs(place - position) > _LINKED for position in linked)]
    start = int(random.integers(2))
    sides: tuple[set[Allele], set[Allele]] = set(), set()
    for index, copy in enumerate(pair):
        for allele in copy:
            sides[(start + int(np.searchsorted(breaks, allele.position)) + index) % 2].add(allele)
    return frozenset(sides[0]), frozenset(sides[1])


def _make_male_gamete(random: np.random.Generator, pair: tuple[Copy, Copy], child: Sex) -> Copy:
    """Return a father's Y (for a son) or X (for a daughter), after the crossover that PAR1 always has."""
    first, second = _pseudoautosomal_on_x()
    mine, other = pair if child is Sex.MALE else (pair[1], pair[0])
    left = int(random.integers(first.start, first.end))
    right = int(random.integers(second.start, second.end)) if random.random() < _PAR2_CROSSOVER else second.end + 1

    def swapped(allele: Allele) -> bool:
        return SYNTHETIC.role(allele.contig) is Role.X and (allele.position <= left or allele.position > right)

    return frozenset([a for a in mine if not swapped(a)] + [a for a in other if swapped(a)])


def _pseudoautosomal_on_x() -> tuple[Interval, Interval]:
    first, second = (r for r in SYNTHETIC.pseudoautosomal if SYNTHETIC.role(r.contig) is Role.X)
    return first, second
