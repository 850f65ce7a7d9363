"""Tab-separated tables with a header, read row by row with line numbers."""

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.io.text import Line
from genopipe.io.text import read_lines


@dataclass(frozen=True)
class Row:
    """One row: its 1-based line and its cells by column, stripped."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class TextTable:
    """A table of text: comment lines (they begin with `#`) and rows."""

    comments: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()


NO_ROW = "a header but no row"
"""Cause of the fault of a table that has a header alone; some tables may be so."""


def read_table(path: Path, columns: Sequence[str], required: Collection[str]) -> tuple[TextTable, list[Fault]]:
    """Read a tab-separated table whose columns are known.

    Args:
        path: The file.
        columns: Every allowed column.
        required: Columns that must be there.

    Returns:
        The table (no rows when the header is wrong) and the faults.
    """
    lines, faults = read_lines(path)
    if any(item.severity == "error" for item in faults):
        return TextTable(), faults
    comments = tuple(line for line in lines if line.text.startswith("#"))
    body = [line for line in lines if not line.text.startswith("#")]
    if not body:
        return TextTable(comments), [*faults, fault("TABLE-EMPTY", str(path), "no header line", _header_fix(columns))]
    header = [cell.strip() for cell in body[0].text.rstrip("\t").split("\t")]
    header_faults = _check_header(f"{path}:{body[0].number}", header, columns, required)
    if header_faults:
        return TextTable(comments), faults + header_faults
    if len(body) == 1:
        faults.append(fault("TABLE-EMPTY", str(path), NO_ROW, "add one line for each entry"))
    rows, row_faults = _read_rows(path, header, body[1:])
    return TextTable(comments, tuple(rows)), faults + row_faults


def _header_fix(columns: Sequence[str]) -> str:
    return f"begin with a header of these columns, parted by tabs: {' '.join(columns)}"


def _check_header(where: str, header: list[str], columns: Sequence[str], required: Collection[str]) -> list[Fault]:
    if len(header) == 1 and any(mark in header[0] for mark in ",; "):
        cause = f"the header is not parted by tabs: {show(header[0])}"
        return [fault("TABLE-TABS", where, cause, "save as tab-separated text, not CSV")]
    faults = [
        fault("TABLE-COLUMN", where, f"unknown column {show(name)}", did_you_mean(name, columns))
        for name in header
        if name not in columns
    ]
    for name in sorted({name for name in header if header.count(name) > 1}):
        faults.append(fault("TABLE-COLUMN", where, f"column {show(name)} stands twice", "keep one of them"))
    for name in columns:
        if name in required and name not in header:
            faults.append(fault("TABLE-COLUMN", where, f"column `{name}` is missing", _header_fix(columns)))
    return faults


def _read_rows(path: Path, header: list[str], lines: list[Line]) -> tuple[list[Row], list[Fault]]:
    rows, faults, stripped = [], [], []
    for line in lines:
        raw = line.text.split("\t")
        cells = [cell.strip() for cell in raw]
        while len(cells) > len(header) and not cells[-1]:
            cells.pop()
        if len(cells) > len(header):
            cause = f"{len(cells)} cells under {len(header)} columns"
            faults.append(
                fault("TABLE-CELLS", f"{path}:{line.number}", cause, "give one cell a column, parted by tabs")
            )
            continue
        stripped += [line.number] if cells != raw[: len(cells)] else []
        cells += [""] * (len(header) - len(cells))
        rows.append(Row(line.number, dict(zip(header, cells, strict=True))))
    if stripped:
        cause = f"blanks around cells of {len(stripped)} lines left out"
        faults.append(note("TEXT-SPACES", f"{path}:{stripped[0]}", cause, "nothing"))
    return rows, faults
