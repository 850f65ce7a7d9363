"""Compiled: names of alleles, `1-55051215-G-A`, a whole column at once."""

import numpy as np

from genopipe.genome import allele_key
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import from_texts
from genopipe.io.unowned import unowned
from genopipe.kernels import inlined
from genopipe.kernels import kernel

_ZERO = 48


@inlined
def _digits(number: int) -> int:
    """Return how many digits a number has that is not below 0."""
    count, rest = 1, number
    while rest >= 10:
        rest //= 10
        count += 1
    return count


@inlined
def _append(texts: Bytes, at: int, data: Bytes, start: int, end: int) -> int:
    """Copy bytes behind those that are written; returns the place behind them."""
    for place in range(start, end):
        texts[at] = data[place]
        at += 1
    return at


@kernel
def _lengths(position: Long, ref_offsets: Long, alt_offsets: Long, fixed: int, offsets: Long) -> None:
    """Write where each name begins; `fixed` bytes of each are neither position nor bases."""
    total = 0
    for row in range(len(position)):
        offsets[row] = total
        total += fixed + _digits(position[row])
        total += ref_offsets[row + 1] - ref_offsets[row] + alt_offsets[row + 1] - alt_offsets[row]
    offsets[len(position)] = total


@kernel
def _write(
    prefix: Bytes,
    marks: Bytes,
    position: Long,
    ref: Bytes,
    ref_offsets: Long,
    alt: Bytes,
    alt_offsets: Long,
    offsets: Long,
    out: Bytes,
) -> None:
    """Write prefix, position, REF and ALT of each row, with the two marks between the last three."""
    head, texts, refs, alts = unowned(prefix), unowned(out), unowned(ref), unowned(alt)
    for row in range(len(position)):
        at = _append(texts, offsets[row], head, 0, len(head))
        digits, rest = _digits(position[row]), position[row]
        for place in range(digits - 1, -1, -1):
            texts[at + place] = _ZERO + rest % 10
            rest //= 10
        texts[at + digits] = marks[0]
        at = _append(texts, at + digits + 1, refs, ref_offsets[row], ref_offsets[row + 1])
        texts[at] = marks[1]
        _append(texts, at + 1, alts, alt_offsets[row], alt_offsets[row + 1])


def _joined(
    prefix: str, marks: str, position: Long, ref: tuple[Bytes, Long], alt: tuple[Bytes, Long]
) -> tuple[Bytes, Long]:
    head, between = np.frombuffer(prefix.encode(), np.uint8), np.frombuffer(marks.encode(), np.uint8)
    offsets = np.empty(len(position) + 1, np.int64)
    _lengths(position, ref[1], alt[1], len(head) + len(between), offsets)
    out = np.empty(int(offsets[-1]), np.uint8)
    _write(head, between, position, *ref, *alt, offsets, out)
    return out, offsets


def name_alleles(contig: str, position: Long, ref: tuple[Bytes, Long], alt: tuple[Bytes, Long]) -> tuple[Bytes, Long]:
    """Return the names of alleles of one contig, as `genome.allele_key` gives them.

    Args:
        contig: Name of the contig.
        position: 1-based.
        ref: Column of REF.
        alt: Column of ALT.
    """
    prefix = allele_key(contig, 0, "", "").removesuffix("0--")
    return _joined(prefix, "--", position, ref, alt)


def name_records(contig: str, position: Long, ref: tuple[Bytes, Long], alts: tuple[Bytes, Long]) -> tuple[Bytes, Long]:
    """Return the records of alleles as called: `chr1:55051215:G>A,C`.

    Args:
        contig: Name of the contig.
        position: 1-based.
        ref: Column of REF as written.
        alts: Column of the whole ALT as written.
    """
    return _joined(f"{contig}:", ":>", position, ref, alts)


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    data, offsets = from_texts(["A"])
    name_alleles("1", np.array([1]), (data.copy(), offsets), (data.copy(), offsets))
