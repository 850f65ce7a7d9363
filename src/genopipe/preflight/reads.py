"""Reads: count and check in one pass, single files and pairs."""

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.naming import show
from genopipe.io.text import file_faults
from genopipe.preflight.fastq import Batch
from genopipe.preflight.fastq import FastqError
from genopipe.preflight.fastq import looks_like_phred_64
from genopipe.preflight.fastq import read_batches

Progress = Callable[[str], None]
"""Is told, now and then, how far a long reading has come."""


@dataclass(frozen=True)
class ReadCounts:
    """What a FASTQ file holds.

    Attributes:
        reads: Number of records.
        bases: Sum of their lengths (bases).
        minimum_length: Shortest read (bases); 0 where there is none.
        maximum_length: Longest read (bases); 0 where there is none.
    """

    reads: int = 0
    bases: int = 0
    minimum_length: int = 0
    maximum_length: int = 0


class _Counter:
    """One file being read: its batches, counts and faults."""

    def __init__(self, path: Path, limit: int | None, progress: Progress | None) -> None:
        self.path = path
        self.counts = ReadCounts()
        self.faults = file_faults(path)
        self.limit = limit
        self.cut_short = False
        self._marks = 0
        self._progress = progress

    def batches(self) -> Iterator[Batch]:
        """Yield batches until the end, the limit or the first fault."""
        if self.faults:
            return
        try:
            for batch in read_batches(self.path):
                self._add(batch)
                yield batch
                if self.limit is not None and self.counts.reads >= self.limit:
                    self.cut_short = True
                    break
        except FastqError as error:
            self.faults.append(error.fault)
        if looks_like_phred_64(self._marks):
            cause = "the qualities look like Phred+64 (none below `;`, some above `P`)"
            fix = "convert them to Phred+33, such as `seqtk seq -VQ64`"
            self.faults.append(fault("FASTQ-PHRED", str(self.path), cause, fix))

    def _add(self, batch: Batch) -> None:
        before, shortest = self.counts, int(batch.lengths.min())
        self._marks |= batch.marks
        self.counts = ReadCounts(
            reads=before.reads + len(batch.lengths),
            bases=before.bases + int(batch.lengths.sum()),
            minimum_length=min(before.minimum_length, shortest) if before.reads else shortest,
            maximum_length=max(before.maximum_length, int(batch.lengths.max())),
        )
        if self._progress is not None:
            self._progress(f"{self.path}: {self.counts.reads:,} reads")


def count_reads(
    path: Path, limit: int | None = None, progress: Progress | None = None
) -> tuple[ReadCounts, list[Fault]]:
    """Read a FASTQ file to its end, checking every record.

    Args:
        path: FASTQ file, plain or gzip.
        limit: Stop after about so many reads; None: read to the end.
        progress: Called with a line of text after every few thousand reads.

    Returns:
        The counts up to the end or the first fault, and the faults.
    """
    counter = _Counter(path, limit, progress)
    for _ in counter.batches():
        pass
    return counter.counts, counter.faults


def count_pair(
    first: Path, second: Path, limit: int | None = None, progress: Progress | None = None
) -> tuple[ReadCounts, ReadCounts, list[Fault]]:
    """Read both files of a pair in step, checking every record and that mates have one name.

    Args:
        first: First mates, plain or gzip.
        second: Second mates.
        limit: Stop after about so many pairs; None: read to the end.
        progress: Called with a line of text after every few thousand reads.

    Returns:
        Counts of both files (up to the first fault), and the faults.
    """
    one, two = _Counter(first, limit, progress), _Counter(second, limit, None)
    pair_faults = _compare(one, two)
    return one.counts, two.counts, one.faults + two.faults + pair_faults


def _compare(one: _Counter, two: _Counter) -> list[Fault]:
    left, right = one.batches(), two.batches()
    names_1: list[bytes] = []
    names_2: list[bytes] = []
    done = 0
    while True:
        more_1 = _fill(names_1, left) if len(names_1) <= len(names_2) else True
        more_2 = _fill(names_2, right) if len(names_2) <= len(names_1) else True
        together = min(len(names_1), len(names_2))
        wrong = _first_unlike(names_1[:together], names_2[:together])
        if wrong >= 0:
            return [_name_fault(one, two, done + wrong, names_1[wrong], names_2[wrong])]
        done += together
        del names_1[:together], names_2[:together]
        if not (more_1 and more_2):
            return _end_faults(one, two, left, right)


def _fill(names: list[bytes], batches: Iterator[Batch]) -> bool:
    batch = next(batches, None)
    names += batch.names if batch else []
    return batch is not None


def _first_unlike(names_1: list[bytes], names_2: list[bytes]) -> int:
    """Return the index of the first pair whose names differ, or -1."""
    if names_1 == names_2:
        return -1
    pairs = zip(names_1, names_2, strict=True)
    return next((i for i, (a, b) in enumerate(pairs) if _stem(a, b"/1") != _stem(b, b"/2")), -1)


def _stem(name: bytes, ending: bytes) -> bytes:
    return name.removesuffix(ending)


def _name_fault(one: _Counter, two: _Counter, index: int, name_1: bytes, name_2: bytes) -> Fault:
    shown = [show(name.decode("latin-1")) for name in (name_1, name_2)]
    cause = f"read {index + 1:,} is {shown[0]}, its mate in {two.path} is {shown[1]}"
    fix = "name the two files of one lane; both in the order of the sequencer"
    return fault("FASTQ-PAIR", f"{one.path}:{4 * index + 1}", cause, fix)


def _end_faults(one: _Counter, two: _Counter, left: Iterator[Batch], right: Iterator[Batch]) -> list[Fault]:
    """Both in step so far and one at its end: read the other to its end, then compare the numbers."""
    if one.cut_short or two.cut_short:
        return []
    for rest in (left, right):
        for _ in rest:
            pass
    if one.counts.reads == two.counts.reads or one.faults or two.faults:
        return []
    longer = one if one.counts.reads > two.counts.reads else two
    lone = min(one.counts.reads, two.counts.reads) + 1
    cause = f"{one.counts.reads:,} reads against {two.counts.reads:,} in {two.path}; read {lone:,} has no mate"
    fix = f"copy {(two if longer is one else one).path} again; one of the files was cut"
    return [fault("FASTQ-COUNT", str(one.path), cause, fix)]
