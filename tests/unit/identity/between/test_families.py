"""Everyone of a run against everyone of other families: duplicates, swaps, relatives, what is not told, many."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from genopipe.errors import ContentError
from genopipe.families_file import FamiliesFile
from genopipe.genome import Sex
from genopipe.identity.between.families import Between
from genopipe.identity.between.families import CaseFamily
from genopipe.identity.between.families import compare_families
from genopipe.identity.between.written import families_table
from genopipe.identity.between.written import make_json
from genopipe.identity.between.written import make_page
from genopipe.identity.between.written import verdict_line
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.identity.written import make_file
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings
from genopipe.io.common_sites import FamilyGenotypes
from genopipe.pedigree import Family
from unit.identity.test_families import Families
from unit.identity.test_families import Samples
from unit.identity.test_families import judge
from unit.identity.test_families import make_batch
from unit.identity.world import World
from unit.identity.world import call

IDENTITY = IdentitySettings()


@pytest.fixture
def world() -> World:
    return World(np.random.default_rng(41), sites=4_400)


def as_case(world: World, family: Family, samples: Samples, *, complete: bool = True) -> CaseFamily:
    """Return a family as the workflow brings it: proven by itself, with its genotypes at common sites."""
    own = {person: samples[person] for person in family.people if person in samples}
    proven = make_file(judge(world, {family.family: family}, own), IDENTITY).families[family.family]
    copies = np.stack([call(*world.reads(sample)) for sample in own.values()], axis=1)
    genotypes = FamilyGenotypes(tuple(own), copies, "the same", complete, 100, 1_000.0)
    return CaseFamily(f"case_{family.family}", family, proven, genotypes)


def compare(world: World, families: Families, samples: Samples, **settings: object) -> Between:
    cases = [as_case(world, family, samples) for family in families.values()]
    return compare_families(cases, BetweenSettings.model_validate(settings), IDENTITY)


def verdicts(between: Between) -> dict[str, str]:
    return {one.family: one.verdict.value for one in between.cases}


def told(between: Between, family: str) -> list[tuple[Problem, frozenset[str]]]:
    (one,) = (one for one in between.cases if one.family == family)
    return [(reason.problem, frozenset(reason.people)) for reason in one.reasons]


def test_honest_families_pass(world: World):
    families, samples = make_batch(world, ["trio", "quad", "singleton", "duo", "cousins_all", "twins", "generations"])
    between = compare(world, families, samples)
    assert set(verdicts(between).values()) == {"pass"}
    assert not between.pairs
    assert between.compared > 200


def test_a_sample_in_two_families_stops_both_and_names_the_doubtful_one(world: World):
    families, samples = make_batch(world, ["trio", "trio", "quad"])
    samples["trio1_C"] = samples["trio0_C"]
    between = compare(world, families, samples)
    assert verdicts(between) == {"trio0": "stop", "trio1": "stop", "quad2": "pass"}
    for family in ("trio0", "trio1"):
        assert told(between, family) == [(Problem.DUPLICATE, {"trio0_C", "trio1_C"})]
    (reason,) = between.cases[0].reasons
    assert "family trio1 does not fit by itself" in reason.text


def test_single_people_under_two_names_stop(world: World):
    families, samples = make_batch(world, ["singleton", "singleton", "singleton"])
    samples["singleton1_P"] = samples["singleton0_P"]
    between = compare(world, families, samples)
    assert verdicts(between) == {"singleton0": "stop", "singleton1": "stop", "singleton2": "pass"}


@pytest.mark.parametrize("seed", range(6))
def test_swapped_children_of_two_families_are_named(seed: int):
    world = World(np.random.default_rng(100 + seed), sites=4_400)
    families, samples = make_batch(world, ["trio", "quad", "trio", "duo"])
    one, other = "trio0_C", "trio2_C"
    samples[one], samples[other] = samples[other], samples[one]
    between = compare(world, families, samples)
    assert verdicts(between) == {"trio0": "stop", "quad1": "pass", "trio2": "stop", "duo3": "pass"}
    for family in ("trio0", "trio2"):
        assert told(between, family) == [(Problem.SWAP, {one, other})]


def test_a_swap_with_a_single_person_is_shown_by_the_other_family(world: World):
    families, samples = make_batch(world, ["trio", "singleton", "singleton"])
    one, other = "trio0_M", "singleton1_P"
    people = families["singleton1"].people
    people[other] = replace(people[other], sex=Sex.FEMALE)  # type: ignore[index]
    samples[one], samples[other] = samples[other], samples[one]
    between = compare(world, families, samples)
    assert verdicts(between)["trio0"] == verdicts(between)["singleton1"] == "stop"
    assert (Problem.SWAP, {one, other}) in told(between, "singleton1")


def test_a_child_in_another_family_is_flagged_as_perhaps_one_family(world: World):
    families, samples = make_batch(world, ["trio", "singleton"])
    father, mother = samples["trio0_F"], samples["trio0_M"]
    samples["singleton1_P"] = replace(
        samples["singleton1_P"], haplotypes=world.child(father.haplotypes, mother.haplotypes)
    )
    between = compare(world, families, samples)
    assert set(verdicts(between).values()) == {"flag"}
    assert all("may be one family in truth" in reason.text for one in between.cases for reason in one.reasons)
    assert all(reason.verdict is Verdict.FLAG for one in between.cases for reason in one.reasons)


def test_thresholds_of_the_configuration_decide(world: World):
    families, samples = make_batch(world, ["trio", "singleton"])
    father, mother = samples["trio0_F"], samples["trio0_M"]
    samples["singleton1_P"] = replace(
        samples["singleton1_P"], haplotypes=world.child(father.haplotypes, mother.haplotypes)
    )
    assert set(verdicts(compare(world, families, samples, stop=0.177)).values()) == {"stop"}
    assert set(verdicts(compare(world, families, samples, flag=0.4)).values()) == {"pass"}


def test_what_the_laboratory_has_accepted_neither_stops_nor_flags(world: World):
    families, samples = make_batch(world, ["singleton", "singleton"])
    samples["singleton1_P"] = samples["singleton0_P"]
    between = compare(world, families, samples, accepted_pairs=[("singleton1_P", "singleton0_P")])
    assert set(verdicts(between).values()) == {"pass"}
    assert "accepted" in between.pairs[0].finding.text


def test_two_cases_of_one_family_are_no_duplicates(world: World):
    families, samples = make_batch(world, ["trio", "trio"])
    cases = [as_case(world, family, samples) for family in families.values()]
    between = compare_families([*cases, cases[0]._replace(case="again")], BetweenSettings(), IDENTITY)
    assert set(verdicts(between).values()) == {"pass"}
    assert len(between.cases) == 3


def test_a_family_that_was_not_compared_is_no_pass(world: World):
    families, samples = make_batch(world, ["trio", "trio", "singleton"])
    samples["trio1_C"] = samples["trio0_C"]
    cases = [as_case(world, family, samples) for family in families.values()]
    cases[0] = as_case(world, families["trio0"], samples, complete=False)
    cases[2] = cases[2]._replace(genotypes=None)
    between = compare_families(cases, BetweenSettings(), IDENTITY)
    assert verdicts(between) == {"trio0": "not_assessable", "trio1": "pass", "singleton2": "not_assessable"}
    assert "a part of the genome" in between.cases[0].missing
    assert "annotate.frequency" in between.cases[2].missing


def test_genotypes_of_other_sites_are_refused(world: World):
    families, samples = make_batch(world, ["trio", "trio"])
    cases = [as_case(world, family, samples) for family in families.values()]
    assert cases[1].genotypes is not None
    cases[1] = cases[1]._replace(genotypes=replace(cases[1].genotypes, sites="others"))
    with pytest.raises(ContentError, match="different common sites"):
        compare_families(cases, BetweenSettings(), IDENTITY)


def test_what_is_written_holds_all_and_the_log_line_names_nobody(world: World):
    families, samples = make_batch(world, ["trio", "trio", "quad"])
    samples["trio1_C"] = samples["trio0_C"]
    between, settings = compare(world, families, samples), BetweenSettings()
    file = FamiliesFile.model_validate(make_json(between, settings, IDENTITY))
    assert file.cases["case_trio0"].verdict == "stop"
    assert (file.pairs[0].first_family, file.pairs[0].second_family) == ("trio0", "trio1")
    table = families_table(between).splitlines()
    assert len(table) == 4
    page = make_page(between, settings, IDENTITY.certainty)
    assert "For the laboratory only" in page
    assert "<script" not in page
    line = verdict_line(between)
    assert line == "3 cases: 2 stop, 0 flag, 0 not assessable, 1 pass"


def test_nobody_to_compare_is_a_pass(world: World):
    families, samples = make_batch(world, ["trio"])
    assert verdicts(compare(world, families, samples)) == {"trio0": "pass"}
    assert compare_families([], BetweenSettings(), IDENTITY).cases == ()


def test_no_honest_family_is_stopped_or_flagged_among_many():
    world = World(np.random.default_rng(7), sites=5_500)
    names: Mapping[str, int] = {"trio": 25, "quad": 8, "singleton": 20, "duo": 10}
    families, samples = make_batch(world, [kind for kind, number in names.items() for _ in range(number)])
    blank = as_case(world, families["trio0"], samples).proven
    cases = []
    for family in families.values():
        own = [person for person in family.people if person in samples]
        copies = np.stack([call(*world.reads(samples[person])) for person in own], axis=1)
        genotypes = FamilyGenotypes(tuple(own), copies, "the same", complete=True, carried=9, expected=9.0)
        cases.append(CaseFamily(family.family, family, blank, genotypes))
    between = compare_families(cases, BetweenSettings(), IDENTITY)
    assert set(verdicts(between).values()) == {"pass"}
    assert between.compared > 8_000
