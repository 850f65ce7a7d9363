"""The rows that are most: an allele well inside an intron, or inside an exon and outside the coding sequence.

There no splice term, no codon and no protein can be touched, so that one search for the block tells all. Every other
place is decided in `terms.py`; a test holds both against one another.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.hgvs_dna import put_substitution
from genopipe.annotate.engine.hgvs_dna import put_transcript
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import block_at
from genopipe.annotate.engine.places import cdna_in
from genopipe.annotate.engine.places import is_beside
from genopipe.annotate.engine.rows import Rows
from genopipe.annotate.engine.rows import clear_row
from genopipe.annotate.engine.rows import close_row
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.terms import beside_bits
from genopipe.annotate.engine.words import FIVE_PRIME_UTR
from genopipe.annotate.engine.words import INTRON
from genopipe.annotate.engine.words import NMD_TRANSCRIPT
from genopipe.annotate.engine.words import NON_CODING_EXON
from genopipe.annotate.engine.words import NON_CODING_TRANSCRIPT
from genopipe.annotate.engine.words import THREE_PRIME_UTR
from genopipe.io.sequence import SequenceView
from genopipe.kernels import inlined
from genopipe.kernels import kernel

# Bases between a change and the edge of its exon or intron beyond which no splice term reaches: that of the
# polypyrimidine tract reaches farthest, 17 bases. Source: Sequence Ontology, SO:0002169.
WELL_INSIDE = 20


class Plain(NamedTuple):
    """An allele as numbers.

    Attributes:
        start: First changed base, 0-based.
        end: Base behind the last changed one.
        reach: Base behind all that REF or ALT cover from `start`.
        old: REF where both are one base; else 0.
        new: ALT, the same.
        described: HGVS descriptions are wanted.
    """

    start: int
    end: int
    reach: int
    old: int
    new: int
    described: bool


@kernel
def plain_of(change: Change, reach: int, described: bool) -> Plain:
    """Return an allele as numbers."""
    old, new = 0, 0
    if len(change.reference) == 1 and len(change.bases) == 1:
        old, new = int(change.reference[0]), int(change.bases[0])
    return Plain(change.start, change.end, reach, old, new, described)


@inlined
def is_in_block(models: Models, block: int, start: int, reach: int) -> bool:
    """Say whether a stretch lies in a block."""
    return models.block_start[block] <= start and reach <= models.block_end[block]


@inlined
def _exon_bits(models: Models, transcript: int, start: int, reach: int) -> int:
    """Return the terms of a stretch well inside an exon; 0: it may touch the coding sequence or a mature microRNA."""
    if not models.coding[transcript]:
        plain = models.mature_first[transcript] == models.mature_first[transcript + 1]
        return 1 << NON_CODING_EXON if plain else 0
    below = reach < models.coding_low[transcript]
    if not below and start <= models.coding_high[transcript] + 1:
        return 0
    bits = 1 << (FIVE_PRIME_UTR if below == models.forward[transcript] else THREE_PRIME_UTR)
    return bits | 1 << NMD_TRANSCRIPT if models.decayed[transcript] else bits


@inlined
def quick_bits(models: Models, transcript: int, block: int, start: int, reach: int) -> int:
    """Return the terms of a change that lies well inside an intron or a UTR or non-coding exon; 0: it does not.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        block: Its last block that begins at or before `start`.
        start: First changed base, 0-based.
        reach: Base behind all that REF and ALT cover from there.
    """
    if block < models.block_first[transcript]:
        return 0
    if start < models.block_end[block]:
        inside = is_in_block(models, block, start - WELL_INSIDE, reach + WELL_INSIDE)
        return _exon_bits(models, transcript, start, reach) if inside else 0
    behind = block + 1
    if behind == models.block_first[transcript + 1] or models.block_exon[block] == models.block_exon[behind]:
        return 0
    if start - WELL_INSIDE < models.block_end[block] or reach + WELL_INSIDE > models.block_start[behind]:
        return 0
    if not models.coding[transcript]:
        return 1 << INTRON | 1 << NON_CODING_TRANSCRIPT
    return 1 << INTRON | 1 << NMD_TRANSCRIPT if models.decayed[transcript] else 1 << INTRON


@inlined
def set_quick_numbers(
    numbers: npt.NDArray[np.int32], row: int, models: Models, transcript: int, block: int, start: int, end: int
) -> None:
    """Set exon or intron and cDNA positions of a change for which `quick_bits` has terms; the others stay 0."""
    number = models.block_exon[block]
    if start >= models.block_end[block]:
        number = min(number, models.block_exon[block + 1])
        numbers[row, 2], numbers[row, 3] = number, number
        return
    numbers[row, 0], numbers[row, 1] = number, number
    low, high = cdna_in(models, transcript, block, start), cdna_in(models, transcript, block, end - 1)
    numbers[row, 4], numbers[row, 5] = min(low, high) + 1, max(low, high) + 1


@kernel
def add_quickly(rows: Rows, models: Models, allele: int, transcript: int, plain: Plain) -> bool:
    """Add the row of an allele beside a transcript or well inside its introns and exons, if it is near enough.

    Returns:
        Whether nothing is left to do; else nothing is done.
    """
    row = rows.filled[0]
    if is_beside(models, transcript, plain.start, plain.end):
        bits, distance = beside_bits(models, transcript, plain.start, plain.end)
        if bits:
            clear_row(rows, row)
            rows.numbers[row, 10] = distance
            close_row(rows, row, allele, transcript, bits)
        return True
    if plain.described and not plain.old:
        return False
    block = block_at(models, transcript, plain.start)
    bits = quick_bits(models, transcript, block, plain.start, plain.reach)
    if not bits:
        return False
    clear_row(rows, row)
    set_quick_numbers(rows.numbers, row, models, transcript, block, plain.start, plain.end)
    if plain.described:
        put_substitution(rows.coding, models, transcript, block, plain.start, plain.old, plain.new)
    close_row(rows, row, allele, transcript, bits)
    return True


@kernel
def add_moved(
    rows: Rows, models: Models, view: SequenceView, allele: int, transcript: int, plain: Plain, change: Change
) -> bool:
    """Add the described row of an insertion, deletion or longer change that lies well inside wherever it is put.

    Args:
        rows: The columns.
        models: The gene models.
        view: The contig.
        allele: Index of the allele.
        transcript: Index of a transcript that it overlaps.
        plain: The allele as written.
        change: The same as its description has it, shifted in the transcript's direction.

    Returns:
        Whether nothing is left to do; else nothing is done.
    """
    block = block_at(models, transcript, plain.start)
    bits = quick_bits(models, transcript, block, plain.start, plain.reach)
    if not bits:
        return False
    shifted = bits
    if change.start != plain.start:
        there = block_at(models, transcript, change.start)
        shifted = quick_bits(models, transcript, there, change.start, change.start + plain.reach - plain.start)
    if not shifted:
        return False
    row = rows.filled[0]
    clear_row(rows, row)
    set_quick_numbers(rows.numbers, row, models, transcript, block, plain.start, plain.end)
    put_transcript(rows.coding, models, transcript, view, change)
    rows.shifted[row] = shifted if change.left or change.right else 0
    close_row(rows, row, allele, transcript, bits)
    return True
