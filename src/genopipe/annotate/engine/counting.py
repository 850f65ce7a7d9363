"""Count the terms of alleles on every transcript that they meet, without a row for each.

What an allele does to a transcript is decided where the rows decide it: `terms.py` and `quick.py`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.lending import lend
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import GENE_DISTANCE
from genopipe.annotate.engine.places import block_at
from genopipe.annotate.engine.places import first_candidate
from genopipe.annotate.engine.places import is_beside
from genopipe.annotate.engine.quick import quick_bits
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.shifting import as_written
from genopipe.annotate.engine.shifting import reach_of
from genopipe.annotate.engine.shifting import smallest_of
from genopipe.annotate.engine.splice import TERM_BITS
from genopipe.annotate.engine.terms import beside_bits
from genopipe.annotate.engine.terms import place_allele
from genopipe.annotate.engine.words import INTERGENIC
from genopipe.kernels import inlined
from genopipe.kernels import kernel

Ints = npt.NDArray[np.int64]

RANKS = 64
"""Length of the arrays of counts: a term's count stands at its rank, that of alleles without a term at 0."""


class Counts(NamedTuple):
    """Counts by rank of term.

    Attributes:
        pairs: How many pairs of allele and transcript have each term.
        worst: How many alleles have each term as their most severe one on any transcript; 0: they have none.
    """

    pairs: Ints
    worst: Ints


def new_counts() -> Counts:
    """Return counts of nothing."""
    return Counts(np.zeros(RANKS, dtype=np.int64), np.zeros(RANKS, dtype=np.int64))


@inlined
def _add(pairs: Ints, bits: int) -> int:
    """Count each term of one pair and return the rank of the most severe one; 0: there is none."""
    lowest, left = 0, bits & TERM_BITS
    while left:
        term = left & -left
        left ^= term
        rank = 0
        for step in (32, 16, 8, 4, 2, 1):
            if term >> step:
                term >>= step
                rank += step
        pairs[rank] += 1
        if not lowest:
            lowest = rank
    return lowest


@kernel
def _bits_inside(models: Models, transcript: int, written: Change, alleles: Alleles, behind: int) -> int:
    """Return the terms of an allele inside a transcript, where no short way leads.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        written: The allele as the record writes it.
        alleles: All alleles.
        behind: Index in them behind its ALT bases on the reverse strand.
    """
    if models.forward[transcript]:
        return place_allele(models, transcript, written, written.bases).bits
    return place_allele(models, transcript, written, alleles.reverse[behind - len(written.bases) : behind]).bits


@inlined
def _next_candidate(models: Models, start: int, candidate: int) -> int:
    """Return the first transcript that may reach a position, sought from that of the allele before."""
    if candidate and models.highest_end[candidate - 1] + GENE_DISTANCE >= start:
        return first_candidate(models, start)
    while candidate < len(models.start) and models.highest_end[candidate] + GENE_DISTANCE < start:
        candidate += 1
    return candidate


@kernel
def _count_one(models: Models, alleles: Alleles, index: int, candidate: int, pairs: Ints) -> tuple[int, int]:
    """Count the terms of one allele.

    Returns:
        Rank of its most severe term, 0: it has none; and the first transcript that may reach it.
    """
    reference = alleles.reference[alleles.reference_first[index] : alleles.reference_first[index + 1]]
    bases = alleles.bases[alleles.bases_first[index] : alleles.bases_first[index + 1]]
    position = alleles.position[index]
    written = smallest_of(position, reference, bases)
    if not len(written.reference) and not len(written.bases):
        return 0, candidate
    written = as_written(written, position, reference, bases)
    start, end, reach = written.start, written.end, reach_of(written)
    behind = alleles.bases_first[index + 1] - (start - position)
    candidate = _next_candidate(models, start, candidate)
    lowest, met = RANKS, False
    for transcript in range(candidate, len(models.start)):
        if models.start[transcript] - GENE_DISTANCE > end:
            break
        if models.end[transcript] + GENE_DISTANCE < start:
            continue
        if is_beside(models, transcript, start, end):
            bits = beside_bits(models, transcript, start, end)[0]
            if not bits:
                continue
        else:
            bits = quick_bits(models, transcript, block_at(models, transcript, start), start, reach)
            if not bits:
                bits = _bits_inside(models, transcript, written, alleles, behind)
        met = True
        rank = _add(pairs, bits)
        if rank:
            lowest = min(lowest, rank)
    if not met:
        lowest = _add(pairs, 1 << INTERGENIC)
    return lowest if lowest < RANKS else 0, candidate


@kernel
def count_terms(owned_models: Models, owned_alleles: Alleles, owned_counts: Counts) -> None:
    """Add the terms of alleles to the counts: those that `annotate_alleles` gives its rows.

    Args:
        owned_models: Gene models of the contig.
        owned_alleles: Its alleles.
        owned_counts: The counts.
    """
    models, alleles, counts = lend(owned_models), lend(owned_alleles), lend(owned_counts)
    pairs, worst = counts.pairs, counts.worst
    candidate = 0
    for index in range(len(alleles.position)):
        rank = 0
        if alleles.resolved[index]:
            rank, candidate = _count_one(models, alleles, index, candidate, pairs)
        worst[rank] += 1
