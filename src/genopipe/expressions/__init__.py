"""Expressions over declared columns: a small closed language, never evaluated as Python.

`parse` turns a text into a polars expression, its kind, and the columns that it reads; `parse_template` does so with a
sentence that holds expressions in braces. What is unknown, of the wrong kind or not part of the language is an
`ExpressionError` with its remedy. Logic is three-valued: what is asked of an unknown value is unknown.
"""

from genopipe.expressions.parsing import ExpressionError
from genopipe.expressions.parsing import Parsed
from genopipe.expressions.parsing import parse
from genopipe.expressions.template import parse_template
from genopipe.expressions.vocabulary import Kind
from genopipe.expressions.vocabulary import Vocabulary
from genopipe.expressions.vocabulary import Word
from genopipe.expressions.vocabulary import column_words
from genopipe.expressions.vocabulary import constant_word

__all__ = [
    "ExpressionError",
    "Kind",
    "Parsed",
    "Vocabulary",
    "Word",
    "column_words",
    "constant_word",
    "parse",
    "parse_template",
]
