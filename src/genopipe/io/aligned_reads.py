"""Reads of a BAM or CRAM at one place after the other, as bases and where they are aligned."""

from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pysam

from genopipe.errors import ContentError
from genopipe.io.own_alignment import open_own_alignment

_NEVER = pysam.FUNMAP | pysam.FSECONDARY | pysam.FQCFAIL | pysam.FDUP | pysam.FSUPPLEMENTARY
_MATCHES = frozenset({pysam.CMATCH, pysam.CEQUAL, pysam.CDIFF})
_ON_READ = frozenset({pysam.CMATCH, pysam.CEQUAL, pysam.CDIFF, pysam.CINS, pysam.CSOFT_CLIP})
_ON_REFERENCE = frozenset({pysam.CMATCH, pysam.CEQUAL, pysam.CDIFF, pysam.CDEL, pysam.CREF_SKIP})


@dataclass(frozen=True)
class AlignedRead:
    """One read.

    Attributes:
        name: Its name, which mates share.
        bases: Its bases, clipped ones too.
        qualities: Their qualities (Phred); None: not written.
        blocks: Stretches without a gap: first base of the read, its reference position (both 0-based), length.
    """

    name: str
    bases: str
    qualities: Sequence[int] | None
    blocks: tuple[tuple[int, int, int], ...]

    def place_of(self, start: int, end: int) -> int | None:
        """Return the place in the read of reference bases that are aligned without a gap; else None."""
        for query, reference, length in self.blocks:
            if reference <= start and end <= reference + length:
                return query + start - reference
        return None

    def place_before(self, position: int) -> int | None:
        """Return the place in the read of a reference position, reckoned from the last base aligned before it.

        Returns:
            0-based place, perhaps beyond the read's end; None where no base is aligned before the position.
        """
        for query, reference, length in reversed(self.blocks):
            if reference < position:
                last = min(length - 1, position - 1 - reference)
                return query + last + position - (reference + last)
        return None

    def place_from(self, position: int) -> int | None:
        """Return the place in the read of a reference position, reckoned from the first base aligned at or behind it.

        Returns:
            0-based place, perhaps before the read's start; None where no base is aligned there.
        """
        for query, reference, length in self.blocks:
            if reference + length > position:
                first = max(0, position - reference)
                return query + first - (reference + first - position)
        return None


def _blocks(read: pysam.AlignedSegment) -> tuple[tuple[int, int, int], ...]:
    query, reference = 0, read.reference_start
    found = []
    for operation, length in read.cigartuples or ():
        if operation in _MATCHES:
            found.append((query, reference, length))
        query += length if operation in _ON_READ else 0
        reference += length if operation in _ON_REFERENCE else 0
    return tuple(found)


class Reads:
    """An open BAM or CRAM."""

    def __init__(self, file: pysam.AlignmentFile, path: Path) -> None:
        self._file = file
        self._path = path

    def over(self, contig: str, start: int, end: int, minimum_quality: int) -> Iterator[AlignedRead]:
        """Yield the reads that overlap a stretch: primary, not duplicate, not failed.

        Args:
            contig: The contig.
            start: First base, 0-based.
            end: Base behind the last one.
            minimum_quality: Reads of lower mapping quality are left out (Phred).

        Raises:
            ContentError: The file is cut.
        """
        try:
            for read in self._file.fetch(contig, max(start, 0), end):
                if read.flag & _NEVER or read.mapping_quality < minimum_quality or not read.query_sequence:
                    continue
                yield AlignedRead(str(read.query_name), read.query_sequence, read.query_qualities, _blocks(read))
        except OSError as error:
            raise ContentError(f"{self._path}: cut at {contig}:{start + 1}: {error}") from error


@contextmanager
def open_reads(path: Path, fasta: Path, person: str) -> Iterator[Reads]:
    """Open a BAM or CRAM that has an index.

    Args:
        path: The file.
        fasta: The reference.
        person: Whose reads they are: the read groups must say so.

    Raises:
        InputError: It is no alignment, has no index, or is another person's.
    """
    with open_own_alignment(path, fasta, person) as file:
        yield Reads(file, path)
