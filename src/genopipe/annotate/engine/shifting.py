"""The smallest form of an allele, and how far an insertion or deletion can move without changing the sequence.

Source: HGVS Nomenclature 21, "General recommendations", the 3' rule.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.words import COMPLEMENTS
from genopipe.io.sequence import SequenceView
from genopipe.io.sequence import base_at
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]


class Change(NamedTuple):
    """An allele without the bases that REF and ALT share.

    Attributes:
        start: First changed base, 0-based; bases are inserted before it where `start == end`.
        end: Base behind the last changed one.
        reference: REF bases between them.
        bases: ALT bases.
        left: How many bases it can move towards lower positions (only insertions and deletions move).
        right: How many bases it can move towards higher positions.
    """

    start: int
    end: int
    reference: Bytes
    bases: Bytes
    left: int
    right: int


@kernel
def _room_right(view: SequenceView, start: int, end: int, bases: Bytes) -> int:
    moved = 0
    if start == end:
        while start + moved < view.length and base_at(view, start + moved) == bases[moved % len(bases)]:
            if bases[moved % len(bases)] == 78:
                break
            moved += 1
        return moved
    while end + moved < view.length and base_at(view, end + moved) == base_at(view, start + moved):
        if base_at(view, end + moved) == 78:
            break
        moved += 1
    return moved


@kernel
def _room_left(view: SequenceView, start: int, end: int, bases: Bytes) -> int:
    moved = 0
    if start == end:
        last = len(bases) - 1
        while start - 1 - moved >= 0 and base_at(view, start - 1 - moved) == bases[last - moved % len(bases)]:
            if bases[last - moved % len(bases)] == 78:
                break
            moved += 1
        return moved
    while start - 1 - moved >= 0 and base_at(view, start - 1 - moved) == base_at(view, end - 1 - moved):
        if base_at(view, start - 1 - moved) == 78:
            break
        moved += 1
    return moved


@kernel
def smallest_of(position: int, reference: Bytes, bases: Bytes) -> Change:
    """Return the smallest form of an allele without a look at how far it can move.

    Args:
        position: 0-based position of the first REF base.
        reference: REF, upper-case.
        bases: ALT, upper-case.
    """
    tail = 0
    shorter = min(len(reference), len(bases))
    while tail < shorter and reference[len(reference) - 1 - tail] == bases[len(bases) - 1 - tail]:
        tail += 1
    head = 0
    while head < shorter - tail and reference[head] == bases[head]:
        head += 1
    start, end = position + head, position + len(reference) - tail
    return Change(start, end, reference[head : len(reference) - tail], bases[head : len(bases) - tail], 0, 0)


@kernel
def change_of(view: SequenceView, position: int, reference: Bytes, bases: Bytes) -> Change:
    """Return the smallest form of an allele: shared bases are left out, those at the end first.

    Args:
        view: The contig.
        position: 0-based position of the first REF base.
        reference: REF, upper-case.
        bases: ALT, upper-case.
    """
    change = smallest_of(position, reference, bases)
    start, end, old, new = change.start, change.end, change.reference, change.bases
    if (len(old) == 0) == (len(new) == 0):
        return change
    return Change(start, end, old, new, _room_left(view, start, end, new), _room_right(view, start, end, new))


@kernel
def as_written(change: Change, position: int, reference: Bytes, bases: Bytes) -> Change:
    """Return the form of an insertion or deletion that the record itself writes: shared bases leave from the front.

    Terms are judged where the record puts the allele; `change_of` may cut a repeat at its other end.
    """
    if len(change.reference) and len(change.bases):
        return change
    shorter = min(len(reference), len(bases))
    head = 0
    while head < shorter and reference[head] == bases[head]:
        head += 1
    tail = 0
    while tail < shorter - head and reference[len(reference) - 1 - tail] == bases[len(bases) - 1 - tail]:
        tail += 1
    moved = position + head - change.start
    return Change(
        position + head,
        position + len(reference) - tail,
        reference[head : len(reference) - tail],
        bases[head : len(bases) - tail],
        change.left + moved,
        change.right - moved,
    )


@kernel
def reach_of(written: Change) -> int:
    """Return the base behind all that REF or ALT cover from the start of an allele as the record writes it."""
    if not len(written.reference):
        return written.start
    return written.start + max(len(written.reference), len(written.bases))


@kernel
def moved(change: Change, by: int) -> Change:
    """Return an insertion or deletion moved by some bases (negative: towards lower positions); others as they are."""
    if by == 0 or (len(change.reference) and len(change.bases)):
        return change
    bases = change.bases
    if len(bases):
        bases = np.empty(len(change.bases), dtype=np.uint8)
        for index in range(len(bases)):
            bases[index] = change.bases[(index + by) % len(bases)]
    return Change(change.start + by, change.end + by, change.reference, bases, change.left + by, change.right - by)


@kernel
def reversed_complement(bases: Bytes) -> Bytes:
    """Return the other strand's bases in its own direction."""
    out = np.empty(len(bases), dtype=np.uint8)
    for index in range(len(bases)):
        out[index] = COMPLEMENTS[bases[len(bases) - 1 - index]]
    return out


@kernel
def repeats_before(view: SequenceView, change: Change) -> bool:
    """Say whether an insertion repeats the bases right before it on the forward strand."""
    count = len(change.bases)
    for index in range(count):
        base = base_at(view, change.start - count + index)
        if base != change.bases[index] or base == 78:
            return False
    return True


@kernel
def repeats_behind(view: SequenceView, change: Change) -> bool:
    """Say whether an insertion repeats the bases right behind it on the forward strand."""
    for index in range(len(change.bases)):
        base = base_at(view, change.start + index)
        if base != change.bases[index] or base == 78:
            return False
    return True


@kernel
def is_inversion(change: Change) -> bool:
    """Say whether ALT is the reverse complement of REF, two bases or more."""
    count = len(change.reference)
    if count < 2 or count != len(change.bases):
        return False
    for index in range(count):
        if change.bases[index] != COMPLEMENTS[change.reference[count - 1 - index]]:
            return False
    return True
