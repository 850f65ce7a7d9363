"""Values of named fields out of the INFO texts of a VCF, and of numbered parts out of values, as columns.

Texts are looked at in place; only the stretches that are asked for are copied.
"""

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.store.keys import Texts
from genopipe.io.store.keys import frozen_texts
from genopipe.io.store.keys import gather
from genopipe.io.unowned import frozen
from genopipe.kernels import kernel

ABSENT = -1
"""Start of a field that is not there. A flag is there with an empty stretch."""

WHOLE = 0
PER_ALT = 1
PER_ALLELE = 2
"""How a field's values stand: one for all, one an ALT, one an allele with REF first (VCF 4.3, section 1.4.2)."""

_COMMA = ord(",")


@kernel
def _same(data: Bytes, start: int, end: int, names: Bytes, name_start: int, name_end: int) -> bool:
    if end - start != name_end - name_start:
        return False
    for place in range(end - start):  # noqa: SIM110 - compiled, where there is no all()
        if data[start + place] != names[name_start + place]:
            return False
    return True


@kernel
def _find(data: Bytes, begins: Long, stops: Long, names: Bytes, name_at: Long, starts: Long, ends: Long) -> None:
    """Fill starts and ends of [rows, names]; the first of two equal keys counts."""
    for row in range(len(begins)):
        place, stop = begins[row], stops[row]
        while place < stop:
            head = place
            while place < stop and data[place] != 61 and data[place] != 59:
                place += 1
            tail = place
            while place < stop and data[place] != 59:
                place += 1
            for number in range(len(name_at) - 1):
                if starts[row, number] == ABSENT and _same(
                    data, head, tail, names, name_at[number], name_at[number + 1]
                ):
                    starts[row, number] = min(tail + 1, place)
                    ends[row, number] = place
            place += 1


def find_fields(data: Bytes, begins: Long, stops: Long, names: list[str]) -> tuple[Long, Long]:
    """Return where the value of each named field begins and ends in each INFO; `ABSENT` where it is not.

    Args:
        data: Bytes that hold the INFO texts.
        begins: First byte of each.
        stops: Byte behind each.
        names: The fields.

    Returns:
        Starts and ends, arrays of [rows, names].
    """
    parts = [name.encode() for name in names]
    name_at = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=name_at[1:])
    starts = np.full((len(begins), len(names)), ABSENT, np.int64)
    ends = np.full_like(starts, ABSENT)
    words = np.frombuffer(b"".join(parts), dtype=np.uint8)
    _find(frozen(data), frozen(begins), frozen(stops), frozen(words), frozen(name_at), starts, ends)
    return starts, ends


@kernel
def _pick(data: Bytes, starts: Long, ends: Long, wanted: Long, separator: int) -> int:
    """Narrow each stretch to its part of a number (0-based); ABSENT where it has no such part. Return how often."""
    lacking = 0
    for row in range(len(starts)):
        if starts[row] == ABSENT:
            continue
        place, left = starts[row], wanted[row]
        while left > 0 and place < ends[row]:
            left -= data[place] == separator
            place += 1
        if left > 0:
            starts[row] = ends[row] = ABSENT
            lacking += 1
            continue
        stop = place
        while stop < ends[row] and data[stop] != separator:
            stop += 1
        starts[row], ends[row] = place, stop
    return lacking


@kernel
def _drop_missing(data: Bytes, starts: Long, ends: Long) -> None:
    """Make a lone dot, or nothing at all, absent."""
    for row in range(len(starts)):
        width = ends[row] - starts[row]
        if starts[row] != ABSENT and (width == 0 or (width == 1 and data[starts[row]] == 46)):
            starts[row] = ends[row] = ABSENT


def pick_values(data: Bytes, starts: Long, ends: Long, wanted: Long) -> int:
    """Narrow comma-separated values to the one of each row, in place.

    Args:
        data: The bytes in which the values stand.
        starts: Where the values of each row begin; gets where the one begins, `ABSENT` where there is no such one.
        ends: Where they end; gets where the one ends.
        wanted: Number of the value of each row, 0-based.

    Returns:
        Rows with fewer values than that.
    """
    return int(_pick(frozen(data), starts, ends, frozen(wanted), _COMMA))


def values_of(data: Bytes, starts: Long, ends: Long) -> tuple[Texts, Long]:
    """Return the texts of the stretches that hold something, and the rows that they stand in.

    A lone `.` and an empty value are missing.
    """
    starts, ends = starts.copy(), ends.copy()
    _drop_missing(frozen(data), starts, ends)
    rows = np.flatnonzero(starts != ABSENT)
    return gather(data, starts[rows], ends[rows]), rows


@kernel
def _split(
    data: Bytes, offsets: Long, alt: Bytes, alt_at: Long, rows: Long, separator: int, part: int, own: int
) -> tuple[Long, Long, Long]:
    """Return row, start and end of one part of each comma-separated entry.

    Args:
        data: Bytes of the values.
        offsets: Where each value begins.
        alt: Bytes of the ALT texts.
        alt_at: Where each begins.
        rows: Row of `alt` that each value belongs to.
        separator: What parts an entry.
        part: The part to take; -1: the whole entry.
        own: The part that repeats ALT; entries with another one are left out; -1: none.
    """
    entries = 0
    for place in range(len(data)):
        entries += data[place] == 44
    count = entries + len(offsets) - 1
    row_of, begins, stops = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    filled = 0
    for value in range(len(offsets) - 1):
        head = offsets[value]
        while head <= offsets[value + 1]:
            tail = head
            while tail < offsets[value + 1] and data[tail] != 44:
                tail += 1
            if own < 0 or _is_own(data, head, tail, alt, alt_at[rows[value]], alt_at[rows[value] + 1], separator, own):
                start, stop = (head, tail) if part < 0 else _part(data, head, tail, separator, part)
                row_of[filled], begins[filled], stops[filled] = value, start, stop
                filled += 1
            head = tail + 1
    return row_of[:filled], begins[:filled], stops[:filled]


@kernel
def _part(data: Bytes, head: int, tail: int, separator: int, part: int) -> tuple[int, int]:
    place = head
    while part > 0 and place < tail:
        part -= data[place] == separator
        place += 1
    if part > 0:
        return tail, tail
    stop = place
    while stop < tail and data[stop] != separator:
        stop += 1
    return place, stop


@kernel
def _is_own(
    data: Bytes, head: int, tail: int, alt: Bytes, alt_start: int, alt_end: int, separator: int, own: int
) -> bool:
    start, stop = _part(data, head, tail, separator, own)
    return _same(data, start, stop, alt, alt_start, alt_end)


def split_entries(values: Texts, alt: Texts, rows: Long, separator: str, part: int, own: int) -> tuple[Texts, Long]:
    """Take one part of every comma-separated entry of the values.

    Args:
        values: The values.
        alt: ALT texts as the file writes them.
        rows: Row of `alt` that each value belongs to.
        separator: What parts an entry; empty: entries have no parts.
        part: Number of the part, 0-based; -1: the whole entry.
        own: The part that repeats ALT; entries of another ALT are left out; -1: there is none.

    Returns:
        The parts, and for each the number of its value.
    """
    mark = ord(separator) if separator else -1
    row_of, starts, ends = _split(*frozen_texts(values), *frozen_texts(alt), frozen(rows), mark, part, own)
    return gather(values[0], starts, ends), row_of


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    info = np.frombuffer(b"A=1,2;B", dtype=np.uint8).copy(), np.array([0, 7], np.int64)
    starts, ends = find_fields(info[0], info[1][:-1], info[1][1:], ["A", "B"])
    pick_values(info[0], starts[:, 0].copy(), ends[:, 0].copy(), np.array([1], np.int64))
    values, rows = values_of(info[0], starts[:, 0], ends[:, 0])
    split_entries(values, info, rows, "|", 0, -1)
