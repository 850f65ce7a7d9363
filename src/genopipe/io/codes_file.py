"""Read tables of ACMG/AMP codes, as ClinGen writes them: one row a variant with a list, or one row a code."""

import re
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import read_code
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.naming import show
from genopipe.io.text import read_lines
from genopipe.io.tsv import Row
from genopipe.io.tsv import read_table

VARIANT, GENE, LIST, CODE, CRITERION, STRENGTH = ("variant", "gene", "codes", "code", "criterion", "strength")
COLUMNS = (VARIANT, GENE, LIST, CODE, CRITERION, STRENGTH)
"""Columns that are read; others are carried over when they are asked for."""
_ALSO = {"variation": VARIANT, "codes_met": LIST}
"""Names of the same columns in ClinGen's Evidence Repository."""
_BETWEEN = re.compile("[,;|]")

_FORMS = "give the codes in `codes` (a list), in `code` (one a row), or in `criterion` and `strength` (one a row)"
_FIX = "write a criterion and, where it is not its own, a strength: PVS1, PM2_Supporting, PM3_Very Strong, BP4"


@dataclass(frozen=True)
class GivenCodes:
    """The codes of one variant.

    Attributes:
        variant: The variant, any text.
        gene: Symbol or HGNC id; empty: not given.
        codes: Criteria that are met, each once, with the strength that its code says.
        kept: Cells of columns that are carried over.
        line: First line of the variant in the file.
    """

    variant: str
    gene: str
    codes: tuple[tuple[Criterion, Strength], ...]
    kept: tuple[str, ...] = ()
    line: int = 0


@dataclass
class _Gathered:
    """What is being gathered of one variant."""

    first: Row
    codes: dict[Criterion, Strength] = field(default_factory=dict)


def read_codes(path: Path, kept: Sequence[str] = ()) -> tuple[list[GivenCodes], list[Fault]]:
    """Read a table of codes.

    Args:
        path: Tab-separated text with a header.
        kept: Further columns, to be carried over.

    Returns:
        The codes by variant, in the order of the file, and notes.

    Raises:
        InputError: Every fault at once, each with its line.
    """
    named = _header(path)
    others = [name for name in named if name not in (*COLUMNS, *kept, *_ALSO) and not _resembles(name)]
    stated = next((name for name, own in _ALSO.items() if own == VARIANT and name in named), VARIANT)
    table, faults = read_table(path, (*COLUMNS, *_ALSO, *kept, *others), [stated, *kept])
    if errors_among(faults):
        raise InputError(errors_among(faults))
    if others:
        faults.append(note("CODES-COLUMN", str(path), f"not read: column {show(', '.join(others))}", "nothing"))
    table = replace(table, rows=tuple(_as_ours(row) for row in table.rows))
    header = set(table.rows[0].cells)
    form = [name for name in (LIST, CODE, CRITERION) if name in header]
    if len(form) != 1:
        cause = "no column of codes" if not form else f"columns {' and '.join(form)} both hold codes"
        raise InputError([fault("CODES-COLUMN", str(path), cause, _FORMS)])
    gathered, wrong = _gather(path, table.rows, form[0])
    if wrong:
        raise InputError(wrong)
    return [_given(one, kept) for one in gathered], [item for item in faults if item.severity == "note"]


def _header(path: Path) -> list[str]:
    """Return the names in the header; empty: there is none that can be read."""
    lines, faults = read_lines(path)
    body = [line.text for line in lines if not line.text.startswith("#")]
    return [] if errors_among(faults) or not body else [cell.strip() for cell in body[0].split("\t")]


def _resembles(name: str) -> bool:
    """Say whether a column's name looks like a slip of one that is read."""
    return bool(get_close_matches(name.lower(), COLUMNS, n=1, cutoff=0.75))


def _as_ours(row: Row) -> Row:
    return Row(row.line, {_ALSO.get(name, name): cell for name, cell in row.cells.items()})


def _gather(path: Path, rows: Iterable[Row], form: str) -> tuple[list[_Gathered], list[Fault]]:
    gathered: dict[tuple[object, ...], _Gathered] = {}
    faults: list[Fault] = []
    for row in rows:
        where = f"{path}:{row.line}"
        if not row.cells[VARIANT]:
            faults.append(fault("CODES-VARIANT", where, "no variant", "name the variant of each row"))
        key = (row.cells[VARIANT], row.cells.get(GENE, ""), row.line if form == LIST else 0)
        one = gathered.setdefault(key, _Gathered(row))
        for text in _texts(row, form):
            faults += _add(one.codes, text, where)
    return list(gathered.values()), faults


def _texts(row: Row, form: str) -> list[str]:
    """Return the codes of a row as they are written; a list may be empty."""
    if form == LIST:
        return [text for part in _BETWEEN.split(row.cells[LIST]) if (text := part.strip())]
    if form == CODE:
        return [row.cells[CODE]]
    strength = row.cells.get(STRENGTH, "")
    return [f"{row.cells[CRITERION]}_{strength}" if strength else row.cells[CRITERION]]


def _add(codes: dict[Criterion, Strength], text: str, where: str) -> list[Fault]:
    try:
        criterion, strength = read_code(text)
    except ValueError as error:
        return [fault("CODES-CODE", where, f"{show(text)} is {error}", _remedy(text))]
    if criterion in codes:
        return [fault("CODES-TWICE", where, f"{criterion} stands twice", "keep the strength at which it is met")]
    codes[criterion] = strength
    return []


def _remedy(text: str) -> str:
    """Return what to write in place of what is no code, with the criterion that it resembles."""
    name = text.partition("_")[0].upper()
    known = [one.value for one in Criterion]
    close = get_close_matches(name, known, n=1) if name not in known else []
    return f"did you mean `{close[0]}`? {_FIX}" if close else _FIX


def _given(one: _Gathered, kept: Sequence[str]) -> GivenCodes:
    cells = one.first.cells
    carried = tuple(cells[name] for name in kept)
    return GivenCodes(cells[VARIANT], cells.get(GENE, ""), tuple(one.codes.items()), carried, one.first.line)
