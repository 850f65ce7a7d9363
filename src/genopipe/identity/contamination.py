"""Contamination of a sample by another person's DNA, from reads of the other allele at homozygous sites.

At a site at which a person is homozygous, a part c of foreign reads shows the other allele with the frequency d that
it has in the population: expected are (1 - c) e + c d reads of it, where e is the error, and c = (share - e) / (d - e).
This is CHARR (doi:10.1016/j.ajhg.2023.10.011), which uses sites homozygous for ALT; where frequencies are known,
sites homozygous for REF are used in the same way. The share is taken in blocks of neighbouring sites, of which the
middle half counts: a stretch with a mosaic change or a misplaced duplication moves a few blocks, contamination all.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from genopipe.identity.evidence import Sites
from genopipe.identity_settings import IdentitySettings

Reals = npt.NDArray[np.float64]
_BLOCKS = 40
_LEAST_IN_BLOCK = 10
_DEEPEST = 250
_COMMON = 0.05
_SMALLEST_SOURCE = 100
_LEFT = 0.25  # of the excess that is left where a source has no REF: a stranger leaves half, for the site is common


@dataclass(frozen=True)
class Contamination:
    """Contamination of one person.

    Attributes:
        fraction: Part of the reads that are another person's; None: too few sites.
        error: Its standard error.
        sites: Homozygous sites used.
        by_frequency: Frequencies of the population were used; else one assumed frequency.
        source: Person of the file whose genotypes explain the foreign reads; None: none does.
        skewed: Part of the heterozygotes whose ALT part lies outside 0.3 to 0.7; None: too few.
    """

    fraction: float | None
    error: float | None
    sites: int
    by_frequency: bool
    source: str | None = None
    skewed: float | None = None


def contamination_of(sites: Sites, person: int, frequency: Reals | None, settings: IdentitySettings) -> Contamination:
    """Return the contamination of a person.

    Args:
        sites: Chosen sites.
        person: Place of the person.
        frequency: Frequency of ALT at each site, NaN where it is not known; None: none is given. With too few common
            sites it is not used.
        settings: Thresholds and assumptions.
    """
    rows, foreign, reads = homozygous(sites, person, with_ref=frequency is not None)
    expected = np.full(len(rows), settings.assumed_reference_frequency)
    if frequency is not None:
        alt = frequency[rows]
        expected = np.where(sites.copies[rows, person] == 2, 1 - alt, alt)
        use = (alt >= _COMMON) & (alt <= 1 - _COMMON)
        foreign, reads, expected = foreign[use], reads[use], expected[use]
    skewed = _skewed(sites, person)
    by_frequency = frequency is not None
    if len(reads) < settings.minimum_homozygous_sites:
        if by_frequency:  # too few are common: by the assumed frequency, with what it can tell
            return contamination_of(sites, person, None, settings)
        return Contamination(None, None, len(reads), by_frequency, skewed=skewed)
    fraction, error = _in_blocks(foreign, reads, expected, settings.assumed_error)
    return Contamination(max(fraction, 0.0), error, len(reads), by_frequency, skewed=skewed)


def homozygous(sites: Sites, person: int, *, with_ref: bool) -> tuple[npt.NDArray[np.intp], Reals, Reals]:
    """Return the homozygous sites of a person with their reads of the other allele, and all reads.

    Args:
        sites: Chosen sites.
        person: Place of the person.
        with_ref: Sites homozygous for REF as well.
    """
    copies, ref, alt = sites.copies[:, person], sites.ref_reads[:, person], sites.alt_reads[:, person]
    wanted = (copies == 2) | ((copies == 0) & with_ref)
    total = ref.astype(np.int64) + alt
    rows = np.flatnonzero(wanted & (ref >= 0) & (alt >= 0) & (total > 0) & (total <= _DEEPEST))
    foreign = np.where(copies[rows] == 2, ref[rows], alt[rows]).astype(np.float64)
    return rows, foreign, total[rows].astype(np.float64)


def _in_blocks(foreign: Reals, reads: Reals, expected: Reals, error: float) -> tuple[float, float]:
    """Return the contamination and its standard error, from the middle half of blocks of neighbouring sites."""
    blocks = min(_BLOCKS, len(reads) // _LEAST_IN_BLOCK)
    edges = np.linspace(0, len(reads), blocks + 1).astype(int)[:-1]
    excess = np.add.reduceat(foreign - error * reads, edges)
    room = np.add.reduceat((expected - error) * reads, edges)
    values = np.sort(excess / np.maximum(room, 1e-9))
    quarter = blocks // 4
    inside = values[quarter : blocks - quarter]
    # The standard error of a trimmed mean, by the winsorised spread (Tukey and McLaughlin 1963); not below that of the
    # count of foreign reads.
    winsorised = np.clip(values, inside[0], inside[-1])
    part = len(inside) / blocks
    counted = sqrt(max(float(foreign.sum()), 1.0)) / max(float(room.sum()), 1e-9)
    return float(inside.mean()), max(float(winsorised.std(ddof=1) / (part * sqrt(blocks))), counted)


def _skewed(sites: Sites, person: int) -> float | None:
    ref, alt = sites.ref_reads[:, person].astype(np.int64), sites.alt_reads[:, person].astype(np.int64)
    rows = (sites.copies[:, person] == 1) & (ref >= 0) & (alt >= 0) & (ref + alt >= 20)
    if rows.sum() < _SMALLEST_SOURCE:
        return None
    part = alt[rows] / (ref[rows] + alt[rows])
    return float(((part < 0.3) | (part > 0.7)).mean())


def find_source(
    sites: Sites, person: int, others: list[int], settings: IdentitySettings
) -> tuple[int, float, float] | None:
    """Return the person of the file whose genotypes explain the foreign reads of another, with contamination and error.

    Where the source has no REF there are errors only; where it has one copy, half of what there is where it has two.

    Args:
        sites: Chosen sites.
        person: Place of the contaminated person.
        others: Places of those who may be the source.
        settings: Assumed error.
    """
    rows, foreign, reads = homozygous(sites, person, with_ref=False)
    best: tuple[float, int, float, float] | None = None
    for other in others:
        copies = sites.copies[rows, other]
        has = 2 - copies
        known = copies >= 0
        none, some = known & (has == 0), known & (has > 0)
        if min(none.sum(), some.sum()) < _SMALLEST_SOURCE:
            continue
        background = foreign[none].sum() / reads[none].sum() - settings.assumed_error
        fraction, error = _in_blocks(foreign[some], reads[some], has[some] / 2.0, settings.assumed_error)
        if fraction <= settings.contamination_flag / 2 or fraction < 4 * error:
            continue
        left = background / (fraction / 2)
        if left < _LEFT and (best is None or left < best[0]):
            best = (left, other, fraction, error)
    return None if best is None else best[1:]
