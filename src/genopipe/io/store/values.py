"""Values of a source's columns for each of its rows, in their types on disk."""

from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import to_texts
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.naming import show
from genopipe.io.store.fields import ABSENT
from genopipe.io.store.fields import find_fields
from genopipe.io.store.fields import pick_values
from genopipe.io.store.fields import split_entries
from genopipe.io.store.fields import values_of
from genopipe.io.store.keys import Texts
from genopipe.io.store.layout import ARROW_TYPES
from genopipe.io.store.writer import reduced
from genopipe.sources import Source
from genopipe.sources import SourceColumn

SITE_FIELDS = ("ID", "FILTER", "QUAL")
"""Fields of a VCF that are no INFO fields."""

PER_ALT = "A"
PER_ALLELE = "R"
"""Number of an INFO field: one value an ALT, one an allele with REF first (VCF 4.3, section 1.4.2)."""


class Found(NamedTuple):
    """Values of a field where it has some.

    Attributes:
        texts: The values, as written.
        rows: Row of each value.
    """

    texts: Texts
    rows: Long


def vcf_values(stretch: Stretch, source: Source, numbers: Mapping[str, str], path: Path) -> dict[str, pa.Array]:
    """Return every column of a source for the rows of a VCF.

    Args:
        stretch: The rows.
        source: The record.
        numbers: INFO field to its Number, from the header.
        path: The file, for messages.

    Raises:
        InputError: A value is not of the column's type.
    """
    names = list(dict.fromkeys(column.field for column in source.columns))
    fields = [name for name in names if name not in SITE_FIELDS]
    begins, stops = (np.ascontiguousarray(side) for side in stretch.info)
    starts, ends = find_fields(stretch.lines, begins, stops, fields)
    found: dict[str, Found] = {name: _site_values(stretch, name) for name in names if name in SITE_FIELDS}
    present: dict[str, pa.Array] = {}
    for number, name in enumerate(fields):
        begin, end = starts[:, number].copy(), ends[:, number].copy()
        present[name] = pa.array(begin != ABSENT)
        if numbers.get(name) in (PER_ALT, PER_ALLELE):
            shift = 1 if numbers[name] == PER_ALT else 0
            pick_values(stretch.lines, begin, end, stretch.number.astype(np.int64) - shift)
        found[name] = Found(*values_of(stretch.lines, begin, end))
    rows, alt = len(stretch.position), stretch.alt

    def value(column: SourceColumn) -> pa.Array:
        if column.type == "flag":
            return present[column.field]
        return _column(column, source, found[column.field], alt, rows, path)

    return _with_deciding(source, value, found, alt, rows, path)


def _site_values(stretch: Stretch, name: str) -> Found:
    if name == "QUAL":
        texts = pc.cast(pa.array(stretch.quality, mask=np.isnan(stretch.quality)), pa.large_string())
        return table_values(texts)
    data, offsets = stretch.name if name == "ID" else stretch.filters
    return Found(*values_of(data, offsets[:-1], offsets[1:]))


def table_values(column: pa.Array) -> Found:
    """Return the values of a column of texts; null, an empty text and a lone `.` are missing."""
    texts = pc.cast(column, pa.large_string())
    present = pc.fill_null(pc.invert(pc.is_in(texts, pa.array(["", "."], pa.large_string()))), fill_value=False)
    present = pc.and_(present, pc.is_valid(texts))
    rows = np.flatnonzero(present.to_numpy(zero_copy_only=False))
    kept = texts.take(pa.array(rows))
    if isinstance(kept, pa.ChunkedArray):
        kept = kept.combine_chunks()
    _, offsets, data = kept.buffers()
    at = np.frombuffer(offsets, dtype=np.int64)[: len(rows) + 1] if len(rows) else np.zeros(1, np.int64)
    return Found((np.frombuffer(data or b"", dtype=np.uint8), at), rows)


def table_columns(table: pa.Table, source: Source, alt: Texts, path: Path) -> dict[str, pa.Array]:
    """Return every column of a source for the rows of a table of texts.

    Args:
        table: The rows.
        source: The record.
        alt: ALT of each row.
        path: The file, for messages.

    Raises:
        InputError: A value is not of the column's type.
    """
    found = {column.field: table_values(table.column(column.field).combine_chunks()) for column in source.columns}

    def value(column: SourceColumn) -> pa.Array:
        if column.type == "flag":
            return _flags(found[column.field], table.num_rows)
        return _column(column, source, found[column.field], alt, table.num_rows, path)

    return _with_deciding(source, value, found, alt, table.num_rows, path)


def _flags(found: Found, rows: int) -> pa.Array:
    """Return whether a word of truth is written."""
    texts = [text.lower() in ("1", "true", "t", "yes", "y") for text in to_texts(*found.texts).to_pylist()]
    flags = np.zeros(rows, np.bool_)
    flags[found.rows] = texts
    return pa.array(flags)


def _with_deciding(
    source: Source,
    value: Callable[[SourceColumn], pa.Array],
    found: Mapping[str, Found],
    alt: Texts,
    rows: int,
    path: Path,
) -> dict[str, pa.Array]:
    """Return the columns; those with `at_max` from the entry in which another column is highest."""
    plain = {column.column: column for column in source.columns}
    made = {column.column: value(column) for column in source.columns if column.reduce != "at_max"}
    for column in source.columns:
        if column.reduce == "at_max":
            made[column.column] = _at_highest(column, plain[column.by], source, found, alt, rows, path)
    return made


def _entries(column: SourceColumn, source: Source, found: Found, alt: Texts) -> pl.DataFrame:
    """Return one row an entry: number of the value, and the text of the wanted part."""
    part = -1 if column.part is None else column.part
    own = -1 if source.allele_part is None or column.part is None else source.allele_part
    texts, value_of = split_entries(found.texts, alt, found.rows, source.separator, part, own)
    frame = pl.DataFrame({"row": found.rows[value_of], "text": pl.from_arrow(to_texts(*texts))})
    return frame.with_columns(text=pl.when(~pl.col("text").is_in(["", "."])).then(pl.col("text")))


def _column(column: SourceColumn, source: Source, found: Found, alt: Texts, rows: int, path: Path) -> pa.Array:
    single = column.reduce == "as_written" or (column.reduce == "first" and column.part is None)
    if column.reduce == "count":
        entries = _entries(column, source, found, alt).filter(pl.col("text").is_not_null())
        counted = entries.group_by("row", maintain_order=True).len()
        return _placed(counted["len"].cast(pl.Int64).to_arrow(), counted["row"].to_numpy(), rows, column)
    if single:
        texts = _first_entries(found, column)
        return _placed(_typed(texts, column, path), found.rows, rows, column)
    entries = _entries(column, source, found, alt)
    typed = pl.DataFrame(
        {"row": entries["row"], "value": pl.from_arrow(_typed(entries["text"].to_arrow(), column, path))}
    )
    one = typed.group_by("row", maintain_order=True).agg(reduced(column, pl.col("value"), None).alias("value"))
    return _placed(one["value"].to_arrow(), one["row"].to_numpy(), rows, column)


def _first_entries(found: Found, column: SourceColumn) -> pa.Array:
    if column.reduce == "as_written" or column.type == "text":
        return to_texts(*found.texts)
    data, offsets = found.texts
    starts, ends = offsets[:-1].copy(), offsets[1:].copy()
    pick_values(data, starts, ends, np.zeros(len(starts), np.int64))
    texts, kept = values_of(data, starts, ends)
    if len(kept) == len(starts):
        return to_texts(*texts)
    index = np.full(len(starts), -1, np.int64)
    index[kept] = np.arange(len(kept))
    return to_texts(*texts).take(pa.array(index, mask=index < 0))


def _at_highest(
    column: SourceColumn,
    by: SourceColumn,
    source: Source,
    found: Mapping[str, Found],
    alt: Texts,
    rows: int,
    path: Path,
) -> pa.Array:
    mine, deciding = (_entries(one, source, found[one.field], alt) for one in (column, by))
    if mine.height != deciding.height:
        raise _wrong(path, column, "its entries are not those of the column that decides")
    frame = pl.DataFrame(
        {
            "row": mine["row"],
            "value": pl.from_arrow(_typed(mine["text"].to_arrow(), column, path)),
            "by": pl.from_arrow(_typed(deciding["text"].to_arrow(), by, path)),
        }
    )
    one = frame.group_by("row", maintain_order=True).agg(reduced(column, pl.col("value"), pl.col("by")).alias("value"))
    return _placed(one["value"].to_arrow(), one["row"].to_numpy(), rows, column)


def _typed(texts: pa.Array, column: SourceColumn, path: Path) -> pa.Array:
    """Return texts as values of the column's type.

    Raises:
        InputError: A text is no such value.
    """
    kind = ARROW_TYPES[column.type]
    try:
        wide = pc.cast(texts, pa.float64()) if column.type == "number" else pc.cast(texts, kind)
    except pa.ArrowInvalid as error:
        raise _wrong(path, column, f"is no {column.type}: {error}") from error
    if column.type in ("number", "real"):
        wide = pc.if_else(pc.is_nan(wide), pa.scalar(None, wide.type), wide)
    return pc.cast(wide, kind, safe=False)


def _placed(values: pa.Array, rows: Long, count: int, column: SourceColumn) -> pa.Array:
    """Return the values at their rows, null elsewhere."""
    index = np.full(count, -1, np.int64)
    index[rows] = np.arange(len(rows))
    taken = pc.take(values, pa.array(index, mask=index < 0))
    return pc.cast(taken, ARROW_TYPES[column.type])


def _wrong(path: Path, column: SourceColumn, cause: str) -> InputError:
    fix = "mend the column's `from` or `type` in the record, or bring the file again"
    return InputError([fault("SOURCE-VALUE", str(path), f"field {show(column.origin)} {cause}", fix)])
