"""Compiled: texts that lie about in a chunk, brought together in a column of their own."""

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.unowned import unowned
from genopipe.kernels import kernel

_DOT = 46


@kernel
def _offsets(starts: Long, ends: Long, offsets: Long) -> None:
    """Write where each text begins; a text of no bytes gets one, for a dot."""
    total = 0
    for row in range(len(starts)):
        offsets[row] = total
        total += max(ends[row] - starts[row], 1)
    offsets[len(starts)] = total


@kernel
def _copy(owned: Bytes, starts: Long, ends: Long, offsets: Long, out: Bytes) -> None:
    """Copy each text to its place."""
    data, texts = unowned(owned), unowned(out)
    for row in range(len(starts)):
        at = offsets[row]
        if starts[row] == ends[row]:
            texts[at] = _DOT
        for place in range(starts[row], ends[row]):
            texts[at] = data[place]
            at += 1


def gather(data: Bytes, starts: Long, ends: Long) -> tuple[Bytes, Long]:
    """Return the texts that begin and end at places of a chunk, as a column; an empty one becomes `.`.

    Args:
        data: The chunk.
        starts: First byte of each text.
        ends: Byte behind each text.
    """
    starts, ends = np.ascontiguousarray(starts), np.ascontiguousarray(ends)
    offsets = np.empty(len(starts) + 1, np.int64)
    _offsets(starts, ends, offsets)
    out = np.empty(int(offsets[-1]), np.uint8)
    _copy(data, starts, ends, offsets, out)
    return out, offsets


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    data: Bytes = np.frombuffer(b"AC", dtype=np.uint8)
    gather(data, np.array([0, 1]), np.array([1, 2]))
