"""The reads of one person around one place, as a small BAM of their own."""

import hashlib
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pysam

from genopipe.errors import ContentError
from genopipe.io.own_alignment import open_own_alignment

_NEVER = pysam.FUNMAP | pysam.FSECONDARY | pysam.FQCFAIL | pysam.FDUP


@dataclass(frozen=True)
class Stretch:
    """A stretch of the reference.

    Attributes:
        contig: The contig.
        start: First base, 0-based.
        end: Base behind the last one.
    """

    contig: str
    start: int
    end: int


@dataclass(frozen=True)
class ReadSlice:
    """What was cut.

    Attributes:
        found: Reads over the stretch (count).
        shown: Reads in the BAM (count).
        bam: A whole BAM file.
    """

    found: int
    shown: int
    bam: bytes


def _depth(reads: Sequence[pysam.AlignedSegment], stretch: Stretch) -> float:
    """Return the mean depth over a stretch (reads)."""
    overlaps = (read.get_overlap(stretch.start, stretch.end) or 0 for read in reads)
    return sum(overlaps) / (stretch.end - stretch.start)


def _kept(reads: list[pysam.AlignedSegment], stretch: Stretch, depth: int) -> list[pysam.AlignedSegment]:
    """Return reads of about the wanted depth: by a digest of their names, so mates stay together and runs agree."""
    mean = _depth(reads, stretch)
    if mean <= depth:
        return reads
    names = sorted({str(read.query_name) for read in reads}, key=lambda name: hashlib.sha256(name.encode()).digest())
    chosen = frozenset(names[: max(1, int(len(names) * depth / mean))])
    return [read for read in reads if read.query_name in chosen]


class Cutter:
    """An open BAM or CRAM of one person."""

    def __init__(self, file: pysam.AlignmentFile, path: Path) -> None:
        self._file = file
        self._path = path

    def length(self, contig: str) -> int:
        """Return the length of a contig (bases).

        Raises:
            ContentError: The file's header has no such contig.
        """
        if contig not in self._file.references:
            raise ContentError(f"{self._path}: no contig {contig} in the header")
        return int(self._file.get_reference_length(contig))

    def cut(self, stretch: Stretch, depth: int) -> ReadSlice:
        """Return the reads over a stretch; without tags, their names numbered, no program lines in the header.

        Args:
            stretch: Where.
            depth: Highest mean depth; beyond it whole templates are left out (reads).

        Raises:
            ContentError: The file is cut.
        """
        try:
            fetched = self._file.fetch(stretch.contig, stretch.start, stretch.end)
            reads = [read for read in fetched if not read.flag & _NEVER]
        except (OSError, ValueError) as error:
            raise ContentError(f"{self._path}: cut at {stretch.contig}:{stretch.start + 1}: {error}") from error
        kept = _kept(reads, stretch, depth)
        return ReadSlice(found=len(reads), shown=len(kept), bam=self._written(kept, stretch.contig))

    def _written(self, reads: list[pysam.AlignedSegment], contig: str) -> bytes:
        used = {contig} | {str(name) for read in reads for name in (read.next_reference_name,) if name}
        contigs = [
            {"SN": name, "LN": self._file.get_reference_length(name)} for name in self._file.references if name in used
        ]
        header = pysam.AlignmentHeader.from_dict({"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": contigs})
        numbers: dict[str, int] = {}
        with TemporaryDirectory() as folder:
            path = Path(folder) / "slice.bam"
            with pysam.AlignmentFile(str(path), "wb", header=header) as out:
                for read in reads:
                    number = numbers.setdefault(str(read.query_name), len(numbers) + 1)
                    row = read.to_dict() | {"name": f"r{number}", "tags": []}
                    out.write(pysam.AlignedSegment.from_dict(row, header))
            return path.read_bytes()


@contextmanager
def open_cutter(path: Path, fasta: Path, person: str) -> Iterator[Cutter]:
    """Open a person's BAM or CRAM that has an index.

    Args:
        path: The file.
        fasta: The reference.
        person: Whose reads they are: the read groups must say so.

    Raises:
        InputError: It is no alignment, has no index, or is another person's.
    """
    with open_own_alignment(path, fasta, person) as file:
        yield Cutter(file, path)


def read_bases(fasta: Path, stretch: Stretch) -> str:
    """Return the bases of a stretch, in capitals.

    Raises:
        ContentError: The reference lacks them.
    """
    try:
        with pysam.FastaFile(str(fasta)) as file:
            bases = str(file.fetch(stretch.contig, stretch.start, stretch.end)).upper()
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(f"{fasta}: {stretch.contig}:{stretch.start + 1}: {error}") from error
    if len(bases) != stretch.end - stretch.start:
        raise ContentError(f"{fasta}: {stretch.contig} ends before {stretch.end}")
    return bases
