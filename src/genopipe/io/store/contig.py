"""One contig of a store on disk, written and read a group of rows at a time.

    NAME.arrow        the keys, and every column that packing would hardly make smaller: as they lie in memory
    NAME.long.arrow   REF and ALT of the rows whose key does not hold them
    NAME.parquet      the other columns, packed; not there when there are none

The first two are mapped into memory: only what is looked at is read from the disk.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Long
from genopipe.io.arrow import lacking_of
from genopipe.io.arrow import numbers
from genopipe.io.arrow import numbers_of
from genopipe.io.store.keys import HASHED
from genopipe.io.store.keys import Texts
from genopipe.io.store.layout import ALT
from genopipe.io.store.layout import HIGHEST_COLUMN
from genopipe.io.store.layout import KEY
from genopipe.io.store.layout import REF

MAPPED = ".arrow"
LONG = ".long.arrow"
PACKED = ".parquet"

_ROW = "row"
_LONG_SCHEMA = pa.schema(
    [pa.field(_ROW, pa.int64(), nullable=False)] + [pa.field(name, pa.large_binary()) for name in (REF, ALT)]
)
_ALWAYS_MAPPED = (KEY, HIGHEST_COLUMN)
_WORTH_PACKING = 0.5
"""A column of numbers that LZ4 makes smaller than this share of its size is packed: a store at most doubles so."""


class LongTexts(NamedTuple):
    """REF and ALT of rows whose key does not hold them.

    Attributes:
        rows: Their places in the group, ascending.
        ref: REF texts.
        alt: ALT texts.
    """

    rows: Long
    ref: Texts
    alt: Texts


def narrow_type(kind: pa.DataType, *, fits: bool) -> pa.DataType:
    """Return the type in which a column lies on disk: whole numbers in 32 bits where all of them fit."""
    return pa.int32() if fits and kind == pa.int64() else kind


def _is_worth_packing(column: pa.Array) -> bool:
    """Say whether packing makes a column much smaller; texts and flags always count as such."""
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return True
    data = numbers_of(column).tobytes()
    return len(pa.compress(data, codec="lz4", asbytes=True)) < _WORTH_PACKING * len(data)


class _Files(NamedTuple):
    """The files of a contig that is being written.

    Attributes:
        columns: The columns that are mapped.
        mapped: Their file.
        long: REF and ALT that no key holds.
        packed: The other columns; None: there are none.
    """

    columns: pa.Schema
    mapped: pa.RecordBatchFileWriter
    long: pa.RecordBatchFileWriter
    packed: pq.ParquetWriter | None


class ContigWriter(AbstractContextManager["ContigWriter"]):
    """Write the groups of one contig; without a group there are no files.

    Args:
        folder: Folder of the store.
        name: Name of its files.
        narrow: Columns whose whole numbers fit into 32 bits.
    """

    def __init__(self, folder: Path, name: str, narrow: Sequence[str]) -> None:
        self.rows = 0
        self._path = folder / name
        self._narrow = frozenset(narrow)
        self._files: _Files | None = None
        self._closing = ExitStack()

    def write(self, table: pa.Table) -> None:
        """Add one group of rows, sorted by key."""
        table = self._narrowed(table)
        if self._files is None:
            self._files = self._open(table)
        files = self._files
        mapped = [_without_traces(whole(table.column(name))) for name in files.columns.names]
        files.mapped.write_batch(pa.RecordBatch.from_arrays(mapped, schema=files.columns))
        files.long.write_batch(_long_rows(table))
        if files.packed is not None:
            files.packed.write_table(table.select(files.packed.schema.names), row_group_size=table.num_rows)
        self.rows += table.num_rows

    def _narrowed(self, table: pa.Table) -> pa.Table:
        fields = [item.with_type(narrow_type(item.type, fits=item.name in self._narrow)) for item in table.schema]
        return table.cast(pa.schema(fields))

    def _open(self, table: pa.Table) -> _Files:
        """Open the files; what is packed is judged by the first group."""
        mapped: list[pa.Field] = []
        packed: list[pa.Field] = []
        for item in table.schema:
            if item.name not in (REF, ALT):
                always = item.name in _ALWAYS_MAPPED
                (packed if not always and _is_worth_packing(whole(table.column(item.name))) else mapped).append(item)
        columns = pa.schema(mapped)
        return _Files(
            columns,
            self._closing.enter_context(_ipc_writer(_with(self._path, MAPPED), columns)),
            self._closing.enter_context(_ipc_writer(_with(self._path, LONG), _LONG_SCHEMA)),
            self._closing.enter_context(_parquet_writer(_with(self._path, PACKED), pa.schema(packed)))
            if packed
            else None,
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the files.

        Raises:
            ContentError: There are other rows on disk than were written.
        """
        self._closing.close()
        if kind is not None or self._files is None:
            return
        found = [_rows_of(_with(self._path, MAPPED))]
        if self._files.packed is not None:
            found.append(pq.read_metadata(_with(self._path, PACKED)).num_rows)
        if set(found) != {self.rows}:
            raise ContentError(f"{self._path}: {found} rows on disk, {self.rows} written; is the disk full?")


def _without_traces(column: pa.Array) -> pa.Array:
    """Return numbers with nothing but zeros where there is none: the same rows are the same bytes."""
    if not column.null_count:
        return column
    return numbers(numbers_of(pc.fill_null(column, 0)), lacking_of(column))


def _with(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


@contextmanager
def _ipc_writer(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatchFileWriter]:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        yield writer


def _rows_of(path: Path) -> int:
    with pa.memory_map(str(path)) as source:
        file = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=[0]))
        return sum(file.get_batch(group).num_rows for group in range(file.num_record_batches))


def _long_rows(table: pa.Table) -> pa.RecordBatch:
    """Return the texts of the rows whose key does not hold them."""
    keys = numbers_of(whole(table.column(KEY)))
    rows = numbers(np.flatnonzero(keys & HASHED))
    texts = [whole(table.column(name)).take(rows) for name in (REF, ALT)]
    return pa.RecordBatch.from_arrays([rows, *texts], schema=_LONG_SCHEMA)


@contextmanager
def _parquet_writer(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    texts = [item.name for item in schema if pa.types.is_large_string(item.type)]
    encodings = {item.name: "BYTE_STREAM_SPLIT" for item in schema if pa.types.is_floating(item.type)}
    encodings |= {item.name: "DELTA_BINARY_PACKED" for item in schema if pa.types.is_integer(item.type)}
    with pq.ParquetWriter(
        path,
        schema,
        compression={name: "zstd" if name in texts else "lz4" for name in schema.names},
        use_dictionary=texts,
        column_encoding=encodings,
        write_statistics=False,
    ) as writer:
        yield writer


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say what to do when the files of a contig cannot be read.

    Raises:
        InputError: One is cut or is not there.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        cause = f"the file cannot be read: {error}"
        raise InputError([fault("STORE-READ", str(path), cause, "delete the store and build it again")]) from error


@dataclass
class _Kept:
    """The packed columns that were read last."""

    group: int
    names: tuple[str, ...]
    table: pa.Table


class ContigReader:
    """One contig of a store: its open files, and what was read last.

    Attributes:
        first: The lowest key of each group.
        last: The highest key of each group.
    """

    def __init__(self, path: Path, mapped: pa.RecordBatchFileReader, long: pa.RecordBatchFileReader) -> None:
        self._path = path
        self._mapped = mapped
        self._long = long
        self._mapped_names = mapped.schema.names
        self._packed: pq.ParquetFile | None = None
        self._batch: tuple[int, pa.RecordBatch] | None = None
        self._texts: tuple[int, LongTexts] | None = None
        self._values: _Kept | None = None
        keys = [numbers_of(mapped.get_batch(group).column(0)) for group in range(mapped.num_record_batches)]
        self.first: Long = np.array([some[0] for some in keys], np.int64)
        self.last: Long = np.array([some[-1] for some in keys], np.int64)

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        """Open the files of a contig.

        Raises:
            InputError: One is cut or is not there.
        """
        path = folder / name
        with _readable(path):
            mapped, long = (pa.ipc.open_file(pa.memory_map(str(_with(path, ending)))) for ending in (MAPPED, LONG))
            return cls(path, mapped, long)

    def _mapped_batch(self, group: int) -> pa.RecordBatch:
        if self._batch is None or self._batch[0] != group:
            with _readable(self._path):
                self._batch = group, self._mapped.get_batch(group)
        return self._batch[1]

    def read_keys(self, group: int) -> Long:
        """Return the keys of a group, ascending."""
        return numbers_of(self._mapped_batch(group).column(0))

    def read_texts(self, group: int) -> LongTexts:
        """Return REF and ALT of the rows of a group whose key does not hold them."""
        if self._texts is None or self._texts[0] != group:
            with _readable(self._path):
                batch = self._long.get_batch(group)
            rows = numbers_of(batch.column(0))
            self._texts = group, LongTexts(rows, _bytes_of(batch.column(1)), _bytes_of(batch.column(2)))
        return self._texts[1]

    def _columns(self, group: int, names: Sequence[str]) -> Mapping[str, pa.Array]:
        batch = self._mapped_batch(group)
        columns = {name: batch.column(self._mapped_names.index(name)) for name in names if name in self._mapped_names}
        packed = tuple(name for name in names if name not in columns)
        if packed:
            table = self._packed_table(group, packed)
            columns |= {name: whole(table.column(name)) for name in packed}
        return columns

    def _packed_table(self, group: int, names: tuple[str, ...]) -> pa.Table:
        """Return packed columns; those read last are kept, for the next call mostly goes on in the same group."""
        if self._values is None or (self._values.group, self._values.names) != (group, names):
            with _readable(self._path):
                if self._packed is None:
                    self._packed = pq.ParquetFile(_with(self._path, PACKED), memory_map=True)
                read = self._packed.read_row_group(group, columns=list(names), use_threads=False)
            self._values = _Kept(group, names, read)
        return self._values.table

    def read_values(self, group: int, names: Sequence[str]) -> pa.Table:
        """Return columns of a group."""
        columns = self._columns(group, names)
        return pa.table([columns[name] for name in names], names=list(names))

    def take_values(self, group: int, rows: Long, names: Sequence[str]) -> pa.Table:
        """Return columns of some rows of a group."""
        columns, at = self._columns(group, names), numbers(rows)
        return pa.table([pc.take(columns[name], at) for name in names], names=list(names))


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    array = column.combine_chunks()
    return pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array


def _bytes_of(column: pa.Array) -> Texts:
    """Return a column of texts as bytes and offsets."""
    _, offsets, data = column.buffers()
    if not len(column):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    at = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, np.uint8), at
