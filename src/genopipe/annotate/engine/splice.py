"""Splice and intron terms: what an allele changes of introns and their edges.

Regions in bases of the intron, as Ensembl Variation defines them ("Calculated consequences") and the Sequence
Ontology describes them: donor and acceptor the first and last two; splice region 3-8 at either end, and 1-3 bases
of the exons; donor region 3-6 and in it the 5th base; polypyrimidine tract 17 to 3 before the acceptor's exon.
"""

from typing import NamedTuple

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import LONGEST_FRAMESHIFT_INTRON
from genopipe.annotate.engine.places import block_at
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.words import DONOR_FIFTH_BASE
from genopipe.annotate.engine.words import DONOR_REGION
from genopipe.annotate.engine.words import INTRON
from genopipe.annotate.engine.words import POLYPYRIMIDINE
from genopipe.annotate.engine.words import SPLICE_ACCEPTOR
from genopipe.annotate.engine.words import SPLICE_DONOR
from genopipe.annotate.engine.words import SPLICE_REGION
from genopipe.kernels import kernel

# Bits beside the terms, for what decides and is no term of its own.
IN_FRAMESHIFT_INTRON = 1 << 62
SPLICE_REGION_UNSAID = 1 << 61
TERM_BITS = (1 << 60) - 1

_ESSENTIAL = 1 << SPLICE_DONOR | 1 << SPLICE_ACCEPTOR
_REACH = 32  # bases: farther than any of the regions
_BESIDE = 3  # bases of the exons that count as near an intron
_WITHIN = 7  # bases of the intron behind its first one that count as near its edge


class Near(NamedTuple):
    """The bases that an allele replaces, both ends included; the neighbours of an insertion."""

    first: int
    last: int


@kernel
def _meets(first: int, last: int, low: int, high: int) -> bool:
    """Say whether first..last meets low..high, all included; an insertion (last < first) needs both neighbours."""
    return last >= low and first <= high


@kernel
def _edge_region(first: int, last: int, low: int, high: int) -> bool:
    """Say whether a stretch meets the splice region of the intron low..high.

    An insertion between the exon and the intron, or between the two first (last) bases and the rest, counts.
    """
    if _meets(first, last, low + 2, low + 7) or _meets(first, last, high - 7, high - 2):
        return True
    if _meets(first, last, low - 3, low - 1) or _meets(first, last, high + 1, high + 3):
        return True
    if first == last + 1:
        return first == low or last == high or first == low + 2 or last == high - 2
    return False


@kernel
def _one_intron(first: int, last: int, low: int, high: int, forward: bool) -> int:
    """Return the bits of one stretch and one intron; positions included at both ends."""
    bits = 0
    inserted = first == last + 1
    if _meets(first, last, low + 2, high - 2) or (inserted and (first == low + 2 or last == high - 2)):
        bits |= 1 << INTRON
    at_low = _meets(first, last, low, low + 1)
    at_high = _meets(first, last, high - 1, high)
    if at_low:
        bits |= 1 << (SPLICE_DONOR if forward else SPLICE_ACCEPTOR)
    if at_high:
        bits |= 1 << (SPLICE_ACCEPTOR if forward else SPLICE_DONOR)
    if forward:
        fifth, region = _meets(first, last, low + 4, low + 4), _meets(first, last, low + 2, low + 5)
        tract = _meets(first, last, high - 16, high - 2)
        tract = tract or (inserted and (first == high - 16 or last == high - 2))
    else:
        fifth, region = _meets(first, last, high - 4, high - 4), _meets(first, last, high - 5, high - 2)
        tract = _meets(first, last, low + 2, low + 16)
        tract = tract or (inserted and (first == low + 2 or last == low + 16))
    if fifth:
        bits |= 1 << DONOR_FIFTH_BASE
    if region:
        bits |= 1 << DONOR_REGION
    if tract:
        bits |= 1 << POLYPYRIMIDINE
    if _edge_region(first, last, low, high):
        bits |= 1 << SPLICE_REGION
    return bits


@kernel
def _is_near(near: Near, low: int, high: int) -> bool:
    """Say whether the replaced bases meet an intron or the exon bases beside it."""
    return near.last >= low - _BESIDE and near.first <= high + _BESIDE


@kernel
def _is_near_edge(near: Near, low: int, high: int) -> bool:
    """Say whether the replaced bases come near enough to an edge of an intron for splice terms."""
    at_low = near.last >= low - _BESIDE and near.first <= low + _WITHIN
    return at_low or (near.last >= high - _WITHIN and near.first <= high + _BESIDE)


@kernel
def intron_bits(models: Models, transcript: int, start: int, end: int, near: Near) -> int:
    """Return the intron and splice bits of a changed stretch, before terms exclude one another.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        start: First changed base, 0-based; the bases are inserted before it where `start == end`.
        end: Base behind the last changed one.
        near: The bases that the allele replaces, which may be fewer than the stretch.
    """
    bits = 0
    first, last = start, end - 1
    block = max(block_at(models, transcript, start - _REACH), models.block_first[transcript])
    while block + 1 < models.block_first[transcript + 1] and models.block_end[block] <= end + _REACH:
        low, high = models.block_end[block], models.block_start[block + 1] - 1
        block += 1
        if low > high or models.block_exon[block] == models.block_exon[block - 1] or not _is_near(near, low, high):
            continue
        if high - low < LONGEST_FRAMESHIFT_INTRON and _meets(first, last, low, high):
            bits |= IN_FRAMESHIFT_INTRON
        else:
            found = _one_intron(first, last, low, high, models.forward[transcript])
            bits |= found if _is_near_edge(near, low, high) else found & (1 << INTRON | 1 << POLYPYRIMIDINE)
    return bits


@kernel
def changed_bits(models: Models, transcript: int, change: Change) -> int:
    """Return the intron and splice bits of a change by the stretches in which its alleles differ base by base.

    Of a substitution or deletion-insertion, Ensembl VEP lays the longer allele over the reference and judges each
    stretch of differing bases; whether it lies in the splice region the last stretch decides. Where the bases that are
    really replaced say otherwise of the splice region, `SPLICE_REGION_UNSAID` tells.
    """
    near = Near(change.start, change.end - 1)
    if change.start == change.end:
        near = Near(change.start - 1, change.start)
    if len(change.reference) < 2 or not len(change.bases):
        return settle_splice(intron_bits(models, transcript, change.start, change.end, near))
    shorter = min(len(change.reference), len(change.bases))
    longer = max(len(change.reference), len(change.bases))
    bits, said, run = 0, 0, -1
    for index in range(longer + 1):
        differs = index < longer and (index >= shorter or change.reference[index] != change.bases[index])
        if differs and run < 0:
            run = index
        if not differs and run >= 0:
            found = intron_bits(models, transcript, change.start + run, change.start + index, near)
            said = found & 1 << SPLICE_REGION
            bits |= found
            run = -1
    unsaid = bits & 1 << SPLICE_REGION and not said
    bits = settle_splice(bits & ~(1 << SPLICE_REGION) | said)
    if unsaid and not bits & (_ESSENTIAL | 1 << DONOR_FIFTH_BASE | 1 << DONOR_REGION):
        bits |= SPLICE_REGION_UNSAID
    return bits


@kernel
def settle_splice(bits: int) -> int:
    """Leave out the splice terms that a more severe one of the same allele excludes."""
    if bits & (1 << DONOR_FIFTH_BASE):
        bits &= ~(1 << DONOR_REGION)
    if bits & (_ESSENTIAL | 1 << DONOR_FIFTH_BASE | 1 << DONOR_REGION):
        bits &= ~(1 << SPLICE_REGION)
    return bits


@kernel
def reaches_splice_site(models: Models, transcript: int, change: Change) -> bool:
    """Say whether a deletion or substitution takes in a donor or acceptor, a whole intron included."""
    if change.start == change.end:
        return False
    near = Near(change.start, change.end - 1)
    return intron_bits(models, transcript, change.start, change.end, near) & _ESSENTIAL != 0
