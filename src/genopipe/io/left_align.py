"""Compiled: alleles in their one normal form, trimmed and as far to the left as they go.

The form is that of `bcftools norm` for one ALT a record (Tan, Abecasis, Kang 2015, doi:10.1093/bioinformatics/btv112):
as long as both alleles end in the same base, the base goes; where one would be empty, the base before them in the
reference is put in front of both; at last, common bases in front go while both keep one.
"""

from typing import NamedTuple

import numpy as np

from genopipe.io.allele_batch import BREAKEND
from genopipe.io.allele_batch import CARRIED
from genopipe.io.allele_batch import DELETION
from genopipe.io.allele_batch import DELINS
from genopipe.io.allele_batch import INSERTION
from genopipe.io.allele_batch import OUTSIDE
from genopipe.io.allele_batch import SNV
from genopipe.io.allele_batch import SPANNING_DELETION
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import UNKNOWN_LETTER
from genopipe.io.allele_batch import UNLIKE
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Tiny
from genopipe.io.sequence import NO_BASE
from genopipe.io.sequence import SequenceView
from genopipe.io.sequence import base_at
from genopipe.io.sequence import view_of
from genopipe.io.unowned import unowned
from genopipe.kernels import inlined
from genopipe.kernels import kernel

_DOT, _STAR, _LESS, _OPEN, _CLOSE = 46, 42, 60, 91, 93
_BASES = np.uint64(sum(1 << ord(base) - ord("A") for base in "ACGTN"))
_CAPITAL = 0xDF


class Normal(NamedTuple):
    """Alleles in normal form.

    Attributes:
        position: 1-based.
        ref: Bytes of REF, and where each begins.
        alt: The same of ALT.
        kind: Index of `KIND_CLASSES`.
        unaligned: Index of `UNALIGNED_WORDS`.
    """

    position: Long
    ref: tuple[Bytes, Long]
    alt: tuple[Bytes, Long]
    kind: Tiny
    unaligned: Tiny


class _Arrays(NamedTuple):
    """What the kernel reads and writes; see `AlleleBatch` and `Normal`."""

    ref: Bytes
    ref_offsets: Long
    alt: Bytes
    alt_offsets: Long
    position: Long
    new_ref: Bytes
    new_alt: Bytes
    new_position: Long
    new_ref_offsets: Long
    new_alt_offsets: Long
    kind: Tiny
    unaligned: Tiny


@inlined
def _letter(letter: int) -> int:
    """Return the upper-case letter, 0 for one that is none of A, C, G, T and N."""
    upper = letter - 32 if 97 <= letter <= 122 else letter
    return upper if upper in (65, 67, 71, 84, NO_BASE) else 0


@inlined
def _symbol(alt: Bytes, start: int, end: int) -> int:
    """Return the kind of an ALT that is not made of bases; -1: it is."""
    first = alt[start]
    if end - start == 1 and first == _STAR:
        return SPANNING_DELETION
    if first == _LESS or (end - start == 1 and first == _DOT):
        return SYMBOLIC
    for at in range(start, end):
        if alt[at] in (_OPEN, _CLOSE):
            return BREAKEND
    return BREAKEND if first == _DOT or alt[end - 1] == _DOT else -1


@inlined
def _copy_upper(source: Bytes, start: int, end: int, out: Bytes, at: int) -> bool:
    """Copy bases, upper-case; letters that are no bases stay as they are. Returns whether all are bases."""
    known = True
    for place in range(start, end):
        letter = _letter(source[place])
        known &= letter != 0
        out[at] = letter if letter else source[place]
        at += 1
    return known


@inlined
def _compare(view: SequenceView, ref: Bytes, start: int, end: int, position: int) -> int:
    """Return `CARRIED` where REF is that of the reference, else why it is not. `N` stands for any IUPAC letter."""
    if position < 0 or position + end - start > view.length:
        return OUTSIDE
    for at in range(start, end):
        base = base_at(view, position + at - start)
        if base != ref[at] and not (ref[at] == NO_BASE and _letter(int(base)) == 0):
            return UNLIKE
    return CARRIED


@inlined
def _roll(view: SequenceView, position: int, short: Bytes, short_at: int, long: Bytes, start: int, end: int) -> int:
    """Shift an allele pair of which one has one base; returns the new 0-based position.

    The long allele is a ring while it rolls: its last base goes, and the base of the reference comes in its place.
    Another IUPAC letter of the reference becomes `N`: VCF has no others (VCF 4.5 specification, section 1.6.1).
    """
    length, head = end - start, 0
    last = start + length - 1
    while position > 0 and long[last] == short[short_at]:
        position -= 1
        base = _letter(int(base_at(view, position))) or NO_BASE
        long[last] = base
        short[short_at] = base
        head = last - start
        last = start + (head - 1 + length) % length
    if head:
        turned = np.empty(length, np.uint8)
        for at in range(length):
            turned[at] = long[start + (head + at) % length]
        for at in range(length):
            long[start + at] = turned[at]
    return position


@inlined
def _normalise(
    view: SequenceView, position: int, ref: Bytes, start: int, end: int, alt: Bytes, alt_start: int, alt_end: int
) -> tuple[int, int, int, int]:
    """Trim and shift in place; returns the 0-based position, and where REF ends, ALT ends, and what goes in front."""
    while end - start > 1 and alt_end - alt_start > 1 and ref[end - 1] == alt[alt_end - 1]:
        end -= 1
        alt_end -= 1
    ref_length, alt_length, front = end - start, alt_end - alt_start, 0
    if ref_length == 1 and alt_length > 1:
        position = _roll(view, position, ref, start, alt, alt_start, alt_end)
    elif alt_length == 1 and ref_length > 1:
        position = _roll(view, position, alt, alt_start, ref, start, end)
    else:
        while ref_length - front > 1 and alt_length - front > 1 and ref[start + front] == alt[alt_start + front]:
            front += 1
    return position + front, end, alt_end, front


@inlined
def _kind(ref: Bytes, start: int, end: int, alt: Bytes, alt_start: int, alt_end: int) -> int:
    """Return the class of a pair of alleles in normal form."""
    if end - start == 1 and alt_end - alt_start == 1:
        return SNV
    if end - start == 1 and alt[alt_start] == ref[start]:
        return INSERTION
    if alt_end - alt_start == 1 and alt[alt_start] == ref[start]:
        return DELETION
    return DELINS


@inlined
def _drop_front(texts: Bytes, start: int, end: int, front: int) -> int:
    """Move a text to the left by as many bytes; returns its new end."""
    if front:
        for at in range(start, end - front):
            texts[at] = texts[at + front]
    return end - front


@inlined
def _align_row(view: SequenceView, arrays: _Arrays, row: int, ref_at: int, alt_at: int) -> tuple[int, int]:
    """Write the normal form of one allele behind those of the rows before; returns where REF and ALT end."""
    ref_start, ref_end = arrays.ref_offsets[row], arrays.ref_offsets[row + 1]
    alt_start, alt_end = arrays.alt_offsets[row], arrays.alt_offsets[row + 1]
    position = arrays.position[row] - 1
    new_ref, new_alt = arrays.new_ref, arrays.new_alt
    ref_stop, alt_stop = ref_at + ref_end - ref_start, alt_at + alt_end - alt_start
    known = _copy_upper(arrays.ref, ref_start, ref_end, new_ref, ref_at)
    state = _compare(view, new_ref, ref_at, ref_stop, position)
    symbol = _symbol(arrays.alt, alt_start, alt_end)
    if symbol >= 0:
        for place in range(alt_end - alt_start):
            new_alt[alt_at + place] = arrays.alt[alt_start + place]
    else:
        known &= _copy_upper(arrays.alt, alt_start, alt_end, new_alt, alt_at)
        if state == CARRIED and not known:
            state = UNKNOWN_LETTER
        if state == CARRIED:
            position, ref_stop, alt_stop, front = _normalise(
                view, position, new_ref, ref_at, ref_stop, new_alt, alt_at, alt_stop
            )
            ref_stop = _drop_front(new_ref, ref_at, ref_stop, front)
            alt_stop = _drop_front(new_alt, alt_at, alt_stop, front)
    arrays.kind[row] = symbol if symbol >= 0 else _kind(new_ref, ref_at, ref_stop, new_alt, alt_at, alt_stop)
    arrays.unaligned[row] = state
    arrays.new_position[row] = position + 1
    return ref_stop, alt_stop


@inlined
def _is_base(letter: int) -> bool:
    """Say whether a letter is A, C, G, T or N, a capital one."""
    return 65 <= letter < 97 and (_BASES >> np.uint64(letter - 65)) & np.uint64(1) != 0


@inlined
def _is_substitution(view: SequenceView, arrays: _Arrays, row: int, ref_at: int, alt_at: int) -> bool:
    """Write the normal form of an allele of one base and one base, as most are; else say so and write nothing."""
    ref_start, alt_start = arrays.ref_offsets[row], arrays.alt_offsets[row]
    if arrays.ref_offsets[row + 1] != ref_start + 1 or arrays.alt_offsets[row + 1] != alt_start + 1:
        return False
    ref, alt, position = arrays.ref[ref_start], arrays.alt[alt_start], arrays.position[row]
    if not (_is_base(ref) and _is_base(alt) and 0 < position <= view.length):
        return False
    line = np.uint64(position - 1) // np.uint64(view.line_bases)
    place = view.offset + position - 1 + np.int64(line) * (view.line_width - view.line_bases)
    if (view.data[place] & _CAPITAL) != ref:
        return False
    arrays.new_ref[ref_at], arrays.new_alt[alt_at] = ref, alt
    arrays.new_position[row], arrays.kind[row], arrays.unaligned[row] = position, SNV, CARRIED
    return True


@kernel
def _align(owned: SequenceView, texts: _Arrays) -> None:
    """Bring every allele to its normal form."""
    view = SequenceView(unowned(owned.data), owned.offset, owned.line_bases, owned.line_width, owned.length)
    arrays = _Arrays(
        unowned(texts.ref),
        unowned(texts.ref_offsets),
        unowned(texts.alt),
        unowned(texts.alt_offsets),
        unowned(texts.position),
        unowned(texts.new_ref),
        unowned(texts.new_alt),
        unowned(texts.new_position),
        unowned(texts.new_ref_offsets),
        unowned(texts.new_alt_offsets),
        unowned(texts.kind),
        unowned(texts.unaligned),
    )
    ref_at, alt_at = 0, 0
    for row in range(len(arrays.position)):
        arrays.new_ref_offsets[row] = ref_at
        arrays.new_alt_offsets[row] = alt_at
        if _is_substitution(view, arrays, row, ref_at, alt_at):
            ref_at, alt_at = ref_at + 1, alt_at + 1
        else:
            ref_at, alt_at = _align_row(view, arrays, row, ref_at, alt_at)
    arrays.new_ref_offsets[len(arrays.position)] = ref_at
    arrays.new_alt_offsets[len(arrays.position)] = alt_at


def left_align(view: SequenceView, position: Long, ref: tuple[Bytes, Long], alt: tuple[Bytes, Long]) -> Normal:
    """Return alleles of one contig in normal form.

    Args:
        view: The contig.
        position: POS, 1-based.
        ref: Bytes of REF, and where each begins.
        alt: The same of ALT, one a row.

    Returns:
        The alleles in the same order. Those whose REF is unlike the reference, that lie beyond the end of the contig
        or have letters that are no bases stay where they are, with the reason; symbolic alleles and breakends stay.
    """
    rows = len(position)
    arrays = _Arrays(
        *(*ref, *alt, position),
        new_ref=np.empty(len(ref[0]), np.uint8),
        new_alt=np.empty(len(alt[0]), np.uint8),
        new_position=np.empty(rows, np.int64),
        new_ref_offsets=np.empty(rows + 1, np.int64),
        new_alt_offsets=np.empty(rows + 1, np.int64),
        kind=np.empty(rows, np.int8),
        unaligned=np.empty(rows, np.int8),
    )
    _align(view, arrays)
    new_ref = arrays.new_ref[: int(arrays.new_ref_offsets[-1])]
    new_alt = arrays.new_alt[: int(arrays.new_alt_offsets[-1])]
    return Normal(
        arrays.new_position,
        (new_ref, arrays.new_ref_offsets),
        (new_alt, arrays.new_alt_offsets),
        arrays.kind,
        arrays.unaligned,
    )


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    text, offsets = np.frombuffer(b"C", dtype=np.uint8).copy(), np.array([0, 1])
    left_align(view_of(b"ACGT"), np.array([2]), (text, offsets), (text, offsets))
