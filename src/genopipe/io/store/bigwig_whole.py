"""Whether a bigWig holds all that its own header and indexes speak of, asked before any library opens it.

pyBigWig gives values of a file that is cut behind the index of its data, and ends the whole process where the cut lies
in the header. So the header, the zoom headers and the last branch of every index are read here: both writers, UCSC's
and libBigWig, lay an index down level by level behind its data, so that the last leaf is the end of both.

The four bytes of the magic that both write at the end of the file are not asked for: UCSC's first releases wrote none,
and the header states no release of the writer. Nor is the end of the data that an index states: libBigWig writes the
size of the index in its place.

Source: Kent et al. 2010 (doi:10.1093/bioinformatics/btq351), the tables of the format in its supplement.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from genopipe.errors import Fault
from genopipe.errors import fault

_MAGIC = 0x888FFC26
_TREE_MAGIC = 0x2468ACE0
_HEADER = "IHHQQQHHQQIQ"
_HEADER_BYTES = 64
_ZOOM = "IIQQ"
_ZOOM_BYTES = 24
_TREE = "IIQIIIIQII"
_TREE_BYTES = 48
_NODE = "BBH"
_NODE_BYTES = 4
_LEAF = "IIIIQQ"
_LEAF_BYTES = 32
_BRANCH = "IIIIQ"
_BRANCH_BYTES = 24
_SUMMARY_BYTES = 40
_DEEPEST = 64
"""More levels than an index of 2^64 blocks has: one that goes deeper points at itself."""


class _Cut(Exception):  # noqa: N818 - never leaves this module
    """A part ends behind the end of the file."""


class _File:
    """An open file whose parts are asked for by place."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._size = size
        self.order = "<"

    def part(self, what: str, at: int, layout: str) -> tuple[int, ...]:
        """Return the numbers at a place.

        Raises:
            _Cut: The file ends before them.
        """
        length = struct.calcsize(self.order + layout)
        self.need(what, at + length)
        self._stream.seek(at)
        return struct.unpack(self.order + layout, self._stream.read(length))

    def need(self, what: str, end: int) -> None:
        """Raise where the file ends before a place.

        Raises:
            _Cut: It does.
        """
        if end > self._size:
            raise _Cut(f"{what} ends at byte {end:,}, the file at byte {self._size:,}")


def bigwig_fault(path: Path) -> Fault | None:
    """Return what keeps a bigWig from being read: it is none, empty, or shorter than it says; None: nothing.

    Args:
        path: The file.
    """
    fix = "bring the file again"
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            magic = stream.read(4)
            if not size:
                return fault("SOURCE-EMPTY", str(path), "the file has no bytes", fix)
            file = _File(stream, size)
            file.order = ">" if int.from_bytes(magic, "big") == _MAGIC else "<"
            if int.from_bytes(magic, "big" if file.order == ">" else "little") != _MAGIC:
                return fault("SOURCE-READ", str(path), "this is no bigWig", fix)
            return None if _has_data(file) else fault("SOURCE-EMPTY", str(path), "the bigWig holds no value", fix)
    except _Cut as cut:
        return fault("SOURCE-CUT", str(path), f"it ends too early: {cut}", fix)
    except OSError as error:
        return fault("SOURCE-READ", str(path), f"it cannot be opened: {error}", fix)


def _has_data(file: _File) -> bool:
    """Check every part that the header speaks of; return whether there is a value.

    Raises:
        _Cut: A part ends behind the end of the file.
    """
    head = file.part("the header", 0, _HEADER)
    zooms, contigs, data, index = head[2:6]
    summary = head[9]
    file.need("the tree of contigs", contigs + 4)
    file.need("the data", data + 8)
    file.need("the summary", summary + _SUMMARY_BYTES if summary else 0)
    if not index or not _walk(file, "the index", index):
        return False
    for what, at in _zooms(file, zooms):
        _walk(file, what, at)
    return True


def _zooms(file: _File, count: int) -> Iterator[tuple[str, int]]:
    for number in range(count):
        bases, _, data, index = file.part("the zoom levels", _HEADER_BYTES + number * _ZOOM_BYTES, _ZOOM)
        if bases and data and index:
            yield f"the index of the zoom level of {bases} bases", index


def _walk(file: _File, what: str, at: int) -> int:
    """Go down the last branch of an index; return how many blocks it counts.

    Raises:
        _Cut: A node or a block of data ends behind the end of the file, or stands where no index is.
    """
    magic, _, blocks, *_ = file.part(what, at, _TREE)
    if magic != _TREE_MAGIC:
        raise _Cut(f"{what} is not at byte {at:,}")
    place = at + _TREE_BYTES
    for _ in range(_DEEPEST if blocks else 0):
        is_leaf, _, children = file.part(what, place, _NODE)
        if not children:
            return 0
        width = _LEAF_BYTES if is_leaf else _BRANCH_BYTES
        last = place + _NODE_BYTES + (children - 1) * width
        *_, offset = file.part(what, last, _BRANCH)
        if is_leaf:
            *_, length = file.part(what, last, _LEAF)
            file.need("a block of data", offset + length)
            return blocks
        place = offset
    if blocks:
        raise _Cut(f"{what} has no end")
    return 0
