from itertools import combinations

import pytest

from genopipe.cases import StartForm
from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.report.case import PersonLine
from genopipe.report.pedigree_drawing import STEP
from genopipe.report.pedigree_drawing import make_drawing
from unit.report.case_folder import make_case


def lines_of(text):
    """Return people from `person:father:mother:sex` words; `-` is nobody."""
    sexes = {"m": Sex.MALE, "f": Sex.FEMALE, "u": Sex.UNKNOWN}
    people = []
    for word in text.split():
        person, father, mother, sex = word.split(":")
        parents = {"father": None if father == "-" else father, "mother": None if mother == "-" else mother}
        people.append(
            PersonLine(
                person=person, relation="relative", **parents, sex=sexes[sex], affection=Affection.UNKNOWN,
                form=StartForm.READS,
            )
        )  # fmt: skip
    return people


FAMILIES = {
    "single": "P:-:-:m",
    "duo": "P:-:M:f M:-:-:f",
    "trio": "P:F:M:u F:-:-:m M:-:-:f",
    "sibs": "A:F:M:m P:F:M:f B:F:M:f F:-:-:m M:-:-:f",
    "four grandparents": (
        "P:F:M:m F:GF:GM:m M:HF:HM:f GF:-:-:m GM:-:-:f HF:-:-:m HM:-:-:f U:GF:GM:m A:HF:HM:f S:F:M:f"
    ),
    "half-sibling": "P:F:M:m H:F:N:f F:-:-:m M:-:-:f N:-:-:f",
    "half-sibling by the mother": "P:F:M:m H:N:M:f F:-:-:m M:-:-:f N:-:-:m",
    "parents are cousins": "P:F:M:u F:G:H:m M:U:A:f U:X:Y:m H:X:Y:f X:-:-:m Y:-:-:f G:-:-:m A:-:-:f",
    "child of the proband": "P:-:-:f C:Q:P:m Q:-:-:m",
    "parents not in the pedigree": "P:X:Y:m S:-:-:f",
}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_no_symbol_lies_on_another(family):
    people = lines_of(family)
    drawing = make_drawing(people, "P")
    assert len(drawing.symbols) == len(people)
    for one, other in combinations(drawing.symbols, 2):
        assert one.y != other.y or abs(one.x - other.x) >= STEP - 0.2
    assert all(0 < s.x < drawing.width and 0 < s.y < drawing.height for s in drawing.symbols)
    assert [s.proband for s in drawing.symbols].count(True) == 1


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_children_stand_below_their_parents(family):
    people = lines_of(family)
    height = {p.person: s.y for p, s in zip(people, make_drawing(people, "P").symbols, strict=True)}
    for person in people:
        known = [height[name] for name in (person.father, person.mother) if name in height]
        assert all(y < height[person.person] for y in known)
        assert len(set(known)) <= 1


def test_symbols_are_the_standard_ones():
    report_people = [
        PersonLine(**{name: getattr(m, name) for name in PersonLine.model_fields}) for m in make_case().members
    ]
    drawing = make_drawing(report_people, "P1")
    symbols = {symbol.label: symbol for symbol in drawing.symbols}
    assert (symbols["P1"].shape, symbols["P1"].affection) == ("square", Affection.AFFECTED)
    assert symbols["MO1"].shape == "circle"
    assert symbols["UN1"].shape == "diamond"
    assert not symbols["GF1"].sequenced
    assert "P1: proband, male, affected" in drawing.words


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_no_line_between_partners_runs_through_somebody(family):
    drawing = make_drawing(lines_of(family), "P")
    for line in drawing.lines:
        for symbol in drawing.symbols:
            crosses = line.y1 == line.y2 == symbol.y and line.x1 < symbol.x < line.x2
            assert not crosses, f"a line runs through {symbol.label}"


def with_twins(people, **sets):
    return [person.model_copy(update={"twins": sets.get(person.person)}) for person in people]


def test_monozygotic_twins_come_from_one_point_and_stand_together():
    people = with_twins(lines_of("A:F:M:f B:F:M:m P:F:M:f F:-:-:m M:-:-:f"), A="1", P="1")
    drawing = make_drawing(people, "P")
    place = {symbol.label: symbol for symbol in drawing.symbols}
    slanted = [line for line in drawing.lines if line.x1 != line.x2 and line.y1 != line.y2]
    assert len(slanted) == 2
    assert len({(line.x1, line.y1) for line in slanted}) == 1
    assert {line.x2 for line in slanted} == {place["A"].x, place["P"].x}
    assert abs(place["A"].x - place["P"].x) == pytest.approx(STEP, abs=0.2)
    assert "monozygotic twins" in drawing.legend


def test_one_twin_alone_is_drawn_as_a_sibling():
    drawing = make_drawing(with_twins(lines_of(FAMILIES["sibs"]), P="1"), "P")
    assert all(line.x1 == line.x2 or line.y1 == line.y2 for line in drawing.lines)


@pytest.mark.parametrize(("family", "double"), [("parents are cousins", True), ("four grandparents", False)])
def test_a_double_line_only_where_the_pedigree_states_that_partners_are_related(family: str, double: bool):
    drawing = make_drawing(lines_of(FAMILIES[family]), "P")
    assert ("double line" in drawing.legend) is double
    pairs = {(line.x1, line.x2) for line in drawing.lines if line.y1 == line.y2}
    doubled = [p for p in pairs if sum((line.x1, line.x2) == p and line.y1 == line.y2 for line in drawing.lines) > 1]
    assert bool(doubled) is double
