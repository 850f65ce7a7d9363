"""Settings of reads: trimming and alignment."""

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
