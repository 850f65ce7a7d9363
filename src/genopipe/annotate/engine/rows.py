"""Columns that the kernels fill, row by row."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import NOWHERE
from genopipe.annotate.engine.places import exons_of
from genopipe.annotate.engine.places import introns_of
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.terms import Placed
from genopipe.annotate.engine.writing import Text
from genopipe.annotate.engine.writing import put_byte
from genopipe.annotate.engine.writing import put_bytes
from genopipe.kernels import inlined
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

# Room that one row may need in a column of text beside what its alleles need (bytes): accessions and positions.
ROW_ROOM = 1_024

NO_TRANSCRIPT = -1
"""The row of an allele that meets no transcript; its terms say intergenic_variant, or nothing for symbolic alleles."""


class Alleles(NamedTuple):
    """Sequence-resolved alleles of one contig, one ALT each, sorted by position.

    Attributes:
        position: 0-based position of the first REF base.
        reference: REF bases, upper-case, one allele behind the other.
        reference_first: Index of each allele's in `reference`; one more than there are alleles.
        bases: ALT bases.
        reverse: The reverse complement of each ALT, in the places of `bases`.
        bases_first: Index of each allele's in `bases`.
        resolved: Both are sequences; others (symbolic, breakend, `*`) get a row without terms.
        described: HGVS descriptions are wanted.
    """

    position: Ints
    reference: Bytes
    reference_first: Ints
    bases: Bytes
    reverse: Bytes
    bases_first: Ints
    resolved: npt.NDArray[np.bool_]
    described: npt.NDArray[np.bool_]


class Rows(NamedTuple):
    """Columns of the rows; texts of row r end at `*_at[r + 1]`.

    Attributes:
        filled: One number: rows written.
        allele: Index of the allele.
        transcript: Index of the transcript, or `NO_TRANSCRIPT`.
        bits: Terms, one bit a rank, and flags above them.
        shifted: Terms where the 3' rule puts the allele; 0: not described.
        numbers: Exon first, last; intron first, last; cDNA first, last; CDS first, last; protein first, last (1-based,
            0: none); distance, -1 inside the transcript.
        decay: Code of `decay.py`.
        codons: Codons before and after.
        codons_at: Ends of the texts.
        residues: Amino acids before and after.
        residues_at: Ends of the texts.
        coding: c. and n. descriptions.
        coding_at: Ends of the texts.
        protein: p. descriptions.
        protein_at: Ends of the texts.
    """

    filled: Ints
    allele: npt.NDArray[np.int32]
    transcript: npt.NDArray[np.int32]
    bits: Ints
    shifted: Ints
    numbers: npt.NDArray[np.int32]
    decay: npt.NDArray[np.int8]
    codons: Text
    codons_at: Ints
    residues: Text
    residues_at: Ints
    coding: Text
    coding_at: Ints
    protein: Text
    protein_at: Ints


@kernel
def put_codons(rows: Rows, placed: Placed) -> None:
    """Write codons (changed bases upper-case) and amino acids, `-` for none."""
    codons = placed.codons
    if not codons.known:
        return
    for after in range(2):
        bases = codons.edited if after else codons.reference
        acids = codons.edited_residues if after else codons.residues
        first = placed.edit.first - codons.first
        behind = first + (len(placed.edit.bases) if after else placed.edit.behind - placed.edit.first)
        if after:
            put_byte(rows.codons, ord("/"))
        if not len(bases):
            put_byte(rows.codons, ord("-"))
        for index in range(len(bases)):
            changed = first <= index < behind
            put_byte(rows.codons, bases[index] if changed else bases[index] | 32)
        if after:
            same = len(codons.residues) == len(acids)
            for index in range(len(acids)):
                same = same and codons.residues[index] == acids[index]
            if same:
                return
            put_byte(rows.residues, ord("/"))
        if not len(acids):
            put_byte(rows.residues, ord("-"))
        put_bytes(rows.residues, acids)


@kernel
def _set_pair(numbers: npt.NDArray[np.int32], at: int, first: int, behind: int) -> None:
    """Set first and last of a half-open span, 1-based; of an insertion its neighbours."""
    if first == behind:
        first, behind = first - 1, behind + 1
    numbers[at] = first + 1
    numbers[at + 1] = behind


@kernel
def set_numbers(rows: Rows, row: int, models: Models, transcript: int, change: Change, placed: Placed) -> None:
    """Set exon and intron numbers, and positions in cDNA, CDS and protein."""
    numbers = rows.numbers[row]
    numbers[0], numbers[1] = exons_of(models, transcript, change.start, change.end)
    numbers[2], numbers[3] = introns_of(models, transcript, change.start, change.end)
    span, edit = placed.span, placed.edit
    low, high = models.coding_from[transcript], models.coding_to[transcript]
    inside_first = models.coding[transcript] and low <= span.first < high
    inside_last = models.coding[transcript] and low < span.behind <= high
    if span.first == span.behind:
        if span.first != NOWHERE:
            _set_pair(numbers, 4, span.first, span.behind)
        if inside_first and inside_last:
            _set_pair(numbers, 6, edit.first, edit.behind)
            numbers[8], numbers[9] = (edit.first - 1) // 3 + 1, edit.first // 3 + 1
        return
    if span.first != NOWHERE:
        numbers[4] = span.first + 1
    if span.behind != NOWHERE:
        numbers[5] = span.behind
    if inside_first:
        numbers[6], numbers[8] = edit.first + 1, edit.first // 3 + 1
    if inside_last:
        numbers[7], numbers[9] = edit.behind, (edit.behind - 1) // 3 + 1


@inlined
def clear_row(rows: Rows, row: int) -> None:
    """Set all numbers of a row to none."""
    for column in range(10):
        rows.numbers[row, column] = 0
    rows.numbers[row, 10] = NOWHERE
    rows.decay[row] = 0
    rows.shifted[row] = 0


@inlined
def close_row(rows: Rows, row: int, allele: int, transcript: int, bits: int) -> None:
    """End a row: its texts are written."""
    rows.allele[row] = allele
    rows.transcript[row] = transcript
    rows.bits[row] = bits
    rows.filled[0] = row + 1
    rows.codons_at[row + 1] = rows.codons.at[0]
    rows.residues_at[row + 1] = rows.residues.at[0]
    rows.coding_at[row + 1] = rows.coding.at[0]
    rows.protein_at[row + 1] = rows.protein.at[0]


@kernel
def add_lone_row(rows: Rows, allele: int, bits: int) -> None:
    """Add the row of an allele that meets no transcript."""
    row = rows.filled[0]
    clear_row(rows, row)
    close_row(rows, row, allele, NO_TRANSCRIPT, bits)


@kernel
def has_room(rows: Rows, needed: int) -> bool:
    """Say whether one more row fits into every column."""
    if rows.filled[0] >= len(rows.allele):
        return False
    for text in (rows.codons, rows.residues, rows.coding, rows.protein):
        if text.at[0] + needed > len(text.data):
            return False
    return True


@kernel
def rewind(rows: Rows, count: int) -> None:
    """Take back the rows behind the first `count`."""
    rows.filled[0] = count
    rows.codons.at[0] = rows.codons_at[count]
    rows.residues.at[0] = rows.residues_at[count]
    rows.coding.at[0] = rows.coding_at[count]
    rows.protein.at[0] = rows.protein_at[count]


@kernel
def add_unjudged(rows: Rows, allele: int) -> bool:
    """Add the row of an allele that is no change of sequence, without terms; return False when it does not fit."""
    if not has_room(rows, 0):
        return False
    add_lone_row(rows, allele, 0)
    return True
