"""What a column and a table are."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from genopipe.errors import ContractError


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: The column's name, in whole words.
        dtype: Its polars type.
        doc: What it means.
        unit: Unit of a number, or what a text is.
        missing: What a null means; empty: a null is an error.
        source: What fills it: a stage, a field of a file, a document.
    """

    name: str
    dtype: pl.DataType
    doc: str
    unit: str
    missing: str = ""
    source: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its grain, its key and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return a column by name.

        Raises:
            ContractError: No such column is declared.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"table {self.name} declares no column {name}")

    def schema(self, names: Iterable[str] | None = None) -> dict[str, pl.DataType]:
        """Return name and type of the named columns (all without names), in declared order."""
        wanted = None if names is None else set(names)
        return {c.name: c.dtype for c in self.columns if wanted is None or c.name in wanted}


TEXT = pl.String()
INT = pl.Int64()
SMALL = pl.Int8()
REAL = pl.Float64()
YES_NO = pl.Boolean()
TEXTS = pl.List(pl.String())
