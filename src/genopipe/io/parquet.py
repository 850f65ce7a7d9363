"""Tables on disk: Parquet with each column's meaning in its field metadata, written whole or not at all."""

from base64 import b64encode
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from genopipe.errors import ContentError
from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.arrow import numbers_of
from genopipe.tables import Table
from genopipe.tables import check
from genopipe.tables import check_key


def _arrow_schema(table: Table, names: Sequence[str]) -> pa.Schema:
    plain = pl.DataFrame(schema=table.schema(names)).to_arrow().schema
    described = []
    for item in plain:
        column = table.column(item.name)
        facts = {"doc": column.doc, "unit": column.unit, "missing": column.missing, "source": column.source}
        described.append(item.with_metadata(facts))
    return pa.schema(described, metadata={"table": table.name, "grain": table.grain, "key": ",".join(table.key)})


_SELDOM_REPEATED = frozenset({"position", "called_as", "hgvs_g", "hgvs_c"})
_SOUGHT = ("contig", "position")
_TOGETHER = 20_000
"""Rows with numbered texts that are gathered and written as one part: each part on disk has a cost of its own."""


class TableWriter:
    """Write a table part by part (a contig at a time) under a temporary name, then rename it.

    Args:
        path: Where the table goes.
        table: Its declaration.
        names: The columns that this file holds; None: all of them.
    """

    def __init__(self, path: Path, table: Table, names: Sequence[str] | None = None) -> None:
        self.path = path
        self.table = table
        self.names = list(table.schema(names))
        self.rows = 0
        self._schema = _arrow_schema(table, self.names)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._partial = path.with_name(f".{path.name}.partial")
        self._partial.touch()
        self._writer: pq.ParquetWriter | None = None
        self._gathered: list[pa.Table] = []

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows; the frame, and that no key occurs twice in it, are checked first."""
        checked = check(frame, self.table, self.names)
        check_key(checked, self.table)
        if checked.height:
            self._append(checked.to_arrow().cast(self._schema))
            self.rows += checked.height

    def write_coded(self, rows: pa.Table) -> None:
        """Add rows of which texts may be numbered (dictionary arrays); they are checked as those of `write` are.

        The columns of all calls are numbered alike; `write` is not called beside.
        """
        check_coded(rows, self.table, self._schema)
        if rows.num_rows:
            self._gathered.append(rows)
            self.rows += rows.num_rows
            if sum(part.num_rows for part in self._gathered) >= _TOGETHER:
                self._flush()

    def _flush(self) -> None:
        if self._gathered:
            parts, self._gathered = self._gathered, []
            self._append(parts[0] if len(parts) == 1 else pa.concat_tables(parts).unify_dictionaries())

    def _append(self, rows: pa.Table) -> None:
        if self._writer is None:
            self._writer = _open(self._partial, self._schema, rows.schema)
        self._writer.write_table(rows.replace_schema_metadata(None).cast(self._writer.schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
            (self._writer or _open(self._partial, self._schema, self._schema)).close()
            if kind is None:
                self._finish()
        finally:
            self._partial.unlink(missing_ok=True)

    def _finish(self) -> None:
        stored = pq.read_metadata(self._partial).num_rows
        if stored != self.rows:
            raise ContentError(f"{self.path}: {stored} rows on disk, {self.rows} written; is the disk full?")
        self._partial.replace(self.path)


def _open(path: Path, declared: pa.Schema, given: pa.Schema) -> pq.ParquetWriter:
    """Open a file for rows of which texts may be numbered; a reader of it gets the declared types."""
    fields = [item.with_type(given.field(item.name).type) for item in declared]
    writer = pq.ParquetWriter(
        path,
        pa.schema(fields),
        compression="zstd",
        store_schema=False,
        use_dictionary=[name for name in declared.names if name not in _SELDOM_REPEATED],
        write_statistics=[name for name in _SOUGHT if name in declared.names],
    )
    # Arrow itself would store that repeated texts were numbered in memory.
    writer.add_key_value_metadata({"ARROW:schema": b64encode(declared.serialize()).decode(), **_words(declared)})
    return writer


def _words(schema: pa.Schema) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in (schema.metadata or {}).items()}


def check_coded(rows: pa.Table, table: Table, declared: pa.Schema) -> None:
    """Check Arrow rows, of which texts may be numbered, against their table.

    Args:
        rows: The rows.
        table: The declaration.
        declared: Names and types of the columns that must be there, in this order.

    Raises:
        ContractError: Columns or types are others, null where null means nothing, or a key occurs twice.
    """
    given = [(item.name, _plain_type(item.type)) for item in rows.schema]
    wanted = [(item.name, _plain_type(item.type)) for item in declared]
    if given != wanted:
        wrong = sorted({str(item) for item in given} ^ {str(item) for item in wanted}) or "the order"
        raise ContractError(f"table {table.name}: columns are not as declared: {wrong}")
    empty = [name for name in rows.column_names if not table.column(name).missing and rows.column(name).null_count]
    if empty:
        raise ContractError(f"table {table.name}: null in {empty}, where null has no meaning")
    if not _is_unique([rows.column(name).combine_chunks() for name in table.key]):
        frame = pl.from_arrow(rows.select(table.key))
        assert isinstance(frame, pl.DataFrame)
        check_key(frame.cast(pl.Schema(table.schema(table.key))), table)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.string() if pa.types.is_large_string(plain) else plain


def _is_unique(columns: Sequence[pa.Array]) -> bool:
    """Say whether no two rows share the numbers of their texts; True only where that is certain."""
    together = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        if not pa.types.is_dictionary(column.type) or pc.count_distinct(column.dictionary).as_py() < len(
            column.dictionary
        ):
            return False
        together = together * max(len(column.dictionary), 1) + numbers_of(column.indices)
    steps = np.diff(together)
    return bool((steps > 0).all()) or len(np.unique(together)) == len(together)


def write_table(frame: pl.DataFrame, path: Path, table: Table) -> None:
    """Write a whole table with the columns that the frame has."""
    with TableWriter(path, table, frame.columns) as writer:
        writer.write(frame)


def read_table(path: Path, table: Table, contig: str | None = None) -> pl.DataFrame:
    """Read a table, or the rows of one contig.

    Args:
        path: Parquet file written by genopipe.
        table: Its declaration.
        contig: Only rows of this contig (the table must have that column).

    Raises:
        InputError: There is no such file, or it is no Parquet.
        ContractError: The file does not hold the table.
    """
    rows = _scan(path, table.name)
    if contig is not None:
        rows = rows.filter(pl.col("contig") == contig)
    return check(rows.collect(), table)


def read_matching(path: Path, table: Table, condition: pl.Expr, names: Sequence[str] | None = None) -> pl.DataFrame:
    """Read the rows of a table for which a condition holds, in the order of the file; never the whole of it.

    Args:
        path: Parquet file written by genopipe.
        table: Its declaration.
        condition: What must hold.
        names: The columns that are read; None: those of the file.

    Raises:
        InputError: There is no such file, or it is no Parquet.
        ContractError: The file does not hold the table.
    """
    rows = _scan(path, table.name).filter(condition)
    return check((rows if names is None else rows.select(names)).collect(), table)


def read_parts(path: Path, table: Table, most: int) -> Iterator[pl.DataFrame]:
    """Read a table in parts, in the order of the file; one without rows where it has none.

    Args:
        path: Parquet file written by genopipe.
        table: Its declaration.
        most: Most rows of a part (count).

    Raises:
        InputError: There is no such file, or it is no Parquet.
        ContractError: The file does not hold the table.
    """
    rows = _scan(path, table.name)
    for start in range(0, max(pq.read_metadata(path).num_rows, 1), most):
        yield check(rows.slice(start, most).collect(), table)


def read_classes(path: Path) -> pl.DataFrame:
    """Read what the stage classify said: columns allele, gene and class, rows with a class alone.

    Args:
        path: candidates.parquet of `genopipe classify`.

    Raises:
        InputError: There is no such file, it is no Parquet, or it holds no class.
    """
    rows = _scan(path, "candidates")
    if "class" not in rows.collect_schema():
        cause = "the candidates have no class"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "give candidates.parquet of genopipe classify")])
    return rows.select("allele", "gene", "class").filter(pl.col("class").is_not_null()).collect()


def _scan(path: Path, name: str) -> pl.LazyFrame:
    """Return a Parquet file to be read.

    Raises:
        InputError: There is no such file, or it is cut or of another kind.
    """
    if not path.is_file():
        cause = f"there is no table of {name} here"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "run the stage before this one first")])
    try:
        rows = pl.scan_parquet(path, glob=False)
        rows.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = "the file is cut, or no Parquet"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "run the stage before this one again")]) from error
    return rows


def contigs_of(path: Path) -> list[str]:
    """Return the contigs of a table, in the order in which they stand.

    Raises:
        InputError: There is no such file, or it is no Parquet.
    """
    contigs = _scan(path, "alleles").select(pl.col("contig").unique(maintain_order=True)).collect()
    return contigs["contig"].to_list()
