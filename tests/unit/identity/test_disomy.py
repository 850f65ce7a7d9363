"""Uniparental disomy of one chromosome is flagged and never stops; another father stops in the same genomes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from genopipe.genome import Sex
from genopipe.identity.disomy import count_pair
from genopipe.identity.evidence import Evidence
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.identity.stage import Identity
from genopipe.identity.stage import judge_evidence
from genopipe.identity_settings import IdentitySettings
from genopipe.pedigree import Family
from unit.identity.test_command import run
from unit.identity.world import World
from unit.identity.world import make_evidence
from unit.identity.world import make_family
from unit.identity.world import pair_counts
from unit.identity.world import write_ped
from unit.identity.world import write_world

HUMAN = (248, 242, 198, 190, 182, 171, 159, 145, 138, 134, 135, 133, 114, 107, 102, 90, 83, 80, 59, 64, 47, 51)
"""Lengths of chromosomes 1 to 22 of GRCh38 (Mb)."""
SMALL = (90, 70)
"""The demonstration genome's autosomes (kb)."""
GENOMES: dict[str, tuple[tuple[float, ...], int, int]] = {"human": (HUMAN, 5_500, 40), "small": (SMALL, 260, 60)}
"""Lengths, sites, families of each kind."""
_SHORT = 12  # from here on, chromosomes on which one parent alone may not show it
SETTINGS = IdentitySettings()
Plant = Callable[["np.ndarray", "np.ndarray", World], "np.ndarray"]


def isodisomy(parent: np.ndarray, own: np.ndarray, world: World) -> np.ndarray:
    """Both copies are one copy of the parent."""
    gamete = world.gamete(parent)
    return np.stack([gamete, gamete])


def heterodisomy(parent: np.ndarray, own: np.ndarray, world: World) -> np.ndarray:
    """The copies are both copies of the parent."""
    return parent


def mixed(parent: np.ndarray, own: np.ndarray, world: World) -> np.ndarray:
    """Both copies are of the parent; a part of them is the same: nondisjunction after a crossover."""
    return np.stack([world.gamete(parent), world.gamete(parent)])


KINDS = {"isodisomy": isodisomy, "heterodisomy": heterodisomy, "mixed": mixed}


def make_disomy(world: World, name: str, plan: str, kind: str, role: str) -> tuple[Family, dict, int]:
    """Return a family whose child has one chromosome of one parent alone, and the place of the chromosome."""
    family, samples = make_family(world, plan, name)
    # A small genome's larger chromosome is most of it: then the smaller one is disomic.
    chromosome = int(world.random.integers(len(world.lengths))) if len(world.lengths) > 2 else 1
    child, parent = samples[f"{name}_C"], samples[f"{name}_{role}"].haplotypes
    on = world.chromosome == chromosome
    own = child.haplotypes.copy()
    own[:, on] = KINDS[kind](parent, own, world)[:, on]
    samples[f"{name}_C"] = replace(child, haplotypes=own)
    return family, samples, chromosome


def judge(evidence: Evidence, families: dict[str, Family], frequency: np.ndarray | None = None) -> Identity:
    return judge_evidence(evidence, families, pair_counts(evidence), SETTINGS, frequency=frequency)


@pytest.mark.parametrize("genome", GENOMES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ["F", "M"])
def test_a_disomy_never_stops_and_is_named(genome: str, kind: str, role: str):
    lengths, sites, count = GENOMES[genome]
    world = World(np.random.default_rng([len(lengths), len(kind), ord(role)]), sites, lengths)
    for number in range(count):
        family, samples, chromosome = make_disomy(
            world, "t", "quad" if genome == "human" and number % 3 == 0 else "trio", kind, role
        )
        evidence = make_evidence(world, samples)
        frequency = world.frequency[(evidence.sites.position - 1) // 400_000] if number % 2 else None
        (result,) = judge(evidence, {"t": family}, frequency).families
        told = [(reason.problem, reason.people, reason.text) for reason in result.reasons]
        assert result.verdict is Verdict.FLAG, (number, chromosome, told)
        # In a genome of two chromosomes strangers may look related by chance.
        chance = {Problem.CONSANGUINITY} if genome == "small" else set()
        reasons = [reason for reason in result.reasons if reason.problem not in chance]
        assert [reason.problem for reason in reasons] == [Problem.UNIPARENTAL_DISOMY], (number, told)
        absent = "t_M" if role == "F" else "t_F"
        assert reasons[0].people == ("t_C",)
        assert f"no copy of chr{chromosome + 1} from {absent}" in reasons[0].text


@pytest.mark.parametrize("kind", KINDS)
def test_a_disomy_is_named_where_only_the_parent_without_a_copy_has_data(kind: str):
    world = World(np.random.default_rng(len(kind)), 5_500, HUMAN)
    for number in range(GENOMES["human"][2]):
        family, samples, chromosome = make_disomy(world, "t", "trio", kind, "F")
        del samples["t_F"]
        (result,) = judge(make_evidence(world, samples), {"t": family}).families
        if chromosome >= _SHORT and not result.reasons:
            continue
        assert [reason.problem for reason in result.reasons] == [Problem.UNIPARENTAL_DISOMY], number
        assert f"no copy of chr{chromosome + 1} from t_M" in result.reasons[0].text


@pytest.mark.parametrize("genome", GENOMES)
@pytest.mark.parametrize("plan", ["trio", "duo"])
def test_another_parent_stops_in_the_same_genomes(genome: str, plan: str):
    lengths, sites, count = GENOMES[genome]
    world = World(np.random.default_rng([len(lengths), len(plan)]), sites, lengths)
    for number in range(3 * count):
        family, samples = make_family(world, plan, "t")
        parent = "t_M" if plan == "duo" else "t_F"
        samples[parent].haplotypes = world.founder()
        (result,) = judge(make_evidence(world, samples), {"t": family}).families
        assert result.verdict is Verdict.STOP, number
        assert result.reasons[0].problem is Problem.UNRELATED_PARENT, (number, result.reasons)


@pytest.mark.parametrize("genome", GENOMES)
def test_another_father_of_a_child_with_a_disomy_stops(genome: str):
    lengths, sites, count = GENOMES[genome]
    world = World(np.random.default_rng(len(lengths)), sites, lengths)
    for number in range(2 * count):
        family, samples, _ = make_disomy(world, "t", "trio", list(KINDS)[number % 3], "M")
        samples["t_F"].haplotypes = world.founder()
        (result,) = judge(make_evidence(world, samples), {"t": family}).families
        assert result.verdict is Verdict.STOP, number
        # Mother and child share so much of a small genome that they look like one person.
        named = {Problem.UNRELATED_PARENT} | ({Problem.DUPLICATE} if genome == "small" else set())
        assert result.reasons[0].problem in named, (number, result.reasons)


@pytest.mark.parametrize("genome", GENOMES)
def test_a_brother_of_the_father_or_of_the_child_is_judged_as_without_disomies(genome: str):
    stopped, (lengths, sites, _) = 0, GENOMES[genome]
    world = World(np.random.default_rng(3), sites, lengths)
    for number in range(40):
        family, samples = make_family(world, "duo" if number % 2 else "trio", "t")
        parent = "t_M" if number % 2 else "t_F"
        true, other = samples[parent].haplotypes, world.founder()
        if number % 4 < 2:
            grandparents = world.founder(), world.founder()
            true, samples[parent].haplotypes = world.child(*grandparents), world.child(*grandparents)
            other = samples["t_M"].haplotypes if parent == "t_F" else other
            samples["t_C"].haplotypes = world.child(true, other)
        else:
            other = samples["t_M"].haplotypes if parent == "t_F" else other
            samples["t_C"].haplotypes, samples[parent].haplotypes = world.child(true, other), world.child(true, other)
        evidence = make_evidence(world, samples)
        (result,) = judge(evidence, {"t": family}).families
        strict = IdentitySettings(disomic_contigs=0)
        (before,) = judge_evidence(evidence, {"t": family}, pair_counts(evidence), strict).families
        assert result.reasons == before.reasons, number
        stopped += result.verdict is Verdict.STOP
    # Of two chromosomes a brother may have shared both.
    assert stopped >= (39 if genome == "human" else 10)


def test_a_large_deletion_is_flagged():
    """The child's only copy is the mother's: it looks homozygous."""
    world = World(np.random.default_rng(4), 5_500, HUMAN)
    family, samples = make_family(world, "trio", "t")
    part = np.flatnonzero(world.chromosome == 1)[50:300]
    samples["t_C"].haplotypes[0, part] = samples["t_C"].haplotypes[1, part]
    (result,) = judge(make_evidence(world, samples), {"t": family}).families
    assert [reason.problem for reason in result.reasons] == [Problem.UNIPARENTAL_DISOMY]
    assert "no copy of chr2 from t_F: uniparental disomy or a large deletion" in result.reasons[0].text


def test_relations_are_of_the_other_contigs():
    world = World(np.random.default_rng(5), 260, SMALL)
    family, samples, _ = make_disomy(world, "t", "trio", "isodisomy", "M")
    evidence = make_evidence(world, samples)
    (result,) = judge(evidence, {"t": family}).families
    pairs = {(pair.first, pair.second): pair.found for pair in result.pairs}
    father = pairs["t_F", "t_C"]
    assert father.left_out == pairs["t_M", "t_C"].left_out == ("chr2",)
    assert pairs["t_F", "t_M"].left_out == ()
    assert father.opposite == 0
    assert father.kinship is not None
    assert abs(father.kinship - 0.25) < 0.15
    elsewhere = evidence.sites.copies[evidence.sites.contig == 0]
    assert father.sites == int((elsewhere[:, [0, 2]] >= 0).all(axis=1).sum())
    assert result.errors[0].errors <= 1


def test_without_a_setting_for_contigs_it_stops_as_before():
    world = World(np.random.default_rng(6), 260, SMALL)
    family, samples, _ = make_disomy(world, "t", "trio", "isodisomy", "M")
    evidence = make_evidence(world, samples)
    settings = IdentitySettings(disomic_contigs=0)
    (result,) = judge_evidence(evidence, {"t": family}, pair_counts(evidence), settings).families
    assert result.reasons[0].problem is Problem.UNRELATED_PARENT


def test_two_people_are_counted_as_plink_counts_them():
    world = World(np.random.default_rng(7), 500)
    family, samples = make_family(world, "trio", "t")
    assert family.people["t_F"].sex is Sex.MALE
    evidence = make_evidence(world, samples)
    counts = pair_counts(evidence)
    copies = evidence.sites.copies
    for (one, other), row in counts.items():
        assert count_pair(copies[:, one], copies[:, other]) == row


def test_the_files_tell_the_contig_and_what_was_left_out(tmp_path: Path):
    world = World(np.random.default_rng(8), 5_500, HUMAN)
    family, samples, chromosome = make_disomy(world, "t", "trio", "isodisomy", "M")
    vcf, ped = write_world(world, samples, tmp_path / "w.vcf"), write_ped([family], tmp_path / "w.ped")
    found, printed = run(tmp_path, vcf, ped)
    (told,) = found["families"].values()
    contig = f"chr{chromosome + 1}"
    assert told["verdict"] == "flag"
    assert told["reasons"][0]["problem"] == "uniparental_disomy"
    assert "genopipe chromosomes" in told["reasons"][0]["check"]
    assert {tuple(pair["left_out"]) for pair in told["pairs"] if "t_C" in (pair["first"], pair["second"])} == {
        (contig,)
    }
    table = (tmp_path / "out" / "pairs.tsv").read_text().splitlines()
    assert [row.split("\t")[-1] for row in table] == ["left_out", "none", contig, contig]
    assert contig in (tmp_path / "out" / "identity.html").read_text()
    assert "disomy" not in printed
