import gzip
from dataclasses import replace

import pytest

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Sex
from genopipe.simulate.alibi import find_explanations
from genopipe.simulate.consequences import HARMLESS
from genopipe.simulate.consequences import effects
from genopipe.simulate.diagnoses import FAMILIES
from genopipe.simulate.genomes import Genome
from genopipe.simulate.sequence import Allele
from genopipe.simulate.world import make_world
from genopipe.simulate.world import verify_explanations

PLANS = {plan.family: plan for plan in FAMILIES}


def _children(world):
    for plan in FAMILIES:
        people = world.people[plan.family]
        for member in plan.members:
            if member.father and member.mother:
                yield people[member.father], people[member.mother], people[member.name]


def _hands_on(parent, allele):
    """Say whether a parent's gametes can have an allele."""
    return allele in parent.alleles or allele in parent.mosaic


def test_children_have_only_what_their_parents_have(world):
    for father, mother, child in _children(world):
        parents = {"father": father, "mother": mother}
        for allele in child.alleles - child.de_novo:
            genotype = child.genotype(allele)
            if allele.contig == "chrM":
                assert allele in mother.alleles
            elif allele.contig in child.disomies:
                assert _hands_on(parents[child.disomies[allele.contig].parent], allele)
            elif len(genotype) == 2:
                assert genotype[0] <= _hands_on(father, allele)
                assert genotype[1] <= _hands_on(mother, allele)
            else:
                parent = father if allele.contig == "chrY" else mother
                assert max(genotype) <= max(parent.genotype(allele))


def test_new_alleles_are_in_no_parent_and_harmless_unless_planted(world):
    number = 0
    for father, mother, child in _children(world):
        for allele in child.de_novo:
            number += 1
            assert not _hands_on(father, allele)
            assert not _hands_on(mother, allele)
            planted = any(allele in by_allele for by_allele in world.placed.values())
            assert planted or {e.term for e in effects(world.reference, allele)} <= HARMLESS
    assert number >= len(list(_children(world)))


def test_sons_get_their_fathers_y_and_daughters_his_x(world):
    for father, _, child in _children(world):
        unpaired = [a for a in child.copies["sex"][0] if not SYNTHETIC.in_par(a.contig, a.position)]
        source = father.copies["sex"][0 if child.sex is Sex.MALE else 1]
        assert set(unpaired) <= source
        assert {a.contig for a in unpaired} == ({"chrY"} if child.sex is Sex.MALE else {"chrX"})


def test_ploidy_of_sex_chromosomes():
    par, x = Allele("chrX", 500, "A", "C"), Allele("chrX", 20_000, "A", "C")
    y, mitochondrial = Allele("chrY", 9_000, "A", "C"), Allele("chrM", 9, "A", "C")
    man = Genome(Sex.MALE, {"sex": (frozenset({par, y}), frozenset({x}))}, {mitochondrial: 0.3})
    woman = Genome(Sex.FEMALE, {"sex": (frozenset({par}), frozenset({x}))}, {})
    assert [man.genotype(a) for a in (par, x, y, mitochondrial)] == [(1, 0), (1,), (1,), (1,)]
    assert [woman.genotype(a) for a in (par, x, y, mitochondrial)] == [(1, 0), (0, 1), (), (0,)]


def test_pseudoautosomal_alleles_cross_over(world):
    """Somewhere a man's Y carries an allele in PAR1 that his father had on his X."""
    assert any(
        (child.copies["sex"][0] & father.copies["sex"][1]) - father.copies["sex"][0]
        for father, _, child in _children(world)
        if child.sex is Sex.MALE
    )


def test_planted_genotypes_are_as_planned(world):
    for plan in FAMILIES:
        for allele, told in world.placed[plan.family].items():
            for member in plan.members:
                genome = world.people[plan.family][member.name]
                if told.heteroplasmy:
                    assert genome.mitochondrial.get(allele, 0) == told.heteroplasmy.get(member.name, 0)
                    continue
                planned = tuple(map(int, told.genotypes.get(member.name, "0|0").split("|")))
                assert (
                    tuple(int(allele in copy) for copy in genome.copies[allele.contig.replace("chrX", "sex")])
                    == planned
                )


def test_the_child_of_cousins_is_homozygous_around_the_diagnosis(world):
    child = world.people["F03"]["child"]
    (allele,) = world.placed["F03"]
    near = [a for a in child.alleles if a.contig == allele.contig and abs(a.position - allele.position) <= 5_000]
    assert len(near) > 1
    assert all(child.genotype(a) == (1, 1) for a in near)


def test_only_diagnoses_explain(world):
    for plan in FAMILIES:
        found = find_explanations(world.reference, world.frequencies, plan, world.people[plan.family])
        assert found == {a for a, told in world.placed[plan.family].items() if told.explains}


@pytest.mark.parametrize("seed", [2, 3, 11])
def test_other_seeds_make_worlds_too(seed):
    make_world(seed)


def test_another_explanation_is_found(world):
    """Give the negative trio's child the second copy of its trap: the proof must see it."""
    people = dict(world.people["F07"])
    trap = next(a for a, told in world.placed["F07"].items() if told.symbol == "SIMA05")
    child = people["child"]
    first, second = child.copies[trap.contig]
    people["child"] = replace(child, copies={**child.copies, trap.contig: (first | {trap}, second)})
    found = find_explanations(world.reference, world.frequencies, PLANS["F07"], people)
    assert found == {trap}
    with pytest.raises(ContractError, match="unplanned explanations"):
        verify_explanations("F07", found, set())


def test_a_diagnosis_that_does_not_fit_is_found(world):
    people = dict(world.people["F01"])
    people["mother"] = people["child"]
    assert not find_explanations(world.reference, world.frequencies, PLANS["F01"], people)


def test_written_genotypes_hold_the_heteroplasmy(project):
    with gzip.open(project / "truth" / "genotypes.vcf.gz", "rt") as handle:
        lines = [line.rstrip("\n").split("\t") for line in handle if not line.startswith("##")]
    planted = (project / "truth" / "truth.tsv").read_text().splitlines()[1].split("\t")
    row = next(line for line in lines if line[2] == planted[3])
    assert dict(zip(lines[0][9:], row[9:], strict=True)) == {
        "F05-mother": "1:0.1",
        "F05-child": "1:0.4",
        "F08-child": "0:0",
    }
