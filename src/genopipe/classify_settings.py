"""Settings of the classification."""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed


class ClassifySources(Closed):
    """Names of the sources that tell what criteria ask for, as `annotate.sources` has them."""

    predictor: str = Field(default="", description="Source of the predictor's score; empty: of the predictor's name.")
    spliceai: str = Field(default="spliceai", description="Source with the four delta scores of SpliceAI.")
    constraint: str = Field(default="constraint", description="Source with loeuf, pli and mis_z of genes.")
    dosage: str = Field(default="clingen_dosage", description="Source with haploinsufficiency of genes.")
    repeats: str = Field(default="simple_repeats", description="Source of regions that are tandem repeats.")


class ClassifySettings(Closed):
    """Classification after ACMG/AMP."""

    acmg: str = Field(
        default="",
        description="The laboratory's own figures of ACMG/AMP criteria, such as config/acmg.yaml; empty: those that "
        "ship with genopipe (docs/criteria.md).",
    )
    predictor: Literal["revel", "alphamissense", "cadd"] = Field(
        default="revel",
        description="The one predictor of missense changes for PP3 and BP4, chosen before anything is looked at; its "
        "record must be among `annotate.sources`. Source: doi:10.1016/j.ajhg.2022.10.013.",
    )
    sources: ClassifySources = Field(
        default_factory=ClassifySources, description="Which source tells what; for a laboratory's own records."
    )
    evidence: str = Field(
        default="",
        description="TSV of curated evidence for PS3, PS4 and BS3: allele, gene, criterion, outcome, strength, reason, "
        "source; empty: these three are not assessable.",
    )
    gene_limits: str = Field(
        default="",
        description="TSV of what is known of diseases, for BS1: gene, mode, prevalence, allelic, genetic, penetrance "
        "(fractions), source; empty: the limits of docs/criteria.md for every gene. Source: doi:10.1038/gim.2017.26.",
    )
    regions: str = Field(
        default="",
        description="TSV of regions of proteins, for PVS1 and PM1: gene, first, last (residues), kind (hot_spot, "
        "critical, lof_tolerant or lof_examined), source; empty: none.",
    )
    panel_rules: bool = Field(
        default=True,
        description="Apply the rules of ClinGen expert panels to their genes; both classes are shown.",
    )
    own_panel_rules: str = Field(
        default="",
        description="Folder of a laboratory's own rules of panels, YAML files of the form of those that ship; one of "
        "the same name takes the place of the shipped; empty: none.",
    )
    curation: str = Field(
        default="config/curation",
        description="Folder of curators' changes: CASE.tsv or CASE.yaml, each change with reason, name and date; a "
        "case without a file has none.",
    )

    @property
    def files(self) -> list[str]:
        """The files that are configured, but for curators' changes."""
        return [path for path in (self.acmg, self.evidence, self.gene_limits, self.regions) if path]
