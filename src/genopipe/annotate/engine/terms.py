"""All terms of one allele on one transcript, and where it stands there."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.coding import Codons
from genopipe.annotate.engine.coding import coding_bits
from genopipe.annotate.engine.coding import codons_of
from genopipe.annotate.engine.coding import facts_of
from genopipe.annotate.engine.coding import no_codons
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import GENE_DISTANCE
from genopipe.annotate.engine.places import NOWHERE
from genopipe.annotate.engine.places import Span
from genopipe.annotate.engine.places import exons_of
from genopipe.annotate.engine.places import holds_exon
from genopipe.annotate.engine.places import span_of
from genopipe.annotate.engine.reading import Edit
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.splice import IN_FRAMESHIFT_INTRON
from genopipe.annotate.engine.splice import changed_bits
from genopipe.annotate.engine.words import CODING_SEQUENCE
from genopipe.annotate.engine.words import DOWNSTREAM
from genopipe.annotate.engine.words import FIVE_PRIME_UTR
from genopipe.annotate.engine.words import MATURE_MIRNA
from genopipe.annotate.engine.words import NMD_TRANSCRIPT
from genopipe.annotate.engine.words import NON_CODING_EXON
from genopipe.annotate.engine.words import NON_CODING_TRANSCRIPT
from genopipe.annotate.engine.words import POLYPYRIMIDINE
from genopipe.annotate.engine.words import THREE_PRIME_UTR
from genopipe.annotate.engine.words import UPSTREAM
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]


class Placed(NamedTuple):
    """An allele on one transcript.

    Attributes:
        bits: Its terms, one bit a rank.
        distance: Bases to the transcript, 0 inside it.
        span: Where it stands on the cDNA.
        edit: What it replaces in coding positions; only right where `span` has both ends.
        whole: Both ends lie in the coding sequence.
        codons: The codons that it touches.
    """

    bits: int
    distance: int
    span: Span
    edit: Edit
    whole: bool
    codons: Codons


@kernel
def beside_bits(models: Models, transcript: int, start: int, end: int) -> tuple[int, int]:
    """Return the term and the distance of an allele that lies outside a transcript (0, 0: too far).

    The distance counts from the nearest changed base. Of an insertion, the neighbour farther away decides whether it
    is near enough, and the nearer one counts.
    """
    if end <= models.start[transcript]:
        before = True
        distance = models.start[transcript] - (end - 1)
    else:
        before = False
        distance = start - (models.end[transcript] - 1)
    if distance > GENE_DISTANCE:
        return 0, 0
    if start == end:
        distance -= 1
    return 1 << (UPSTREAM if before == models.forward[transcript] else DOWNSTREAM), distance


@kernel
def _utr_bits(models: Models, transcript: int, start: int, end: int) -> int:
    """Return the UTR terms of an allele that touches an exon of a coding transcript."""
    low = models.coding_low[transcript]
    high = models.coding_high[transcript]
    below = end - 1 >= models.start[transcript] and start < low
    above = end - 1 > high and start < models.end[transcript]
    if start == end:
        below = start <= low
        above = start > high
    forward = models.forward[transcript]
    bits = 0
    if below:
        bits |= 1 << (FIVE_PRIME_UTR if forward else THREE_PRIME_UTR)
    if above:
        bits |= 1 << (THREE_PRIME_UTR if forward else FIVE_PRIME_UTR)
    return bits


@kernel
def _meets_coding(models: Models, transcript: int, start: int, end: int, span: Span) -> bool:
    """Say whether an exon's base in a stretch of the genome, or an insertion, lies in the coding sequence."""
    low, high = models.coding_from[transcript], models.coding_to[transcript]
    if start == end:
        return low < span.first < high
    first, last = models.coding_low[transcript], models.coding_high[transcript]
    first, last = max(first, start), min(last, end - 1)
    return first <= last and holds_exon(models, transcript, first, last)


@kernel
def _is_mature(models: Models, transcript: int, start: int, end: int) -> bool:
    """Say whether a stretch of the genome overlaps a mature microRNA; an insertion needs both neighbours in it."""
    first, last = (start, end - 1) if start < end else (start - 1, start)
    inserted = start == end
    for stretch in range(models.mature_first[transcript], models.mature_first[transcript + 1]):
        low, behind = models.mature_start[stretch], models.mature_end[stretch]
        if inserted and low <= first and last < behind:
            return True
        if not inserted and low <= last and first < behind:
            return True
    return False


@kernel
def is_plain(bases: Bytes) -> bool:
    """Say whether bases are only A, C, G and T."""
    for index in range(len(bases)):
        if bases[index] not in (65, 67, 71, 84):
            return False
    return True


@kernel
def edit_of(models: Models, transcript: int, span: Span, bases: Bytes) -> Edit:
    """Return a span as an edit in coding positions."""
    shift = models.lead[transcript] - models.coding_from[transcript]
    return Edit(span.first + shift, span.behind + shift, bases)


@kernel
def is_whole(models: Models, transcript: int, span: Span) -> bool:
    """Say whether both ends of a span lie in the coding sequence."""
    if not models.coding[transcript] or span.first == NOWHERE or span.behind == NOWHERE:
        return False
    low, high = models.coding_from[transcript], models.coding_to[transcript]
    if span.first == span.behind:
        return low < span.first < high
    return low <= span.first and span.behind <= high and span.first < span.behind


@kernel
def place_allele(models: Models, transcript: int, change: Change, oriented: Bytes) -> Placed:
    """Return the terms of an allele on a transcript that it overlaps.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        change: The allele without what REF and ALT share.
        oriented: ALT bases in the transcript's direction.
    """
    start, end = change.start, change.end
    span = span_of(models, transcript, start, end)
    bits = changed_bits(models, transcript, change)
    gap = bits & IN_FRAMESHIFT_INTRON
    bits &= ~IN_FRAMESHIFT_INTRON
    if span.touches:
        bits &= ~(1 << POLYPYRIMIDINE)
    edit = edit_of(models, transcript, span, oriented)
    whole = is_whole(models, transcript, span)
    codons = no_codons(models)
    if models.coding[transcript]:
        if span.touches or gap:
            bits |= _utr_bits(models, transcript, start, end)
        if whole and is_plain(oriented):
            codons = codons_of(models, transcript, edit)
        if span.touches and _meets_coding(models, transcript, start, end, span):
            facts = facts_of(models, transcript, span, edit, whole, codons)
            bits |= coding_bits(models, transcript, edit, facts, codons)
        elif gap and not bits & (1 << FIVE_PRIME_UTR | 1 << THREE_PRIME_UTR):
            bits |= 1 << CODING_SEQUENCE
        if models.decayed[transcript]:
            bits |= 1 << NMD_TRANSCRIPT
    elif _is_mature(models, transcript, start, end):
        bits |= 1 << MATURE_MIRNA
    elif exons_of(models, transcript, start, end)[1] or gap:
        bits |= 1 << NON_CODING_EXON
    else:
        bits |= 1 << NON_CODING_TRANSCRIPT
    return Placed(bits, 0, span, edit, whole, codons)
