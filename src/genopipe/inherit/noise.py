"""How many ALT reads are more than noise, and how many are fewer than a heterozygote shows: binomial tails."""

from functools import lru_cache
from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from genopipe.inherit.answers import Flags

Whole: TypeAlias = npt.NDArray[np.int32]

_DEEPEST = 1_000
"""Reads up to which the tails are worked out; deeper counts are scaled down to it."""


class ReadLimits(NamedTuple):
    """Limits by depth: index is the depth (reads).

    Attributes:
        noise: Fewest ALT reads that are more than noise.
        heterozygote: Fewest ALT reads that a heterozygote may show.
    """

    noise: npt.NDArray[np.int64]
    heterozygote: npt.NDArray[np.int64]


@lru_cache(maxsize=64)
def read_limits(error_rate: float, probability: float, share: float = 0.5) -> ReadLimits:
    """Return the limits for every depth.

    Args:
        error_rate: Part of the reads that show an ALT by error (fraction).
        probability: What is rarer than this by chance is no chance (fraction).
        share: Part of the reads that a heterozygote shows (fraction); errors show at the least.
    """
    noise, heterozygote = [], []
    for depth in range(_DEEPEST + 1):
        noise.append(_fewest_above(depth, error_rate, probability))
        heterozygote.append(_fewest_not_below(depth, max(share, error_rate), probability))
    return ReadLimits(np.array(noise), np.array(heterozygote))


@lru_cache(maxsize=1)
def _log_factorials() -> npt.NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, _DEEPEST + 1)))])


def _chances(depth: int, rate: float) -> npt.NDArray[np.float64]:
    """Return the binomial chance of 0, 1, ... `depth` reads."""
    logs, reads = _log_factorials(), np.arange(depth + 1)
    ways = logs[depth] - logs[reads] - logs[depth - reads]
    chances: npt.NDArray[np.float64] = np.exp(ways + reads * np.log(rate) + (depth - reads) * np.log1p(-rate))
    return chances


def _fewest_above(depth: int, rate: float, probability: float) -> int:
    """Return the fewest reads that errors reach with less than this probability."""
    tails = np.cumsum(_chances(depth, rate)[::-1])[::-1]
    rare = np.flatnonzero(tails < probability)
    return int(rare[0]) if len(rare) else depth + 1


def _fewest_not_below(depth: int, share: float, probability: float) -> int:
    """Return the fewest reads that a heterozygote may show: fewer come with less than this probability."""
    tails = np.cumsum(_chances(depth, share))
    return int(np.count_nonzero(tails < probability))


def judge_reads(alt: Whole, depth: Whole, limits: ReadLimits, floor: int) -> tuple[Flags, Flags]:
    """Say whether ALT reads are more than noise, and whether they are fewer than a heterozygote shows.

    Args:
        alt: ALT reads, 0 or more.
        depth: Reads, 0 or more.
        limits: The limits by depth.
        floor: So many ALT reads are never more than noise.
    """
    most = np.maximum(depth, alt)
    scale = np.maximum(most / _DEEPEST, 1.0)
    scaled, at = alt / scale, np.minimum(most, _DEEPEST)
    above = (scaled >= limits.noise[at]) & (alt > floor)
    return above, scaled < limits.heterozygote[at]
