"""Which ids are allowed, how a hostile text is shown, and which known word a wrong one resembles."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from genopipe.pedigree import ID_PATTERN

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?\Z", re.IGNORECASE)
_FIELD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:+@/ -]{0,127}\Z")
_SHOWN = 60

ID_FIX = f"use letters, digits, `_`, `.` and `-`, at most 64, beginning with a letter or digit ({ID_PATTERN})"


def show(text: str) -> str:
    """Return a text in quotes, cut at 60 characters, with everything unprintable escaped."""
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut) + "'"


def id_problem(text: str) -> str:
    """Return why a text cannot be an id, or an empty text when it can."""
    if not _ID.match(text):
        return f"the id {show(text)} is not allowed"
    if ".." in text or text.endswith("."):
        return f"the id {show(text)} reads as a path"
    if _RESERVED.match(text):
        return f"the id {show(text)} is a reserved name of an operating system"
    if text == "0":
        return "the id '0' means nobody in a pedigree"
    return ""


def field_problem(text: str) -> str:
    """Return why a text cannot stand in a read group (SM, LB, PL, PU), or an empty text when it can."""
    return "" if not text or _FIELD.match(text) else f"the value {show(text)} is not allowed in a read group"


def path_problem(text: str) -> str:
    """Return why a text cannot be the path of an input file, or an empty text when it can."""
    if not all(character.isprintable() for character in text):
        return f"the path {show(text)} holds invisible characters"
    if text.startswith("-"):
        return f"the path {show(text)} begins with a dash, which tools read as an option"
    found = next((mark for mark in ("{", "}", "://", "##idx##", '"', "\\") if mark in text), "")
    return f"the path {show(text)} holds {show(found)}, which tools do not read as a local file" if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean ...?` when one of the known words resembles this one, else the known words."""
    words = list(known)
    close = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else f"known: {', '.join(words)}"
