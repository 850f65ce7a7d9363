"""QUAL of the records of a BCF with all its digits: its text, as bcftools writes it, has six.

Source: the BCF2 specification (samtools.github.io/hts-specs): each record begins with the lengths of its two parts,
then CHROM, POS, the length of REF and QUAL, four bytes each.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pysam

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.io.bgzf import inflate
from genopipe.kernels import kernel

_HEAD = 9
"""Bytes before the text of the header: magic and length."""

_PIECE = 1 << 22


@kernel
def _whole(data: Bytes, at: int) -> int:
    """Return four bytes as a whole number, the lowest first."""
    return int(data[at]) | int(data[at + 1]) << 8 | int(data[at + 2]) << 16 | int(data[at + 3]) << 24


@kernel
def _walk(data: Bytes, contig: int, places: Long) -> tuple[int, int]:
    """Find where QUAL of each record of a contig (-1: of any) stands; returns how many, and where the rest begins."""
    at = count = 0
    while at + 24 <= len(data):
        behind = at + 8 + _whole(data, at) + _whole(data, at + 4)
        if behind > len(data):
            break
        if contig < 0 or _whole(data, at + 8) == contig:
            places[count] = at + 20
            count += 1
        at = behind
    return count, at


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield the records of a BCF in pieces."""
    held, skip = bytearray(), -1
    for piece in inflate(path):
        held += piece
        if skip < 0 and len(held) >= _HEAD:
            skip = _HEAD + int.from_bytes(held[5:9], "little")
        if 0 <= skip <= len(held):
            del held[:skip]
            skip = 0
            if len(held) >= _PIECE:
                yield bytes(held)
                held.clear()
    yield bytes(held)


def _read(path: Path, contig: str | None) -> Iterator[Real]:
    """Yield QUAL of the records of a BCF, NaN where there is none, in pieces."""
    number = -1
    if contig is not None:
        with pysam.VariantFile(str(path)) as reader:
            if contig not in reader.header.contigs:
                return
            number = int(reader.header.contigs[contig].id)
    rest = b""
    for piece in _pieces(path):
        data = np.frombuffer(rest + piece, dtype=np.uint8)
        places = np.empty(len(data) // 24 + 1, np.int64)
        count, done = _walk(data, number, places)
        bytes_of = data[places[:count, None] + np.arange(4)]
        yield np.ascontiguousarray(bytes_of).view(np.float32).reshape(count).astype(np.float64)
        rest = data[done:].tobytes()


class Qualities:
    """QUAL of the records of a BCF, asked in their order.

    Args:
        path: The BCF.
        contig: Only its records on this contig; None: all.
    """

    def __init__(self, path: Path, contig: str | None = None) -> None:
        self._more = _read(path, contig)
        self._held: Real = np.empty(0)
        self._first = 0

    def of(self, records: Long, written: Real) -> Real:
        """Return QUAL of records: as written, where that is the same number with its few digits, else with all.

        Args:
            records: Numbers of records among those of the file or contig, 0-based, ascending; never before those that
                were asked last.
            written: What the text of each says.
        """
        if not len(records):
            return written
        while self._first + len(self._held) <= records[-1]:
            piece = next(self._more, None)
            if piece is None:
                return written
            drop = min(max(int(records[0]) - self._first, 0), len(self._held))
            self._held = np.concatenate((self._held[drop:], piece))
            self._first += drop
        exact = self._held[records - self._first].astype(np.float32)
        found = written.copy()
        for row in np.flatnonzero(exact != written.astype(np.float32)):
            if not np.isnan(exact[row]):
                found[row] = float(str(exact[row]))
        return found


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    _walk(np.frombuffer(bytes(24), dtype=np.uint8), -1, np.empty(2, np.int64))
