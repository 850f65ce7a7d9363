"""Settings of reads: trimming, alignment, and those that reports show."""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed


class TrimSettings(Closed):
    """Quality of reads (fastp)."""

    minimum_length: int = Field(default=30, ge=1, description="Shorter reads are dropped after trimming (bases).")
    minimum_quality: int = Field(default=15, ge=0, le=60, description="A base is good from this quality (Phred).")
    maximum_bad_fraction: float = Field(
        default=0.4, ge=0, le=1, description="A read is dropped when more of its bases are not good (fraction)."
    )
    maximum_unknown: int = Field(
        default=5, ge=0, description="A read is dropped when more of its bases are N (bases); fastp's own default."
    )


class AlignSettings(Closed):
    """Alignment."""

    tool: Literal["bwa", "minimap2"] = Field(default="bwa", description="The aligner.")
    format: Literal["cram", "bam"] = Field(default="cram", description="Format of the alignments kept.")


class ReadsSettings(Closed):
    """Reads around alleles in the reports."""

    candidates: int = Field(
        default=10, ge=0, le=200, description="Candidates whose reads are in the report, beside all findings (count)."
    )
    flank: int = Field(
        default=150, ge=20, le=2000, description="Reads are shown over an allele and so far on either side (bases)."
    )
    depth: int = Field(
        default=100, ge=10, le=2000, description="Highest mean depth shown; beyond it reads are left out (reads)."
    )
