"""Sex chromosomes from depth and heterozygosity: each karyotype, what lies between, and what cannot be told."""

from dataclasses import replace

import numpy as np
import pytest

from genopipe.errors import InputError
from genopipe.genome import Karyotype
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.identity.contamination import Contamination
from genopipe.identity.evidence import DEPTHS
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.identity.inbreeding import Inbreeding
from genopipe.identity.people import judge_person
from genopipe.identity.sex import Depth
from genopipe.identity.sex import SexEvidence
from genopipe.identity.sex import call_sex
from genopipe.identity.sex import measured_evidence
from genopipe.identity.sex import middle
from genopipe.identity.sex import sex_evidence
from genopipe.identity.sex import sex_fits
from genopipe.identity_settings import IdentitySettings
from genopipe.io.mosdepth_summary import read_means
from unit.identity.world import Sample
from unit.identity.world import World
from unit.identity.world import make_evidence

SETTINGS = IdentitySettings()
UNKNOWN = Inbreeding(None, None, 0)
NOTHING = Contamination(None, None, 0, by_frequency=False)


def evidence(x: float | None, y: float | None, het: float | None = None) -> SexEvidence:
    depths = [None if part is None else Depth(part, 0.01, 500) for part in (x, y)]
    return SexEvidence(depths[0], depths[1], 300, het)


@pytest.mark.parametrize("karyotype", Karyotype)
def test_every_karyotype_is_named(karyotype: Karyotype):
    found = evidence(karyotype.x_copies / 2, karyotype.y_copies / 2)
    assert call_sex(found, SETTINGS).karyotype is karyotype


@pytest.mark.parametrize(
    ("x", "y", "unclear"),
    [(0.73, 0.0, True), (1.2, 0.0, True), (0.5, 0.17, True), (0.64, 0.5, False), (1.14, 0.09, False), (0.9, 1.0, True)],
)
def test_what_lies_between_is_unclear_and_has_no_name(x: float, y: float, unclear: bool):
    call = call_sex(evidence(x, y), SETTINGS)
    assert bool(call.unclear) is unclear
    assert (call.karyotype is None) is unclear


def test_one_copy_by_depth_with_heterozygotes_is_unclear():
    call = call_sex(evidence(0.5, 0.5, 0.4), SETTINGS)
    assert call.karyotype is None
    assert call.unclear


@pytest.mark.parametrize(
    ("x", "y", "het", "stated", "fits"),
    [
        (1.0, None, 0.6, Sex.FEMALE, True),
        (1.0, None, 0.6, Sex.MALE, False),
        (0.5, None, 0.02, Sex.FEMALE, False),
        (None, 0.5, None, Sex.FEMALE, False),
        (None, None, 0.6, Sex.FEMALE, True),
        (None, None, 0.6, Sex.MALE, False),
        (None, None, 0.02, Sex.FEMALE, None),
        (None, None, None, Sex.MALE, None),
        (1.0, 0.5, 0.6, Sex.MALE, True),
        (1.0, 0.0, 0.6, Sex.UNKNOWN, None),
    ],
)
def test_the_stated_sex_is_held_against_y_else_x(x, y, het, stated, fits):
    found = evidence(x, y, het)
    assert sex_fits(stated, call_sex(found, SETTINGS), het, SETTINGS) is fits


def judged(found: SexEvidence, stated: Sex, settings: IdentitySettings = SETTINGS) -> list[tuple[Problem, Verdict]]:
    result = judge_person("P", stated, found, call_sex(found, settings), NOTHING, UNKNOWN, None, settings)
    return [(reason.problem, reason.verdict) for reason in result.reasons]


def counted(x: int, y: int, y_depth: float) -> SexEvidence:
    """Return the evidence of a person with two X, and some sites on Y."""
    world = World(np.random.default_rng(1), sites=600)
    found = make_evidence(world, {"P": Sample(world.founder(), Karyotype.XX)})
    sites = {Role.X: (30.0, x), Role.Y: (y_depth, y)}
    depths = {
        role: np.bincount(world.random.poisson(mean, number), minlength=DEPTHS + 1)[None, :]
        for role, (mean, number) in sites.items()
    }
    return sex_evidence(replace(found, depths={**found.depths, **depths}), 0, SETTINGS)


def test_few_sites_on_y_beside_many_on_x_are_no_y():
    """A woman sequenced alone has only sites on Y at which reads were placed wrongly: they look like a Y."""
    found = counted(20_000, 60, 15.0)
    assert found.y is None
    assert call_sex(found, SETTINGS).karyotype is None
    assert sex_fits(Sex.FEMALE, call_sex(found, SETTINGS), 0.6, SETTINGS) is True
    assert call_sex(counted(20_000, 900, 15.0), SETTINGS).karyotype is Karyotype.XXY
    assert counted(49, 60, 15.0).x is None


def test_an_unusual_karyotype_stops_until_it_is_accepted():
    found = evidence(1.0, 0.5, 0.6)
    assert judged(found, Sex.MALE) == [(Problem.KARYOTYPE, Verdict.STOP)]
    assert judged(found, Sex.FEMALE) == [(Problem.KARYOTYPE, Verdict.STOP), (Problem.WRONG_SEX, Verdict.STOP)]
    accepted = IdentitySettings(accepted_karyotypes={"P": "XXY"})
    assert judged(found, Sex.MALE, accepted) == []
    other = IdentitySettings(accepted_karyotypes={"P": "XYY"})
    assert judged(found, Sex.MALE, other) == [(Problem.KARYOTYPE, Verdict.STOP)]


def test_a_person_without_sites_is_neither_stopped_nor_flagged():
    assert judged(evidence(None, None), Sex.MALE) == []


def test_the_middle_of_depths_is_not_moved_by_outliers():
    random = np.random.default_rng(3)
    depths = np.r_[random.poisson(30, 1_000), np.full(100, 900)]
    mean, error, sites = middle(np.bincount(depths, minlength=DEPTHS + 1))
    assert mean == pytest.approx(30, abs=1)
    assert 0.1 < error < 0.4
    assert sites == 1_100
    assert middle(np.zeros(DEPTHS + 1, np.int64)) == (0.0, 0.0, 0)


def test_depth_over_whole_chromosomes_takes_the_place_of_sites(tmp_path):
    path = tmp_path / "P.mosdepth.summary.txt"
    rows = [("chr1", 1_000, 30_000), ("chr2", 1_000, 32_000), ("chrX", 1_000, 15_500), ("chrY", 1_000, 7_100)]
    lines = [f"{name}\t{length}\t{bases}\t{bases / length}\t0\t99" for name, length, bases in rows]
    path.write_text(
        "\n".join(["chrom\tlength\tbases\tmean\tmin\tmax", *lines, "total\t4000\t84600\t21.15\t0\t99"]) + "\n"
    )
    means = read_means(path)
    assert means == {Role.AUTOSOME: 31.0, Role.X: 15.5, Role.Y: 7.1}
    found = measured_evidence(evidence(None, None, 0.02), means, SETTINGS.y_known)
    assert call_sex(found, SETTINGS).karyotype is Karyotype.XY
    path.write_text("chrom\tlength\n")
    with pytest.raises(InputError):
        read_means(path)
