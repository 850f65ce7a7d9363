"""The same rows as the fast reader's, by cyvcf2: for constructs that the tokeniser does not know.

It is some fifty times slower, and right by htslib's reading of the file.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any
from typing import TypeAlias

import numpy as np
from cyvcf2 import VCF

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import MISSING
from genopipe.io.allele_batch import GenotypeBatch
from genopipe.io.allele_batch import from_texts
from genopipe.io.bgzf import inflate
from genopipe.io.family_vcf import count_copies
from genopipe.io.family_vcf import exact
from genopipe.io.fast_vcf.reader import Stretch

Variant: TypeAlias = Any  # a record of cyvcf2, which has no types
Call: TypeAlias = dict[str, int]

ROWS = 20_000
_COPIES = ("ploidy", "alt", "ref", "other", "missing", "phased", "haplotype")
_FIGURES = ("phase_set", "depth", "ref_reads", "alt_reads", "all_reads", "quality")
_FILTER, _INFO, _ALTS, _FORMAT = 6, 7, 4, 8


class _Rows:
    """Rows that are gathered until a stretch is full."""

    def __init__(self, people: tuple[str, ...]) -> None:
        self.people = people
        self.records = 0
        self.bytes = 0
        self.lines: list[bytes] = []
        self.sites: list[tuple[Any, ...]] = []
        self.calls: list[Call] = []
        self.texts: list[str] = []

    def add(self, variant: Variant, record: int) -> None:
        """Add the ALT alleles of a record."""
        cells = str(variant).rstrip("\n").split("\t")
        starts = np.cumsum([0, *(len(cell.encode()) + 1 for cell in cells)]) + self.bytes
        self.records += 1
        if not variant.ALT:
            return
        line = "\t".join(cells).encode() + b"\n"
        self.lines.append(line)
        self.bytes += len(line)
        spans = [(int(starts[at]), int(starts[at + 1]) - 1) for at in (_INFO, _ALTS)]
        fields = [_fields(cells, cell) for cell in cells[_FORMAT + 1 :]] if self.people else []
        texts = [field.get("GT", ".") for field in fields]
        quality = exact(variant.QUAL)
        for number, alt in enumerate(variant.ALT, start=1):
            site = (record, number, len(variant.ALT), variant.POS, np.nan if quality is None else quality)
            self.sites.append((*site, variant.REF, alt, variant.ID or ".", cells[_FILTER], *spans))
            self.calls += [_call(field, number) for field in fields]
            self.texts += texts

    def stretch(self, contig: str) -> Stretch:
        """Return the rows as a stretch."""
        columns = list(zip(*self.sites, strict=True)) if self.sites else [()] * 11
        record, number, alternatives, position, quality, ref, alt, name, filters, info, alts = columns
        info_spans, alts_spans = (np.array(spans, np.int64).reshape(-1, 2) for spans in (info, alts))
        return Stretch(
            contig=contig,
            records=self.records,
            record=np.array(record, np.int64),
            number=np.array(number, np.int16),
            alternatives=np.array(alternatives, np.int16),
            position=np.array(position, np.int64),
            ref=from_texts(list(ref)),
            alt=from_texts(list(alt)),
            name=from_texts(list(name)),
            filters=from_texts(list(filters)),
            quality=np.array(quality, np.float64),
            lines=np.frombuffer(b"".join(self.lines), dtype=np.uint8),
            info=(info_spans[:, 0].copy(), info_spans[:, 1].copy()),
            alts=(alts_spans[:, 0].copy(), alts_spans[:, 1].copy()),
            calls=self._genotypes(),
        )

    def _genotypes(self) -> GenotypeBatch:
        shape = (len(self.sites), len(self.people))
        arrays: dict[str, Any] = {
            name: np.array([call[name] for call in self.calls], np.int8 if name in _COPIES else np.int32).reshape(shape)
            for name in (*_COPIES, *_FIGURES)
        }
        data, offsets = from_texts(self.texts)
        return GenotypeBatch(people=self.people, **arrays, text_data=data, text_offsets=offsets)


def _fields(cells: list[str], cell: str) -> Mapping[str, str]:
    """Return the fields of a person by name, as htslib writes them."""
    return dict(zip(cells[_FORMAT].split(":"), cell.split(":"), strict=False))


def _whole(text: str) -> int:
    """Return a number without what stands behind its dot; `MISSING` where it is none, or below 0."""
    try:
        value = float(text)
    except ValueError:
        return MISSING
    return int(value) if isfinite(value) and value >= 0 else MISSING


def _call(fields: Mapping[str, str], number: int) -> Call:
    text = fields.get("GT", ".")
    copies = count_copies(text, number)
    known = copies.missing < copies.ploidy
    reads = [_whole(part) for part in fields.get("AD", ".").split(",")]
    written = [part for part in reads if part >= 0]
    depths = [found for name in ("DP", "MIN_DP") if (found := _whole(fields.get(name, "."))) >= 0]
    return {
        "ploidy": copies.ploidy if text != "." else MISSING,
        "alt": copies.alt if known else MISSING,
        "ref": copies.ref if known else MISSING,
        "other": copies.other if known else MISSING,
        "missing": copies.missing,
        "phased": int(copies.phased) if known else MISSING,
        "haplotype": MISSING if copies.haplotype is None else copies.haplotype,
        "phase_set": _whole(fields.get("PS", ".")),
        "depth": min(depths, default=MISSING),
        "ref_reads": reads[0],
        "alt_reads": reads[number] if number < len(reads) else MISSING,
        "all_reads": sum(written) if written else MISSING,
        "quality": _whole(fields.get("GQ", ".")),
    }


def read_stretches_slowly(path: Path, *, people: bool, first: int = 0, contig: str | None = None) -> Iterator[Stretch]:
    """Yield the rows of a VCF or BCF in the order of the file, one contig a stretch.

    Args:
        path: The file.
        people: Read the genotypes.
        first: Number of the first record to give, 0-based; those before it were given by the fast reader.
        contig: Only records of this contig; `first` counts them only.

    Raises:
        InputError: It is cut, damaged or no VCF, or has a record that htslib cannot read.
    """
    for _ in inflate(path):
        pass  # cyvcf2 does not say so when a file ends too early
    with _Reading(path):
        yield from _read(path, people=people, first=first, contig=contig)


class _Reading:
    """Turn what cyvcf2 raises, a bare Exception, into a fault of the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is Exception or (kind is not None and issubclass(kind, OSError)):
            cause = f"htslib cannot read it: {error}"
            raise InputError([fault("VCF-READ", str(self.path), cause, "genopipe check")]) from error


def _read(path: Path, *, people: bool, first: int, contig: str | None) -> Iterator[Stretch]:
    vcf = VCF(str(path), gts012=True)
    names = tuple(vcf.samples) if people else ()
    rows, place = _Rows(names), ("", -1)
    record = -1
    for variant in vcf:
        if contig not in (None, variant.CHROM):
            continue
        record += 1
        if record < first:
            continue
        here = (variant.CHROM, variant.POS)
        full = len(rows.sites) >= ROWS and here != place
        if rows.records and (full or here[0] != place[0]):
            yield rows.stretch(place[0])
            rows = _Rows(names)
        rows.add(variant, record)
        place = here
    if rows.records:
        yield rows.stretch(place[0])
