"""Sources that tell of positions, not of alleles: bigWig, or a table with a tabix index; read in place.

An allele gets the highest (or lowest, mean) value over the reference bases that it changes: all of REF but the base
that it shares with ALT in front. An insertion changes none: it gets the two bases around it. Several rows of a table
that tell of one base become one value first, as the column's `reduce` says; `first` is the first row of a base, and the
highest value over several bases.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyBigWig
import pysam

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.io.arrow import numbers
from genopipe.io.bed_names import bed_names
from genopipe.io.store.bigwig_whole import bigwig_fault
from genopipe.io.store.exact import widen
from genopipe.io.store.keys import Texts
from genopipe.io.store.keys import frozen_texts
from genopipe.io.store.reader import Joined
from genopipe.io.unowned import frozen
from genopipe.kernels import kernel
from genopipe.sources import Source
from genopipe.sources import SourceColumn

_WINDOW = 1 << 20
"""Bases read at a time, at most."""

_GAP = 1 << 12
"""Positions further apart than this are read apart (bases)."""

_WAYS = {"max": 0, "at_max": 0, "first": 0, "min": 1, "mean": 2}


class Span(NamedTuple):
    """The reference bases that alleles change.

    Attributes:
        starts: First base, 0-based.
        ends: Base behind the last one, 0-based.
    """

    starts: Long
    ends: Long


@kernel
def _spans(positions: Long, ref: Bytes, ref_at: Long, alt: Bytes, alt_at: Long, starts: Long, ends: Long) -> None:
    for row in range(len(positions)):
        first, second = ref_at[row + 1] - ref_at[row], alt_at[row + 1] - alt_at[row]
        begin = positions[row] - 1
        starts[row], ends[row] = begin, begin + first
        anchored = first and second and (ref[ref_at[row]] & 0xDF) == (alt[alt_at[row]] & 0xDF)
        if anchored and first > 1:
            starts[row] = begin + 1
        elif anchored and second > 1:
            ends[row] = begin + 2


def changed_bases(positions: Long, ref: Texts, alt: Texts) -> Span:
    """Return the bases that alleles change: REF without the base shared in front; around an insertion both neighbours.

    Args:
        positions: 1-based positions.
        ref: REF texts, trimmed with their ALT.
        alt: ALT texts.
    """
    starts, ends = np.empty(len(positions), np.int64), np.empty(len(positions), np.int64)
    _spans(frozen(np.asarray(positions, np.int64)), *frozen_texts(ref), *frozen_texts(alt), starts, ends)
    return Span(starts, ends)


@kernel
def _reduce(values: Real, offset: int, starts: Long, ends: Long, way: int, out: Real) -> None:
    for row in range(len(starts)):
        total, count, best = 0.0, 0, np.nan
        for place in range(max(starts[row] - offset, 0), min(ends[row] - offset, len(values))):
            value = values[place]
            if np.isnan(value):
                continue
            total += value
            count += 1
            if np.isnan(best) or (way == 0 and value > best) or (way == 1 and value < best):
                best = value
        out[row] = total / count if way == 2 and count else best


class PositionTrack:
    """A source of positions.

    Args:
        source: The record; grain `position`.
        path: bigWig, or a bgzipped table with a tabix index.
        names: Contig of the reference to contig of the source, where they differ.

    Raises:
        InputError: The file cannot be read, or lacks a column.
    """

    def __init__(self, source: Source, path: Path, names: Mapping[str, str] | None = None) -> None:
        self._source = source
        self._path = path
        self._names = dict(names or {})
        self._track = _BigWig(path) if source.format == "bigwig" else _Tabix(path, source)
        self._own = {theirs: ours for ours, theirs in self._names.items()}

    @property
    def source(self) -> Source:
        """The record of the source."""
        return self._source

    @property
    def contigs(self) -> dict[str, int | None]:
        """The contigs, as the reference names them, with their lengths where the file states them (bases)."""
        return {self._own.get(name, name): length for name, length in self._track.contigs.items()}

    def join(
        self, contig: str, positions: Long, ref: Texts, alt: Texts, columns: Sequence[str] | None = None
    ) -> Joined:
        """Return the values over the bases that each allele changes; found where at least one base has a value.

        Args:
            contig: Contig, as the reference names it.
            positions: 1-based positions.
            ref: REF texts, trimmed with their ALT.
            alt: ALT texts.
            columns: Columns to return; None: all.
        """
        wanted = [c for c in self._source.columns if columns is None or c.column in columns]
        theirs = self._names.get(contig, contig)
        values = {c.column: np.full(len(positions), np.nan) for c in wanted}
        if theirs in self._track.contigs and len(positions):
            span = changed_bases(positions, ref, alt)
            order = np.argsort(span.starts, kind="stable")
            for rows, start, end in _windows(span, order):
                self._fill(theirs, wanted, Span(span.starts[rows], span.ends[rows]), rows, start, end, values)
        found = np.zeros(len(positions), np.bool_)
        for told in values.values():
            found |= ~np.isnan(told)
        return Joined(found, {name: numbers(told, np.isnan(told)) for name, told in values.items()})

    def _fill(
        self,
        contig: str,
        wanted: Sequence[SourceColumn],
        span: Span,
        rows: Long,
        start: int,
        end: int,
        values: Mapping[str, Real],
    ) -> None:
        read = self._track.values(contig, start, end, wanted)
        for column in wanted:
            out = np.empty(len(rows), np.float64)
            _reduce(read[column.column], start, frozen(span.starts), frozen(span.ends), _WAYS[column.reduce], out)
            values[column.column][rows] = out


def _windows(span: Span, order: Long) -> Iterator[tuple[Long, int, int]]:
    """Yield neighbouring rows with the stretch of bases that holds all of them (0-based, half-open)."""
    starts, ends = span.starts[order], span.ends[order]
    begin = 0
    while begin < len(order):
        stop, end = begin + 1, int(ends[begin])
        while stop < len(order) and starts[stop] <= end + _GAP and max(end, ends[stop]) - starts[begin] <= _WINDOW:
            end = max(end, int(ends[stop]))
            stop += 1
        yield order[begin:stop], int(starts[begin]), end
        begin = stop


class _BigWig:
    """Values of a bigWig: one column, whatever its name."""

    def __init__(self, path: Path) -> None:
        if found := bigwig_fault(path):
            raise InputError([found])
        try:
            self._file = pyBigWig.open(str(path))
        except (RuntimeError, OSError) as error:
            raise _unreadable(path, f"it cannot be opened: {error}") from error
        self._path = path
        self.contigs: dict[str, int | None] = dict(self._file.chroms())

    def values(self, contig: str, start: int, end: int, columns: Sequence[SourceColumn]) -> dict[str, Real]:
        """Return the value of each base, NaN where there is none, for each column."""
        length = self.contigs[contig] or 0
        numbers = np.full(end - start, np.nan)
        first, last = max(start, 0), min(end, length)
        if first < last:
            try:
                read = self._file.values(contig, first, last, numpy=True)
            except RuntimeError as error:
                raise _unreadable(self._path, f"it is cut: {error}") from error
            numbers[first - start : last - start] = widen(np.asarray(read, dtype=np.float32))
        return {column.column: numbers for column in columns}


class _Tabix:
    """Values of a table with a tabix index: one row a base, or one a stretch (BED)."""

    def __init__(self, path: Path, source: Source) -> None:
        self._path = path
        try:
            self._file = pysam.TabixFile(str(path))
        except (OSError, ValueError) as error:
            raise _unreadable(path, f"it cannot be opened with its index: {error}") from error
        self._is_bed = source.format == "bed"
        self._columns = self._names()
        self._position = source.layout.position.lstrip("#") if source.layout else "start"
        self._shift = 0 if self._is_bed or (source.layout and source.layout.base == 0) else 1
        self.contigs: dict[str, int | None] = dict.fromkeys(self._file.contigs)
        wanted = {c.field.lstrip("#") for c in source.columns} | ({self._position} if not self._is_bed else set())
        lacking = sorted(wanted - set(self._columns))
        if lacking:
            there = f"; there are {', '.join(self._columns)}" if self._columns else ""
            raise _unreadable(path, f"its head names no columns {', '.join(lacking)}{there}")

    def _names(self) -> list[str]:
        """Return the names of the columns: of the last line of the head, or those of BED.

        Raises:
            InputError: There is no row.
        """
        try:
            first = next(iter(self._file.fetch()), None)
        except (OSError, ValueError) as error:
            raise _unreadable(self._path, f"it is cut: {error}") from error
        if first is None:
            cause = "the table has no row that its index knows"
            raise InputError([fault("SOURCE-EMPTY", str(self._path), cause, "bring the file again, with its index")])
        lines = [line for line in self._file.header if not line.startswith("##")]
        heading = lines[-1].split("\t") if lines else []
        if self._is_bed:
            return list(bed_names(first.split("\t"), heading))
        return [heading[0].lstrip("#"), *heading[1:]] if heading else []

    def values(self, contig: str, start: int, end: int, columns: Sequence[SourceColumn]) -> dict[str, Real]:
        """Return the value of each base, NaN where there is none, for each column; several rows are reduced."""
        read = {column.column: _Bases(end - start, column.reduce) for column in columns}
        at = {column.column: self._columns.index(column.field.lstrip("#")) for column in columns}
        place = 1 if self._is_bed else self._columns.index(self._position)
        for line in self._file.fetch(contig, max(start, 0), end):
            cells = line.split("\t")
            try:
                first = int(cells[place]) - self._shift
                last = int(cells[2]) if self._is_bed else first + 1
                for name, number in at.items():
                    if cells[number] not in (".", "", "NA"):
                        read[name].add(max(first - start, 0), max(last - start, 0), float(cells[number]))
            except (ValueError, IndexError) as error:
                raise _unreadable(self._path, f"no row of its columns: {line[:60]!r}") from error
        return {name: bases.values() for name, bases in read.items()}


class _Bases:
    """One value a base, from the rows that tell of it.

    Args:
        count: How many bases.
        reduce: How several rows become one.
    """

    def __init__(self, count: int, reduce: str) -> None:
        self._reduce = reduce
        self._found = np.full(count, np.nan)
        self._rows = np.zeros(count, np.int64)

    def add(self, first: int, last: int, value: float) -> None:
        """Add what a row tells of bases, 0-based, half-open."""
        if np.isnan(value):
            return
        held = self._found[first:last]
        if self._reduce == "mean":
            held[:] = np.where(np.isnan(held), 0.0, held) + value
        elif self._reduce == "first":
            held[np.isnan(held)] = value
        else:
            (np.fmin if self._reduce == "min" else np.fmax)(held, value, out=held)
        self._rows[first:last] += 1

    def values(self) -> Real:
        """Return the value of each base, NaN where no row told one."""
        return self._found / np.maximum(self._rows, 1) if self._reduce == "mean" else self._found


def _unreadable(path: Path, cause: str) -> InputError:
    return InputError([fault("SOURCE-READ", str(path), cause, "bring the file again, with its index")])


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    text = np.frombuffer(b"A", dtype=np.uint8), np.array([0, 1], np.int64)
    span = changed_bases(np.array([1], np.int64), text, text)
    _reduce(np.array([1.0]), 0, frozen(span.starts), frozen(span.ends), 0, np.empty(1, np.float64))
