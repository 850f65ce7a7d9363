"""Compiled: the records of a chunk of VCF text, one row an ALT allele, until the contig changes."""

from typing import Any
from typing import NamedTuple

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.fast_vcf.columns import ALTERNATIVES
from genopipe.io.fast_vcf.columns import RECORD
from genopipe.io.fast_vcf.columns import SITE_FIELDS
from genopipe.io.fast_vcf.columns import Columns
from genopipe.io.fast_vcf.columns import make_columns
from genopipe.io.fast_vcf.genotypes import FORM_COUNT
from genopipe.io.fast_vcf.genotypes import FORM_END
from genopipe.io.fast_vcf.genotypes import FORM_LAST
from genopipe.io.fast_vcf.genotypes import FORM_START
from genopipe.io.fast_vcf.genotypes import REAL_QUALITY
from genopipe.io.fast_vcf.genotypes import SCRATCH
from genopipe.io.fast_vcf.genotypes import last_slot
from genopipe.io.fast_vcf.genotypes import read_format
from genopipe.io.fast_vcf.genotypes import read_person
from genopipe.io.fast_vcf.sites import COLUMNS
from genopipe.io.fast_vcf.sites import LAST_CONTROL
from genopipe.io.fast_vcf.sites import NEWLINE
from genopipe.io.fast_vcf.sites import ROOM
from genopipe.io.fast_vcf.sites import TAB
from genopipe.io.fast_vcf.sites import Words
from genopipe.io.fast_vcf.sites import count_alternatives
from genopipe.io.fast_vcf.sites import field_end
from genopipe.io.fast_vcf.sites import fill_sites
from genopipe.io.fast_vcf.sites import read_site
from genopipe.io.fast_vcf.sites import words_of
from genopipe.io.unowned import unowned
from genopipe.kernels import inlined
from genopipe.kernels import kernel

_AT, _RECORDS, _ROWS, _STATE = 0, 1, 2, 3
_HASH = 35
_RETURN = 13
_LOOKED_AT = 1 << 17
_ONES = np.uint64(0x0101010101010101)
_TABS = np.uint64(TAB * 0x0101010101010101)
_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH_BITS = np.uint64(0x8080808080808080)
_TO_CONTROL = np.uint64((0x7F - LAST_CONTROL) * 0x0101010101010101)


class Tokens(NamedTuple):
    """Rows of one contig.

    Attributes:
        code: 0, or the code below 0 of what was met.
        at: Place of the first byte that was not read.
        records: Records read, those without an ALT included.
        rows: ALT alleles read.
        contig: Name of the contig.
        columns: One row an ALT; rows behind `rows` mean nothing.
    """

    code: int
    at: int
    records: int
    rows: int
    contig: bytes
    columns: Columns


def count_lines(data: Bytes) -> int:
    """Count the line ends, a stretch at a time that stays in the processor's cache."""
    pieces = (data[first : first + _LOOKED_AT] for first in range(0, len(data), _LOOKED_AT))
    return sum(int(np.count_nonzero(piece == NEWLINE)) for piece in pieces)


@inlined
def _same(data: Bytes, start: int, end: int, other: int) -> bool:
    """Say whether the bytes `start:end` stand again at `other`."""
    at = start
    while at < end and data[at] == data[other + at - start]:
        at += 1
    return at == end


@inlined
def _know_format(data: Bytes, start: int, end: int, scratch: Long) -> int:
    """Read FORMAT unless it is that of the record before; returns 0, or a code below 0."""
    known = scratch[FORM_END] - scratch[FORM_START]
    if known == end - start and _same(data, start, end, scratch[FORM_START]):
        return 0
    count = read_format(data, start, end, scratch)
    if count < 0:
        return count
    scratch[FORM_START], scratch[FORM_END] = start, end
    scratch[FORM_COUNT], scratch[FORM_LAST] = count, last_slot(scratch, count)
    return 0


@inlined
def _read_people(data: Bytes, at: int, people: int, columns: Columns, row: int, rows: int, scratch: Long) -> int:
    """Read FORMAT and the column of each person, from the tab before FORMAT on."""
    if data[at] != TAB:
        return COLUMNS
    end = field_end(data, at + 1)
    state = _know_format(data, at + 1, end, scratch)
    if state < 0:
        return state
    copies, figures, texts = columns.copies, columns.figures, columns.texts
    at = end
    for person in range(people):
        if data[at] != TAB:
            return COLUMNS
        at = read_person(data, at + 1, scratch, copies, figures, texts, row, rows, person)
        if at < 0:
            return at
    return at


@inlined
def _tabs_in(word: np.uint64) -> int:
    """Return how many of eight bytes are tabs; below 0: a line or a field ends there otherwise.

    Each byte is looked at without a carry into the next (Warren, Hacker's Delight, section 6-1).
    """
    ends = ~(((word & _LOW_BITS) + _TO_CONTROL) | word) & _HIGH_BITS
    if not ends:
        return 0
    others = word ^ _TABS
    tabs = ~(((others & _LOW_BITS) + _LOW_BITS) | others) & _HIGH_BITS
    return int(((tabs >> np.uint64(7)) * _ONES) >> np.uint64(56)) if tabs == ends else -1


@inlined
def _skip_columns(data: Bytes, words: Words, at: int, columns: int) -> int:
    """Pass over as many columns, each with the tab before it, eight bytes at a time."""
    place, tabs = at, 0
    while True:
        more = -1 if place & 7 or place >> 3 >= len(words) else _tabs_in(words[place >> 3])
        if more >= 0:
            place, tabs = place + 8, tabs + more
        elif data[place] > LAST_CONTROL:
            place += 1
        elif data[place] == TAB:
            place, tabs = place + 1, tabs + 1
        else:
            break
    return place if tabs == columns and (place == at or data[at] == TAB) else COLUMNS


@inlined
def _next_line(data: Bytes, at: int) -> int:
    """Pass over the line end; anything else is a column too many."""
    if data[at] == _RETURN:
        at += 1
    return at + 1 if data[at] == NEWLINE else COLUMNS


@inlined
def _read_record(
    data: Bytes, words: Words, at: int, width: int, columns: Columns, spans: Long, scratch: Long, state: Long
) -> int:
    """Read a record from POS on; returns the place of the next one, or a code below 0."""
    end = read_site(data, at, spans)
    if end < 0:
        return end
    rows, alternatives, people = state[_ROWS], count_alternatives(data, spans), columns.copies.shape[2]
    if alternatives < 0:
        return alternatives
    if rows + alternatives > len(columns.quality):
        return ROOM
    if alternatives and people:
        end = _read_people(data, end, people, columns, rows, alternatives, scratch)
    else:
        end = _skip_columns(data, words, end, width)
    if end >= 0:
        end = _next_line(data, end)
    spans[RECORD] = state[_RECORDS]
    code = fill_sites(data, spans, columns.sites, columns.quality, rows, alternatives)
    return code if end >= 0 and code < 0 else end


@kernel
def _read_records(
    chunk: Bytes, eights: Words, at: int, width: int, owned: Columns, state: Long, spans: Long, scratch: Long
) -> int:
    """Read records of one contig; `state` gets the place reached, records and rows. Returns 0, or a code below 0."""
    data, words = unowned(chunk), unowned(eights)
    state, spans, scratch = unowned(state), unowned(spans), unowned(scratch)
    columns = Columns(
        unowned(owned.sites),
        unowned(owned.quality),
        unowned(owned.copies),
        unowned(owned.figures),
        unowned(owned.texts),
    )
    contig, contig_end = at, field_end(data, at)
    length = contig_end - contig
    if data[contig_end] != TAB or length == 0 or data[at] == _HASH:
        return COLUMNS
    while at + length < len(data) and data[at + length] == TAB and _same(data, contig, contig_end, at):
        at = _read_record(data, words, at + length + 1, width, columns, spans, scratch, state)
        if at < 0:
            return at
        state[_AT] = at
        state[_RECORDS] += 1
        state[_ROWS] += spans[ALTERNATIVES]
    return 0


def tokenise(data: Bytes, at: int, width: int, people: int, lines: int, *, real_quality: bool = False) -> Tokens:
    """Read the records of one contig from a place in a chunk on.

    Args:
        data: Lines of a VCF; the last byte is a line end.
        at: Place of the first line to read.
        width: Columns behind INFO of every record.
        people: How many of them are people to be read; 0: none, they are passed over.
        lines: How many lines there are from that place on.
        real_quality: GQ is declared Float.

    Returns:
        The rows, and how far it came.
    """
    rows = lines + 16
    end = int(field_end(data, at))
    contig = data[at:end].tobytes()
    while True:
        columns, state = make_columns(rows, people), np.zeros(_STATE, np.int64)
        scratch, spans = np.zeros(SCRATCH, np.int64), np.zeros(SITE_FIELDS, np.int64)
        scratch[REAL_QUALITY] = real_quality
        code = _read_records(data, words_of(data), at, width, columns, state, spans, scratch)
        if code != ROOM:
            return Tokens(code, int(state[_AT]), int(state[_RECORDS]), int(state[_ROWS]), contig, columns)
        rows *= 2


def warm() -> None:
    """Compile the tokeniser, or load it from the cache."""
    line = b"1\t9\t.\tA\tC,G\t9.5\tPASS\t.\tGT:AD:DP\t0/1:4,5,0:9\n"
    data: Any = np.frombuffer(line, dtype=np.uint8)
    tokenise(data, 0, 2, 1, count_lines(data))
