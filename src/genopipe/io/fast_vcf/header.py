"""The header of a VCF: its people, and whether the fields that are read are declared as the tokeniser reads them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
"""The columns that every VCF has (VCF 4.5 specification, section 1.5)."""

_INTEGER = ("Integer",)
_KINDS = {
    "GT": ("String",),
    "AD": _INTEGER,
    "DP": _INTEGER,
    "MIN_DP": _INTEGER,
    "PS": _INTEGER,
    "GQ": ("Integer", "Float"),
}
"""The types that the tokeniser reads; what is not declared is taken for the first."""
_FORMAT = re.compile(rb"##FORMAT=<(?:.*,)?ID=([^,>]+)")
_KIND = re.compile(rb"[<,]Type=([A-Za-z]+)")
_NUMBER = re.compile(rb"[<,]Number=([^,>]+)")


class Header(NamedTuple):
    """What the reader needs of a header.

    Attributes:
        people: Names of the samples, in order.
        columns: Columns of every record.
        reads_split: AD is declared with one number for each allele (Number=R).
        real_quality: GQ is declared Float.
        formats: Names of the FORMAT fields that are declared.
        odd: Why the tokeniser does not know the file; empty: it does.
        text: The header's lines.
    """

    people: tuple[str, ...]
    columns: int
    reads_split: bool
    real_quality: bool
    formats: frozenset[str]
    odd: str
    text: bytes


def split_header(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the lines of the header, and the pieces that follow them."""
    text = b""
    for piece in pieces:
        text += piece
        if (end := _header_end(text)) >= 0:
            return text[:end], _chained(text[end:], pieces)
    return text, iter(())


def _header_end(text: bytes) -> int:
    """Return where the records begin; -1: that cannot be told from what was read."""
    at = 0 if text[:1] not in (b"#", b"") else text.find(b"\n#CHROM")
    if at < 0:
        return -1
    return 0 if text[:1] != b"#" else text.find(b"\n", at + 1) + 1 or -1


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def read_header(text: bytes) -> Header:
    """Read the lines of a header; a header that is not plain is told in `odd`."""
    lines = text.replace(b"\r\n", b"\n").splitlines()
    names = lines[-1].decode("utf-8", "replace").split("\t") if lines else []
    people = tuple(names[len(FIXED) + 1 :])
    kinds, numbers, twice = _formats(lines)
    wrong = [name for name, fine in _KINDS.items() if kinds.get(name, fine[0]) not in fine]
    odd = ""
    if not text.startswith(b"##fileformat=VCFv4."):
        odd = "the file does not begin with ##fileformat=VCFv4"
    elif tuple(names[: len(FIXED)]) != FIXED or (
        len(names) > len(FIXED) and not (names[len(FIXED)] == "FORMAT" and people)
    ):
        odd = "the line of the column names is not that of a VCF"
    elif not all(line.startswith(b"##") for line in lines[:-1]):
        odd = "a line of the header does not begin with ##"
    elif len(set(people)) != len(people) or "" in people or text.count(b"\n#CHROM") != 1:
        odd = "a sample has no name, or stands twice"
    elif wrong or twice:
        odd = f"FORMAT fields are declared twice, or of another type than is read: {', '.join(wrong + twice)}"
    return Header(people, len(names), numbers.get("AD") == "R", kinds.get("GQ") == "Float", frozenset(kinds), odd, text)


def _formats(lines: list[bytes]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return Type and Number by name of FORMAT field, and the names that are declared twice."""
    kinds: dict[str, str] = {}
    numbers: dict[str, str] = {}
    twice: list[str] = []
    for line in lines:
        if not (found := _FORMAT.match(line)):
            continue
        name, kind, number = found[1].decode("utf-8", "replace"), _KIND.search(line), _NUMBER.search(line)
        twice += [name] if name in kinds else []
        kinds[name] = kind[1].decode() if kind else ""
        numbers[name] = number[1].decode("utf-8", "replace") if number else ""
    return kinds, numbers, twice
