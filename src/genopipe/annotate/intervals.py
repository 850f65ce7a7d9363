"""Which of two sets of stretches of one contig meet: the one interval join of the annotation."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of stretches that meet: row of the one set, row of the other; sorted by both."""

    left: Positions
    right: Positions


class Stretches:
    """Stretches of one contig, both ends included, prepared for many questions.

    A stretch whose end lies one before its start is the place between two bases.

    Args:
        starts: First positions.
        ends: Last positions.
    """

    def __init__(self, starts: Positions, ends: Positions) -> None:
        self._order = np.argsort(starts, kind="stable")
        self._starts = starts[self._order]
        self._ends = ends[self._order]
        self._reach = np.maximum.accumulate(self._ends) if len(ends) else self._ends

    def _bounds(self, starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
        """Return between which rows, sorted by start, those lie that an asked stretch can meet."""
        low = np.searchsorted(self._reach, starts, side="left")
        return low, np.maximum(np.searchsorted(self._starts, ends, side="right"), low)

    def at_most(self, starts: Positions, ends: Positions) -> Positions:
        """Return how many stretches each of the asked ones can meet at most.

        Args:
            starts: First positions asked.
            ends: Last positions asked.
        """
        low, high = self._bounds(starts, ends)
        counts: Positions = high - low
        return counts

    def meet(self, starts: Positions, ends: Positions) -> Pairs:
        """Return which of the asked stretches meet which of these.

        Two stretches meet when each starts at or before the other's end; so a place between two bases is met by a
        stretch that holds both bases.

        Args:
            starts: First positions asked.
            ends: Last positions asked.
        """
        low, high = self._bounds(starts, ends)
        left = np.repeat(np.arange(len(starts)), high - low)
        right = ranges(low, high)
        hit = self._ends[right] >= starts[left]
        left, right = left[hit], self._order[right[hit]]
        sorting = np.lexsort((right, left))
        return Pairs(left[sorting], right[sorting])


def ranges(firsts: Positions, ends: Positions) -> Positions:
    """Return the numbers of several ranges one after the other; each from its first to before its end."""
    lengths = ends - firsts
    before = np.cumsum(lengths) - lengths
    found: Positions = np.arange(int(lengths.sum())) - np.repeat(before - firsts, lengths)
    return found
