"""A file of Parquet: groups of rows, each with one page a column, and the footer that tells where they stand.

Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from genopipe.errors import ContentError
from genopipe.io.pages.columns import DICTIONARY
from genopipe.io.pages.columns import PLAIN
from genopipe.io.pages.columns import RLE
from genopipe.io.pages.columns import Page
from genopipe.io.pages.thrift import Value
from genopipe.io.pages.thrift import array
from genopipe.io.pages.thrift import binary
from genopipe.io.pages.thrift import flag
from genopipe.io.pages.thrift import i16
from genopipe.io.pages.thrift import i32
from genopipe.io.pages.thrift import i64
from genopipe.io.pages.thrift import structure
from genopipe.io.pages.thrift import text
from genopipe.io.pages.thrift import tiny

_MAGIC = b"PAR1"
_VERSION = 2
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_NOT_PACKED, _SNAPPY = 0, 1
_REQUIRED, _OPTIONAL = 0, 1


class _Kind(NamedTuple):
    """A type of Parquet.

    Attributes:
        physical: How its values lie.
        converted: What they mean, for readers from before 2018; None: what they are.
        logical: What they mean.
    """

    physical: int
    converted: int | None = None
    logical: Value | None = None


_KINDS: Mapping[pa.DataType, _Kind] = {
    pa.bool_(): _Kind(0),
    pa.int8(): _Kind(1, 15, structure({10: structure({1: tiny(8), 2: flag(yes=True)})})),
    pa.int64(): _Kind(2),
    pa.float64(): _Kind(5),
    pa.string(): _Kind(6, 0, structure({1: structure({})})),
}


class _Chunk(NamedTuple):
    """Where a column of one group of rows stands.

    Attributes:
        described: What the footer says of it.
        size: Bytes in the file.
        plain_size: Bytes before they were packed.
    """

    described: Value
    size: int
    plain_size: int


class PageFile:
    """A file that is being written.

    Args:
        path: The file.
        schema: Names and types of the columns: texts, flags, and numbers of 8 or 64 bits.
        words: What else the footer tells.
    """

    def __init__(self, path: Path, schema: pa.Schema, words: Mapping[str, str]) -> None:
        self.schema = schema
        self.rows = 0
        self._path = path
        self._words = words
        self._codec = pa.Codec("snappy")
        self._groups: list[Value] = []
        self._file = path.open("wb")
        self._file.write(_MAGIC)
        self._at = len(_MAGIC)

    def write(self, pages: list[Page]) -> None:
        """Add a group of rows: one page a column."""
        first, rows = self._at, pages[0].rows
        chunks = [self._chunk(item, page) for item, page in zip(self.schema, pages, strict=True)]
        self._groups.append(
            structure(
                {
                    1: array([chunk.described for chunk in chunks]),
                    2: i64(sum(chunk.plain_size for chunk in chunks)),
                    3: i64(rows),
                    5: i64(first),
                    6: i64(sum(chunk.size for chunk in chunks)),
                    7: i16(len(self._groups)) if len(self._groups) < 1 << 15 else None,
                }
            )
        )
        self.rows += rows

    def _chunk(self, item: pa.Field, page: Page) -> _Chunk:
        first, plain_size, encodings = self._at, 0, [RLE, page.encoding]
        if page.dictionary is not None:
            encodings.append(PLAIN)
            about = structure({1: i32(page.entries), 2: i32(PLAIN)})
            plain_size += self._page({1: i32(_DICTIONARY_PAGE)}, {7: about}, page.dictionary)
        values = self._at
        about = structure({1: i32(page.rows), 2: i32(page.encoding), 3: i32(RLE), 4: i32(RLE)})
        plain_size += self._page({1: i32(_DATA_PAGE)}, {5: about}, page.body.data, is_packed=page.is_packed)
        low, high = page.ends or (None, None)
        metadata = structure(
            {
                1: i32(_KINDS[item.type].physical),
                2: array([i32(encoding) for encoding in sorted(encodings)]),
                3: array([text(item.name)]),
                4: i32(_NOT_PACKED if page.is_packed else _SNAPPY),
                5: i64(page.rows),
                6: i64(plain_size),
                7: i64(self._at - first),
                9: i64(values),
                11: i64(first) if page.encoding == DICTIONARY else None,
                12: structure(
                    {
                        3: i64(page.lacking),
                        5: None if high is None else binary(high),
                        6: None if low is None else binary(low),
                    }
                ),
            }
        )
        return _Chunk(structure({2: i64(0), 3: metadata}), self._at - first, plain_size)

    def _page(
        self,
        kind: Mapping[int, Value],
        about: Mapping[int, Value],
        body: bytes | memoryview,
        *,
        is_packed: bool = False,
    ) -> int:
        """Write a page, and return its bytes before they were packed, with its head."""
        packed = pa.py_buffer(body) if is_packed else self._codec.compress(body)
        head = structure({**kind, 2: i32(len(body)), 3: i32(packed.size), **about}).data
        self._file.write(head)
        self._file.write(packed)
        self._at += len(head) + packed.size
        return len(head) + len(body)

    def close(self) -> None:
        """Write the footer.

        Raises:
            ContentError: There are other rows on disk than were written.
        """
        footer = self._footer()
        end = footer + len(footer).to_bytes(4, "little") + _MAGIC
        self._file.write(end)
        self._file.close()
        stored, size = pq.read_metadata(self._path).num_rows, self._path.stat().st_size
        if (stored, size) != (self.rows, self._at + len(end)):
            raise ContentError(f"{self._path}: {stored} rows on disk, {self.rows} written; is the disk full?")

    def abandon(self) -> None:
        """Leave the file cut, as when a run fails."""
        self._file.close()

    def _footer(self) -> bytes:
        words = [structure({1: text(key), 2: text(value)}) for key, value in self._words.items()]
        order = structure({1: structure({})})
        root = structure({3: i32(_REQUIRED), 4: text("schema"), 5: i32(len(self.schema))})
        return structure(
            {
                1: i32(_VERSION),
                2: array([root, *(_element(item) for item in self.schema)]),
                3: i64(self.rows),
                4: array(self._groups, of=structure({})),
                5: array(words, of=structure({})),
                6: text("genopipe"),
                7: array([order] * len(self.schema), of=order),
            }
        ).data


def _element(item: pa.Field) -> Value:
    kind = _KINDS[item.type]
    return structure(
        {
            1: i32(kind.physical),
            3: i32(_OPTIONAL),
            4: text(item.name),
            6: None if kind.converted is None else i32(kind.converted),
            10: kind.logical,
        }
    )
