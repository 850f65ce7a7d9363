"""Pedigrees in PED format: six columns parted by tabs, `#` begins a comment.

A seventh column may name sets of monozygotic twins, which the six cannot state.
"""

from dataclasses import dataclass
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.genome import Sex
from genopipe.io.naming import ID_FIX
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.text import Line
from genopipe.io.text import read_lines
from genopipe.pedigree import Affection
from genopipe.pedigree import Person

SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "0": Sex.UNKNOWN}
AFFECTIONS = {
    "1": Affection.UNAFFECTED,
    "2": Affection.AFFECTED,
    "0": Affection.UNKNOWN,
    "-9": Affection.UNKNOWN,
}
_NOBODY = "0"
_COLUMNS = ("family", "person", "father", "mother", "sex", "phenotype")
_TWINS = "twins"
_FORMAT = "family, person, father, mother, sex (1 male, 2 female, 0 unknown), phenotype (1 unaffected, 2 affected, 0)"


@dataclass(frozen=True)
class PedigreeRow:
    """A person and the 1-based line on which they stand."""

    person: Person
    line: int


def read_pedigree(path: Path) -> tuple[list[Person], list[Fault]]:
    """Read a pedigree: each row alone; `preflight.pedigree` compares people with one another.

    Args:
        path: PED file.

    Returns:
        The people in the order of the file, and the faults.
    """
    rows, faults = read_pedigree_rows(path)
    return [row.person for row in rows], faults


def read_pedigree_rows(path: Path) -> tuple[list[PedigreeRow], list[Fault]]:
    """Read a pedigree with line numbers.

    Args:
        path: PED file.

    Returns:
        The rows that could be read, and the faults.
    """
    lines, faults = read_lines(path)
    body = [line for line in lines if not line.text.startswith("#")]
    if not body and not faults:
        faults.append(fault("PED-EMPTY", str(path), "no person", f"add one line a person: {_FORMAT}"))
    rows = []
    for line in body:
        row, found = _read_row(str(path), line)
        rows += [row] if row else []
        faults += found
    return rows, faults


def pedigree_line(person: Person) -> str:
    """Return a person's line of a pedigree file, without its line end."""
    sex = next(code for code, value in SEXES.items() if value is person.sex)
    affection = next(code for code, value in AFFECTIONS.items() if value is person.affection)
    cells = (person.family, person.person, person.father or _NOBODY, person.mother or _NOBODY, sex, affection)
    return "\t".join(cells if person.twins is None else (*cells, person.twins))


def _read_row(path: str, line: Line) -> tuple[PedigreeRow | None, list[Fault]]:
    where = f"{path}:{line.number}"
    cells = [cell.strip() for cell in line.text.split("\t")]
    if len(cells) not in (len(_COLUMNS), len(_COLUMNS) + 1):
        return None, [_count_fault(where, line.text, len(cells))]
    faults = _check_ids(where, cells) + _check_codes(where, cells)
    family, person, father, mother, sex, affection, twins = [*cells, _NOBODY][:7]
    made = Person(
        person=person,
        family=family,
        father=None if father == _NOBODY else father,
        mother=None if mother == _NOBODY else mother,
        sex=SEXES.get(sex, Sex.UNKNOWN),
        affection=AFFECTIONS.get(affection, Affection.UNKNOWN),
        twins=None if twins == _NOBODY else twins,
    )
    return PedigreeRow(made, line.number), faults


def _count_fault(where: str, text: str, count: int) -> Fault:
    if len(text.split()) == len(_COLUMNS):
        return fault("PED-TABS", where, "columns are parted by spaces", "part the six columns by one tab each")
    return fault(
        "PED-COLUMNS",
        where,
        f"{count} columns instead of 6",
        f"give {_FORMAT}, and for monozygotic twins the name of their set",
    )


def _check_ids(where: str, cells: list[str]) -> list[Fault]:
    faults = []
    named = zip((*_COLUMNS[:4], _TWINS), (*cells[:4], *cells[6:]), strict=False)
    for name, text in named:
        if name in ("father", "mother", _TWINS) and text == _NOBODY:
            continue
        problem = id_problem(text)
        faults += [fault("PED-ID", where, f"column {name}: {problem}", ID_FIX)] if problem else []
    return faults


def _check_codes(where: str, cells: list[str]) -> list[Fault]:
    faults = []
    if cells[4] not in SEXES:
        cause = f"sex {show(cells[4])} is not a code"
        faults.append(fault("PED-SEX", where, cause, "write 1 for male, 2 for female, 0 for unknown"))
    if cells[5] not in AFFECTIONS:
        cause = f"phenotype {show(cells[5])} is not a code; {did_you_mean(cells[5], AFFECTIONS)}"
        faults.append(
            fault("PED-PHENOTYPE", where, cause, "write 1 for unaffected, 2 for affected, 0 or -9 for unknown")
        )
    return faults
