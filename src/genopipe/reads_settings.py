"""Settings of the reads that reports show."""

from pydantic import Field

from genopipe.cases import Closed


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
