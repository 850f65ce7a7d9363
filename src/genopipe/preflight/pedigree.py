"""The pedigree as a whole: people compared with one another."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.genome import Sex
from genopipe.io.pedigree_file import PedigreeRow

_PARENT_SEX = {"father": Sex.MALE, "mother": Sex.FEMALE}


def check_pedigree(rows: Sequence[PedigreeRow], path: Path) -> list[Fault]:
    """Check a pedigree across its rows.

    Args:
        rows: What `read_pedigree_rows` read.
        path: The pedigree, for messages.
    """
    people: dict[str, PedigreeRow] = {}
    faults = _check_ids(rows, path)
    for row in rows:
        people.setdefault(row.person.person, row)
    for row in rows:
        faults += _check_parents(row, people, f"{path}:{row.line}")
    return faults + _check_twins(rows, path) + _check_cycles(people, path)


def _check_ids(rows: Sequence[PedigreeRow], path: Path) -> list[Fault]:
    faults = []
    people: dict[str, PedigreeRow] = {}
    families: dict[str, PedigreeRow] = {}
    for row in rows:
        person, where = row.person, f"{path}:{row.line}"
        same_family = families.setdefault(person.family.lower(), row)
        if same_family.person.family != person.family:
            cause = f"family '{person.family}' and '{same_family.person.family}' differ only in case"
            faults.append(fault("PED-CASE", where, cause, "write the id in one way, or give another id"))
        first = people.setdefault(person.person.lower(), row)
        if first is not row:
            faults.append(_twice(first, row, where))
    return faults


def _twice(first: PedigreeRow, row: PedigreeRow, where: str) -> Fault:
    person = row.person.person
    if first.person.person != person:
        cause = f"person '{person}' and '{first.person.person}' on line {first.line} differ only in case"
        return fault("PED-CASE", where, cause, "give each person an id of their own")
    if first.person.family != row.person.family:
        cause = f"person '{person}' stands in family '{first.person.family}' on line {first.line} as well"
        return fault("PED-TWO-FAMILIES", where, cause, "join the families, or give the persons ids of their own")
    return fault("PED-DUP", where, f"person '{person}' already stands on line {first.line}", "keep one of the lines")


def _check_parents(row: PedigreeRow, people: Mapping[str, PedigreeRow], where: str) -> list[Fault]:
    person = row.person
    faults = []
    for role, parent in (("father", person.father), ("mother", person.mother)):
        if parent is None:
            continue
        if parent == person.person:
            faults.append(fault("PED-SELF", where, f"'{parent}' is their own {role}", f"name the {role}, or 0"))
        elif parent not in people:
            cause = f"the {role} '{parent}' of '{person.person}' has no line"
            faults.append(fault("PED-PARENT", where, cause, "add a line for this parent, or write 0"))
        else:
            faults += _check_parent(row, people[parent], role, where)
    if person.father is not None and person.father == person.mother:
        cause = f"'{person.father}' is both father and mother of '{person.person}'"
        faults.append(fault("PED-SAME-PARENTS", where, cause, "name the other parent, or 0"))
    return faults


def _check_parent(row: PedigreeRow, parent: PedigreeRow, role: str, where: str) -> list[Fault]:
    name, sex = parent.person.person, parent.person.sex
    faults = []
    if parent.person.family != row.person.family:
        cause = f"the {role} '{name}' stands in family '{parent.person.family}' (line {parent.line})"
        faults.append(fault("PED-TWO-FAMILIES", where, cause, "put parent and child into one family"))
    if sex is Sex.UNKNOWN:
        cause = f"the {role} '{name}' has unknown sex (line {parent.line})"
        faults.append(note("PED-PARENT-SEX", where, cause, "write the sex, so that X and Y are called rightly"))
    elif sex is not _PARENT_SEX[role]:
        cause = f"the {role} '{name}' is {sex} on line {parent.line}"
        faults.append(fault("PED-PARENT-SEX", where, cause, "swap the parents, or mend the sex"))
    return faults


def _check_twins(rows: Sequence[PedigreeRow], path: Path) -> list[Fault]:
    """Check that monozygotic twins have one family, one sex, and the same parents, of whom both are named."""
    sets: dict[tuple[str, str], list[PedigreeRow]] = {}
    for row in rows:
        if row.person.twins is not None:
            sets.setdefault((row.person.family, row.person.twins), []).append(row)
    faults = []
    for (family, name), twins in sets.items():
        first, where = twins[0], f"{path}:{twins[0].line}"
        people = ", ".join(row.person.person for row in twins)
        if len(twins) == 1:
            cause = f"'{first.person.person}' is alone in the set of twins '{name}' of family '{family}'"
            faults.append(fault("PED-TWINS", where, cause, "give the other twin the same name of the set, or write 0"))
        elif len({row.person.sex for row in twins}) > 1:
            cause = f"the monozygotic twins {people} have not one sex"
            faults.append(fault("PED-TWINS", where, cause, "mend the sex; twins who are not monozygotic have a 0"))
        elif len({(row.person.father, row.person.mother) for row in twins}) > 1 or not _both_parents(first):
            cause = f"the monozygotic twins {people} have not the same two parents"
            fix = "name father and mother of each, with lines of their own, also of parents without data"
            faults.append(fault("PED-TWINS", where, cause, fix))
    return faults


def _both_parents(row: PedigreeRow) -> bool:
    return row.person.father is not None and row.person.mother is not None


def _check_cycles(people: Mapping[str, PedigreeRow], path: Path) -> list[Fault]:
    """Find people who are their own ancestors; each circle is told once."""
    done: set[str] = set()
    faults = []
    for start in people:
        circle = _circle_from(start, people, done)
        if len(circle) > 1:
            row = people[circle[0]]
            cause = f"a circle of parents: {' -> '.join([*circle, circle[0]])}"
            faults.append(fault("PED-CYCLE", f"{path}:{row.line}", cause, "mend father and mother of these people"))
    return faults


def _circle_from(start: str, people: Mapping[str, PedigreeRow], done: set[str]) -> list[str]:
    """Walk up from a person without recursion; return the first circle met, or an empty list."""
    way: list[str] = []
    stack = [(start, False)]
    while stack:
        name, leaving = stack.pop()
        if leaving:
            way.pop()
            done.add(name)
            continue
        if name in way:
            circle = way[way.index(name) :]
            done.update(way)
            return circle
        if name in done or name not in people:
            continue
        way.append(name)
        person = people[name].person
        stack.append((name, True))
        stack += [(parent, False) for parent in (person.father, person.mother) if parent and parent != name]
    return []
