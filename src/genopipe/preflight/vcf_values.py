"""Values of INFO and FORMAT fields against their declarations: kind, count, range."""

import re
from math import comb

from genopipe.io.naming import show
from genopipe.preflight.vcf_reserved import FORMAT
from genopipe.preflight.vcf_reserved import FRACTIONS
from genopipe.preflight.vcf_reserved import INFO
from genopipe.preflight.vcf_reserved import NOT_NEGATIVE
from genopipe.preflight.vcf_reserved import Definition

_INTEGER = re.compile(r"-?\d{1,10}\Z")
_FLOAT = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z|[-+]?(?:nan|inf|infinity)\Z", re.IGNORECASE)
_CIGAR = re.compile(r"(?:\d+[MIDNSHPX=])+\Z")
_SMALLEST, _LARGEST = -(2**31) + 8, 2**31 - 1
GENOTYPE = re.compile(r"[/|]?(?:\d+|\.)(?:[/|](?:\d+|\.))*\Z")


def kind_problem(text: str, kind: str) -> str:
    """Return why one value is not of its Type, or an empty text."""
    if text == ".":
        return ""
    if kind == "Integer":
        good = bool(_INTEGER.match(text)) and _SMALLEST <= int(text) <= _LARGEST
    elif kind == "Float":
        good = bool(_FLOAT.match(text))
    elif kind == "Character":
        good = len(text) == 1
    else:
        good = bool(text)
    return "" if good else f"{show(text)} is not of Type {kind}"


def wanted_count(number: str, alleles: int, ploidy: int) -> int | None:
    """Return how many values a Number promises; None: any count.

    Args:
        number: Number of the declaration.
        alleles: Number of alleles with REF.
        ploidy: Copies of the genotype; 0: not known.
    """
    if number.isdigit():
        return int(number)
    if alleles == 1 and number in ("A", "R", "G"):
        return None
    if number == "A":
        return alleles - 1
    if number == "R":
        return alleles
    if number == "G" and ploidy:
        return comb(alleles + ploidy - 1, ploidy)
    return None


def info_problem(key: str, text: str | None, declared: dict[str, Definition], alleles: int) -> str:
    """Return what is wrong with one INFO entry, or an empty text.

    Args:
        key: The word before `=`.
        text: What stands behind `=`; None: there is none.
        declared: Number and Type by word, from the header.
        alleles: Number of alleles with REF.
    """
    number, kind = declared.get(key) or INFO.get(key, (".", "?"))
    if kind == "Flag":
        return f"{key} is a flag, but has the value {show(text)}" if text not in (None, "0", "1") else ""
    if text is None:
        return f"{key} has no value" if kind != "?" else ""
    values = text.split(",")
    wanted = None if (number, kind) == ("1", "String") else wanted_count(number, alleles, 0)
    if wanted is not None and len(values) != wanted and values != ["."]:
        return f"{key} has {len(values)} values, {wanted} are declared (Number={number})"
    for value in values:
        problem = kind_problem(value, kind) or _range_problem(key, value)
        if problem:
            return f"{key}: {problem}"
    return ""


def _range_problem(key: str, value: str) -> str:
    if key == "CIGAR" and value != "." and not _CIGAR.match(value):
        return f"{show(value)} is not a CIGAR"
    if key not in NOT_NEGATIVE or value == ".":
        return ""
    if not _FLOAT.match(value):
        return f"{show(value)} is not a number"
    if float(value) < 0:
        return f"{value} is negative"
    return f"{value} is above 1" if key in FRACTIONS and float(value) > 1 else ""


def genotype_problem(text: str, alleles: int) -> str:
    """Return what is wrong with a genotype, or an empty text.

    Args:
        text: GT of one sample.
        alleles: Number of alleles with REF.
    """
    if not GENOTYPE.match(text):
        return f"{show(text)} is not a genotype"
    named = [int(part) for part in re.split(r"[/|]", text) if part.isdigit()]
    if alleles > 1 and named and max(named) >= alleles:
        return f"{show(text)} names allele {max(named)}, but there are {alleles - 1} ALT alleles"
    return ""


def sample_problem(keys: list[str], text: str, declared: dict[str, Definition], alleles: int) -> tuple[str, str]:
    """Return the word and what is wrong with its value in the column of one sample, or two empty texts.

    Args:
        keys: Words of the FORMAT column.
        text: The sample's column.
        declared: Number and Type by word, from the header.
        alleles: Number of alleles with REF.
    """
    cells = text.split(":")
    if len(cells) > len(keys):
        return "GT", f"{len(cells)} values under {len(keys)} words of FORMAT"
    ploidy = 0
    for key, cell in zip(keys, cells, strict=False):
        if key == "GT":
            problem = genotype_problem(cell, alleles)
            ploidy = 0 if cell == "." else len(re.split(r"[/|]", cell.lstrip("/|")))
        else:
            problem = _cell_problem(cell, declared.get(key) or FORMAT.get(key, (".", "?")), alleles, ploidy)
        if problem:
            return key, f"{key}: {problem}"
    return "", ""


def _cell_problem(cell: str, definition: Definition, alleles: int, ploidy: int) -> str:
    if cell == ".":
        return ""
    number, kind = definition
    values = cell.split(",")
    wanted = wanted_count(number, alleles, ploidy)
    if wanted is not None and len(values) != wanted and set(values) != {"."}:
        return f"{len(values)} values, {wanted} are declared (Number={number})"
    return next((problem for value in values if (problem := kind_problem(value, kind))), "")
