"""Terms of an allele inside a coding sequence: what it does to codons, the start and the stop.

The rules are those by which Ensembl Variation assigns its terms to small variants, read from the codons that the
allele touches; where its release 115 is known to be wrong (an insertion that brings a stop codon), the Sequence
Ontology's definition of the term decides.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import NOWHERE
from genopipe.annotate.engine.places import Span
from genopipe.annotate.engine.reading import NO_STOP
from genopipe.annotate.engine.reading import Edit
from genopipe.annotate.engine.reading import coding_length
from genopipe.annotate.engine.reading import edited_base
from genopipe.annotate.engine.reading import edited_stretch
from genopipe.annotate.engine.reading import ends_with
from genopipe.annotate.engine.reading import first_difference
from genopipe.annotate.engine.reading import holds
from genopipe.annotate.engine.reading import is_redefined
from genopipe.annotate.engine.reading import peptide_of
from genopipe.annotate.engine.reading import readable_length
from genopipe.annotate.engine.reading import reference_base
from genopipe.annotate.engine.reading import reference_residue
from genopipe.annotate.engine.reading import reference_stretch
from genopipe.annotate.engine.reading import starts_with
from genopipe.annotate.engine.reading import translate
from genopipe.annotate.engine.words import CODING_SEQUENCE
from genopipe.annotate.engine.words import FRAMESHIFT
from genopipe.annotate.engine.words import INCOMPLETE_TERMINAL_CODON
from genopipe.annotate.engine.words import INFRAME_DELETION
from genopipe.annotate.engine.words import INFRAME_INSERTION
from genopipe.annotate.engine.words import MISSENSE
from genopipe.annotate.engine.words import PROTEIN_ALTERING
from genopipe.annotate.engine.words import SELENOCYSTEINE
from genopipe.annotate.engine.words import START_LOST
from genopipe.annotate.engine.words import START_RETAINED
from genopipe.annotate.engine.words import STOP
from genopipe.annotate.engine.words import STOP_GAINED
from genopipe.annotate.engine.words import STOP_LOST
from genopipe.annotate.engine.words import STOP_RETAINED
from genopipe.annotate.engine.words import SYNONYMOUS
from genopipe.annotate.engine.words import UNKNOWN
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]

# Inserted residues beside the stop codon up to which Ensembl VEP 115 says stop_retained_variant. Source: its results.
_FEW_RESIDUES = 2


class Codons(NamedTuple):
    """The codons that an allele touches, before and after.

    Attributes:
        known: Both ends of the change lie in the coding sequence, so that codons can be told.
        first: Coding position of the first codon's first base.
        reference: Their bases.
        edited: The bases that take their place.
        residues: Their amino acids.
        edited_residues: The amino acids that take their place.
    """

    known: bool
    first: int
    reference: Bytes
    edited: Bytes
    residues: Bytes
    edited_residues: Bytes


@kernel
def no_codons(models: Models) -> Codons:
    """Return what stands for an allele whose codons cannot be told."""
    none = models.spliced[:0]
    return Codons(False, 0, none, none, none, none)


@kernel
def codons_of(models: Models, transcript: int, edit: Edit) -> Codons:
    """Return the codons that an edit inside the coding sequence touches."""
    first = edit.first // 3 * 3
    behind = ((edit.behind - 1) // 3 + 1) * 3
    longer = len(edit.bases) - (edit.behind - edit.first)
    reference = reference_stretch(models, transcript, first, behind)
    edited = edited_stretch(models, transcript, edit, first, behind + longer)
    residues = peptide_of(reference, models.code[transcript])
    for index in range(len(residues)):
        if residues[index] == STOP and is_redefined(models, transcript, first // 3 + index):
            residues[index] = SELENOCYSTEINE
    return Codons(True, first, reference, edited, residues, peptide_of(edited, models.code[transcript]))


@kernel
def _start_altered(models: Models, transcript: int, edit: Edit) -> bool:
    """Say whether a change of length at the start codon leaves neither it in its place nor the coding sequence whole.

    The coding sequence is read from its end: bases may be inserted before a start codon that stays. Where the change
    begins before the start codon, an ATG in the old place is another one, and says nothing of the frame.
    """
    kept = True
    for position in range(3):
        base = reference_base(models, transcript, position)
        kept = kept and edited_base(models, transcript, edit, position) == base
    if kept and edit.first >= 0:
        return False
    length = coding_length(models, transcript)
    longer = len(edit.bases) - (edit.behind - edit.first)
    if models.coding_from[transcript] + longer < 0:
        return True
    for position in range(max(edit.behind, 0)):
        if position >= length:
            break
        if edited_base(models, transcript, edit, position + longer) != reference_base(models, transcript, position):
            return True
    return False


@kernel
def _no_start_codon(models: Models, transcript: int, edit: Edit) -> bool:
    """Say whether no ATG stands any more where the start codon stood; only where there is a 5' UTR."""
    if models.coding_from[transcript] == 0:
        return False
    return (
        edited_base(models, transcript, edit, 0) != ord("A")
        or edited_base(models, transcript, edit, 1) != ord("T")
        or edited_base(models, transcript, edit, 2) != ord("G")
    )


@kernel
def _stop_altered(models: Models, transcript: int, edit: Edit) -> bool:
    """Say whether a change of length leaves no stop codon where the stop codon stood."""
    length = coding_length(models, transcript)
    longer = len(edit.bases) - (edit.behind - edit.first)
    if readable_length(models, transcript) + longer < length:
        return True
    acid = translate(
        edited_base(models, transcript, edit, length - 3),
        edited_base(models, transcript, edit, length - 2),
        edited_base(models, transcript, edit, length - 1),
        models.code[transcript],
    )
    return acid != STOP


@kernel
def _is_unambiguous(bases: Bytes) -> bool:
    for index in range(len(bases)):
        if bases[index] not in (65, 67, 71, 84):
            return False
    return True


class Facts(NamedTuple):
    """What the terms are decided by.

    Attributes:
        longer: Bases that the allele adds; negative: takes away.
        whole: Both ends of the change lie in the coding sequence.
        partial: The first codon touched is the last, incomplete one of the coding sequence.
        at_start: The change lies in the start codon.
        at_stop: The change lies in the stop codon.
        start_altered: A change of length alters the start.
        stop_altered: A change of length alters the stop.
    """

    longer: int
    whole: bool
    partial: bool
    at_start: bool
    at_stop: bool
    start_altered: bool
    stop_altered: bool


@kernel
def facts_of(models: Models, transcript: int, span: Span, edit: Edit, whole: bool, codons: Codons) -> Facts:
    """Return what the terms are decided by.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        span: Where the allele stands on the cDNA.
        edit: The same in coding positions; only right where both ends lie in exons.
        whole: Both ends lie in the coding sequence.
        codons: The codons that it touches.
    """
    longer = len(edit.bases) - (edit.behind - edit.first)
    mapped = span.first != NOWHERE and span.behind != NOWHERE
    low, high = models.coding_from[transcript], models.coding_to[transcript]
    # An insertion between cDNA bases p and p+1 meets a codon that holds both.
    first, last = (span.first - 1, span.first) if span.first == span.behind else (span.first, span.behind - 1)
    if span.first == span.behind:
        at_start = mapped and first >= low and last <= low + 2
        at_stop = mapped and first >= high - 3 and last <= high - 1
    else:
        at_start = mapped and last >= low and first <= low + 2
        at_stop = mapped and last >= high - 3 and first <= high - 1
    at_start = at_start and models.start_complete[transcript]
    at_stop = at_stop and models.end_complete[transcript]
    length = coding_length(models, transcript)
    partial = codons.known and 0 < length - codons.first < 3
    plain = _is_unambiguous(edit.bases)
    start_altered = longer != 0 and at_start and plain and _start_altered(models, transcript, edit)
    in_coding = 0 <= edit.first < length or (edit.first == edit.behind and 0 < edit.first < length)
    stop_altered = longer != 0 and at_stop and plain and in_coding and _stop_altered(models, transcript, edit)
    return Facts(longer, whole, partial, at_start, at_stop, start_altered, stop_altered)


@kernel
def protein_length(models: Models, transcript: int) -> int:
    """Return the residues of the reference protein, its stop left out."""
    residues = coding_length(models, transcript) // 3
    return residues - 1 if reference_residue(models, transcript, residues - 1) == STOP else residues


@kernel
def _ends_in_stop(models: Models, transcript: int) -> bool:
    """Say whether the coding sequence ends with a stop codon: that of an incomplete model need not."""
    return protein_length(models, transcript) < coding_length(models, transcript) // 3


@kernel
def _adds_few_at_end(models: Models, transcript: int, codons: Codons) -> bool:
    """Say whether an insertion leaves all residues before the last codon, and puts few behind them."""
    old, new = codons.residues, codons.edited_residues
    length = coding_length(models, transcript)
    kept = (length - 1) // 3 - codons.first // 3
    if kept < 0 or kept > len(old) or not kept < len(new) <= kept + _FEW_RESIDUES:
        return False
    return starts_with(new, old[:kept]) and (kept == len(old) or new[len(new) - 1] == old[kept])


@kernel
def _stop_retained(models: Models, transcript: int, edit: Edit, facts: Facts, codons: Codons) -> bool:
    """Say whether the stop stays: it stands first, or the protein is the same to its stop.

    As in Ensembl VEP 115, it also stays where a change that keeps the frame puts at most two residues before it.
    """
    old, new = codons.residues, codons.edited_residues
    if codons.known and len(new):
        if new[0] == STOP and (codons.first // 3 >= protein_length(models, transcript) or starts_with(old, new[:1])):
            return True
        if facts.longer == 0 or facts.longer % 3 != 0:
            return False
        if facts.longer > 0 and _ends_in_stop(models, transcript) and _adds_few_at_end(models, transcript, codons):
            return True
        return holds(new, STOP) and first_difference(models, transcript, edit) == NO_STOP
    return facts.longer != 0 and facts.at_stop and not facts.stop_altered


@kernel
def _is_inframe_insertion(facts: Facts, codons: Codons, start_retained: bool) -> bool:
    if not codons.known or len(codons.edited) <= len(codons.reference):
        return False
    old, new = codons.residues, codons.edited_residues
    if start_retained and ends_with(new, old):
        return False
    for index in range(len(new)):
        if new[index] == STOP:
            new = new[: index + 1]
            break
    return starts_with(new, old) or ends_with(new, old)


@kernel
def _is_inframe_deletion(facts: Facts, codons: Codons) -> bool:
    if not codons.known or facts.partial or len(codons.edited) >= len(codons.reference):
        return False
    old, new = codons.reference, codons.edited
    if starts_with(old, new) or ends_with(old, new):
        return True
    head = 0
    while head < len(new) and new[head] == old[head]:
        head += 1
    tail = 0
    while tail < len(new) - head and new[len(new) - 1 - tail] == old[len(old) - 1 - tail]:
        tail += 1
    return head + tail == len(new) and (len(old) - len(new)) % 3 == 0


@kernel
def _is_start_lost(models: Models, transcript: int, edit: Edit, facts: Facts, codons: Codons, inframe: bool) -> bool:
    if not facts.at_start:
        return False
    if facts.start_altered and not inframe:
        return True
    if _is_unambiguous(edit.bases) and _no_start_codon(models, transcript, edit):
        return True
    old, new = codons.residues, codons.edited_residues
    if not codons.known or not len(old):
        return False
    return codons.first == 0 and not ends_with(new, old) and not starts_with(new, old)


@kernel
def coding_bits(models: Models, transcript: int, edit: Edit, facts: Facts, codons: Codons) -> int:
    """Return the coding terms of an allele that touches the coding sequence.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        edit: The change in coding positions.
        facts: What `facts_of` says.
        codons: What `codons_of` says; `no_codons` where an end lies outside the coding sequence.
    """
    old, new = codons.residues, codons.edited_residues
    stop_retained = _stop_retained(models, transcript, edit, facts, codons)
    frameshift = facts.whole and not facts.partial and facts.longer % 3 != 0 and not stop_retained
    in_frame = not frameshift
    start_retained = facts.longer != 0 and facts.at_start and not facts.start_altered
    inserted = facts.longer > 0 and in_frame and _is_inframe_insertion(facts, codons, start_retained)
    deleted = facts.longer < 0 and in_frame and _is_inframe_deletion(facts, codons)
    start_lost = _is_start_lost(models, transcript, edit, facts, codons, inserted or deleted)
    inserted = inserted and not start_lost
    stop_gained = codons.known and not stop_retained and holds(new, STOP) and not holds(old, STOP)
    stop_lost = facts.stop_altered
    if codons.known:
        stop_lost = holds(old, STOP) and not holds(new, STOP)
    bits = 0
    if codons.known:
        same = len(old) == len(new) and starts_with(new, old)
        unclear = holds(old, UNKNOWN) or holds(new, UNKNOWN)
        if len(old) and same and not stop_retained and not unclear:
            bits |= 1 << SYNONYMOUS
        special = start_lost or stop_lost or stop_gained or facts.partial
        if facts.longer == 0 and not special and len(old) == len(new) and not same:
            bits |= 1 << MISSENSE
        altering = len(old) != len(new) and not starts_with(new, old) and not ends_with(new, old)
        altering = altering and not (len(old) and old[0] == STOP) and not (len(new) and new[0] == STOP)
        if altering and not (deleted or start_lost or frameshift):
            bits |= 1 << PROTEIN_ALTERING
    bits |= stop_gained << STOP_GAINED | stop_lost << STOP_LOST | stop_retained << STOP_RETAINED
    bits |= start_lost << START_LOST | start_retained << START_RETAINED | frameshift << FRAMESHIFT
    bits |= inserted << INFRAME_INSERTION | deleted << INFRAME_DELETION
    bits |= facts.partial << INCOMPLETE_TERMINAL_CODON
    decided = frameshift or deleted or start_retained or start_lost or stop_retained or stop_lost
    unclear = not codons.known or holds(new, UNKNOWN) or holds(old, UNKNOWN)
    if unclear and not decided and not bits >> PROTEIN_ALTERING & 1:
        bits |= 1 << CODING_SEQUENCE
    return bits
