"""BAM and CRAM: complete, of this person, on this reference; counted and checked in one call."""

import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysam

from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.naming import show
from genopipe.io.text import file_faults
from genopipe.preflight.reference import Reference
from genopipe.preflight.reference import compare_contigs
from genopipe.preflight.reference import contig_digest
from genopipe.preflight.reference import tool_reason

BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends every whole BGZF file (SAM specification, section 4.1.2)."""

_CRAM_END = b"\xff\xff\xff\xff\x0f\xe0EOF"
_SMALL = 300_000_000
_FIX_COPY = "copy it again and compare checksums, or make it again"


@dataclass(frozen=True)
class AlignmentCounts:
    """What a BAM or CRAM file holds, in records.

    Attributes:
        records: All records.
        primary: Records that are neither secondary nor supplementary: one for each read.
        mapped: Primary records that are mapped.
        duplicates: Primary records marked as duplicates.
    """

    records: int
    primary: int
    mapped: int
    duplicates: int


@dataclass(frozen=True)
class Promise:
    """What an alignment file is to be.

    Attributes:
        sample: Name in the read groups; empty: any one name.
        reference: The FASTA; None: not compared.
        primary: Number of reads that must be in it; None: not known.
        deep: Read to the end: count, order, and digests of every contig.
    """

    sample: str = ""
    reference: Reference | None = None
    primary: int | None = None
    deep: bool = True


@contextmanager
def quiet_htslib() -> Iterator[None]:
    """Keep htslib from writing to stderr, also when a damaged file is closed: what it says is told as faults."""
    before, hook = pysam.set_verbosity(0), sys.unraisablehook
    sys.unraisablehook = lambda raised: None if raised.exc_type is OSError else hook(raised)
    try:
        yield
    finally:
        gc.collect(0)
        sys.unraisablehook = hook
        pysam.set_verbosity(before)


def check_alignment(path: Path, promise: Promise | None = None) -> tuple[AlignmentCounts | None, list[Fault]]:
    """Check a BAM or CRAM file.

    Args:
        path: The file.
        promise: What it is to be; None: any whole file.

    Returns:
        The counts (None when not deep, or when it cannot be read to its end), and the faults.
    """
    promise = promise or Promise()
    faults = file_faults(path)
    if faults:
        return None, faults
    faults = _check_end(path)
    if faults:
        return None, faults
    with quiet_htslib():
        header, faults = _read_header(path)
        if header is None:
            return None, faults
        faults += _check_read_groups(path, header, promise.sample) + _check_order(path, header)
        faults += _check_contigs(path, header, promise)
        if errors_among(faults) or not promise.deep:
            return None, faults
        counts, found = _count(path, promise)
    return counts, faults + found


def _check_end(path: Path) -> list[Fault]:
    """Check the marker that ends a whole file."""
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(max(0, path.stat().st_size - 64))
        tail = stream.read()
    if head == b"CRAM":
        return [] if _CRAM_END in tail else [_no_end(path)]
    if head[:2] == b"\x1f\x8b":
        return [] if tail.endswith(BGZF_END) else [_no_end(path)]
    return [fault("BAM-FORMAT", str(path), "neither BAM nor CRAM", "give BAM or CRAM (samtools view -b)")]


def _no_end(path: Path) -> Fault:
    return fault("BAM-EOF", str(path), "the end-of-file block is missing: the file was cut", _FIX_COPY)


def _read_header(path: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    try:
        with pysam.AlignmentFile(str(path), check_sq=False) as stream:
            header = stream.header.to_dict()
    except (OSError, ValueError, UnicodeDecodeError) as error:
        return None, [fault("BAM-FORMAT", str(path), f"the header cannot be read: {error}", _FIX_COPY)]
    return dict(header), []


def _check_read_groups(path: Path, header: Mapping[str, Any], sample: str) -> list[Fault]:
    groups = header.get("RG", [])
    names = sorted({str(group["SM"]) for group in groups if group.get("SM")})
    if not groups or not all(group.get("SM") for group in groups):
        cause = "a read group without SM" if groups else "no read group (@RG)"
        return [fault("BAM-SM", str(path), cause, "add it with `samtools addreplacerg`")]
    if len(names) > 1:
        cause = f"reads of {len(names)} samples: {', '.join(map(show, names[:4]))}"
        return [fault("BAM-SM", str(path), cause, "split it with `samtools split`; one file a person")]
    if sample and names != [sample]:
        cause = f"the read groups say {show(names[0])}, the sheet {show(sample)}"
        fix = "if it is this person, put that name into column `sample` of the sheet"
        return [fault("BAM-SM", str(path), cause, fix)]
    return []


def _check_order(path: Path, header: Mapping[str, Any]) -> list[Fault]:
    order = str(header.get("HD", {}).get("SO", "unknown"))
    if order == "coordinate":
        return []
    return [fault("BAM-SORT", str(path), f"sort order is {show(order)}", "sort it with `samtools sort`")]


def _check_contigs(path: Path, header: Mapping[str, Any], promise: Promise) -> list[Fault]:
    rows = header.get("SQ", [])
    if not rows:
        return [fault("BAM-REF", str(path), "no contig (@SQ): the reads are not aligned", "give reads as FASTQ")]
    if promise.reference is None:
        return []
    differing = compare_contigs({str(row["SN"]): int(row["LN"]) for row in rows}, promise.reference.lengths)
    fix = "name the FASTA to which it was aligned, or align the reads again"
    if differing:
        return [fault("BAM-REF", str(path), differing, fix)]
    return _check_digests(path, rows, promise, promise.reference)


def _check_digests(path: Path, rows: list[dict[str, Any]], promise: Promise, reference: Reference) -> list[Fault]:
    """Compare M5 with the FASTA: of every contig when deep or small, else of the smallest ones."""
    known = [row for row in rows if row.get("M5") and row["SN"] in reference.lengths]
    budget = sum(reference.lengths.values()) if promise.deep else _SMALL
    for row in sorted(known, key=lambda row: reference.lengths[row["SN"]]):
        contig = str(row["SN"])
        budget -= reference.lengths[contig]
        if budget < 0:
            break
        if contig_digest(str(reference.path), reference.path.stat().st_mtime, contig) != str(row["M5"]).lower():
            cause = f"contig {show(contig)} has the FASTA's length but other bases (M5 differs)"
            return [fault("BAM-REF", str(path), cause, "name the FASTA to which it was aligned")]
    return []


def _count(path: Path, promise: Promise) -> tuple[AlignmentCounts | None, list[Fault]]:
    if not _decodes(path, promise):
        cause = "the bases cannot be decoded: no usable reference"
        return None, [fault("CRAM-REF", str(path), cause, "name the FASTA to which it was aligned")]
    reference = [f"--input-fmt-option=reference={promise.reference.path}"] if promise.reference else []
    try:
        said = json.loads(str(pysam.flagstat("-O", "json", *reference, str(path))))
    except (pysam.utils.SamtoolsError, OSError, ValueError) as error:
        return None, [_read_fault(path, error)]
    both = [said["QC-passed reads"], said["QC-failed reads"]]
    counts = AlignmentCounts(
        records=sum(part["total"] for part in both),
        primary=sum(part["primary"] for part in both),
        mapped=sum(part["primary mapped"] for part in both),
        duplicates=sum(part["primary duplicates"] for part in both),
    )
    return counts, _check_counts(path, counts, promise) + _check_sorted(path)


def _decodes(path: Path, promise: Promise) -> bool:
    """Say whether the bases of the first mapped record can be read; in CRAM they need the FASTA."""
    with path.open("rb") as stream:
        if stream.read(4) != b"CRAM":
            return True
    fasta = str(promise.reference.path) if promise.reference else None
    try:
        with pysam.AlignmentFile(str(path), reference_filename=fasta) as cram:
            first = next((segment for segment in cram.fetch(until_eof=True) if not segment.is_unmapped), None)
            return first is None or bool(first.query_sequence)
    except (OSError, ValueError):
        return False


def _read_fault(path: Path, error: Exception) -> Fault:
    return fault("BAM-TRUNCATED", str(path), f"cannot be read to its end: {tool_reason(error)}", _FIX_COPY)


def _check_counts(path: Path, counts: AlignmentCounts, promise: Promise) -> list[Fault]:
    if counts.records == 0:
        return [fault("BAM-EMPTY", str(path), "no record", "make it again; the aligner wrote nothing")]
    if promise.primary is not None and counts.primary != promise.primary:
        cause = f"{counts.primary:,} reads found, {promise.primary:,} expected"
        return [fault("BAM-COUNT", str(path), cause, "make it again; a tool stopped or the file was cut")]
    return []


def _check_sorted(path: Path) -> list[Fault]:
    """Make an index into a temporary folder: only a file in order can be indexed."""
    with tempfile.TemporaryDirectory(prefix="genopipe-") as folder:
        try:
            pysam.samtools.index("-c", "-o", str(Path(folder) / "index"), str(path))
        except (pysam.utils.SamtoolsError, OSError) as error:
            cause = f"not in the order of coordinates, though the header says so: {tool_reason(error)}"
            return [fault("BAM-SORT", str(path), cause, "sort it with `samtools sort`")]
    return []
