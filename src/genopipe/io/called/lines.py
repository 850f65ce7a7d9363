"""The lines of chosen records, to read them once more: who sifts by the alleles reads few genotypes."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.eight_bytes import find_byte
from genopipe.io.fast_vcf.header import Header
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.fast_vcf.reader import UnknownConstructError
from genopipe.io.fast_vcf.reader import read_stretches
from genopipe.io.slow_vcf import read_stretches_slowly
from genopipe.io.unowned import unowned
from genopipe.kernels import kernel

_NEWLINE = 10


@kernel
def _line_ends(owned: Bytes, inside: Long, starts: Long, ends: Long) -> int:
    """Write where the line of each place begins, and the place behind it; returns the bytes of all."""
    data, total = unowned(owned), 0
    for row in range(len(inside)):
        start = inside[row]
        while start > 0 and data[start - 1] != _NEWLINE:
            start -= 1
        end = find_byte(data, _NEWLINE, inside[row], len(data))
        starts[row], ends[row] = start, min(end + 1, len(data))
        total += ends[row] - start
    return total


@kernel
def _copy(owned: Bytes, starts: Long, ends: Long, owned_out: Bytes) -> None:
    """Copy stretches of bytes one behind the other."""
    data, out, at = unowned(owned), unowned(owned_out), 0
    for row in range(len(starts)):
        for place in range(starts[row], ends[row]):
            out[at] = data[place]
            at += 1


def lines_at(data: Bytes, inside: Long) -> bytes:
    """Return the lines in which places lie, in that order.

    Args:
        data: Lines of a VCF, each with its end.
        inside: A place in each line that is wanted.
    """
    places = np.ascontiguousarray(inside, dtype=np.int64)
    starts, ends = np.empty(len(places), np.int64), np.empty(len(places), np.int64)
    out = np.empty(_line_ends(data, places, starts, ends), np.uint8)
    _copy(data, starts, ends, out)
    return out.tobytes()


@kernel
def _choose(record: Long, keep: Flags, first: Long, stays: Flags) -> tuple[int, int]:
    """Write the first row of each record of which a row is kept, and whether each row of those records is.

    Returns:
        How many records they are, and how many rows.
    """
    records, rows, begin = 0, 0, 0
    while begin < len(record):
        end, chosen = begin + 1, keep[begin]
        while end < len(record) and record[end] == record[begin]:
            chosen |= keep[end]
            end += 1
        if chosen:
            first[records] = begin
            records += 1
            for row in range(begin, end):
                stays[rows] = keep[row]
                rows += 1
        begin = end
    return records, rows


def choose(record: Long, keep: Flags) -> tuple[Long, Flags]:
    """Choose the records of which a row is kept.

    Args:
        record: A number that the rows of one record share, and no neighbour has.
        keep: Which rows are kept.

    Returns:
        The first row of each of those records; and for each of their rows, in order, whether it is kept.
    """
    first, stays = np.empty(len(keep), np.int64), np.empty(len(keep), np.bool_)
    records, rows = _choose(record, keep, first, stays)
    return first[:records], stays[:rows]


def read_lines(path: Path, header: Header, lines: bytes) -> Iterator[Stretch]:
    """Yield the rows of some lines of a VCF with the genotypes; where the tokeniser does not know them, by cyvcf2.

    Args:
        path: The file from which the lines are, for messages.
        header: Its header.
        lines: Whole lines of one contig.
    """
    given = 0
    try:
        for stretch in read_stretches(path, header, iter((lines,)), people=True):
            given += stretch.records
            yield stretch
    except UnknownConstructError:
        with TemporaryDirectory(prefix="genopipe-lines-") as folder:
            copy = Path(folder) / "lines.vcf"
            copy.write_bytes(header.text + lines)
            yield from read_stretches_slowly(copy, people=True, first=given)


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    lines_at(np.frombuffer(b"a\nb\n", dtype=np.uint8), np.array([2]))
    choose(np.array([0, 1]), np.array([True, False]))
