"""Where a genome position stands on a transcript: block, exon, intron, cDNA."""

from typing import NamedTuple

from genopipe.annotate.engine.models import Models
from genopipe.kernels import inlined
from genopipe.kernels import kernel

# An intron of at most this many bases is no intron to the splicing machinery but a gap that keeps the frame of the
# model. Source: Ensembl Variation, BaseTranscriptVariation: frameshift introns.
LONGEST_FRAMESHIFT_INTRON = 13

# Upstream and downstream reach this far from a transcript (bases). Source: Ensembl VEP, option --distance, default.
GENE_DISTANCE = 5_000

NOWHERE = -1
"""A position that has no cDNA position: it lies in an intron or outside the transcript."""


class Span(NamedTuple):
    """What a stretch of the genome covers on one transcript's cDNA.

    Attributes:
        first: cDNA position of its 5'-most base, `NOWHERE` where that base is in no exon.
        behind: cDNA position behind its 3'-most base, `NOWHERE` where that base is in no exon.
        touches: Some base of it, or for an insertion a neighbouring base, lies in an exon.
    """

    first: int
    behind: int
    touches: bool


@kernel
def first_candidate(models: Models, start: int) -> int:
    """Return the first transcript that may reach a position, by the running highest end."""
    low, high = 0, len(models.start)
    while low < high:
        middle = (low + high) // 2
        if models.highest_end[middle] + GENE_DISTANCE >= start:
            high = middle
        else:
            low = middle + 1
    return low


@inlined
def is_beside(models: Models, transcript: int, start: int, end: int) -> bool:
    """Say whether a stretch of the genome, or an insertion (`start == end`), lies outside a transcript."""
    return end <= models.start[transcript] or start >= models.end[transcript]


@kernel
def block_at(models: Models, transcript: int, position: int) -> int:
    """Return the last block of a transcript that starts at or before a position; one before its first: none does."""
    low, high = models.block_first[transcript], models.block_first[transcript + 1]
    while low < high:
        middle = (low + high) // 2
        if models.block_start[middle] <= position:
            low = middle + 1
        else:
            high = middle
    return low - 1


@kernel
def cdna_in(models: Models, transcript: int, block: int, position: int) -> int:
    """Return the cDNA position of a genome position inside a block."""
    if models.forward[transcript]:
        return models.block_cdna[block] + position - models.block_start[block]
    return models.block_cdna[block] + models.block_end[block] - 1 - position


@kernel
def cdna_of(models: Models, transcript: int, position: int) -> int:
    """Return the cDNA position of a genome position, or `NOWHERE`."""
    block = block_at(models, transcript, position)
    if block < models.block_first[transcript] or position >= models.block_end[block]:
        return NOWHERE
    return cdna_in(models, transcript, block, position)


@kernel
def holds_exon(models: Models, transcript: int, first: int, last: int) -> bool:
    """Say whether an exon has a base in a stretch of the genome, both ends included."""
    block = block_at(models, transcript, last)
    return block >= models.block_first[transcript] and models.block_end[block] > first


@kernel
def _insertion_span(models: Models, transcript: int, position: int) -> Span:
    """Return where bases are inserted before `position`: beside an exon's base they stand in that exon."""
    left, right = cdna_of(models, transcript, position - 1), cdna_of(models, transcript, position)
    if left == NOWHERE and right == NOWHERE:
        return Span(NOWHERE, NOWHERE, False)
    if models.forward[transcript]:
        place = left + 1 if left != NOWHERE else right
    else:
        place = right + 1 if right != NOWHERE else left
    return Span(place, place, True)


@kernel
def span_of(models: Models, transcript: int, start: int, end: int) -> Span:
    """Return what a stretch of the genome, or an insertion (`start == end`), covers on the cDNA."""
    if start == end:
        return _insertion_span(models, transcript, start)
    left, right = cdna_of(models, transcript, start), cdna_of(models, transcript, end - 1)
    touches = left != NOWHERE or right != NOWHERE
    if not touches:
        touches = holds_exon(models, transcript, start, end - 1)
    if models.forward[transcript]:
        return Span(left, right + 1 if right != NOWHERE else NOWHERE, touches)
    return Span(right, left + 1 if left != NOWHERE else NOWHERE, touches)


@kernel
def exons_of(models: Models, transcript: int, start: int, end: int) -> tuple[int, int]:
    """Return the lowest and highest number of the exons that a stretch overlaps (0, 0: none).

    An insertion overlaps an exon that holds both its neighbours.
    """
    lowest, highest = 0, 0
    first, last = (start - 1, start) if start == end else (start, end - 1)
    block = max(block_at(models, transcript, first), models.block_first[transcript])
    while block < models.block_first[transcript + 1] and models.block_start[block] <= last:
        inside = models.block_end[block] > first
        if start == end:
            inside = models.block_start[block] <= first and models.block_end[block] > last
        if inside:
            number = models.block_exon[block]
            lowest = number if lowest == 0 else min(lowest, number)
            highest = max(highest, number)
        block += 1
    return lowest, highest


@kernel
def introns_of(models: Models, transcript: int, start: int, end: int) -> tuple[int, int]:
    """Return the lowest and highest number of the introns that a stretch overlaps (0, 0: none).

    Intron n lies behind exon n. An insertion overlaps an intron that holds both its neighbours.
    """
    lowest, highest = 0, 0
    first, last = (start - 1, start) if start == end else (start, end - 1)
    block = max(block_at(models, transcript, first), models.block_first[transcript])
    while block + 1 < models.block_first[transcript + 1] and models.block_end[block] <= last:
        low, high = models.block_end[block], models.block_start[block + 1]
        inside = high > first and low < high
        if start == end:
            inside = low <= first and high > last
        if inside and models.block_exon[block] != models.block_exon[block + 1]:
            number = min(models.block_exon[block], models.block_exon[block + 1])
            lowest = number if lowest == 0 else min(lowest, number)
            highest = max(highest, number)
        block += 1
    return lowest, highest
