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
