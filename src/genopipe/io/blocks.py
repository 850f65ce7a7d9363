"""Compressed or plain bytes in blocks of bounded size; damage is found with its place.

Unlike many readers, it tells a file that ends too early (and where) from one that ends well.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK_BYTES = 1 << 22
"""Most bytes that one block holds after decompression."""

_READ_BYTES = 1 << 18
_GZIP = b"\x1f\x8b"
_OTHER = {
    b"BZh": "bzip2",
    b"PK\x03\x04": "zip",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x1f\x9d": "compress",
}


class DamageError(Exception):
    """A stream that is damaged.

    Args:
        kind: `truncated`, `garbage`, `corrupt` or `format`.
        offset: Byte of the file at which it was found, 0-based.
        cause: What is wrong, in words.
    """

    def __init__(self, kind: str, offset: int, cause: str) -> None:
        self.kind = kind
        self.offset = offset
        self.cause = cause
        super().__init__(cause)


def read_blocks(path: Path) -> Iterator[bytes]:
    """Yield the content of a file, gzip (one or many members) or plain.

    Args:
        path: The file.

    Yields:
        Blocks of at most `BLOCK_BYTES` bytes, decompressed.

    Raises:
        DamageError: When the file is cut, corrupt, followed by foreign bytes, or packed in another way.
        OSError: When it cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(6)
        stream.seek(0)
        packed = next((name for magic, name in _OTHER.items() if head.startswith(magic)), "")
        if packed:
            raise DamageError("format", 0, f"packed with {packed}")
        if head.startswith(_GZIP):
            yield from _gunzip(stream)
        else:
            yield from iter(lambda: stream.read(BLOCK_BYTES), b"")


def _gunzip(stream: BinaryIO) -> Iterator[bytes]:
    offset, data = 0, stream.read(_READ_BYTES)
    while data:
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            if not data:
                data = stream.read(_READ_BYTES)
            if not data:
                raise DamageError("truncated", offset, "the file ends inside a gzip member")
            before = len(data)
            try:
                block = member.decompress(data, BLOCK_BYTES)
            except zlib.error as error:
                raise DamageError("corrupt", offset, f"the gzip data are corrupt ({error})") from error
            data = member.unused_data if member.eof else member.unconsumed_tail
            offset += before - len(data)
            if block:
                yield block
        data = _next_member(stream, data, offset)


def _next_member(stream: BinaryIO, data: bytes, offset: int) -> bytes:
    """Return the bytes of the next member; zeros that pad the end of a file are not data."""
    while len(data) < 18:
        more = stream.read(_READ_BYTES)
        if not more:
            break
        data += more
    if data.startswith(_GZIP) or not data:
        return data
    if not data.strip(b"\0") and not stream.read(1):
        return b""
    raise DamageError("garbage", offset, "foreign bytes stand behind the gzip data")
