"""Arrow columns straight from the memory of arrays, and arrays straight from that of Arrow columns.

`pyarrow.array` looks whether what it is given is of pandas, and imports pandas to know: that costs a quarter of a
second a process, more than the alleles of an exome.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_KINDS = {
    "int8": pa.int8(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def _valid(lacking: npt.NDArray[np.bool_] | None) -> pa.Buffer | None:
    """Return the bits of the values that are there; None: all are."""
    if lacking is None or not lacking.any():
        return None
    return pa.py_buffer(np.packbits(~lacking, bitorder="little"))


def numbers(values: npt.NDArray[Any], lacking: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Return numbers; null where they are lacking."""
    data = np.ascontiguousarray(values)
    return pa.Array.from_buffers(_KINDS[data.dtype.name], len(data), [_valid(lacking), pa.py_buffer(data)])


def flags(values: npt.NDArray[np.bool_]) -> pa.Array:
    """Return yes and no."""
    bits = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])


def words(values: Sequence[str | None]) -> pa.Array:
    """Return texts; None is an empty text."""
    parts = [(value or "").encode() for value in values]
    ends = np.zeros(len(parts) + 1, dtype=np.int32)
    np.cumsum([len(part) for part in parts], out=ends[1:])
    return pa.Array.from_buffers(pa.string(), len(parts), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(parts))])


def coded(
    codes: npt.NDArray[np.int32], values: pa.Array, lacking: npt.NDArray[np.bool_] | None = None
) -> pa.DictionaryArray:
    """Return values by their index; null where they are lacking."""
    return pa.DictionaryArray.from_arrays(numbers(codes, lacking), values)


def each_coded(values: pa.Array) -> pa.DictionaryArray:
    """Return texts as a dictionary of themselves, without nulls."""
    if not values.null_count:
        return coded(np.arange(len(values), dtype=np.int32), values)
    lacking = lacking_of(values)
    codes = np.cumsum(~lacking, dtype=np.int32) - np.int32(1)
    return coded(np.maximum(codes, 0), values.drop_null(), lacking)


def repeated_at(values: pa.Array, places: npt.NDArray[np.int32]) -> pa.Array:
    """Return the values at some places; of a dictionary array the codes."""
    if pa.types.is_dictionary(values.type):
        return pa.DictionaryArray.from_arrays(repeated_at(values.indices, places), values.dictionary)
    if values.null_count == len(values):
        return pa.nulls(len(places), values.type)
    return values.take(numbers(places))


def valid(there: npt.NDArray[np.uint8], lacking: int) -> pa.Buffer | None:
    """Return the bits of the values that are there, `lacking` of which are not; None: all are."""
    return pa.py_buffer(there) if lacking else None


def filled(
    column: tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]], lacking: int, values: pa.Array
) -> pa.DictionaryArray:
    """Return values by the codes that a kernel filled in with one bit a row, `lacking` of which are not there."""
    codes, there = column
    buffers = [valid(there, lacking), pa.py_buffer(codes)]
    indices = pa.Array.from_buffers(pa.int32(), len(codes), buffers, lacking)
    return pa.DictionaryArray.from_arrays(indices, values, safe=False)


def named(data: npt.NDArray[np.uint8], first: npt.NDArray[np.int64]) -> pa.Array:
    """Return texts; null where the text is `.`.

    Args:
        data: Bytes of the texts, one behind the other.
        first: Where each begins; one more than there are texts.
    """
    lacking = np.diff(first) == 1
    lacking[lacking] = data[first[:-1][lacking]] == ord(".")
    buffers = [_valid(lacking), pa.py_buffer(first.astype(np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(lacking), buffers)


def numbers_of(values: pa.Array) -> npt.NDArray[Any]:
    """Return the numbers of an Arrow column as they lie in memory; what stands at a null means nothing."""
    kind, buffer = _NAMES[values.type], values.buffers()[1]
    if buffer is None:
        return np.empty(0, dtype=kind)
    return np.frombuffer(buffer, dtype=kind, count=values.offset + len(values))[values.offset :]


def lacking_of(values: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which values are null."""
    if not values.null_count:
        return np.zeros(len(values), dtype=np.bool_)
    bits = np.frombuffer(values.buffers()[0], dtype=np.uint8)
    valid = np.unpackbits(bits, count=values.offset + len(values), bitorder="little")[values.offset :]
    return np.equal(valid, 0)


def in_text_order(values: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return numbered texts with the texts in their order, and none that no row has.

    What was met before leaves no trace so: the same rows are the same bytes.

    Args:
        values: Numbered texts; no text stands twice, none is null.
    """
    words = values.dictionary.to_pylist()
    lacking = lacking_of(values.indices)
    codes = np.where(lacking, 0, numbers_of(values.indices))
    used = np.bincount(codes[~lacking], minlength=len(words)) > 0
    order = sorted(np.flatnonzero(used).tolist(), key=words.__getitem__)
    places = np.zeros(max(len(words), 1), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return coded(places[codes], values.dictionary.take(numbers(np.array(order, dtype=np.int64))), lacking)
