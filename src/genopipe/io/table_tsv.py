"""A declared table as tab-separated text: written whole or not at all, lists joined by |, null an empty cell."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

import polars as pl

from genopipe.io.parquet import TableWriter
from genopipe.tables import Table
from genopipe.tables import check


class TsvWriter(AbstractContextManager["TsvWriter"]):
    """Write a table part by part, as `TableWriter` does, but as text.

    Args:
        path: Where the table goes.
        table: Its declaration.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table, self.rows = path, table, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._partial = path.with_name(f".{path.name}.partial")
        self._file = self._partial.open("wb")
        self._file.write(("\t".join(table.schema()) + "\n").encode())

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows; the frame is checked first."""
        checked = check(frame, self.table, list(self.table.schema()))
        lists = [name for name, kind in self.table.schema().items() if isinstance(kind, pl.List)]
        text = checked.with_columns(pl.col(name).list.join("|") for name in lists)
        self._file.write(text.write_csv(separator="\t", include_header=False, quote_style="never").encode())
        self.rows += frame.height

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is None:
            self._partial.replace(self.path)
        self._partial.unlink(missing_ok=True)


def open_table(path: Path, table: Table) -> TableWriter | TsvWriter:
    """Return the writer that goes with the ending of a path: `.tsv`, else Parquet."""
    return TsvWriter(path, table) if path.suffix == ".tsv" else TableWriter(path, table)
