"""What is known of alleles and genes beside the rows of the case's tables."""

from dataclasses import dataclass
from dataclasses import field

from genopipe.report.phenotype_facts import PhenotypeTables


@dataclass(frozen=True)
class Beside:
    """What is known beside the rows.

    Attributes:
        clinvar_searched: Whether ClinVar was searched; None: not known.
        phenotypes: Names of terms and the diseases of genes.
    """

    clinvar_searched: bool | None = None
    phenotypes: PhenotypeTables = field(default_factory=PhenotypeTables)


NOTHING = Beside()
"""Nothing is known."""
