"""Count the terms of alleles on every transcript that they meet, without a row for each.

What an allele does to a transcript is decided where the rows decide it: `terms.py` and `quick.py`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.lending import lend
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import GENE_DISTANCE
from genopipe.annotate.engine.places import NOWHERE
from genopipe.annotate.engine.places import block_at
from genopipe.annotate.engine.places import first_candidate
from genopipe.annotate.engine.places import is_beside
from genopipe.annotate.engine.quick import WELL_INSIDE
from genopipe.annotate.engine.quick import quick_bits
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.shifting import as_written
from genopipe.annotate.engine.shifting import reach_of
from genopipe.annotate.engine.shifting import smallest_of
from genopipe.annotate.engine.splice import TERM_BITS
from genopipe.annotate.engine.terms import beside_bits
from genopipe.annotate.engine.terms import place_allele
from genopipe.annotate.engine.words import INTERGENIC
from genopipe.io.eight_bytes import lowest_bit
from genopipe.kernels import inlined
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

RANKS = 64
"""Length of the arrays of counts: a term's count stands at its rank, that of alleles without a term at 0."""


UNBOUNDED = 1 << 62
"""Stands for a limit that no allele reaches."""


class Stretch(NamedTuple):
    """What an allele changes, as its record writes it.

    Attributes:
        start: First changed base, 0-based.
        end: Base behind the last changed one.
        reach: Base behind all that REF or ALT cover from `start`.
    """

    start: int
    end: int
    reach: int


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
    left = bits & TERM_BITS
    lowest = lowest_bit(np.uint64(left)) if left else 0
    while left:
        pairs[lowest_bit(np.uint64(left))] += 1
        left &= left - 1
    return lowest


@inlined
def _texts_at(alleles: Alleles, index: int) -> tuple[Bytes, Bytes]:
    """Return REF and ALT of an allele."""
    reference = alleles.reference[alleles.reference_first[index] : alleles.reference_first[index + 1]]
    return reference, alleles.bases[alleles.bases_first[index] : alleles.bases_first[index + 1]]


@kernel
def _bits_inside(models: Models, transcript: int, alleles: Alleles, index: int) -> int:
    """Return the terms of an allele inside a transcript, where no short way leads."""
    reference, bases = _texts_at(alleles, index)
    position = alleles.position[index]
    written = as_written(smallest_of(position, reference, bases), position, reference, bases)
    if models.forward[transcript]:
        return place_allele(models, transcript, written, written.bases).bits
    behind = alleles.bases_first[index + 1] - (written.start - position)
    return place_allele(models, transcript, written, alleles.reverse[behind - len(written.bases) : behind]).bits


@inlined
def _next_candidate(models: Models, start: int, candidate: int) -> int:
    """Return the first transcript that may reach a position, sought from that of the allele before."""
    if candidate and models.highest_end[candidate - 1] + GENE_DISTANCE >= start:
        return first_candidate(models, start)
    while candidate < len(models.start) and models.highest_end[candidate] + GENE_DISTANCE < start:
        candidate += 1
    return candidate


@inlined
def _stretch_at(alleles: Alleles, index: int) -> Stretch:
    """Return what an allele changes; `start` is -1 where it changes nothing."""
    reference, bases = _texts_at(alleles, index)
    position = alleles.position[index]
    if len(reference) == 1 and len(bases) == 1 and reference[0] != bases[0]:
        return Stretch(position, position + 1, position + 1)
    written = smallest_of(position, reference, bases)
    if not len(written.reference) and not len(written.bases):
        return Stretch(-1, -1, -1)
    written = as_written(written, position, reference, bases)
    return Stretch(written.start, written.end, reach_of(written))


@inlined
def _limit_beside(models: Models, transcript: int, end: int, bits: int) -> int:
    """Return up to where the reach of alleles may go that lie beside a transcript as one that ends at `end` does."""
    if end > models.start[transcript]:
        return models.end[transcript] - 1 + GENE_DISTANCE
    return models.start[transcript] if bits else models.start[transcript] - GENE_DISTANCE


@inlined
def _limit_inside(models: Models, transcript: int, block: int, start: int, reach: int) -> int:
    """Return up to where the reach of alleles may go that have the same `quick_bits` as one in or behind a block."""
    if start >= models.block_end[block]:
        return models.block_start[block + 1] - WELL_INSIDE
    limit = models.block_end[block] - WELL_INSIDE
    if models.coding[transcript] and reach < models.coding_low[transcript]:
        limit = min(limit, models.coding_low[transcript] - 1)
    return limit


@kernel
def _count_one(
    models: Models, alleles: Alleles, index: int, stretch: Stretch, candidate: int, pairs: Ints
) -> tuple[int, int]:
    """Count the terms of one allele.

    Returns:
        Rank of its most severe term, 0: it has none; and up to where the reach of alleles behind it may go that have
        the same terms on every transcript, `NOWHERE`: nowhere.
    """
    start, end, reach = stretch
    lowest, met, limit = RANKS, False, UNBOUNDED
    for transcript in range(candidate, len(models.start)):
        if models.start[transcript] - GENE_DISTANCE > end:
            limit = min(limit, models.start[transcript] - GENE_DISTANCE - 1)
            break
        if models.end[transcript] + GENE_DISTANCE < start:
            continue
        if is_beside(models, transcript, start, end):
            bits = beside_bits(models, transcript, start, end)[0]
            limit = min(limit, _limit_beside(models, transcript, end, bits))
            if not bits:
                continue
        else:
            block = block_at(models, transcript, start)
            bits = quick_bits(models, transcript, block, start, reach)
            if bits:
                limit = min(limit, _limit_inside(models, transcript, block, start, reach))
            else:
                bits, limit = _bits_inside(models, transcript, alleles, index), NOWHERE
        met = True
        rank = _add(pairs, bits)
        if rank:
            lowest = min(lowest, rank)
    if not met:
        lowest = _add(pairs, 1 << INTERGENIC)
    return lowest if lowest < RANKS else 0, limit


@inlined
def _close_run(run: Ints, alleles: int, rank: int, counts: Counts) -> None:
    """Add the terms of alleles that have the same ones to the counts, and empty the run."""
    for at in range(RANKS):
        counts.pairs[at] += alleles * run[at]
        run[at] = 0
    counts.worst[rank] += alleles


@kernel
def count_terms(owned_models: Models, owned_alleles: Alleles, owned_counts: Counts) -> None:
    """Add the terms of alleles to the counts: those that `annotate_alleles` gives its rows.

    Alleles that follow one another where no transcript has an edge near have the same terms: they are counted as a run.

    Args:
        owned_models: Gene models of the contig.
        owned_alleles: Its alleles.
        owned_counts: The counts.
    """
    models, alleles, counts = lend(owned_models), lend(owned_alleles), lend(owned_counts)
    run = np.zeros(RANKS, dtype=np.int64)
    candidate, length, rank, limit = 0, 0, 0, np.int64(NOWHERE)
    first = Stretch(-1, -1, -1)
    for index in range(len(alleles.position)):
        if not alleles.resolved[index]:
            counts.worst[0] += 1
            continue
        stretch = _stretch_at(alleles, index)
        if stretch.start < 0:
            counts.worst[0] += 1
            continue
        if stretch.reach <= limit and stretch.start >= first.start and stretch.end >= first.end:
            length += 1
            continue
        if length:
            _close_run(run, length, rank, counts)
        candidate, first, length = _next_candidate(models, stretch.start, candidate), stretch, 1
        rank, limit = _count_one(models, alleles, index, stretch, candidate, run)
    if length:
        _close_run(run, length, rank, counts)
