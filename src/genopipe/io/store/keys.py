"""Alleles as 64-bit numbers that sort by position: what a store is searched by.

    position (32 bits) | 0 | bases of REF (4) | bases of ALT (4) | the bases, two bits each (22)      exact
    position (32 bits) | 1 | hash of both texts (30)                                                  proposes only

A number with flag 0 is the allele: no two alleles share it. A number with flag 1 may be shared by several; whoever
finds it compares the texts. What is no plain sequence (`*`, `<DEL>`, breakends) has no number.
"""

from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.unowned import frozen
from genopipe.kernels import kernel

Texts: TypeAlias = tuple[Bytes, Long]
"""A column of texts: their bytes one behind the other, and where each begins."""

Singles: TypeAlias = npt.NDArray[np.float32]

NO_KEY = -1
"""Stands for an allele that is never joined."""

HASHED = 1 << 30
"""The flag of a number that only proposes."""

_EXACT_BASES = 11
_LETTERS = np.frombuffer(b"ACGT", dtype=np.uint8)
_SHIFT = 31
_SINGLE = (1 << 26) | (1 << 22)


def _letter_codes() -> Long:
    """Return 0-3 for a base in either case, 4 for another letter, 5 for what is no letter, by byte."""
    codes = np.full(256, 5, np.int64)
    codes[65:91] = codes[97:123] = 4
    for code, base in enumerate("ACGT"):
        codes[[ord(base), ord(base.lower())]] = code
    return codes


_CODES = _letter_codes()
_LAST_POSITION = (1 << 32) - 1
# FNV-1a, 64 bits. Source: draft-eastlake-fnv-17, section 5 (offset basis and prime).
_BASIS = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)


@kernel
def _worst_code(data: Bytes, start: int, end: int) -> np.int64:
    worst = np.int64(0)
    for place in range(start, end):
        worst = max(worst, _CODES[data[place]])
    return worst


@kernel
def _fold(state: np.uint64, data: Bytes, start: int, end: int) -> np.uint64:
    for place in range(start, end):
        state = (state ^ np.uint64(data[place] & 0xDF)) * _PRIME
    return state


@kernel
def _key(position: int, ref: Bytes, ref_start: int, ref_end: int, alt: Bytes, alt_start: int, alt_end: int) -> np.int64:
    worst = max(_worst_code(ref, ref_start, ref_end), _worst_code(alt, alt_start, alt_end))
    longer, other = ref_end - ref_start, alt_end - alt_start
    if worst == 5 or longer == 0 or other == 0 or position < 1 or position > _LAST_POSITION:
        return np.int64(NO_KEY)
    if worst == 4 or longer + other > _EXACT_BASES:
        state = (_fold(_BASIS, ref, ref_start, ref_end) ^ np.uint64(0xFF)) * _PRIME
        state = _fold(state, alt, alt_start, alt_end)
        state ^= state >> np.uint64(32)
        return np.int64((position << _SHIFT) | HASHED | np.int64(state & np.uint64(HASHED - 1)))
    bases = np.int64(0)
    for place in range(ref_start, ref_end):
        bases = (bases << 2) | _CODES[ref[place]]
    for place in range(alt_start, alt_end):
        bases = (bases << 2) | _CODES[alt[place]]
    return np.int64((position << _SHIFT) | (longer << 26) | (other << 22) | bases)


@kernel
def _fill(positions: Long, ref: Bytes, ref_at: Long, alt: Bytes, alt_at: Long, out: Long) -> None:
    for row in range(len(positions)):
        position, one, other = positions[row], ref_at[row], alt_at[row]
        first, second = ref_at[row + 1] - one, alt_at[row + 1] - other
        if first == 1 and second == 1 and 1 <= position <= _LAST_POSITION:
            left, right = _CODES[ref[one]], _CODES[alt[other]]
            if left < 4 and right < 4:
                out[row] = (position << _SHIFT) | _SINGLE | (left << 2) | right
                continue
        out[row] = _key(position, ref, one, one + first, alt, other, other + second)


def frozen_texts(texts: Texts) -> Texts:
    """Return a column of texts as arrays that are only read."""
    return frozen(texts[0]), frozen(texts[1])


def make_keys(positions: Long, ref: Texts, alt: Texts) -> Long:
    """Return the number of each allele of a contig; `NO_KEY` where it has none.

    Args:
        positions: 1-based positions of the first REF base.
        ref: REF texts, in any case.
        alt: ALT texts, in any case.
    """
    keys = np.empty(len(positions), np.int64)
    _fill(frozen(np.asarray(positions, dtype=np.int64)), *frozen_texts(ref), *frozen_texts(alt), keys)
    return keys


class Asked(NamedTuple):
    """Alleles of one contig that stores are asked for.

    Attributes:
        texts: REF and ALT.
        keys: Their numbers, ascending.
        order: The allele of each number; None: the alleles stand in the order of their numbers.
    """

    texts: tuple[Texts, Texts]
    keys: Long
    order: Long | None


def ask(positions: Long, ref: Texts, alt: Texts) -> Asked:
    """Return alleles of a contig as stores are asked for them.

    Args:
        positions: 1-based positions of the first REF base.
        ref: REF texts, left-aligned and trimmed with their ALT; in any case.
        alt: ALT texts. `*`, symbolic alleles and breakends are never found.
    """
    keys = make_keys(positions, ref, alt)
    if is_ascending(keys):
        return Asked((ref, alt), keys, None)
    order = np.argsort(keys, kind="stable")
    return Asked((ref, alt), keys[order], order)


def key_positions(keys: Long) -> Long:
    """Return the 1-based position of each number."""
    return keys >> _SHIFT


@kernel
def _spell(keys: Long, ref: Bytes, ref_at: Long, alt: Bytes, alt_at: Long) -> None:
    for row in range(len(keys)):
        if keys[row] & HASHED:
            ref_at[row + 1], alt_at[row + 1] = ref_at[row], alt_at[row]
            continue
        first, second = (keys[row] >> 26) & 15, (keys[row] >> 22) & 15
        ref_at[row + 1], alt_at[row + 1] = ref_at[row] + first, alt_at[row] + second
        bases = keys[row] & 0x3FFFFF
        for place in range(second):
            alt[alt_at[row + 1] - 1 - place] = _LETTERS[bases & 3]
            bases >>= 2
        for place in range(first):
            ref[ref_at[row + 1] - 1 - place] = _LETTERS[bases & 3]
            bases >>= 2


def spell(keys: Long) -> tuple[Texts, Texts]:
    """Return REF and ALT of the numbers that are exact; of the others, empty texts."""
    room = len(keys) * _EXACT_BASES
    ref, alt = np.empty(room, np.uint8), np.empty(room, np.uint8)
    ref_at, alt_at = np.zeros(len(keys) + 1, np.int64), np.zeros(len(keys) + 1, np.int64)
    _spell(frozen(keys), ref, ref_at, alt, alt_at)
    return (ref[: ref_at[-1]], ref_at), (alt[: alt_at[-1]], alt_at)


@kernel
def _is_ascending(keys: Long) -> bool:
    for place in range(1, len(keys)):  # noqa: SIM110 - compiled, where there is no all()
        if keys[place] < keys[place - 1]:
            return False
    return True


def is_ascending(keys: Long) -> bool:
    """Say whether no number is smaller than the one before it."""
    return bool(_is_ascending(frozen(keys)))


@kernel
def _skip(known: Long, row: int, key: int) -> int:
    """Return the first place from `row` on whose number is not below `key`, in strides that double."""
    stride = 1
    while row + stride < len(known) and known[row + stride] < key:
        row += stride
        stride *= 2
    low, high = row + 1, min(row + stride, len(known))
    while low < high:
        middle = (low + high) // 2
        if known[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _merge(asked: Long, known: Long, found: Long) -> tuple[int, int]:
    row, hits, proposed = 0, 0, 0
    for place in range(len(asked)):
        key = asked[place]
        if row < len(known) and known[row] < key:
            row = _skip(known, row, key)
        found[place] = -1
        if row < len(known) and known[row] == key and key != NO_KEY:
            found[place] = row
            hits += 1
            proposed += (key & HASHED) != 0
    return hits, proposed


def merge(asked: Long, known: Long) -> tuple[Long, int, int]:
    """Find ascending numbers among ascending numbers, in one walk over both.

    Args:
        asked: Ascending numbers to find.
        known: Ascending numbers to find them in.

    Returns:
        For each number asked the first row with it, or -1; how many were found, and how many of these numbers only
        propose.
    """
    found = np.empty(len(asked), np.int64)
    return found, *_merge(frozen(asked), frozen(known), found)


@kernel
def _take_found(found: Long, column: Singles, out: Singles, known: Flags) -> None:
    for place in range(len(found)):
        if found[place] >= 0:
            out[place] = column[found[place]]
            known[place] = True


def take_found(found: Long, column: Singles, out: Singles, known: Flags) -> None:
    """Take the numbers of the rows that were found.

    Args:
        found: Row of each allele, -1: it has none.
        column: Numbers of the rows.
        out: Gets the number of each allele that has a row.
        known: Gets which alleles have one.
    """
    _take_found(frozen(found), frozen(column), out, known)


@kernel
def _same_text(left: Bytes, start: int, end: int, right: Bytes, other: int, other_end: int) -> bool:
    if end - start != other_end - other:
        return False
    for place in range(end - start):  # noqa: SIM110 - compiled, where there is no all()
        if (left[start + place] & 0xDF) != (right[other + place] & 0xDF):
            return False
    return True


@kernel
def _place_of(rows: Long, row: int) -> int:
    """Return where a row stands among ascending rows."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _confirm(
    keys: Long,
    asked: Long,
    known: Long,
    texts: tuple[Texts, Texts],
    rows: Long,
    stored: tuple[Texts, Texts],
    found: Long,
) -> None:
    (ref, ref_at), (alt, alt_at) = texts
    (own_ref, own_ref_at), (own_alt, own_alt_at) = stored
    for place in range(len(keys)):
        if found[place] < 0 or (keys[place] & HASHED) == 0:
            continue
        row, mine = found[place], asked[place]
        at = _place_of(rows, row)
        found[place] = -1
        while row < len(known) and known[row] == keys[place]:
            same = _same_text(ref, ref_at[mine], ref_at[mine + 1], own_ref, own_ref_at[at], own_ref_at[at + 1])
            if same and _same_text(alt, alt_at[mine], alt_at[mine + 1], own_alt, own_alt_at[at], own_alt_at[at + 1]):
                found[place] = row
                break
            row, at = row + 1, at + 1


def confirm(
    keys: Long, asked: Long, known: Long, texts: tuple[Texts, Texts], stored: tuple[Long, Texts, Texts], found: Long
) -> None:
    """Compare the full texts wherever a number only proposes.

    Args:
        keys: Numbers asked.
        asked: Row of each in the texts asked.
        known: Ascending numbers of the store.
        texts: REF and ALT asked.
        stored: The rows of the store whose number only proposes, ascending, with their REF and ALT.
        found: First row of the store with each number, or -1; gets the row with the same texts, or -1.
    """
    mine = frozen_texts(texts[0]), frozen_texts(texts[1])
    theirs = frozen_texts(stored[1]), frozen_texts(stored[2])
    _confirm(frozen(keys), frozen(asked), frozen(known), mine, frozen(stored[0]), theirs, found)


@kernel
def _upper(data: Bytes, out: Bytes) -> None:
    for place in range(len(data)):
        out[place] = data[place] - 32 if 97 <= data[place] <= 122 else data[place]


def upper(data: Bytes) -> Bytes:
    """Return the bytes with every small letter made a capital."""
    out = np.empty(len(data), np.uint8)
    _upper(frozen(data), out)
    return out


@kernel
def _gather(data: Bytes, starts: Long, ends: Long, offsets: Long) -> Bytes:
    for row in range(len(starts)):
        offsets[row + 1] = offsets[row] + max(ends[row] - starts[row], 0)
    out = np.empty(offsets[-1], np.uint8)
    for row in range(len(starts)):
        width = offsets[row + 1] - offsets[row]
        for place in range(width):
            out[offsets[row] + place] = data[starts[row] + place]
    return out


def gather(data: Bytes, starts: Long, ends: Long) -> Texts:
    """Copy stretches of bytes one behind the other.

    Args:
        data: The bytes.
        starts: Where each stretch begins.
        ends: Where each ends; not above its start: it is empty.

    Returns:
        The bytes, and where each stretch begins in them.
    """
    offsets = np.zeros(len(starts) + 1, np.int64)
    return _gather(frozen(data), frozen(starts), frozen(ends), offsets), offsets


def take_texts(texts: Texts, rows: Long | Flags) -> Texts:
    """Return the chosen rows of a column of texts."""
    data, offsets = texts
    return gather(data, offsets[:-1][rows], offsets[1:][rows])


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    letters, offsets = np.frombuffer(b"Ac", dtype=np.uint8).copy(), np.array([0, 1, 2], np.int64)
    keys = make_keys(np.array([1, 2], np.int64), (letters, offsets), (letters, offsets))
    is_ascending(keys)
    spell(keys)
    take_found(merge(keys, keys)[0], np.ones(2, np.float32), np.ones(2, np.float32), np.ones(2, np.bool_))
    both = (letters, offsets), (letters, offsets)
    rows = np.array([0, 1], np.int64)
    confirm(keys, rows, keys, both, (rows, *both), np.array([0, -1], np.int64))
    upper(letters)
    gather(letters, offsets[:-1], offsets[1:])
