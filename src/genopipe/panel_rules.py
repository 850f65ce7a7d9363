"""Rules of ClinGen expert panels for single genes, as data: what a panel changes of the figures of ACMG/AMP.

One file a panel in `curated/panel_rules/`. `genopipe.classify.panel_rules` applies them.
"""

from typing import Self

from pydantic import Field
from pydantic import model_validator

from genopipe.acmg import DATE_PATTERN
from genopipe.acmg import NAME_PATTERN
from genopipe.acmg import ClassBy
from genopipe.acmg import DoubleRule
from genopipe.acmg import Reference
from genopipe.acmg import TableRule
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import read_code
from genopipe.acmg_laboratory import LaboratoryCriterion
from genopipe.acmg_laboratory import LaboratoryThreshold
from genopipe.cases import Closed


class PanelFigures(Closed):
    """Thresholds of a panel, for some of its genes."""

    genes: tuple[str, ...] = Field(default=(), description="Symbols of the genes; none: all of the panel.")
    thresholds: dict[str, LaboratoryThreshold] = Field(min_length=1, description="Thresholds, by name.")


class Combining(Closed):
    """What a panel changes of the combination."""

    class_by: ClassBy = Field(description="points or table.")
    conflict_by: ClassBy | None = Field(
        default=None, description="The same where evidence speaks for both directions; none: class_by."
    )
    rules: tuple[TableRule, ...] = Field(default=(), description="Rules beside those of the table.")
    source: str = Field(min_length=1, description="Name of a reference.")
    place: str = Field(default="", description="Where it stands there, or what the panel says in its own words.")


class PanelRules(Closed):
    """The rules of one expert panel."""

    name: str = Field(pattern=NAME_PATTERN, description="The panel's name, as evidence carries it: panel:NAME.")
    title: str = Field(min_length=1, description="The panel, as ClinGen names it.")
    version: str = Field(min_length=1, description="Version of the specification.")
    date: str = Field(pattern=DATE_PATTERN, description="Date of the version, as far as known.")
    specification: str = Field(min_length=1, description="Name of the reference that is the specification.")
    checked: str = Field(min_length=1, description="Which figures were checked, against what; and which were not.")
    genes: dict[str, str] = Field(min_length=1, description="Symbol to HGNC id.")
    references: dict[str, Reference] = Field(description="References by name, beside those of acmg.yaml.")
    combining: Combining = Field(description="From criteria to a class.")
    criteria: dict[Criterion, LaboratoryCriterion] = Field(
        default_factory=dict, description="Criteria that are switched off, or have another strength."
    )
    written: dict[str, Strength] = Field(
        default_factory=dict,
        description="Codes of the panel in the ClinGen Evidence Repository that mean another strength than they say.",
    )
    doubles: tuple[DoubleRule, ...] = Field(
        default=(), description="Rules of double counting, beside the general ones."
    )
    figures: tuple[PanelFigures, ...] = Field(default=(), description="Thresholds; later ones win.")
    limits: tuple[str, ...] = Field(
        default=(), description="What of the specification is not in this file, in sentences: told with each result."
    )

    @model_validator(mode="after")
    def _genes_are_known(self) -> Self:
        strange = sorted({gene for figures in self.figures for gene in figures.genes} - set(self.genes))
        if strange:
            raise ValueError(f"figures for genes that are not the panel's: {', '.join(strange)}")
        wrong = sorted(text for text in self.genes.values() if not text.removeprefix("HGNC:").isdecimal())
        if wrong:
            raise ValueError(f"no HGNC id: {', '.join(wrong)}")
        for code in self.written:
            read_code(code)
        return self

    @property
    def decided_by(self) -> str:
        """How evidence names the panel."""
        return f"panel:{self.name}"

    def sources(self) -> set[str]:
        """Return every name of a reference that the rules use."""
        found = {self.specification, self.combining.source}
        found |= {rule.source for rule in self.combining.rules}
        found |= {rule.source for rule in self.doubles}
        found |= {rule.source for rule in self.criteria.values()}
        return found | {figure.source for group in self.figures for figure in group.thresholds.values()}
