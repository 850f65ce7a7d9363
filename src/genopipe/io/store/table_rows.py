"""Rows of a source that is a table: TSV or CSV (plain, gzip, bgzip, zip) or Parquet, in pieces of bounded size."""

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Long
from genopipe.io.naming import did_you_mean
from genopipe.io.store.keys import Texts
from genopipe.io.store.values import table_columns
from genopipe.io.store.values import table_values
from genopipe.sources import Layout
from genopipe.sources import Source

_BLOCK_BYTES = 1 << 24
_BATCH_ROWS = 1 << 18
_HEAD_LINES = 1000
_SEPARATORS = {"tab": "\t", "comma": ","}
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"

UNPLACED = "no position in this build"
NO_ALLELE = "no REF or no ALT"


class SourceRows(NamedTuple):
    """Rows of one contig of a source.

    Attributes:
        contig: The contig, as the file names it.
        positions: 1-based positions.
        ref: REF texts; a table of positions has none, all empty.
        alt: ALT texts; a table of positions has none, all empty.
        values: Every column of the source.
        aside: Rows that could not be placed, by reason.
    """

    contig: str
    positions: Long
    ref: Texts
    alt: Texts
    values: dict[str, pa.Array]
    aside: dict[str, int]


def read_table_rows(path: Path, source: Source) -> Iterator[SourceRows]:
    """Read the rows of a table in pieces, each of one contig.

    Args:
        path: TSV, CSV or Parquet.
        source: The record; its `layout` names the columns of the allele.

    Raises:
        InputError: The file cannot be read, is cut, or has not the columns of the record.
    """
    layout = source.layout
    assert layout is not None
    pieces = _parquet_pieces(path, source) if source.format == "parquet" else _text_pieces(path, source, layout)
    try:
        for piece in pieces:
            yield from _by_contig(piece, source, layout, path)
    except (OSError, EOFError, zipfile.BadZipFile, pa.ArrowException) as error:
        cause = f"it cannot be read to its end: {error}"
        raise InputError([fault("SOURCE-CUT", str(path), cause, "bring the file again")]) from error


def _wanted(source: Source, layout: Layout) -> list[str]:
    names = [layout.contig, layout.position, layout.ref, layout.alt, *(column.field for column in source.columns)]
    return list(dict.fromkeys(name for name in names if name))


def _as_wanted(head: list[str], wanted: list[str]) -> list[str]:
    """Return the names of a head, one that differs from a wanted name by `#` in front called as it is wanted."""
    bare = {name.lstrip("#"): name for name in wanted if name not in head}
    return [name if name in wanted else bare.get(name.lstrip("#"), name) for name in head]


def _lacking(path: Path, lacking: list[str], head: list[str]) -> InputError:
    return InputError(
        [
            fault("SOURCE-FIELD", str(path), f"the table has no column {name}", did_you_mean(name, head))
            for name in lacking
        ]
    )


def _parquet_pieces(path: Path, source: Source) -> Iterator[pa.Table]:
    assert source.layout is not None
    file = pq.ParquetFile(path)
    wanted = _wanted(source, source.layout)
    head = _as_wanted(file.schema_arrow.names, wanted)
    lacking = [name for name in wanted if name not in head]
    if lacking:
        raise _lacking(path, lacking, head)
    theirs = [file.schema_arrow.names[head.index(name)] for name in wanted]
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=theirs, use_threads=False):
        yield pa.Table.from_batches([batch]).select(theirs).rename_columns(wanted)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a table, unpacked; a zip must hold one file."""
    with path.open("rb") as raw:
        head = raw.read(4)
    if head.startswith(_GZIP):
        with gzip.open(path, "rb") as stream:
            yield stream  # type: ignore[misc]
    elif head == _ZIP:
        with zipfile.ZipFile(path) as archive:
            names = [item for item in archive.infolist() if not item.is_dir()]
            if len(names) != 1:
                cause = f"the zip holds {len(names)} files, not one table"
                raise InputError([fault("SOURCE-PACKED", str(path), cause, "unpack the table and name it")])
            with archive.open(names[0]) as stream:
                yield stream
    else:
        with path.open("rb") as stream:
            yield stream


def table_faults(path: Path, source: Source) -> list[Fault]:
    """Say which columns of a record a text table lacks, or why it cannot be read."""
    layout = source.layout
    assert layout is not None
    try:
        with _opened(path) as stream:
            head = _read_head(path, stream, _SEPARATORS[layout.separator], layout)
    except InputError as error:
        return list(error.faults)
    wanted = _wanted(source, layout)
    lacking = [name for name in wanted if name not in _as_wanted(head, wanted)]
    return list(_lacking(path, lacking, head).faults) if lacking else []


def _text_pieces(path: Path, source: Source, layout: Layout) -> Iterator[pa.Table]:
    separator = _SEPARATORS[layout.separator]
    wanted = _wanted(source, layout)
    with _opened(path) as stream:
        head = _as_wanted(_read_head(path, stream, separator, layout), wanted)
        lacking = [name for name in wanted if name not in head]
        if lacking:
            raise _lacking(path, lacking, head)
        reader = _csv_reader(stream, head, separator, wanted)
        for batch in reader or ():
            yield pa.Table.from_batches([batch])


def _csv_reader(
    stream: IO[bytes], head: list[str], separator: str, wanted: list[str]
) -> Iterator[pa.RecordBatch] | None:
    """Return the batches behind the head; None where nothing stands there."""
    first = stream.read(1)
    if not first:
        return None
    reader: Iterator[pa.RecordBatch] = pa.csv.open_csv(
        _Behind(first, stream),
        read_options=pa.csv.ReadOptions(column_names=head, block_size=_BLOCK_BYTES, use_threads=False),
        parse_options=pa.csv.ParseOptions(delimiter=separator, quote_char=False),
        convert_options=pa.csv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, pa.large_string()),
            strings_can_be_null=False,
        ),
    )
    return reader


class _Behind:
    """A stream with some bytes put back at its head.

    Args:
        first: The bytes.
        stream: What follows.
    """

    closed = False

    def __init__(self, first: bytes, stream: IO[bytes]) -> None:
        self._first = first
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        head, self._first = self._first, b""
        return head + self._stream.read(size if size < 0 else max(size - len(head), 0))

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def close(self) -> None:
        """Leave the stream to whoever opened it."""


def _read_head(path: Path, stream: IO[bytes], separator: str, layout: Layout) -> list[str]:
    """Return the names of the columns: the first line that has those of the layout.

    Raises:
        InputError: No line has them.
    """
    for _ in range(_HEAD_LINES):
        line = stream.readline(1 << 20)
        names = line.decode("utf-8", "replace").rstrip("\r\n").split(separator)
        named = _as_wanted(names, [layout.contig, layout.position])
        if layout.contig in named and layout.position in named:
            return names
        if not line:
            break
    cause = f"no line of its head names the columns {layout.contig} and {layout.position}"
    raise InputError(
        [fault("SOURCE-FIELD", str(path), cause, "mend the `layout` of the record, or bring the file again")]
    )


def _by_contig(table: pa.Table, source: Source, layout: Layout, path: Path) -> Iterator[SourceRows]:
    """Cut a piece where its contig changes."""
    contigs = pc.cast(table.column(layout.contig).combine_chunks(), pa.large_string())
    if not len(contigs):
        return
    runs = pc.run_end_encode(contigs)
    start = 0
    for end, name in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
        yield _rows_of(name or "", table.slice(start, end - start), source, layout, path)
        start = end


def _rows_of(contig: str, table: pa.Table, source: Source, layout: Layout, path: Path) -> SourceRows:
    positions, placed = _positions(table.column(layout.position).combine_chunks(), layout)
    sides = [_side(table, name) for name in (layout.ref, layout.alt)]
    kept = placed & sides[0][1] & sides[1][1]
    aside = {UNPLACED: int((~placed).sum()), NO_ALLELE: int((placed & ~kept).sum())}
    if not kept.all():
        table, positions = table.filter(pa.array(kept)), positions[kept]
        sides = [_side(table, name) for name in (layout.ref, layout.alt)]
    ref, alt = sides[0][0], sides[1][0]
    return SourceRows(contig, positions, ref, alt, table_columns(table, source, alt, path), aside)


def _positions(column: pa.Array, layout: Layout) -> tuple[Long, np.ndarray]:
    """Return the 1-based positions, and where there is one."""
    if not pa.types.is_integer(column.type):
        digits = pc.match_substring_regex(pc.cast(column, pa.large_string()), r"^[0-9]{1,18}$")
        column = pc.cast(pc.if_else(digits, column, pa.scalar(None, column.type)), pa.int64())
    placed = pc.is_valid(column).to_numpy(zero_copy_only=False)
    numbers = pc.fill_null(pc.cast(column, pa.int64()), 0).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(numbers + (1 - layout.base)), placed


def _side(table: pa.Table, name: str) -> tuple[Texts, np.ndarray]:
    """Return REF or ALT and where it is written; all empty where the table has no such column."""
    if not name:
        nothing = np.empty(0, np.uint8), np.zeros(table.num_rows + 1, np.int64)
        return nothing, np.ones(table.num_rows, np.bool_)
    found = table_values(table.column(name).combine_chunks())
    present = np.zeros(table.num_rows, np.bool_)
    present[found.rows] = True
    return found.texts, present
