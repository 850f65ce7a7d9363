"""The population of a reference panel to which a person's genotypes are nearest, by maximum likelihood.

Only sites at which the person carries ALT are used, and the likelihood is that of one copy against two given that
there is at least one: a VCF has no site at which nobody carries ALT, so that the absence of an ALT says nothing here.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genopipe.identity_settings import IdentitySettings

Reals = npt.NDArray[np.float64]
_RAREST = 0.002


@dataclass(frozen=True)
class Ancestry:
    """Populations by likelihood.

    Attributes:
        population: The nearest; None: too few sites.
        next: The second nearest.
        ahead: By how much the log-likelihood of the nearest is higher (natural logarithm).
        sites: Sites used.
    """

    population: str | None
    next: str | None
    ahead: float | None
    sites: int


def ancestry_of(
    copies: npt.NDArray[np.int8], names: tuple[str, ...], frequencies: Reals, settings: IdentitySettings
) -> Ancestry:
    """Return the nearest population of a person.

    Args:
        copies: Copies of ALT at each site.
        names: Populations.
        frequencies: [site, population]: frequency of ALT; NaN: not known.
        settings: How many sites are enough.
    """
    use = (copies > 0) & np.isfinite(frequencies).all(axis=1)
    sites = int(use.sum())
    if sites < settings.minimum_ancestry_sites or len(names) < 2:
        return Ancestry(None, None, None, sites)
    alt = np.clip(frequencies[use], _RAREST, 1 - _RAREST)
    twice = alt / (2 - alt)  # two copies, given at least one, under Hardy-Weinberg: p^2 / (1 - (1 - p)^2)
    likelihood = np.log(np.where(copies[use, None] == 2, twice, 1 - twice)).sum(axis=0)
    best, second = np.argsort(-likelihood, kind="stable")[:2]
    return Ancestry(names[best], names[second], float(likelihood[best] - likelihood[second]), sites)
