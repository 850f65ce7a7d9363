"""Compiled: only the alleles of records, for who needs the rest of few of them: CHROM to ALT of each line.

What stands behind ALT is not looked at here. It is when the lines that are chosen are read again, by the tokeniser.
"""

from typing import NamedTuple

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.eight_bytes import eight_at
from genopipe.io.eight_bytes import find_byte
from genopipe.io.eight_bytes import first_of
from genopipe.io.eight_bytes import marks_no_digit
from genopipe.io.eight_bytes import marks_up_to
from genopipe.io.eight_bytes import number_of
from genopipe.io.fast_vcf.sites import ALLELE
from genopipe.io.fast_vcf.sites import COLUMNS
from genopipe.io.fast_vcf.sites import COMMA
from genopipe.io.fast_vcf.sites import DOT
from genopipe.io.fast_vcf.sites import LAST_CONTROL
from genopipe.io.fast_vcf.sites import NEWLINE
from genopipe.io.fast_vcf.sites import NINE
from genopipe.io.fast_vcf.sites import POSITION
from genopipe.io.fast_vcf.sites import ROOM
from genopipe.io.fast_vcf.sites import TAB
from genopipe.io.fast_vcf.sites import ZERO
from genopipe.io.fast_vcf.sites import field_end
from genopipe.io.unowned import unowned
from genopipe.kernels import inlined
from genopipe.kernels import kernel

_POSITION_DIGITS = 18
_HASH = 35
_AT, _LINES, _ROWS, _REF_BYTES, _ALT_BYTES, _STATE = 0, 1, 2, 3, 4, 5
_SPARE = 64
_LINE_BYTES = 64  # lines are longer than that but in files without people, which are read twice
_SHORT = 512  # what is known without a look at each byte stands in so many bytes behind the begin of the line
_TABS = np.uint64(TAB | TAB << 16 | TAB << 32)
_FIRST_THIRD_FIFTH = np.uint64(0xFF | 0xFF << 16 | 0xFF << 32)
_LETTER = np.uint64(0xFF)


class AllelesOnly(NamedTuple):
    """Alleles of neighbouring lines of one contig.

    Attributes:
        code: 0, or the code below 0 of what was met.
        at: Place of the first byte that was not read.
        lines: Lines read, those without an ALT included.
        contig: Name of the contig.
        start: Where the line of each allele begins.
        position: POS as written, 1-based.
        ref: REF as written, and where each begins.
        alt: The one ALT of the row as written, and where each begins.
    """

    code: int
    at: int
    lines: int
    contig: bytes
    start: Long
    position: Long
    ref: tuple[Bytes, Long]
    alt: tuple[Bytes, Long]


class _Columns(NamedTuple):
    """What the kernel fills; see `AllelesOnly`."""

    start: Long
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
        columns.start[row] = state[_AT]
        columns.position[row] = number
        state[_REF_BYTES] = _copy(data, ref, ref_end, columns.ref, ref_at)
        state[_ALT_BYTES] = _copy(data, start, stop, columns.alt, alt_at)
        columns.ref_at[row + 1] = state[_REF_BYTES]
        columns.alt_at[row + 1] = state[_ALT_BYTES]
        state[_ROWS] = row + 1
        start = stop + 1
    return 0


@inlined
def _read_to_id(data: Bytes, at: int) -> tuple[int, int]:
    """Read POS and ID, byte by byte; returns the place of the tab behind ID, or a code below 0, and POS."""
    start, number = at, 0
    while ZERO <= data[at] <= NINE:
        number = number * 10 + int(data[at]) - ZERO
        at += 1
    if at == start or at - start > _POSITION_DIGITS or data[at] != TAB:
        return POSITION, 0
    return _skip(data, at + 1), number


@inlined
def _read_alleles(data: Bytes, at: int, number: int, columns: _Columns, state: Long) -> int:
    """Read REF and ALT from the tab before on; returns the place of the tab behind ALT, or a code below 0."""
    ref_end = _skip(data, at + 1)
    end = _skip(data, ref_end + 1) if ref_end > 0 else ref_end
    if end < 0:
        return end
    code = _add_alleles(data, at + 1, ref_end, end, number, columns, state)
    return code if code < 0 else end


@inlined
def _read_position(data: Bytes, at: int) -> tuple[int, int]:
    """Return the place behind POS and its number; the place is 0 where it is not 1 to 9 digits."""
    word = eight_at(data, at)
    marks = marks_no_digit(word)
    if marks:
        digits = first_of(marks)
        return (at + digits, number_of(word, digits)) if digits else (0, 0)
    number, last = number_of(word, 8), int(data[at + 8]) - ZERO
    return (at + 9, number * 10 + last) if 0 <= last <= 9 else (at + 8, number)


@inlined
def _look_to_id(data: Bytes, at: int, last: int) -> tuple[int, int]:
    """Read POS and ID as they mostly are; returns the place of the tab behind ID, 0: it is another line, and POS."""
    place, number = _read_position(data, at)
    if place == 0 or data[place] != TAB:
        return 0, 0
    place += 1
    start = place
    while place < last:
        marks = marks_up_to(eight_at(data, place), LAST_CONTROL)
        if marks:
            place += first_of(marks)
            return (place, number) if place > start and data[place] == TAB else (0, 0)
        place += 8
    return 0, 0


@inlined
def _is_contig(data: Bytes, contig: int, length: int, at: int) -> bool:
    """Say whether a line is of the contig whose name stands at a place."""
    place = 0
    while place < length and data[contig + place] == data[at + place]:
        place += 1
    return place == length and data[at + length] == TAB


@inlined
def _read_singles(data: Bytes, contig: int, length: int, columns: _Columns, state: Long) -> tuple[int, int, int]:
    """Read lines of one base for one base, as most are, up to another one.

    Returns:
        Whether that is of the contig; the place of the tab behind its ID, 0: that was not found; its POS.
    """
    at, lines = state[_AT], state[_LINES]
    row, ref_at, alt_at = state[_ROWS], state[_REF_BYTES], state[_ALT_BYTES]
    room = min(len(columns.position), row + len(columns.ref) - ref_at, row + len(columns.alt) - alt_at)
    more, tab, number = 0, 0, 0
    while at < len(data):
        last = at + length + _SHORT
        if not _is_contig(data, contig, length, at):
            break
        tab, number = _look_to_id(data, at + length + 1, last) if last + 16 < len(data) else (0, 0)
        word = eight_at(data, tab) if tab else np.uint64(0)
        ref, alt = (word >> np.uint64(8)) & _LETTER, (word >> np.uint64(24)) & _LETTER
        if (word & _FIRST_THIRD_FIFTH) != _TABS or ref <= COMMA or alt <= DOT or row >= room:
            more = 1
            break
        columns.start[row], columns.position[row] = at, number
        columns.ref[ref_at], columns.alt[alt_at] = ref, alt
        row, ref_at, alt_at, lines = row + 1, ref_at + 1, alt_at + 1, lines + 1
        columns.ref_at[row], columns.alt_at[row] = ref_at, alt_at
        at = find_byte(data, NEWLINE, tab + 4, len(data) - 1) + 1
    state[_AT], state[_LINES], state[_ROWS], state[_REF_BYTES], state[_ALT_BYTES] = at, lines, row, ref_at, alt_at
    return more, tab, number


@kernel
def _read(chunk: Bytes, owned: _Columns, state: Long) -> int:
    """Read the lines of one contig; `state` gets what was read. Returns 0, or a code below 0."""
    data, state = unowned(chunk), unowned(state)
    columns = _Columns(
        unowned(owned.start),
        unowned(owned.position),
        unowned(owned.ref),
        unowned(owned.ref_at),
        unowned(owned.alt),
        unowned(owned.alt_at),
    )
    contig = state[_AT]
    length = field_end(data, contig) - contig
    if length == 0 or data[contig] == _HASH or data[contig + length] != TAB:
        return COLUMNS
    while True:
        more, tab, number = _read_singles(data, contig, length, columns, state)
        if not more:
            return 0
        if tab == 0:
            tab, number = _read_to_id(data, state[_AT] + length + 1)
        end = _read_alleles(data, tab, number, columns, state) if tab > 0 else tab
        if end < 0:
            return end
        state[_LINES] += 1
        state[_AT] = find_byte(data, NEWLINE, end, len(data) - 1) + 1


def read_alleles(data: Bytes, at: int) -> AllelesOnly:
    """Read the alleles of one contig from a line on, until the contig changes.

    Args:
        data: Lines of a VCF; the last byte is a line end.
        at: Where the first line to read begins.
    """
    contig = _first_field(data, at)
    rows = (len(data) - at) // _LINE_BYTES + _SPARE
    room = 4 * rows
    while True:
        state = np.zeros(_STATE, np.int64)
        state[_AT] = at
        columns = _Columns(
            np.empty(rows, np.int64),
            np.empty(rows, np.int64),
            np.empty(room, np.uint8),
            np.zeros(rows + 1, np.int64),
            np.empty(room, np.uint8),
            np.zeros(rows + 1, np.int64),
        )
        code = _read(data, columns, state)
        if code != ROOM:
            break
        rows, room = 2 * rows, 4 * room
    reached, lines, done, ref_bytes, alt_bytes = state.tolist()
    return AllelesOnly(
        code,
        reached,
        lines,
        contig,
        columns.start[:done],
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
    read_alleles(data, 0)
