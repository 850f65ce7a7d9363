"""What a frame must be to be a table, and a stage to be one."""

from collections.abc import Callable
from collections.abc import Sequence
from functools import wraps
from typing import Concatenate
from typing import ParamSpec

import polars as pl

from genopipe.errors import ContractError
from genopipe.tables.kinds import Table

P = ParamSpec("P")


def check(frame: pl.DataFrame, table: Table, names: Sequence[str] | None = None) -> pl.DataFrame:
    """Check a frame against its table and return it with the named columns in declared order.

    Args:
        frame: The frame; may have only some of the table's columns, but no others.
        table: The declaration.
        names: Columns that must be there; None: exactly those that the frame has.

    Raises:
        ContractError: A column is missing, undeclared, of another type, or null where null means nothing.
    """
    expected = table.schema(names if names is not None else frame.columns)
    undeclared = [name for name in frame.columns if name not in table.schema()]
    absent = [name for name in expected if name not in frame.columns]
    if undeclared or absent:
        raise ContractError(f"table {table.name}: undeclared {undeclared}, absent {absent}")
    wrong = {n: (str(frame.schema[n]), str(t)) for n, t in expected.items() if frame.schema[n] != t}
    if wrong:
        raise ContractError(f"table {table.name}: type is, should be: {wrong}")
    empty = [n for n in expected if not table.column(n).missing and frame[n].null_count()]
    if empty:
        raise ContractError(f"table {table.name}: null in {empty}, where null has no meaning")
    return frame.select(list(expected))


def check_key(frame: pl.DataFrame, table: Table) -> None:
    """Check that the table's key is unique.

    Raises:
        ContractError: A key occurs twice; the first one is named.
    """
    # Rows of one key have one hash: where no hash occurs twice, no key does.
    if not frame.height or frame.select(table.key).hash_rows().n_unique() == frame.height:
        return
    twice = frame.group_by(table.key).len().filter(pl.col("len") > 1).sort(table.key)
    if twice.height:
        raise ContractError(f"table {table.name}: {twice.height} keys occur twice, first {twice.row(0)}")


Stage = Callable[Concatenate[pl.DataFrame, P], pl.DataFrame]


def stage(*, table: Table, reads: Sequence[str], adds: Sequence[str]) -> Callable[[Stage[P]], Stage[P]]:
    """Declare a stage that adds columns to a table and changes nothing else.

    Args:
        table: The table that the stage works on.
        reads: Columns that the stage needs.
        adds: Columns that the stage adds.

    Raises:
        ContractError: When the stage is called: a column is missing, or a row, the order or a column changed.
    """

    def declare(function: Stage[P]) -> Stage[P]:
        @wraps(function)
        def run(frame: pl.DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> pl.DataFrame:
            check(frame, table)
            lacking = sorted(set(reads) - set(frame.columns))
            if lacking:
                raise ContractError(f"{function.__name__} needs {lacking}")
            result = function(frame, *args, **kwargs)
            check(result, table, [*frame.columns, *adds])
            more = [name for name in result.columns if name not in {*frame.columns, *adds}]
            if more:
                raise ContractError(f"{function.__name__} added {more}, which it does not declare")
            if not result.select(frame.columns).equals(frame):
                raise ContractError(f"{function.__name__} changed rows, order or columns that it only reads")
            return result.select(list(table.schema(result.columns)))

        return run

    return declare
