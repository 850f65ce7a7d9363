"""Three-valued answers as small whole numbers: no < not assessable < yes, so that AND is the least and OR the most."""

from collections.abc import Iterable
from functools import reduce
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

NO, UNKNOWN, YES = 0, 1, 2
Answers: TypeAlias = npt.NDArray[np.int8]
Flags: TypeAlias = npt.NDArray[np.bool_]


def constant(answer: int, rows: int) -> Answers:
    """Return one answer for every row."""
    return np.full(rows, answer, np.int8)


def yes_if(flags: Flags) -> Answers:
    """Return yes or no."""
    return np.where(flags, np.int8(YES), np.int8(NO))


def negated(answers: Answers) -> Answers:
    """Return the other answer; not assessable stays."""
    return (YES - answers).astype(np.int8)


def all_of(answers: Iterable[Answers], rows: int) -> Answers:
    """Return the three-valued AND; of none, yes."""
    return reduce(np.minimum, answers, constant(YES, rows))


def any_of(answers: Iterable[Answers], rows: int) -> Answers:
    """Return the three-valued OR; of none, no."""
    return reduce(np.maximum, answers, constant(NO, rows))


def none_of(answers: Iterable[Answers], rows: int) -> Answers:
    """Return the three-valued "none of these"; of none, yes."""
    return negated(any_of(answers, rows))


def at_most_unknown(answers: Answers) -> Answers:
    """Return answers in which no is not assessable."""
    return np.maximum(answers, np.int8(UNKNOWN))


def to_column(answers: Answers) -> pl.Series:
    """Return answers as a column of yes, no and null."""
    return pl.Series(answers == YES).set(pl.Series(answers == UNKNOWN), None)
