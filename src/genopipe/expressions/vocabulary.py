"""The words that an expression may use: columns with their kinds, and constants."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum

import polars as pl

from genopipe.tables import Column


class Kind(StrEnum):
    """The kind of a value."""

    NUMBER = "number"
    TEXT = "text"
    TEXTS = "texts"
    YES_NO = "yes/no"


@dataclass(frozen=True)
class Word:
    """One word.

    Attributes:
        name: As it is written in an expression.
        kind: The kind of its value.
        value: The value, as an expression.
        doc: What it means, with its unit.
        allowed: The texts that it may hold; empty: any.
        columns: Columns that it reads.
        constant: The value of a constant; None: no constant.
    """

    name: str
    kind: Kind
    value: pl.Expr = field(compare=False)
    doc: str = ""
    allowed: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    constant: float | str | bool | None = None


Vocabulary = Mapping[str, Word]


def kind_of(dtype: pl.DataType) -> Kind:
    """Return the kind of a column's values."""
    if dtype == pl.Boolean:
        return Kind.YES_NO
    if dtype == pl.String:
        return Kind.TEXT
    return Kind.TEXTS if isinstance(dtype, pl.List) else Kind.NUMBER


def column_words(columns: Iterable[Column], allowed: Mapping[str, tuple[str, ...]]) -> dict[str, Word]:
    """Return the words of some columns.

    Args:
        columns: The declared columns.
        allowed: Of a column that holds a closed set of texts, these.
    """
    return {
        column.name: Word(
            name=column.name,
            kind=kind_of(column.dtype),
            value=pl.col(column.name),
            doc=f"{column.doc} [{column.unit}]",
            allowed=allowed.get(column.name, ()),
            columns=frozenset({column.name}),
        )
        for column in columns
    }


def constant_word(name: str, value: float | str | bool, doc: str = "") -> Word:
    """Return the word of a constant: a setting."""
    if isinstance(value, bool):
        return Word(name, Kind.YES_NO, pl.lit(value), doc, constant=value)
    if isinstance(value, str):
        return Word(name, Kind.TEXT, pl.lit(value), doc, constant=value)
    return Word(name, Kind.NUMBER, pl.lit(float(value)), doc, constant=float(value))
