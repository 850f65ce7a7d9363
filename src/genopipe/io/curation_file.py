"""Read what a curator changes of the evidence of a case: a small TSV or YAML file, each change with its reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from genopipe.acmg import Acmg
from genopipe.acmg import Use
from genopipe.curation import Change
from genopipe.curation import Curation
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.acmg_file import read_closed
from genopipe.io.closed_objects import Complaint
from genopipe.io.closed_objects import complaints
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.io.tsv import read_table

COLUMNS = tuple(Change.model_fields)
_REQUIRED = tuple(name for name, info in Change.model_fields.items() if info.is_required())
Key = tuple[str, str]


def curation_path(folder: Path, case: str) -> Path | None:
    """Return the file of a case's changes in a folder: CASE.tsv or CASE.yaml; None: there is none.

    Raises:
        InputError: There are both.
    """
    there = [path for path in (folder / f"{case}.tsv", folder / f"{case}.yaml") if path.exists()]
    if len(there) > 1:
        fix = "keep the changes of a case in one of them"
        raise InputError([fault("CURATION-FILE", str(folder), f"{there[0].name} and {there[1].name}", fix)])
    return there[0] if there else None


def read_curation(path: Path, acmg: Acmg, known: set[Key]) -> tuple[Change, ...]:
    """Read the changes of a curator.

    Args:
        path: TSV with a column a field of `Change`, or YAML with a list `changes`.
        acmg: The figures, for criteria that are switched off.
        known: Allele and gene of every row that is classified.

    Raises:
        InputError: Every fault at once, each with its line.
    """
    changes = _read_yaml(path) if path.suffix == ".yaml" else _read_tsv(path)
    faults = list(_faults(changes, acmg, known))
    if faults:
        raise InputError(faults)
    return tuple(change for _, change in changes)


def _read_yaml(path: Path) -> list[tuple[str, Change]]:
    curation, document = read_closed(path, Curation, _wrong_value)
    return [(document.where(("changes", number)), change) for number, change in enumerate(curation.changes)]


def _read_tsv(path: Path) -> list[tuple[str, Change]]:
    table, faults = read_table(path, COLUMNS, _REQUIRED)
    if errors_among(faults):
        raise InputError(errors_among(faults))
    changes: list[tuple[str, Change]] = []
    wrong: list[Fault] = []
    for row in table.rows:
        where = f"{path}:{row.line}"
        given: dict[str, Any] = {name: cell for name, cell in row.cells.items() if cell}
        try:
            changes.append((where, Change.model_validate(given)))
        except ValidationError as error:
            wrong += [_wrong_value(where, item) for item in complaints(error, Change)]
    if wrong:
        raise InputError(wrong)
    return changes


def _wrong_value(where: str, item: Complaint) -> Fault:
    return fault("CURATION-VALUE", where, item.cause, item.fix)


def _faults(changes: list[tuple[str, Change]], acmg: Acmg, known: set[Key]) -> Iterator[Fault]:
    """Say which changes ask for what is not there, is switched off, or was asked for already."""
    genes = {gene for _, gene in known}
    first: dict[tuple[str, str, str], str] = {}
    for where, change in changes:
        if (change.allele, change.gene) not in known:
            cause = f"allele {show(change.allele)} in gene {show(change.gene)} is not classified in this case"
            close = did_you_mean(change.gene, genes) if change.gene not in genes else ""
            fix = close if close.startswith("did you mean") else "name allele and gene as the tables of the case do"
            yield fault("CURATION-ALLELE", where, cause, fix)
        if acmg.criteria[change.criterion].use is Use.OFF:
            yield fault("CURATION-OFF", where, f"{change.criterion} is switched off", "use the evidence itself")
        key = (change.allele, change.gene, change.criterion.value)
        before = first.setdefault(key, where)
        if before != where:
            cause = f"{change.criterion} of this allele was changed already at {before}"
            yield fault("CURATION-TWICE", where, cause, "keep one change")
