"""Read the text of a HGVS description into its parts; nothing is looked up and nothing is computed.

Source: HGVS Nomenclature v21.1, "General recommendations" and "DNA" (https://hgvs-nomenclature.org); Hart 2024,
doi:10.1186/s13073-024-01421-5.
"""

import re
from typing import Literal
from typing import NamedTuple
from typing import NoReturn
from typing import cast

from genopipe.errors import InputError
from genopipe.errors import fault

System = Literal["g", "m", "c", "n"]
Region = Literal["", "-", "*"]
Kind = Literal["equal", "substitution", "deletion", "duplication", "insertion", "inversion", "delins", "repeat"]

_HEAD = re.compile(r"([^():\s]+)(?:\(([^():\s]+)\))?:([a-z])\.(\S+)")
_POSITION = r"[-*]?\d{1,12}(?:[+-]\d{1,12})?"
_PLACE = re.compile(rf"({_POSITION})(?:_({_POSITION}))?(.*)")
_PARTS = re.compile(r"([-*]?)(\d+)(?:([+-])(\d+))?")
_RANGE = re.compile(rf"({_POSITION})_({_POSITION})(inv)?")
_UNIT = re.compile(r"([ACGTN]+)(?:\[(\d{1,6})\])?")
_CHANGES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("equal", re.compile(r"([ACGTN]*)=")),
    ("substitution", re.compile(r"([ACGTN]+)>([ACGTN]+)")),
    ("delins", re.compile(r"del([ACGTN]+|\d+)?ins(.+)")),
    ("deletion", re.compile(r"del([ACGTN]+|\d+)?")),
    ("duplication", re.compile(r"dup([ACGTN]+|\d+)?")),
    ("inversion", re.compile(r"inv([ACGTN]+|\d+)?")),
    ("insertion", re.compile(r"ins(.+)")),
    ("repeat", re.compile(r"([ACGTN]*)\[(\d{1,6})\]")),
)
LONGEST_INSERTION = 1_000_000
"""Bases that a description may insert; our own bound: more is no allele of a VCF."""


class Position(NamedTuple):
    """One position as written.

    Attributes:
        region: `-` before the start codon, `*` behind the stop codon, empty elsewhere.
        number: The number without its region, from 1.
        offset: Bases into an intron, negative before an exon; 0: none.
    """

    region: Region
    number: int
    offset: int

    def text(self) -> str:
        """Return the position as it is written."""
        return f"{self.region}{self.number}" + (f"{self.offset:+d}" if self.offset else "")


class Stretch(NamedTuple):
    """Bases of the same reference that are inserted elsewhere."""

    start: Position
    end: Position
    inverted: bool


class Description(NamedTuple):
    """A description in its parts.

    Attributes:
        text: As written.
        reference: The reference sequence.
        selector: The transcript in brackets behind a genomic reference; empty: none.
        system: Coordinate system.
        kind: What changes.
        start: First position.
        end: Last position; the first one where only one is written.
        single: Only one position is written.
        stated: The bases that the text says are there; empty: it does not say.
        length: How many bases the text says are there; 0: it does not say.
        inserted: Bases, and stretches of the reference, in order.
        copies: Copies of a repeat's unit.
    """

    text: str
    reference: str
    selector: str
    system: System
    kind: Kind
    start: Position
    end: Position
    single: bool
    stated: str = ""
    length: int = 0
    inserted: tuple[str | Stretch, ...] = ()
    copies: int = 0


def refuse(code: str, text: str, cause: str, fix: str) -> NoReturn:
    """Refuse a description.

    Raises:
        InputError: Always.
    """
    raise InputError([fault(code, text, cause, fix)])


def _unsupported(text: str, what: str) -> NoReturn:
    refuse("HGVS-UNSUPPORTED", text, f"{what} cannot be read as one allele", "describe one certain change of DNA")


def read_description(text: str) -> Description:
    """Read a description.

    Args:
        text: `NC_000011.10:g.112088971G>T`, `NM_003002.4:c.274del`, `NG_012337.3(NM_003002.4):c.52+1G>A`.

    Raises:
        InputError: It is not a description, or not of one certain change of DNA.
    """
    text = text.strip()
    head = _HEAD.fullmatch(text)
    if head is None:
        cause = "not of the form reference:system.change, such as NM_003002.4:c.274G>T"
        refuse("HGVS-SYNTAX", text, cause, "name a reference with its version, a colon, and g., m., c. or n.")
    reference, selector, system, change = head.groups(default="")
    if system in ("p", "r"):
        _unsupported(text, "a protein" if system == "p" else "an RNA")
    if system not in ("g", "m", "c", "n"):
        refuse("HGVS-SYNTAX", text, f"there is no coordinate system {system}.", "write g., m., c. or n.")
    _refuse_unreadable(text, change)
    place = _PLACE.fullmatch(change)
    if place is None:
        refuse("HGVS-SYNTAX", text, f"{change} does not begin with a position", "write the position, then the change")
    first, last, rest = place.groups()
    start = _position(text, first)
    end = _position(text, last) if last else start
    head_part = Description(text, reference, selector, cast(System, system), "equal", start, end, not last)
    return _with_change(head_part, rest)


def _refuse_unreadable(text: str, change: str) -> None:
    if change.startswith("[") or "];[" in change or "(;)" in change:
        _unsupported(text, "an allele of several changes")
    if re.search(r"ins\[?[^;]*:", change):
        _unsupported(text, "an insertion from another reference")
    if "?" in change or "(" in change:
        _unsupported(text, "an uncertain position or change")
    if change in ("=", "0") or change.startswith(("pter", "cen", "qter")):
        _unsupported(text, f"{change} without a position")


def _position(text: str, written: str) -> Position:
    parts = _PARTS.fullmatch(written)
    if parts is None:
        refuse("HGVS-SYNTAX", text, f"{written} is no position", "write a number, such as 52, 52+1, -5 or *7")
    region, number, sign, offset = parts.groups()
    if int(number) == 0 or (offset and int(offset) == 0):
        refuse("HGVS-POSITION", text, f"{written}: nothing is numbered 0", "count from 1, and from -1 backwards")
    signed = int(f"{sign}{offset}") if offset else 0
    return Position(cast(Region, region), int(number), signed)


def _with_change(part: Description, rest: str) -> Description:
    for kind, pattern in _CHANGES:
        found = pattern.fullmatch(rest)
        if found is None:
            continue
        first = found[1] or ""
        part = part._replace(kind=kind)
        if kind == "insertion":
            return part._replace(inserted=_inserted(part, first))
        if kind == "repeat":
            return part._replace(stated=first, copies=int(found[2]))
        part = part._replace(length=int(first)) if first.isdecimal() else part._replace(stated=first)
        if kind == "substitution":
            return part._replace(inserted=(found[2],))
        return part._replace(inserted=_inserted(part, found[2])) if kind == "delins" else part
    cause = f"{rest or 'nothing'} is no change" if len(rest) < 40 else "what follows the position is no change"
    refuse("HGVS-SYNTAX", part.text, cause, "write G>T, del, dup, insACT, inv, delinsACT or =")


def _inserted(part: Description, written: str) -> tuple[str | Stretch, ...]:
    items = written[1:-1].split(";") if written.startswith("[") and written.endswith("]") else [written]
    found = tuple(_item(part.text, item) for item in items)
    if sum(len(item) for item in found if isinstance(item, str)) > LONGEST_INSERTION:
        _unsupported(part.text, f"an insertion of more than {LONGEST_INSERTION:,} bases")
    return found


def _item(text: str, item: str) -> str | Stretch:
    if bases := _UNIT.fullmatch(item):
        copies = int(bases[2] or 1)
        return bases[1] * min(copies, LONGEST_INSERTION + 1)
    if stretch := _RANGE.fullmatch(item):
        return Stretch(_position(text, stretch[1]), _position(text, stretch[2]), bool(stretch[3]))
    cause = f"{item[:40] or 'nothing'} cannot be inserted"
    refuse("HGVS-SYNTAX", text, cause, "write the bases (A, C, G, T, N) or a stretch such as 10_20 or 10_20inv")
