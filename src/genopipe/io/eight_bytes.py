"""Compiled: text looked at eight bytes at a time, from any place on, and by the C library.

A byte of a word stands for the text in the order of little-endian memory: the first byte is the lowest one.
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils as untyped_builders
from numba.extending import intrinsic

from genopipe.io.allele_batch import Bytes
from genopipe.kernels import inlined

assert sys.byteorder == "little", "genopipe runs on little-endian processors"

cgutils: Any = untyped_builders
EACH = np.uint64(0x0101010101010101)
"""Times a byte: that byte eight times."""

_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH_BITS = np.uint64(0x8080808080808080)
_ZEROS = np.uint64(0x3030303030303030)
_ABOVE_NINE = np.uint64(0x7676767676767676)

Lowered = tuple[Any, Callable[..., Any]]


@intrinsic
def _load(typing: Any, address: Any) -> Lowered:  # noqa: ANN401 - numba has no types
    """Return the eight bytes at an address."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        place = builder.inttoptr(arguments[0], cgutils.ir.IntType(64).as_pointer())
        return builder.load(place, align=1)

    return types.uint64(address), generate


@intrinsic
def _zeros_behind(typing: Any, word: Any) -> Lowered:  # noqa: ANN401
    """Return how many bits are 0 below the lowest one that is 1; the word is not 0."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.cttz(arguments[0], cgutils.ir.Constant(cgutils.ir.IntType(1), 1))

    return types.int64(word), generate


@intrinsic
def _find(typing: Any, address: Any, byte: Any, count: Any) -> Lowered:  # noqa: ANN401
    """Return the address of a byte, 0: it is not among so many; by `memchr` of the C library."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        pointer = cgutils.ir.IntType(8).as_pointer()
        kind = cgutils.ir.FunctionType(pointer, [pointer, cgutils.ir.IntType(32), cgutils.ir.IntType(64)])
        function = cgutils.get_or_insert_function(builder.module, kind, "memchr")
        start, wanted, number = arguments
        found = builder.call(function, [builder.inttoptr(start, pointer), wanted, number])
        return builder.ptrtoint(found, cgutils.ir.IntType(64))

    return types.int64(types.int64, types.int32, types.int64), generate


@inlined
def eight_at(data: Bytes, at: int) -> np.uint64:
    """Return eight bytes of contiguous text; all are inside it."""
    return _load(data.ctypes.data + at)  # type: ignore[call-arg]


@inlined
def first_of(marks: np.uint64) -> int:
    """Return which byte, 0 to 7, is the first that is marked by its highest bit; there is one."""
    return _zeros_behind(marks) >> 3  # type: ignore[call-arg]


@inlined
def lowest_bit(word: np.uint64) -> int:
    """Return the place, 0 to 63, of the lowest bit that is 1; there is one."""
    return _zeros_behind(word)  # type: ignore[call-arg]


@inlined
def find_byte(data: Bytes, byte: int, at: int, end: int) -> int:
    """Return the first place of a byte from a place on, `end` where there is none."""
    start = data.ctypes.data
    found: int = _find(start + at, byte, end - at)  # type: ignore[call-arg]
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
