"""How far an allele goes with the disease in a family, against numbers worked out by hand and by drawing lots."""

import itertools
import math
import random

import pytest

from genopipe.classify.segregation import DOMINANT
from genopipe.classify.segregation import RECESSIVE
from genopipe.classify.segregation import X_DOMINANT
from genopipe.classify.segregation import X_RECESSIVE
from genopipe.classify.segregation import Pedigree
from genopipe.classify.segregation import Segregation
from genopipe.classify.segregation import Segregations
from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.pedigree import Person

SEXES = {"m": Sex.MALE, "f": Sex.FEMALE}
STATES = {"a": Affection.AFFECTED, "n": Affection.UNAFFECTED, "u": Affection.UNKNOWN}


def family(*rows: str) -> Family:
    """Return a family of rows: name father mother sex affection; - is nobody."""
    people = {}
    for row in rows:
        name, father, mother, sex, state = row.split()
        people[name] = Person(
            name, "F", None if father == "-" else father, None if mother == "-" else mother, SEXES[sex], STATES[state]
        )
    return Family("F", people)


TRIO = ("dad - - m n", "mum - - f a", "kid dad mum f a")
FIVE = (*TRIO, "sis dad mum f a", "bro dad mum m n")


def judged(rows: tuple[str, ...], how: str | None, pattern: str, *, complete: bool = True, proband: str = "kid"):
    """Return what a family says; the pattern has a letter for everyone but the proband."""
    whole = family(*rows)
    relatives = tuple(name for name in whole.people if name != proband)
    return Segregations(whole, proband, relatives).of(how, pattern, complete=complete)


@pytest.mark.parametrize(
    ("rows", "how", "pattern", "bits"),
    [
        (TRIO, DOMINANT, "01", 1.0),  # mother and child: one meiosis
        (TRIO, DOMINANT, "?1", 1.0),
        (FIVE, DOMINANT, "0110", 3.0),  # a sister who carries it, a brother who does not
        (FIVE, DOMINANT, "011?", 2.0),
        (FIVE, DOMINANT, "0111", 0.0),  # the healthy brother carries it
        (FIVE, DOMINANT, "0101", 0.0),  # the ill sister does not
        (("dad - - m n", "mum - - f n", "kid dad mum f a", "sis dad mum f a"), RECESSIVE, "112", 2.0),
        (("dad - - m n", "mum - - f n", "kid dad mum f a", "sis dad mum f n"), RECESSIVE, "111", -math.log2(0.75)),
        (("dad - - m n", "mum - - f n", "kid dad mum f a"), RECESSIVE, "11", 0.0),
        (("dad - - m n", "mum - - f n", "kid dad mum m a", "bro dad mum m a"), X_RECESSIVE, "012", 1.0),
        (("dad - - m n", "mum - - f n", "kid dad mum m a", "bro dad mum m n"), X_RECESSIVE, "010", 1.0),
        (("dad - - m a", "mum - - f n", "kid dad mum f a"), X_DOMINANT, "20", -math.log2(1 / 2)),
        (("dad - - m n", "mum - - f n", "kid dad mum f a"), DOMINANT, "00", 0.0),  # new in the child
    ],
)
def test_bits(rows: tuple[str, ...], how: str, pattern: str, bits: float):
    assert judged(rows, how, pattern).bits == pytest.approx(bits)


def test_incomplete_penetrance_does_not_count_the_healthy():
    assert judged(FIVE, DOMINANT, "0111", complete=False).bits == pytest.approx(2.0)
    assert judged(FIVE, DOMINANT, "0110", complete=False).bits == pytest.approx(2.0)


def test_who_lacks_it_is_counted():
    found = judged(FIVE, DOMINANT, "0000")
    assert (found.lacking, found.asked) == (2, 2)
    found = judged(FIVE, DOMINANT, "0?00")
    assert (found.lacking, found.asked) == (1, 1)
    assert judged(FIVE, None, "0110").bits is None
    assert judged(FIVE, None, "0110").lacking is None


def test_women_say_nothing_of_a_disease_of_men():
    rows = ("dad - - m n", "mum - - f n", "kid dad mum m a", "sis dad mum f n")
    assert judged(rows, X_RECESSIVE, "011").bits == pytest.approx(0.0)


def test_large_families_are_not_counted():
    rows = ("dad - - m n", "mum - - f a", *(f"c{number} dad mum f a" for number in range(19)))
    found = judged(rows, DOMINANT, "0" + "1" * 19, proband="c0")
    assert found.bits is None


def drawn(whole: Family, carries: dict[str, bool], *, on_x: bool, lots: int = 40_000) -> float:
    """Return the bits by drawing lots."""
    chance = random.Random(7)
    founders = [one for one in whole.people.values() if one.father is None and one.mother is None]
    weights = [2 if on_x and one.sex is Sex.FEMALE else 1 for one in founders]
    given = both = 0
    for _ in range(lots):
        (source,) = chance.choices(founders, weights)
        state = {one.person: one is source for one in founders}
        for one in whole.people.values():
            if one.person in state:
                continue
            mother, father = state.get(one.mother or "", False), state.get(one.father or "", False)
            from_mother = mother and chance.random() < 0.5
            from_father = father and one.sex is Sex.FEMALE if on_x else father and chance.random() < 0.5
            state[one.person] = from_mother or from_father
        if state["kid"]:
            given += 1
            both += all(state[name] == has for name, has in carries.items())
    return -math.log2(both / given)


THREE_GENERATIONS = (
    "opa - - m n", "oma - - f a", "dad - - m n", "mum opa oma f a", "aunt opa oma f a", "uncle opa oma m n",
    "kid dad mum f a", "sis dad mum f a",
)  # fmt: skip


@pytest.mark.parametrize("on_x", [False, True])
def test_against_drawn_lots(on_x: bool):
    whole = family(*THREE_GENERATIONS)
    carries = {"mum": True, "aunt": True, "uncle": False, "sis": True}
    exact = Pedigree(whole, "kid").bits(carries, on_x=on_x)
    assert exact == pytest.approx(drawn(whole, carries, on_x=on_x), abs=0.15)


def test_chances_of_all_ways_add_up():
    whole = family(*THREE_GENERATIONS)
    pedigree = Pedigree(whole, "kid")
    names = ("mum", "aunt", "sis")
    ways = itertools.product((True, False), repeat=len(names))
    total = sum(pedigree.chance(dict(zip(names, way, strict=True)), on_x=False) for way in ways)
    assert total == pytest.approx(1.0)


NO_PARENT_ILL = ("dad - - m n", "mum - - f n", "kid dad mum f a")
MANY = "more than 18 people have a parent in the pedigree"


@pytest.mark.parametrize(
    ("rows", "how", "pattern", "expected"),
    [
        (FIVE, DOMINANT, "0110", (3.0, "2", "2", 0, 2)),
        (FIVE, DOMINANT, "?11?", (2.0, "0", "2", 0, 2)),
        (
            (*NO_PARENT_ILL, "sis dad mum f a", "bro dad mum m n"),
            RECESSIVE,
            "1120",
            (2 - math.log2(0.75), "1", "1", 0, 1),
        ),
        (("dad - - m n", "mum - - f a", "kid dad mum f a"), RECESSIVE, "12", (0.0, "0", "0", 0, 0)),
        ((*NO_PARENT_ILL, "sis dad mum f u"), RECESSIVE, "112", (0.0, "0", "0", 0, 0)),
    ],
)
def test_who_is_counted_is_told(
    rows: tuple[str, ...], how: str, pattern: str, expected: tuple[float, str, str, int, int]
):
    bits, well, ill, lacking, asked = expected
    found = judged(rows, how, pattern)
    assert found.bits == pytest.approx(bits)
    assert found.text == f"{ill} other affected and {well} unaffected relatives are as the disease needs them"
    assert (found.lacking, found.asked) == (lacking, asked)


@pytest.mark.parametrize(
    ("rows", "how", "pattern", "lacking", "asked"),
    [
        (FIVE, DOMINANT, "0100", 1, 2),
        ((*NO_PARENT_ILL, "sis dad mum f a"), RECESSIVE, "111", 1, 1),
        (("dad - - m n", "mum - - f n", "kid dad mum m a", "bro dad mum m a"), X_RECESSIVE, "011", 1, 1),
    ],
)
def test_one_who_lacks_it_is_told(rows: tuple[str, ...], how: str, pattern: str, lacking: int, asked: int):
    found = judged(rows, how, pattern)
    assert (found.bits, found.lacking, found.asked) == (0.0, lacking, asked)
    assert found.text == "an affected relative does not carry it as the disease needs it"


@pytest.mark.parametrize(
    ("rows", "how", "pattern", "asked"),
    [
        (FIVE, DOMINANT, "0111", 2),
        (FIVE, DOMINANT, "0112", 2),
        ((*NO_PARENT_ILL, "sis dad mum f n"), RECESSIVE, "112", 0),
        (("dad - - m n", "mum - - f n", "kid dad mum m a"), X_RECESSIVE, "21", 0),
        (("dad - - m n", "mum - - f n", "kid dad mum f a"), X_DOMINANT, "01", 0),
    ],
)
def test_one_who_is_well_with_it_is_told(rows: tuple[str, ...], how: str, pattern: str, asked: int):
    found = judged(rows, how, pattern)
    assert (found.bits, found.lacking, found.asked) == (0.0, 0, asked)
    assert found.text == "an unaffected relative carries it as the disease needs it"


def test_what_is_not_counted_is_told():
    found = judged(FIVE, None, "0110")
    assert found == Segregation(None, "not counted where the mode of the gene is not known, for pairs, and on MT")


@pytest.mark.parametrize(("children", "bits"), [(18, 34.0), (19, None)])
def test_the_largest_family_that_is_counted(children: int, bits: float | None):
    rows = ("dad - - m n", "mum - - f n", *(f"c{number} dad mum f a" for number in range(children)))
    found = judged(rows, RECESSIVE, "11" + "2" * (children - 1), proband="c0")
    assert found.bits == bits
    assert (found.text == MANY) == (bits is None)


def test_a_family_that_goes_round_is_not_counted():
    assert judged(("kid sis - f a", "sis kid - m a"), DOMINANT, "1").bits is None


@pytest.mark.parametrize("rows", [FIVE, FIVE[::-1], (*FIVE[2:], *FIVE[:2]), (*FIVE[3:], *FIVE[:3])])
def test_the_order_of_people_is_of_no_weight(rows: tuple[str, ...]):
    carries = {"dad": False, "mum": True, "sis": True, "bro": False}
    pedigree = Pedigree(family(*rows), "kid")
    assert pedigree.bits(carries, on_x=False) == pytest.approx(3.0)
    names = [one.person for one in pedigree.order]
    assert sorted(names) == sorted(("dad", "mum", "kid", "sis", "bro"))
    assert all(names.index(parent) < names.index(child) for parent in ("dad", "mum") for child in ("kid", "sis", "bro"))


def test_a_parent_who_is_not_in_the_pedigree():
    assert judged(("mum - - f a", "kid dad mum f a", "sis dad mum f a"), DOMINANT, "11").bits == pytest.approx(1.0)
    assert judged(("kid dad mum f a", "sis dad mum f a"), DOMINANT, "1").bits == pytest.approx(0.0)


COUSINS = ("opa - - m n", "oma - - f n", "a opa oma m n", "b opa oma f n", "kid a b m a", "sis a b f a")


@pytest.mark.parametrize(
    ("rows", "carries", "on_x", "chance"),
    [
        (TRIO, {"kid": True}, False, 0.5),
        (TRIO, {"kid": True}, True, (1 * 1 + 2 * 0.5) / 2),
        (TRIO, {"dad": True, "kid": True}, True, 1 * 1 / 2),
        (TRIO, {"dad": True, "kid": False}, True, 0.0),
        (TRIO, {"mum": True, "kid": True}, True, 2 * 0.5 / 2),
        (TRIO, {"dad": True, "mum": True}, False, 0.0),
        (TRIO, {"dad": False, "mum": False, "kid": True}, False, 0.0),
        (COUSINS, {"kid": True}, False, 0.25 * 0.75 + 0.5 * 0.5),
        (COUSINS, {"a": True, "b": True, "kid": True}, False, 0.25 * 0.75),
        (COUSINS, {"a": True, "b": False, "kid": True}, True, (0 * 1 + 0.5 * 0.5 * 2 * 0) / 2),
        (COUSINS, {"b": True, "kid": True}, True, (1 * 1 * 0.5 + 2 * 0.5 * 0.5) / 2),
        (COUSINS, {"a": True, "sis": True}, True, 2 * 0.5 * 1 / 2),
    ],
)
def test_the_chance_that_people_carry_it(rows: tuple[str, ...], carries: dict[str, bool], on_x: bool, chance: float):
    assert Pedigree(family(*rows), "kid").chance(carries, on_x=on_x) == pytest.approx(chance)


def test_what_cannot_be_has_no_bits():
    pedigree = Pedigree(family(*TRIO), "kid")
    assert pedigree.bits({"dad": False, "mum": False}, on_x=False) is None
    assert pedigree.bits({}, on_x=False) == 0.0
    assert Pedigree(family(), "kid").chance({}, on_x=False) == 0.0


def test_each_question_is_worked_out_once_and_apart():
    whole = family(*FIVE)
    asked = Segregations(whole, "kid", ("dad", "mum", "sis", "bro"))
    first = asked.of(DOMINANT, "0111", complete=True)
    assert asked.of(DOMINANT, "0111", complete=True) is first
    assert asked.of(DOMINANT, "0111", complete=False).bits == pytest.approx(2.0)
    assert asked.of(X_DOMINANT, "0111", complete=True) is not first


def test_a_mother_who_is_not_in_the_pedigree():
    assert judged(("dad - - m a", "kid dad mum f a", "sis dad mum f a"), DOMINANT, "11").bits == pytest.approx(1.0)


def test_one_parent_is_enough_to_be_counted_as_a_child():
    rows = ("mum - - f n", *(f"c{number} - mum f a" for number in range(19)))
    assert judged(rows, RECESSIVE, "1" + "2" * 18, proband="c0").text == MANY


def test_no_relative_who_says_anything_is_no_meiosis():
    bits = judged(NO_PARENT_ILL, RECESSIVE, "11").bits
    assert str(bits) == "0.0"


def test_a_pattern_has_a_letter_for_everyone():
    with pytest.raises(ValueError, match="shorter"):
        judged(TRIO, DOMINANT, "0")
