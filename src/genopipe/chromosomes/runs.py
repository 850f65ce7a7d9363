"""Runs of homozygosity: bcftools roh finds them; here they are parted at gaps, joined and sifted.

Source: bcftools roh, doi:10.1093/bioinformatics/btw044; the inbreeding coefficient as the part of the genome in runs:
McQuillan 2008, doi:10.1016/j.ajhg.2008.08.007.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genopipe.chromosomes_settings import RunSettings
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Tiny
from genopipe.io.genotype_sites import NOT_CALLED
from genopipe.io.roh import RohRun


@dataclass(frozen=True)
class Run:
    """A run of homozygosity.

    Attributes:
        start: First site (1-based).
        end: Last site (1-based).
        homozygous: Homozygous sites.
        heterozygous: Heterozygous sites.
        quality: Mean quality that bcftools gives (Phred).
        terminal: It reaches the first or the last site of the chromosome, but for a gap that is allowed.
    """

    start: int
    end: int
    homozygous: int
    heterozygous: int
    quality: float
    terminal: bool

    @property
    def length(self) -> int:
        """Length (bases)."""
        return self.end - self.start + 1

    @property
    def sites(self) -> int:
        """Sites that were asked."""
        return self.homozygous + self.heterozygous


class _Sites:
    """Called sites of one person on one contig, to count in."""

    def __init__(self, position: Long, copies: Tiny) -> None:
        asked = copies != NOT_CALLED
        self.position = position[asked]
        self.heterozygous = np.append(0, np.cumsum(copies[asked] == 1))

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Return the first place at or behind `start`, and the place behind `end`."""
        first, behind = np.searchsorted(self.position, (start, end + 1))
        return int(first), int(behind)


def find_runs(found: Iterable[RohRun], position: Long, copies: Tiny, settings: RunSettings) -> list[Run]:
    """Return the runs of one person on one contig.

    Args:
        found: What bcftools found, in order.
        position: Positions of the contig's sites.
        copies: Copies of ALT of the person at each site, `NOT_CALLED` where none counts.
        settings: Lengths, gaps and counts.
    """
    sites = _Sites(position, copies)
    parts = [part for run in found for part in _without_gaps(run, sites, settings.maximum_gap)]
    runs = [_run(part, sites, settings) for part in _joined(parts, sites, settings)]
    return [run for run in runs if _counts(run, settings)]


def _without_gaps(run: RohRun, sites: _Sites, most: int) -> Iterator[RohRun]:
    """Part a run where no site stands for longer than is allowed."""
    first, behind = sites.places(run.start, run.end)
    inside = sites.position[first:behind]
    if not len(inside):
        return
    cuts = np.flatnonzero(np.diff(inside) > most) + 1
    for part in np.split(inside, cuts):
        yield RohRun(run.person, run.contig, int(part[0]), int(part[-1]), run.quality)


def _joined(parts: Sequence[RohRun], sites: _Sites, settings: RunSettings) -> list[RohRun]:
    """Join runs that are close, where few heterozygotes stand in both and between."""
    joined: list[RohRun] = []
    for part in parts:
        if joined and part.start - joined[-1].end <= min(settings.merge_gap, settings.maximum_gap):
            last = joined[-1]
            first, behind = sites.places(last.start, part.end)
            heterozygous = sites.heterozygous[behind] - sites.heterozygous[first]
            if heterozygous <= settings.maximum_heterozygous * (behind - first):
                weights = (last.end - last.start + 1, part.end - part.start + 1)
                quality = float(np.average((last.quality, part.quality), weights=weights))
                joined[-1] = last._replace(end=part.end, quality=quality)
                continue
        joined.append(part)
    return joined


def _run(part: RohRun, sites: _Sites, settings: RunSettings) -> Run:
    first, behind = sites.places(part.start, part.end)
    heterozygous = int(sites.heterozygous[behind] - sites.heterozygous[first])
    ends = (part.start - int(sites.position[0]), int(sites.position[-1]) - part.end)
    terminal = min(ends) <= settings.maximum_gap
    return Run(part.start, part.end, behind - first - heterozygous, heterozygous, round(part.quality, 1), terminal)


def _counts(run: Run, settings: RunSettings) -> bool:
    few = run.heterozygous <= settings.maximum_heterozygous * run.sites
    return run.length >= settings.minimum_length and run.sites >= settings.minimum_sites and few


def asked_length(position: Long, copies: Tiny, maximum_gap: int) -> int:
    """Return the bases of a contig that are asked: between its first and last called site, long gaps left out."""
    steps = np.diff(position[copies != NOT_CALLED])
    return int(steps[steps <= maximum_gap].sum())


def hints_at_disomy(run: Run, settings: RunSettings) -> bool:
    """Say whether a run is so long that, alone on its chromosome, it hints at isodisomy."""
    return run.length >= (settings.terminal_disomy if run.terminal else settings.interior_disomy)
