"""Gene panels: the genes a case asks about, and what is known of each."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
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
    NOT_TOLD = "not_told"


class Penetrance(StrEnum):
    """Whether every carrier falls ill."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class Pathogenicity(StrEnum):
    """Which alleles of a gene cause the condition, where the panel says more than "those that fit"."""

    ANY = ""
    NOT_LOSS_OF_FUNCTION = "not_loss_of_function"
    OTHER = "other"


class EntityKind(StrEnum):
    """What a row of a panel is."""

    GENE = "gene"
    REGION = "region"
    STR = "str"


@dataclass(frozen=True)
class PanelGene:
    """One gene of a panel.

    Attributes:
        gene_symbol: Symbol, as the panel writes it; of a resolved panel, the one of today.
        gene_id: Identifier of the gene models, without version: `ENSG00000012048`; empty: `hgnc_id` is given.
        confidence: Green, amber or red.
        mode_of_inheritance: Mode in which the gene causes the condition.
        penetrance: Complete or incomplete.
        hgnc_id: Identifier of HGNC: `HGNC:1100`; empty: not told.
        mode_of_pathogenicity: Which alleles cause the condition; empty: no word of it.
        written_as: Symbol that the panel wrote, where today's is another; empty: the same.
        in_models: Whether the gene models hold the gene: yes or no; empty: not asked.
        where: File and line, for messages.
    """

    gene_symbol: str
    gene_id: str
    confidence: Confidence
    mode_of_inheritance: PanelMode
    penetrance: Penetrance
    hgnc_id: str = ""
    mode_of_pathogenicity: Pathogenicity = Pathogenicity.ANY
    written_as: str = ""
    in_models: str = ""
    where: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What tells two panels that they speak of the same gene."""
        return self.gene_id or self.hgnc_id or self.gene_symbol

    @property
    def says(self) -> str:
        """What the panel says of the gene, in words."""
        return f"{self.confidence}, {self.mode_of_inheritance}, penetrance {self.penetrance}"


@dataclass(frozen=True)
class PanelEntity:
    """A row of a panel that is no gene: a region of copy number, or a short tandem repeat. It is not assessable here.

    Attributes:
        kind: Region or short tandem repeat.
        name: Name, as the panel writes it.
        confidence: Green, amber or red.
        where: File and line, for messages.
    """

    kind: EntityKind
    name: str
    confidence: Confidence
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Panel:
    """A gene panel.

    Attributes:
        name: Name by which cases ask for it: the file's name without its ending.
        title: Name for people, from the first comment line; the same as `name` where there is none.
        version: Version from the first comment line, or empty.
        genes: The genes, in the order of the file.
        others: What is no gene, in the order of the file.
        source: Where the panel comes from, from the comment line `# source:`; empty: not told.
        path: The file, for messages.
    """

    name: str
    title: str
    version: str
    genes: tuple[PanelGene, ...]
    others: tuple[PanelEntity, ...] = ()
    source: str = ""
    path: str = field(default="", compare=False)

    @cached_property
    def by_gene_id(self) -> Mapping[str, PanelGene]:
        """The genes by identifier."""
        return {gene.gene_id: gene for gene in self.genes}


@dataclass(frozen=True)
class Disagreement:
    """A gene of which several panels of a case do not say the same.

    Attributes:
        gene_symbol: The gene.
        told: Name of the panel and what it says, in the order of the case.
        speaks: Name of the panel that speaks.
    """

    gene_symbol: str
    told: tuple[tuple[str, PanelGene], ...]
    speaks: str


def speaking(told: Sequence[tuple[str, PanelGene]]) -> tuple[str, PanelGene]:
    """Return the panel that speaks of a gene, and what it says: the surest one; of equals, the foremost.

    Args:
        told: Name of the panel and its gene, at least one, the foremost first.
    """
    order = list(Confidence)
    return min(told, key=lambda item: order.index(item[1].confidence))


def disagreements(panels: Sequence[Panel]) -> tuple[Disagreement, ...]:
    """Return the genes of which panels differ in confidence, mode of inheritance or penetrance.

    Args:
        panels: The panels of a case, the foremost first.
    """
    grouped: dict[str, list[tuple[str, PanelGene]]] = {}
    for panel in panels:
        for gene in panel.genes:
            grouped.setdefault(gene.key, []).append((panel.name, gene))
    differing = [told for told in grouped.values() if len({gene.says for _, gene in told}) > 1]
    return tuple(Disagreement(told[0][1].gene_symbol, tuple(told), speaking(told)[0]) for told in differing)
