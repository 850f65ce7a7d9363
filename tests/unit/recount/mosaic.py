"""A small BAM whose reads are known: so many of the reference, so many with an allele, as an aligner would put them."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pysam

LENGTH = 100
CONTIG = "chr1"


@dataclass(frozen=True)
class Planted:
    """An allele; `position` is its POS, 1-based."""

    position: int
    ref: str
    alt: str

    @property
    def name(self) -> str:
        return f"1-{self.position}-{self.ref}-{self.alt}"


@dataclass(frozen=True)
class Placed:
    """A read as a BAM has it; `start` is 0-based."""

    name: str
    start: int
    cigar: tuple[tuple[int, int], ...]
    bases: str
    quality: int = 37
    mapping_quality: int = 60
    flag: int = 0


def sequence(length: int = 2000, seed: int = 5) -> str:
    """Return random bases with a run of 12 A at 500 and 10 times CA at 800 (0-based)."""
    chance = random.Random(seed)
    bases = "".join(chance.choice("ACGT") for _ in range(length))
    bases = bases[:499] + "G" + "A" * 12 + "C" + bases[513:]
    return bases[:799] + "G" + "CA" * 10 + "T" + bases[821:]


def with_allele(reference: str, allele: Planted) -> str:
    """Return the other haplotype."""
    start = allele.position - 1
    assert reference[start : start + len(allele.ref)] == allele.ref
    return reference[:start] + allele.alt + reference[start + len(allele.ref) :]


def plain(name: str, reference: str, start: int, **more: object) -> Placed:
    """Return a read of the reference."""
    return Placed(name, start, ((pysam.CMATCH, LENGTH),), reference[start : start + LENGTH], **more)  # type: ignore[arg-type]


def carrying(name: str, reference: str, allele: Planted, before: int, way: str = "gap", **more: object) -> Placed:
    """Return a read with the allele.

    Args:
        name: Its name.
        reference: The reference.
        allele: The allele.
        before: Bases of the read before POS.
        way: How the aligner puts it: `gap` (with an indel), `clip_right`, `clip_left`, or `mismatch` (no gap).
        more: Qualities and flag.
    """
    start = allele.position - 1 - before
    bases = with_allele(reference, allele)[start : start + LENGTH]
    common = min(len(allele.ref), len(allele.alt))
    added, lost = len(allele.alt) - common, len(allele.ref) - common
    left = before + common
    if way == "gap" and (added or lost):
        gap = (pysam.CINS, added) if added else (pysam.CDEL, lost)
        cigar = ((pysam.CMATCH, left), gap, (pysam.CMATCH, LENGTH - left - added))
    elif way == "clip_right":
        cigar = ((pysam.CMATCH, left), (pysam.CSOFT_CLIP, LENGTH - left))
    elif way == "clip_left":
        cigar = ((pysam.CSOFT_CLIP, left + added), (pysam.CMATCH, LENGTH - left - added))
        start = allele.position - 1 + len(allele.ref)
    else:
        cigar = ((pysam.CMATCH, LENGTH),)
    return Placed(name, start, cigar, bases, **more)  # type: ignore[arg-type]


def write_reference(folder: Path, reference: str) -> Path:
    """Write the FASTA and its index."""
    path = folder / "genome.fa"
    path.write_text(f">{CONTIG}\n{reference}\n")
    pysam.faidx(str(path))
    return path


def write_bam(path: Path, person: str, length: int, reads: Iterable[Placed]) -> Path:
    """Write a sorted BAM with its index."""
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": CONTIG, "LN": length}],
        "RG": [{"ID": "1", "SM": person}],
    }
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for read in sorted(reads, key=lambda read: read.start):
            record = pysam.AlignedSegment(out.header)
            record.query_name, record.query_sequence, record.flag = read.name, read.bases, read.flag
            record.reference_id, record.reference_start = 0, read.start
            record.mapping_quality, record.cigartuples = read.mapping_quality, list(read.cigar)
            record.query_qualities = pysam.qualitystring_to_array(chr(read.quality + 33) * len(read.bases))
            record.set_tag("RG", "1")
            out.write(record)
    pysam.index(str(path))
    return path
