"""What tells an allele from the reference in a read: the bases in which the two sequences differ.

An aligner puts an indel at any place of its repeat, shows it as mismatches or clips it away. A read is therefore
compared base by base with both sequences, from a base that lies safely beside the allele: wherever the aligner put
the difference, the read itself is the same. Positions are 0-based, ends excluded.
"""

from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

FLANK = 10
"""Bases beside an allele and its repeat that are compared too: behind an indel it is they that differ (bases)."""

REACH = 500
"""Reference bases that are looked at on each side (bases)."""

_LEAST = 4  # marks that are kept however far they lie: a base set into a run differs next at the run's end
_KNOWN = frozenset("ACGT")


class Mark(NamedTuple):
    """One base in which REF and ALT differ.

    Attributes:
        step: How many bases from the one next to the anchor; 0 is that base.
        ref: The base that REF shows there.
        alt: The base that ALT shows there.
    """

    step: int
    ref: str
    alt: str


@dataclass(frozen=True)
class Shape:
    """An allele as it is looked for in reads.

    Attributes:
        start: First REF base.
        right: The base behind the allele and its repeat.
        rightwards: Marks for a read whose bases before `start` are aligned, from `start` on.
        leftwards: Marks for a read whose bases from `right` on are aligned, from `right - 1` back.
        left_side: Reference bases before `start`, the nearest first.
        right_side: Reference bases from `right` on.
        needed: How many marks a read must cover.
        substitution: REF and ALT have one length: the bases are compared where they are aligned, all of them.
    """

    start: int
    right: int
    rightwards: tuple[Mark, ...]
    leftwards: tuple[Mark, ...]
    left_side: str
    right_side: str
    needed: int
    substitution: bool


def _marks(ref: str, alt: str, most: int) -> tuple[Mark, ...]:
    pairs = enumerate(zip(ref, alt, strict=False))
    marks = [Mark(step, one, other) for step, (one, other) in pairs if one != other]
    return tuple(mark for number, mark in enumerate(marks) if number < _LEAST or mark.step < most)


def _are_known(marks: tuple[Mark, ...]) -> bool:
    return all(mark.ref in _KNOWN and mark.alt in _KNOWN for mark in marks)


def make_shape(position: int, ref: str, alt: str, before: str, behind: str) -> Shape | str:
    """Return how an allele is looked for in reads, or the word for why it cannot be.

    Args:
        position: POS of the allele, 1-based.
        ref: REF bases.
        alt: ALT bases.
        before: Reference bases before REF.
        behind: Reference bases behind REF.

    Returns:
        The shape; or `symbolic`, `unknown_bases` or `repeat`, as in the table of recounts.
    """
    if not alt or not set(alt) <= set("ACGTN"):
        return "symbolic"
    with_ref, with_alt = ref + behind, alt + behind
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(with_ref, with_alt, strict=False)))
    if alike == min(len(with_ref), len(with_alt)):
        return "repeat"
    zone = max(len(ref), alike + max(0, len(ref) - len(alt)))
    longer = max(zone, zone + len(alt) - len(ref))
    left_ref = (before + with_ref[:zone])[::-1]
    left_alt = (before + with_alt[: zone + len(alt) - len(ref)])[::-1]
    rightwards = _marks(with_ref, with_alt, longer + FLANK)
    leftwards = _marks(left_ref, left_alt, longer + FLANK)
    if not _are_known(rightwards) or not _are_known(leftwards):
        return "unknown_bases"
    same_length = len(ref) == len(alt)
    needed = len(rightwards) if same_length else 2
    return Shape(
        start=position - 1,
        right=position - 1 + zone,
        rightwards=rightwards,
        leftwards=leftwards,
        left_side=before[::-1][:FLANK],
        right_side=with_ref[zone : zone + FLANK],
        needed=needed,
        substitution=same_length,
    )
