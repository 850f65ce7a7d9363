"""The lines of a pedigree drawing: partners, children, monozygotic twins, and partners who are related.

Source: standardised human pedigree nomenclature, doi:10.1002/jgc4.1621 (a double line between partners who are related;
twins from one point, a bar between them when they are monozygotic).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from genopipe.report.case import PersonLine

RADIUS = 20
_BAR = 28
_APART = 3

People = dict[str, PersonLine]
Couple = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A straight line between two points."""

    x1: float
    y1: float
    x2: float
    y2: float


def parents_of(person: PersonLine, people: People) -> Couple:
    """Return the parents of a person who are in the pedigree, the father first."""
    return tuple(name for name in (person.father, person.mother) if name in people and name is not None)


def middle(names: Sequence[str], x: dict[str, float]) -> float:
    """Return the point between the outermost of some people."""
    places = [x[name] for name in names]
    return (min(places) + max(places)) / 2


def _with_ancestors(name: str, people: People) -> set[str]:
    found, open_ = set(), [name]
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_ += parents_of(people[one], people)
    return found


def related(couple: Couple, people: People) -> bool:
    """Say whether the pedigree itself states that two partners share an ancestor; what was measured is never asked."""
    if len(couple) < 2:
        return False
    return bool(_with_ancestors(couple[0], people) & _with_ancestors(couple[1], people))


def twin_sets(group: Sequence[str], people: People) -> list[list[str]]:
    """Return the sets of monozygotic twins among the children of a couple."""
    sets: dict[str, list[str]] = {}
    for name in group:
        twins = people[name].twins
        if twins is not None:
            sets.setdefault(twins, []).append(name)
    return [names for names in sets.values() if len(names) > 1]


def _partner_lines(couple: Couple, people: People, x: dict[str, float], y: float) -> list[Line]:
    ends = sorted(x[name] for name in couple)
    shifts = (-_APART, _APART) if related(couple, people) else (0,)
    return [
        Line(left + RADIUS, y + shift, right - RADIUS, y + shift) for left, right in pairwise(ends) for shift in shifts
    ]


def _twin_lines(names: list[str], x: dict[str, float], bar: float, foot: float) -> list[Line]:
    """Return the lines of one set of twins: from one point, with a bar half way down."""
    apex, half = middle(names, x), round((bar + foot) / 2, 1)
    across = sorted((apex + x[name]) / 2 for name in names)
    lines = [Line(round(apex, 1), bar, x[name], foot) for name in names]
    return [*lines, Line(round(across[0], 1), half, round(across[-1], 1), half)]


def family_lines(
    couple: Couple, group: list[str], people: People, x: dict[str, float], y: dict[str, float]
) -> list[Line]:
    """Return the line between parents, the line down, the bar above the children, and the line to each child.

    Args:
        couple: The parents, one or two.
        group: Their children.
        people: The family.
        x: Place of each person from the left (pixels).
        y: Place of each person from the top (pixels).
    """
    centre, top = round(middle(couple, x), 1), y[couple[0]]
    foot = y[group[0]] - RADIUS
    bar = foot - _BAR
    sets = twin_sets(group, people)
    twins = {name for names in sets for name in names}
    alone = [name for name in group if name not in twins]
    reached = [x[name] for name in alone] + [round(middle(names, x), 1) for names in sets]
    across = sorted([centre, *reached])
    lines = _partner_lines(couple, people, x, top)
    lines.append(Line(centre, top + (RADIUS if len(couple) == 1 else 0), centre, bar))
    lines.append(Line(across[0], bar, across[-1], bar))
    lines += [Line(x[name], bar, x[name], foot) for name in alone]
    return lines + [line for names in sets for line in _twin_lines(names, x, bar, foot)]
