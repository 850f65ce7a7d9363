"""Inbreeding of children of related and of unrelated parents, and where it cannot be told."""

import numpy as np
import pytest

from genopipe.identity.inbreeding import inbreeding_of
from genopipe.identity_settings import IdentitySettings
from unit.identity.world import World
from unit.identity.world import make_evidence
from unit.identity.world import make_family

SETTINGS = IdentitySettings()


def measured(kind: str, seed: int) -> list[float]:
    """Return the inbreeding of ten children of families of a kind."""
    world = World(np.random.default_rng(seed), sites=11_000)
    values = []
    for number in range(10):
        _, samples = make_family(world, kind, f"x{number}")
        alone = {name: one for name, one in samples.items() if name.endswith("_C")}
        evidence = make_evidence(world, alone)
        frequency = world.frequency[(evidence.sites.position - 1) // 400_000]
        found = inbreeding_of(evidence.sites.copies[:, 0], frequency, SETTINGS)
        assert found.coefficient is not None
        assert found.error is not None
        assert found.error < 0.02
        values.append(found.coefficient)
    return values


@pytest.mark.parametrize(("kind", "expected"), [("trio", 0.0), ("cousins_all", 0.0625), ("uncle_niece", 0.125)])
def test_the_mean_is_the_coefficient_of_the_pedigree(kind: str, expected: float):
    assert np.mean(measured(kind, 4)) == pytest.approx(expected, abs=0.025)


def test_without_frequencies_or_with_few_sites_it_is_not_assessable():
    copies = np.ones(2_000, np.int8)
    assert inbreeding_of(copies, None, SETTINGS).coefficient is None
    assert inbreeding_of(copies[:900], np.full(900, 0.5), SETTINGS).coefficient is None
    assert inbreeding_of(copies, np.full(2_000, np.nan), SETTINGS).coefficient is None
