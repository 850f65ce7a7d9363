"""Runs of homozygosity: what is made of bcftools' runs, and those of children of relatives."""

import numpy as np
import pysam
import pytest

from genopipe.chromosomes.runs import asked_length
from genopipe.chromosomes.runs import find_runs
from genopipe.chromosomes.runs import hints_at_disomy
from genopipe.chromosomes.viterbi import stretches
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.chromosomes_settings import RunSettings
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.io.roh import RohRun
from genopipe.io.roh import _read_run
from unit.chromosomes.conftest import Cohort
from unit.chromosomes.simulated import Contig
from unit.chromosomes.simulated import Noise
from unit.chromosomes.simulated import World

RUN = "run_of_homozygosity"
SETTINGS = RunSettings(
    minimum_length=1_000, minimum_sites=10, maximum_gap=500, merge_gap=200, terminal_disomy=2_000, interior_disomy=4_000
)


def made(*stretches, step=50, wrong=()):
    """Return positions, genotypes and bcftools' runs; the stretches are homozygous, all else is heterozygous."""
    position = np.arange(step, 10_001, step)
    copies = np.ones(len(position), np.int8)
    for start, end in stretches:
        copies[(position >= start) & (position <= end)] = 2
    copies[np.isin(position, wrong)] = 1
    return position, copies, [RohRun("p", "c", start, end, 50.0) for start, end in stretches]


def runs(position, copies, found, settings=SETTINGS):
    return [(run.start, run.end) for run in find_runs(found, position, copies, settings)]


def test_a_run_keeps_its_ends_and_counts_its_sites():
    position, copies, found = made((2_000, 4_000), wrong=[3_000])
    (run,) = find_runs(found, position, copies, SETTINGS)
    assert (run.start, run.end, run.homozygous, run.heterozygous) == (2_000, 4_000, 40, 1)
    assert (run.length, run.quality, run.terminal) == (2_001, 50.0, False)


@pytest.mark.parametrize(("end", "kept"), [(2_950, False), (3_000, True)])
def test_length_at_the_threshold(end, kept):
    position, copies, found = made((2_000, end), step=1)
    assert bool(runs(position, copies, found, SETTINGS.model_copy(update={"minimum_length": 1_001}))) is kept


@pytest.mark.parametrize(("sites", "kept"), [(21, True), (22, False)])
def test_sites_at_the_threshold(sites, kept):
    given = made((2_000, 3_000))
    assert bool(runs(*given, SETTINGS.model_copy(update={"minimum_sites": sites}))) is kept


def test_a_run_ends_at_a_long_gap():
    position, copies, found = made((1_000, 6_000))
    kept = (position <= 3_000) | (position > 3_600)
    assert runs(position[kept], copies[kept], found) == [(1_000, 3_000), (3_650, 6_000)]


@pytest.mark.parametrize(("second", "joined"), [(3_150, True), (3_300, False)])
def test_runs_that_are_close_are_one(second, joined):
    given = made((1_000, 3_000), (second, 5_000))
    assert runs(*given) == ([(1_000, 5_000)] if joined else [(1_000, 3_000), (second, 5_000)])


def test_runs_with_heterozygotes_between_stay_apart():
    position, copies, found = made((1_000, 3_000), (3_150, 5_000))
    strict = SETTINGS.model_copy(update={"maximum_heterozygous": 0.01})
    assert runs(position, copies, found, strict) == [(1_000, 3_000), (3_150, 5_000)]


def test_a_run_to_the_end_is_terminal():
    position, copies, found = made((100, 2_200))
    (run,) = find_runs(found, position, copies, SETTINGS)
    assert run.terminal
    assert hints_at_disomy(run, SETTINGS)
    (inside,) = find_runs([RohRun("p", "c", 3_000, 5_100, 50.0)], *made((3_000, 5_100))[:2], SETTINGS)
    assert not inside.terminal
    assert not hints_at_disomy(inside, SETTINGS)


def test_what_was_asked_has_no_long_gaps():
    assert asked_length(np.array([100, 200, 900, 1_000]), np.array([0, 1, 2, -1], np.int8), 500) == 100
    assert asked_length(np.array([100, 200, 900, 1_000]), np.array([0, 1, 2, 2], np.int8), 500) == 200


@pytest.mark.parametrize("line", ["RG\tp\tc\t1", "ST\tp\tc\t1\t2\t3\t4\t5.0", "RG\tp\tc\t9\t2\t3\t4\t5.0"])
def test_what_is_no_run_is_refused(tmp_path, line):
    with pytest.raises(ContentError):
        _read_run(line, tmp_path)


@pytest.fixture(scope="module")
def relatives(folder):
    world = World([Contig(f"chr{number}", 150_000_000, 6_000) for number in range(1, 11)], seed=31)
    cohort = Cohort(world)
    for family in ("cousins-1", "cousins-2"):
        grandparents = world.founder(), world.founder()
        one, two = world.child(*grandparents), world.child(*grandparents)
        father, mother = world.child(world.founder(), one), world.child(two, world.founder())
        cohort.add(family, world.child(father, mother), father, mother)
    grandparents = world.founder(), world.founder()
    cohort.add("siblings", world.child(world.child(*grandparents), world.child(*grandparents)))
    cohort.trio("plain")
    child, _, _ = cohort.trio("deletion")
    world.deletion(child, "chr1", (0.2, 0.3), "mother")
    return world, cohort, cohort.study(folder("relatives"), Noise(error=0.005))


@pytest.mark.parametrize("family", ["cousins-1", "cousins-2", "siblings"])
def test_runs_of_the_children_of_relatives_are_those_of_one_ancestor(relatives, family):
    world, cohort, studied = relatives
    name = f"{family}-child"
    covered = missed = wrong = 0
    for contig, positions in world.positions.items():
        same = world.identical(cohort.people[name], contig)
        inside = np.zeros(len(positions), bool)
        for row in studied.of(name, RUN):
            inside |= (row["contig"] == contig) & (positions >= row["start"]) & (positions <= row["end"])
        long = np.zeros(len(positions), bool)
        for first, behind in stretches(same):
            long[first:behind] = same[first] and positions[behind - 1] - positions[first] >= 5_000_000
        covered += (long & inside).sum()
        missed += (long & ~inside).sum()
        wrong += (inside & ~same).sum()
    assert missed < 0.1 * (covered + missed)
    assert wrong < 0.05 * covered
    told = studied.person(name)["runs"]
    assert told["genome_fraction"] == pytest.approx(told["total"] / told["asked"], abs=1e-6)
    assert (0.15 < told["genome_fraction"] < 0.4) if family == "siblings" else (0.005 < told["genome_fraction"] < 0.2)
    assert studied.person(name)["disomy"]["maternal"] != "found"


def test_rare_alleles_of_other_people_are_no_run(folder):
    world = World([Contig(f"chr{number}", 30_000_000, 6_000) for number in range(1, 4)], 33, frequencies=(0.01, 0.06))
    cohort = Cohort(world)
    for number in range(10):
        cohort.trio(f"F{number}")
    assert cohort.study(folder("rare"), Noise(error=0.002)).of("F0-child", RUN) == []
    assert cohort.study(folder("rare")).segments.height == 0


def test_unrelated_parents_give_no_run(relatives):
    studied = relatives[2]
    assert studied.of("plain-child", RUN) == []
    assert studied.person("plain-child")["runs"]["genome_fraction"] == 0


def test_one_copy_is_no_run(relatives):
    studied = relatives[2]
    assert studied.of("deletion-child") == []
    assert studied.person("deletion-child")["chromosomes"]["chr1"]["runs"]["one_copy"] == 1


def frequencies(vcf, out, value):
    """Write frequencies of the sites of a VCF as bcftools roh takes them."""
    rows = [line.split("\t")[:5] for line in vcf.read_text().splitlines() if line[0] != "#"]
    plain = out.with_suffix("")
    plain.write_text("".join(f"{row[0]}\t{row[1]}\t{row[3]},{row[4]}\t{value}\n" for row in rows))
    pysam.tabix_compress(str(plain), str(out), force=True)
    pysam.tabix_index(str(out), seq_col=0, start_col=1, end_col=1, force=True)


def test_frequencies_of_a_file_or_a_field(folder, tmp_path):
    world = World([Contig("chr1", 100_000_000, 1_500), Contig("chr2", 100_000_000, 1_500)], seed=32)
    cohort = Cohort(world)
    child, _, mother = cohort.trio("F")
    world.isodisomy(child, mother, "chr1", (0.2, 0.5))
    usual = cohort.study(folder("usual"))
    frequencies(usual.folder.parent / "in.vcf", tmp_path / "af.tsv.gz", 0.35)
    named = ChromosomesSettings.model_validate({"runs": {"frequency_file": str(tmp_path / "af.tsv.gz")}})
    by_file = cohort.study(folder("file"), settings=named)
    assert by_file.result["frequencies"] == "af.tsv.gz"
    assert usual.result["frequencies"] == "default"
    for studied in (usual, by_file):
        (row,) = studied.of("F-child", RUN)
        assert abs(row["start"] / 1e8 - 0.2) < 0.03
    wrong = ChromosomesSettings.model_validate({"runs": {"frequency_field": "AF"}})
    with pytest.raises(InputError, match="declares no INFO/AF"):
        cohort.study(folder("field"), settings=wrong)


def test_one_source_of_frequencies():
    with pytest.raises(ValueError, match="not both"):
        ChromosomesSettings.model_validate({"runs": {"frequency_file": "a", "frequency_field": "AF"}})
