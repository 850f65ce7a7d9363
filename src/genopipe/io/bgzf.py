"""Bytes of a bgzipped, gzipped or plain text file, in chunks that end where a line ends.

A BGZF file is a chain of small gzip members that tell their own size, closed by an empty one (SAM/BAM format
specification, section 4.1): its blocks are inflated one by one, each against its checksum, and a chain that does not
end in the empty block is a file that was cut.
"""

import mmap
import struct
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from isal import isal_zlib

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks

CHUNK_BYTES = 1 << 22
"""Bytes of text in one chunk, about."""

_MAGIC = b"\x1f\x8b\x08\x04"
_FIXED_BYTES = 12
_HEAD_MOST = _FIXED_BYTES + (1 << 16)
_EXTRA_BYTES = struct.Struct("<H")
_USUAL = struct.Struct("<4s6xH2sHH")
"""The head of a block whose one extra field is BC: magic, bytes of the extra fields, BC, its bytes, block less one."""
_USUAL_EXTRA = 6
_TAIL = struct.Struct("<II")
_TAIL_BYTES = 8
_RAW_DEFLATE = -15
_BLOCK_MOST = 1 << 16
_AGAIN = "copy it again"


def is_bgzf(path: Path) -> bool:
    """Say whether a file begins with a BGZF block.

    Raises:
        InputError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_MOST)
    except OSError as error:
        raise _unreadable(path, error) from error
    return head.startswith(_MAGIC) and _block_bytes(head, 0) > 0


def inflate(path: Path, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the content of a file in pieces.

    Args:
        path: Bgzipped, gzipped or plain.
        start: Virtual offset (SAM/BAM format specification, section 4.1.1) to begin with; only for BGZF.
        end: Virtual offset at which to stop; None: the end of the file, which must then be whole.

    Raises:
        InputError: The file cannot be read, is cut or damaged.
    """
    if is_bgzf(path):
        yield from _inflate_blocks(path, start, end)
        return
    try:
        yield from read_blocks(path)
    except DamageError as error:
        raise InputError([_damage(path, error)]) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _inflate_blocks(path: Path, start: int, end: int | None) -> Iterator[bytes]:
    at, skip = start >> 16, start & 0xFFFF
    last, keep = (None, 0) if end is None else (end >> 16, end & 0xFFFF)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        size, content = len(mapped), b"-"
        with memoryview(mapped) as data:
            while at < size and (last is None or at < last or (at == last and keep)):
                length = _block_bytes(data, at)
                if not length or at + length > size:
                    _damaged(path, at, whole=bool(length))
                content = _inflate_block(data, at, length, path)
                if at == last:
                    content = content[:keep]
                if len(content) > skip:
                    yield content[skip:] if skip else content
                at, skip = (size if at == last else at + length), 0
        if last is None and content:
            cause = "it does not end in the empty block that closes a BGZF file: it was cut"
            raise InputError([fault("VCF-EOF", str(path), cause, _AGAIN)])


def _inflate_block(data: memoryview, at: int, length: int, path: Path) -> bytes:
    (extra,) = _EXTRA_BYTES.unpack_from(data, at + _FIXED_BYTES - 2)
    head, tail = at + _FIXED_BYTES + extra, at + length - _TAIL_BYTES
    checksum, bytes_inside = _TAIL.unpack_from(data, tail)
    if not head < tail or bytes_inside > _BLOCK_MOST:
        _damaged(path, at, whole=False)
    try:
        content: bytes = isal_zlib.decompress(data[head:tail], _RAW_DEFLATE, bytes_inside or 1)
    except isal_zlib.IsalError as error:  # type: ignore[misc]
        cause = f"the block at byte {at} cannot be inflated ({error})"
        raise InputError([fault("VCF-CORRUPT", str(path), cause, _AGAIN)]) from error
    if len(content) != bytes_inside or isal_zlib.crc32(content) != checksum:
        cause = f"the block at byte {at} does not agree with its checksum"
        raise InputError([fault("VCF-CORRUPT", str(path), cause, _AGAIN)])
    return content


def _block_bytes(data: bytes | memoryview, at: int) -> int:
    """Return the bytes of the block, from its extra field BC; 0: no such block begins here."""
    head = data[at : at + _USUAL.size]
    if len(head) == _USUAL.size:
        magic, extra, name, size, behind = _USUAL.unpack(head)
        if magic == _MAGIC and extra == _USUAL_EXTRA and name == b"BC" and size == 2:
            return int(behind) + 1
    return _block_bytes_of_any(bytes(data[at : at + _HEAD_MOST]))


def _block_bytes_of_any(data: bytes) -> int:
    """Return what `_block_bytes` does, for the head of a block with any extra fields."""
    if data[:4] != _MAGIC:
        return 0
    stop = _FIXED_BYTES + int.from_bytes(data[_FIXED_BYTES - 2 : _FIXED_BYTES], "little")
    field = _FIXED_BYTES
    while field + 4 <= stop:
        name, size = data[field : field + 2], int.from_bytes(data[field + 2 : field + 4], "little")
        if name == b"BC" and size == 2:
            return int.from_bytes(data[field + 4 : field + 6], "little") + 1
        field += 4 + size
    return 0


def _damage(path: Path, error: DamageError) -> Fault:
    if error.kind == "truncated":
        return fault("VCF-TRUNCATED", str(path), error.cause, _AGAIN)
    if error.kind == "format":
        return fault("VCF-PACKED", str(path), error.cause, _AGAIN)
    return fault("VCF-CORRUPT", str(path), error.cause, _AGAIN)


def _damaged(path: Path, at: int, *, whole: bool) -> NoReturn:
    if whole:
        cause = f"the file ends inside a block, at byte {at}"
        raise InputError([fault("VCF-TRUNCATED", str(path), cause, _AGAIN)])
    raise InputError([fault("VCF-CORRUPT", str(path), f"this is no block, at byte {at}", _AGAIN)])


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError([fault("FILE-UNREADABLE", str(path), f"it cannot be read: {error.strerror}", "mend the path")])


def line_chunks(pieces: Iterable[bytes], size: int = CHUNK_BYTES) -> Iterator[bytes | memoryview]:
    """Yield text in chunks that end at a line end, and never between lines of one place.

    Lines of one place are neighbours whose first two columns (contig and position) are the same. A last line without
    an end is given one.

    Args:
        pieces: The text in pieces.
        size: Bytes of a chunk, about; more where one place has more.
    """
    held: list[bytes] = []
    length, wanted = 0, size
    for piece in _sliced(pieces, size):
        held.append(piece)
        length += len(piece)
        if length < wanted:
            continue
        text = b"".join(held)
        cut = _cut(text)
        if cut:
            yield memoryview(text)[:cut]
            text, wanted = text[cut:], size
        else:
            wanted = 2 * length
        held, length = [text], len(text)
    text = b"".join(held)
    if text:
        yield text if text.endswith(b"\n") else text + b"\n"


def _sliced(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield pieces of at most so many bytes."""
    for piece in pieces:
        if len(piece) <= size:
            yield piece
        else:
            yield from (piece[at : at + size] for at in range(0, len(piece), size))


def _cut(text: bytes) -> int:
    """Return where the last place begins; 0: everything is one place."""
    end = text.rfind(b"\n") + 1
    start = text.rfind(b"\n", 0, max(end - 1, 0)) + 1
    second = text.find(b"\t", text.find(b"\t", start, end) + 1, end)
    place = text[start : second + 1] if second > 0 else text[start:end]
    while start and text.startswith(place, before := text.rfind(b"\n", 0, start - 1) + 1):
        start = before
    return start
