"""Contamination of known size, by strangers, kin and nobody; and what must not look like it."""

from dataclasses import replace

import numpy as np
import pytest

from genopipe.genome import Sex
from genopipe.identity.contamination import Contamination
from genopipe.identity.contamination import contamination_of
from genopipe.identity.contamination import find_source
from genopipe.identity.evidence import Evidence
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.identity.inbreeding import Inbreeding
from genopipe.identity.people import judge_person
from genopipe.identity.sex import SexEvidence
from genopipe.identity.sex import call_sex
from genopipe.identity_settings import IdentitySettings
from unit.identity.world import World
from unit.identity.world import make_evidence
from unit.identity.world import make_family

SETTINGS = IdentitySettings()
UNKNOWN = Inbreeding(None, None, 0)


@pytest.fixture(scope="module")
def world() -> World:
    return World(np.random.default_rng(8), sites=12_000)


def mixed(world: World, part: float, source: str | None = None) -> tuple[Evidence, int]:
    """Return a trio whose child is contaminated by a stranger, or by a parent."""
    _, samples = make_family(world, "trio", "t")
    foreign = samples[source].haplotypes if source else world.founder()
    samples["t_C"] = replace(samples["t_C"], foreign=foreign, part=part)
    return make_evidence(world, samples), list(samples).index("t_C")


def frequency(world: World, evidence: Evidence) -> np.ndarray:
    return world.frequency[(evidence.sites.position - 1) // 400_000]


@pytest.mark.parametrize("part", [0.0, 0.01, 0.02, 0.03, 0.05, 0.1])
def test_the_part_is_found_by_frequencies(world: World, part: float):
    evidence, child = mixed(world, part)
    found = contamination_of(evidence.sites, child, frequency(world, evidence), SETTINGS)
    assert found.fraction is not None
    assert found.error is not None
    # From about 8 % on, sites with many foreign reads are called heterozygous: what is left is a lower bound.
    assert abs(found.fraction - part) < 4 * found.error + (0.12 if part < 0.1 else 0.3) * part
    assert found.error < 0.003
    assert found.by_frequency


@pytest.mark.parametrize("part", [0.0, 0.01, 0.03, 0.05, 0.1])
def test_without_frequencies_it_is_near(world: World, part: float):
    evidence, child = mixed(world, part)
    found = contamination_of(evidence.sites, child, None, SETTINGS)
    assert found.fraction is not None
    assert abs(found.fraction - part) < 0.003 + (0.25 if part < 0.1 else 0.4) * part


@pytest.mark.parametrize("part", [0.1, 0.2, 0.3, 0.4, 0.5])
def test_more_stops_too_by_the_balance_of_heterozygotes(world: World, part: float):
    evidence, child = mixed(world, part)
    nothing = SexEvidence(None, None, 0, None)
    found = contamination_of(evidence.sites, child, None, SETTINGS)
    judged = judge_person("P", Sex.MALE, nothing, call_sex(nothing, SETTINGS), found, UNKNOWN, None, SETTINGS)
    assert [(one.problem, one.verdict) for one in judged.reasons] == [(Problem.CONTAMINATION, Verdict.STOP)]


def test_a_parent_as_the_source_is_found_with_the_whole_part(world: World):
    evidence, child = mixed(world, 0.04, "t_M")
    source = find_source(evidence.sites, child, [0, 1], SETTINGS)
    assert source is not None
    assert evidence.people[source[0]] == "t_M"
    assert source[1] == pytest.approx(0.04, rel=0.15)


def test_a_stranger_is_none_of_the_family(world: World):
    evidence, child = mixed(world, 0.05)
    assert find_source(evidence.sites, child, [0, 1], SETTINGS) is None


def test_a_stretch_of_the_genome_is_no_contamination(world: World):
    """A mosaic change or misplaced reads on three chromosomes: many foreign reads there, none elsewhere."""
    evidence, child = mixed(world, 0.0)
    sites = evidence.sites
    ref = sites.ref_reads.copy()
    ref[(sites.contig < 3) & (sites.copies[:, child] == 2), child] += 4
    found = contamination_of(replace(sites, ref_reads=ref), child, frequency(world, evidence), SETTINGS)
    assert found.fraction is not None
    assert found.fraction < 0.005


def test_low_depth_is_no_contamination(world: World):
    evidence, child = mixed(world, 0.0)
    few = replace(evidence.sites, ref_reads=evidence.sites.ref_reads // 3, alt_reads=evidence.sites.alt_reads // 3)
    found = contamination_of(few, child, frequency(world, evidence), SETTINGS)
    assert found.fraction is not None
    assert found.fraction < 0.005


def test_few_sites_or_no_reads_are_not_assessable(world: World):
    evidence, child = mixed(world, 0.1)
    sites = evidence.sites
    few = replace(sites, **{name: getattr(sites, name)[:40] for name in ("copies", "ref_reads", "alt_reads")})
    assert contamination_of(few, child, None, SETTINGS).fraction is None
    unread = replace(sites, ref_reads=np.full_like(sites.ref_reads, -1))
    assert contamination_of(unread, child, None, SETTINGS).fraction is None


def verdict(fraction: float, error: float, skewed: float | None = None) -> Verdict:
    nothing = SexEvidence(None, None, 0, None)
    found = Contamination(fraction, error, 500, by_frequency=True, skewed=skewed)
    judged = judge_person("P", Sex.MALE, nothing, call_sex(nothing, SETTINGS), found, UNKNOWN, None, SETTINGS)
    return next(check.verdict for check in judged.checks if check.check == "contamination")


@pytest.mark.parametrize(
    ("fraction", "error", "wanted"),
    [
        (0.0, 0.001, Verdict.PASS),
        (0.01, 0.001, Verdict.PASS),
        (0.0101, 0.001, Verdict.FLAG),
        (0.02, 0.001, Verdict.FLAG),
        (0.0201, 0.001, Verdict.STOP),
        (0.03, 0.012, Verdict.STOP),
        (0.03, 0.014, Verdict.NOT_ASSESSABLE),
        (0.0, 0.011, Verdict.NOT_ASSESSABLE),
        (0.022, 0.0099, Verdict.FLAG),
    ],
)
def test_the_verdict_needs_more_than_its_error(fraction: float, error: float, wanted: Verdict):
    assert verdict(fraction, error) is wanted


def test_a_low_fraction_stops_where_heterozygotes_are_out_of_balance():
    assert verdict(0.009, 0.001, skewed=0.4) is Verdict.STOP
    assert verdict(0.0, 0.001, skewed=0.4) is Verdict.PASS
