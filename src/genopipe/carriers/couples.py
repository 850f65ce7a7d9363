"""Couples of whom both agreed: whether both carry the same recessive condition; and women who carry an X-linked one."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from genopipe.cases import CaseFile
from genopipe.consent_lists import CarrierGene
from genopipe.consent_lists import Inheritance
from genopipe.tables import COUPLES

_HIT = ("carrier", "two_alleles")
_SONS = "half of her sons"
_CHANCES = {0: "one child in four", 1: "one child in two", 2: "every child"}


@dataclass(frozen=True)
class Status:
    """What one person's table says of one gene.

    Attributes:
        outcome: Outcome of the gene.
        alleles: Alleles that are told.
    """

    outcome: str
    alleles: tuple[str, ...]


def list_columns(gene: CarrierGene) -> dict[str, Any]:
    """Return the columns that the list gives of a gene."""
    names = ("list", "version", "gene_symbol", "condition", "tier", "source")
    return {
        **{name: getattr(gene, name) for name in names},
        "gene": gene.gene_id,
        "inheritance": gene.inheritance.value,
    }


def couples_of(case: CaseFile, people: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the couples of whom both agreed: mother, father and `parents`, or two partners and `stated`.

    Args:
        case: The family.
        people: Ids of those who agreed.
    """
    parents = [(m.mother, m.father) for m in case.members if m.mother and m.father]
    found = {frozenset(pair): (*pair, "parents") for pair in dict.fromkeys(parents)}
    for one, two in case.case.couples:
        found.setdefault(frozenset((one, two)), (one, two, "stated"))
    agreed = [couple for couple in found.values() if {couple[0], couple[1]} <= set(people)]
    return [(str(one), str(two), relation) for one, two, relation in agreed]


def make_couples(
    case: CaseFile, people: Sequence[str], genes: Sequence[CarrierGene], carriers: pl.DataFrame
) -> pl.DataFrame:
    """Set the carrier status of partners side by side.

    Args:
        case: The family.
        people: Ids of those who agreed.
        genes: The genes that were asked.
        carriers: The table `carriers`.

    Returns:
        The table `couples`: recessive genes of each couple, then X-linked ones of each woman.
    """
    known = _statuses(carriers)
    rows = [
        _pair(couple, gene, known)
        for couple in couples_of(case, people)
        for gene in genes
        if gene.inheritance is Inheritance.RECESSIVE
    ]
    return pl.DataFrame([*rows, *_women(people, genes, known)], schema=COUPLES.schema(), orient="row")


def _statuses(carriers: pl.DataFrame) -> dict[tuple[str, str, str], Status]:
    alleles: dict[tuple[str, str, str], list[str]] = {}
    outcomes: dict[tuple[str, str, str], str] = {}
    for person, name, gene, allele, outcome in carriers.select(
        "person", "list", "gene", "allele", "outcome"
    ).iter_rows():
        outcomes[(person, name, gene)] = outcome
        alleles.setdefault((person, name, gene), []).extend([allele] if allele else [])
    return {key: Status(outcome, tuple(alleles[key])) for key, outcome in outcomes.items()}


def _pair(
    couple: tuple[str, str, str], gene: CarrierGene, known: Mapping[tuple[str, str, str], Status]
) -> dict[str, Any]:
    one, two, relation = couple
    mine, theirs = (known[(person, gene.list, gene.gene_id)] for person in (one, two))
    outcome, reason = _risk(mine, theirs)
    told = outcome == "at_risk"
    return {
        **list_columns(gene),
        "person": one,
        "partner": two,
        "relation": relation,
        "outcome": outcome,
        "alleles": list(mine.alleles) if told else [],
        "partner_alleles": list(theirs.alleles) if told else [],
        "reason": reason,
    }


def _risk(one: Status, two: Status) -> tuple[str, str]:
    outcomes = (one.outcome, two.outcome)
    if all(outcome in _HIT for outcome in outcomes):
        return "at_risk", f"both carry it: {_CHANCES[outcomes.count('two_alleles')]} is expected to have the condition"
    if "none_found" in outcomes:
        return "none_found", "not both were found to carry it, and a risk remains"
    return "not_assessable", "for one of the two, or both, it is not assessable"


def _women(
    people: Sequence[str], genes: Sequence[CarrierGene], known: Mapping[tuple[str, str, str], Status]
) -> Iterator[dict[str, Any]]:
    for person in people:
        for gene in genes:
            status = known[(person, gene.list, gene.gene_id)]
            if gene.inheritance is Inheritance.X_LINKED and status.outcome != "not_asked":
                yield _woman(person, gene, status)


def _woman(person: str, gene: CarrierGene, status: Status) -> dict[str, Any]:
    hit = status.outcome in _HIT
    sons = "every son" if status.outcome == "two_alleles" else _SONS
    words = f"she carries it: {sons} is expected to have the condition" if hit else f"her status: {status.outcome}"
    return {
        **list_columns(gene),
        "person": person,
        "partner": "",
        "relation": "woman",
        "outcome": "at_risk" if hit else status.outcome,
        "alleles": list(status.alleles) if hit else [],
        "partner_alleles": [],
        "reason": words.replace("_", " "),
    }
