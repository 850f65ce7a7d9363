"""Where every symbol and line of a pedigree drawing stands: standard symbols, one row a generation.

Source: standardised human pedigree nomenclature, doi:10.1007/s10897-008-9169-9 (squares, circles, diamonds;
filled: affected; arrow: proband). Coordinates are pixels, the origin at the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.report.case import PersonLine

STEP = 120
ROW = 140
RADIUS = 20
MARGIN = 64
_TOP = 34
_LABEL = 16
_SHAPES = {Sex.MALE: "square", Sex.FEMALE: "circle", Sex.UNKNOWN: "diamond"}


@dataclass(frozen=True)
class Symbol:
    """One person: centre, shape and labels."""

    x: float
    y: float
    shape: str
    affection: Affection
    proband: bool
    label: str
    relation: str
    sequenced: bool
    title: str


@dataclass(frozen=True)
class Line:
    """A straight line between two points."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Drawing:
    """A whole pedigree."""

    width: int
    height: int
    radius: int
    symbols: tuple[Symbol, ...]
    lines: tuple[Line, ...]
    words: str


People = dict[str, PersonLine]
Couple = tuple[str, ...]


def _parents(person: PersonLine, people: People) -> Couple:
    return tuple(name for name in (person.father, person.mother) if name in people and name is not None)


def _generations(people: People) -> dict[str, int]:
    """Return the row of each person, 0 the oldest; partners stand in one row."""
    rows = dict.fromkeys(people, 0)
    for _ in range(2 * len(people)):
        for person in people.values():
            couple = _parents(person, people)
            lowest = max((rows[name] for name in couple), default=-1)
            for name in couple:
                rows[name] = lowest
            rows[person.person] = max(rows[person.person], lowest + 1)
    return rows


class _Order:
    """People in the order from left to right: each family together, the father's side before the mother's."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.placed: list[str] = []

    def visit(self, name: str) -> None:
        """Place a person after everyone who stands left of them."""
        if name in self.placed:
            return
        couple = _parents(self.people[name], self.people)
        for parent in couple:
            self.visit(parent)
        siblings = [p.person for p in self.people.values() if couple and _parents(p, self.people) == couple]
        last = self.people[name].sex is Sex.MALE and self._has_children(name)
        others = [sibling for sibling in siblings if sibling != name]
        group = siblings if not self._has_children(name) else [*others, name] if last else [name, *others]
        self.placed += [member for member in group or [name] if member not in self.placed]

    def _has_children(self, name: str) -> bool:
        return any(name in _parents(person, self.people) for person in self.people.values())


def _rows(people: People, proband: str) -> list[list[str]]:
    order = _Order(people)
    for name in [proband, *people]:
        order.visit(name)
    generation = _generations(people)
    deepest = max(generation.values(), default=0)
    return [[name for name in order.placed if generation[name] == row] for row in range(deepest + 1)]


def _spread(wanted: Sequence[float]) -> list[float]:
    """Return places as near as can be to the wanted ones, in order, at least one step apart."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + STEP) if places else place)
    shift = sum(w - p for w, p in zip(wanted, places, strict=True)) / len(places)
    return [place + shift for place in places]


def _places(rows: list[list[str]], people: People) -> dict[str, float]:
    """Return the x of each person: children below the middle of their parents, parents above their children."""
    x = {name: float(number * STEP) for row in rows for number, name in enumerate(row)}
    children: dict[Couple, list[str]] = {}
    for person in people.values():
        if couple := _parents(person, people):
            children.setdefault(couple, []).append(person.person)
    for row in (rows + rows[::-1]) * 8:
        wanted = {name: x[name] for name in row}
        for couple, group in children.items():
            gap = _middle(couple, x) - _middle(group, x)
            wanted.update({name: x[name] + gap for name in group if name in wanted})
            wanted.update({name: wanted[name] - gap / 2 for name in couple if name in wanted})
        x.update(zip(row, _spread([wanted[name] for name in row]), strict=True))
    left = min(x.values(), default=0.0)
    return {name: round(place - left + MARGIN, 1) for name, place in x.items()}


def _middle(names: Sequence[str], x: dict[str, float]) -> float:
    places = [x[name] for name in names]
    return (min(places) + max(places)) / 2


def _family_lines(couple: Couple, group: list[str], x: dict[str, float], y: dict[str, int]) -> list[Line]:
    """Return the line between parents, the line down, and the bar above the children."""
    centre, top = round(_middle(couple, x), 1), y[couple[0]]
    bar = y[group[0]] - RADIUS - 22
    ends = sorted(x[name] for name in couple)
    lines = [Line(left + RADIUS, top, right - RADIUS, top) for left, right in pairwise(ends)]
    lines.append(Line(centre, top + (RADIUS if len(couple) == 1 else 0), centre, bar))
    across = sorted([centre, *(x[name] for name in group)])
    lines.append(Line(across[0], bar, across[-1], bar))
    return lines + [Line(x[name], bar, x[name], y[name] - RADIUS) for name in group]


def _symbol(person: PersonLine, proband: str, x: float, y: int) -> Symbol:
    name = person.person
    label = name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"
    sequenced = "" if person.form is not None else ", no data"
    sex = "sex unknown" if person.sex is Sex.UNKNOWN else str(person.sex)
    affected = "affected status unknown" if person.affection is Affection.UNKNOWN else str(person.affection)
    title = f"{name}: {person.relation}, {sex}, {affected}{sequenced}"
    return Symbol(
        x=x,
        y=y,
        shape=_SHAPES[person.sex],
        affection=person.affection,
        proband=name == proband,
        label=label,
        relation=person.relation,
        sequenced=person.form is not None,
        title=title,
    )


def make_drawing(members: Sequence[PersonLine], proband: str) -> Drawing:
    """Return the drawing of a family.

    Args:
        members: The family, in the order of the pedigree.
        proband: Id of the proband.
    """
    people = {member.person: member for member in members}
    rows = _rows(people, proband)
    x = _places(rows, people)
    y = {name: _TOP + RADIUS + number * ROW for number, row in enumerate(rows) for name in row}
    groups: dict[Couple, list[str]] = {}
    for member in members:
        if couple := _parents(member, people):
            groups.setdefault(couple, []).append(member.person)
    symbols = tuple(_symbol(person, proband, x[name], y[name]) for name, person in people.items())
    return Drawing(
        width=int(max(x.values(), default=0) + MARGIN),
        height=int(max(y.values(), default=0) + RADIUS + 60),
        radius=RADIUS,
        symbols=symbols,
        lines=tuple(line for couple, group in groups.items() for line in _family_lines(couple, group, x, y)),
        words="Pedigree. " + "; ".join(symbol.title for symbol in symbols) + ".",
    )
