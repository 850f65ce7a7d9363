"""Genes that are no part of the question and of which the proband did not agree to be told: nothing of them is judged.

A gene of a panel of the case is part of the question, whatever lists it stands on. A case without panels asks the whole
genome, and nothing is withheld from it.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from genopipe.cases import CaseFile
from genopipe.consent_lists import AdditionalGene
from genopipe.consent_lists import CarrierGene
from genopipe.panels import Panel

_TWO_COPIES = (
    "recessive_homozygous",
    "compound_heterozygous",
    "recessive_with_deletion",
    "uniparental_isodisomy",
    "x_linked_recessive",
    "pseudo_dominant",
)


@dataclass(frozen=True)
class Withheld:
    """What is withheld from a case.

    Attributes:
        genes: Ids and symbols of genes of which nothing is told.
        single: Ids and symbols of genes of which one copy alone is not told: it would be carrier status.
    """

    genes: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()


NOTHING = Withheld()
"""Nothing is withheld."""


def withheld_genes(
    case: CaseFile, panels: Sequence[Panel], additional: Iterable[AdditionalGene], carriers: Iterable[CarrierGene]
) -> Withheld:
    """Return what is withheld from a case.

    Args:
        case: The family.
        panels: The case's panels.
        additional: Genes of the lists of additional findings that are asked.
        carriers: Genes of the lists of carrier findings that are asked.
    """
    if not panels:
        return NOTHING
    consent = case.case.consent
    mine = {name for panel in panels for gene in panel.genes for name in (gene.gene_id, gene.gene_symbol)}
    told = consent.additional_findings
    not_told = [gene for gene in additional if not (told and gene.asked_of(consent.adult))]
    not_carried = [] if consent.carrier_findings else list(carriers)
    genes = {name for gene in not_told if not {gene.gene_id, gene.gene_symbol} & mine for name in _names(gene)}
    single = {name for gene in not_carried if not {gene.gene_id, gene.gene_symbol} & mine for name in _names(gene)}
    return Withheld(frozenset(genes), frozenset(single))


def _names(gene: AdditionalGene | CarrierGene) -> tuple[str, str]:
    return gene.gene_id, gene.gene_symbol


def in_withheld_gene(withheld: Withheld) -> pl.Expr:
    """Say whether a candidate lies in a gene of which nothing is told; reads gene and gene_symbol."""
    return _is_one_of(withheld.genes)


def is_carrier_status(withheld: Withheld) -> pl.Expr:
    """Say whether a candidate would tell no more than carrier status; reads gene, gene_symbol and the modes.

    One copy in a gene of carrier findings is more where it is new, or where both copies are hit or may be.
    """
    fits = [pl.col("modes").list.contains(mode) for mode in (*_TWO_COPIES, "de_novo")]
    may_fit = [pl.col("modes_not_assessable").list.contains(mode) for mode in _TWO_COPIES]
    return _is_one_of(withheld.single) & ~pl.any_horizontal(*fits, *may_fit)


def _is_one_of(names: frozenset[str]) -> pl.Expr:
    listed = sorted(names)
    return pl.col("gene").is_in(listed) | pl.col("gene_symbol").is_in(listed)
