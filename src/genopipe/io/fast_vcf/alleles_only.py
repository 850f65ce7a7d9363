"""Compiled: only the alleles of records, for who needs the rest of few of them: CHROM to ALT of each line.

What stands behind ALT is not looked at here. It is when the lines that are chosen are read again, by the tokeniser.
"""

from typing import NamedTuple

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.fast_vcf.sites import ALLELE
from genopipe.io.fast_vcf.sites import COLUMNS
from genopipe.io.fast_vcf.sites import COMMA
from genopipe.io.fast_vcf.sites import DOT
from genopipe.io.fast_vcf.sites import NEWLINE
from genopipe.io.fast_vcf.sites import NINE
from genopipe.io.fast_vcf.sites import POSITION
from genopipe.io.fast_vcf.sites import ROOM
from genopipe.io.fast_vcf.sites import TAB
from genopipe.io.fast_vcf.sites import ZERO
from genopipe.io.fast_vcf.sites import Words
from genopipe.io.fast_vcf.sites import field_end
from genopipe.io.fast_vcf.sites import words_of
from genopipe.io.unowned import unowned
from genopipe.kernels import inlined
from genopipe.kernels import kernel

_POSITION_DIGITS = 18
_HASH = 35
_LINES, _ROWS, _REF_BYTES, _ALT_BYTES, _STATE = 0, 1, 2, 3, 4
_SPARE = 64
_LINE_BYTES = 64  # lines are longer than that but in files without people; shorter ones are looked at twice
_ONES = np.uint64(0x0101010101010101)
_HIGHEST = np.uint64(0x8080808080808080)
_NEWLINES = np.uint64(NEWLINE * 0x0101010101010101)


class AllelesOnly(NamedTuple):
    """Alleles of neighbouring lines of one contig.

    Attributes:
        code: 0, or the code below 0 of what was met.
        lines: Lines read, those without an ALT included.
        contig: Name of the contig.
        line: Number of the line of each allele, from the first one read, 0-based.
        position: POS as written, 1-based.
        ref: REF as written, and where each begins.
        alt: The one ALT of the row as written, and where each begins.
    """

    code: int
    lines: int
    contig: bytes
    line: Long
    position: Long
    ref: tuple[Bytes, Long]
    alt: tuple[Bytes, Long]


class _Columns(NamedTuple):
    """What the kernel fills; see `AllelesOnly`."""

    line: Long
    position: Long
    ref: Bytes
    ref_at: Long
    alt: Bytes
    alt_at: Long


@inlined
def _copy(data: Bytes, start: int, end: int, out: Bytes, at: int) -> int:
    """Copy bytes; returns the place behind them."""
    for place in range(start, end):
        out[at] = data[place]
        at += 1
    return at


@inlined
def _skip(data: Bytes, at: int) -> int:
    """Pass over a field that has a tab behind it; returns the place of the tab, or a code below 0."""
    end = field_end(data, at)
    return end if end > at and data[end] == TAB else COLUMNS


@inlined
def _add_alleles(data: Bytes, ref: int, ref_end: int, end: int, number: int, columns: _Columns, state: Long) -> int:
    """Add a row for each ALT of a line; returns 0, or a code below 0."""
    start = ref_end + 1
    if end - start == 1 and data[start] == DOT:
        return 0
    while start <= end:
        stop = start
        while stop < end and data[stop] != COMMA:
            stop += 1
        if stop == start:
            return ALLELE
        row, ref_at, alt_at = state[_ROWS], state[_REF_BYTES], state[_ALT_BYTES]
        enough = row < len(columns.position) and ref_at + ref_end - ref <= len(columns.ref)
        if not enough or alt_at + stop - start > len(columns.alt):
            return ROOM
        columns.line[row] = state[_LINES]
        columns.position[row] = number
        state[_REF_BYTES] = _copy(data, ref, ref_end, columns.ref, ref_at)
        state[_ALT_BYTES] = _copy(data, start, stop, columns.alt, alt_at)
        columns.ref_at[row + 1] = state[_REF_BYTES]
        columns.alt_at[row + 1] = state[_ALT_BYTES]
        state[_ROWS] = row + 1
        start = stop + 1
    return 0


@inlined
def _add_single(data: Bytes, at: int, number: int, columns: _Columns, state: Long) -> bool:
    """Add the row of one base for one base, REF behind the tab at a place, as most are; else say so and do nothing."""
    if at + 4 >= len(data) or data[at + 2] != TAB or data[at + 4] != TAB:
        return False
    ref, alt, row = data[at + 1], data[at + 3], state[_ROWS]
    ref_at, alt_at = state[_REF_BYTES], state[_ALT_BYTES]
    if ref <= COMMA or alt <= DOT or row >= len(columns.position) or ref_at >= len(columns.ref):
        return False
    if alt_at >= len(columns.alt):
        return False
    columns.line[row], columns.position[row] = state[_LINES], number
    columns.ref[ref_at], columns.alt[alt_at] = ref, alt
    columns.ref_at[row + 1], columns.alt_at[row + 1] = ref_at + 1, alt_at + 1
    state[_REF_BYTES], state[_ALT_BYTES], state[_ROWS] = ref_at + 1, alt_at + 1, row + 1
    return True


@inlined
def _read_line(data: Bytes, at: int, columns: _Columns, state: Long) -> int:
    """Read a line from POS on; returns 0, or a code below 0."""
    start, number = at, 0
    while ZERO <= data[at] <= NINE:
        number = number * 10 + int(data[at]) - ZERO
        at += 1
    if at == start or at - start > _POSITION_DIGITS or data[at] != TAB:
        return POSITION
    at = _skip(data, at + 1)
    if at > 0 and _add_single(data, at, number, columns, state):
        return 0
    ref_end = _skip(data, at + 1) if at > 0 else at
    end = _skip(data, ref_end + 1) if ref_end > 0 else ref_end
    return end if end < 0 else _add_alleles(data, at + 1, ref_end, end, number, columns, state)


@kernel
def _read(chunk: Bytes, at: int, ends: Long, first: int, owned: _Columns, state: Long) -> int:
    """Read the lines of one contig from line `first` on; `state` gets what was read. Returns 0, or a code below 0."""
    data, ends, state = unowned(chunk), unowned(ends), unowned(state)
    columns = _Columns(
        unowned(owned.line),
        unowned(owned.position),
        unowned(owned.ref),
        unowned(owned.ref_at),
        unowned(owned.alt),
        unowned(owned.alt_at),
    )
    contig, length = at, field_end(data, at) - at
    if length == 0 or data[at] == _HASH or data[at + length] != TAB:
        return COLUMNS
    for line in range(first, len(ends)):
        place = 0
        while place < length and at + place < ends[line] and data[contig + place] == data[at + place]:
            place += 1
        if place < length or data[at + length] != TAB:
            break
        code = _read_line(data, at + length + 1, columns, state)
        if code < 0:
            return code
        state[_LINES] += 1
        at = ends[line] + 1
    return 0


@kernel
def _find_ends(owned: Bytes, words: Words, owned_out: Long) -> int:
    """Write the place of each line end, looking at eight bytes at a time; returns how many there are.

    A byte of a word is zero where `(word - 0x01..01) & ~word & 0x80..80` has its highest bit, or one above it (Warren,
    Hacker's Delight, section 6-1): a word in which none has is passed over.
    """
    data, out, count = unowned(owned), unowned(owned_out), 0
    for word in range(len(words)):
        mixed = words[word] ^ _NEWLINES
        if (mixed - _ONES) & ~mixed & _HIGHEST:
            for at in range(8 * word, 8 * word + 8):
                if data[at] == NEWLINE:
                    if count < len(out):
                        out[count] = at
                    count += 1
    for at in range(8 * len(words), len(data)):
        if data[at] == NEWLINE:
            if count < len(out):
                out[count] = at
            count += 1
    return count


def line_ends(data: Bytes) -> Long:
    """Return the place of each line end."""
    words = words_of(data)
    out = np.empty(len(data) // _LINE_BYTES + _SPARE, np.int64)
    if (count := _find_ends(data, words, out)) > len(out):
        out = np.empty(count, np.int64)
        _find_ends(data, words, out)
    return out[:count]


def read_alleles(data: Bytes, ends: Long, first: int) -> AllelesOnly:
    """Read the alleles of one contig from a line on, until the contig changes.

    Args:
        data: Lines of a VCF; the last byte is a line end.
        ends: Where each line ends.
        first: The first line to read.
    """
    at = int(ends[first - 1]) + 1 if first else 0
    contig = _first_field(data, at)
    rows, room = len(ends) - first + _SPARE, 4 * (len(ends) - first) + _SPARE
    while True:
        state = np.zeros(_STATE, np.int64)
        columns = _Columns(
            np.empty(rows, np.int64),
            np.empty(rows, np.int64),
            np.empty(room, np.uint8),
            np.zeros(rows + 1, np.int64),
            np.empty(room, np.uint8),
            np.zeros(rows + 1, np.int64),
        )
        code = _read(data, at, ends, first, columns, state)
        if code != ROOM:
            break
        rows, room = 2 * rows, 4 * room
    lines, done, ref_bytes, alt_bytes = state.tolist()
    return AllelesOnly(
        code,
        lines,
        contig,
        columns.line[:done],
        columns.position[:done],
        (columns.ref[:ref_bytes], columns.ref_at[: done + 1]),
        (columns.alt[:alt_bytes], columns.alt_at[: done + 1]),
    )


def _first_field(data: Bytes, at: int) -> bytes:
    """Return the first field of a line."""
    end = at
    while data[end] not in (TAB, NEWLINE):
        end += 1
    return data[at:end].tobytes()


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    data: Bytes = np.frombuffer(b"1\t9\t.\tA\tC\n", dtype=np.uint8)
    read_alleles(data, line_ends(data), 0)
