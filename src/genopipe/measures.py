"""What was measured of a person's data: the figures that the report and the run's quality page show.

Fractions are 0-1; depths are reads a base. A figure that was not measured is None: never 0.
"""

from pydantic import Field

from genopipe.cases import Closed
from genopipe.cases import StartForm

BREADTH_DEPTHS = (1, 5, 10, 15, 20, 25, 30, 40, 50)
"""Depths at which the covered part of the genome is written down (reads)."""


class ExonCoverage(Closed):
    """How well one stretch of coding bases, an exon or the coding part of one, is covered in one person."""

    exon: str = Field(
        description="Number of the exon, or first-last, of how many, on the transcript; empty: in no exon of it."
    )
    transcript: str = Field(description="The transcript that stands for the gene; empty: in no exon of it.")
    contig: str = Field(description="Contig as the reference names it.")
    start: int = Field(ge=1, description="First coding base (1-based position).")
    end: int = Field(ge=1, description="Last coding base (1-based position).")
    covered: dict[int, float] = Field(description="Depth threshold (reads) to covered part (fraction).")


class GeneCoverage(Closed):
    """How well the coding exons of one gene are covered in one person."""

    gene: str = Field(description="Gene id.")
    gene_symbol: str = Field(description="Gene symbol.")
    bases: int = Field(ge=0, description="Coding bases of all transcripts, counted once (bases).")
    mean_depth: float = Field(ge=0, description="Mean depth over them (reads).")
    covered: dict[int, float] = Field(description="Depth threshold (reads) to covered part (fraction).")
    exons: tuple[ExonCoverage, ...] | None = Field(
        default=None,
        description="Stretches of coding bases that are not wholly covered at the highest threshold, as they lie on "
        "the contig; none: not told.",
    )
    in_panel: bool = Field(
        default=True, description="In a panel of the run; else on a list of additional or carrier findings alone."
    )


class PersonQuality(Closed):
    """Quality of one person's data."""

    person: str = Field(description="The person's id.")
    form: StartForm = Field(description="How the data came.")
    reads: int | None = Field(default=None, description="Reads given (count).")
    reads_dropped: int | None = Field(default=None, description="Reads dropped by trimming (count).")
    bases: int | None = Field(default=None, description="Bases given (count).")
    q30_bases: int | None = Field(default=None, description="Bases of Phred quality 30 or more (count).")
    q30_fraction: float | None = Field(default=None, description="Bases of Phred quality 30 or more (fraction).")
    mapped_fraction: float | None = Field(default=None, description="Primary reads that are mapped (fraction).")
    duplicate_fraction: float | None = Field(
        default=None,
        description="Primary reads marked duplicate (fraction); None where they may never have been marked.",
    )
    insert_size: float | None = Field(default=None, description="Mean insert size (bases).")
    insert_size_deviation: float | None = Field(default=None, description="Its standard deviation (bases).")
    mean_depth: float | None = Field(default=None, description="Mean depth over all contigs of the alignment (reads).")
    breadth: dict[int, float] = Field(
        default_factory=dict,
        description="Depth (reads) to the part of all contigs of the alignment that is covered by it or more "
        "(fraction); bases N of the reference count as not covered.",
    )
    depth_by_contig: dict[str, float] = Field(default_factory=dict, description="Mean depth by contig (reads).")
    genes: tuple[GeneCoverage, ...] = Field(
        default=(), description="Coverage of the genes of all panels, and of lists."
    )


class GeneRegions(Closed):
    """How much of a gene's coding bases lies where reads cannot be placed for sure."""

    gene: str = Field(description="Gene id.")
    gene_symbol: str = Field(description="Gene symbol.")
    bases: int = Field(ge=0, description="Coding bases of all transcripts, counted once (bases).")
    hard: int | None = Field(ge=0, description="Those in regions (bases); none: a source has no region on the contig.")


class HardRegions(Closed):
    """Coding bases in regions of low mappability or segmental duplications, of panel genes."""

    sources: tuple[str, ...] = Field(description="Title and release of the sources of regions; none: none was given.")
    genes: tuple[GeneRegions, ...] = Field(description="Genes, by symbol.")


class ToolVersion(Closed):
    """One tool that the run used."""

    tool: str = Field(description="Name of the tool.")
    version: str = Field(description="Version as the tool itself prints it.")


class Versions(Closed):
    """Tools and resources of a run."""

    genopipe: str = Field(description="Version of genopipe.")
    tools: tuple[ToolVersion, ...] = Field(description="External tools, by name.")
    resources: dict[str, str] = Field(default_factory=dict, description="Resource to its release or SHA-256.")
