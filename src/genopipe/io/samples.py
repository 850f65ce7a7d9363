"""The sample sheet."""

from dataclasses import fields
from pathlib import Path

from genopipe.cases import SheetRow
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.naming import ID_FIX
from genopipe.io.naming import field_problem
from genopipe.io.naming import id_problem
from genopipe.io.naming import path_problem
from genopipe.io.tsv import Row
from genopipe.io.tsv import read_table

COLUMNS = tuple(field.name for field in fields(SheetRow) if field.name != "line")
PATH_COLUMNS = ("fastq_1", "fastq_2", "alignment", "gvcf", "vcf")
_GROUP_COLUMNS = ("sample", "library", "platform", "unit")


def read_samples(path: Path) -> tuple[list[SheetRow], list[Fault]]:
    """Read a sample sheet: each row alone; `preflight.sheet` compares rows with one another.

    Args:
        path: Tab-separated file with the columns of `SheetRow`; only `person` must be there.

    Returns:
        The rows in the order of the file, those with faults included, and the faults.
    """
    table, faults = read_table(path, COLUMNS, {"person"})
    for row in table.rows:
        faults += _check_row(f"{path}:{row.line}", row)
    return [_make_row(row) for row in table.rows], faults


def _make_row(row: Row) -> SheetRow:
    return SheetRow(line=row.line, **{name: text for name, text in row.cells.items() if text or name == "person"})


def _check_row(where: str, row: Row) -> list[Fault]:
    faults = []
    for name in ("person", "lane"):
        text = row.cells.get(name, "")
        problem = id_problem(text) if text or name == "person" else ""
        faults += [fault("SHEET-ID", where, f"column `{name}`: {problem}", ID_FIX)] if problem else []
    for name in PATH_COLUMNS:
        problem = path_problem(row.cells.get(name, ""))
        faults += [fault("SHEET-PATH", where, f"column `{name}`: {problem}", "rename the file")] if problem else []
    for name in _GROUP_COLUMNS:
        problem = field_problem(row.cells.get(name, ""))
        fix = "use letters, digits and _ . : + @ / -, at most 128"
        faults += [fault("SHEET-FIELD", where, f"column `{name}`: {problem}", fix)] if problem else []
    return faults
