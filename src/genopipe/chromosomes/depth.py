"""Depth of a stretch relative to the person's own autosomes: one copy, two, or between."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import MISSING
from genopipe.io.genotype_sites import ContigSites

_CLIP = 2.5
"""Depth is cut at this many times the median: a few piled-up sites shall not lift a mean."""
_FEWEST = 10
"""Sites of a mean, at the least."""
_ROBUST = 1.4826  # standard deviations in a median absolute deviation of a normal distribution
_MOST = 4096


@dataclass(frozen=True)
class PersonDepth:
    """What is usual for a person.

    Attributes:
        mean: Mean depth of the autosomes, outliers cut (reads).
        most: Depth at which outliers are cut (reads).
        spread: Standard deviation of the autosomes' relative depths, told robustly; None: there are too few autosomes.
    """

    mean: float
    most: float
    spread: float | None

    def relative(self, depths: npt.NDArray[np.int16]) -> float | None:
        """Return the mean of a stretch as a part of the usual one.

        Args:
            depths: Depths at its sites; `MISSING` ones are left out.

        Returns:
            About 1 for two copies; None where too few depths are written.
        """
        known = depths[depths != MISSING]
        return float(np.minimum(known, self.most).mean() / self.mean) if len(known) >= _FEWEST else None


@dataclass
class DepthCounts:
    """Counts of depths of each autosome: [person, depth]."""

    autosomes: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def add(self, sites: ContigSites) -> None:
        """Count the depths of an autosome."""
        columns = np.minimum(sites.depth, _MOST - 1).T
        counts = [np.bincount(depths[depths != MISSING], minlength=_MOST) for depths in columns]
        self.autosomes.append(np.array(counts, np.int64).reshape(len(columns), _MOST))

    def of(self, column: int) -> PersonDepth | None:
        """Return what is usual for a person; None where no depth is written."""
        each = [counts[column] for counts in self.autosomes if counts[column].sum() >= _FEWEST]
        if not each:
            return None
        median = _median(np.sum(each, axis=0))
        if median < 1:
            return None
        most = _CLIP * median
        means = [_mean(counts, most) for counts in each]
        usual = float(np.median(means)) if len(means) > 2 else _mean(np.sum(each, axis=0), most)
        return PersonDepth(usual, most, _spread(means, usual))


def _median(counts: npt.NDArray[np.int64]) -> int:
    return int(np.searchsorted(np.cumsum(counts), (counts.sum() + 1) // 2))


def _mean(counts: npt.NDArray[np.int64], most: float) -> float:
    return float((np.minimum(np.arange(_MOST), most) * counts).sum() / counts.sum())


def _spread(means: Sequence[float], usual: float) -> float | None:
    """Return the robust standard deviation of relative depths; fewer than five tell nothing of it."""
    if len(means) < 5:
        return None
    return float(_ROBUST * np.median(np.abs(np.array(means) / usual - 1)))
