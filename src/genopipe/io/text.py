"""Text files read with mistrust: what can be mended is mended and said, everything else is a fault."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note

MAXIMUM_BYTES = 64_000_000
"""Largest text file that is read into memory, in bytes."""

MAXIMUM_LINE = 100_000
"""Longest line of a sheet, pedigree, panel or configuration, in characters."""

_BINARY = {
    b"PK\x03\x04": ("an Excel workbook or zip archive", "save the sheet as tab-separated text (.tsv)"),
    b"\x1f\x8b": ("a gzip file", "unpack it with `gunzip`"),
    b"\xff\xfe": ("UTF-16 text", "save it as UTF-8"),
    b"\xfe\xff": ("UTF-16 text", "save it as UTF-8"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "save the sheet as tab-separated text (.tsv)"),
}


@dataclass(frozen=True)
class Line:
    """One line that is not blank.

    Attributes:
        number: 1-based number in the file.
        text: The line without its end and without blanks behind it (tabs stay).
    """

    number: int
    text: str


def file_faults(path: Path, where: str = "") -> list[Fault]:
    """Say why a file cannot be read: missing, a folder, unreadable or empty.

    Args:
        path: The file.
        where: Place that named the file; empty: the file itself.
    """
    where = where or str(path)
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return [fault("FILE-MISSING", where, f"cannot open {path}: {reason}", "mend the path or bring the file")]
    if not stat.S_ISREG(status.st_mode):
        return [fault("FILE-KIND", where, f"{path} is not a plain file", "name a file, not a folder or device")]
    if not os.access(path, os.R_OK):
        return [fault("FILE-UNREADABLE", where, f"no right to read {path}", "ask its owner, or `chmod u+r`")]
    if status.st_size == 0:
        return [fault("FILE-EMPTY", where, f"{path} has 0 bytes", "bring the file again; the copy was not made")]
    return []


def read_text(path: Path, maximum_bytes: int = MAXIMUM_BYTES) -> tuple[str, list[Fault]]:
    """Read a whole text file as UTF-8, line ends mended.

    Args:
        path: The file.
        maximum_bytes: Larger files are refused (bytes).

    Returns:
        The text (empty when there is an error) and the faults.
    """
    faults = file_faults(path)
    if faults:
        return "", faults
    if path.stat().st_size > maximum_bytes:
        cause = f"{path.stat().st_size:,} bytes; at most {maximum_bytes:,} are read"
        return "", [fault("TEXT-SIZE", str(path), cause, "this cannot be a file of this kind; name the right one")]
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", [fault("FILE-UNREADABLE", str(path), f"reading failed: {error.strerror}", "check the disk")]
    return _decode(data, str(path))


def _decode(data: bytes, where: str) -> tuple[str, list[Fault]]:
    for magic, (kind, fix) in _BINARY.items():
        if data.startswith(magic):
            return "", [fault("TEXT-KIND", where, f"this is {kind}, not plain text", fix)]
    if (offset := data.find(b"\0")) >= 0:
        place = f"{where}:{_line_of(data, offset)}"
        return "", [fault("TEXT-NUL", place, f"NUL byte at byte {offset:,}", "remove it; a copy may have failed here")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = f"{where}:{_line_of(data, error.start)}"
        cause = f"byte 0x{data[error.start]:02X} at byte {error.start:,} is not UTF-8"
        return "", [fault("TEXT-ENCODING", place, cause, "save it as UTF-8, such as `iconv -f latin1 -t utf-8`")]
    return _mend(text, where)


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _mend(text: str, where: str) -> tuple[str, list[Fault]]:
    notes = []
    if text.startswith("\ufeff"):
        text = text.removeprefix("\ufeff")
        notes.append(note("TEXT-BOM", f"{where}:1", "byte order mark left out", "nothing; save without BOM"))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        notes.append(note("TEXT-CRLF", f"{where}:1", "Windows line ends mended", "nothing; save with Unix line ends"))
    return text, notes


def read_lines(path: Path) -> tuple[list[Line], list[Fault]]:
    """Read the lines of a text file; blank ones are left out, blanks at line ends are stripped.

    Args:
        path: The file.

    Returns:
        The lines (none when the file cannot be read) and the faults.
    """
    text, faults = read_text(path)
    if any(item.severity == "error" for item in faults):
        return [], faults
    lines, blank, stripped = [], [], []
    for number, raw in enumerate(text.split("\n"), start=1):
        kept = _strip(raw)
        if len(kept) > MAXIMUM_LINE:
            cause = f"{len(kept):,} characters in one line; at most {MAXIMUM_LINE:,}"
            return [], [*faults, fault("TEXT-LINE", f"{path}:{number}", cause, "name the right file")]
        (lines.append(Line(number, kept)) if kept.strip() else blank.append(number))
        stripped += [number] if kept != raw and kept else []
    return lines, faults + _notes_on_blanks(str(path), blank[:-1], stripped)


def _strip(raw: str) -> str:
    """Strip every kind of blank except tabs, which are cells."""
    end = len(raw)
    while end and raw[end - 1].isspace() and raw[end - 1] != "\t":
        end -= 1
    return raw[:end]


def _notes_on_blanks(where: str, blank: list[int], stripped: list[int]) -> list[Fault]:
    notes = []
    if blank:
        notes.append(note("TEXT-BLANK", f"{where}:{blank[0]}", f"{len(blank)} blank lines left out", "nothing"))
    if stripped:
        cause = f"blanks at the end of {len(stripped)} lines left out"
        notes.append(note("TEXT-SPACES", f"{where}:{stripped[0]}", cause, "nothing"))
    return notes
