"""The loop: every allele on every transcript that it meets, into columns."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.decay import decay_of
from genopipe.annotate.engine.hgvs_dna import put_genomic
from genopipe.annotate.engine.hgvs_dna import put_transcript
from genopipe.annotate.engine.hgvs_protein import put_protein
from genopipe.annotate.engine.hgvs_protein import put_unknown
from genopipe.annotate.engine.lending import lend
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import GENE_DISTANCE
from genopipe.annotate.engine.places import NOWHERE
from genopipe.annotate.engine.places import block_at
from genopipe.annotate.engine.places import first_candidate
from genopipe.annotate.engine.places import is_beside
from genopipe.annotate.engine.places import span_of
from genopipe.annotate.engine.quick import add_moved
from genopipe.annotate.engine.quick import add_quickly
from genopipe.annotate.engine.quick import plain_of
from genopipe.annotate.engine.quick import quick_bits
from genopipe.annotate.engine.reading import NO_STOP
from genopipe.annotate.engine.reading import readable_length
from genopipe.annotate.engine.rows import ROW_ROOM
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.rows import Rows
from genopipe.annotate.engine.rows import add_lone_row
from genopipe.annotate.engine.rows import add_unjudged
from genopipe.annotate.engine.rows import clear_row
from genopipe.annotate.engine.rows import close_row
from genopipe.annotate.engine.rows import has_room
from genopipe.annotate.engine.rows import put_codons
from genopipe.annotate.engine.rows import rewind
from genopipe.annotate.engine.rows import set_numbers
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.shifting import as_written
from genopipe.annotate.engine.shifting import change_of
from genopipe.annotate.engine.shifting import moved
from genopipe.annotate.engine.shifting import reach_of
from genopipe.annotate.engine.shifting import reversed_complement
from genopipe.annotate.engine.splice import reaches_splice_site
from genopipe.annotate.engine.terms import edit_of
from genopipe.annotate.engine.terms import is_plain
from genopipe.annotate.engine.terms import place_allele
from genopipe.annotate.engine.words import INTERGENIC
from genopipe.annotate.engine.writing import Text
from genopipe.annotate.engine.writing import put_bytes
from genopipe.io.sequence import SequenceView
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


class Forms(NamedTuple):
    """One allele as the record writes it, and shifted as far as it goes.

    Attributes:
        written: As the record writes it, without what REF and ALT share.
        right: Moved to the highest positions.
        left: Moved to the lowest positions.
        reverse: ALT bases of `written` on the reverse strand.
        reach: Base behind all that REF or ALT of `written` cover from its start.
        described: HGVS descriptions are wanted.
    """

    written: Change
    right: Change
    left: Change
    reverse: Bytes
    reach: int
    described: bool


@kernel
def _oriented(forms: Forms, change: Change, forward: bool) -> Bytes:
    """Return the ALT bases of a form in the transcript's direction."""
    if forward:
        return change.bases
    if forms.right.start == forms.left.start:
        return forms.reverse
    return reversed_complement(change.bases)


@kernel
def _describe(rows: Rows, row: int, models: Models, transcript: int, view: SequenceView, forms: Forms) -> None:
    """Write the c. or n. and the p. description of a change, shifted in the transcript's direction."""
    forward = models.forward[transcript]
    change = forms.right if forward else forms.left
    if not put_transcript(rows.coding, models, transcript, view, change) or not models.coding[transcript]:
        return
    span = span_of(models, transcript, change.start, change.end)
    if not span.touches:
        return
    oriented = _oriented(forms, change, forward)
    edit = edit_of(models, transcript, span, oriented)
    if span.first == NOWHERE or span.behind == NOWHERE or reaches_splice_site(models, transcript, change):
        if _may_change_protein(models, transcript, span.first, span.behind):
            put_unknown(rows.protein, models, transcript)
        return
    low, high = models.coding_from[transcript], models.coding_to[transcript]
    meets = low < span.first < high if span.first == span.behind else span.first < high and span.behind > low
    if not meets:
        return
    stop = put_protein(rows.protein, models, transcript, edit)
    if stop != NO_STOP:
        rows.decay[row] = decay_of(models, transcript, edit, stop)


@kernel
def _may_change_protein(models: Models, transcript: int, first: int, behind: int) -> bool:
    """Say whether an allele that reaches out of the exons reaches into the coding sequence."""
    low, high = models.coding_from[transcript], models.coding_to[transcript]
    if first != NOWHERE and behind != NOWHERE:
        return first < high and behind > low
    if first != NOWHERE:
        return first < high
    if behind != NOWHERE:
        return behind > low
    return True


@kernel
def _shifted_bits(models: Models, transcript: int, forms: Forms) -> int:
    """Return the terms of an allele where the 3' rule puts it, inside the transcript; else 0."""
    forward = models.forward[transcript]
    change = forms.right if forward else forms.left
    if is_beside(models, transcript, change.start, change.end):
        return 0
    block = block_at(models, transcript, change.start)
    bits = quick_bits(models, transcript, block, change.start, change.start + forms.reach - forms.written.start)
    if bits:
        return bits
    oriented = _oriented(forms, change, forward)
    return place_allele(models, transcript, change, oriented).bits


@kernel
def _fill_inside(rows: Rows, row: int, models: Models, view: SequenceView, transcript: int, forms: Forms) -> int:
    """Fill the columns of an allele inside a transcript and return its bits."""
    oriented = forms.written.bases if models.forward[transcript] else forms.reverse
    placed = place_allele(models, transcript, forms.written, oriented)
    set_numbers(rows, row, models, transcript, forms.written, placed)
    put_codons(rows, placed)
    if forms.described:
        _describe(rows, row, models, transcript, view, forms)
        if forms.right.start != forms.left.start:
            rows.shifted[row] = _shifted_bits(models, transcript, forms)
    return placed.bits


@kernel
def _add_row(rows: Rows, models: Models, view: SequenceView, allele: int, transcript: int, forms: Forms) -> None:
    """Add the row of one allele inside a transcript, wherever it lies."""
    row = rows.filled[0]
    clear_row(rows, row)
    bits = _fill_inside(rows, row, models, view, transcript, forms)
    close_row(rows, row, allele, transcript, bits)


@kernel
def _annotate_one(models: Models, view: SequenceView, alleles: Alleles, index: int, rows: Rows) -> bool:
    """Add all rows of one allele; return False when they do not fit."""
    reference = alleles.reference[alleles.reference_first[index] : alleles.reference_first[index + 1]]
    bases = alleles.bases[alleles.bases_first[index] : alleles.bases_first[index + 1]]
    position = alleles.position[index]
    before = rows.filled[0]
    smallest = change_of(view, position, reference, bases)
    if not len(smallest.reference) and not len(smallest.bases):
        return add_unjudged(rows, index)
    written = as_written(smallest, position, reference, bases)
    described = alleles.described[index] and is_plain(smallest.bases)
    right, left = moved(smallest, smallest.right), moved(smallest, -smallest.left)
    behind = alleles.bases_first[index + 1] - (written.start - position)
    reverse = alleles.reverse[behind - len(written.bases) : behind]
    reach = reach_of(written)
    forms = Forms(written, right, left, reverse, reach, described)
    plain = plain_of(written, reach, described)
    needed = 5 * (len(reference) + len(bases)) + ROW_ROOM
    for transcript in range(first_candidate(models, written.start), len(models.start)):
        if models.start[transcript] - GENE_DISTANCE > written.end:
            break
        if models.end[transcript] + GENE_DISTANCE < written.start:
            continue
        tail = readable_length(models, transcript) - models.coding_to[transcript] if models.coding[transcript] else 0
        if not has_room(rows, needed + max(tail, 0)):
            return False
        if add_quickly(rows, models, index, transcript, plain):
            continue
        change = right if models.forward[transcript] else left
        if not (described and add_moved(rows, models, view, index, transcript, plain, change)):
            _add_row(rows, models, view, index, transcript, forms)
    if rows.filled[0] > before:
        return True
    if not has_room(rows, 0):
        return False
    add_lone_row(rows, index, 1 << INTERGENIC)
    return True


@kernel
def annotate_alleles(
    owned_models: Models, owned_view: SequenceView, owned_alleles: Alleles, first: int, owned_rows: Rows
) -> int:
    """Fill the rows of alleles from `first` on, until the columns are full.

    Returns:
        The first allele that is not done; the rows hold whole alleles only.
    """
    models, view, alleles, rows = lend(owned_models), lend(owned_view), lend(owned_alleles), lend(owned_rows)
    for index in range(first, len(alleles.position)):
        before = rows.filled[0]
        if alleles.resolved[index]:
            done = _annotate_one(models, view, alleles, index, rows)
        else:
            done = add_unjudged(rows, index)
        if not done:
            rewind(rows, before)
            return index
    return len(alleles.position)


@kernel
def describe_genomic(
    owned_view: SequenceView, owned_alleles: Alleles, first: int, prefix: Bytes, owned_text: Text, ends: Ints
) -> int:
    """Write the genomic description of alleles from `first` on, each behind a prefix; empty: none.

    Returns:
        The first allele that is not done, for want of room.
    """
    view, alleles, text = lend(owned_view), lend(owned_alleles), lend(owned_text)
    for index in range(first, len(alleles.position)):
        reference = alleles.reference[alleles.reference_first[index] : alleles.reference_first[index + 1]]
        bases = alleles.bases[alleles.bases_first[index] : alleles.bases_first[index + 1]]
        if text.at[0] + len(prefix) + len(bases) + ROW_ROOM > len(text.data):
            return index
        if alleles.resolved[index] and alleles.described[index] and is_plain(bases):
            change = change_of(view, alleles.position[index], reference, bases)
            if len(change.reference) or len(change.bases):
                put_bytes(text, prefix)
                put_genomic(text, view, moved(change, change.right))
        ends[index + 1] = text.at[0]
    return len(alleles.position)
