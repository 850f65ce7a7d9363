"""Sex chromosomes of a person, from depth on X and Y beside the autosomes, and from what is heterozygous on X."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from genopipe.genome import Karyotype
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.identity.evidence import Counts
from genopipe.identity.evidence import Evidence
from genopipe.identity_settings import IdentitySettings

_MINIMUM_AUTOSOMAL = 100
_NORMAL_QUARTILES = 1.349  # distance of the quartiles of a normal distribution in standard deviations
_MOSTLY, _SELDOM = 0.8, 0.2


@dataclass(frozen=True)
class Depth:
    """Depth of one kind of chromosome as a part of the autosomes' depth.

    Attributes:
        ratio: The part.
        error: Its standard error.
        sites: Sites that it is of; 0: it was measured over the whole chromosome.
    """

    ratio: float
    error: float
    sites: int


@dataclass(frozen=True)
class SexEvidence:
    """What the data say of a person's sex chromosomes.

    Attributes:
        x: Depth of X; None: not assessable.
        y: Depth of Y; None: not assessable.
        x_carried: Sites on X at which the reads show ALT.
        x_heterozygous: Part of them at which the reads show REF as well; None: too few.
        measured: Depths are from whole chromosomes, not from the sites of the VCF.
    """

    x: Depth | None
    y: Depth | None
    x_carried: int
    x_heterozygous: float | None
    measured: bool = False


@dataclass(frozen=True)
class SexCall:
    """Sex chromosomes of a person.

    Attributes:
        x: Copies of X; None: not assessable, or unclear.
        y: Copies of Y; None: not assessable, or unclear.
        karyotype: Both together; None: not assessable, unclear, or without a name here.
        unclear: What is unclear, in words; empty: nothing.
    """

    x: int | None
    y: int | None
    karyotype: Karyotype | None
    unclear: str = ""


def middle(histogram: Counts) -> tuple[float, float, int]:
    """Return the mean of the middle half of depths, its standard error, and their number.

    Args:
        histogram: Number of sites by depth.
    """
    total = int(histogram.sum())
    if not total:
        return 0.0, 0.0, 0
    ends = np.cumsum(histogram)
    inside = np.clip(ends, total / 4, total * 3 / 4)
    weights = np.diff(np.r_[total / 4, inside])
    mean = float((weights * np.arange(len(histogram))).sum() / weights.sum())
    low, high = (int(np.searchsorted(ends, part * total)) for part in (0.25, 0.75))
    spread = max((high - low) / _NORMAL_QUARTILES, sqrt(max(mean, 0.25)))
    return mean, 1.1 * spread / sqrt(total), total


def sex_evidence(evidence: Evidence, person: int, settings: IdentitySettings) -> SexEvidence:
    """Return what a VCF says of the sex chromosomes of a person.

    Args:
        evidence: What was read of the VCF.
        person: The person's place in it.
        settings: How many sites are enough.
    """
    base, _, sites = middle(evidence.depths[Role.AUTOSOME][person])
    carried = int(evidence.x_carried[person])
    part = float(evidence.x_heterozygous[person]) / carried if carried >= settings.minimum_x_sites // 2 else None
    if sites < _MINIMUM_AUTOSOMAL or base <= 0:
        return SexEvidence(None, None, carried, part)
    x = _ratio(evidence.depths[Role.X][person], base, settings.minimum_x_sites)
    least = max(settings.minimum_y_sites, int(settings.minimum_y_share * (x.sites if x else 0)))
    y = _ratio(evidence.depths[Role.Y][person], base, least)
    return SexEvidence(x, y or _nothing_called(evidence, person, least), carried, part)


def _ratio(histogram: Counts, base: float, least: int) -> Depth | None:
    mean, error, sites = middle(histogram)
    return Depth(mean / base, error / base, sites) if sites >= least else None


def _nothing_called(evidence: Evidence, person: int, least: int) -> Depth | None:
    """Return no depth on Y where callers wrote nothing for a person at nearly all sites, as they do without reads.

    It means nothing in a file in which much is undetermined on autosomes, too: such a one was merged, not called.
    """
    without = int(evidence.undetermined[Role.Y][person])
    with_depth = int(evidence.depths[Role.Y][person].sum())
    autosomal = int(evidence.undetermined[Role.AUTOSOME][person])
    known = int(evidence.depths[Role.AUTOSOME][person].sum())
    if without + with_depth < least or without < _MOSTLY * (without + with_depth):
        return None
    return Depth(0.0, 0.0, without) if autosomal < _SELDOM * (autosomal + known) else None


def measured_evidence(of_sites: SexEvidence, means: Mapping[Role, float], known: float) -> SexEvidence:
    """Return evidence with depths that were measured over whole chromosomes.

    Args:
        of_sites: What the VCF says.
        means: Mean depth by kind of chromosome.
        known: Part of Y that the reference knows.
    """
    base = means.get(Role.AUTOSOME, 0.0)
    x, y = means.get(Role.X), means.get(Role.Y)
    if base <= 0:
        return of_sites
    return SexEvidence(
        x=None if x is None else Depth(x / base, 0.0, 0),
        y=None if y is None else Depth(y / base / known, 0.0, 0),
        x_carried=of_sites.x_carried,
        x_heterozygous=of_sites.x_heterozygous,
        measured=True,
    )


def call_sex(evidence: SexEvidence, settings: IdentitySettings) -> SexCall:
    """Return the sex chromosomes.

    Args:
        evidence: What the data say.
        settings: Thresholds.
    """
    unclear = []
    x = None if evidence.x is None else _x_copies(evidence.x, settings)
    y = None if evidence.y is None else _y_copies(evidence.y.ratio, settings)
    if evidence.x is not None and x is None:
        unclear.append(f"depth of X is {evidence.x.ratio:.2f} of the autosomes', between whole copies")
    if evidence.y is not None and y is None:
        unclear.append(f"depth of Y is {evidence.y.ratio:.2f} of the autosomes', between whole copies")
    het = evidence.x_heterozygous
    if x == 1 and het is not None and het >= settings.x_heterozygous:
        unclear.append(f"one copy of X by depth, but {het:.0%} of its alleles are heterozygous")
        x = None
    karyotype = None
    if x is not None and y is not None:
        named = {(one.x_copies, one.y_copies): one for one in Karyotype}
        karyotype = named.get((x, y))
        if karyotype is None:
            unclear.append(f"{x} copies of X with {y} of Y")
    return SexCall(x, y, karyotype, "; ".join(unclear))


def _x_copies(depth: Depth, settings: IdentitySettings) -> int | None:
    near = [copies for copies in (1, 2, 3) if abs(depth.ratio - copies / 2) <= settings.x_tolerance]
    return near[0] if near else None


def _y_copies(ratio: float, settings: IdentitySettings) -> int | None:
    if ratio < settings.y_absent:
        return 0
    if ratio < settings.y_present:
        return None
    return 1 if ratio < settings.y_second else 2


def sex_fits(stated: Sex, call: SexCall, x_heterozygous: float | None, settings: IdentitySettings) -> bool | None:
    """Say whether the data fit the stated sex: by Y where it is assessable, else by X.

    Args:
        stated: Sex as stated.
        call: Sex chromosomes found.
        x_heterozygous: Heterozygous part of the alleles on X; used only where no depth tells.
        settings: Thresholds.

    Returns:
        None: nothing is stated, or nothing is assessable.
    """
    if stated is Sex.UNKNOWN:
        return None
    if call.y is not None:
        return (call.y > 0) == (stated is Sex.MALE)
    if call.x is not None:
        return (call.x == 1) == (stated is Sex.MALE)
    if x_heterozygous is None or call.unclear:
        return None
    if x_heterozygous >= 2 * settings.x_heterozygous:
        return stated is Sex.FEMALE
    return None
