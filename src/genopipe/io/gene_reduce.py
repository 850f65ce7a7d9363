"""How the rows that a source has of one gene become one: the words of the record's `reduce`, for tables of genes."""

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.curated import read_curated
from genopipe.io.naming import show
from genopipe.sources import Source
from genopipe.sources import SourceColumn

SEPARATOR = "|"
"""Parts the values of several rows; where a value holds it, it is written `%7C` there."""

_TYPES: dict[str, pl.DataType] = {
    "number": pl.Float64(),
    "real": pl.Float64(),
    "integer": pl.Int64(),
    "text": pl.String(),
    "flag": pl.Boolean(),
}
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def result_type(column: SourceColumn) -> pl.DataType:
    """Return the type of a column after its rows became one."""
    if column.reduce == "count":
        return pl.Int64()
    return pl.String() if column.reduce in ("join", "as_written") else _TYPES[column.type]


def typed(frame: pl.DataFrame, column: SourceColumn, where: str) -> pl.Series:
    """Return a column in the type that the record tells.

    Args:
        frame: The table, all of it text.
        column: What to take.
        where: The file, for messages.

    Raises:
        InputError: A value has another form.
    """
    text = frame[column.field]
    if column.type == "text":
        return text
    if column.type == "flag":
        made = text.str.to_lowercase().replace_strict(_YES_NO, default=None, return_dtype=pl.Boolean)
    else:
        made = text.cast(_TYPES[column.type], strict=False)
    wrong = text.filter(made.is_null() & text.is_not_null())
    if len(wrong):
        cause = f"{len(wrong):,} values of {column.field} are no {column.type}, first {show(wrong[0])}"
        fix = "mend the record: `type: text` takes any value"
        raise InputError([fault("GENE-SOURCE-VALUE", where, cause, fix)])
    return made


def _rank(name: str) -> pl.Expr:
    """Return the rank of words of which some are stronger than others; words without a rank come last."""
    table = read_curated("ranked_words").select("word", pl.col("rank").cast(pl.Int64))
    ranks = dict(zip(table["word"], table["rank"], strict=True))
    return pl.col(name).replace_strict(ranks, default=len(ranks) + 1, return_dtype=pl.Int64)


def _joined(name: str, *, every_row: bool) -> pl.Expr:
    text = pl.col(name).cast(pl.String).str.replace_all(SEPARATOR, "%7C", literal=True)
    if every_row:
        return text.fill_null("").str.join(SEPARATOR)
    told = text.drop_nulls()
    return pl.when(told.len() > 0).then(told.unique(maintain_order=True).str.join(SEPARATOR))


def reduced(column: SourceColumn, source: Source) -> pl.Expr:
    """Return the expression that makes the rows of a gene one value.

    `first` is that of the first row, told or not, so that such columns are of one transcript (MANE Select and canonical
    rows come first); `max` and `min` of
    text go by the curated ranks of words, the strongest the highest; `join` gives distinct values, `as_written` those
    of every row, so that such columns of a source stand in parallel.

    Args:
        column: The column of the record.
        source: The record.
    """
    name = source.full_name(column.column)
    values = pl.col(name)
    if column.reduce in ("join", "as_written"):
        return _joined(name, every_row=column.reduce == "as_written").alias(name)
    if column.reduce == "count":
        return values.drop_nulls().len().cast(pl.Int64).alias(name)
    if column.reduce == "at_max":
        by = pl.col(source.full_name(column.by))
        return values.sort_by(by, descending=True, nulls_last=True, maintain_order=True).first().alias(name)
    if column.reduce in ("max", "min") and column.type == "text":
        # Rank 1 is the strongest word: the highest value.
        weakest = column.reduce == "min"
        told = values.sort_by(_rank(name), descending=weakest, maintain_order=True).drop_nulls()
        return told.first().alias(name)
    if column.reduce in ("max", "min", "mean"):
        made = {"max": values.max(), "min": values.min(), "mean": values.mean()}
        return made[column.reduce].alias(name)
    return values.first().alias(name)
