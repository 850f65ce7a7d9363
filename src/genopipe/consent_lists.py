"""Lists of genes of which more than the question may be told, and the rules by which each gene is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

TRUNCATING = frozenset(
    ("transcript_ablation", "splice_acceptor_variant", "splice_donor_variant", "stop_gained", "frameshift_variant")
)
"""Terms of alleles that truncate the protein; splice sites count as the TTN guidance of ACMG SF 3.3 has it."""

MISSENSE = "missense_variant"


class Alleles(StrEnum):
    """How many copies of a gene must be hit before it is told."""

    ONE = "one"
    TWO = "two"
    TWO_OR_HEMIZYGOUS = "two_or_hemizygous"
    HOMOZYGOUS = "homozygous"


class Consequences(StrEnum):
    """Which consequences of a gene are told."""

    ANY = "any"
    TRUNCATING = "truncating"
    NOT_TRUNCATING = "not_truncating"
    MISSENSE = "missense"

    def allow(self, terms: str) -> bool:
        """Say whether an allele of these terms (joined by &) may be told."""
        said = set(terms.split("&"))
        if self is Consequences.TRUNCATING:
            return bool(said & TRUNCATING)
        if self is Consequences.NOT_TRUNCATING:
            return not said & TRUNCATING
        return self is Consequences.ANY or MISSENSE in said


class Inheritance(StrEnum):
    """How the condition of a carrier gene is inherited."""

    RECESSIVE = "autosomal_recessive"
    X_LINKED = "x_linked"


class Seen(StrEnum):
    """Whether small-variant calling of short reads sees the disease alleles of a gene."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class AdditionalGene:
    """One gene of one list of additional findings.

    Attributes:
        list: Name of the list.
        version: Its version.
        gene_symbol: HGNC symbol.
        hgnc_id: HGNC id, or empty.
        gene_id: Id of the gene models, without version.
        condition: What the gene predisposes to.
        alleles: How many copies must be hit.
        consequences: Which consequences are told.
        only: Protein changes that alone are told; empty: no such rule.
        never: Protein changes that are never told.
        by_hand: What of the list's guidance only a person can decide; empty: nothing.
        adults: Asked of adults.
        children: Asked of children.
        source: Where the row comes from.
    """

    list: str
    version: str
    gene_symbol: str
    hgnc_id: str
    gene_id: str
    condition: str
    alleles: Alleles
    consequences: Consequences
    only: tuple[str, ...]
    never: tuple[str, ...]
    by_hand: str
    adults: bool
    children: bool
    source: str

    def asked_of(self, adult: bool | None) -> bool:
        """Say whether the gene is asked of a person; where it is not known whether they are an adult, both must be."""
        if adult is None:
            return self.adults and self.children
        return self.adults if adult else self.children


@dataclass(frozen=True)
class CarrierGene:
    """One gene of one list of carrier findings.

    Attributes:
        list: Name of the list.
        version: Its version.
        tier: Tier, 1 the first.
        gene_symbol: HGNC symbol.
        hgnc_id: HGNC id, or empty.
        gene_id: Id of the gene models, without version.
        condition: What a child of two carriers may have.
        inheritance: How it is inherited.
        carrier_frequency: Carriers in the list's population (fraction); of X-linked genes women; None: not given.
        seen: Whether small-variant calling sees its disease alleles.
        limit: Why it does not, or only in part; empty where it does.
        source: Where the row comes from.
    """

    list: str
    version: str
    tier: int
    gene_symbol: str
    hgnc_id: str
    gene_id: str
    condition: str
    inheritance: Inheritance
    carrier_frequency: float | None
    seen: Seen
    limit: str
    source: str


def differs_by_age(genes: Sequence[AdditionalGene]) -> bool:
    """Say whether some gene is asked of adults alone, or of children alone."""
    return any(gene.adults != gene.children for gene in genes)
