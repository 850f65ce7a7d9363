"""What a p. description says of a protein, and whether an edited protein is that: no matter which form was chosen.

Residues are one letter, `*` the stop. A text is taken without accession and brackets, such as `p.Gln76ArgfsTer12`.
"""

import re

from .oracle import COMPLEMENT
from .oracle import NAMES
from .oracle import Edit
from .oracle import Model
from .oracle import translated
from .oracle import turned

LETTER = {name: letter for letter, name in NAMES.items()} | {"Xaa": "X"}
RESIDUES = r"(?:[A-Z][a-z]{2})+"
ONE = r"([A-Z][a-z]{2})(\d+)"
SHIFT = re.compile(rf"{ONE}([A-Z][a-z]{{2}})(fs|ext)Ter(\d+|\?)")
PLAIN = re.compile(rf"{ONE}(?:_{ONE})?(del|dup)")
NEW = re.compile(rf"{ONE}(?:_{ONE})?(ins|delins)({RESIDUES})")
SUBSTITUTION = re.compile(rf"{ONE}({RESIDUES}|=)")


def letters(residues: str) -> str:
    return "".join(LETTER.get(residues[at : at + 3], "X") for at in range(0, len(residues), 3))


def _named(before: str, name: str, number: str) -> bool:
    return 1 <= int(number) <= len(before) and before[int(number) - 1] == LETTER.get(name)


def _shifted(parts: tuple[str, ...], before: str, after: str) -> bool:
    name, number, new, kind, distance = parts
    at = int(number) - 1
    first = _named(before, name, number) and after[:at] == before[:at] and after[at : at + 1] == LETTER.get(new)
    if distance == "?":
        return first and not after.endswith("*")
    # fsTer counts the first changed residue as 1, extTer the residue behind it
    return first and after.endswith("*") and len(after) == at + int(distance) + (kind == "ext")


def _made(before: str, first: int, behind: int, kind: str, new: str) -> str:
    there = before[first:behind]
    made = {"del": "", "dup": there + there, "delins": new, "ins": there[:1] + new + there[1:]}[kind]
    return (before[:first] + made + before[behind:]).partition("*")[0]


def is_true(text: str, before: str, after: str) -> bool | None:
    """Say whether a description of one protein gives the other; None: it is of a form that says too little.

    Args:
        text: The description.
        before: The protein with its stop.
        after: The edited protein with its stop, if it has one.
    """
    change = text.removeprefix("p.")
    if change == "=":
        return before == after
    if found := SHIFT.fullmatch(change):
        return _shifted(found.groups(), before, after)
    new = NEW.fullmatch(change)
    if found := new or PLAIN.fullmatch(change):
        name, number, last, behind, kind = found.groups()[:5]
        ends = _named(before, name, number) and (last is None or _named(before, last, behind))
        made = _made(before, int(number) - 1, int(behind or number), kind, letters(new[6]) if new else "")
        return ends and made == after.partition("*")[0]
    if found := SUBSTITUTION.fullmatch(change):
        name, number, new_name = found.groups()
        one = letters(new_name) if new_name != "=" else LETTER.get(name, "X")
        if new_name == "=" or len(one) == 1:
            return (
                _named(before, name, number)
                and _made(before, int(number) - 1, int(number), "delins", one) == (after.partition("*")[0])
            )
    return None


def edited(genome: str, model: Model, edit: Edit, lead: int = 0) -> tuple[str, str] | None:
    """Translate before and after an edit inside one exon, not before the coding sequence; None: it is not there.

    Args:
        genome: The genome; N where a base is not known.
        model: The transcript.
        edit: The edit.
        lead: Bases that the first codon lacks.
    """
    start, end, bases = edit
    touched = (start, end - 1) if end > start else (start - 1, start)
    if model.coding is None or not any(low <= touched[0] and touched[1] < high for low, high in model.exons):
        return None
    order = model.bases()
    index = {place: at for at, place in enumerate(order)}
    spliced = "".join(genome[place] for place in order)
    if not model.forward:
        spliced, bases = spliced.translate(COMPLEMENT), turned(bases)
    at = sorted(index[place] for place in touched)
    first, behind = (at[0], at[1] + 1) if end > start else (at[1], at[1])
    zero = min(index[model.coding[0]], index[model.coding[1] - 1])
    if first < zero:
        return None
    lacking = "N" * lead
    return translated(lacking + spliced[zero:]), translated(lacking + spliced[zero:first] + bases + spliced[behind:])
