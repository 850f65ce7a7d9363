"""Changes of names: two in a family, three in a circle, two families, and what no change of names can mend."""

from dataclasses import replace

import numpy as np
import pytest

from genopipe.genome import Karyotype
from genopipe.genome import Sex
from genopipe.identity.expected import Relation
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.pedigree import Family
from unit.identity.test_families import judge
from unit.identity.test_families import make_batch
from unit.identity.world import Sample
from unit.identity.world import World


@pytest.fixture
def world() -> World:
    return World(np.random.default_rng(17), sites=4_400)


def first_reason(world: World, families: dict[str, Family], samples: dict, family: str):
    return next(one for one in judge(world, families, samples).families if one.family == family).reasons[0]


def test_three_in_a_circle(world: World):
    families, samples = make_batch(world, ["trio"])
    one, two, three = "trio0_F", "trio0_M", "trio0_C"
    samples[one], samples[two], samples[three] = samples[three], samples[one], samples[two]
    reason = first_reason(world, families, samples, "trio0")
    assert reason.problem is Problem.SWAP
    assert set(reason.people) == {one, two, three}


def test_a_parent_and_a_grandparent(world: World):
    families, samples = make_batch(world, ["generations"])
    one, two = "generations0_F", "generations0_G"
    samples[one], samples[two] = samples[two], samples[one]
    reason = first_reason(world, families, samples, "generations0")
    assert (reason.problem, set(reason.people)) == (Problem.SWAP, {one, two})


def test_fathers_of_two_families_stop_both(world: World):
    families, samples = make_batch(world, ["trio", "quad", "trio"])
    one, two = "trio0_F", "quad1_F"
    samples[one], samples[two] = samples[two], samples[one]
    identity = judge(world, families, samples)
    for result in identity.families[:2]:
        assert result.reasons[0].problem is Problem.SWAP
        assert set(result.reasons[0].people) == {one, two}
    assert identity.families[2].verdict is Verdict.PASS


def test_a_single_person_of_another_family_is_stopped_by_the_family_that_shows_it(world: World):
    families, samples = make_batch(world, ["trio", "singleton", "singleton"])
    one, two = "trio0_M", "singleton1_P"
    people = families["singleton1"].people
    people[two] = replace(people[two], sex=Sex.FEMALE)  # type: ignore[index]
    samples[two] = replace(samples[two], karyotype=samples[one].karyotype)
    samples[one], samples[two] = samples[two], samples[one]
    identity = judge(world, families, samples)
    assert [one.verdict for one in identity.families] == [Verdict.STOP, Verdict.STOP, Verdict.PASS]
    for result in identity.families[:2]:
        assert result.reasons[0].problem is Problem.SWAP
        assert set(result.reasons[0].people) == {one, two}


def test_the_wrong_sex_of_a_single_person_is_no_swap_with_whoever_has_that_sex(world: World):
    families, samples = make_batch(world, ["singleton", "singleton", "trio"])
    one, two = "singleton0_P", "singleton1_P"
    people = families["singleton0"].people
    people[one] = replace(people[one], sex=Sex.MALE)  # type: ignore[index]
    samples[one] = replace(samples[one], karyotype=Karyotype.XX)
    families["singleton1"].people[two] = replace(families["singleton1"].people[two], sex=Sex.UNKNOWN)  # type: ignore[index]
    samples[two] = replace(samples[two], karyotype=Karyotype.XY)
    samples["a stranger"] = Sample(world.founder(), Karyotype.XY)
    identity = judge(world, families, samples)
    assert [one.problem for one in identity.families[0].reasons] == [Problem.WRONG_SEX]
    assert [one.verdict for one in identity.families[1:]] == [Verdict.PASS, Verdict.PASS]


def test_a_child_of_nobody_is_named_with_both_parents(world: World):
    families, samples = make_batch(world, ["trio", "trio"])
    samples["trio0_C"].haplotypes = world.founder()
    reason = first_reason(world, families, samples, "trio0")
    assert reason.problem is Problem.UNRELATED_PARENT
    assert set(reason.people) == {"trio0_F", "trio0_M", "trio0_C"}


def test_half_siblings_who_are_stated_full_stop_and_cousins_as_half_too(world: World):
    families, samples = make_batch(world, ["half_siblings", "siblings"])
    full = families["siblings1"]
    mother, father, other = world.founder(), world.founder(), world.founder()
    samples["siblings1_C"].haplotypes = world.child(father, mother)
    samples["siblings1_D"].haplotypes = world.child(other, mother)
    reason = first_reason(
        world, {"siblings1": full}, {one: samples[one] for one in ("siblings1_C", "siblings1_D")}, "siblings1"
    )
    assert reason.problem is Problem.UNEXPECTED_RELATION
    assert reason.verdict is Verdict.STOP


def test_identical_siblings_of_two_sexes_are_a_duplicate(world: World):
    families, samples = make_batch(world, ["twins"])
    people = families["twins0"].people
    other = Sex.MALE if people["twins0_C"].sex is Sex.FEMALE else Sex.FEMALE
    people["twins0_D"] = replace(people["twins0_D"], sex=other)  # type: ignore[index]
    reason = first_reason(world, families, samples, "twins0")
    assert (reason.problem, reason.verdict) == (Problem.DUPLICATE, Verdict.STOP)


def stated_twins(families, name):
    """State the children C and D of a family to be monozygotic twins."""
    people = families[name].people
    for child in (f"{name}_C", f"{name}_D"):
        people[child] = replace(people[child], twins="T")


def test_stated_monozygotic_twins_of_one_genome_pass(world: World):
    families, samples = make_batch(world, ["twins", "trio"])
    stated_twins(families, "twins0")
    told = judge(world, families, samples).families[0]
    assert told.verdict is Verdict.PASS
    pair = next(one for one in told.pairs if {one.first, one.second} == {"twins0_C", "twins0_D"})
    assert (pair.stated.relation, pair.stated.kinship) == (Relation.IDENTICAL, 0.5)
    assert pair.finding.text == "one genome, as stated of monozygotic twins"


def test_stated_monozygotic_twins_who_are_siblings_stop(world: World):
    families, samples = make_batch(world, ["quad"])
    people = families["quad0"].people
    people["quad0_D"] = replace(people["quad0_D"], sex=people["quad0_C"].sex)
    samples["quad0_D"].haplotypes = world.child(samples["quad0_F"].haplotypes, samples["quad0_M"].haplotypes)
    samples["quad0_D"] = replace(samples["quad0_D"], karyotype=samples["quad0_C"].karyotype)
    stated_twins(families, "quad0")
    reason = first_reason(world, families, samples, "quad0")
    assert (reason.problem, reason.verdict) == (Problem.UNEXPECTED_RELATION, Verdict.STOP)
    assert "stated monozygotic twins are not of one genome: full siblings" in reason.text


def test_parents_who_are_siblings_are_flagged_and_their_children_are_siblings(world: World):
    families, samples = make_batch(world, ["quad"])
    grandparents = world.founder(), world.founder()
    father, mother = (world.child(*grandparents) for _ in range(2))
    for name, haplotypes in (
        ("F", father),
        ("M", mother),
        ("C", world.child(father, mother)),
        ("D", world.child(father, mother)),
    ):
        samples[f"quad0_{name}"].haplotypes = haplotypes
    result = judge(world, families, samples).families[0]
    assert result.verdict is Verdict.FLAG
    assert [one.problem for one in result.reasons] == [Problem.CONSANGUINITY]
