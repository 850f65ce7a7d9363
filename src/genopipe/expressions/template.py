"""Sentences with expressions in braces: `QUAL {quality} is below {filter.minimum_quality}`."""

import re

import polars as pl

from genopipe.expressions.parsing import ExpressionError
from genopipe.expressions.parsing import Parsed
from genopipe.expressions.parsing import parse
from genopipe.expressions.vocabulary import Kind
from genopipe.expressions.vocabulary import Vocabulary

NOT_KNOWN = "not known"
_PARTS = re.compile(r"\{([^{}]*)\}")


def as_text(part: Parsed) -> pl.Expr:
    """Return a value as text: six significant figures; what is unknown as `not known`."""
    if isinstance(part.constant, float):
        return pl.lit(f"{part.constant:g}")
    if part.kind is Kind.YES_NO:
        text: pl.Expr = pl.when(part.value).then(pl.lit("yes")).when(~part.value).then(pl.lit("no"))
    elif part.kind is Kind.TEXTS:
        text = part.value.list.join(", ")
    elif part.kind is Kind.NUMBER:
        number = part.value.cast(pl.Float64)
        whole = number.is_finite() & (number == number.round(0)) & (number.abs() < 1e15)
        figures = number.round_sig_figs(6).cast(pl.String)
        text = pl.when(whole).then(number.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(figures)
    else:
        text = part.value
    return text.fill_null(NOT_KNOWN)


def parse_template(text: str, vocabulary: Vocabulary) -> Parsed:
    """Read a sentence.

    Args:
        text: The sentence, with expressions in braces.
        vocabulary: The words that its expressions may use.

    Returns:
        An expression of kind text, never null.

    Raises:
        ExpressionError: A brace stands alone, or an expression is wrong.
    """
    plain = _PARTS.split(text)
    if any("{" in words or "}" in words for words in plain[::2]):
        raise ExpressionError(f"a brace stands alone in `{text}`", "write {expression}")
    parts = [parse(inner, vocabulary) for inner in plain[1::2]]
    pieces = [pl.lit(plain[0])]
    for part, words in zip(parts, plain[2::2], strict=True):
        pieces += [as_text(part), pl.lit(words)]
    columns = frozenset[str]().union(*(part.columns for part in parts))
    return Parsed(pl.concat_str(pieces), Kind.TEXT, columns)
