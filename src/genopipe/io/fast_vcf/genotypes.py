"""Compiled: FORMAT and the columns of the people (VCF 4.5 specification, section 1.6.2).

Every function takes the place of the next byte and returns the place behind what it read, or a code below 0.
"""

import numpy as np

from genopipe.io.allele_batch import MISSING
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.fast_vcf.columns import ALL_READS
from genopipe.io.fast_vcf.columns import ALT_COPIES
from genopipe.io.fast_vcf.columns import ALT_READS
from genopipe.io.fast_vcf.columns import DEPTH
from genopipe.io.fast_vcf.columns import GENOTYPE_QUALITY
from genopipe.io.fast_vcf.columns import HAPLOTYPE
from genopipe.io.fast_vcf.columns import MISSING_COPIES
from genopipe.io.fast_vcf.columns import OTHER_COPIES
from genopipe.io.fast_vcf.columns import PHASE_SET
from genopipe.io.fast_vcf.columns import PHASED
from genopipe.io.fast_vcf.columns import PLOIDY
from genopipe.io.fast_vcf.columns import REF_COPIES
from genopipe.io.fast_vcf.columns import REF_READS
from genopipe.io.fast_vcf.columns import TEXT_END
from genopipe.io.fast_vcf.columns import TEXT_START
from genopipe.io.fast_vcf.columns import Table8
from genopipe.io.fast_vcf.columns import Table32
from genopipe.io.fast_vcf.columns import Table64
from genopipe.io.fast_vcf.sites import COLUMNS
from genopipe.io.fast_vcf.sites import COMMA
from genopipe.io.fast_vcf.sites import DOT
from genopipe.io.fast_vcf.sites import FORMAT
from genopipe.io.fast_vcf.sites import GENOTYPE
from genopipe.io.fast_vcf.sites import LAST_CONTROL
from genopipe.io.fast_vcf.sites import MINUS
from genopipe.io.fast_vcf.sites import NINE
from genopipe.io.fast_vcf.sites import NUMBER
from genopipe.io.fast_vcf.sites import ZERO
from genopipe.kernels import inlined

FIELDS_MOST = 250
PLOIDY_MOST = 100
READS_MOST = 4096
# Places in the scratch of the kernels: FORMAT of the last record, whether GQ is declared Float, codes of the fields,
# numbers of one field.
FORM_START, FORM_END, FORM_COUNT, FORM_LAST, REAL_QUALITY = 0, 1, 2, 3, 4
SLOTS = 5
NUMBERS = SLOTS + FIELDS_MOST
SCRATCH = NUMBERS + READS_MOST
COLON = 58
SLASH = 47
BAR = 124
_LARGEST = 2_147_483_647  # of the 32 bits that BCF gives to a whole number (VCF 4.5 specification, section 6.3.3)
# htslib keeps a real number in 32 bits and writes six digits of it: what has more is left to it.
_REAL_BYTES, _REAL_MOST = 7, 999_999
_MIN_DP_NAME = np.frombuffer(b"MIN_DP", dtype=np.uint8)
_SKIPPED, _GT, _AD, _DP, _MIN_DP, _GQ, _PS = 0, 1, 2, 3, 4, 5, 6


@inlined
def _field_code(data: Bytes, start: int, end: int) -> int:
    """Return the code of a FORMAT field by its name."""
    code = _SKIPPED
    if end - start == 2:
        first, second = data[start], data[start + 1]
        if first == 71 and second == 84:  # GT
            code = _GT
        elif first == 65 and second == 68:  # AD
            code = _AD
        elif first == 68 and second == 80:  # DP
            code = _DP
        elif first == 71 and second == 81:  # GQ
            code = _GQ
        elif first == 80 and second == 83:  # PS
            code = _PS
    elif end - start == len(_MIN_DP_NAME):
        at = 0
        while at < len(_MIN_DP_NAME) and data[start + at] == _MIN_DP_NAME[at]:
            at += 1
        code = _MIN_DP if at == len(_MIN_DP_NAME) else _SKIPPED
    return code


@inlined
def read_format(data: Bytes, start: int, end: int, scratch: Long) -> int:
    """Fill the slots of the scratch with the codes of the fields in order.

    Returns:
        The number of fields; a code below 0 where a field that is read stands twice, or GT not first.
    """
    count, part, seen = 0, start, 0
    for at in range(start, end + 1):
        if at < end and data[at] != COLON:
            continue
        code = _field_code(data, part, at)
        if count == FIELDS_MOST or at == part or (code and seen >> code & 1) or (code == _GT and count):
            return FORMAT
        seen |= 1 << code
        scratch[SLOTS + count] = code
        count += 1
        part = at + 1
    return count


@inlined
def last_slot(scratch: Long, count: int) -> int:
    """Return the place of the last field that is read; -1: none is."""
    for place in range(count - 1, -1, -1):
        if scratch[SLOTS + place]:
            return place
    return -1


@inlined
def _read_genotype(data: Bytes, at: int, alternatives: int, scratch: Long) -> tuple[int, int, int]:
    """Read GT into the scratch, a copy that is not called as -1; returns the place, the ploidy, and 1 where phased."""
    ploidy, phased = 0, 0
    while True:
        if ploidy == PLOIDY_MOST:
            return GENOTYPE, 0, 0
        if data[at] == DOT:
            scratch[NUMBERS + ploidy] = -1
            at += 1
        else:
            start, value = at, 0
            while ZERO <= data[at] <= NINE and at - start < 6:
                value = value * 10 + int(data[at]) - ZERO
                at += 1
            if at == start or value > alternatives:
                return GENOTYPE, 0, 0
            scratch[NUMBERS + ploidy] = value
        ploidy += 1
        if data[at] == BAR:
            phased = 1
        elif data[at] != SLASH:
            break
        at += 1
    if data[at] != COLON and data[at] > LAST_CONTROL:
        return GENOTYPE, 0, 0
    return at, ploidy, phased


@inlined
def _fill_genotype(copies: Table8, row: int, rows: int, person: int, scratch: Long, ploidy: int, phased: int) -> None:
    """Count the copies of each ALT of a record in one person."""
    ref, missing = 0, 0
    for copy in range(ploidy):
        ref += scratch[NUMBERS + copy] == 0
        missing += scratch[NUMBERS + copy] < 0
    for number in range(1, rows + 1):
        here = row + number - 1
        alt, place = 0, 0
        for copy in range(ploidy):
            if scratch[NUMBERS + copy] == number:
                alt += 1
                place = copy
        copies[MISSING_COPIES, here, person] = missing
        if ploidy > 1 or missing == 0:
            copies[PLOIDY, here, person] = ploidy
        if missing < ploidy:
            copies[ALT_COPIES, here, person] = alt
            copies[REF_COPIES, here, person] = ref
            copies[OTHER_COPIES, here, person] = ploidy - alt - ref - missing
            copies[PHASED, here, person] = phased
        if phased and alt == 1:
            copies[HAPLOTYPE, here, person] = place


@inlined
def _read_whole(data: Bytes, at: int) -> tuple[int, int]:
    """Read a whole number; returns the place and the number, `MISSING` for `.` and for numbers below 0."""
    if data[at] == DOT:
        return at + 1, MISSING
    negative = data[at] == MINUS
    at += 1 if negative else 0
    start, value = at, 0
    while ZERO <= data[at] <= NINE and at - start < 11:
        value = value * 10 + int(data[at]) - ZERO
        at += 1
    if at == start or value > _LARGEST:
        return NUMBER, 0
    return at, MISSING if negative and value else value


@inlined
def _read_one(data: Bytes, at: int, real: int) -> tuple[int, int]:
    """Read a number that stands alone in its field; of a real one what stands before the dot."""
    start = at
    at, value = _read_whole(data, at)
    if real and at > start and data[at] == DOT and data[start] != MINUS and data[start] != DOT:
        at += 1
        while ZERO <= data[at] <= NINE and at - start < _REAL_BYTES:
            at += 1
    if (at > 0 and data[at] != COLON and data[at] > LAST_CONTROL) or (real and value > _REAL_MOST):
        return NUMBER, 0
    return at, value


@inlined
def _read_reads(data: Bytes, at: int, scratch: Long) -> tuple[int, int]:
    """Read AD into the scratch; returns the place and how many numbers it has."""
    count = 0
    while True:
        at, value = _read_whole(data, at)
        if at < 0 or count == READS_MOST:
            return NUMBER, 0
        scratch[NUMBERS + count] = value
        count += 1
        if data[at] != COMMA:
            break
        at += 1
    if data[at] != COLON and data[at] > LAST_CONTROL:
        return NUMBER, 0
    return at, count


@inlined
def _fill_reads(figures: Table32, row: int, rows: int, person: int, scratch: Long, count: int) -> int:
    """Write AD of REF and of each ALT, and the sum; returns 0, or a code below 0."""
    total, written = 0, False
    for place in range(count):
        if scratch[NUMBERS + place] >= 0:
            total += scratch[NUMBERS + place]
            written = True
    if total > _LARGEST:
        return NUMBER
    for number in range(1, rows + 1):
        here = row + number - 1
        figures[REF_READS, here, person] = scratch[NUMBERS]
        figures[ALT_READS, here, person] = scratch[NUMBERS + number] if number < count else MISSING
        figures[ALL_READS, here, person] = total if written else MISSING
    return 0


@inlined
def _fill_number(figures: Table32, row: int, rows: int, person: int, code: int, value: int) -> None:
    """Write DP, MIN_DP, GQ or PS."""
    if value < 0:
        return
    for here in range(row, row + rows):
        if code == _GQ:
            figures[GENOTYPE_QUALITY, here, person] = value
        elif code == _PS:
            figures[PHASE_SET, here, person] = value
        elif figures[DEPTH, here, person] < 0 or value < figures[DEPTH, here, person]:
            figures[DEPTH, here, person] = value


@inlined
def _read_call(
    data: Bytes, at: int, scratch: Long, copies: Table8, texts: Table64, row: int, rows: int, person: int
) -> int:
    """Read GT."""
    end, ploidy, phased = _read_genotype(data, at, rows, scratch)
    if end < 0:
        return end
    _fill_genotype(copies, row, rows, person, scratch, ploidy, phased)
    for here in range(row, row + rows):
        texts[TEXT_START, here, person] = at
        texts[TEXT_END, here, person] = end
    return end


@inlined
def _read_figure(
    data: Bytes, at: int, code: int, scratch: Long, figures: Table32, row: int, rows: int, person: int
) -> int:
    """Read AD, DP, MIN_DP, GQ or PS."""
    if code == _AD:
        end, count = _read_reads(data, at, scratch)
        state = _fill_reads(figures, row, rows, person, scratch, count) if end > 0 else 0
        return state if state < 0 else end
    end, value = _read_one(data, at, code == _GQ and scratch[REAL_QUALITY])
    if end > 0:
        _fill_number(figures, row, rows, person, code, value)
    return end


@inlined
def read_person(
    data: Bytes,
    at: int,
    scratch: Long,
    copies: Table8,
    figures: Table32,
    texts: Table64,
    row: int,
    rows: int,
    person: int,
) -> int:
    """Read the column of one person; the place returned is that of the byte behind it.

    Args:
        data: The chunk.
        at: First byte of the column.
        scratch: What is known of FORMAT, and room for numbers.
        copies: Where GT goes.
        figures: Where the numbers go.
        texts: Where the place of GT goes.
        row: First row of the record.
        rows: ALT alleles of the record.
        person: Number of the person.
    """
    if data[at] <= LAST_CONTROL:
        return COLUMNS
    field, last = 0, scratch[FORM_LAST]
    while True:
        code = scratch[SLOTS + field] if field <= last else _SKIPPED
        if code == _GT:
            at = _read_call(data, at, scratch, copies, texts, row, rows, person)
        elif code != _SKIPPED:
            at = _read_figure(data, at, code, scratch, figures, row, rows, person)
        else:
            while data[at] > LAST_CONTROL and data[at] != COLON:
                at += 1
        if at < 0 or data[at] != COLON:
            return at
        field += 1
        at += 1
        if field == scratch[FORM_COUNT]:
            return GENOTYPE
