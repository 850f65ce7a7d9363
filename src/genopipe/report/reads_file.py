"""`reads.json` of a case: the reads around what is reported, cut from the alignments of its members only.

Positions are 1-based, both ends included.
"""

from pydantic import Field

from genopipe.cases import Closed

FORMAT = "1"
"""Version of this model; it changes when a field changes its name or meaning."""


class PersonReads(Closed):
    """The reads of one person over one window."""

    person: str = Field(description="The person's id.")
    found: int = Field(
        description="Reads over the window: no duplicates, no secondary, failed or unmapped ones (count)."
    )
    shown: int = Field(description="Reads in the BAM (count); fewer than found where they are too deep.")
    bam: str = Field(description="A BAM file in Base64: no tags, names numbered.")


class Window(Closed):
    """One allele with the reads and the reference around it."""

    allele: str = Field(description="Name of the allele in every table.")
    contig: str = Field(description="Contig as the reference names it.")
    length: int = Field(description="Length of the contig (bases).")
    position: int = Field(description="First REF base (1-based position).")
    last: int = Field(description="Last REF base (1-based position).")
    start: int = Field(description="First base of the window (1-based position).")
    end: int = Field(description="Last base of the window (1-based position).")
    bases: str = Field(description="The reference over the window.")
    people: tuple[PersonReads, ...] = Field(description="Members with an alignment, the proband first.")


class LeftOut(Closed):
    """An allele without a window."""

    allele: str = Field(description="Name of the allele in every table.")
    reason: str = Field(description="Why its reads are not shown, in words.")


class CaseReads(Closed):
    """All windows of a case."""

    format: str = Field(default=FORMAT, description="Version of this model.")
    case: str = Field(description="The case's id.")
    flank: int = Field(description="Bases shown on either side of an allele (bases).")
    depth: int = Field(description="Highest mean depth shown (reads).")
    windows: tuple[Window, ...] = Field(description="Findings first, then candidates as the report orders them.")
    left_out: tuple[LeftOut, ...] = Field(description="Findings and candidates without a window.")
    without: tuple[str, ...] = Field(description="Members with data but without an alignment here.")
