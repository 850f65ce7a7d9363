"""The filtering allele frequency: how common an allele surely is, given how often it was seen among how many.

It is the highest frequency for which seeing as many alleles as were seen, or more, has a chance of 5 %: the lower bound
of the one-sided 95 % confidence interval of a Poisson count. An allele seen once has none.

Source:
    Whiffin et al. 2017, doi:10.1038/gim.2017.26; gnomAD release notes (FAF95; 0 for singletons).
"""

import math

import numpy as np

from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.kernels import kernel

CONFIDENCE = 0.95
"""Of the bound: FAF95."""

_SINGLETON = 1
_STEPS = 200
_TOLERANCE = 1e-14


@kernel
def _below(count: int, mean: float) -> float:
    """Return the chance that a Poisson count of this mean is below `count`: the upper regularised gamma function."""
    scale = math.exp(-mean + count * math.log(mean) - math.lgamma(count))
    if mean < count + 1:
        term = 1.0 / count
        total = term
        step = count
        while term > total * _TOLERANCE:
            step += 1
            term *= mean / step
            total += term
        return 1.0 - total * scale
    part = mean + 1 - count
    ratio, inverse = 1e300, 1.0 / part
    fraction = inverse
    for step in range(1, 100_000):
        weight = -step * (step - count)
        part += 2
        inverse = 1.0 / (part + weight * inverse)
        ratio = part + weight / ratio
        change = inverse * ratio
        fraction *= change
        if abs(change - 1) < _TOLERANCE:
            break
    return scale * fraction


@kernel
def _lower_mean(count: int) -> float:
    """Return the highest mean for which a count below this one has at least the chance of `CONFIDENCE`."""
    low, high = 0.0, float(count)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high) or high - low < _TOLERANCE * high:
            break
        if _below(count, middle) >= CONFIDENCE:
            low = middle
        else:
            high = middle
    return low


@kernel
def _lower_means(counts: Long, out: Real) -> None:
    for place in range(len(counts)):
        out[place] = _lower_mean(counts[place]) if counts[place] > _SINGLETON else 0.0


def filtering_frequency(counts: Long, numbers: Long) -> Real:
    """Return the filtering allele frequency of each allele (fraction); NaN where no allele was looked at.

    Args:
        counts: Alleles seen.
        numbers: Alleles looked at.
    """
    known, place = np.unique(np.asarray(counts, dtype=np.int64), return_inverse=True)
    means = np.empty(len(known), np.float64)
    _lower_means(known, means)
    looked = np.asarray(numbers, dtype=np.float64)
    return np.where(looked > 0, means[place] / np.where(looked > 0, looked, 1.0), np.nan)


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    filtering_frequency(np.array([3], np.int64), np.array([100], np.int64))
