"""What is known of alleles and genes beside the rows of the case's tables."""

from dataclasses import dataclass
from dataclasses import field

from genopipe.report.phenotype_facts import PhenotypeTables
from genopipe.report.predictors import SourceValues


@dataclass(frozen=True)
class Beside:
    """What is known beside the rows.

    Attributes:
        clinvar_searched: Whether ClinVar was searched; None: not known.
        phenotypes: Names of terms and the diseases of genes.
        values: What sources say of alleles and genes; None: they were not read.
    """

    clinvar_searched: bool | None = None
    phenotypes: PhenotypeTables = field(default_factory=PhenotypeTables)
    values: SourceValues | None = None


NOTHING = Beside()
"""Nothing is known."""
