"""Gene panels: the genes a case asks about, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Confidence(StrEnum):
    """How sure the panel's makers are that the gene causes the condition."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class PanelMode(StrEnum):
    """Mode of inheritance, as a panel states it for a gene."""

    MONOALLELIC = "monoallelic"
    BIALLELIC = "biallelic"
    MONOALLELIC_AND_BIALLELIC = "monoallelic_and_biallelic"
    X_LINKED_RECESSIVE = "x_linked_recessive"
    X_LINKED_DOMINANT = "x_linked_dominant"
    MITOCHONDRIAL = "mitochondrial"


class Penetrance(StrEnum):
    """Whether every carrier falls ill."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class PanelGene:
    """One gene of a panel.

    Attributes:
        gene_symbol: Symbol, as the panel writes it.
        gene_id: Identifier of the gene models, without version: `ENSG00000012048`.
        confidence: Green, amber or red.
        mode_of_inheritance: Mode in which the gene causes the condition.
        penetrance: Complete or incomplete.
    """

    gene_symbol: str
    gene_id: str
    confidence: Confidence
    mode_of_inheritance: PanelMode
    penetrance: Penetrance


@dataclass(frozen=True)
class Panel:
    """A gene panel.

    Attributes:
        name: Name by which cases ask for it: the file's name without `.tsv`.
        title: Name for people, from the first comment line; the same as `name` where there is none.
        version: Version from the first comment line, or empty.
        genes: The genes, in the order of the file.
    """

    name: str
    title: str
    version: str
    genes: tuple[PanelGene, ...]

    @cached_property
    def by_gene_id(self) -> Mapping[str, PanelGene]:
        """The genes by identifier."""
        return {gene.gene_id: gene for gene in self.genes}
