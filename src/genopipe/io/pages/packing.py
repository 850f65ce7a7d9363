"""Compiled: values as the pages of Parquet hold them.

Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import Bytes
from genopipe.io.unowned import frozen
from genopipe.io.unowned import unowned
from genopipe.kernels import Deferred
from genopipe.kernels import inlined
from genopipe.kernels import kernel

Codes = npt.NDArray[np.int32]

SLACK = 32
"""Bytes that must be free behind what a kernel writes: it writes whole words."""

WIDE = 16
"""Bytes that are copied at once."""

copy_wide: Any = Deferred("genopipe.io.pages.memory", "copy_wide")
load_word: Any = Deferred("genopipe.io.pages.memory", "load_word")
store_word: Any = Deferred("genopipe.io.pages.memory", "store_word")

_RUN = 8
_BLOCK, _PARTS, _PART = 128, 4, 32


@inlined
def _put_varint(out: Bytes, at: int, number: np.uint64) -> int:
    while number > np.uint64(0x7F):
        out[at] = np.uint8(number & np.uint64(0x7F)) | np.uint8(0x80)
        at += 1
        number >>= np.uint64(7)
    out[at] = np.uint8(number)
    return at + 1


@inlined
def _put_zigzag(out: Bytes, at: int, number: np.int64) -> int:
    return _put_varint(out, at, np.uint64((number << 1) ^ (number >> 63)))


@inlined
def _put_bits(codes: Codes, start: int, end: int, width: int, out: Bytes, at: int) -> int:
    """Write codes of some bits each, the last eight filled up with zeros; return the place behind."""
    behind = at + (end - start + 7) // 8 * width
    base = np.uint64(out.ctypes.data)
    held, bits = np.uint64(0), 0
    for row in range(start, end):
        held |= np.uint64(np.uint32(codes[row])) << np.uint64(bits)
        bits += width
        if bits >= 32:
            store_word(base + np.uint64(at), held)
            at += 4
            bits -= 32
            held >>= np.uint64(32)
    store_word(base + np.uint64(at), held)
    for place in range(at + 8, behind):
        out[place] = 0
    return behind


@inlined
def _dense(codes: Codes, there: Bytes, room: Codes) -> int:
    """Write the codes of the rows that have one; return how many."""
    count, rows = 0, len(codes)
    for octet in range((rows + 7) // 8):
        bits = there[octet]
        if bits == 0:
            continue
        first = octet * 8
        for row in range(first, min(first + 8, rows)):
            room[count] = codes[row]
            count += (bits >> (row - first)) & 1
    return count


@inlined
def _hybrid(codes: Codes, count: int, width: int, out: Bytes) -> int:
    """Write codes as runs and stretches of bits; return the bytes."""
    at, begin, row, octets = 0, 0, 0, (width + 7) // 8
    while row < count:
        code, behind = codes[row], row + 1
        while behind < count and codes[behind] == code:
            behind += 1
        filling = -(row - begin) & 7
        if behind - row - filling >= _RUN:
            if row + filling > begin:
                at = _put_varint(out, at, np.uint64((row + filling - begin) // 8 << 1 | 1))
                at = _put_bits(codes, begin, row + filling, width, out, at)
            at = _put_varint(out, at, np.uint64((behind - row - filling) << 1))
            for octet in range(octets):
                out[at] = np.uint8((code >> (8 * octet)) & 0xFF)
                at += 1
            begin = behind
        row = behind
    if begin < count:
        at = _put_varint(out, at, np.uint64((count - begin + 7) // 8 << 1 | 1))
        at = _put_bits(codes, begin, count, width, out, at)
    return at


@kernel
def pack_codes(owned: Codes, owned_there: Bytes, owned_room: Codes, width: int, owned_out: Bytes) -> int:
    """Write codes as runs of one code and stretches of bits (RLE / bit-packing hybrid).

    Args:
        owned: Code of each row.
        owned_there: One bit a row: whether it has one; empty: all have.
        owned_room: Room for the codes and eight more.
        width: Bits of a code.
        owned_out: Gets the bytes.

    Returns:
        How many bytes.
    """
    codes, there, room, out = unowned(owned), unowned(owned_there), unowned(owned_room), unowned(owned_out)
    if not len(there):
        return _hybrid(codes, len(codes), width, out)
    return _hybrid(room, _dense(codes, there, room), width, out)


@kernel
def repeat_codes(codes: Codes, places: Codes, out: Codes, there: Bytes) -> int:
    """Write the code of each row's allele, and whether it has one (-1: none); return how many have none.

    Args:
        codes: Code of each allele.
        places: Index of each row's allele.
        out: Gets the codes.
        there: Gets one bit a row.
    """
    lacking, rows = 0, len(places)
    for first in range(0, rows, 8):
        bits = 0
        for row in range(first, min(first + 8, rows)):
            code = codes[np.uint64(places[np.uint64(row)])]
            out[np.uint64(row)] = code
            bits |= int(code >= 0) << (row - first)
            lacking += int(code < 0)
        there[np.uint64(first >> 3)] = bits
    return lacking


@inlined
def _bits_of(number: np.uint32) -> int:
    """Return how many bits a number needs that is not below 0."""
    bits = 0
    while number:
        bits += 1
        number >>= np.uint32(1)
    return bits


@inlined
def _pack_steps(numbers: Codes, count: int, steps: Codes, out: Bytes, at: int) -> int:
    """Write numbers as steps from one to the next; return the place behind."""
    at = _put_varint(out, at, np.uint64(_BLOCK))
    at = _put_varint(out, at, np.uint64(_PARTS))
    at = _put_varint(out, at, np.uint64(count))
    at = _put_zigzag(out, at, np.int64(numbers[0]) if count else np.int64(0))
    for first in range(1, count, _BLOCK):
        some = min(_BLOCK, count - first)
        before, after = numbers[first - 1 : first - 1 + some], numbers[first : first + some]
        least = after[0] - before[0]
        for step in range(some):
            steps[step] = after[step] - before[step]
            least = min(least, steps[step])
        for step in range(some, _BLOCK):
            steps[step] = least
        at = _put_zigzag(out, at, np.int64(least))
        widths, at = at, at + _PARTS
        for part in range(_PARTS):
            those = steps[part * _PART : part * _PART + _PART]
            every = np.int32(0)
            for step in range(_PART):
                those[step] -= least
                every |= those[step]
            width = _bits_of(np.uint32(every))
            out[widths + part] = width
            if width:
                at = _put_bits(those, 0, _PART, width, out, at)
    return at


@kernel
def pack_deltas(owned: Codes, owned_out: Bytes) -> int:
    """Write numbers as steps from one to the next (DELTA_BINARY_PACKED); return the bytes.

    Args:
        owned: Numbers, not below 0.
        owned_out: Gets the bytes.
    """
    steps = np.empty(_BLOCK, np.int32)
    return _pack_steps(unowned(owned), len(owned), unowned(steps), unowned(owned_out), 0)


@inlined
def _shared(data: Bytes, one: int, end: int, other: int, other_end: int) -> int:
    """Return with how many bytes two texts begin alike."""
    count, most = 0, min(end - one, other_end - other)
    base = np.uint64(data.ctypes.data)
    left, right = base + np.uint64(one), base + np.uint64(other)
    while count + 8 <= most:
        one_word: np.uint64 = load_word(left + np.uint64(count))
        other_word: np.uint64 = load_word(right + np.uint64(count))
        if one_word != other_word:
            break
        count += 8
    while count < most and data[one + count] == data[other + count]:
        count += 1
    return count


@inlined
def _differences(data: Bytes, ends: Codes, known: Bytes, shared: Codes, out: Bytes, at: int) -> int:
    """Write what of each text is not as in the text before, and how much is; return the place behind."""
    before, end = 0, 0
    for place in range(len(known)):
        if not known[place]:
            continue
        start, behind = ends[place], ends[place + 1]
        same = _shared(data, start, behind, before, end)
        shared[place] = same
        if behind + WIDE <= len(data):
            to, source = (
                np.uint64(out.ctypes.data) + np.uint64(at),
                np.uint64(data.ctypes.data) + np.uint64(start + same),
            )
            for step in range(0, behind - start - same, WIDE):
                copy_wide(to + np.uint64(step), source + np.uint64(step))
        else:
            for step in range(behind - start - same):
                out[at + step] = data[start + same + step]
        at += behind - start - same
        before, end = start, behind
    return at


@kernel
def pack_texts(
    owned: tuple[Bytes, Codes, Bytes],
    owned_places: Codes,
    owned_rooms: tuple[Codes, Codes, Codes],
    owned_there: Bytes,
    owned_letters: Bytes,
    owned_out: Bytes,
) -> tuple[int, int]:
    """Write the text of each row's allele by what differs from the text before (DELTA_BYTE_ARRAY).

    Args:
        owned: Bytes of the texts, one behind the other; where each begins, one more than there are texts; 1 for an
            allele that has a text.
        owned_places: Index of each row's allele, ascending; no allele is without a row.
        owned_rooms: Room for a number an allele, and for two numbers a row, each with one more.
        owned_there: Gets one bit a row: whether it has a text.
        owned_letters: Room for all bytes in which texts differ.
        owned_out: Gets the bytes.

    Returns:
        How many bytes, and how many rows have a text.
    """
    data, ends, known, places = unowned(owned[0]), unowned(owned[1]), unowned(owned[2]), unowned(owned_places)
    shared, prefixes, suffixes = unowned(owned_rooms[0]), unowned(owned_rooms[1]), unowned(owned_rooms[2])
    there, letters, out = unowned(owned_there), unowned(owned_letters), unowned(owned_out)
    written = _differences(data, ends, known, shared, letters, 0)
    count, last = 0, np.int32(-1)
    for first in range(0, len(places), 8):
        bits = 0
        for row in range(first, min(first + 8, len(places))):
            place = places[row]
            length, same = ends[place + 1] - ends[place], shared[place]
            prefixes[count] = length if place == last else same
            suffixes[count] = 0 if place == last else length - same
            bits |= int(known[place]) << (row - first)
            count += known[place]
            last = place
        there[first >> 3] = bits
    steps = np.empty(_BLOCK, np.int32)
    size = _pack_steps(prefixes, count, unowned(steps), out, 0)
    size = _pack_steps(suffixes, count, unowned(steps), out, size)
    for place in range(written):
        out[size + place] = letters[place]
    return size + written, count


@inlined
def _put_text(data: Bytes, start: int, end: int, out: Bytes, at: int) -> int:
    """Write the length of a text and its bytes; return the place behind."""
    store_word(np.uint64(out.ctypes.data) + np.uint64(at), np.uint64(end - start))
    at += 4
    if end + WIDE <= len(data):
        to, source = np.uint64(out.ctypes.data) + np.uint64(at), np.uint64(data.ctypes.data) + np.uint64(start)
        for step in range(0, end - start, WIDE):
            copy_wide(to + np.uint64(step), source + np.uint64(step))
    else:
        for place in range(end - start):
            out[at + place] = data[start + place]
    return at + end - start


@kernel
def put_texts(owned: Bytes, owned_ends: Codes, owned_there: Bytes, owned_out: Bytes) -> int:
    """Write texts, each behind its length (PLAIN); return the bytes.

    Args:
        owned: Bytes of the texts, one behind the other.
        owned_ends: Where each begins; one more than there are texts.
        owned_there: One bit a text: whether it is there; empty: all are.
        owned_out: Gets the bytes.
    """
    data, ends, there, out = unowned(owned), unowned(owned_ends), unowned(owned_there), unowned(owned_out)
    at, count = 0, len(ends) - 1
    for first in range(0, count, 8):
        bits = there[first >> 3] if len(there) else np.uint8(0xFF)
        if bits == 0:
            continue
        for row in range(first, min(first + 8, count)):
            if (bits >> (row - first)) & 1:
                at = _put_text(data, ends[row], ends[row + 1], out, at)
    return at


@kernel
def put_numbers(owned: npt.NDArray[Any], owned_there: Bytes, owned_out: npt.NDArray[Any]) -> int:
    """Write the numbers of the rows that have one; return how many.

    Args:
        owned: Number of each row.
        owned_there: One bit a row: whether it has one.
        owned_out: Gets the numbers.
    """
    numbers, there, out = unowned(owned), unowned(owned_there), unowned(owned_out)
    count, rows = 0, len(numbers)
    for first in range(0, rows, 8):
        bits = there[first >> 3]
        if bits == 0:
            continue
        for row in range(first, min(first + 8, rows)):
            if (bits >> (row - first)) & 1:
                out[count] = numbers[row]
                count += 1
    return count


@kernel
def put_flags(owned: Bytes, owned_there: Bytes, rows: int, owned_out: Bytes) -> int:
    """Write one bit for each of the rows that have one; return how many.

    Args:
        owned: One bit a row: yes or no.
        owned_there: One bit a row: whether it has either.
        rows: How many rows.
        owned_out: Gets the bits.
    """
    flags, there, out = unowned(owned), unowned(owned_there), unowned(owned_out)
    count, held = 0, 0
    for row in range(rows):
        if (there[row >> 3] >> (row & 7)) & 1:
            held |= int((flags[row >> 3] >> (row & 7)) & 1) << (count & 7)
            count += 1
            if count & 7 == 0:
                out[(count >> 3) - 1] = held
                held = 0
    if count & 7:
        out[count >> 3] = held
    return count


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    bits, codes = frozen(np.array([1], np.uint8)), frozen(np.zeros(1, np.int32))
    out = np.empty(4 * SLACK, np.uint8)
    pack_codes(codes, bits, np.empty(16, np.int32), 1, out)
    repeat_codes(codes, codes, np.empty(1, np.int32), out)
    pack_deltas(codes, out)
    begins, room = frozen(np.array([0, 1], np.int32)), np.empty(2, np.int32)
    letters = np.empty(SLACK, np.uint8)
    pack_texts((bits, begins, bits), codes, (room, room.copy(), room.copy()), letters[:1], letters, out)
    put_texts(bits, frozen(np.array([0, 1], np.int32)), bits, out)
    put_flags(bits, bits, 1, out)
    for kind in (np.int32, np.int64, np.float64):
        put_numbers(frozen(np.zeros(1, kind)), bits, np.empty(1, kind))
