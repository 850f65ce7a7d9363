"""Mosaic aneuploidy: stretches in which the two alleles of heterozygotes do not share the reads evenly."""

from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple

import numpy as np

from genopipe.chromosomes import imbalance_model as model
from genopipe.chromosomes.depth import PersonDepth
from genopipe.chromosomes.disomy_model import opposite
from genopipe.chromosomes.imbalance_model import Copies
from genopipe.chromosomes.imbalance_model import Heterozygotes
from genopipe.chromosomes.imbalance_model import Usual
from genopipe.chromosomes.viterbi import Real
from genopipe.chromosomes.viterbi import find_path
from genopipe.chromosomes.viterbi import stretches
from genopipe.chromosomes_settings import ImbalanceSettings
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Tiny
from genopipe.io.genotype_sites import ContigSites

_PHRED = 10 / np.log(10)
_ROBUST = 1.4826
_FEWEST_BLOCKS = 10
_WIDEST = 3.0  # a single site counts as no further away than this many standard deviations


@dataclass(frozen=True)
class Imbalance:
    """A stretch out of balance.

    Attributes:
        start: First heterozygote (1-based).
        end: Last heterozygote (1-based).
        parent: `mother` or `father`: whose copy is in excess; None: not known.
        copies: What is changed; None: the depth does not tell.
        fraction: Cells that show it; None: not known.
        shift: Distance of the reads of the copy in excess from one half.
        depth: Relative depth; None: not known.
        sites: Heterozygotes.
        supporting: Heterozygotes that lean its way.
        against: Heterozygotes that lean the other way.
        deviations: Distance from the rest of the genome (standard deviations).
        quality: Likelihood ratio against balance (Phred).
    """

    start: int
    end: int
    parent: str | None
    copies: Copies | None
    fraction: float | None
    shift: float
    depth: float | None
    sites: int
    supporting: int
    against: int
    deviations: float
    quality: float


class Spread(NamedTuple):
    """Blocks of heterozygotes of a whole genome: their median, and their standard deviation within a contig.

    The deviation is told by the steps from block to block, so that a contig out of balance does not widen it.
    """

    median: float
    deviation: float


@dataclass
class PersonBlocks:
    """Means of blocks of heterozygotes, gathered over the genome: of those with a known side, and of all."""

    signed: list[Real] = field(default_factory=list)
    squared: list[Real] = field(default_factory=list)

    def add(self, sites: Heterozygotes, usual: Usual, block: int) -> None:
        """Add the heterozygotes of a contig."""
        self.signed.append(_blocks(_signed(sites, usual), block))
        self.squared.append(_blocks(_squared(sites, usual), block))

    def spreads(self) -> tuple[Spread | None, Spread | None]:
        """Return the spread of signed blocks and of squared ones; None: there are too few."""
        return _spread(self.signed), _spread(self.squared)


def _scaled(sites: Heterozygotes, usual: Usual) -> Real:
    return np.asarray(np.clip((sites.alt - usual.centre) * 2 * np.sqrt(sites.reads) / usual.width, -_WIDEST, _WIDEST))


def _signed(sites: Heterozygotes, usual: Usual) -> Real:
    return np.asarray((_scaled(sites, usual) * sites.side)[sites.side != 0])


def _squared(sites: Heterozygotes, usual: Usual) -> Real:
    return np.asarray(_scaled(sites, usual) ** 2)


def _blocks(values: Real, size: int) -> Real:
    count = len(values) // size
    return np.asarray(values[: count * size].reshape(count, size).mean(axis=1))


def _spread(parts: list[Real]) -> Spread | None:
    blocks = np.concatenate(parts) if parts else np.empty(0)
    steps = np.concatenate([np.diff(part) for part in parts]) if parts else np.empty(0)
    if len(steps) < _FEWEST_BLOCKS:
        return None
    return Spread(float(np.median(blocks)), float(_ROBUST * np.median(np.abs(steps)) / np.sqrt(2)))


def heterozygotes(
    sites: ContigSites, column: int, father: Tiny | None, mother: Tiny | None, depths: tuple[float, float]
) -> Heterozygotes:
    """Return the heterozygotes of a person, and sites that must be one by the parents.

    Args:
        sites: Sites of the contig.
        column: The person's column.
        father: Copies of ALT of the father; None: not known.
        mother: Copies of ALT of the mother; None: not known.
        depths: Reads of both alleles, at the least and at the most: where far more pile up, repeats are read as one.
    """
    ref, alt = (part[:, column].astype(np.int64) for part in (sites.ref_reads, sites.alt_reads))
    asked = sites.genotype[:, column] == 1
    if father is not None and mother is not None:
        asked = asked | opposite(father, mother)
    kept = asked & (ref >= 0) & (alt >= 0) & (ref + alt >= depths[0]) & (ref + alt <= depths[1])
    reads = (ref + alt)[kept]
    return Heterozygotes(sites.position[kept], alt[kept] / reads, reads, _sides(father, mother, kept))


def _sides(father: Tiny | None, mother: Tiny | None, kept: Flags) -> Tiny:
    """Return whose the ALT is of a heterozygote: a homozygous parent gave the allele that they have."""
    side = np.zeros(int(kept.sum()), np.int8)
    for parent, sign in ((father, 1), (mother, -1)):
        if parent is not None:
            side += np.where(parent[kept] == 0, sign, np.where(parent[kept] == 2, -sign, 0)).astype(np.int8)
    return np.sign(side).astype(np.int8)


def find_imbalances(
    sites: Heterozygotes,
    usual: Usual,
    spreads: tuple[Spread | None, Spread | None],
    depth: tuple[PersonDepth | None, ContigSites, int],
    settings: ImbalanceSettings,
) -> list[Imbalance]:
    """Return the stretches of a contig that are out of balance.

    Args:
        sites: Heterozygotes of the person on the contig.
        usual: What is usual for the person.
        spreads: Spread of the person's blocks: signed, and squared.
        depth: The person's usual depth, the sites of the contig, and the person's column.
        settings: Thresholds.
    """
    known = bool((sites.side != 0).mean() >= 0.1) if len(sites.side) else False
    minimum = settings.minimum_shift if known else settings.minimum_shift_alone
    shifts = model.shifts_of(minimum * 0.9, signed=known)
    emission = model.chances(sites, usual, shifts)
    states = find_path(emission, sites.position, model.shift_model(shifts))
    ratio = emission[np.arange(len(states)), states] - emission[:, 0]
    signs = np.sign(shifts)[states]
    found = []
    for first, behind in stretches(signs):
        place = slice(first, behind)
        part = sites.at(place)
        if signs[first] == 0 or not _is_long(part, settings):
            continue
        sign = int(signs[first])
        shift = model.best_shift(part, usual, sign=sign)
        deviations = _deviations(part, usual, spreads, sign, settings.block, known=known)
        if shift < minimum or deviations is None or deviations < settings.minimum_deviations:
            continue
        if not model.is_even(part, usual, sign * shift):
            continue
        parent = ("father", "mother")[sign > 0] if known else None
        quality = float(ratio[place].sum() * _PHRED)
        found.append(_imbalance(part, usual, (parent, sign), shift, (deviations, quality), depth, settings))
    return found


def _is_long(part: Heterozygotes, settings: ImbalanceSettings) -> bool:
    length = part.position[-1] - part.position[0] + 1
    return bool(length >= settings.minimum_length and len(part.position) >= settings.minimum_sites)


def _deviations(
    part: Heterozygotes,
    usual: Usual,
    spreads: tuple[Spread | None, Spread | None],
    sign: int,
    block: int,
    *,
    known: bool,
) -> float | None:
    """Return how far a stretch lies from the rest of the genome; None: the genome has too few blocks to tell."""
    values = _signed(part, usual) * sign if known else _squared(part, usual)
    spread = spreads[0] if known else spreads[1]
    blocks = len(values) / block
    if spread is None or blocks < 1 or spread.deviation <= 0:
        return None
    middle = spread.median * sign if known else spread.median
    return float((values.mean() - middle) / (spread.deviation / np.sqrt(blocks)))


def _imbalance(
    part: Heterozygotes,
    usual: Usual,
    whose: tuple[str | None, int],
    shift: float,
    evidence: tuple[float, float],
    depth: tuple[PersonDepth | None, ContigSites, int],
    settings: ImbalanceSettings,
) -> Imbalance:
    start, end = int(part.position[0]), int(part.position[-1])
    relative = relative_depth(*depth, start, end)
    copies = None
    if relative is not None and depth[0] is not None:
        spread = max(depth[0].spread or 0.0, settings.depth_spread)
        copies = model.tell_copies(shift, relative, spread, settings.depth_certainty)
    parent, sign = whose
    away = (part.alt - usual.centre) * part.side * sign if parent else np.abs(part.alt - usual.centre) - shift / 2
    return Imbalance(
        start,
        end,
        parent,
        copies,
        round(model.fraction_of_cells(shift, copies), 3) if copies else None,
        round(shift, 3),
        relative,
        len(part.position),
        int((away > 0).sum()),
        int((away < 0).sum()),
        round(evidence[0], 1),
        round(evidence[1], 1),
    )


def relative_depth(usual: PersonDepth | None, sites: ContigSites, column: int, start: int, end: int) -> float | None:
    """Return the depth between two positions as a part of what is usual for the person; None: not known."""
    if usual is None:
        return None
    first, behind = np.searchsorted(sites.position, (start, end + 1))
    found = usual.relative(sites.depth[first:behind, column])
    return None if found is None else round(found, 3)
