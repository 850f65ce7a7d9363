"""Genotypes where some cells of a person have another number of copies, or two copies of one parent.

There the reads of a heterozygote are shared unevenly: out of balance is no fault, and what looks homozygous, or without
the allele, may be a heterozygote who lost a copy in most cells.
"""

from collections.abc import Mapping
from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.config import InheritSettings
from genopipe.inherit.answers import Flags
from genopipe.inherit.calls import Calls
from genopipe.inherit.calls import Real
from genopipe.inherit.calls import Whole
from genopipe.inherit.noise import judge_reads
from genopipe.inherit.noise import read_limits

Numbers: TypeAlias = npt.NDArray[np.int64]


class Share(NamedTuple):
    """Where a person is a mosaic.

    Attributes:
        rows: Places of the alleles inside.
        lesser: Part of a heterozygote's reads that the copy in want has (fraction); NaN: not known. [rows]
    """

    rows: Numbers
    lesser: Real


Mosaics: TypeAlias = Mapping[int, Share]
"""Place of a person to where the person is a mosaic."""


def lesser_share(copies: str | None, fraction: float | None) -> float:
    """Return the part of a heterozygote's reads that the copy in want has; NaN: not known.

    Args:
        copies: gain, loss or neutral; None: the depth does not tell.
        fraction: Cells that show it (fraction); None: not known.
    """
    if fraction is None:
        return float("nan")
    shares = {"gain": 1 / (2 + fraction), "loss": (1 - fraction) / (2 - fraction), "neutral": (1 - fraction) / 2}
    return shares.get(copies or "", float("nan"))


def share_of(segments: pl.DataFrame, positions: Numbers) -> Share | None:
    """Return where one person is a mosaic on one contig; None: nowhere.

    Args:
        segments: The imbalances of the person on the contig.
        positions: Positions of the alleles (1-based).
    """
    inside, lesser = np.zeros(len(positions), bool), np.full(len(positions), 0.5)
    for start, end, copies, fraction in segments.select("start", "end", "copies", "fraction").iter_rows():
        here = (positions >= start) & (positions <= end)
        inside |= here
        lesser[here] = lesser_share(copies, fraction)
    rows = np.flatnonzero(inside)
    return Share(rows, lesser[rows]) if len(rows) else None


def explains_balance(calls: Calls, column: int, share: Share, settings: InheritSettings) -> Flags:
    """Say where a heterozygote's reads are as uneven as the imbalance makes them.

    The limits of the balance come nearer to 0 and 1 as the expected parts do. The fewer reads must be more than errors
    make. Where the strength of the imbalance is not known, that alone is asked.

    Args:
        calls: The genotypes.
        column: The person.
        share: Where the person is a mosaic.
        settings: What makes a genotype good enough.
    """
    fraction = calls.alt_fraction[share.rows, column]
    low = 2 * settings.minimum_balance * np.nan_to_num(share.lesser)
    outside = (fraction < low) | (fraction > 1 - low)
    alt, depth = calls.alt_reads[share.rows, column], calls.depth[share.rows, column]
    written = (alt >= 0) & (depth >= 0)
    fewer = np.where(written, np.minimum(alt, np.maximum(depth - alt, 0)), 0)
    limits = read_limits(settings.read_error_rate, settings.noise_probability)
    more, _ = judge_reads(fewer, np.where(written, depth, 0), limits, 0)
    allowed: Flags = ~outside & (more | ~written)
    return allowed


def may_be_heterozygous(absent: Whole, depth: Whole, share: Share, settings: InheritSettings) -> Flags:
    """Say where a heterozygote may show so few reads of one of the two copies.

    Without reads the call stands where a heterozygote would still have been called one.

    Args:
        absent: Reads of the copy that was not called; negative: not written. [rows of the share]
        depth: All reads; negative: not written.
        share: Where the person is a mosaic.
        settings: The probability that is no chance.
    """
    lesser = np.nan_to_num(share.lesser)
    told = (absent >= 0) & (depth >= 0)
    may: Flags = ~told & (lesser < settings.minimum_balance)
    for part in np.unique(lesser[told]):
        own = np.flatnonzero(told & (lesser == part))
        limits = read_limits(settings.read_error_rate, settings.noise_probability, float(part))
        _, fewer = judge_reads(absent[own], depth[own], limits, 0)
        may[own] = ~fewer
    return may
