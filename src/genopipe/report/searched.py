"""Fields of the model that tell what was searched: panels, their genes and exons. No form computes anything."""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed

SearchState = Literal["searched", "not_fully_searched", "not_assessable"]


class ExonBelow(Closed):
    """One exon of a panel gene with bases below the decisive depth in the proband."""

    exon: str = Field(
        description="Number of the exon, or first-last, of how many; empty: in no exon of the transcript."
    )
    transcript: str = Field(description="The transcript that stands for the gene; empty: in no exon of it.")
    contig: str = Field(description="Contig as the reference names it.")
    start: int = Field(description="First coding base of it (1-based position).")
    end: int = Field(description="Last coding base of it (1-based position).")
    covered: float = Field(description="Part of its coding bases at the decisive depth or more (fraction).")


class GeneSearch(Closed):
    """How well one panel gene could be searched in the proband."""

    gene: str = Field(description="Gene id.")
    gene_symbol: str = Field(description="Gene symbol.")
    confidence: str = Field(description="green, amber or red.")
    mode: str = Field(description="Mode of inheritance that the panel expects, in words.")
    mean_depth: float | None = Field(description="Mean depth over the coding bases (reads).")
    covered: tuple[float | None, ...] = Field(description="Covered part at each depth threshold (fraction).")
    state: SearchState = Field(description="searched, not_fully_searched or not_assessable.")
    absent: bool = Field(default=False, description="The gene models do not hold the gene.")
    written_as: str | None = Field(default=None, description="Symbol that the panel wrote; none: the same.")
    exons_below: tuple[ExonBelow, ...] = Field(
        default=(), description="Exons with bases below the decisive depth, as they lie on the contig."
    )
    exons_told: bool = Field(default=False, description="Exons were measured: no exon below means that there is none.")
    low_mappability: float | None = Field(
        default=None,
        description="Part of the coding bases in regions of low mappability or segmental duplications (fraction); "
        "none: no such source, or it has no region on the contig.",
    )


class OtherSearch(Closed):
    """A row of a panel that is no gene: not assessable here."""

    kind: str = Field(description="region or short tandem repeat.")
    name: str = Field(description="Name, as the panel writes it.")
    confidence: str = Field(description="green, amber or red.")


class PanelWord(Closed):
    """What one panel says of a gene."""

    panel: str = Field(description="Name of the panel.")
    says: str = Field(description="Confidence, mode of inheritance and penetrance.")


class PanelDisagreement(Closed):
    """A gene of which the case's panels do not say the same."""

    gene_symbol: str = Field(description="The gene.")
    told: tuple[PanelWord, ...] = Field(description="What each panel says, the foremost first.")
    speaks: str = Field(description="Name of the panel that speaks: the surest one; of equals, the foremost.")


class PanelSearch(Closed):
    """One panel of the case and its genes."""

    name: str = Field(description="Name of the panel.")
    title: str = Field(description="Name of the panel for people.")
    version: str | None = Field(description="Version of the panel; none: not stated.")
    source: str | None = Field(default=None, description="Where the panel comes from; none: not stated.")
    genes: tuple[GeneSearch, ...] = Field(description="The genes, in the panel's order.")
    others: tuple[OtherSearch, ...] = Field(default=(), description="Regions and repeats: not assessable here.")


class Search(Closed):
    """What was searched: the panels and the coverage of their genes in the proband."""

    panels: tuple[PanelSearch, ...] = Field(description="The case's panels.")
    thresholds: tuple[int, ...] = Field(description="Depth thresholds (reads).")
    decisive: int = Field(description="The threshold that decides whether a gene counts as searched (reads).")
    least: float = Field(description="Least covered part at that depth (fraction).")
    not_fully: tuple[str, ...] = Field(description="Symbols of genes that were not fully searched.")
    note: str = Field(description="What the coverage says, or why it could not be assessed.")
    disagreements: tuple[PanelDisagreement, ...] = Field(
        default=(), description="Genes of which the panels do not say the same."
    )
    exons_note: str | None = Field(
        default=None, description="How many exons have bases below the decisive depth, in words; none: no exon."
    )
    hard_sources: tuple[str, ...] = Field(
        default=(), description="Title and release of the sources of regions of low mappability and duplications."
    )
    hard_note: str | None = Field(
        default=None, description="What lies in such regions, or why that is not known, in words; none: no panel gene."
    )

    @property
    def absent(self) -> tuple[str, ...]:
        """Symbols of panel genes that the gene models do not hold."""
        genes = [gene.gene_symbol for panel in self.panels for gene in panel.genes if gene.absent]
        return tuple(dict.fromkeys(genes))

    @property
    def complete(self) -> bool:
        """Whether there are panel genes and each of them was searched."""
        genes = [gene for panel in self.panels for gene in panel.genes]
        return bool(genes) and all(gene.state == "searched" for gene in genes)
