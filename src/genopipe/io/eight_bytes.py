"""Compiled: text looked at eight bytes at a time, from any place on, and by the C library.

A byte of a word stands for the text in the order of little-endian memory: the first byte is the lowest one.
"""

import sys
from typing import Any

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.kernels import Deferred
from genopipe.kernels import inlined

assert sys.byteorder == "little", "genopipe runs on little-endian processors"

EACH = np.uint64(0x0101010101010101)
"""Times a byte: that byte eight times."""

_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH_BITS = np.uint64(0x8080808080808080)
_ZEROS = np.uint64(0x3030303030303030)
_ABOVE_NINE = np.uint64(0x7676767676767676)

_load: Any = Deferred("genopipe.io.pointers", "load_eight")
_zeros_behind: Any = Deferred("genopipe.io.pointers", "zeros_behind")
_find: Any = Deferred("genopipe.io.pointers", "find_byte_at")


@inlined
def eight_at(data: Bytes, at: int) -> np.uint64:
    """Return eight bytes of contiguous text; all are inside it."""
    word: np.uint64 = _load(data.ctypes.data + at)
    return word


@inlined
def first_of(marks: np.uint64) -> int:
    """Return which byte, 0 to 7, is the first that is marked by its highest bit; there is one."""
    place: int = _zeros_behind(marks) >> 3
    return place


@inlined
def lowest_bit(word: np.uint64) -> int:
    """Return the place, 0 to 63, of the lowest bit that is 1; there is one."""
    place: int = _zeros_behind(word)
    return place


@inlined
def find_byte(data: Bytes, byte: int, at: int, end: int) -> int:
    """Return the first place of a byte from a place on, `end` where there is none."""
    start = data.ctypes.data
    found: int = _find(start + at, byte, end - at)
    return found - start if found else end


@inlined
def marks_up_to(word: np.uint64, byte: int) -> np.uint64:
    """Mark, by its highest bit, each byte that is not above another one, which is below 128.

    Each byte is looked at without a carry into the next (Warren, Hacker's Delight, section 6-1).
    """
    more = np.uint64(0x7F - byte) * EACH
    return ~(((word & _LOW_BITS) + more) | word) & _HIGH_BITS


@inlined
def marks_no_digit(word: np.uint64) -> np.uint64:
    """Mark, by its highest bit, each byte that is no digit."""
    plain = word ^ _ZEROS
    return (((plain & _LOW_BITS) + _ABOVE_NINE) | plain) & _HIGH_BITS


@inlined
def number_of(word: np.uint64, digits: int) -> int:
    """Return the number that the first bytes write, 1 to 8 digits.

    Pairs of digits become one, pairs of these, and pairs of those (Lemire 2021, doi:10.1002/spe.2984).
    """
    plain = (word ^ _ZEROS) << np.uint64(64 - 8 * digits)
    pairs = (plain * np.uint64(10) + (plain >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    number: int = np.int64((fours * np.uint64(10_000) + (fours >> np.uint64(32))) & np.uint64(0xFFFFFFFF))  # type: ignore[assignment]
    return number
