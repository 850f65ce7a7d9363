"""Carrier status: one row a gene, person and list, and one more for each allele told.

No row ever says that somebody is no carrier: what small-variant calling cannot see is not assessable, and where it can,
none was found and a risk remains.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.carriers.couples import list_columns
from genopipe.carriers.couples import make_couples
from genopipe.cases import CaseFile
from genopipe.cases import Wish
from genopipe.consent_lists import CarrierGene
from genopipe.consent_lists import Inheritance
from genopipe.consent_lists import Seen
from genopipe.consent_settings import CarriersSettings
from genopipe.genome import Sex
from genopipe.io.parquet import write_table
from genopipe.pathogenic.copies import Carried
from genopipe.pathogenic.copies import Told
from genopipe.pathogenic.copies import both_copies
from genopipe.pathogenic.study import CaseInputs
from genopipe.pathogenic.study import Study
from genopipe.pathogenic.study import allele_columns
from genopipe.pathogenic.study import make_study
from genopipe.pathogenic.study import no_allele
from genopipe.tables import CARRIERS
from genopipe.tables import COUPLES

CARRIER = "carrier"
TWO_ALLELES = "two_alleles"
NONE_FOUND = "none_found"
NOT_ASSESSABLE = "not_assessable"
NOT_ASKED = "not_asked"
RESIDUAL = "none was found, and a risk remains"

Row = dict[str, Any]


def make_carriers(
    case: CaseFile, genes: Sequence[CarrierGene], settings: CarriersSettings, inputs: CaseInputs
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Ask every gene of the lists, in the tiers asked for, of everyone who agreed.

    Args:
        case: The family.
        genes: Genes of the lists, of every tier.
        settings: Settings.
        inputs: Where everything stands.

    Returns:
        The tables `carriers` (by person, then in the order of the lists) and `couples`.

    Raises:
        InputError: Nobody with data agreed.
    """
    chosen = [gene for gene in genes if gene.tier in settings.tiers]
    study = make_study(case, Wish.CARRIER, chosen, settings.minimum_stars, inputs)
    rows = [row for person in study.people for gene in chosen for row in _rows(study, gene, person)]
    carriers = pl.DataFrame(rows, schema=CARRIERS.schema(), orient="row")
    return carriers, make_couples(case, study.people, chosen, carriers)


def write_carriers(carriers: pl.DataFrame, couples: pl.DataFrame, out: Path) -> dict[str, int]:
    """Write `carriers.parquet` and `couples.parquet`.

    Args:
        carriers: Carrier status.
        couples: Couples at risk.
        out: Folder; made when it is not there.

    Returns:
        Genes by outcome.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_table(carriers, out / "carriers.parquet", CARRIERS)
    write_table(couples, out / "couples.parquet", COUPLES)
    return dict(Counter(carriers.filter(pl.col("allele") == "")["outcome"].to_list()))


def _rows(study: Study, gene: CarrierGene, person: str) -> Iterator[Row]:
    covered = study.covered(gene, person)
    shared = {
        "person": person,
        **list_columns(gene),
        "carrier_frequency": gene.carrier_frequency,
        "covered": covered,
    }
    carried = _carried(study, gene, person)
    pairs = both_copies(carried, study.parents(person), study.genotypes)
    outcome, reason = _outcome(study, gene, person, carried, pairs, covered)
    yield {**shared, **no_allele(), "outcome": outcome, "reason": reason}
    paired = {told.carried.known.allele: told for told in pairs}
    for one in carried:
        told = paired.get(one.known.allele, Told(one))
        yield {**shared, **allele_columns(told), "outcome": outcome, "reason": _why(told)}


def _asked(study: Study, gene: CarrierGene, person: str) -> bool | None:
    """Say whether a gene is asked of a person: X-linked ones of women; None: the sex is not known."""
    if gene.inheritance is not Inheritance.X_LINKED:
        return True
    sex = next(member.sex for member in study.case.members if member.person == person)
    return None if sex is Sex.UNKNOWN else sex is Sex.FEMALE


def _carried(study: Study, gene: CarrierGene, person: str) -> list[Carried]:
    if gene.seen is Seen.NO or not _asked(study, gene, person):
        return []
    return [one for one in study.carried(gene.gene_id, person) if not one.known.disputed]


def _outcome(
    study: Study,
    gene: CarrierGene,
    person: str,
    carried: Sequence[Carried],
    pairs: Sequence[Told],
    covered: float | None,
) -> tuple[str, str]:
    asked = _asked(study, gene, person)
    if asked is False:
        return NOT_ASKED, "X-linked: asked of women alone"
    if asked is None:
        return NOT_ASSESSABLE, "X-linked, and the sex is not known"
    if any(told.sure for told in pairs):
        return TWO_ALLELES, "both copies are hit: this is more than carrier status"
    if carried:
        more = "; whether they lie on one copy or on two is not known" if pairs else ""
        return CARRIER, f"{len(carried)} (likely) pathogenic {'alleles' if len(carried) > 1 else 'allele'}{more}"
    return _nothing_found(study, gene, person, covered)


def _nothing_found(study: Study, gene: CarrierGene, person: str, covered: float | None) -> tuple[str, str]:
    if gene.seen is not Seen.YES:
        return NOT_ASSESSABLE, f"not assessable here: {gene.limit}"
    doubt = study.doubtful(gene.gene_id, person) or study.carried(gene.gene_id, person)
    if doubt:
        return NOT_ASSESSABLE, "a genotype that would decide is missing or not good enough, or its sources disagree"
    limit = study.coverage_reason(covered)
    if limit is not None or covered is None:
        return NOT_ASSESSABLE, limit or "coverage of the gene was not measured"
    return NONE_FOUND, f"{RESIDUAL}; {study.searched_words(covered)}"


def _why(told: Told) -> str:
    known = told.carried.known
    words = f"{known.words}; {told.carried.genotype.zygosity}"
    phase = "the phase is not known" if not told.sure else (told.phase or "").replace("_", " ")
    return f"{words}; with {', '.join(told.partners)}: {phase}" if told.partners else words
