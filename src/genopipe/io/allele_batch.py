"""Alleles and genotypes of a stretch of one contig, as arrays that compiled kernels read.

One row is one ALT allele of one record of a VCF; `genopipe.io.vcf_batches.read_batches` makes them. A column of
texts is two arrays: the bytes of all texts one behind the other, and where each begins (`offsets[row]` to
`offsets[row + 1]`), as in an Arrow large_string.
"""

from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
Tiny: TypeAlias = npt.NDArray[np.int8]
Short: TypeAlias = npt.NDArray[np.int16]
Whole: TypeAlias = npt.NDArray[np.int32]
Long: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]

MISSING = -1
"""What stands for a number that is not written, in columns whose numbers are never below 0."""

SNV = 0
INSERTION = 1
DELETION = 2
DELINS = 3
SYMBOLIC = 4
SPANNING_DELETION = 5
BREAKEND = 6
KIND_CLASSES = ("snv", "insertion", "deletion", "delins", "symbolic", "spanning_deletion", "symbolic")
"""`variant_class` of the table `alleles` by the code in `AlleleBatch.kind`; a breakend is one of the symbolic."""

CARRIED = 0
UNLIKE = 1
OUTSIDE = 2
UNKNOWN_LETTER = 3
UNALIGNED_WORDS = (
    "",
    "REF is unlike the reference",
    "the allele lies beyond the end of the contig",
    "REF or ALT has letters that are no bases",
)
"""Why an allele was not compared with the reference or not moved, by the code in `AlleleBatch.unaligned`."""


class AlleleBatch(NamedTuple):
    """ALT alleles of one contig in the order of the file; arrays of one length, but for the bytes of texts.

    Attributes:
        contig: Name of the contig, as the file writes it.
        record: Number of the record in the file, 0-based; records without an ALT are counted, too.
        number: Number of the ALT in its record, 1-based.
        alternatives: ALT alleles of the record.
        position: POS as written, 1-based.
        ref_data: Bytes of REF as written.
        ref_offsets: Where each REF begins.
        alt_data: Bytes of the one ALT of the row, as written.
        alt_offsets: Where each ALT begins.
        normal_position: Position after left-alignment and trimming, 1-based.
        normal_ref_data: Bytes of REF after that, upper-case; symbolic alleles, breakends and `*` stay as they are.
        normal_ref_offsets: Where each begins.
        normal_alt_data: Bytes of ALT after that, upper-case.
        normal_alt_offsets: Where each begins.
        id_data: Bytes of ID as written; `.` where there is none.
        id_offsets: Where each ID begins.
        quality: QUAL; NaN: missing.
        filter_data: Bytes of FILTER as written; `.`: no filter was applied.
        filter_offsets: Where each FILTER begins.
        kind: Code of the class of the normal allele: an index of `KIND_CLASSES`.
        unaligned: Why the allele was not moved: an index of `UNALIGNED_WORDS`, 0 where nothing hindered.
        lines: Bytes of the lines of the file in which the rows stand; the two pairs below are places in them.
        info_start: First byte of INFO.
        info_end: Byte behind INFO.
        alts_start: First byte of the whole ALT column of the record.
        alts_end: Byte behind it.
    """

    contig: str
    record: Long
    number: Short
    alternatives: Short
    position: Long
    ref_data: Bytes
    ref_offsets: Long
    alt_data: Bytes
    alt_offsets: Long
    normal_position: Long
    normal_ref_data: Bytes
    normal_ref_offsets: Long
    normal_alt_data: Bytes
    normal_alt_offsets: Long
    id_data: Bytes
    id_offsets: Long
    quality: Real
    filter_data: Bytes
    filter_offsets: Long
    kind: Tiny
    unaligned: Tiny
    lines: Bytes
    info_start: Long
    info_end: Long
    alts_start: Long
    alts_end: Long


class GenotypeBatch(NamedTuple):
    """What the records say of each allele in each person: arrays of [alleles, people].

    Attributes:
        people: Names of the people, in the order of the file.
        ploidy: Alleles that GT names, called or not; `MISSING`: no genotype is written.
        alt: Copies of the row's ALT; `MISSING`: no copy is called.
        ref: Copies of REF; `MISSING`: no copy is called.
        other: Copies of another ALT of the record; `MISSING`: no copy is called.
        missing: Copies that are not called.
        phased: 1: GT has a `|`, 0: it has none; `MISSING`: no copy is called.
        haplotype: Place in GT of the ALT, where GT is phased and has it once; `MISSING`: elsewhere.
        phase_set: PS; `MISSING`: none written.
        depth: DP, or MIN_DP where that is lower; `MISSING`: none written.
        ref_reads: AD of REF; `MISSING`: none written.
        alt_reads: AD of the row's ALT; `MISSING`: none written.
        all_reads: Sum of AD over REF and every ALT; `MISSING`: none is written.
        quality: GQ; `MISSING`: none written.
        text_data: Bytes of the GT texts, row after row, person after person; `.` where none is written.
        text_offsets: Where each begins: `alleles * people + 1` numbers.
    """

    people: tuple[str, ...]
    ploidy: Tiny
    alt: Tiny
    ref: Tiny
    other: Tiny
    missing: Tiny
    phased: Tiny
    haplotype: Tiny
    phase_set: Whole
    depth: Whole
    ref_reads: Whole
    alt_reads: Whole
    all_reads: Whole
    quality: Whole
    text_data: Bytes
    text_offsets: Long


def to_texts(data: Bytes, offsets: Long) -> pa.Array:
    """Return a column of texts as Arrow, without a copy."""
    count = len(offsets) - 1
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def to_text(data: Bytes, offsets: Long, row: int) -> str:
    """Return the text of one row."""
    return bytes(data[offsets[row] : offsets[row + 1]]).decode()


def from_texts(texts: list[str]) -> tuple[Bytes, Long]:
    """Return the two arrays of a column of texts."""
    parts = [text.encode() for text in texts]
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return np.frombuffer(b"".join(parts), dtype=np.uint8).copy(), offsets
