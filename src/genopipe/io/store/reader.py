"""Join alleles with a store: one walk over its sorted keys, a group of rows at a time."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from genopipe.errors import ContractError
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import to_texts
from genopipe.io.arrow import lacking_of
from genopipe.io.arrow import numbers
from genopipe.io.arrow import numbers_of
from genopipe.io.store.contig import ContigReader
from genopipe.io.store.contig import whole
from genopipe.io.store.exact import widen
from genopipe.io.store.keys import Asked
from genopipe.io.store.keys import Texts
from genopipe.io.store.keys import ask
from genopipe.io.store.keys import confirm
from genopipe.io.store.keys import key_positions
from genopipe.io.store.keys import merge
from genopipe.io.store.keys import spell
from genopipe.io.store.keys import take_found
from genopipe.io.store.layout import HIGHEST_COLUMN
from genopipe.io.store.layout import READ_TYPES
from genopipe.io.store.layout import ContigFile
from genopipe.io.store.layout import Description
from genopipe.io.store.layout import read_description
from genopipe.io.store.layout import unknown_columns
from genopipe.io.unowned import Array
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
        self._kinds = {column.column: column.type for column in description.source.columns}
        self._open: tuple[str, ContigReader] | None = None

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

        Calls with ascending positions read the store once; in memory is one group of rows and what was found.

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
        asked = ask(positions, ref, alt)
        for held, group, low, found in self._walk(contig, asked):
            hits = np.flatnonzero(found >= 0)
            places = low + hits if asked.order is None else asked.order[low + hits]
            where[places] = taken + np.arange(len(places))
            taken += len(places)
            if names and len(hits):
                parts.append(held.take_values(group, found[hits], names))
        return self._collect(where, parts, names)

    def find(self, contig: str, asked: Asked) -> Flags:
        """Return which alleles of one contig the store knows.

        Args:
            contig: Contig, as the reference names it.
            asked: The alleles.

        Raises:
            InputError: A file of the store is cut.
        """
        known = np.zeros(len(asked.keys), np.bool_)
        for _, _, low, found in self._walk(contig, asked):
            known[low : low + len(found)] |= found >= 0
        return _as_asked(known, asked)

    def highest(self, contig: str, asked: Asked) -> Highest:
        """Return the highest frequency of any group of each allele, to sift many alleles quickly.

        Compare with a threshold in single precision too: an allele is never above it by rounding alone. What is kept
        gets its exact values by `join`.

        Args:
            contig: Contig, as the reference names it.
            asked: The alleles.

        Raises:
            InputError: A file of the store is cut.
            ContractError: The source is no frequency source.
        """
        if self.source.frequency is None:
            raise ContractError(f"{self.source.name} is no frequency source")
        known = np.zeros(len(asked.keys), np.bool_)
        frequency = np.full(len(asked.keys), np.nan, np.float32)
        for held, group, low, found in self._walk(contig, asked):
            column = numbers_of(whole(held.read_values(group, [HIGHEST_COLUMN]).column(0)))
            high = low + len(found)
            take_found(found, column, frequency[low:high], known[low:high])
        return Highest(_as_asked(known, asked), _as_asked(frequency, asked))

    def scan(self) -> Iterator[pl.DataFrame]:
        """Yield everything in pieces: `contig`, `position`, `ref`, `alt` and the columns, sorted within a contig."""
        names = [column.column for column in self.source.columns]
        for contig, item in self._files.items():
            if not item.rows:
                continue
            held = ContigReader.open(self.folder, item.file)
            for group in range(len(held.first)):
                keys, long = held.read_keys(group), held.read_texts(group)
                ref, alt = (
                    _with_long(texts, long.rows, those)
                    for texts, those in zip(spell(keys), (long.ref, long.alt), strict=True)
                )
                table = held.read_values(group, names)
                columns = {name: self._as_read(name, whole(table.column(name))) for name in names}
                data = {"position": key_positions(keys), "ref": ref, "alt": alt}
                data |= {name: pl.Series(values) for name, values in columns.items()}
                yield pl.DataFrame(data).select(pl.lit(contig).alias("contig"), pl.all())

    def _as_read(self, name: str, column: pa.Array) -> pa.Array:
        """Return values as a join returns them."""
        if self._kinds[name] == "number":
            return numbers(widen(numbers_of(column)), lacking_of(column))
        return column.cast(READ_TYPES[self._kinds[name]])

    def _contig(self, item: ContigFile, contig: str) -> ContigReader:
        if self._open is None or self._open[0] != contig:
            self._open = contig, ContigReader.open(self.folder, item.file)
        return self._open[1]

    def _walk(self, contig: str, asked: Asked) -> Iterator[tuple[ContigReader, int, int, Long]]:
        """Yield for each group of rows that has some of the alleles: the place of the first number, and their rows.

        The rows are those of the number at that place and of the ones behind it, -1 for a number that the group has
        not. Each number is found once.

        Raises:
            InputError: A file of the store is cut.
        """
        item = self._files.get(contig)
        if item is None or not item.rows or not len(asked.keys):
            return
        keys, held = asked.keys, self._contig(item, contig)
        seen, reached = np.zeros(len(keys), np.bool_), 0
        named = int(np.searchsorted(keys, 0))
        begin = int(np.searchsorted(held.last, keys[named])) if named < len(keys) else len(held.first)
        for group in range(begin, len(held.first)):
            low = int(np.searchsorted(keys, held.first[group], side="left"))
            high = int(np.searchsorted(keys, held.last[group], side="right"))
            if low == len(keys):
                break
            known = held.read_keys(group)
            found, hits, proposed = merge(keys[low:high], known)
            if proposed:
                rows = np.arange(low, high) if asked.order is None else asked.order[low:high]
                confirm(keys[low:high], rows, known, asked.texts, held.read_texts(group), found)
            both = slice(low, max(low, reached))  # a number that ends one group may begin the next
            found[: both.stop - low][seen[both]] = -1
            seen[low:high] |= found >= 0
            reached = high
            if hits:
                yield held, group, low, found

    def _collect(self, where: Long, parts: list[pa.Table], names: Sequence[str]) -> Joined:
        found = where >= 0
        if not parts:
            return Joined(found, self._nothing(names, len(where)).values)
        table = pa.concat_tables(parts).combine_chunks()
        index = numbers(where, ~found)
        return Joined(found, {name: pc.take(self._as_read(name, whole(table.column(name))), index) for name in names})

    def _nothing(self, names: Sequence[str], rows: int) -> Joined:
        return Joined(np.zeros(rows, np.bool_), {name: pa.nulls(rows, READ_TYPES[self._kinds[name]]) for name in names})


def _as_asked(told: Array, asked: Asked) -> Array:
    """Return what is told of numbers as told of the alleles, in their order."""
    if asked.order is None:
        return told
    ordered: Array = np.empty_like(told)
    ordered[asked.order] = told
    return ordered


def _with_long(spelled: Texts, rows: Long, long: Texts) -> pl.Series:
    """Return the texts of every row of a group: as the keys spell them, and those that they do not hold."""
    told = pl.Series(to_texts(*spelled))
    return told.scatter(rows, pl.Series(to_texts(*long))) if len(rows) else told
