"""Alleles that look as if they met a criterion: what makes them look so stands in the sources, and no more than that.

That the criteria are not met is proved where the line has run: tests/end_to_end/test_truth.py.
"""

import csv
import io

import pytest

from genopipe.io.acmg_file import shipped_acmg
from genopipe.simulate.consequences import changed_interval
from genopipe.simulate.diagnoses import FAMILIES
from genopipe.simulate.judgement import make_regions
from genopipe.simulate.look_alikes import LOOK_ALIKES
from genopipe.simulate.truth import make_truth
from genopipe.simulate.world import make_world

PLANS = {plan.family: plan for plan in FAMILIES}
PATHOGENIC = {"PVS1", "PS1", "PS2", "PM1", "PM2", "PM3", "PM4", "PM5", "PM6", "PP1", "PP3"}
BENIGN = {"BA1", "BS1", "BS2", "BS4", "BP2", "BP3", "BP4", "BP5", "BP7"}


@pytest.fixture
def looks(world):
    """Criterion to the allele that looks as if it met it, with its family and what was planned."""
    return {
        told.look_alike.criterion: (family, allele, told)
        for family, placed in world.placed.items()
        for allele, told in placed.items()
        if told.look_alike.criterion
    }


def _transcript(world, told):
    return world.reference.gene(told.symbol).transcripts[0]


def _residue(world, allele, told):
    return _transcript(world, told).coding_positions.index(allele.position) // 3 + 1


def _just_misses(name, value):
    threshold = shipped_acmg().threshold(name)
    return not threshold.holds(value) and (threshold.holds(value + 0.001) or threshold.holds(value - 0.001))


def test_every_criterion_has_one_and_the_proband_carries_it(world, looks):
    assert set(looks) == PATHOGENIC | BENIGN
    told = [t.look_alike.criterion for p in world.placed.values() for t in p.values() if t.look_alike.criterion]
    assert len(told) == len(set(told))
    for family, allele, _ in looks.values():
        assert any(world.people[family][PLANS[family].proband].genotype(allele))


def test_look_alikes_are_in_the_truth(world, looks):
    text = make_truth(world.reference, FAMILIES, world.placed)
    rows = [row for row in csv.DictReader(io.StringIO(text), delimiter="\t") if row["criterion"]]
    assert {row["allele"] for row in rows} == {allele.key for _, allele, _ in looks.values()}
    assert {row["criterion"] for row in rows if row["outcome"] == "not_assessable"} == {"PM6", "BA1"}
    for row in rows:
        assert (row["bucket"] == "finding") == (row["expected"] == "finding") == (row["role"] == "diagnosis")


def test_look_alikes_move_no_other_allele(world, monkeypatch):
    monkeypatch.setattr(
        "genopipe.simulate.world._place_look_alikes", lambda _seed, plan, _ground, placed: placed[plan.family]
    )
    without = make_world(1)
    for family, placed in without.placed.items():
        more = [told for allele, told in world.placed[family].items() if allele not in placed]
        assert tuple(more) == LOOK_ALIKES.get(family, ())
        assert placed.items() <= world.placed[family].items()
    assert without.frequencies.items() <= world.frequencies.items()
    assert without.classifications.items() <= world.classifications.items()
    assert without.sources.scores.items() <= world.sources.scores.items()
    assert without.sources.constraint == world.sources.constraint
    assert set(without.sources.repeats) <= set(world.sources.repeats)


def test_places_in_the_gene(world, looks):
    _, allele, told = looks["PVS1"]
    assert _transcript(world, told).coding[-1].holds(allele.contig, allele.position)
    _, allele, told = looks["BP7"]
    assert any(
        allele.position - part.start < 3 or part.end - allele.position < 3
        for part in _transcript(world, told).coding
        if part.holds(allele.contig, allele.position)
    )
    for criterion in ("PM4", "BP3"):
        _, allele, told = looks[criterion]
        changed, positions = changed_interval(allele), _transcript(world, told).coding_positions
        assert changed.end - changed.start == 2
        assert min(positions.index(changed.start), positions.index(changed.end)) % 3 == 0
        assert "tandem" in {word for place, word in world.sources.repeats if place.holds(allele.contig, changed.start)}


def test_regions_of_proteins(world, looks):
    rows = [line.split("\t") for line in make_regions(world.reference, world.placed).splitlines()[1:]]
    (spot,) = [row for row in rows if row[3] == "hot_spot"]
    _, allele, told = looks["PM1"]
    assert (spot[0], int(spot[1])) == (world.reference.gene(told.symbol).identifier, _residue(world, allele, told) + 1)
    (spared,) = [row for row in rows if row[3] == "lof_tolerant"]
    _, allele, told = looks["PVS1"]
    assert spared[0] == world.reference.gene(told.symbol).identifier
    assert int(spared[1]) <= _residue(world, allele, told) + 1 <= int(spared[2])


@pytest.mark.parametrize(
    ("criterion", "significance", "away"), [("PS1", "Pathogenic", 0), ("PM5", "Benign", 0), ("BP3", "Pathogenic", 3)]
)
def test_clinvar_knows_another_change_nearby(world, looks, criterion, significance, away):
    _, allele, told = looks[criterion]
    positions = _transcript(world, told).coding_positions
    near = [
        said.significance
        for other, said in world.classifications.items()
        if other != allele
        and other.contig == allele.contig
        and other.position in positions
        and abs(positions.index(other.position) // 3 + 1 - _residue(world, allele, told)) <= away
    ]
    assert near == [significance]


def test_frequencies_and_scores_are_beside_the_figures(world, looks):
    acmg = shipped_acmg()
    rare = world.frequencies[looks["PM2"][1]]
    assert acmg.threshold("pm2_monoallelic").holds(rare.overall)
    assert not acmg.threshold("pm2_monoallelic").holds(rare.highest)
    founder = world.frequencies[looks["BA1"][1]]
    assert acmg.threshold("ba1").holds(founder.highest)
    assert not acmg.threshold("ba1").holds(founder.overall)
    assert acmg.threshold("bs1_monoallelic").holds(world.frequencies[looks["BS1"][1]].highest + 0.0001)
    assert not acmg.threshold("bs1_monoallelic").holds(world.frequencies[looks["BS1"][1]].highest)
    assert acmg.threshold("bs2_monoallelic").holds(world.frequencies[looks["BS2"][1]].homozygotes)
    assert _just_misses("pp3_revel_supporting", world.sources.scores[looks["PP3"][1]])
    assert _just_misses("bp4_revel_supporting", world.sources.scores[looks["BP4"][1]])
