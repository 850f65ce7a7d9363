"""Why a gene fits the phenotype: the disease that fits best, and the terms that match or contradict it, by name."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from types import MappingProxyType

import polars as pl
from pydantic import Field

from genopipe.cases import Case
from genopipe.cases import Closed
from genopipe.io.phenotype_names import PhenotypeNames
from genopipe.io.phenotype_names import read_phenotype_names
from genopipe.report.tables import Row
from genopipe.tables import GENE_DISEASES
from genopipe.tables import check

_FOLDER = "tables/phenotype"
DISEASE_MODES: Mapping[str, str] = MappingProxyType(
    {
        "dominant": "dominant",
        "recessive": "recessive",
        "x_linked": "X-linked",
        "x_linked_recessive": "X-linked recessive",
        "x_linked_dominant": "X-linked dominant",
        "y_linked": "Y-linked",
        "mitochondrial": "mitochondrial",
        "other": "inherited otherwise",
    }
)


class TermMatch(Closed):
    """An observed term and the term of the disease that it met."""

    observed: str = Field(description="HPO id that was observed.")
    observed_label: str | None = Field(description="Its name; none: not known here.")
    annotated: str = Field(description="HPO id of the disease.")
    annotated_label: str | None = Field(description="Its name; none: not known here.")
    information: float = Field(description="Information content of what the two share (nats); more tells more.")


class TermConflict(Closed):
    """A term that was looked for and is absent, and the term of the disease that speaks against it."""

    excluded: str = Field(description="HPO id that was looked for.")
    excluded_label: str | None = Field(description="Its name; none: not known here.")
    annotated: str = Field(description="HPO id of the disease.")
    annotated_label: str | None = Field(description="Its name; none: not known here.")
    frequency: float | None = Field(description="How often patients have it (fraction); none: not told.")


class PhenotypeFacts(Closed):
    """How well the case's terms fit the disease of a gene that goes with the mode of its alleles."""

    score: float = Field(description="The fit (fraction).")
    disease: str = Field(description="Id of the disease: OMIM, ORPHA or DECIPHER.")
    disease_name: str = Field(description="Name of the disease.")
    disease_modes: tuple[str, ...] = Field(description="Modes of inheritance that HPO tells of it, in words.")
    matches: tuple[TermMatch, ...] = Field(description="Terms that match, the most telling first.")
    conflicts: tuple[TermConflict, ...] = Field(description="Absent terms that patients with the disease have.")


@dataclass(frozen=True)
class PhenotypeTables:
    """What is known of terms and diseases beside the candidates.

    Attributes:
        labels: HPO id to its name.
        diseases: Rows of `gene_diseases` by gene and disease.
        release: The HPO release; None: the phenotype was not compared.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    diseases: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    release: str | None = None


def _disease_rows(path: Path, genes: Iterable[str]) -> dict[tuple[str, str], Row]:
    if not path.is_file():
        return {}
    found = pl.scan_parquet(path).filter(pl.col("gene").is_in(sorted(set(genes)))).collect()
    return {(row["gene"], row["disease"]): row for row in check(found, GENE_DISEASES).to_dicts()}


def read_phenotypes(folder: Path, case: Case, genes: Iterable[str]) -> PhenotypeTables:
    """Read names of terms, and the diseases of some genes.

    Args:
        folder: The case folder.
        case: The case, whose own labels stand where the release has none.
        genes: Ids of the genes that are reported.
    """
    path = folder / _FOLDER / "phenotype.json"
    names = read_phenotype_names(path) if path.is_file() else PhenotypeNames({}, None)
    own = {term.id: term.label for term in (*case.observed, *case.excluded) if term.label}
    diseases = _disease_rows(folder / _FOLDER / "diseases.parquet", genes)
    return PhenotypeTables(own | dict(names.labels), diseases, names.release)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _match(text: str, labels: Mapping[str, str]) -> TermMatch:
    observed, annotated, shared = text.split("=")
    return TermMatch(
        observed=observed,
        observed_label=labels.get(observed),
        annotated=annotated,
        annotated_label=labels.get(annotated),
        information=float(shared),
    )


def _conflict(text: str, labels: Mapping[str, str]) -> TermConflict:
    excluded, annotated, frequency = text.split("=")
    return TermConflict(
        excluded=excluded,
        excluded_label=labels.get(excluded),
        annotated=annotated,
        annotated_label=labels.get(annotated),
        frequency=_number(frequency),
    )


def make_phenotype(candidate: Row, tables: PhenotypeTables) -> PhenotypeFacts | None:
    """Return why the gene of a candidate fits; None: it was not ranked, or there is nothing to compare.

    Args:
        candidate: Row of `candidates`.
        tables: Names of terms and the diseases of genes.
    """
    score, named = candidate.get("phenotype_score"), candidate.get("phenotype_disease")
    if score is None or not named:
        return None
    disease, _, name = named.partition(" ")
    row = tables.diseases.get((candidate["gene"], disease), {})
    return PhenotypeFacts(
        score=score,
        disease=disease,
        disease_name=name,
        disease_modes=tuple(DISEASE_MODES.get(mode, mode) for mode in row.get("disease_modes") or ()),
        matches=tuple(_match(text, tables.labels) for text in candidate.get("phenotype_matches") or ()),
        conflicts=tuple(_conflict(text, tables.labels) for text in row.get("conflicts") or ()),
    )
