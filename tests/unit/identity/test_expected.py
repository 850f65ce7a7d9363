"""Kinship that a pedigree promises: known coefficients, and what KING estimates under inbreeding."""

from dataclasses import replace

import numpy as np
import pytest

from genopipe.genome import Sex
from genopipe.identity.expected import Expected
from genopipe.identity.expected import Relation
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from unit.identity.world import World
from unit.identity.world import make_evidence
from unit.identity.world import make_family
from unit.identity.world import pair_counts


def family_of(*rows: tuple[str, str, str]) -> Family:
    people = {name: Person(name, "fam", father or None, mother or None, Sex.UNKNOWN) for name, father, mother in rows}
    return Family("fam", people)


COUSINS = family_of(
    ("g", "", ""), ("h", "", ""), ("a", "g", "h"), ("b", "g", "h"), ("s", "", ""), ("t", "", ""),
    ("f", "a", "s"), ("m", "t", "b"), ("c", "f", "m"), ("d", "f", "m"), ("k", "f", ""), ("l", "", "m"), ("n", "a", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "kinship", "relation"),
    [
        ("g", "h", 0, Relation.PARTNERS),
        ("g", "s", 0, Relation.NOT_STATED),
        ("g", "a", 0.25, Relation.PARENT_CHILD),
        ("a", "b", 0.25, Relation.FULL_SIBLINGS),
        ("g", "f", 0.125, Relation.SECOND_DEGREE),
        ("a", "m", 0.125, Relation.SECOND_DEGREE),
        ("f", "m", 0.0625, Relation.THIRD_DEGREE),
        ("c", "d", 0.28125, Relation.FULL_SIBLINGS),
        ("f", "c", 0.28125, Relation.PARENT_CHILD),
        ("c", "k", 0.140625, Relation.HALF_OR_FULL),
        ("k", "l", 0.015625, Relation.MORE_DISTANT),
        ("f", "n", 0.125, Relation.HALF_OR_FULL),
        ("g", "c", 0.125, Relation.SECOND_DEGREE),
    ],
)
def test_coefficients(one: str, other: str, kinship: float, relation: Relation):
    expected = Expected(COUSINS)
    for pair in ((one, other), (other, one)):
        assert expected.between(*pair).kinship == kinship
        assert expected.between(*pair).relation is relation


def test_inbreeding_is_the_kinship_of_the_parents():
    assert Expected(COUSINS).inbreeding("c") == 0.0625
    assert Expected(COUSINS).inbreeding("f") == 0


def test_founders_that_were_found_related_count():
    trio = family_of(("f", "", ""), ("m", "", ""), ("c", "f", "m"), ("d", "f", "m"))
    expected = Expected(trio, {("f", "m"): 0.25})
    assert expected.inbreeding("c") == 0.25
    assert expected.between("c", "d").kinship == 0.375
    assert expected.between("c", "d").estimate == pytest.approx(1 / 6)


def test_monozygotic_twins_are_one_genome():
    people = dict(family_of(("f", "", ""), ("m", "", ""), ("c", "f", "m"), ("d", "f", "m"), ("k", "c", "")).people)
    people |= {name: replace(people[name], twins="T") for name in "cd"}
    expected = Expected(Family("fam", people))
    assert (expected.between("c", "d").relation, expected.between("c", "d").kinship) == (Relation.IDENTICAL, 0.5)
    assert (expected.between("d", "k").relation, expected.between("d", "k").kinship) == (Relation.FIRST_DEGREE, 0.25)
    assert expected.between("c", "f").relation is Relation.PARENT_CHILD


def test_the_estimate_is_what_gene_dropping_gives():
    world = World(np.random.default_rng(5), sites=20_000)
    family, samples = make_family(world, "cousins_all", "x")
    evidence = make_evidence(world, samples)
    expected = Expected(family)
    for (one, other), counts in pair_counts(evidence).items():
        stated = expected.between(evidence.people[one], evidence.people[other])
        assert counts.kinship == pytest.approx(stated.estimate, abs=0.07), stated
