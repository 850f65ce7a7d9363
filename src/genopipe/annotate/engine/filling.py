"""Compiled: columns of rows as Arrow keeps them: values, and one bit a row that says whether it has one.

Bits are put together eight rows at a time, in one pass with the values.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.writing import Text
from genopipe.annotate.engine.writing import put_byte
from genopipe.annotate.engine.writing import put_number
from genopipe.kernels import inlined
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]
Indexes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

UNKNOWN = -1


class Coded(NamedTuple):
    """Codes of rows.

    Attributes:
        codes: The codes.
        there: One bit a row: whether it has one.
    """

    codes: Indexes
    there: Bytes


def new_codes(rows: int) -> Coded:
    """Return room for the codes of some rows."""
    return Coded(np.empty(rows, dtype=np.int32), np.empty((rows + 7) // 8, dtype=np.uint8))


@inlined
def _entry(rows: Indexes, row: int, last: np.uint32) -> np.uint32:
    """Return the index of a row, `last` for one below 0: as a number without a sign that is the highest."""
    return min(np.uint32(rows[np.uint64(row)]), last)


@inlined
def _take_some(rows: Indexes, table: Indexes, low: int, coded: Coded, first: int, count: int) -> int:
    """Do for at most eight rows from `first` on what `take_codes` does for all."""
    codes, there = coded
    bits, lacking, last = 0, 0, np.uint32(len(table) - 1)
    for step in range(count):
        code = table[_entry(rows, first + step, last)]
        codes[np.uint64(first + step)] = max(code - low, 0)
        bits |= np.int64(code >= 0) << step
        lacking += np.int64(code < 0)
    there[first >> 3] = bits
    return lacking


@kernel
def take_codes(rows: Indexes, table: Indexes, low: int, coded: Coded) -> int:
    """Write the code of what each row has, less `low`; below 0 it has none.

    Args:
        rows: Index in `table` of each row, -1: its last entry.
        table: Codes.
        low: What to take from each code.
        coded: Gets the codes and the bits.

    Returns:
        Rows without a code.
    """
    lacking, whole = 0, len(rows) & ~7
    for first in range(0, whole, 8):
        lacking += _take_some(rows, table, low, coded, first, 8)
    if whole < len(rows):
        lacking += _take_some(rows, table, low, coded, whole, len(rows) - whole)
    return lacking


@kernel
def take_flags(rows: Indexes, table: Indexes, flags: Bytes, there: Bytes) -> int:
    """Write yes (1) or no (0) of what each row has as bits; below 0 it has none.

    Args:
        rows: Index in `table` of each row, -1: its last entry.
        table: 1, 0 or below.
        flags: Gets the bits of those with 1.
        there: Gets the bits of those with any.

    Returns:
        Rows without either.
    """
    lacking, last = 0, np.uint32(len(table) - 1)
    for first in range(0, len(rows), 8):
        bits, yes = 0, 0
        for row in range(first, min(first + 8, len(rows))):
            code = table[_entry(rows, row, last)]
            bits |= np.int64(code >= 0) << (row - first)
            yes |= np.int64(code > 0) << (row - first)
            lacking += np.int64(code < 0)
        there[first >> 3] = bits
        flags[first >> 3] = yes
    return lacking


@inlined
def _spread_some(
    numbers: Indexes, column: int, least: int, spread: Ints, there: Bytes, index: int, first: int, count: int
) -> int:
    """Do for one column and at most eight rows from `first` on what `spread_numbers` does for all."""
    bits, lacking = 0, 0
    for step in range(count):
        number = numbers[first + step, column]
        bits |= np.int64(number >= least) << step
        lacking += np.int64(number < least)
    for step in range(count if bits else 0):
        spread[index, first + step] = numbers[first + step, column]
    there[index, first >> 3] = bits
    return lacking


@kernel
def spread_numbers(
    numbers: Indexes, columns: Indexes, least: Indexes, spread: Ints, there: Bytes, lacking: Ints
) -> None:
    """Write some numbers of each row as columns.

    Args:
        numbers: Numbers of the rows.
        columns: Which of them become columns.
        least: The lowest number of each of these that is one; a lower one stands for none.
        spread: Gets the columns.
        there: Gets the bits of each.
        lacking: Gets the rows of each without a number.
    """
    whole = len(numbers) & ~7
    for first in range(0, whole, 8):
        for index in range(len(columns)):
            lacking[index] += _spread_some(numbers, columns[index], least[index], spread, there, index, first, 8)
    rest = len(numbers) - whole
    for index in range(len(columns) if rest else 0):
        lacking[index] += _spread_some(numbers, columns[index], least[index], spread, there, index, whole, rest)


@kernel
def find_codes(sought: Ints, mask: int, known: Ints, codes_of: Indexes, codes: Indexes) -> int:
    """Write the code of each number, and return the first row whose number is not known; all are: the rows.

    Args:
        sought: Numbers.
        mask: Which of their bits count.
        known: Numbers that have a code, ascending; at least one.
        codes_of: Their codes.
        codes: Gets the codes.
    """
    at = 0
    for row in range(len(sought)):
        number = sought[row] & mask
        if known[at] != number:
            low, high = 0, len(known) - 1
            while low < high:
                middle = (low + high) // 2
                if known[middle] < number:
                    low = middle + 1
                else:
                    high = middle
            if known[low] != number:
                return row
            at = low
        codes[row] = codes_of[at]
    return len(sought)


@inlined
def _put_place(text: Text, low: int, high: int, of: int) -> None:
    put_number(text, low)
    if high != low:
        put_byte(text, ord("-"))
        put_number(text, high)
    put_byte(text, ord("/"))
    put_number(text, of)


@inlined
def _slot_of(keys: Ints, key: int) -> int:
    """Return where a key stands, or would stand, in a table of which at least half is empty."""
    slot = (key ^ key >> 20 ^ key >> 37) & (len(keys) - 1)
    while keys[slot] != key and keys[slot] != UNKNOWN:
        slot = (slot + 1) & (len(keys) - 1)
    return slot


@kernel
def code_places(
    numbers: Indexes, first: int, of: Ints, met: tuple[Ints, Indexes], text: Text, ends: Ints, coded: Coded
) -> tuple[int, int]:
    """Code `n/of` or `n-m/of` of exons or introns, and write each text once; of very many, some more than once.

    Args:
        numbers: Numbers of the rows.
        first: Column of the lowest number; the highest stands behind it.
        of: How many there are in each row's transcript.
        met: Table of places met, all `UNKNOWN`, and their codes; a power of two long.
        text: Where to write the texts.
        ends: Gets their ends.
        coded: Gets the codes and the bits.

    Returns:
        Texts, and rows without a place.
    """
    keys, known = met
    codes, there = coded
    count, lacking = 0, 0
    for start in range(0, len(numbers), 8):
        bits = 0
        for row in range(start, min(start + 8, len(numbers))):
            low, high = numbers[row, first], numbers[row, first + 1]
            codes[row] = 0
            if low <= 0:
                lacking += 1
                continue
            bits |= 1 << (row - start)
            key = of[row] << 42 | np.int64(high) << 21 | low
            slot = _slot_of(keys, key)
            if keys[slot] == key:
                codes[row] = known[slot]
                continue
            _put_place(text, low, high, of[row])
            codes[row] = count
            if 2 * count < len(keys):
                keys[slot], known[slot] = key, count
            count += 1
            ends[count] = text.at[0]
        there[start >> 3] = bits
    return count, lacking
