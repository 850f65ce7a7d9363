"""Read a transcript's coding sequence, as it is and as an allele changes it, base by base and codon by codon.

Coding positions are 0-based from the first base of the first codon; where a model lacks bases of that codon
(`Models.lead`), they count and are N. Positions before 0 lie in the 5' UTR, those behind the stop codon in the 3' UTR.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.words import BASE_CODES
from genopipe.annotate.engine.words import CODON_TABLES
from genopipe.annotate.engine.words import MISSING_BASE
from genopipe.annotate.engine.words import SELENOCYSTEINE
from genopipe.annotate.engine.words import STOP
from genopipe.annotate.engine.words import UNKNOWN
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]

NO_STOP = -1
"""No residue: no stop, or no difference, before the sequence ends."""


class Edit(NamedTuple):
    """What an allele replaces in the coding sequence of a transcript.

    Attributes:
        first: First replaced coding position.
        behind: Position behind the last replaced one; `first` for an insertion before `first`.
        bases: What stands there instead, in the transcript's direction.
    """

    first: int
    behind: int
    bases: Bytes


@kernel
def coding_length(models: Models, transcript: int) -> int:
    """Return the length of the coding sequence, the lacking bases of its first codon included."""
    return models.coding_to[transcript] - models.coding_from[transcript] + models.lead[transcript]


@kernel
def readable_length(models: Models, transcript: int) -> int:
    """Return the length of the coding sequence and the 3' UTR behind it."""
    length = models.spliced_first[transcript + 1] - models.spliced_first[transcript]
    return length - models.coding_from[transcript] + models.lead[transcript]


@kernel
def reference_base(models: Models, transcript: int, position: int) -> int:
    """Return a base of the transcript by its coding position; N where the model has none."""
    lead = models.lead[transcript]
    if 0 <= position < lead:
        return np.uint8(MISSING_BASE)
    place = models.coding_from[transcript] + position - lead
    if place < 0 or place >= models.spliced_first[transcript + 1] - models.spliced_first[transcript]:
        return np.uint8(MISSING_BASE)
    return models.spliced[models.spliced_first[transcript] + place]


@kernel
def edited_base(models: Models, transcript: int, edit: Edit, position: int) -> int:
    """Return a base of the transcript as the allele makes it."""
    if position < edit.first:
        return reference_base(models, transcript, position)
    if position < edit.first + len(edit.bases):
        return edit.bases[position - edit.first]
    return reference_base(models, transcript, position - len(edit.bases) + edit.behind - edit.first)


@kernel
def translate(first: int, second: int, third: int, code: int) -> int:
    """Return the amino acid of a codon; X where a missing base leaves more than one.

    Args:
        first: First base.
        second: Second base.
        third: Third base.
        code: Row of `CODON_TABLES`.
    """
    one, two, three = BASE_CODES[first], BASE_CODES[second], BASE_CODES[third]
    if one >= 0 and two >= 0 and three >= 0:
        return CODON_TABLES[code, one * 16 + two * 4 + three]
    found = np.uint8(0)
    for i in range(4):
        for j in range(4):
            for k in range(4):
                if (one >= 0 and i != one) or (two >= 0 and j != two) or (three >= 0 and k != three):
                    continue
                acid = CODON_TABLES[code, i * 16 + j * 4 + k]
                if found and found != acid:
                    return np.uint8(UNKNOWN)
                found = acid
    return found


@kernel
def is_redefined(models: Models, transcript: int, residue: int) -> bool:
    """Say whether a stop codon (0-based residue) is read as selenocysteine."""
    for index in range(models.redefined_first[transcript], models.redefined_first[transcript + 1]):
        if models.redefined[index] == residue:
            return True
    return False


@kernel
def reference_residue(models: Models, transcript: int, residue: int) -> int:
    """Return an amino acid of the reference protein by its 0-based number; 0 behind the transcript's end."""
    at = residue * 3
    if at + 3 > readable_length(models, transcript):
        return np.uint8(0)
    acid = translate(
        reference_base(models, transcript, at),
        reference_base(models, transcript, at + 1),
        reference_base(models, transcript, at + 2),
        models.code[transcript],
    )
    if acid == STOP and is_redefined(models, transcript, residue):
        return np.uint8(SELENOCYSTEINE)
    return acid


@kernel
def edited_residue(models: Models, transcript: int, edit: Edit, residue: int) -> int:
    """Return an amino acid of the changed protein by its 0-based number; 0 behind the transcript's end.

    A selenocysteine codon that the allele leaves whole and in frame is still one.
    """
    at = residue * 3
    longer = len(edit.bases) - (edit.behind - edit.first)
    if at + 3 > readable_length(models, transcript) + longer:
        return np.uint8(0)
    if at + 3 <= edit.first:
        return reference_residue(models, transcript, residue)
    acid = translate(
        edited_base(models, transcript, edit, at),
        edited_base(models, transcript, edit, at + 1),
        edited_base(models, transcript, edit, at + 2),
        models.code[transcript],
    )
    kept = acid == STOP and longer % 3 == 0 and at >= edit.first + len(edit.bases)
    if kept and is_redefined(models, transcript, residue - longer // 3):
        return np.uint8(SELENOCYSTEINE)
    return acid


@kernel
def first_difference(models: Models, transcript: int, edit: Edit) -> int:
    """Return the first residue that differs, or `NO_STOP` where both proteins are the same to their stop."""
    residue = max(edit.first, 0) // 3
    while True:
        old = reference_residue(models, transcript, residue)
        new = edited_residue(models, transcript, edit, residue)
        if old != new:
            return residue
        if old in (STOP, 0):
            return np.int64(NO_STOP)
        residue += 1


@kernel
def reference_stretch(models: Models, transcript: int, start: int, end: int) -> Bytes:
    """Return coding bases; what lies behind the coding sequence is left out."""
    end = min(end, coding_length(models, transcript))
    out = np.empty(max(end - start, 0), dtype=np.uint8)
    for position in range(start, end):
        out[position - start] = reference_base(models, transcript, position)
    return out


@kernel
def edited_stretch(models: Models, transcript: int, edit: Edit, start: int, end: int) -> Bytes:
    """Return coding bases as the allele makes them; what lies behind the coding sequence is left out."""
    longer = len(edit.bases) - (edit.behind - edit.first)
    end = min(end, coding_length(models, transcript) + longer)
    out = np.empty(max(end - start, 0), dtype=np.uint8)
    for position in range(start, end):
        out[position - start] = edited_base(models, transcript, edit, position)
    return out


@kernel
def peptide_of(bases: Bytes, code: int) -> Bytes:
    """Return the amino acids of whole codons, and X for a rest of one or two bases unless they follow a lone stop."""
    whole = len(bases) // 3
    rest = len(bases) - whole * 3
    out = np.empty(whole + (1 if rest else 0), dtype=np.uint8)
    for index in range(whole):
        out[index] = translate(bases[index * 3], bases[index * 3 + 1], bases[index * 3 + 2], code)
    if not rest:
        return out
    if whole == 1 and out[0] == STOP:
        return out[:1]
    out[whole] = UNKNOWN
    return out


@kernel
def starts_with(text: Bytes, head: Bytes) -> bool:
    """Say whether bytes begin with others."""
    if len(head) > len(text):
        return False
    for index in range(len(head)):
        if text[index] != head[index]:
            return False
    return True


@kernel
def ends_with(text: Bytes, tail: Bytes) -> bool:
    """Say whether bytes end with others."""
    shift = len(text) - len(tail)
    if shift < 0:
        return False
    for index in range(len(tail)):
        if text[shift + index] != tail[index]:
            return False
    return True


@kernel
def holds(text: Bytes, letter: int) -> bool:
    """Say whether bytes hold a letter."""
    for index in range(len(text)):
        if text[index] == letter:
            return True
    return False
