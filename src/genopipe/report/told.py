"""The parts of a report that are there by consent alone: additional findings, carrier status, drug response.

They stand apart from the main findings and name those who agreed, and nobody else.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import Field

from genopipe.cases import CaseFile
from genopipe.cases import Closed
from genopipe.cases import Wish
from genopipe.io.parquet import read_table
from genopipe.report.words import consequence_words
from genopipe.tables import ADDITIONAL
from genopipe.tables import CARRIERS
from genopipe.tables import COUPLES
from genopipe.tables import Table

NO_DRUGS = "Drug response was agreed to. It is not part of this analysis: nothing of it was computed."
ADDITIONAL_NOTE = (
    "Found or not, this is no test for these conditions: only small variants that are already called (likely) "
    "pathogenic were looked for. What is told is to be confirmed in a second sample before anybody acts on it."
)
CARRIER_NOTE = (
    "Nobody is called no carrier here. Where none was found a risk remains; deletions, duplications and genes whose "
    "reads cannot be told from those of a copy are not seen."
)
_GONE = ("not_asked",)

Row = dict[str, Any]


class ToldAllele(Closed):
    """One allele that is told to one person."""

    person: str = Field(description="The person's id.")
    gene_symbol: str = Field(description="Gene symbol.")
    condition: str = Field(description="The condition in question.")
    list: str = Field(description="The list that asks it.")
    allele: str = Field(description="Name of the allele in every table.")
    consequence: str = Field(description="Its consequence, in words.")
    hgvs_c: str | None = Field(description="HGVS on the reported transcript.")
    hgvs_p: str | None = Field(description="HGVS of the predicted protein.")
    outcome: str = Field(description="What the gene's rule came to.")
    zygosity: str = Field(description="heterozygous, homozygous or hemizygous.")
    partners: tuple[str, ...] = Field(description="Other alleles of the gene that count.")
    in_panel: bool | None = Field(description="The gene is part of the main question; none: not told of carriers.")
    by_hand: str | None = Field(description="What of the list's guidance a person must decide.")
    reason: str = Field(description="Why it is told.")
    source: str = Field(description="Source of the list's row.")


class NotAssessable(Closed):
    """A gene that could not be told of one person."""

    gene_symbol: str = Field(description="Gene symbol.")
    reason: str = Field(description="Why.")


class ListAsked(Closed):
    """One list asked of one person."""

    person: str = Field(description="The person's id.")
    relation: str = Field(description="What the person is to the proband.")
    list: str = Field(description="Name of the list.")
    version: str = Field(description="Its version.")
    genes: int = Field(description="Genes of the list (count).")
    told: tuple[str, ...] = Field(description="Genes of which something is told.")
    nothing: tuple[str, ...] = Field(description="Genes that were searched and of which there is nothing to tell.")
    not_assessable: tuple[NotAssessable, ...] = Field(description="Genes that could not be assessed, each with why.")
    not_asked: tuple[str, ...] = Field(description="Genes that are not asked at this age, or of this sex.")


class Couple(Closed):
    """A gene in which a couple, or a woman alone, is at risk."""

    person: str = Field(description="One partner; X-linked: the woman.")
    partner: str = Field(description="The other, or empty.")
    gene_symbol: str = Field(description="Gene symbol.")
    condition: str = Field(description="The condition in question.")
    alleles: tuple[str, ...] = Field(description="Alleles of the person.")
    partner_alleles: tuple[str, ...] = Field(description="Alleles of the partner.")
    reason: str = Field(description="The risk, in words.")


class AdditionalPart(Closed):
    """Additional findings of those who agreed."""

    alleles: tuple[ToldAllele, ...] = Field(description="What is told.")
    asked: tuple[ListAsked, ...] = Field(description="What was asked of whom.")
    note: str = Field(description="What this is not.")


class CarriersPart(Closed):
    """Carrier status of those who agreed."""

    alleles: tuple[ToldAllele, ...] = Field(description="What is told.")
    asked: tuple[ListAsked, ...] = Field(description="What was asked of whom.")
    couples: tuple[Couple, ...] = Field(description="Couples, and women alone, at risk.")
    couples_asked: tuple[tuple[str, str], ...] = Field(description="Couples of whom both agreed.")
    note: str = Field(description="What this is not.")


class DrugsPart(Closed):
    """Drug response: its room, which stands empty."""

    people: tuple[str, ...] = Field(description="Who agreed.")
    note: str = Field(description="Why there is nothing.")


def make_additional_part(folder: Path, case: CaseFile) -> AdditionalPart | None:
    """Return the additional findings; None: nobody with data agreed, and nothing is read.

    Raises:
        InputError: Somebody agreed, but there is no table.
    """
    rows = _rows(folder / "tables/additional/additional.parquet", ADDITIONAL, case.agreed(Wish.ADDITIONAL))
    if rows is None:
        return None
    return AdditionalPart(alleles=_alleles(rows), asked=_asked(rows, case), note=ADDITIONAL_NOTE)


def make_carriers_part(folder: Path, case: CaseFile) -> CarriersPart | None:
    """Return the carrier status; None: nobody with data agreed, and nothing is read.

    Raises:
        InputError: Somebody agreed, but there is no table.
    """
    agreed = case.agreed(Wish.CARRIER)
    rows = _rows(folder / "tables/carriers/carriers.parquet", CARRIERS, agreed)
    if rows is None:
        return None
    couples = _rows(folder / "tables/carriers/couples.parquet", COUPLES, agreed) or []
    pairs = dict.fromkeys((row["person"], row["partner"]) for row in couples if row["partner"])
    at_risk = [row for row in couples if row["outcome"] == "at_risk"]
    return CarriersPart(
        alleles=_alleles(rows),
        asked=_asked(rows, case),
        couples=tuple(Couple(**{name: row[name] for name in Couple.model_fields}) for row in at_risk),
        couples_asked=tuple(pairs),
        note=CARRIER_NOTE,
    )


def make_drugs_part(case: CaseFile) -> DrugsPart | None:
    """Return that drug response is no part of this analysis; None: nobody with data agreed to it."""
    people = case.agreed(Wish.DRUGS)
    return DrugsPart(people=people, note=NO_DRUGS) if people else None


def _rows(path: Path, table: Table, agreed: Sequence[str]) -> list[Row] | None:
    """Return the rows of those who agreed; None: nobody did. A file of an earlier consent is not looked at."""
    if not agreed:
        return None
    return read_table(path, table).filter(pl.col("person").is_in(list(agreed))).to_dicts()


def _alleles(rows: Iterable[Row]) -> tuple[ToldAllele, ...]:
    made = []
    for row in rows:
        if row["allele"]:
            told = {name: row.get(name) for name in ToldAllele.model_fields}
            made.append(ToldAllele(**{**told, "consequence": consequence_words(row["consequence"])}))
    return tuple(made)


def _asked(rows: Iterable[Row], case: CaseFile) -> tuple[ListAsked, ...]:
    relations = {member.person: member.relation for member in case.members}
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if not row["allele"]:
            grouped.setdefault((row["person"], row["list"], row["version"]), []).append(row)
    return tuple(
        ListAsked(
            person=person,
            relation=relations[person],
            list=name,
            version=version,
            genes=len(genes),
            told=_symbols(genes, ("reported", "carrier", "two_alleles")),
            nothing=_symbols(genes, ("nothing_to_report", "none_found")),
            not_assessable=tuple(
                NotAssessable(gene_symbol=row["gene_symbol"], reason=row["reason"])
                for row in genes
                if row["outcome"] == "not_assessable"
            ),
            not_asked=_symbols(genes, _GONE),
        )
        for (person, name, version), genes in grouped.items()
    )


def _symbols(rows: Iterable[Row], outcomes: Sequence[str]) -> tuple[str, ...]:
    return tuple(row["gene_symbol"] for row in rows if row["outcome"] in outcomes)
