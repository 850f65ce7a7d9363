"""Inbreeding of one person by population frequencies, from the sites at which the person carries ALT.

A person with inbreeding F is homozygous for ALT with p^2 + F p q and heterozygous with 2 p q (1 - F). Given one copy at
least, the first is (p + F q) / (2 - p - F q). F is found by maximum likelihood. `plink2 --het` compares all homozygotes
with what is expected of all sites: a VCF of one family holds only sites at which somebody carries ALT, so that its F
would be far below 0.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from genopipe.identity_settings import IdentitySettings

Reals = npt.NDArray[np.float64]
_LOWEST, _HIGHEST, _STEP = -0.2, 0.6, 0.002
_HALVINGS = 12
_COMMON = 0.05


@dataclass(frozen=True)
class Inbreeding:
    """Inbreeding of a person.

    Attributes:
        coefficient: F; None: no frequencies, or too few sites.
        error: Its standard error, as if sites were inherited one by one.
        sites: Sites used.
        stated: The coefficient by the pedigree.
    """

    coefficient: float | None
    error: float | None
    sites: int
    stated: float = 0.0


def inbreeding_of(
    copies: npt.NDArray[np.int8], frequency: Reals | None, settings: IdentitySettings, stated: float = 0.0
) -> Inbreeding:
    """Return the inbreeding of a person.

    Args:
        copies: Copies of ALT at each chosen site.
        frequency: Frequency of ALT at each, NaN where it is not known; None: none is given.
        settings: How many sites are enough.
        stated: The coefficient by the pedigree.
    """
    if frequency is None:
        return Inbreeding(None, None, 0, stated)
    use = (copies > 0) & (frequency >= _COMMON) & (frequency <= 1 - _COMMON)
    sites = int(use.sum())
    if sites < settings.minimum_ancestry_sites:
        return Inbreeding(None, None, sites, stated)
    alt, twice = frequency[use], copies[use] == 2
    low, high = _LOWEST, _HIGHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(alt, twice, middle) > 0 else (low, middle)
    best = (low + high) / 2
    bend = (_slope(alt, twice, best - _STEP) - _slope(alt, twice, best + _STEP)) / (2 * _STEP)
    return Inbreeding(best, 1 / sqrt(bend) if bend > 0 else None, sites, stated)


def _slope(alt: Reals, twice: npt.NDArray[np.bool_], inbreeding: float) -> float:
    """Return the slope of the log-likelihood at an inbreeding."""
    both = np.clip(alt + inbreeding * (1 - alt), 1e-3, 1 - 1e-3)
    slope = 1 / (2 - both) + np.where(twice, 1 / both, -1 / (1 - both))
    return float((slope * (1 - alt)).sum())
