"""Count the consequences of every allele on every transcript, without describing them."""

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.kernel import annotate_alleles
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.rows import Rows
from genopipe.annotate.engine.run import empty_rows
from genopipe.annotate.engine.run import new_rows
from genopipe.annotate.engine.splice import TERM_BITS
from genopipe.annotate.engine.words import impacts
from genopipe.annotate.engine.words import terms_by_rank
from genopipe.annotate.genome import Genome
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import Long
from genopipe.io.left_align import Normal
from genopipe.io.store.keys import take_texts
from genopipe.kernels import kernel

NO_TERM = "none"
"""Stands for alleles that are no sequence: no term is known for them."""

_RANKS = 64
_ROWS = 1 << 16
_TEXT_BYTES = 1 << 22


@kernel
def _count(allele: npt.NDArray[np.int32], bits: Long, mask: int, rows: Long, worst: Long) -> None:
    """Count each term of each row, and the most severe term of each allele; 0 stands for none.

    Args:
        allele: Index of each row's allele; rows of one allele stand together.
        bits: Terms of each row.
        mask: Which bits are terms.
        rows: Gets the rows by rank of term.
        worst: Gets the alleles by rank of their most severe term.
    """
    lowest, count = 0, len(allele)
    for row in range(count):
        left, rank = bits[row] & mask, 0
        while left:
            while not left & 1:
                left >>= 1
                rank += 1
            rows[rank] += 1
            if lowest == 0 or rank < lowest:
                lowest = rank
            left >>= 1
            rank += 1
        if row + 1 == count or allele[row + 1] != allele[row]:
            worst[lowest] += 1
            lowest = 0


class TermCounter:
    """Counts of the consequences of alleles.

    Args:
        genome: The reference with its gene models.

    Attributes:
        alleles: Alleles looked at.
    """

    def __init__(self, genome: Genome) -> None:
        self.alleles = 0
        self._genome = genome
        self._columns: Rows = new_rows(_ROWS, _TEXT_BYTES)
        self._rows = np.zeros(_RANKS, np.int64)
        self._worst = np.zeros(_RANKS, np.int64)

    def add(self, contig: str, normal: Normal) -> None:
        """Count the consequences of alleles of a contig, in normal form."""
        alleles = _ascending(normal)
        here = self._genome._contig(contig)
        first, count = 0, len(alleles.position)
        while first < count:
            empty_rows(self._columns)
            done = annotate_alleles(here.models, here.view, alleles, first, self._columns)
            if done == first:  # one allele alone is more than the columns hold
                self._columns = new_rows(2 * len(self._columns.allele), 2 * len(self._columns.codons.data))
                continue
            first, filled = done, int(self._columns.filled[0])
            _count(self._columns.allele[:filled], self._columns.bits[:filled], TERM_BITS, self._rows, self._worst)
        self.alleles += count

    def terms(self) -> dict[str, int]:
        """Return how many pairs of allele and transcript have each term, the most severe first."""
        return {term: int(self._rows[rank]) for rank, term in sorted(terms_by_rank().items()) if self._rows[rank]}

    def most_severe(self) -> dict[str, int]:
        """Return how many alleles have each term as their most severe one on any transcript."""
        counted = {term: int(self._worst[rank]) for rank, term in sorted(terms_by_rank().items()) if self._worst[rank]}
        return counted | ({NO_TERM: int(self._worst[0])} if self._worst[0] else {})

    def impacts(self) -> dict[str, int]:
        """Return how many alleles have each impact as their highest on any transcript."""
        counted: dict[str, int] = {}
        for term, number in self.most_severe().items():
            impact = NO_TERM if term == NO_TERM else impacts()[term]
            counted[impact] = counted.get(impact, 0) + number
        return counted


def _ascending(normal: Normal) -> Alleles:
    """Return the alleles in normal form by ascending position, none to be described."""
    position, ref, alt, resolved = normal.position, normal.ref, normal.alt, normal.kind < SYMBOLIC
    if (np.diff(position) < 0).any():
        order = np.argsort(position, kind="stable")
        position, resolved, ref, alt = position[order], resolved[order], take_texts(ref, order), take_texts(alt, order)
    return make_alleles(position, ref, alt, resolved, np.zeros(len(position), np.bool_))


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    numbers = np.zeros(_RANKS, np.int64)
    _count(np.zeros(1, np.int32), np.zeros(1, np.int64), TERM_BITS, numbers, numbers.copy())
