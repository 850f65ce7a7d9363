"""Tables on disk: Parquet with each column's meaning in its field metadata, written whole or not at all."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
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
        self._writer = pq.ParquetWriter(self._partial, self._schema, compression="zstd")

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows; the frame, and that no key occurs twice in it, are checked first."""
        checked = check(frame, self.table, self.names)
        check_key(checked, self.table)
        if checked.height:
            self._writer.write_table(checked.to_arrow().cast(self._schema))
            self.rows += checked.height

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._writer.close()
            if kind is None:
                self._finish()
        finally:
            self._partial.unlink(missing_ok=True)

    def _finish(self) -> None:
        stored = pq.read_metadata(self._partial).num_rows
        if stored != self.rows:
            raise ContentError(f"{self.path}: {stored} rows on disk, {self.rows} written; is the disk full?")
        self._partial.replace(self.path)


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
