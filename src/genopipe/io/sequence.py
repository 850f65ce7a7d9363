"""The reference genome as bytes that compiled kernels read in place: a contig is mapped, not loaded.

A plain FASTA is mapped into memory; where a base stands follows from the line arithmetic of its `.fai`. A bgzipped
one is unpacked a contig at a time. Kernels take a `SequenceView` and ask `base_at` and `slice_into`.
"""

import mmap
from pathlib import Path
from typing import Any
from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pysam

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.kernels import inlined
from genopipe.kernels import kernel

Bytes: TypeAlias = npt.NDArray[np.uint8]

NO_BASE = ord("N")
"""What stands outside a contig, as for a base that is not known (IUPAC nomenclature, doi:10.1093/nar/13.9.3021)."""

_GZIP = b"\x1f\x8b"
_INDEX_COLUMNS = 5
_REMEDY = "pack with bgzip where it is packed with gzip, then: samtools faidx"


class SequenceView(NamedTuple):
    """One contig: bytes of a file, and where in them its bases stand.

    Attributes:
        data: Bytes that hold the lines of the contig.
        offset: Index in `data` of the first base.
        line_bases: Bases of a full line.
        line_width: Bytes of a full line, its end included.
        length: Bases of the contig.
    """

    data: Bytes
    offset: int
    line_bases: int
    line_width: int
    length: int


class _Entry(NamedTuple):
    length: int
    offset: int
    line_bases: int
    line_width: int


@inlined
def _upper(letter: int) -> np.uint8:
    """Return the upper-case letter."""
    if 97 <= letter <= 122:
        return np.uint8(letter - 32)
    return np.uint8(letter)


@kernel
def base_at(view: SequenceView, position: int) -> np.uint8:
    """Return one base, upper-case; `N` outside the contig.

    Args:
        view: The contig.
        position: 0-based position.
    """
    if position < 0 or position >= view.length:
        return np.uint8(NO_BASE)
    line = position // view.line_bases
    return _upper(view.data[view.offset + line * view.line_width + position - line * view.line_bases])


@kernel
def slice_into(view: SequenceView, start: int, end: int, out: Bytes) -> None:
    """Copy bases, upper-case, to the head of an array; `N` outside the contig.

    Args:
        view: The contig.
        start: First base, 0-based.
        end: Base behind the last one, 0-based.
        out: At least `end - start` bytes.
    """
    first, last = max(start, 0), min(end, view.length)
    for place in range(start, min(first, end)):
        out[place - start] = NO_BASE
    for place in range(max(last, start), end):
        out[place - start] = NO_BASE
    if first >= last:
        return
    line = first // view.line_bases
    column = first - line * view.line_bases
    at = view.offset + line * view.line_width + column
    for place in range(first, last):
        if column == view.line_bases:
            column = 0
            at += view.line_width - view.line_bases
        out[place - start] = _upper(view.data[at])
        at += 1
        column += 1


def view_of(bases: str | bytes) -> SequenceView:
    """Return the view of bases that are in memory."""
    text = bases.encode("ascii") if isinstance(bases, str) else bases
    return SequenceView(np.frombuffer(text, dtype=np.uint8), 0, max(len(text), 1), max(len(text), 1), len(text))


class Sequence:
    """An indexed FASTA, plain or bgzipped.

    Args:
        path: The FASTA; `.fai` (and `.gzi`) stand beside it.

    Attributes:
        path: The FASTA.
        lengths: Bases of each contig by name, in the order of the file.

    Raises:
        InputError: The FASTA or an index is missing, or they are not of one another.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._packed = _is_packed(path)
        self._entries = _read_index(path, self._packed)
        self.lengths = {name: entry.length for name, entry in self._entries.items()}

    def view(self, contig: str) -> SequenceView:
        """Return a contig; its memory is given back when the view is dropped.

        Raises:
            InputError: The FASTA has no such contig, or does not fit its index.
        """
        entry = self._entries.get(contig)
        if entry is None:
            cause = f"the FASTA has no contig {contig}; it has {', '.join(list(self.lengths)[:3])} ..."
            raise InputError([fault("REF-CONTIG", str(self.path), cause, "name the FASTA to which it was called")])
        return self._unpacked(contig, entry) if self._packed else self._mapped(contig, entry)

    def _unpacked(self, contig: str, entry: _Entry) -> SequenceView:
        try:
            with pysam.FastaFile(str(self.path)) as fasta:
                bases = fasta.fetch(contig) if entry.length else ""
        except (OSError, ValueError) as error:
            raise _unlike(self.path, str(error)) from error
        if len(bases) != entry.length:
            raise _unlike(self.path, f"{contig} has {len(bases)} bases, in the index {entry.length}")
        return view_of(bases)

    def _mapped(self, contig: str, entry: _Entry) -> SequenceView:
        if not entry.length:
            return view_of(b"")
        end = entry.offset + (entry.length - 1) // entry.line_bases * entry.line_width
        end += (entry.length - 1) % entry.line_bases + 1
        start = (entry.offset - 1) // mmap.ALLOCATIONGRANULARITY * mmap.ALLOCATIONGRANULARITY
        if entry.offset < 1 or end > self.path.stat().st_size:
            raise _unlike(self.path, f"the index puts {contig} beyond the end of the file")
        with self.path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), end - start, offset=start, access=mmap.ACCESS_READ)
        data = np.frombuffer(mapped, dtype=np.uint8)
        view = SequenceView(data, entry.offset - start, entry.line_bases, entry.line_width, entry.length)
        if not _lines_fit(view):
            raise _unlike(self.path, f"{contig} does not stand where the index puts it")
        return view


def _lines_fit(view: SequenceView) -> bool:
    """Say whether lines start and end where the index says; a look at the first and the last full line."""
    if view.data[view.offset - 1] != ord("\n"):
        return False
    last = (view.length - 1) // view.line_bases
    ends = {line for line in (0, last - 1) if 0 <= line < last}
    return all(view.data[view.offset + (line + 1) * view.line_width - 1] == ord("\n") for line in ends)


def _is_packed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == _GZIP
    except OSError as error:
        cause = f"no FASTA can be read: {error.strerror}"
        raise InputError([fault("FILE-MISSING", str(path), cause, "mend the path")]) from error


def _read_index(path: Path, packed: bool) -> dict[str, _Entry]:
    """Read the `.fai`: name, length, offset, bases and bytes a line (samtools faidx, manual page of 1.16).

    Raises:
        InputError: It is missing, or no index.
    """
    index = Path(f"{path}.fai")
    lacking = [name for name in (index, *([Path(f"{path}.gzi")] if packed else [])) if not name.is_file()]
    if lacking:
        raise InputError([fault("REF-INDEX", str(name), "there is no index of the FASTA", _REMEDY) for name in lacking])
    entries: dict[str, _Entry] = {}
    for line in index.read_text(encoding="utf-8", errors="replace").splitlines():
        name, *numbers = line.split("\t")
        if len(numbers) != _INDEX_COLUMNS - 1 or not all(number.isdecimal() for number in numbers):
            raise _unlike(path, f"the index has the line {line[:60]!r}")
        entry = _Entry(*(int(number) for number in numbers))
        if name in entries or (entry.length and not 0 < entry.line_bases <= entry.line_width):
            raise _unlike(path, f"the index has the line {line[:60]!r}")
        entries[name] = entry
    if not entries:
        raise InputError([fault("REF-EMPTY", str(path), "its index names no contig", "bring the FASTA again")])
    return entries


def _unlike(path: Path, cause: str) -> InputError:
    return InputError([fault("REF-INDEX", str(path), cause, _REMEDY)])


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    view: Any = view_of(b"ACGT")
    base_at(view, 0)
    slice_into(view, 0, 4, np.empty(4, np.uint8))
