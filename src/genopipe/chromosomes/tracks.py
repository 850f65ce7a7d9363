"""Reads of heterozygotes and depth along a contig, in bins, for the drawing."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.chromosomes.depth import PersonDepth
from genopipe.chromosomes.imbalance_model import Heterozygotes
from genopipe.io.allele_batch import MISSING
from genopipe.io.genotype_sites import ContigSites

_FEWEST = 3
"""Sites of a bin below which nothing is drawn."""


class Bin(NamedTuple):
    """What is drawn of a stretch.

    Attributes:
        middle: Its middle (1-based position).
        upper: Mean ALT part of the reads of heterozygotes with more ALT than REF; None: too few.
        lower: The same of those with less; None: too few.
        depth: Relative depth; None: not known.
    """

    middle: int
    upper: float | None
    lower: float | None
    depth: float | None


class Track(NamedTuple):
    """What is drawn of a contig: the last position, and its bins."""

    end: int
    bins: tuple[Bin, ...]


def make_track(
    sites: ContigSites, column: int, kept: Heterozygotes, depth: PersonDepth | None, width: int, *, drawn: bool
) -> Track:
    """Return the bins of a contig.

    Args:
        sites: Sites of the contig.
        column: The person's column.
        kept: The person's heterozygotes.
        depth: The person's usual depth; None: not known.
        width: Bases of a bin.
        drawn: Whether the reads of heterozygotes are drawn.
    """
    end = int(sites.position[-1]) if len(sites.position) else 0
    count = end // width + 1
    upper = _means(kept.position, kept.alt, kept.alt > 0.5, width, count)
    lower = _means(kept.position, kept.alt, kept.alt <= 0.5, width, count)
    depths = sites.depth[:, column].astype(np.float64)
    if depth is None:
        relative: list[float | None] = [None] * count
    else:
        part = np.minimum(depths, depth.most) / depth.mean
        relative = _means(sites.position, part, depths != MISSING, width, count)
    bins = []
    for number in range(count):
        reads = (upper[number], lower[number]) if drawn else (None, None)
        bins.append(Bin(number * width + width // 2, *reads, relative[number]))
    return Track(end, tuple(bins))


def _means(
    position: npt.NDArray[np.int64],
    values: npt.NDArray[np.float64],
    kept: npt.NDArray[np.bool_],
    width: int,
    count: int,
) -> list[float | None]:
    places = position[kept] // width
    sums, numbers = np.bincount(places, values[kept], count), np.bincount(places, minlength=count)
    return [float(total / n) if n >= _FEWEST else None for total, n in zip(sums, numbers, strict=True)]
