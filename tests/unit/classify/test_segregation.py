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
