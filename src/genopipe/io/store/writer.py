"""Write a store: rows in any order, in bounded memory, whole or not at all.

Rows go to disk in stretches of the genome first; each stretch is then read, sorted, joined where several rows tell of
one allele, and appended to the file of its contig.
"""

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from genopipe.errors import ContentError
from genopipe.io.allele_batch import Long
from genopipe.io.store.contig import ContigWriter
from genopipe.io.store.keys import HASHED
from genopipe.io.store.keys import NO_KEY
from genopipe.io.store.keys import Texts
from genopipe.io.store.keys import is_ascending
from genopipe.io.store.keys import key_positions
from genopipe.io.store.keys import make_keys
from genopipe.io.store.keys import upper
from genopipe.io.store.layout import ALT
from genopipe.io.store.layout import DESCRIPTION
from genopipe.io.store.layout import HIGHEST_COLUMN
from genopipe.io.store.layout import KEY
from genopipe.io.store.layout import REF
from genopipe.io.store.layout import ROW_GROUP
from genopipe.io.store.layout import ContigFile
from genopipe.io.store.layout import Description
from genopipe.io.store.layout import SetAside
from genopipe.io.store.layout import store_schema
from genopipe.sources import FrequencyRoles
from genopipe.sources import Source
from genopipe.sources import SourceColumn

STRETCH_BITS = 22
"""A stretch is 2 to the power of this many bases: 4.2 million, about a million alleles of the largest source."""

_WIDEST = (1 << 31) - 1
"""The highest whole number of 32 bits."""

UNNAMED = "no plain sequence: symbolic, `*`, breakend, or a position below 1"


class StoreWriter:
    """A store that is being written.

    Args:
        folder: Folder that is filled; it must be empty.
        source: The record.
    """

    def __init__(self, folder: Path, source: Source) -> None:
        self.source = source
        self.read = 0
        self.merged = 0
        self._folder = folder
        self._spill = folder / "spill"
        self._schema = store_schema(source)
        self._contigs: dict[str, int | None] = {}
        self._runs: dict[tuple[str, int], list[Path]] = {}
        self._aside: Counter[str] = Counter()
        self._firsts: dict[str, str] = {}
        self._wide = {column.column for column in source.columns if column.reduce == "count"}  # they add up
        self._spill.mkdir(parents=True)

    def add_contig(self, name: str, length: int | None = None) -> None:
        """Say that a contig is there, with its length where that is known (bases)."""
        self._contigs[name] = length or self._contigs.get(name)

    def set_aside(self, reason: str, rows: int, first: str) -> None:
        """Count rows of the source that do not come into the store."""
        if rows:
            self._aside[reason] += rows
            self._firsts.setdefault(reason, first)
            self.read += rows

    def left_out(self) -> list[SetAside]:
        """Return what was set aside so far, by reason."""
        return [
            SetAside(reason=reason, rows=rows, first=self._firsts[reason])
            for reason, rows in sorted(self._aside.items())
        ]

    def add(self, contig: str, positions: Long, ref: Texts, alt: Texts, values: Mapping[str, pa.Array]) -> None:
        """Add alleles of one contig.

        Args:
            contig: Contig, as the source names it.
            positions: 1-based positions of the first REF base.
            ref: REF texts, left-aligned and trimmed with their ALT.
            alt: ALT texts.
            values: Every column of the source, in its type on disk.
        """
        self.add_contig(contig)
        keys = make_keys(positions, ref, alt)
        bad = np.flatnonzero(keys == NO_KEY)
        self.set_aside(UNNAMED, len(bad), f"{contig}:{positions[bad[0]]}" if len(bad) else "")
        table = self._table(keys, ref, alt, values)
        self._wide |= {name for name in values if name not in self._wide and _is_wide(values[name])}
        stretches = np.where(keys == NO_KEY, -1, key_positions(keys) >> STRETCH_BITS)
        self.read += len(keys) - len(bad)
        for stretch in np.unique(stretches[stretches >= 0]).tolist():
            rows = np.flatnonzero(stretches == stretch)
            part = table if len(rows) == len(keys) else table.take(pa.array(rows))
            self._write_run(contig, stretch, part)

    def _table(self, keys: Long, ref: Texts, alt: Texts, values: Mapping[str, pa.Array]) -> pa.Table:
        exact = (keys & HASHED) == 0
        columns: list[pa.Array] = [pa.array(keys)]
        for data, offsets in (ref, alt):
            texts = pa.LargeBinaryArray.from_buffers(
                pa.large_binary(), len(keys), [None, pa.py_buffer(offsets), pa.py_buffer(upper(data))]
            )
            columns.append(pc.if_else(pa.array(exact), pa.scalar(None, pa.large_binary()), texts))
        columns += [highest_frequency(self.source.frequency, values)] if self.source.frequency else []
        columns += [values[column.column] for column in self.source.columns]
        return pa.Table.from_arrays(columns, schema=self._schema)

    def _write_run(self, contig: str, stretch: int, table: pa.Table) -> None:
        runs = self._runs.setdefault((contig, stretch), [])
        number = list(self._contigs).index(contig)
        path = self._spill / f"{number}-{stretch}-{len(runs)}.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, self._schema) as writer:
            writer.write_table(table)
        runs.append(path)

    def finish(self, description: Mapping[str, object]) -> Description:
        """Sort, merge and write every contig, and `store.json`.

        Args:
            description: Fields of `Description` that the writer does not know.

        Raises:
            ContentError: Rows were lost on the way to the disk.
        """
        files = [self._finish_contig(number, name) for number, name in enumerate(self._contigs, start=1)]
        shutil.rmtree(self._spill)
        kept = sum(file.rows for file in files)
        aside = sum(self._aside.values())
        if self.read != kept + self.merged + aside:
            raise ContentError(
                f"{self.source.name}: {self.read} read, {kept} kept, {self.merged} merged, {aside} aside"
            )
        made = Description.model_validate(
            {
                **description,
                "source": self.source,
                "contigs": files,
                "read": self.read,
                "kept": kept,
                "merged": self.merged,
                "set_aside": self.left_out(),
            }
        )
        (self._folder / DESCRIPTION).write_text(made.model_dump_json(indent=2, by_alias=True) + "\n", encoding="utf-8")
        return made

    def _finish_contig(self, number: int, name: str) -> ContigFile:
        stretches = sorted(stretch for contig, stretch in self._runs if contig == name)
        left = self._schema.empty_table()
        with ContigWriter(self._folder, f"{number:04d}", self._narrow()) as made:
            for stretch in stretches:
                left = pa.concat_tables([left, self._sorted(self._runs.pop((name, stretch)))])
                while left.num_rows >= ROW_GROUP:
                    made.write(left.slice(0, ROW_GROUP))
                    left = left.slice(ROW_GROUP)
                left = left.combine_chunks()
            if left.num_rows:
                made.write(left)
        return ContigFile(name=name, file=f"{number:04d}", rows=made.rows, length=self._contigs[name])

    def _narrow(self) -> list[str]:
        """Return the columns whose whole numbers fit into 32 bits, also where rows become one."""
        return [column.column for column in self.source.columns if column.column not in self._wide]

    def _sorted(self, runs: list[Path]) -> pa.Table:
        table = pa.concat_tables([_read_run(path) for path in runs]).combine_chunks()
        keys = table.column(KEY).to_numpy()
        if not is_ascending(keys):
            order = np.argsort(keys, kind="stable")
            table, keys = table.take(pa.array(order)), keys[order]
        twice = np.flatnonzero(keys[1:] == keys[:-1])
        if not len(twice):
            return table
        several = np.isin(keys, keys[twice])
        merged = merge_rows(table.filter(pa.array(several)), self.source)
        self.merged += int(several.sum()) - merged.num_rows
        both = pa.concat_tables([table.filter(pa.array(~several)), merged.cast(self._schema)]).combine_chunks()
        return both.take(pa.array(np.argsort(both.column(KEY).to_numpy(), kind="stable")))


def _is_wide(column: pa.Array) -> bool:
    """Say whether a column holds whole numbers that need more than 32 bits."""
    if column.type != pa.int64():
        return False
    ends = pc.min_max(column).as_py().values()
    return any(end is not None and abs(end) > _WIDEST for end in ends)


def _read_run(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as stream:
        table = pa.ipc.open_file(stream).read_all()
    path.unlink()
    return table


def highest_frequency(roles: FrequencyRoles, values: Mapping[str, pa.Array]) -> pa.Array:
    """Return the highest frequency of any group, NaN where none is told or too few alleles were looked at.

    Args:
        roles: What the columns are.
        values: The columns.
    """
    groups = []
    for group, column in roles.populations.items():
        given = pc.cast(values[column], pa.float32())
        if group in roles.counts and group in roles.numbers:
            number = pc.cast(values[roles.numbers[group]], pa.float64())
            share = pc.divide(pc.cast(values[roles.counts[group]], pa.float64()), number)
            counted = pc.if_else(pc.greater(number, 0), share, pa.scalar(None, pa.float64()))
            given = pc.coalesce(given, pc.cast(counted, pa.float32()))
        groups.append(given)
    unknown = pa.scalar(float("nan"), pa.float32())
    highest = pc.fill_null(pc.max_element_wise(*groups, skip_nulls=True), unknown)
    if not roles.allele_number:
        return highest
    enough = pc.greater_equal(values[roles.allele_number], max(roles.minimum_number, 1))
    return pc.if_else(pc.fill_null(enough, fill_value=True), highest, unknown)


def merge_rows(table: pa.Table, source: Source) -> pa.Table:
    """Join the rows that tell of one allele, each column in its own way.

    Args:
        table: Rows of a store, sorted by key.
        source: The record; `reduce` of each column says how.
    """
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    ways = [
        reduced(column, pl.col(column.column), pl.col(column.by) if column.by else None).alias(column.column)
        for column in source.columns
    ]
    ways += [pl.max(HIGHEST_COLUMN)] if source.frequency else []
    merged = frame.group_by(KEY, REF, ALT, maintain_order=True).agg(ways)
    return merged.select(table.column_names).to_arrow()


def reduced(column: SourceColumn, values: pl.Expr, by: pl.Expr | None) -> pl.Expr:
    """Return the expression that makes one value of several.

    Args:
        column: The column; `reduce` says how.
        values: The values.
        by: With `at_max`, what decides: the value beside its first highest is taken.
    """
    if column.reduce == "at_max" and by is not None:
        return values.sort_by(by.fill_null(float("-inf")), descending=True, maintain_order=True).first()
    present = values.drop_nulls()
    joined = present.unique(maintain_order=True).cast(pl.String).str.join("|")
    ways = {
        "max": present.max(),
        "min": present.min(),
        "mean": present.mean(),
        "count": present.sum(),
        "join": pl.when(present.len() > 0).then(joined),
    }
    return ways.get(column.reduce, present.first())
