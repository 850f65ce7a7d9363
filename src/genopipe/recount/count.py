"""What each read shows of an allele: REF, ALT or neither; and how many reads show what."""

from collections.abc import Iterable
from collections.abc import Iterator
from typing import NamedTuple

from genopipe.io.aligned_reads import AlignedRead
from genopipe.recount.shape import Mark
from genopipe.recount.shape import Shape

REF = "ref"
ALT = "alt"
OTHER = "other"
_ERRORS = 5  # of an indel's marks, and of the bases beside it, one in five may be wrong: a sequencing error, a variant
_ANCHOR = 5  # bases beside an indel that a read must have there


class Count(NamedTuple):
    """How many reads show what; overlapping mates are one read."""

    ref: int
    alt: int
    other: int

    @property
    def depth(self) -> int:
        """Reads that can tell."""
        return self.ref + self.alt + self.other


class _Votes(NamedTuple):
    """What the marks that a read covers well say."""

    marks: int
    ref: int
    alt: int

    @property
    def margin(self) -> int:
        """By how many marks one sequence is ahead of the other."""
        return abs(self.ref - self.alt)


def _votes(read: AlignedRead, first: int, step: int, marks: tuple[Mark, ...], minimum_quality: int) -> _Votes:
    seen = ref = alt = 0
    for mark in marks:
        place = first + step * mark.step
        if not 0 <= place < len(read.bases):
            break
        if read.qualities is not None and read.qualities[place] < minimum_quality:
            continue
        base = read.bases[place]
        seen += 1
        ref += base == mark.ref
        alt += base == mark.alt
    return _Votes(seen, ref, alt)


def _anchor_errors(read: AlignedRead, first: int, step: int, side: str) -> int | None:
    """Return how many bases beside the allele are unlike the reference; None: too few or too unlike to be an anchor.

    Where an aligner lays the end of a read over an indel without a gap, what lies behind is out of step.
    """
    places = range(first, first + step * len(side), step)
    pairs = [
        (read.bases[place], base) for place, base in zip(places, side, strict=True) if 0 <= place < len(read.bases)
    ]
    errors = sum(one != other for one, other in pairs)
    return errors if len(pairs) >= _ANCHOR and errors * _ERRORS <= len(pairs) else None


def _both_sides(read: AlignedRead, shape: Shape, minimum_quality: int) -> Iterator[tuple[int, _Votes]]:
    """Yield, for each side on which the read has an anchor, the errors there and the votes reckoned from it."""
    left = read.place_before(shape.start)
    if left is not None and (errors := _anchor_errors(read, left - 1, -1, shape.left_side)) is not None:
        yield errors, _votes(read, left, 1, shape.rightwards, minimum_quality)
    right = read.place_from(shape.right)
    if right is not None and (errors := _anchor_errors(read, right, 1, shape.right_side)) is not None:
        yield errors, _votes(read, right - 1, -1, shape.leftwards, minimum_quality)


def _shown_where_aligned(read: AlignedRead, shape: Shape, minimum_quality: int) -> str | None:
    place = read.place_of(shape.start, shape.right)
    if place is None:
        spans = read.place_before(shape.start) is not None and read.place_from(shape.right) is not None
        return OTHER if spans else None  # a gap where the allele would stand: neither
    votes = _votes(read, place, 1, shape.rightwards, minimum_quality)
    if votes.marks < shape.needed:
        return None
    return ALT if votes.alt == votes.marks else REF if votes.ref == votes.marks else OTHER


def _shown_from_beside(read: AlignedRead, shape: Shape, minimum_quality: int) -> str | None:
    sides = [side for side in _both_sides(read, shape, minimum_quality) if side[1].marks >= shape.needed]
    if not sides:
        return None
    _, best = min(sides, key=lambda side: (side[0], -side[1].margin))
    wrong = best.marks // _ERRORS
    if best.alt > best.ref and best.marks - best.alt <= wrong:
        return ALT
    if best.ref > best.alt and best.marks - best.ref <= wrong:
        return REF
    return OTHER


def shown_by(read: AlignedRead, shape: Shape, minimum_quality: int) -> str | None:
    """Return what a read shows of an allele; None where it cannot tell.

    Args:
        read: The read.
        shape: The allele.
        minimum_quality: Bases of lower quality say nothing (Phred).
    """
    shown = _shown_where_aligned if shape.substitution else _shown_from_beside
    return shown(read, shape, minimum_quality)


def count_reads(reads: Iterable[AlignedRead], shape: Shape, minimum_quality: int) -> Count:
    """Count what reads show; mates that both tell are one read, and `other` where they differ.

    Args:
        reads: The reads that overlap the allele.
        shape: The allele.
        minimum_quality: Bases of lower quality say nothing (Phred).
    """
    shown: dict[str, str] = {}
    for read in reads:
        word = shown_by(read, shape, minimum_quality)
        if word is not None:
            shown[read.name] = word if shown.get(read.name, word) == word else OTHER
    words = list(shown.values())
    return Count(words.count(REF), words.count(ALT), words.count(OTHER))
