"""Compiled: the fixed columns of a record, CHROM to INFO (VCF 4.5 specification, section 1.6.1).

Every function takes the place of the next byte and returns the place behind what it read, or a code below 0.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.io.fast_vcf.columns import ALT
from genopipe.io.fast_vcf.columns import ALT_NUMBER
from genopipe.io.fast_vcf.columns import ALTERNATIVES
from genopipe.io.fast_vcf.columns import ALTS
from genopipe.io.fast_vcf.columns import HARD
from genopipe.io.fast_vcf.columns import INFO
from genopipe.io.fast_vcf.columns import NAME
from genopipe.io.fast_vcf.columns import POS
from genopipe.io.fast_vcf.columns import RECORD
from genopipe.io.fast_vcf.columns import SCORE
from genopipe.io.fast_vcf.columns import Table64
from genopipe.kernels import inlined

Words: TypeAlias = npt.NDArray[np.uint64]

COLUMNS = -1
POSITION = -2
ALLELE = -3
QUALITY = -4
FORMAT = -5
GENOTYPE = -6
NUMBER = -7
ROOM = -8
REASONS = {
    COLUMNS: "another number of columns than the header has, a blank line or a control character",
    POSITION: "POS is no whole number",
    ALLELE: "ALT has an empty part",
    QUALITY: "QUAL is no number",
    FORMAT: "FORMAT names a field twice, GT not first, or too many fields",
    GENOTYPE: "GT is not a list of alleles of the record",
    NUMBER: "a count or quality is no whole number",
}
"""What the tokeniser met that it does not know, by code."""

TAB = 9
NEWLINE = 10
LAST_CONTROL = 13
COMMA = 44
MINUS = 45
DOT = 46
ZERO = 48
NINE = 57
_POSITION_DIGITS = 18
_EXACT_DIGITS = 15  # every whole number of so many digits is a double (IEEE 754, 53 bits)
_POWERS = 10.0 ** np.arange(16)
_ALTERNATIVES_MOST = 32_767


def words_of(data: Bytes) -> Words:
    """Return bytes as numbers of eight, without those behind the last eight."""
    return data[: len(data) // 8 * 8].view(np.uint64)


@inlined
def field_end(data: Bytes, at: int) -> int:
    """Return the place of the tab, line end or control character that ends a field."""
    while data[at] > LAST_CONTROL:
        at += 1
    return at


@inlined
def read_site(data: Bytes, at: int, spans: Long) -> int:
    """Read POS to INFO into `spans`, laid out as a row of `Columns.sites`; the place returned is behind INFO."""
    start, position = at, 0
    while ZERO <= data[at] <= NINE:
        position = position * 10 + int(data[at]) - ZERO
        at += 1
    if at == start or at - start > _POSITION_DIGITS or data[at] != TAB:
        return POSITION
    spans[POS] = position
    at += 1
    for place in range(NAME, INFO + 1, 2):
        end = field_end(data, at)
        if end == at or (data[end] != TAB and place != INFO):
            return COLUMNS
        spans[place] = at
        spans[place + 1] = end
        at = end + 1
    return at - 1


@inlined
def count_alternatives(data: Bytes, spans: Long) -> int:
    """Return the number of ALT alleles, 0 for `.`; a code below 0 where a part is empty."""
    start, end = spans[ALTS], spans[ALTS + 1]
    if end - start == 1:
        return 0 if data[start] == DOT else ALLELE if data[start] == COMMA else 1
    number, part = 1, start
    for at in range(start, end):
        if data[at] == COMMA:
            if at == part:
                return ALLELE
            part = at + 1
            number += 1
    return ALLELE if part == end or number > _ALTERNATIVES_MOST else number


@inlined
def read_quality(data: Bytes, start: int, end: int) -> tuple[float, int]:
    """Read QUAL.

    Returns:
        The number, NaN where it is missing; and 0, 1 where Python shall read it, or a code below 0.
    """
    if end - start == 1 and data[start] == DOT:
        return np.nan, 0
    value, digits, behind, dotted, hard = 0, 0, 0, False, 0
    for at in range(start, end):
        letter = data[at]
        if ZERO <= letter <= NINE:
            digits += 1
            if digits <= _EXACT_DIGITS:
                value = value * 10 + int(letter) - ZERO
                behind += 1 if dotted else 0
        elif letter == DOT and not dotted:
            dotted = True
        elif letter in (69, 101, 43, 45):  # E e + -
            hard = 1
        else:
            return np.nan, QUALITY
    if digits == 0:
        return np.nan, QUALITY
    if hard or digits > _EXACT_DIGITS:
        return np.nan, 1
    return value / _POWERS[behind], 0


@inlined
def fill_sites(data: Bytes, spans: Long, sites: Table64, quality: Real, row: int, alternatives: int) -> int:
    """Fill the rows of a record from what `read_site` left; returns 0, or a code below 0."""
    score, state = read_quality(data, spans[SCORE], spans[SCORE + 1])
    if state < 0:
        return state
    spans[HARD] = state
    spans[ALTERNATIVES] = alternatives
    start, stop = spans[ALTS], spans[ALTS + 1]
    for number in range(alternatives):
        here, end = row + number, start
        while end < stop and data[end] != COMMA:
            end += 1
        spans[ALT_NUMBER] = number + 1
        spans[ALT] = start
        spans[ALT + 1] = end
        for field in range(RECORD, ALT + 2):
            sites[field, here] = spans[field]
        quality[here] = score
        start = end + 1
    return 0
