"""Additional findings: one row a gene, person and list, also where nothing is told, and one more for each allele told.

A row never tells of an allele that is not told: that a person carries one allele of a gene that needs two is carrier
status, to which other consent belongs.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.additional.rules import counts
from genopipe.additional.rules import select
from genopipe.cases import CaseFile
from genopipe.cases import PersonConsent
from genopipe.cases import Wish
from genopipe.consent_lists import AdditionalGene
from genopipe.consent_settings import AdditionalSettings
from genopipe.io.parquet import write_table
from genopipe.panels import Panel
from genopipe.pathogenic.copies import Told
from genopipe.pathogenic.study import CaseInputs
from genopipe.pathogenic.study import Study
from genopipe.pathogenic.study import allele_columns
from genopipe.pathogenic.study import make_study
from genopipe.pathogenic.study import no_allele
from genopipe.tables import ADDITIONAL

REPORTED = "reported"
NOTHING = "nothing_to_report"
NOT_ASSESSABLE = "not_assessable"
NOT_ASKED = "not_asked"

Row = dict[str, Any]


def make_additional(
    case: CaseFile,
    genes: Sequence[AdditionalGene],
    panels: Sequence[Panel],
    settings: AdditionalSettings,
    inputs: CaseInputs,
) -> pl.DataFrame:
    """Ask every gene of the lists of everyone who agreed.

    Args:
        case: The family.
        genes: Genes of the lists.
        panels: The case's panels.
        settings: Settings.
        inputs: Where everything stands.

    Returns:
        The table `additional`, by person (pedigree order), then in the order of the lists.

    Raises:
        InputError: Nobody with data agreed.
    """
    study = make_study(case, Wish.ADDITIONAL, genes, settings.minimum_stars, inputs)
    asked = {name for panel in panels for gene in panel.genes for name in (gene.gene_id, gene.gene_symbol)}
    rows = [
        row
        for person in study.people
        for gene in genes
        for row in _rows(study, gene, person, in_panel=bool({gene.gene_id, gene.gene_symbol} & asked))
    ]
    return pl.DataFrame(rows, schema=ADDITIONAL.schema(), orient="row")


def write_additional(table: pl.DataFrame, out: Path) -> dict[str, int]:
    """Write `additional.parquet`.

    Args:
        table: The table.
        out: Folder; made when it is not there.

    Returns:
        Genes by outcome.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_table(table, out / "additional.parquet", ADDITIONAL)
    return dict(Counter(table.filter(pl.col("allele") == "")["outcome"].to_list()))


def _rows(study: Study, gene: AdditionalGene, person: str, in_panel: bool) -> Iterator[Row]:
    consent = study.case.case.consents[person]
    covered = study.covered(gene, person)
    shared = {
        "person": person,
        **{name: getattr(gene, name) for name in ("list", "version", "gene_symbol", "condition", "source")},
        "gene": gene.gene_id,
        "covered": covered,
        "in_panel": in_panel,
        "by_hand": gene.by_hand or None,
    }
    told = _told(study, gene, person) if gene.asked_of(consent.adult) else []
    outcome, reason = _outcome(study, gene, person, told, covered)
    yield {**shared, **no_allele(), "outcome": outcome, "reason": reason}
    for one in told:
        yield {**shared, **allele_columns(one), "outcome": REPORTED, "reason": _why(one, gene)}


def _told(study: Study, gene: AdditionalGene, person: str) -> list[Told]:
    carried = [one for one in study.carried(gene.gene_id, person) if counts(gene, one.known) and not one.known.disputed]
    return select(gene, carried, study.parents(person), study.genotypes)


def _outcome(
    study: Study, gene: AdditionalGene, person: str, told: Sequence[Told], covered: float | None
) -> tuple[str, str]:
    consent = study.case.case.consents[person]
    if not gene.asked_of(consent.adult):
        return NOT_ASKED, _age_words(consent, gene)
    if told:
        return REPORTED, "what the list's rule asks for was found"
    if _in_doubt(study, gene, person):
        return NOT_ASSESSABLE, "a genotype that would decide is missing or not good enough, or its sources disagree"
    limit = study.coverage_reason(covered)
    if limit is not None or covered is None:
        return NOT_ASSESSABLE, limit or "coverage of the gene was not measured"
    return NOTHING, f"searched, nothing to report; {study.searched_words(covered)}"


def _in_doubt(study: Study, gene: AdditionalGene, person: str) -> bool:
    """Say whether what is not known, or disputed, of the person's alleles could make a finding."""
    disputed = [one for one in study.carried(gene.gene_id, person) if counts(gene, one.known)]
    if any(counts(gene, one) for one in study.doubtful(gene.gene_id, person)):
        return True
    return bool(select(gene, disputed, study.parents(person), study.genotypes))


def _age_words(consent: PersonConsent, gene: AdditionalGene) -> str:
    whom = "adults" if gene.adults else "children"
    known = "the age is not known" if consent.adult is None else "the person counts as " + _word(consent.adult)
    return f"list {gene.list} asks it of {whom} alone; {known}"


def _word(adult: bool) -> str:
    return "an adult" if adult else "a child"


def _why(told: Told, gene: AdditionalGene) -> str:
    known, genotype = told.carried.known, told.carried.genotype
    parts = [known.words, str(genotype.zygosity)]
    if told.partners:
        parts.append(f"with {', '.join(told.partners)}: {_phase_words(told)}")
    return f"{'; '.join(parts)}; list {gene.list} asks for {gene.alleles.value.replace('_', ' ')}"


def _phase_words(told: Told) -> str:
    return "the phase is not known" if not told.sure else (told.phase or "").replace("_", " ")
