"""Families whose members, relationships or chromosomes are the point."""

import csv
import io
from dataclasses import replace

import pytest

from genopipe.genome import SYNTHETIC
from genopipe.simulate import genomes
from genopipe.simulate.alibi import find_explanations
from genopipe.simulate.blueprint import ADDITIONAL_ROWS
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.diagnoses import FAMILIES
from genopipe.simulate.project import make_cases
from genopipe.simulate.project import make_pedigree
from genopipe.simulate.reads import make_molecules
from genopipe.simulate.truth import make_people_truth
from genopipe.simulate.truth import make_truth
from genopipe.simulate.world import make_world
from genopipe.tables import MODE_NAMES

PLANS = {plan.family: plan for plan in FAMILIES}
AUTOSOMES = ("chr1", "chr2")


def _allele(world, family, symbol, term):
    return next(a for a, told in world.placed[family].items() if (told.symbol, told.term) == (symbol, term))


def _explanations(world, family, **changed):
    people = {**world.people[family], **changed}
    return find_explanations(world.reference, world.frequencies, PLANS[family], people)


def _rows(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def _copies(genome, allele):
    return sum(genome.genotype(allele))


def _opposite(one, two, contig):
    """Count the alleles of which one person has two copies and the other has none."""
    return sum({_copies(one, a), _copies(two, a)} == {0, 2} for a in one.alleles | two.alleles if a.contig == contig)


def _errors(father, mother, child):
    """Count the autosomal genotypes that cannot come from the parents."""
    handed = {0: {0}, 1: {0, 1}, 2: {1}}
    return sum(
        _copies(child, a) not in {f + m for f in handed[_copies(father, a)] for m in handed[_copies(mother, a)]}
        for a in father.alleles | mother.alleles | child.alleles
        if a.contig in AUTOSOMES
    )


def test_late_families_change_nothing_for_the_others(world):
    first = make_world(1, [plan for plan in FAMILIES if not plan.late])
    assert len(first.placed) == 8
    assert first.frequencies == world.frequencies
    more = {a: told.symbol for a, told in world.classifications.items() if a not in first.classifications}
    assert first.classifications.items() <= world.classifications.items()
    assert set(more.values()) == {"SIMA16", "SIMA17", "SIMB13"}
    assert first.sources.repeats == world.sources.repeats
    assert first.sources.scores.items() <= world.sources.scores.items()
    assert first.sources.constraint == world.sources.constraint
    for family, people in first.people.items():
        assert people == world.people[family]
        assert first.placed[family] == world.placed[family]


def test_an_allele_of_one_sib_alone_explains_nothing_until_the_other_has_it(world):
    alleles = {_allele(world, "F09", "SIMB03", term) for term in ("stop_gained", "frameshift_variant")}
    (missing,) = alleles - world.people["F09"]["sister"].alleles
    sister = world.people["F09"]["sister"]
    first, second = sister.copies["chr2"]
    both = replace(sister, copies={**sister.copies, "chr2": (first | {missing}, second)})
    assert _explanations(world, "F09", sister=both) == _explanations(world, "F09") | alleles


def test_a_pseudoautosomal_allele_explains_only_where_it_is_taken_for_x(world, monkeypatch):
    trap = _allele(world, "F11", "SIMX01", "frameshift_variant")
    diagnosis = _allele(world, "F11", "SIMX06", "stop_gained")
    assert SYNTHETIC.in_par(trap.contig, trap.position)
    for name in ("uncle", "child"):
        assert sorted(world.people["F11"][name].genotype(trap)) == [0, 1]
        assert world.people["F11"][name].genotype(diagnosis) == (1,)
    assert _explanations(world, "F11") == {diagnosis}
    monkeypatch.setattr(genomes, "SYNTHETIC", replace(SYNTHETIC, pseudoautosomal=()))
    assert _explanations(world, "F11") == {diagnosis, trap}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_copies_of_a_disomy_come_from_one_parent(world, seed):
    people = (world if seed == 1 else make_world(seed)).people["F12"]
    father, mother, child = (people[name] for name in ("father", "mother", "child"))
    ((contig, disomy),) = child.disomies.items()
    assert (contig, disomy.parent) == ("chr2", "mother")
    assert 0.8 <= disomy.last / SYNTHETIC.lengths["chr2"] <= 0.9
    first, second = (copy - child.de_novo for copy in child.copies["chr2"])
    assert first | second <= mother.alleles
    assert {a for a in first if a.position <= disomy.last} == {a for a in second if a.position <= disomy.last}
    assert {a for a in first if a.position > disomy.last} != {a for a in second if a.position > disomy.last}
    assert _opposite(father, child, "chr2") >= 5
    assert _opposite(father, child, "chr1") == _opposite(mother, child, "chr1") == _opposite(mother, child, "chr2") == 0


def test_the_disomy_makes_the_diagnosis_homozygous(world):
    people = world.people["F12"]
    for allele in world.placed["F12"]:
        assert [people[name].genotype(allele) for name in ("father", "mother", "child")] == [(0, 0), (0, 1), (1, 1)]
        assert allele.position <= people["child"].disomies["chr2"].last
    assert _explanations(world, "F12") == {_allele(world, "F12", "SIMB09", "stop_gained")}


def test_no_other_family_has_a_disomy_or_a_mosaic(world):
    for family, people in world.people.items():
        for genome in people.values():
            assert not genome.disomies or family == "F12"
            assert not genome.mosaic or family == "F13"


def test_a_mosaic_parent_has_the_allele_in_some_molecules_of_one_copy(world):
    mother, child = (world.people["F13"][name] for name in ("mother", "child"))
    (allele,) = mother.mosaic
    assert mother.genotype(allele) == (0, 0)
    assert child.genotype(allele) == (0, 1)
    assert allele not in child.de_novo
    window = world.reference.sequences[allele.contig][allele.position - 25 : allele.position + 24]
    changed = window[:24] + allele.alt + window[25:]
    molecules = make_molecules(world.reference.sequences, mother, 30.0)
    depths = [sum(m.depth for m in molecules if text in m.sequence) for text in (window, changed)]
    assert depths == pytest.approx([27.0, 3.0])


def test_a_child_has_the_haplotype_on_which_the_mosaic_allele_stands(world):
    mother, child = (world.people["F13"][name] for name in ("mother", "child"))
    (allele,) = mother.mosaic

    def near(copy):
        return {a for a in copy if abs(a.position - allele.position) <= 5_000}

    assert near(child.copies["chr1"][1]) == near(mother.germline("chr1")[0])
    assert near(mother.copies["chr1"][0]) != near(mother.copies["chr1"][1])


def test_mosaic_alleles_are_planted_on_autosomes_where_the_genotype_has_none():
    told = [(plan, planted) for plan in FAMILIES for planted in plan.planted if planted.mosaic]
    assert told
    for _, planted in told:
        assert planted.symbol.startswith(("SIMA", "SIMB"))
        assert not planted.mosaic.keys() & planted.genotypes.keys()
        assert all(0 < fraction < 0.5 for fraction in planted.mosaic.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_misattributed_father_has_far_more_errors_than_a_father(world, seed):
    people = (world if seed == 1 else make_world(seed)).people
    father, mother, child = (people["F14"][name] for name in ("father", "mother", "child"))
    assert _errors(father, mother, child) >= 20
    assert _errors(people["F14"]["biological-father"], mother, child) <= 5
    assert sum(_opposite(father, child, contig) for contig in AUTOSOMES) >= 5
    for family in ("F01", "F02", "F09", "F13"):
        trio = [people[family][name] for name in ("father", "mother", "child")]
        assert _errors(*trio) <= 5
        assert sum(_opposite(trio[0], trio[2], contig) for contig in AUTOSOMES) == 0


def test_the_pedigree_file_names_the_stated_father_and_hides_the_other():
    text = make_pedigree([PLANS["F14"]])
    assert "F14\tF14-child\tF14-father\tF14-mother\t2\t2\n" in text
    assert "biological" not in text


def test_what_looks_new_under_a_misattributed_father_is_no_finding(world):
    (row,) = _rows(make_truth(world.reference, [PLANS["F14"]], world.placed))
    assert (row["role"], row["expected"]) == ("misattributed_parent", "on_hold")
    (allele,) = world.placed["F14"]
    assert allele in world.people["F14"]["biological-father"].alleles
    assert not {allele} & (world.people["F14"]["father"].alleles | world.people["F14"]["mother"].alleles)


def test_the_truth_about_people(world):
    rows = _rows(make_people_truth(FAMILIES, world.placed, world.people))
    assert [(row["person"], row["kind"], row["expected"], row["laboratory_only"]) for row in rows] == [
        ("F12-child", "uniparental_isodisomy", "flag", "no"),
        ("F12-child", "uniparental_heterodisomy", "flag", "no"),
        ("F13-mother", "parent_mosaic", "pass", "no"),
        ("F14-child", "misattributed_father", "stop", "yes"),
    ]
    iso, hetero, mosaic, _ = rows
    assert iso["parent"] == hetero["parent"] == "mother"
    assert (iso["start"], int(iso["end"]) + 1, hetero["end"]) == ("1", int(hetero["start"]), "70000")
    assert (mosaic["fraction"], mosaic["start"]) == ("0.1", mosaic["allele"].split("-")[1])


def test_the_truth_tells_mosaics_and_what_is_not_assessable(world):
    rows = _rows(make_truth(world.reference, FAMILIES, world.placed))
    assert {row["parent_mosaic"] for row in rows} == {"", "F13-mother=0.1"}
    assert {row["case"] for row in rows if row["not_assessable"] == "de_novo"} == {"C08", "C10"}
    assert {row["mode"] for row in rows if row["role"] == "diagnosis"} <= {*MODE_NAMES, "uniparental_isodisomy"}


def test_what_is_told_by_consent_is_no_part_of_any_question(world):
    of_panels = {row.symbol for rows in PANELS.values() for row in rows}
    listed = {row["gene_symbol"] for row in ADDITIONAL_ROWS}
    assert not listed & of_panels
    for plan in FAMILIES:
        for allele, planted in world.placed[plan.family].items():
            if planted.role in ("told", "withheld"):
                assert planted.symbol in listed
                carriers = {name for name in plan.consent if any(world.people[plan.family][name].genotype(allele))}
                assert set(planted.told_to) <= carriers


def test_consents_are_right_cases():
    cases = {case["case"]: case for case in make_cases(FAMILIES)}
    assert set(cases["C09"]["consent"]["members"]) == {"F09-father", "F09-mother"}
    assert cases["C13"]["consent"]["additional_findings"]
    assert cases["C10"]["consent"] == {"main_findings": True}
