"""HGVS descriptions of the DNA: g. and m. on the genome, c. and n. on a transcript.

Source: HGVS Nomenclature 21 (hgvs-nomenclature.org, 2024): "DNA" recommendations for substitution, deletion,
duplication, insertion, inversion and deletion-insertion; "Numbering"; the 3' rule of the general recommendations.
The 3' rule is applied on the genome, in the transcript's direction: exons that the transcript joins do not touch
there, so nothing is shifted from one exon into the next.
"""

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.places import block_at
from genopipe.annotate.engine.places import cdna_in
from genopipe.annotate.engine.places import cdna_of
from genopipe.annotate.engine.shifting import Change
from genopipe.annotate.engine.shifting import is_inversion
from genopipe.annotate.engine.shifting import repeats_before
from genopipe.annotate.engine.shifting import repeats_behind
from genopipe.annotate.engine.words import COMPLEMENTS
from genopipe.annotate.engine.writing import Text
from genopipe.annotate.engine.writing import put_byte
from genopipe.annotate.engine.writing import put_number
from genopipe.annotate.engine.writing import put_oriented
from genopipe.annotate.engine.writing import put_part
from genopipe.io.sequence import SequenceView
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]

SUBSTITUTION = 0
DELETION = 1
INSERTION = 2
DUPLICATION = 3
INVERSION = 4
DELINS = 5


@kernel
def kind_of(view: SequenceView, change: Change, forward: bool) -> int:
    """Return what the standard calls a change that stands as far 3' as it can.

    Args:
        view: The contig.
        change: The change, shifted.
        forward: The description runs along the forward strand.
    """
    if not len(change.reference):
        repeated = repeats_before(view, change) if forward else repeats_behind(view, change)
        return DUPLICATION if repeated else INSERTION
    if not len(change.bases):
        return DELETION
    if len(change.reference) == 1 and len(change.bases) == 1:
        return SUBSTITUTION
    return INVERSION if is_inversion(change) else DELINS


@kernel
def ends_of(change: Change, kind: int, forward: bool) -> tuple[int, int]:
    """Return the first and last genome position that a description names, lower first, 0-based, both included."""
    count = len(change.bases)
    if kind == INSERTION:
        return change.start - 1, change.start
    if kind == DUPLICATION:
        return (change.start - count, change.start - 1) if forward else (change.start, change.start + count - 1)
    return change.start, change.end - 1


@kernel
def put_change(text: Text, kind: int, change: Change, forward: bool) -> None:
    """Write what follows the position: `A>G`, `del`, `dup`, `insT`, `inv`, `delinsTG`, on either strand."""
    if kind == SUBSTITUTION:
        put_oriented(text, change.reference, forward)
        put_byte(text, ord(">"))
        put_oriented(text, change.bases, forward)
        return
    if kind in (DELETION, DELINS):
        put_byte(text, ord("d"))
        put_byte(text, ord("e"))
        put_byte(text, ord("l"))
    if kind in (INSERTION, INVERSION, DELINS):
        put_byte(text, ord("i"))
        put_byte(text, ord("n"))
        put_byte(text, ord("v") if kind == INVERSION else ord("s"))
    if kind == DUPLICATION:
        put_byte(text, ord("d"))
        put_byte(text, ord("u"))
        put_byte(text, ord("p"))
    if kind in (INSERTION, DELINS):
        put_oriented(text, change.bases, forward)


@kernel
def put_genomic(text: Text, view: SequenceView, change: Change) -> None:
    """Write a description on the genome, without accession and `g.`, of a change shifted to the right."""
    kind = kind_of(view, change, True)
    first, last = ends_of(change, kind, True)
    put_number(text, first + 1)
    if last != first:
        put_byte(text, ord("_"))
        put_number(text, last + 1)
    put_change(text, kind, change, True)


@kernel
def _put_numbered(text: Text, models: Models, transcript: int, cdna: int) -> None:
    """Write a cDNA position as c. (`-3`, `12`, `*4`) or n. position."""
    if not models.coding[transcript]:
        put_number(text, cdna + 1)
    elif cdna < models.coding_from[transcript]:
        put_number(text, cdna - models.coding_from[transcript])
    elif cdna >= models.coding_to[transcript]:
        put_byte(text, ord("*"))
        put_number(text, cdna - models.coding_to[transcript] + 1)
    else:
        put_number(text, cdna - models.coding_from[transcript] + 1)


@kernel
def put_position(text: Text, models: Models, transcript: int, position: int) -> None:
    """Write a genome position inside a transcript as c. or n. position, in introns from the nearer exon.

    In the middle of an intron the exon before it counts.
    """
    put_position_at(text, models, transcript, block_at(models, transcript, position), position)


@kernel
def put_position_at(text: Text, models: Models, transcript: int, block: int, position: int) -> None:
    """Write a genome position as c. or n. position, its last block that begins at or before it being known."""
    if position < models.block_end[block]:
        _put_numbered(text, models, transcript, cdna_in(models, transcript, block, position))
        return
    from_low = position - models.block_end[block] + 1
    from_high = models.block_start[block + 1] - position
    forward = models.forward[transcript]
    use_low = from_low <= from_high if forward else from_low < from_high
    if use_low:
        edge = cdna_in(models, transcript, block, models.block_end[block] - 1)
        offset = from_low
    else:
        edge = cdna_in(models, transcript, block + 1, models.block_start[block + 1])
        offset = from_high
    _put_numbered(text, models, transcript, edge)
    put_byte(text, ord("+") if use_low == forward else ord("-"))
    put_number(text, offset)


@kernel
def _counts_lead(models: Models, transcript: int, position: int) -> bool:
    """Say whether a coding base is numbered by its codon although the first codon is incomplete.

    The standard has no c. numbers for a coding sequence without its start. Ensembl VEP counts the bases that the first
    codon lacks for substitutions, so that c. and p. numbers agree, and not for other changes; so does this.
    """
    if not models.lead[transcript]:
        return False
    cdna = cdna_of(models, transcript, position)
    return models.coding_from[transcript] <= cdna < models.coding_to[transcript]


@kernel
def _put_accession(text: Text, models: Models, transcript: int) -> None:
    """Write the transcript's accession and `:c.` or `:n.`."""
    put_part(text, models.names, models.name_first[transcript], models.name_first[transcript + 1])
    put_byte(text, ord(":"))
    put_byte(text, ord("c") if models.coding[transcript] else ord("n"))
    put_byte(text, ord("."))


@kernel
def put_substitution(
    text: Text, models: Models, transcript: int, block: int, position: int, old: int, new: int
) -> None:
    """Write a whole c. or n. description of one base for another, outside the coding sequence.

    Args:
        text: Where to write.
        models: The gene models.
        transcript: Index of the transcript.
        block: Its last block that begins at or before the position.
        position: Genome position, 0-based.
        old: REF on the forward strand.
        new: ALT on the forward strand.
    """
    _put_accession(text, models, transcript)
    put_position_at(text, models, transcript, block, position)
    forward = models.forward[transcript]
    put_byte(text, old if forward else COMPLEMENTS[old])
    put_byte(text, ord(">"))
    put_byte(text, new if forward else COMPLEMENTS[new])


@kernel
def put_transcript(text: Text, models: Models, transcript: int, view: SequenceView, change: Change) -> bool:
    """Write a whole c. or n. description of a change shifted in the transcript's direction.

    Returns:
        Whether one was written: a change that reaches beyond the transcript has none.
    """
    forward = models.forward[transcript]
    kind = kind_of(view, change, forward)
    low, high = ends_of(change, kind, forward)
    if kind == DUPLICATION and (low < models.start[transcript] or high >= models.end[transcript]):
        kind = INSERTION
        low, high = ends_of(change, kind, forward)
    if low < models.start[transcript] or high >= models.end[transcript]:
        return False
    _put_accession(text, models, transcript)
    if kind == SUBSTITUTION and _counts_lead(models, transcript, low):
        put_number(
            text, cdna_of(models, transcript, low) - models.coding_from[transcript] + models.lead[transcript] + 1
        )
    else:
        put_position(text, models, transcript, low if forward else high)
    if low != high:
        put_byte(text, ord("_"))
        put_position(text, models, transcript, high if forward else low)
    put_change(text, kind, change, forward)
    return True
