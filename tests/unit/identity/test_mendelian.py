"""Mendelian errors: every combination, and the counts of bcftools +mendelian on a family with errors."""

import re
import subprocess
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from genopipe.identity.gather import gather
from genopipe.identity.mendelian import mendelian_errors
from genopipe.identity.mendelian import possible
from genopipe.identity_settings import IdentitySettings
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from unit.identity.world import World
from unit.identity.world import make_family
from unit.identity.world import write_world


def by_hand(child: int, *parents: int) -> bool:
    """Say whether some allele of each parent, and any of an unknown one, makes the child."""
    gametes = [{0: {0}, 1: {0, 1}, 2: {1}}[parent] for parent in parents] + [{0, 1}] * (2 - len(parents))
    return any(one + other == child for one, other in product(*gametes))


@pytest.mark.parametrize("number", [1, 2])
def test_every_combination(number: int):
    for genotypes in product(range(3), repeat=number + 1):
        arrays = [np.array([one], np.int8) for one in genotypes]
        assert bool(possible(*arrays)[0]) is by_hand(*genotypes), genotypes


def test_a_trio_has_the_errors_that_bcftools_counts(tmp_path: Path):
    world = World(np.random.default_rng(6), sites=3_300)
    _, samples = make_family(world, "trio", "t")
    samples["t_F"].haplotypes = world.founder()
    vcf = write_world(world, samples, tmp_path / "w.vcf")
    # Only what both read: one whole genotype of everybody, on autosomes.
    lines = [line for line in vcf.read_text().splitlines() if line.startswith("#") or "./." not in line]
    vcf.write_text("\n".join(line for line in lines if not line.startswith(("chrX", "chrY"))) + "\n")
    command = ["bcftools", "+mendelian", "--mode", "c", "--trio", "t_M,t_F,t_C", str(vcf)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    good, bad = next(
        (int(found[1]), int(found[2]))
        for found in re.finditer(r"^(\d+)\t(\d+)\t", said.stdout + said.stderr, re.MULTILINE)
    )
    people = {one: Person(one, "t") for one in ("t_F", "t_M")}
    family = Family("t", {**people, "t_C": Person("t_C", "t", "t_F", "t_M")})
    evidence = gather(vcf, None, IdentitySettings(minimum_depth=1, minimum_genotype_quality=0))
    found = mendelian_errors(family, evidence.sites, {name: place for place, name in enumerate(evidence.people)})
    assert [(one.errors, one.sites) for one in found] == [(bad, good + bad)]
    assert bad > 100
    duo = Family("t", {"t_F": people["t_F"], "t_C": Person("t_C", "t", "t_F", None)})
    (alone,) = mendelian_errors(duo, evidence.sites, {name: place for place, name in enumerate(evidence.people)})
    opposite = {frozenset(pair) for pair in [(0, 2)]}
    pairs = evidence.sites.copies[:, [0, 2]].tolist()
    assert alone.errors == sum(frozenset(pair) in opposite for pair in pairs)
