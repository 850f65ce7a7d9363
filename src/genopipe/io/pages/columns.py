"""Columns of rows as the values of one page, with the dictionary that it points into."""

from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from genopipe.io.allele_batch import Bytes
from genopipe.io.arrow import lacking_of
from genopipe.io.arrow import numbers
from genopipe.io.arrow import numbers_of
from genopipe.io.arrow import repeated_at
from genopipe.io.pages.packing import SLACK
from genopipe.io.pages.packing import Codes
from genopipe.io.pages.packing import pack_codes
from genopipe.io.pages.packing import pack_deltas
from genopipe.io.pages.packing import pack_texts
from genopipe.io.pages.packing import put_flags
from genopipe.io.pages.packing import put_numbers
from genopipe.io.pages.packing import put_texts
from genopipe.io.pages.packing import repeat_codes
from genopipe.io.pages.thrift import varint
from genopipe.io.unowned import frozen

PLAIN, RLE, STEPS, PREFIXED, DICTIONARY = 0, 3, 5, 7, 8
"""Numbers of encodings. Source: parquet.thrift, `Encoding`."""

_ALL = np.empty(0, np.uint8)
"""Stands for the bits of a column in which every row has a value."""

_WORTH_NUMBERING = 8
"""Values are numbered when at least one row in this many has one."""

_HIGHEST_STEPPED = (1 << 31) - 1

_FEW = 2
"""Texts of rows are numbered when each stands for at least this many."""


class Page(NamedTuple):
    """A column of one group of rows.

    Attributes:
        encoding: How its values are written.
        body: Levels and values.
        rows: How many rows.
        lacking: How many of them have no value.
        dictionary: What its values point into; None: nothing.
        entries: How many entries that has.
        ends: The lowest and the highest value, as Parquet tells them; None: not told.
        is_packed: Packing would hardly make it smaller.
    """

    encoding: int
    body: Bytes
    rows: int
    lacking: int
    dictionary: bytes | None = None
    entries: int = 0
    ends: tuple[bytes, bytes] | None = None
    is_packed: bool = False


@dataclass
class Repeated:
    """Alleles that rows repeat.

    Attributes:
        places: Index of each row's allele, ascending.
        packed: The rows as indices into a dictionary of just these alleles; made when it is needed.
    """

    places: Codes
    packed: Bytes | None = field(default=None, repr=False)

    @cached_property
    def local(self) -> Codes:
        """Index of each row's allele among those of the rows."""
        return frozen(self.places - np.int32(self.low))

    @cached_property
    def skips(self) -> bool:
        """Whether an allele between the first and the last has no row."""
        return len(self.places) > 1 and int(np.diff(self.places).max()) > 1

    @property
    def low(self) -> int:
        """The first allele."""
        return int(self.places[0])

    @property
    def behind(self) -> int:
        """The place behind the last allele."""
        return int(self.places[-1]) + 1


class _Numbered(NamedTuple):
    """A column as numbers of the entries of a dictionary.

    Attributes:
        codes: Number of each row; any where the row has none.
        there: One bit a row: whether it has one; empty: all have.
        lacking: How many have none.
        values: The dictionary, without nulls.
    """

    codes: Codes
    there: Bytes
    lacking: int
    values: pa.Array


def encode(column: pa.Array, *, sought: bool = False, seldom: bool = False) -> Page:
    """Return a column of rows as a page.

    Args:
        column: Numbers, flags, texts or numbered texts.
        sought: Readers look for its values: tell the lowest and the highest.
        seldom: Its values seldom repeat.
    """
    kind = column.type
    if column.null_count == len(column):
        return Page(PLAIN, _levels(len(column), _ALL, len(column)), len(column), len(column))
    if pa.types.is_dictionary(kind):
        there, lacking = _bits(column.indices)
        codes = frozen(numbers_of(column.indices))
        told = codes[~lacking_of(column.indices)] if lacking and sought else codes
        ends = _ends_of(told, column.dictionary) if sought else None
        return _numbered(_Numbered(codes, there, lacking, column.dictionary), ends)
    if pa.types.is_boolean(kind):
        return _flags(column)
    if kind == pa.int8():
        return _small(column, sought=sought)
    if not seldom and _WORTH_NUMBERING * (len(column) - column.null_count) >= len(column):
        repeated = column.dictionary_encode()
        if _FEW * len(repeated.dictionary) <= len(column) - column.null_count:
            return encode(repeated, sought=sought)
    return _texts(column) if pa.types.is_string(kind) else _numbers(column)


def encode_repeated(column: pa.Array, rows: Repeated, *, sought: bool = False, steps: bool = False) -> Page:
    """Return a column of alleles, repeated for each row, as a page.

    Args:
        column: Value of each allele.
        rows: The allele of each row.
        sought: Readers look for its values: tell the lowest and the highest.
        steps: Write whole numbers, all of which are there, as steps from row to row where they have at most 31 bits.
    """
    if rows.skips:
        used, places = np.unique(rows.places, return_inverse=True)
        rows = Repeated(places.astype(np.int32))
        column = column.take(numbers(used))
    if pa.types.is_boolean(column.type) or column.type == pa.int8():
        return encode(repeated_at(column, rows.places), sought=sought)
    some = column.slice(rows.low, rows.behind - rows.low)
    if steps:
        return _steps(some, rows)
    if pa.types.is_dictionary(column.type):
        return _coded(some.indices, some.dictionary, rows, sought=sought)
    if pa.types.is_string(column.type):
        return _prefixed(some, rows)
    if not some.null_count:
        return _each(some, rows)
    lacking = lacking_of(some)
    codes = np.where(lacking, np.int32(-1), np.cumsum(~lacking, dtype=np.int32) - np.int32(1))
    return _spread(codes, some.drop_null(), rows, sought=False)


def _prefixed(column: pa.Array, rows: Repeated) -> Page:
    """Return texts of alleles, of which neighbours begin alike, by what differs."""
    count = len(rows.places)
    at, data = _text_parts(column)
    out = np.empty(10 * count + int(at[-1] - at[0]) + 16 * SLACK, np.uint8)
    rooms = np.empty(len(column) + 1, np.int32), np.empty(count + 1, np.int32), np.empty(count + 1, np.int32)
    there, letters = np.empty((count + 7) // 8, np.uint8), np.empty(int(at[-1] - at[0]) + SLACK, np.uint8)
    known = frozen((~lacking_of(column)).view(np.uint8))
    size, written = pack_texts((frozen(data), frozen(at), known), rows.local, rooms, there, letters, out)
    body = np.concatenate([_levels(count, there, count - written), out[:size] if written else _ALL])
    return Page(PREFIXED if written else PLAIN, body, count, count - written, is_packed=True)


def _coded(indices: pa.Array, dictionary: pa.Array, rows: Repeated, *, sought: bool) -> Page:
    codes = numbers_of(indices)
    if indices.null_count:
        codes = np.where(lacking_of(indices), np.int32(-1), codes)
    return _spread(codes, dictionary, rows, sought=sought)


def _spread(codes: Codes, values: pa.Array, rows: Repeated, *, sought: bool) -> Page:
    """Return numbered values of alleles as those of rows; -1: none."""
    count = len(rows.places)
    out, there = np.empty(count, np.int32), np.empty((count + 7) // 8, np.uint8)
    lacking = repeat_codes(frozen(codes), rows.local, out, there)
    if lacking == count:
        return Page(PLAIN, _levels(count, _ALL, count), count, count)
    ends = _ends_of(codes[codes >= 0], values) if sought else None
    return _numbered(_Numbered(frozen(out), frozen(there) if lacking else _ALL, lacking, values), ends)


def _each(values: pa.Array, rows: Repeated) -> Page:
    """Return values of alleles of which each is an entry of the dictionary, also when two are the same."""
    count = len(rows.places)
    if rows.packed is None:
        rows.packed = _packed(rows.local, _ALL, _width(len(values)))
    body = np.concatenate([_levels(count, _ALL, 0), rows.packed])
    return Page(DICTIONARY, body, count, 0, plain(values), len(values))


def _width(entries: int) -> int:
    return max(1, (entries - 1).bit_length())


def _packed(codes: Codes, there: Bytes, width: int) -> Bytes:
    out = np.empty(len(codes) * (width + 6) // 8 + width + 2 * SLACK, np.uint8)
    out[0] = width
    room = np.empty(len(codes) + 8 if len(there) else 0, np.int32)
    return out[: 1 + pack_codes(codes, frozen(there), room, width, out[1:])]


def _numbered(column: _Numbered, ends: tuple[bytes, bytes] | None = None) -> Page:
    count = len(column.codes)
    packed = _packed(column.codes, column.there, _width(len(column.values)))
    body = np.concatenate([_levels(count, column.there, column.lacking), packed])
    return Page(DICTIONARY, body, count, column.lacking, plain(column.values), len(column.values), ends)


def _ends_of(codes: Codes, values: pa.Array) -> tuple[bytes, bytes] | None:
    """Return the lowest and the highest of the values of codes, none of which is below 0; None: they have no order."""
    used = [values[int(code)].as_py() for code in np.flatnonzero(np.bincount(codes))]
    if pa.types.is_string(values.type):
        words = [word.encode() for word in used]
        return min(words), max(words)
    if values.type != pa.int64():
        return None
    return min(used).to_bytes(8, "little", signed=True), max(used).to_bytes(8, "little", signed=True)


def _bits(column: pa.Array) -> tuple[Bytes, int]:
    """Return one bit a row that says whether it has a value (empty: all have), and how many have none."""
    count = len(column)
    if not column.null_count:
        return _ALL, 0
    if column.offset:
        bits = np.packbits(~lacking_of(column), bitorder="little")
    else:
        bits = np.frombuffer(column.buffers()[0], dtype=np.uint8, count=(count + 7) // 8)
    if count % 8 and bits[-1] >> count % 8:  # what stands behind the last row is nobody's
        bits = bits.copy()
        bits[-1] &= (1 << count % 8) - 1
    return frozen(bits), column.null_count


def _levels(rows: int, there: Bytes, lacking: int) -> Bytes:
    """Return which rows have a value, as levels: one run, or one stretch of bits."""
    if lacking in (0, rows):
        data = varint(rows << 1) + bytes([0 if lacking else 1])
    else:
        data = varint(len(there) << 1 | 1) + there.tobytes()
    return np.frombuffer(len(data).to_bytes(4, "little") + data, np.uint8)


def _flags(column: pa.Array) -> Page:
    there, lacking = _bits(column)
    count = len(column)
    flags = np.frombuffer(column.buffers()[1], dtype=np.uint8)
    if column.offset:
        flags = np.packbits(np.unpackbits(flags, bitorder="little")[column.offset :], bitorder="little")
    out = np.empty((count + 7) // 8, np.uint8)
    every = there if lacking else frozen(np.full(len(out), 0xFF, np.uint8))
    written = put_flags(frozen(flags), every, count, out)
    body = np.concatenate([_levels(count, there, lacking), out[: (written + 7) // 8]])
    return Page(PLAIN, body, count, lacking)


def _small(column: pa.Array, *, sought: bool) -> Page:
    """Return numbers of 8 bits, which Parquet keeps as those of 32: each a number into all below the highest."""
    there, lacking = _bits(column)
    codes = numbers_of(column).astype(np.int32)
    if lacking:
        codes[lacking_of(column)] = 0
    if int(codes.min()) < 0:
        return _numbers(column.cast(pa.int32()))
    entries = np.arange(int(codes.max()) + 1, dtype=np.int32)
    values = pa.Array.from_buffers(pa.int32(), len(entries), [None, pa.py_buffer(entries)])
    lowest = int(codes.min(where=~lacking_of(column), initial=int(codes.max())))
    ends = lowest.to_bytes(4, "little"), int(codes.max()).to_bytes(4, "little")
    return _numbered(_Numbered(frozen(codes), there, lacking, values), ends if sought else None)


def _steps(column: pa.Array, rows: Repeated) -> Page:
    count = len(rows.places)
    values = numbers_of(column)
    if values.min() < 0 or values.max() > _HIGHEST_STEPPED:
        return _each(column, rows)
    out = np.empty(5 * count + 16 * SLACK, np.uint8)
    size = pack_deltas(frozen(values.astype(np.int32)[rows.local]), out)
    ends = values.min().tobytes(), values.max().tobytes()
    return Page(STEPS, np.concatenate([_levels(count, _ALL, 0), out[:size]]), count, 0, ends=ends)


def _numbers(column: pa.Array) -> Page:
    there, lacking = _bits(column)
    values: npt.NDArray[Any] = numbers_of(column)
    if lacking:
        out = np.empty(len(column) - lacking + 1, values.dtype)
        values = out[: put_numbers(frozen(values), there, out)]
    body = np.concatenate([_levels(len(column), there, lacking), values.view(np.uint8)])
    return Page(PLAIN, body, len(column), lacking)


def _texts(column: pa.Array) -> Page:
    there, lacking = _bits(column)
    head = _levels(len(column), there, lacking)
    return Page(PLAIN, _put_texts(column, there, head), len(column), lacking)


def _put_texts(column: pa.Array, there: Bytes, head: Bytes) -> Bytes:
    at, data = _text_parts(column)
    out = np.empty(len(head) + int(at[-1] - at[0]) + 4 * len(column) + SLACK, np.uint8)
    out[: len(head)] = head
    return out[: len(head) + put_texts(frozen(data), frozen(at), frozen(there), out[len(head) :])]


def _text_parts(column: pa.Array) -> tuple[Codes, Bytes]:
    """Return where each text begins, and the bytes of all."""
    _, ends, data = column.buffers()
    at = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
    return at, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)


def plain(values: pa.Array) -> bytes:
    """Return the entries of a dictionary as Parquet holds them."""
    assert not values.null_count
    if pa.types.is_string(values.type):
        return _put_texts(values, _ALL, _ALL).data.tobytes()
    return numbers_of(values).tobytes()
