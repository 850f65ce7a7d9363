"""Mosaic aneuploidy: planted in simulated people with and without parents."""

import numpy as np
import pytest

from genopipe.chromosomes.imbalance_model import Copies
from genopipe.chromosomes.imbalance_model import Heterozygotes
from genopipe.chromosomes.imbalance_model import Usual
from genopipe.chromosomes.imbalance_model import best_shift
from genopipe.chromosomes.imbalance_model import chances
from genopipe.chromosomes.imbalance_model import depth_of
from genopipe.chromosomes.imbalance_model import find_usual
from genopipe.chromosomes.imbalance_model import fraction_of_cells
from genopipe.chromosomes.imbalance_model import is_even
from genopipe.chromosomes.imbalance_model import tell_copies
from unit.chromosomes.conftest import Cohort
from unit.chromosomes.simulated import Contig
from unit.chromosomes.simulated import Noise
from unit.chromosomes.simulated import World

CONTIGS = [Contig(f"chr{number}", 100_000_000, 4_000) for number in range(1, 8)]
MOSAIC = "mosaic_allelic_imbalance"
WITH_PARENTS = [(kind, fraction) for kind in ("gain", "loss", "neutral") for fraction in (0.1, 0.2, 0.3, 0.5)]
ALONE = [("gain", 0.3), ("gain", 0.5), ("loss", 0.3), ("loss", 0.5), ("neutral", 0.2), ("neutral", 0.5)]
PART = (0.3, 0.8)


def share(kind: str, fraction: float) -> float:
    """Return the part of the reads of the copy in excess, by counting copies in a hundred cells."""
    cells = 100
    changed = fraction * cells
    more = cells + (changed if kind in ("gain", "neutral") else 0)
    less = cells - (changed if kind in ("loss", "neutral") else 0)
    return more / (more + less)


@pytest.mark.parametrize("kind", ["gain", "loss", "neutral"])
@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
def test_cells_follow_from_the_reads(kind, fraction):
    shift = share(kind, fraction) - 0.5
    assert fraction_of_cells(shift, Copies(kind)) == pytest.approx(fraction)
    copies = {"gain": 2 + fraction, "loss": 2 - fraction, "neutral": 2}[kind]
    assert depth_of(shift, Copies(kind)) == pytest.approx(copies / 2)


@pytest.mark.parametrize(
    ("shift", "depth", "copies"),
    [
        (1 / 6, 1.5, Copies.GAIN),
        (0.05, 1.11, Copies.GAIN),
        (0.05, 0.91, Copies.LOSS),
        (0.05, 1.0, Copies.NEUTRAL),
        (0.05, 1.055, None),
        (0.4, 1.0, Copies.NEUTRAL),
        (0.4, 0.556, Copies.LOSS),
    ],
)
def test_depth_tells_what_is_changed_or_says_nothing(shift, depth, copies):
    assert tell_copies(shift, depth, 0.01, 3.0) is copies


def test_without_sides_either_allele_may_be_in_excess():
    def at(alt, side):
        sites = Heterozygotes(np.array([1]), np.array([alt]), np.array([40]), np.array([side], np.int8))
        return chances(sites, Usual(0.5, 1.0), np.array([0.1]))[0, 0]

    assert at(0.6, 0) == pytest.approx(at(0.4, 0))
    assert at(0.6, 1) == pytest.approx(at(0.4, -1))
    assert at(0.6, 1) > at(0.6, 0) > at(0.6, -1)


def test_what_is_usual_is_robust():
    random = np.random.default_rng(3)
    reads = np.full(20_000, 40)
    alt = random.binomial(40, 0.48, 20_000) / 40
    alt[:1_000] = 0.9
    usual = find_usual(alt, reads)
    assert usual.centre == pytest.approx(0.475, abs=0.01)
    assert 1.0 <= usual.width < 1.1


def test_the_best_shift_is_that_of_the_reads():
    random = np.random.default_rng(4)
    reads = np.full(3_000, 35)
    alt = random.binomial(35, 0.5 + 0.08, 3_000) / 35
    sites = Heterozygotes(np.arange(1, 3_001), alt, reads, np.ones(3_000, np.int8))
    assert best_shift(sites, Usual(0.5, 1.0), sign=1) == pytest.approx(0.08, abs=0.006)
    assert best_shift(sites, Usual(0.5, 1.0), sign=-1) == 0.0


def test_a_shift_of_some_sites_is_none():
    random = np.random.default_rng(5)
    reads, nobody = np.full(2_000, 35), np.zeros(2_000, np.int8)
    sides = random.choice([-1, 1], 2_000)
    for part, shift, even in ((1.0, 0.06, True), (1.0, 0.15, True), (0.3, 0.25, False), (0.5, 0.3, False)):
        moved = np.where(random.random(2_000) < part, shift, 0.0)
        alt = random.binomial(35, 0.5 + sides * moved) / 35
        sites = Heterozygotes(np.arange(1, 2_001), alt, reads, nobody)
        assert is_even(sites, Usual(0.5, 1.0), best_shift(sites, Usual(0.5, 1.0), sign=1)) is even


@pytest.fixture(scope="module")
def trios(folder):
    world = World(CONTIGS, seed=21)
    cohort = Cohort(world)
    for number, (kind, fraction) in enumerate(WITH_PARENTS):
        child, _, _ = cohort.trio(f"{kind}-{fraction}")
        world.mosaic(child, "chr4", kind, fraction, ("mother", "father")[number % 2])
    child, _, _ = cohort.trio("part")
    world.mosaic(child, "chr4", "neutral", 0.4, "father", PART)
    child, _, _ = cohort.trio("trisomy")
    world.mosaic(child, "chr4", "gain", 1.0, "mother")
    return cohort.study(folder("trios"), Noise(error=0.005))


@pytest.mark.parametrize(("number", "kind", "fraction"), [(n, *one) for n, one in enumerate(WITH_PARENTS)])
def test_a_mosaic_of_a_child_is_found_with_its_parent(trios, number, kind, fraction):
    (row,) = trios.of(f"{kind}-{fraction}-child", MOSAIC)
    assert (row["contig"], row["parent"], row["copies"]) == ("chr4", ("mother", "father")[number % 2], kind)
    assert row["fraction"] == pytest.approx(fraction, abs=0.05)
    assert row["supporting"] > row["against"]


def test_a_part_of_a_chromosome(trios):
    (row,) = trios.of("part-child", MOSAIC)
    assert (row["parent"], row["copies"]) == ("father", "neutral")
    assert abs(row["start"] / 1e8 - PART[0]) < 0.02
    assert abs(row["end"] / 1e8 - PART[1]) < 0.02


def test_a_trisomy_of_every_cell(trios):
    (row,) = trios.of("trisomy-child", MOSAIC)
    assert (row["parent"], row["copies"]) == ("mother", "gain")
    assert row["fraction"] == pytest.approx(1.0, abs=0.06)


@pytest.fixture(scope="module")
def alone(folder):
    world = World(CONTIGS, seed=22)
    cohort = Cohort(world)
    for kind, fraction in ALONE:
        person = world.founder()
        world.mosaic(person, "chr2", kind, fraction, "mother")
        cohort.add(f"{kind}-{fraction}", person)
    cohort.add("plain", world.founder())
    everywhere = world.founder()
    for contig in world.contigs:
        world.mosaic(everywhere, contig, "neutral", 0.4, "mother")
    cohort.add("everywhere", everywhere)
    return cohort.study(folder("alone"), Noise(error=0.005))


@pytest.mark.parametrize(("kind", "fraction"), ALONE)
def test_a_mosaic_without_parents(alone, kind, fraction):
    (row,) = alone.of(f"{kind}-{fraction}-child", MOSAIC)
    assert (row["contig"], row["parent"], row["copies"]) == ("chr2", None, kind)
    assert row["fraction"] == pytest.approx(fraction, abs=0.06)


def test_a_plain_person_has_none(alone):
    assert alone.of("plain-child") == []
    told = alone.person("plain-child")
    assert told["imbalance"]["outcome"] == "none"
    assert told["chromosomes"]["chr2"]["imbalance"]["smallest"] == 0.05


def test_a_genome_out_of_balance_is_no_mosaic(alone):
    told = alone.person("everywhere-child")["imbalance"]
    assert alone.of("everywhere-child", MOSAIC) == []
    assert told["outcome"] == "not_assessable"
    assert "check for contamination" in told["reason"]


def test_without_reads_nothing_is_said(folder):
    world = World(CONTIGS[:3], seed=23)
    cohort = Cohort(world)
    child, _, _ = cohort.trio("F")
    world.mosaic(child, "chr1", "gain", 0.5, "mother")
    told = cohort.study(folder("readless"), fields="GT:DP").person("F-child")["imbalance"]
    assert told["outcome"] == "not_assessable"
    assert "AD" in told["reason"]
