"""Join alleles with a store: one walk over its sorted keys, a row group at a time."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import NamedTuple
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import to_texts
from genopipe.io.arrow import lacking_of
from genopipe.io.arrow import numbers
from genopipe.io.arrow import numbers_of
from genopipe.io.store.exact import widen
from genopipe.io.store.keys import HASHED
from genopipe.io.store.keys import Texts
from genopipe.io.store.keys import confirm
from genopipe.io.store.keys import is_ascending
from genopipe.io.store.keys import key_positions
from genopipe.io.store.keys import make_keys
from genopipe.io.store.keys import merge
from genopipe.io.store.keys import spell
from genopipe.io.store.layout import ALT
from genopipe.io.store.layout import HIGHEST_COLUMN
from genopipe.io.store.layout import KEY
from genopipe.io.store.layout import READ_TYPES
from genopipe.io.store.layout import REF
from genopipe.io.store.layout import ContigFile
from genopipe.io.store.layout import Description
from genopipe.io.store.layout import read_description
from genopipe.io.store.layout import unknown_columns
from genopipe.sources import Source


class Joined(NamedTuple):
    """What a source says of alleles, row by row.

    Attributes:
        found: The source knows the allele (or covers the position).
        values: Column to its values, null where the allele is not found or nothing is written.
    """

    found: Flags
    values: dict[str, pa.Array]


class Highest(NamedTuple):
    """The highest frequency of alleles in any group of a source.

    Attributes:
        found: The source knows the allele.
        frequency: Its highest frequency (fraction); NaN where it is not found or not assessable.
    """

    found: Flags
    frequency: npt.NDArray[np.float32]


@dataclass
class _Contig:
    """One contig of a store: its open file, the key range of each row group, and the group read last."""

    file: pq.ParquetFile
    first: Long
    last: Long
    group: int = -1
    keys: Long = field(default_factory=lambda: np.empty(0, np.int64))
    values: tuple[int, tuple[str, ...], pa.Table] | None = None
    texts: tuple[int, Texts, Texts] | None = None

    def read_keys(self, group: int) -> Long:
        if group != self.group:
            column = self.file.read_row_group(group, columns=[KEY], use_threads=False).column(0)
            self.keys = numbers_of(_whole(column))
            self.group = group
        return self.keys

    def read_texts(self, group: int) -> tuple[Texts, Texts]:
        """Return REF and ALT of a row group, empty where the number is exact; those read last are kept."""
        if self.texts is None or self.texts[0] != group:
            table = self.file.read_row_group(group, columns=[REF, ALT], use_threads=False)
            self.texts = group, _bytes_of(table.column(0)), _bytes_of(table.column(1))
        return self.texts[1:]

    def read_values(self, group: int, names: Sequence[str]) -> pa.Table:
        """Return columns of a row group; those read last are kept, for the next call mostly goes on in the same."""
        wanted = group, tuple(names)
        if self.values is not None and self.values[:2] == wanted:
            return self.values[2]
        table = self.file.read_row_group(group, columns=list(names), use_threads=False)
        self.values = *wanted, table
        return table


class Store:
    """A source compiled by `genopipe resources build`.

    Attributes:
        folder: Where it lies.
        description: What it holds and where it comes from.
    """

    def __init__(self, folder: Path, description: Description, names: Mapping[str, str]) -> None:
        self.folder = folder
        self.description = description
        self._files = {names.get(item.name, item.name): item for item in description.contigs}
        self._open: tuple[str, _Contig] | None = None

    @classmethod
    def open(cls, path: Path, names: Mapping[str, str] | None = None) -> Self:
        """Open a store.

        Args:
            path: Its folder, or a pointer to it.
            names: Contig of the source to contig of the reference, where they differ.

        Raises:
            InputError: There is no whole store.
        """
        folder, description = read_description(path)
        return cls(folder, description, names or {})

    @property
    def source(self) -> Source:
        """The record of the source."""
        return self.description.source

    @property
    def contigs(self) -> dict[str, int | None]:
        """The contigs, as the reference names them, with their lengths where the source states them (bases)."""
        return {name: item.length for name, item in self._files.items()}

    @property
    def rows(self) -> int:
        """Alleles in the store."""
        return self.description.kept

    def join(
        self, contig: str, positions: Long, ref: Texts, alt: Texts, columns: Sequence[str] | None = None
    ) -> Joined:
        """Find alleles of one contig; full REF and ALT decide.

        Calls with ascending positions read the store once; in memory is one row group and what was found.

        Args:
            contig: Contig, as the reference names it.
            positions: 1-based positions of the first REF base.
            ref: REF texts, left-aligned and trimmed with their ALT; in any case.
            alt: ALT texts. `*`, symbolic alleles and breakends are never found.
            columns: Columns to return; None: all.

        Returns:
            Whether each allele is there, and its values.

        Raises:
            InputError: A file of the store is cut.
            ContractError: The source has no such column.
        """
        names = [column.column for column in self.source.columns] if columns is None else list(columns)
        if unknown := unknown_columns(self.source, names):
            raise ContractError(f"{self.source.name} has no columns {unknown}")
        where = np.full(len(positions), -1, np.int64)
        parts: list[pa.Table] = []
        taken = 0
        for held, group, places, rows in self._walk(contig, positions, (ref, alt)):
            where[places] = taken + np.arange(len(places))
            taken += len(places)
            if names:
                parts.append(held.read_values(group, names).take(numbers(rows)))
        return self._collect(where, parts, names)

    def highest(self, contig: str, positions: Long, ref: Texts, alt: Texts) -> Highest:
        """Return the highest frequency of any group of each allele, to sift many alleles quickly.

        Compare with a threshold in single precision too: an allele is never above it by rounding alone. What is kept
        gets its exact values by `join`.

        Args:
            contig: Contig, as the reference names it.
            positions: 1-based positions of the first REF base.
            ref: REF texts, left-aligned and trimmed with their ALT.
            alt: ALT texts.

        Raises:
            InputError: A file of the store is cut.
            ContractError: The source is no frequency source.
        """
        if self.source.frequency is None:
            raise ContractError(f"{self.source.name} is no frequency source")
        found = np.zeros(len(positions), np.bool_)
        frequency = np.full(len(positions), np.nan, np.float32)
        for held, group, places, rows in self._walk(contig, positions, (ref, alt)):
            column = held.read_values(group, [HIGHEST_COLUMN]).column(0)
            found[places] = True
            frequency[places] = numbers_of(_whole(column))[rows]
        return Highest(found, frequency)

    def scan(self) -> Iterator[pl.DataFrame]:
        """Yield everything in pieces: `contig`, `position`, `ref`, `alt` and the columns, sorted within a contig."""
        names = [column.column for column in self.source.columns]
        kinds = {column.column: column.type for column in self.source.columns}
        for contig, item in self._files.items():
            file = pq.ParquetFile(self.folder / item.file)
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, use_threads=False).combine_chunks()
                keys = numbers_of(_whole(table.column(KEY)))
                texts = [_whole(table.column(name)).cast(pa.large_string()) for name in (REF, ALT)]
                ref, alt = (
                    pc.coalesce(text, to_texts(*spelled)) for text, spelled in zip(texts, spell(keys), strict=True)
                )
                columns = {name: _whole(table.column(name)) for name in names}
                columns |= {name: _widened(columns[name]) for name in names if kinds[name] == "number"}
                data = {"position": key_positions(keys), "ref": pl.Series(ref), "alt": pl.Series(alt)}
                data |= {name: pl.Series(values) for name, values in columns.items()}
                yield pl.DataFrame(data).select(pl.lit(contig).alias("contig"), pl.all())

    def _contig(self, item: ContigFile, contig: str) -> _Contig:
        if self._open is None or self._open[0] != contig:
            file = pq.ParquetFile(self.folder / item.file, memory_map=True)
            spans = [file.metadata.row_group(group).column(0).statistics for group in range(file.num_row_groups)]
            first = np.array([span.min for span in spans], np.int64)
            self._open = contig, _Contig(file, first, np.array([span.max for span in spans], np.int64))
        return self._open[1]

    def _walk(
        self, contig: str, positions: Long, texts: tuple[Texts, Texts]
    ) -> Iterator[tuple[_Contig, int, Long, Long]]:
        """Yield for each row group that has some of the alleles: which of them, and in which of its rows.

        Raises:
            InputError: A file of the store is cut.
        """
        item = self._files.get(contig)
        if item is None or not len(positions):
            return
        keys = make_keys(positions, *texts)
        order = np.arange(len(keys)) if is_ascending(keys) else np.argsort(keys, kind="stable")
        try:
            yield from self._groups(self._contig(item, contig), keys[order], order, texts)
        except (OSError, pa.ArrowException) as error:
            cause = f"the file cannot be read: {error}"
            raise InputError(
                [fault("STORE-READ", str(self.folder / item.file), cause, "delete the store and build it again")]
            ) from error

    def _groups(
        self, held: _Contig, keys: Long, order: Long, texts: tuple[Texts, Texts]
    ) -> Iterator[tuple[_Contig, int, Long, Long]]:
        """Walk the row groups; keys are ascending, `order` is the allele of each."""
        seen = np.zeros(len(keys), np.bool_)
        named = int(np.searchsorted(keys, 0))
        begin = int(np.searchsorted(held.last, keys[named])) if named < len(keys) else len(held.first)
        for group in range(begin, len(held.first)):
            low = int(np.searchsorted(keys, held.first[group], side="left"))
            high = int(np.searchsorted(keys, held.last[group], side="right"))
            if low == len(keys):
                break
            found, hits = merge(keys[low:high], held.read_keys(group))
            if not hits:
                continue
            if ((keys[low:high] & HASHED) != 0)[found >= 0].any():
                confirm(keys[low:high], order[low:high], held.read_keys(group), texts, held.read_texts(group), found)
            hit = np.flatnonzero((found >= 0) & ~seen[low:high])
            if len(hit):
                seen[low + hit] = True
                yield held, group, order[low + hit], found[hit]

    def _collect(self, where: Long, parts: list[pa.Table], names: Sequence[str]) -> Joined:
        found = where >= 0
        if not parts:
            return Joined(found, self._nothing(names, len(where)).values)
        table = pa.concat_tables(parts).combine_chunks()
        index = numbers(where, ~found)
        kinds = {column.column: column.type for column in self.source.columns}
        values = {}
        for name in names:
            column = _whole(table.column(name))
            values[name] = pc.take(_widened(column) if kinds[name] == "number" else column, index)
        return Joined(found, values)

    def _nothing(self, names: Sequence[str], rows: int) -> Joined:
        kinds = {column.column: READ_TYPES[column.type] for column in self.source.columns}
        return Joined(np.zeros(rows, np.bool_), {name: pa.nulls(rows, kinds[name]) for name in names})


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    array = column.combine_chunks()
    return pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array


def _bytes_of(column: pa.ChunkedArray) -> Texts:
    """Return a column of texts as bytes and offsets; a null has no bytes."""
    array = _whole(column)
    _, offsets, data = array.buffers()
    at = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, np.uint8), at


def _widened(column: pa.Array) -> pa.Array:
    return numbers(widen(numbers_of(column)), lacking_of(column))
