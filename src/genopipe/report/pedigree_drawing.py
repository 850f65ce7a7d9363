"""Where every symbol and line of a pedigree drawing stands: standard symbols, one row a generation.

Source: standardised human pedigree nomenclature, doi:10.1002/jgc4.1621 (squares, circles, diamonds; filled: affected;
a dot: carrier of one copy who is not affected; arrow with P: proband). Coordinates are pixels from the top left.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.report.case import PersonLine
from genopipe.report.pedigree_lines import RADIUS
from genopipe.report.pedigree_lines import Couple
from genopipe.report.pedigree_lines import Line
from genopipe.report.pedigree_lines import People
from genopipe.report.pedigree_lines import family_lines
from genopipe.report.pedigree_lines import middle
from genopipe.report.pedigree_lines import parents_of
from genopipe.report.pedigree_lines import related
from genopipe.report.pedigree_lines import twin_sets
from genopipe.report.pedigree_marks import Mark
from genopipe.report.pedigree_order import make_rows

STEP = 120
ROW = 140
MARGIN = 64
_NOTE = 15
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
    name: str
    told: tuple[str, ...]
    carrier: bool
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """The person in words."""
        return f"{self.name}: {', '.join(self.told)}"


@dataclass(frozen=True)
class Drawing:
    """A whole pedigree; `legend` explains the signs that it uses beside squares and circles."""

    id: str
    width: int
    height: int
    radius: int
    symbols: tuple[Symbol, ...]
    lines: tuple[Line, ...]
    words: str
    legend: str


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
        if couple := parents_of(person, people):
            children.setdefault(couple, []).append(person.person)
    for row in (rows + rows[::-1]) * 8:
        wanted = {name: x[name] for name in row}
        for couple, group in children.items():
            gap = middle(couple, x) - middle(group, x)
            wanted.update({name: x[name] + gap for name in group if name in wanted})
            wanted.update({name: wanted[name] - gap / 2 for name in couple if name in wanted})
        x.update(zip(row, _spread([wanted[name] for name in row]), strict=True))
    left = min(x.values(), default=0.0)
    return {name: round(place - left + MARGIN, 1) for name, place in x.items()}


def _label(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"


def _symbol(person: PersonLine, proband: str, x: float, y: float, mark: Mark) -> Symbol:
    name = person.person
    sex = "sex unknown" if person.sex is Sex.UNKNOWN else str(person.sex)
    affected = "affected status unknown" if person.affection is Affection.UNKNOWN else str(person.affection)
    told = (
        person.relation,
        sex,
        affected,
        "" if person.form is not None else "no data",
        *mark.words,
        "carrier" if mark.carrier else "",
    )
    return Symbol(
        x=x,
        y=y,
        shape=_SHAPES[person.sex],
        affection=person.affection,
        proband=name == proband,
        label=_label(name),
        relation=person.relation,
        sequenced=person.form is not None,
        name=name,
        told=tuple(words for words in told if words),
        carrier=mark.carrier,
        notes=mark.lines,
    )


def _legend(symbols: Sequence[Symbol], twins: bool, couples: bool) -> str:
    signs = {
        "filled: affected": any(symbol.affection is Affection.AFFECTED for symbol in symbols),
        "?: affected status unknown": any(symbol.affection is Affection.UNKNOWN for symbol in symbols),
        "dot: carrier": any(symbol.carrier for symbol in symbols),
        "arrow, P: proband": any(symbol.proband for symbol in symbols),
        "joined lines with a bar: monozygotic twins": twins,
        "double line: parents who are related, as the pedigree states": couples,
    }
    return "; ".join(text for text, used in signs.items() if used)


def make_drawing(
    members: Sequence[PersonLine], proband: str, marks: Mapping[str, Mark] | None = None, name: str = "pedigree"
) -> Drawing:
    """Return the drawing of a family.

    Args:
        members: The family, in the order of the pedigree.
        proband: Id of the proband.
        marks: What stands below people, by person; None: nothing.
        name: Id of the drawing in its page.
    """
    marks = marks or {}
    notes = max((len(mark.lines) for mark in marks.values()), default=0)
    people = {member.person: member for member in members}
    rows = make_rows(people, proband)
    x = _places(rows, people)
    step = ROW + notes * _NOTE
    y = {name: float(_TOP + RADIUS + number * step) for number, row in enumerate(rows) for name in row}
    groups: dict[Couple, list[str]] = {}
    for member in members:
        if couple := parents_of(member, people):
            groups.setdefault(couple, []).append(member.person)
    symbols = tuple(_symbol(one, proband, x[name], y[name], marks.get(name, Mark())) for name, one in people.items())
    twins = any(twin_sets(group, people) for group in groups.values())
    couples = any(related(couple, people) for couple in groups)
    legend = _legend(symbols, twins, couples)
    lines = tuple(line for couple, group in groups.items() for line in family_lines(couple, group, people, x, y))
    return Drawing(
        id=name,
        width=int(max(x.values(), default=0) + MARGIN),
        height=int(max(y.values(), default=0) + RADIUS + 60 + notes * _NOTE),
        radius=RADIUS,
        symbols=symbols,
        lines=lines,
        words="; ".join(symbol.title for symbol in symbols) + f". {legend}.",
        legend=legend,
    )
