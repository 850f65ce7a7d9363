"""Count the consequences of every allele on every transcript, without describing them."""

import numpy as np

from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.counting import count_terms
from genopipe.annotate.engine.counting import new_counts
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.words import impacts
from genopipe.annotate.engine.words import terms_by_rank
from genopipe.annotate.genome import Genome
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import Long
from genopipe.io.left_align import Normal
from genopipe.io.store.keys import is_ascending
from genopipe.io.store.keys import take_texts

NO_TERM = "none"
"""Stands for alleles that are no sequence: no term is known for them."""


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
        self._counts = new_counts()

    def add(self, contig: str, normal: Normal) -> None:
        """Count the consequences of alleles of a contig, in normal form."""
        alleles = _ascending(normal)
        count_terms(self._genome._contig(contig).models, alleles, self._counts)
        self.alleles += len(alleles.position)

    def terms(self) -> dict[str, int]:
        """Return how many pairs of allele and transcript have each term, the most severe first."""
        return _named(self._counts.pairs)

    def most_severe(self) -> dict[str, int]:
        """Return how many alleles have each term as their most severe one on any transcript."""
        none = int(self._counts.worst[0])
        return _named(self._counts.worst) | ({NO_TERM: none} if none else {})

    def impacts(self) -> dict[str, int]:
        """Return how many alleles have each impact as their highest on any transcript."""
        counted: dict[str, int] = {}
        for term, number in self.most_severe().items():
            impact = NO_TERM if term == NO_TERM else impacts()[term]
            counted[impact] = counted.get(impact, 0) + number
        return counted


def _named(counts: Long) -> dict[str, int]:
    """Return counts by rank as counts by term, the most severe first; terms that nothing has are left out."""
    return {term: int(counts[rank]) for rank, term in sorted(terms_by_rank().items()) if counts[rank]}


def _ascending(normal: Normal) -> Alleles:
    """Return the alleles in normal form by ascending position, none to be described."""
    position, ref, alt, resolved = normal.position, normal.ref, normal.alt, normal.kind < SYMBOLIC
    if not is_ascending(position):
        order = np.argsort(position, kind="stable")
        position, resolved, ref, alt = position[order], resolved[order], take_texts(ref, order), take_texts(alt, order)
    return make_alleles(position, ref, alt, resolved, np.zeros(len(position), np.bool_))
