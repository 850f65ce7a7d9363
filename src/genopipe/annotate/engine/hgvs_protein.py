"""HGVS descriptions of the predicted protein, in parentheses, and what they say of nonsense-mediated decay.

Source: HGVS Nomenclature 21 (hgvs-nomenclature.org, 2024), "Protein" recommendations: substitution (nonsense, silent,
initiation), deletion, duplication, insertion, deletion-insertion, frame shift, extension.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.reading import NO_STOP
from genopipe.annotate.engine.reading import Edit
from genopipe.annotate.engine.reading import coding_length
from genopipe.annotate.engine.reading import edited_base
from genopipe.annotate.engine.reading import edited_residue
from genopipe.annotate.engine.reading import first_difference
from genopipe.annotate.engine.reading import reference_base
from genopipe.annotate.engine.reading import reference_residue
from genopipe.annotate.engine.words import STOP
from genopipe.annotate.engine.writing import Text
from genopipe.annotate.engine.writing import put_byte
from genopipe.annotate.engine.writing import put_number
from genopipe.annotate.engine.writing import put_numbered
from genopipe.annotate.engine.writing import put_part
from genopipe.annotate.engine.writing import put_residue
from genopipe.kernels import kernel

Ints = npt.NDArray[np.int64]


class Window(NamedTuple):
    """The residues that differ, 0-based and half-open, shared ones at both ends left out.

    Attributes:
        first: First differing residue, the same number in both proteins.
        old_behind: Residue behind the last differing one of the reference protein.
        new_behind: The same of the changed protein.
        stops: The changed protein ends inside the window.
    """

    first: int
    old_behind: int
    new_behind: int
    stops: bool


@kernel
def put_prefix(text: Text, models: Models, transcript: int) -> None:
    """Write the protein's accession, where there is one, and `p.`."""
    first, behind = models.protein_first[transcript], models.protein_first[transcript + 1]
    if behind > first:
        put_part(text, models.proteins, first, behind)
        put_byte(text, ord(":"))
    put_byte(text, ord("p"))
    put_byte(text, ord("."))


@kernel
def put_unknown(text: Text, models: Models, transcript: int) -> None:
    """Write `p.?`: the effect on the protein cannot be told."""
    put_prefix(text, models, transcript)
    put_byte(text, ord("?"))


@kernel
def new_stop(models: Models, transcript: int, edit: Edit, residue: int) -> int:
    """Return the first stop of the changed protein from a residue on, or `NO_STOP`."""
    while True:
        acid = edited_residue(models, transcript, edit, residue)
        if acid == 0:
            return np.int64(NO_STOP)
        if acid == STOP:
            return residue
        residue += 1


@kernel
def window_of(models: Models, transcript: int, edit: Edit, first: int) -> Window:
    """Return what differs between the proteins of a change that keeps the frame."""
    shift = (len(edit.bases) - (edit.behind - edit.first)) // 3
    old_behind = max((edit.behind + 2) // 3, first)
    new_behind = old_behind + shift
    if new_behind < first:
        old_behind += first - new_behind
        new_behind = first
    while old_behind > first and new_behind > first:
        old = reference_residue(models, transcript, old_behind - 1)
        if old != edited_residue(models, transcript, edit, new_behind - 1):
            break
        old_behind -= 1
        new_behind -= 1
    for residue in range(first, new_behind):
        if edited_residue(models, transcript, edit, residue) == STOP:
            return Window(first, old_behind, residue + 1, True)
    return Window(first, old_behind, new_behind, False)


@kernel
def _put_range(text: Text, models: Models, transcript: int, first: int, behind: int) -> None:
    put_numbered(text, reference_residue(models, transcript, first), first)
    if behind > first + 1:
        put_byte(text, ord("_"))
        put_numbered(text, reference_residue(models, transcript, behind - 1), behind - 1)


@kernel
def _put_word(text: Text, one: int, two: int, three: int) -> None:
    put_byte(text, one)
    put_byte(text, two)
    put_byte(text, three)


@kernel
def _put_new(text: Text, models: Models, transcript: int, edit: Edit, first: int, behind: int) -> None:
    for residue in range(first, behind):
        put_residue(text, edited_residue(models, transcript, edit, residue))


@kernel
def _put_insertion(text: Text, models: Models, transcript: int, edit: Edit, window: Window) -> None:
    """Write an insertion of residues, or the duplication that it is; it stands at the C terminal end of its repeat."""
    first, count = window.first, window.new_behind - window.first
    repeated = first >= count and not window.stops
    for step in range(count):
        if not repeated:
            break
        before = reference_residue(models, transcript, first - count + step)
        repeated = before == edited_residue(models, transcript, edit, first + step)
    if repeated:
        _put_range(text, models, transcript, first - count, first)
        _put_word(text, ord("d"), ord("u"), ord("p"))
        return
    _put_range(text, models, transcript, max(first - 1, 0), first + 1)
    _put_word(text, ord("i"), ord("n"), ord("s"))
    _put_new(text, models, transcript, edit, first, window.new_behind)


@kernel
def _put_in_frame(text: Text, models: Models, transcript: int, edit: Edit, window: Window) -> None:
    """Write substitution, deletion, duplication, insertion or deletion-insertion."""
    first = window.first
    if window.new_behind == first:
        _put_range(text, models, transcript, first, window.old_behind)
        _put_word(text, ord("d"), ord("e"), ord("l"))
    elif window.old_behind == first:
        _put_insertion(text, models, transcript, edit, window)
    elif window.old_behind == first + 1 and window.new_behind == first + 1:
        put_numbered(text, reference_residue(models, transcript, first), first)
        put_residue(text, edited_residue(models, transcript, edit, first))
    else:
        _put_range(text, models, transcript, first, window.old_behind)
        _put_word(text, ord("d"), ord("e"), ord("l"))
        _put_word(text, ord("i"), ord("n"), ord("s"))
        _put_new(text, models, transcript, edit, first, window.new_behind)


@kernel
def _put_run(text: Text, models: Models, transcript: int, edit: Edit, first: int, extension: bool) -> None:
    """Write a frame shift or an extension from its first changed residue, with the distance to the new stop."""
    put_numbered(text, reference_residue(models, transcript, first), first)
    new = edited_residue(models, transcript, edit, first)
    if new:
        put_residue(text, new)
    if extension:
        _put_word(text, ord("e"), ord("x"), ord("t"))
    else:
        put_byte(text, ord("f"))
        put_byte(text, ord("s"))
    put_residue(text, STOP)
    stop = new_stop(models, transcript, edit, first)
    if stop == NO_STOP:
        put_byte(text, ord("?"))
    else:
        put_number(text, stop - first + (0 if extension else 1))


@kernel
def _put_same(text: Text, models: Models, transcript: int, edit: Edit) -> None:
    """Write that no residue changes: of the one whose codon is substituted or that is the stop, or of the protein."""
    first, last = max(edit.first, 0) // 3, (edit.behind - 1) // 3
    if edit.first == edit.behind:
        last = edit.first // 3
    inside = edit.first >= 0 and edit.behind <= coding_length(models, transcript) and first == last
    acid = reference_residue(models, transcript, first)
    if inside and (len(edit.bases) == edit.behind - edit.first or acid == STOP):
        put_numbered(text, acid, first)
    put_byte(text, ord("="))


@kernel
def _keeps_coding(models: Models, transcript: int, edit: Edit) -> bool:
    """Say whether the whole coding sequence still stands, only its distance from the 5' end differs."""
    longer = len(edit.bases) - (edit.behind - edit.first)
    for position in range(max(edit.behind, 0)):
        if edited_base(models, transcript, edit, position + longer) != reference_base(models, transcript, position):
            return False
    return True


@kernel
def touches_start(models: Models, transcript: int, edit: Edit) -> bool:
    """Say whether the start codon is not read any more as it was."""
    if not models.start_complete[transcript] or edit.first >= 3:
        return False
    if edit.behind <= 0:
        return False
    if edit.first < 0:
        return True
    return edited_residue(models, transcript, edit, 0) != reference_residue(models, transcript, 0)


@kernel
def _takes_stop(models: Models, transcript: int, window: Window) -> bool:
    """Say whether the differing residues of the reference protein take in its stop."""
    last = coding_length(models, transcript) // 3 - 1
    return window.old_behind > last and reference_residue(models, transcript, last) == STOP


@kernel
def _is_only(models: Models, transcript: int, edit: Edit, window: Window) -> bool:
    """Say whether a change that keeps the frame only inserts or only deletes residues before the stop."""
    in_frame = (len(edit.bases) - (edit.behind - edit.first)) % 3 == 0
    alone = window.old_behind == window.first or window.new_behind == window.first
    return in_frame and alone and not _takes_stop(models, transcript, window)


@kernel
def _runs_out(models: Models, transcript: int, edit: Edit, first: int) -> bool:
    """Say whether the changed protein cannot be told because the transcript ends first."""
    window = window_of(models, transcript, edit, first)
    if _is_only(models, transcript, edit, window):
        return False
    if edited_residue(models, transcript, edit, first) == 0:
        return True
    beyond = _takes_stop(models, transcript, window)
    in_frame = (len(edit.bases) - (edit.behind - edit.first)) % 3 == 0
    at_stop = reference_residue(models, transcript, first) == STOP
    return in_frame and beyond and not at_stop and new_stop(models, transcript, edit, first) == NO_STOP


@kernel
def put_protein(text: Text, models: Models, transcript: int, edit: Edit) -> int:
    """Write the description of the protein that an edit of the coding sequence is predicted to give.

    Args:
        text: Where to write.
        models: The gene models.
        transcript: Index of a coding transcript.
        edit: The change, shifted in the transcript's direction.

    Returns:
        The residue (0-based) at which the changed protein stops, if earlier than the reference protein; else `NO_STOP`.
    """
    if touches_start(models, transcript, edit):
        if _keeps_coding(models, transcript, edit):
            put_prefix(text, models, transcript)
            _put_word(text, ord("("), ord("="), ord(")"))
        else:
            put_unknown(text, models, transcript)
        return np.int64(NO_STOP)
    first = first_difference(models, transcript, edit)
    if first != NO_STOP and _runs_out(models, transcript, edit, first):
        put_unknown(text, models, transcript)
        return np.int64(NO_STOP)
    put_prefix(text, models, transcript)
    put_byte(text, ord("("))
    early = np.int64(NO_STOP)
    if first == NO_STOP:
        _put_same(text, models, transcript, edit)
    else:
        early = _put_difference(text, models, transcript, edit, first)
    put_byte(text, ord(")"))
    return early


@kernel
def _without_shared_end(models: Models, transcript: int, edit: Edit, first: int, last: int) -> Window:
    """Return what differs of two proteins of which the changed one goes on behind the old stop to a new one."""
    old_behind, new_behind = last + 1, new_stop(models, transcript, edit, first) + 1
    while old_behind > first + 1 and new_behind > first + 1:
        old = reference_residue(models, transcript, old_behind - 1)
        if old != edited_residue(models, transcript, edit, new_behind - 1):
            break
        old_behind -= 1
        new_behind -= 1
    return Window(first, old_behind, new_behind, False)


@kernel
def _put_difference(text: Text, models: Models, transcript: int, edit: Edit, first: int) -> int:
    """Write the difference that begins at a residue; return where the changed protein stops too early."""
    in_frame = (len(edit.bases) - (edit.behind - edit.first)) % 3 == 0
    last = coding_length(models, transcript) // 3 - 1
    old = reference_residue(models, transcript, first)
    window = window_of(models, transcript, edit, first)
    only = _is_only(models, transcript, edit, window)
    if not only and edited_residue(models, transcript, edit, first) == STOP:
        put_numbered(text, old, first)
        put_residue(text, STOP)
        return first
    if not only and (old == STOP or not in_frame):
        _put_run(text, models, transcript, edit, first, old == STOP)
        return np.int64(NO_STOP) if old == STOP else new_stop(models, transcript, edit, first)
    if _takes_stop(models, transcript, window):
        window = _without_shared_end(models, transcript, edit, first, last)
    _put_in_frame(text, models, transcript, edit, window)
    return window.new_behind - 1 if window.stops else np.int64(NO_STOP)
