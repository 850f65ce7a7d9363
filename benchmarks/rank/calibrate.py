"""Calibration: one setting after another is moved along its grid, and kept where the calibration cases rank better.

What is maximised is the mean of 1 / place of the causal gene. A step is kept where it gains at least `LEAST`, so that a
setting that makes no difference stays as it is. The class is not calibrated: published cases come without one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.rank.world import World
from benchmarks.rank.world import options_of
from benchmarks.rank.world import places_of
from benchmarks.rank.world import with_weights
from genopipe.rank_settings import RankSettings

LEAST = 0.0005
ROUNDS = 2
SHARES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
VALUES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
DISEASE_WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
GRIDS: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("weights.phenotype", SHARES),
    ("weights.consequence", SHARES),
    ("weights.inheritance", SHARES),
    ("weights.frequency", SHARES),
    ("consequence.missense", VALUES),
    ("consequence.in_frame", VALUES),
    ("consequence.splice_region", VALUES),
    ("inheritance.two_copies", VALUES),
    ("inheritance.compound_unknown_phase", VALUES),
    ("inheritance.x_linked", VALUES),
    ("inheritance.one_copy", VALUES),
    ("other_mode", VALUES),
    ("no_disease", VALUES),
)
START = RankSettings.model_validate(
    {
        "weights": {"phenotype": 0.5, "consequence": 0.2, "frequency": 0.1, "inheritance": 0.1, "classification": 0.1},
        "consequence": {"missense": 0.5, "in_frame": 0.5, "splice_region": 0.2},
        "inheritance": {"two_copies": 0.8, "compound_unknown_phase": 0.6, "x_linked": 0.6, "one_copy": 0.4},
        "other_mode": 0.5,
        "no_disease": 0.2,
    }
)
"""Where the search begins: the same each time, whatever the package's own values are."""


def quality(places: np.ndarray) -> float:
    """Return the mean of 1 / place."""
    return float(np.mean(1 / places))


def changed(settings: RankSettings, name: str, value: float) -> RankSettings:
    """Return settings with one value changed."""
    content: dict[str, Any] = settings.model_dump()
    section, _, option = name.rpartition(".")
    (content[section] if section else content)[option] = value
    return RankSettings.model_validate(content)


def value_of(settings: RankSettings, name: str) -> float:
    """Return one value of the settings."""
    held: Any = settings
    for part in name.split("."):
        held = getattr(held, part)
    return float(held)


def calibrate_similarity(world: World, excluded_weight: float, tell: Callable[[str], None]) -> float:
    """Return the weight of the disease's side that ranks best by phenotype alone."""
    alone = {"weights": {"phenotype": 1, "consequence": 0, "frequency": 0, "inheritance": 0, "classification": 0}}
    settings = RankSettings.model_validate(alone | {"other_mode": 1.0})
    found = {}
    for weight in DISEASE_WEIGHTS:
        tried = with_weights(world, weight, excluded_weight)
        found[weight] = quality(places_of(tried, options_of(tried), settings))
        tell(f"disease_weight {weight}: {found[weight]:.4f}")
    return max(found, key=lambda weight: (found[weight], -weight))


def calibrate(world: World, tell: Callable[[str], None]) -> RankSettings:
    """Return the settings that rank the calibration cases best.

    Args:
        world: The calibration cases in their backgrounds.
        tell: Called with a line a step.
    """
    options = options_of(world)
    settings, best = START, quality(places_of(world, options, START))
    tell(f"start: {best:.4f}")
    for _ in range(ROUNDS):
        for name, grid in GRIDS:
            here = {value_of(settings, name): best}
            for value in grid:
                if value not in here:
                    here[value] = quality(places_of(world, options, changed(settings, name, value)))
            top = max(here, key=lambda value: (here[value], -value))
            if here[top] >= best + LEAST:
                settings, best = changed(settings, name, top), here[top]
                tell(f"{name} = {top}: {best:.4f}")
    return settings
