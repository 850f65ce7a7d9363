"""FASTQ as a stream of checked batches: every record is looked at, many at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks
from genopipe.io.naming import show

MAXIMUM_LINE = 1 << 24
"""Longest line, in bytes; the longest known nanopore read has 4.2 million bases."""

_NOT_BASE, _NOT_QUALITY, _BELOW_64, _ABOVE_33 = 1, 2, 4, 8
_FIX_COPY = "copy it again from the sequencer and compare checksums"


def _make_table() -> npt.NDArray[np.uint8]:
    """What each byte says: not a base, not a quality, too low for Phred+64, too high for Illumina's Phred+33."""
    table = np.zeros(256, dtype=np.uint8)
    for byte in range(256):
        table[byte] |= 0 if byte in b"ACGTN\n" else _NOT_BASE
        table[byte] |= 0 if 33 <= byte <= 126 or byte == 10 else _NOT_QUALITY
        table[byte] |= _BELOW_64 if 33 <= byte < 59 or byte > 105 else 0
        table[byte] |= _ABOVE_33 if 80 < byte <= 105 else 0
    return table


_TABLE = _make_table()


@dataclass(frozen=True)
class Batch:
    """Some whole records.

    Attributes:
        names: Names up to the first blank, without `@`.
        lengths: Bases of each record.
        marks: Union of what the quality characters say.
    """

    names: list[bytes]
    lengths: npt.NDArray[np.int64]
    marks: int


class FastqError(Exception):
    """A FASTQ file that is wrong; carries the fault."""

    def __init__(self, found: Fault) -> None:
        self.fault = found
        super().__init__(found.cause)


def looks_like_phred_64(marks: int) -> bool:
    """Say whether the qualities seen fit only Phred+64, as sequencers wrote before 2011."""
    return bool(marks & _ABOVE_33) and not marks & _BELOW_64


def read_batches(path: Path) -> Iterator[Batch]:
    """Yield the records of a FASTQ file in batches, each one checked.

    Args:
        path: FASTQ file, plain or gzip.

    Yields:
        Batches of whole records; memory is bounded by the longest line.

    Raises:
        FastqError: At the first thing that is wrong.
    """
    rest, reads = b"", 0
    try:
        for block in read_blocks(path):
            data = rest + block
            used, batch = _cut(path, data, reads)
            if batch is not None:
                reads += len(batch.lengths)
                yield batch
            rest = data[used:]
            _check_rest(path, rest, reads)
    except DamageError as damage:
        raise FastqError(_damage_fault(path, damage, reads)) from damage
    except OSError as error:
        cause = f"reading failed after {reads:,} reads: {error.strerror or error}"
        raise FastqError(fault("FILE-UNREADABLE", str(path), cause, "check the disk")) from error
    yield from _last(path, rest, reads)


def _check_rest(path: Path, rest: bytes, reads: int) -> None:
    if len(rest) > MAXIMUM_LINE and rest.find(b"\n", len(rest) - MAXIMUM_LINE) < 0:
        cause = f"a line of more than {MAXIMUM_LINE:,} bytes after {reads:,} reads"
        raise FastqError(fault("FASTQ-LINE", str(path), cause, "this is no FASTQ file, or a damaged one"))


def _last(path: Path, rest: bytes, reads: int) -> Iterator[Batch]:
    """Yield the last record when only its line end is missing."""
    if not rest.strip(b"\r\n"):
        if reads == 0:
            raise FastqError(fault("FASTQ-EMPTY", str(path), "no read", "bring the file again, or leave the lane out"))
        return
    lines = rest.split(b"\n")
    if len(lines) != 4 or len(lines[1]) != len(lines[3]):
        begun = show(lines[0][:80].decode("latin-1"))
        if reads == 0 and not rest.startswith(b"@"):
            raise FastqError(_no_fastq(path, 1, lines[0]))
        cause = f"the last record is half-written: read {reads + 1:,} ({begun}) after {reads:,} whole ones"
        raise FastqError(fault("FASTQ-LAST", f"{path}:{4 * reads + 1}", cause, _FIX_COPY))
    _, batch = _cut(path, rest + b"\n", reads)
    if batch is not None:
        yield batch


@dataclass(frozen=True)
class _Records:
    """Whole records in a block.

    Attributes:
        path: The file.
        data: The block.
        starts: First byte of each line.
        lengths: Bytes of each line, without its end.
        reads: Number of records before this block.
    """

    path: Path
    data: bytes
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    reads: int

    def line(self, index: int) -> bytes:
        """Return a line by its 0-based index in the block."""
        return self.data[int(self.starts[index]) : int(self.starts[index] + self.lengths[index])]


def _cut(path: Path, data: bytes, reads: int) -> tuple[int, Batch | None]:
    """Return how many bytes the whole records take, and the records."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == 10)
    records = len(ends) // 4
    if records == 0:
        return 0, None
    ends = ends[: 4 * records]
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1] + 1))
    used = int(ends[-1]) + 1
    found = _Records(path, data, starts, ends - starts, reads)
    _check_shape(found, raw)
    marks = np.bitwise_or.reduceat(_TABLE[raw[:used]], starts)
    _check_letters(found, marks)
    names = [_name(data[a:b]) for a, b in zip((starts[::4] + 1).tolist(), ends[::4].tolist(), strict=True)]
    return used, Batch(names, found.lengths[1::4], int(np.bitwise_or.reduce(marks[3::4])))


def _name(header: bytes) -> bytes:
    return header.split(None, 1)[0] if header else b""


def _first(wrong: npt.NDArray[np.bool_]) -> int:
    """Return the index of the first True, or -1."""
    return int(np.argmax(wrong)) if wrong.any() else -1


def _check_shape(records: _Records, raw: npt.NDArray[np.uint8]) -> None:
    starts, lengths, path = records.starts, records.lengths, records.path
    if records.line(0).endswith(b"\r"):
        raise FastqError(fault("FASTQ-CRLF", str(path), "Windows line ends", "convert it with `dos2unix`"))
    bad = _first((raw[starts[0::4]] != ord("@")) | (raw[starts[2::4]] != ord("+")))
    uneven = _first(lengths[1::4] != lengths[3::4])
    if bad >= 0 and (uneven < 0 or bad <= uneven):
        raise FastqError(_no_fastq(path, records.reads + bad + 1, records.line(4 * bad)))
    if uneven >= 0:
        number = records.reads + uneven + 1
        cause = f"read {number:,} has {lengths[4 * uneven + 1]} bases and {lengths[4 * uneven + 3]} qualities"
        raise FastqError(fault("FASTQ-LENGTH", f"{path}:{4 * number - 2}", cause, _FIX_COPY))


def _no_fastq(path: Path, number: int, line: bytes) -> Fault:
    begun = show(line[:60].decode("latin-1"))
    cause = f"record {number:,} is not FASTQ: it begins with {begun}; wanted are lines of @, bases, + and qualities"
    return fault("FASTQ-FORMAT", f"{path}:{4 * number - 3}", cause, "name a FASTQ file, or copy it again")


def _check_letters(records: _Records, marks: npt.NDArray[np.uint8]) -> None:
    bad = _first((marks[1::4] & _NOT_BASE).astype(bool))
    if bad >= 0:
        letters = "".join(sorted(set(records.line(4 * bad + 1).decode("latin-1")) - set("ACGTN")))
        number = records.reads + bad + 1
        cause = f"read {number:,} holds letters that are not A, C, G, T or N: {show(letters[:10])}"
        fix = "export the reads again, upper-case"
        raise FastqError(fault("FASTQ-BASES", f"{records.path}:{4 * number - 2}", cause, fix))
    bad = _first((marks[3::4] & _NOT_QUALITY).astype(bool))
    if bad >= 0:
        byte = next(value for value in records.line(4 * bad + 3) if not 33 <= value <= 126)
        number = records.reads + bad + 1
        cause = f"read {number:,} holds the quality byte 0x{byte:02X}, outside `!` to `~`"
        raise FastqError(fault("FASTQ-QUALITY", f"{records.path}:{4 * number}", cause, _FIX_COPY))


def _damage_fault(path: Path, damage: DamageError, reads: int) -> Fault:
    after = f"at byte {damage.offset:,} after {reads:,} reads"
    if damage.kind == "truncated":
        return fault("FASTQ-TRUNCATED", str(path), f"{damage.cause}, {after}", _FIX_COPY)
    if damage.kind == "garbage":
        return fault("FASTQ-GARBAGE", str(path), f"{damage.cause}, {after}", _FIX_COPY)
    if damage.kind == "corrupt":
        return fault("FASTQ-CORRUPT", str(path), f"{damage.cause}, {after}", _FIX_COPY)
    return fault("FASTQ-FORMAT", str(path), f"the file is {damage.cause}", "unpack it and pack it with gzip")
