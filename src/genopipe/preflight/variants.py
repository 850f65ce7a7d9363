"""VCF, gVCF and BCF: whole, in order, on this reference, of these people; counted and checked in one pass."""

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from itertools import groupby
from pathlib import Path

import pysam

from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks
from genopipe.io.naming import show
from genopipe.io.text import file_faults
from genopipe.preflight.alignment import BGZF_END
from genopipe.preflight.alignment import quiet_htslib
from genopipe.preflight.reads import Progress
from genopipe.preflight.reference import Reference
from genopipe.preflight.reference import compare_contigs
from genopipe.preflight.reference import looks_like
from genopipe.preflight.vcf_header import VcfHeader
from genopipe.preflight.vcf_header import read_header
from genopipe.preflight.vcf_records import RecordChecker

MAXIMUM_LINE = 50_000_000
"""Longest line, in bytes."""

MAXIMUM_HEADER = 1_000_000
"""Most header lines."""

_FIX_COPY = "copy it again and compare checksums, or make it again"
_TOLD_EVERY = 100_000
OWN_MARK = "genopipe_caller="


@dataclass(frozen=True)
class GvcfDialect:
    """Who wrote a file of variants, and how it says that a stretch is reference.

    Attributes:
        caller: `bcftools`, `freebayes`, `gatk`, `deepvariant` or `unknown`.
        blocks: Whether a record with INFO END and no other allele was seen: a reference block.
    """

    caller: str = "unknown"
    blocks: bool = False


@dataclass(frozen=True)
class VariantCounts:
    """What a file of variants holds.

    Attributes:
        records: Number of records.
        by_contig: Number of records by contig, in the order of the file.
        samples: Sample names, in order.
        contigs: Contigs of the header with their lengths (bases); None: not stated.
        dialect: Who wrote it.
        complete: Whether it was read to its end.
    """

    records: int = 0
    by_contig: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    contigs: Mapping[str, int | None] = field(default_factory=dict)
    dialect: GvcfDialect = field(default_factory=GvcfDialect)
    complete: bool = False


@dataclass(frozen=True)
class VariantPromise:
    """What a file of variants is to be.

    Attributes:
        reference: The FASTA; None: not compared.
        samples: Names that must be among the samples.
        records: Number of records that must be in it; None: not known.
        reference_bases: REF bases compared with the FASTA, evenly spread; None: all.
        limit: Stop after so many records; None: read to the end.
        strict_records: So many records are checked in every field, the others in columns, place and order only;
            None: all.
        lenient: Faults in fields that genopipe does not read, and duplicates, which it removes, are only noted.
        allow_empty: A file without a record is right.
    """

    reference: Reference | None = None
    samples: tuple[str, ...] = ()
    records: int | None = None
    reference_bases: int | None = None
    limit: int | None = None
    strict_records: int | None = None
    lenient: bool = False
    allow_empty: bool = False


class _LineError(Exception):
    """A line that cannot be read; carries the fault."""

    def __init__(self, found: Fault) -> None:
        self.fault = found
        super().__init__(found.cause)


class _Sample:
    """Evenly spread records: when too many are held, every second one is dropped."""

    def __init__(self, most: int | None) -> None:
        self.most = most
        self.step = 1
        self.seen = 0
        self.lines = 0
        self.held: list[tuple[str, int, str, str]] = []

    def offer(self, contig: str, position: int, ref: str, where: str) -> None:
        """Hold a record when its turn has come."""
        self.seen += 1
        if self.most == 0 or (self.seen - 1) % self.step:
            return
        self.held.append((contig, position, ref, where))
        if self.most is not None and len(self.held) >= 2 * self.most:
            self.held = self.held[::2]
            self.step *= 2


def check_variants(
    path: Path, promise: VariantPromise | None = None, progress: Progress | None = None
) -> tuple[VariantCounts, list[Fault]]:
    """Check a VCF, gVCF or BCF file in one pass.

    Args:
        path: The file: plain, gzip or bgzip VCF, or BCF.
        promise: What it is to be; None: any right file.
        progress: Called with a line of text now and then.

    Returns:
        The counts as far as it could be read, and the faults.
    """
    promise = promise or VariantPromise()
    faults = file_faults(path)
    if faults:
        return VariantCounts(), faults
    faults = _check_end(path)
    try:
        with quiet_htslib():
            counts, found = _read(path, promise, progress)
    except _LineError as error:
        return VariantCounts(), [*faults, error.fault]
    except DamageError as damage:
        return VariantCounts(), [*faults, _damage_fault(path, damage)]
    except (OSError, ValueError) as error:
        return VariantCounts(), [*faults, fault("VCF-READ", str(path), f"reading failed: {error}", _FIX_COPY)]
    return counts, faults + found


def _check_end(path: Path) -> list[Fault]:
    """Check the end-of-file block of a BGZF file."""
    with path.open("rb") as stream:
        head = stream.read(18)
        stream.seek(max(0, path.stat().st_size - len(BGZF_END)))
        tail = stream.read()
    if head[:4] == b"\x1f\x8b\x08\x04" and head[12:14] == b"BC" and tail != BGZF_END:
        return [fault("VCF-EOF", str(path), "the end-of-file block is missing: the file was cut", _FIX_COPY)]
    return []


def _damage_fault(path: Path, damage: DamageError) -> Fault:
    if damage.kind == "truncated":
        return fault("VCF-TRUNCATED", str(path), f"{damage.cause}, at byte {damage.offset:,}", _FIX_COPY)
    if damage.kind == "format":
        return fault("VCF-PACKED", str(path), f"the file is {damage.cause}", "unpack it and pack it with bgzip")
    return fault("VCF-CORRUPT", str(path), f"{damage.cause}, at byte {damage.offset:,}", _FIX_COPY)


def text_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a VCF, or those that a BCF stands for.

    Args:
        path: The file.

    Yields:
        Lines without their ends.
    """
    with path.open("rb") as stream:
        head = stream.read(2)
    blocks = read_blocks(path)
    first = next(blocks, b"")
    if head == b"BC" or first.startswith(b"BCF"):
        yield from _bcf_lines(path)
    else:
        yield from _vcf_lines(path, first, blocks)


def _bcf_lines(path: Path) -> Iterator[str]:
    with pysam.VariantFile(str(path)) as stream:
        yield from str(stream.header).rstrip("\n").split("\n")
        for record in stream:
            yield str(record).rstrip("\n")


def _vcf_lines(path: Path, first: bytes, blocks: Iterator[bytes]) -> Iterator[str]:
    rest, number, offset = b"", 0, 0
    block: bytes | None = first
    while block is not None:
        data = rest + block
        *whole, rest = data.split(b"\n")
        for raw in whole:
            number += 1
            yield _decode(path, raw, number, offset)
            offset += len(raw) + 1
        if len(rest) > MAXIMUM_LINE:
            cause = f"a line of more than {MAXIMUM_LINE:,} bytes"
            raise _LineError(fault("VCF-LINE", f"{path}:{number + 1}", cause, "this is no VCF, or a damaged one"))
        block = next(blocks, None)
    if rest:
        cause = "the last line has no end: the file was cut, or not written to its end"
        raise _LineError(fault("VCF-LAST", f"{path}:{number + 1}", cause, _FIX_COPY))


def _decode(path: Path, raw: bytes, number: int, offset: int) -> str:
    if b"\0" in raw:
        place = offset + raw.index(b"\0")
        cause = f"NUL byte at byte {place:,} of the text"
        raise _LineError(fault("VCF-ENCODING", f"{path}:{number}", cause, _FIX_COPY))
    if raw.endswith(b"\r"):
        raise _LineError(fault("VCF-CRLF", f"{path}:{number}", "Windows line ends", "convert it with `dos2unix`"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        cause = f"byte 0x{raw[error.start]:02X} at byte {offset + error.start:,} of the text is not UTF-8"
        fix = "convert it with `iconv -f latin1 -t utf-8`"
        raise _LineError(fault("VCF-ENCODING", f"{path}:{number}", cause, fix)) from error


def _read(path: Path, promise: VariantPromise, progress: Progress | None) -> tuple[VariantCounts, list[Fault]]:
    lines = text_lines(path)
    head: list[str] = []
    for line in lines:
        head.append(line)
        if not line.startswith("##") or len(head) > MAXIMUM_HEADER:
            break
    header, faults = read_header(str(path), head)
    if any(item.code == "VCF-HEADER" and head[-1][:6] != "#CHROM" for item in faults):
        return VariantCounts(), faults
    faults += _check_header(path, header, promise)
    checker, spread = RecordChecker(str(path), header, promise.lenient), _Sample(promise.reference_bases)
    complete = True
    for number, line in enumerate(lines, start=len(head) + 1):
        _check_line(line, number, checker, spread, promise)
        if progress is not None and number % _TOLD_EVERY == 0:
            progress(f"{path}: {number:,} lines")
        if promise.limit is not None and number - len(head) >= promise.limit:
            complete = False
            break
    counts = _counts(header, checker, complete)
    faults += checker.faults + _note_more(path, checker)
    if not errors_among(checker.faults):
        faults += _check_counts(path, counts, promise)
    if promise.reference is not None:
        faults += _check_places(path, counts, promise.reference)
        faults += _compare_bases(path, spread, promise.reference)
    return counts, faults


def _check_line(line: str, number: int, checker: RecordChecker, spread: _Sample, promise: VariantPromise) -> None:
    if promise.strict_records is None or spread.lines < promise.strict_records:
        checker.check(line, number)
    else:
        checker.glance(line, number)
    spread.lines += 1
    if promise.reference is not None:
        cells = line.split("\t", 5)
        if len(cells) > 4 and cells[1].isdigit():
            spread.offer(cells[0], int(cells[1]), cells[3], f"{checker.path}:{number}")


def _counts(header: VcfHeader, checker: RecordChecker, complete: bool) -> VariantCounts:
    return VariantCounts(
        records=sum(checker.records.values()),
        by_contig=dict(checker.records),
        samples=header.samples,
        contigs=header.contigs,
        dialect=GvcfDialect(caller_of(header.lines), checker.blocks),
        complete=complete,
    )


def caller_of(lines: list[str]) -> str:
    """Return which caller wrote a file, by the meta lines of its header (without `##`).

    genopipe's own gVCFs say it themselves; they hold mitochondrial calls of another caller too.
    """
    own = [line.partition("=")[2] for line in lines if line.startswith(OWN_MARK)]
    if own:
        return own[0]
    marks = {
        "bcftools_callCommand=": "bcftools",
        "source=freeBayes": "freebayes",
        "GATKCommandLine": "gatk",
        "DeepVariant_version": "deepvariant",
    }
    found = (caller for line in lines for mark, caller in marks.items() if line.startswith(mark))
    return next(found, "unknown")


def _check_header(path: Path, header: VcfHeader, promise: VariantPromise) -> list[Fault]:
    faults = []
    for name in promise.samples:
        if name not in header.samples:
            cause = f"sample {show(name)} is not among {', '.join(map(show, header.samples[:5])) or 'no samples'}"
            fix = "put the name in the file into column `sample` of the sheet, or name the right file"
            faults.append(fault("VCF-SAMPLE", str(path), cause, fix))
    plain = {name.removeprefix("chr") for name in header.contigs}
    if len(plain) < len(header.contigs):
        cause = "contigs with and without `chr` are mixed"
        faults.append(fault("VCF-CONTIG", str(path), cause, "rename them with `bcftools annotate --rename-chrs`"))
    if promise.reference is not None and header.contigs:
        differing = compare_contigs(header.contigs, promise.reference.lengths)
        fix = "name the FASTA to which it was called, or rename contigs with `bcftools annotate --rename-chrs`"
        faults += [fault("VCF-CONTIG", str(path), differing, fix)] if differing else []
    return faults


def _check_counts(path: Path, counts: VariantCounts, promise: VariantPromise) -> list[Fault]:
    if promise.records is not None and counts.complete and counts.records != promise.records:
        cause = f"{counts.records:,} records found, {promise.records:,} expected"
        return [fault("VCF-COUNT", str(path), cause, "make it again; a tool stopped or the file was cut")]
    if counts.records == 0 and not promise.allow_empty and promise.records is None:
        return [fault("VCF-EMPTY", str(path), "no record", "make it again; an empty file is not a negative result")]
    return []


def _note_more(path: Path, checker: RecordChecker) -> list[Fault]:
    return (
        [note("VCF-MORE", str(path), checker.more(), "mend the first ones and check again")] if checker.more() else []
    )


def _check_places(path: Path, counts: VariantCounts, reference: Reference) -> list[Fault]:
    foreign = [name for name in counts.by_contig if name not in reference.lengths]
    if not foreign:
        return []
    other = {name.removeprefix("chr"): name for name in reference.lengths}
    twin = other.get(foreign[0].removeprefix("chr"))
    hint = f"; the FASTA calls it {show(twin)}" if twin else ""
    cause = f"records on contigs that the FASTA has not: {', '.join(map(show, foreign[:4]))}{hint}"
    return [
        fault("VCF-CONTIG", str(path), cause, "rename contigs with `bcftools annotate --rename-chrs`, or leave out")
    ]


def _compare_bases(path: Path, spread: _Sample, reference: Reference) -> list[Fault]:
    """Compare REF of the held records with the FASTA."""
    wrong: list[str] = []
    compared = 0
    known = [item for item in spread.held if item[0] in reference.lengths]
    with reference.open() as fasta:
        for contig, records in groupby(known, key=lambda item: item[0]):
            for _, position, ref, where in records:
                end = position - 1 + len(ref)
                compared += 1
                if position < 1 or end > reference.lengths[contig]:
                    cause = f"{contig}:{position:,} lies beyond the end of the contig ({reference.lengths[contig]:,})"
                    return [fault("VCF-END", where, cause, "name the FASTA to which it was called")]
                bases = str(fasta.fetch(contig, position - 1, end)).upper()
                if not _agree(bases, ref.upper()):
                    wrong.append(f"{where} has {show(ref)}, the FASTA {show(bases)}")
    if not wrong:
        return []
    build = looks_like(dict(reference.lengths))
    cause = f"{len(wrong):,} of {compared:,} REF alleles compared differ from the FASTA; the first: {wrong[0]}"
    fix = f"call on this FASTA{f' ({build})' if build else ''}, or name the FASTA to which it was called"
    return [fault("VCF-REF", str(path), cause, fix)]


def _agree(bases: str, ref: str) -> bool:
    """Say whether REF is the FASTA's; an N in either, as callers write for IUPAC letters, agrees with anything."""
    if bases == ref:
        return True
    if len(bases) != len(ref):
        return False
    return all(a == b or a not in "ACGT" or b == "N" for a, b in zip(bases, ref, strict=True))
