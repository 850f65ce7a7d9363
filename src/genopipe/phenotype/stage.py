"""Compare the terms of a case with every disease of every gene, and write why."""

from pathlib import Path

import numpy as np
import polars as pl
from pydantic import Field

from genopipe.cases import CaseFile
from genopipe.cases import Closed
from genopipe.io.json_file import write_json
from genopipe.io.parquet import write_table
from genopipe.io.phenotype_index import HpoRelease
from genopipe.io.phenotype_index import Numbers
from genopipe.io.phenotype_index import PhenotypeIndex
from genopipe.phenotype.genes import JoinedGenes
from genopipe.phenotype.genes import join_genes
from genopipe.phenotype.similarity import Similarities
from genopipe.phenotype.similarity import compare
from genopipe.phenotype.terms import CaseTerms
from genopipe.phenotype.terms import resolve_terms
from genopipe.phenotype_settings import PhenotypeSettings
from genopipe.tables import GENE_DISEASES
from genopipe.tables import GENE_PHENOTYPES

_PARTS = ("phenotype_score", "person_part", "disease_part", "excluded_part")
_DIGITS = 6
_NAMED = 20


class UsedTerm(Closed):
    """A term that was compared."""

    id: str = Field(description="HPO id.")
    label: str = Field(description="The term's name in the release.")
    information: float = Field(description="Information content (nats).")


class PhenotypeSummary(Closed):
    """What was compared with what: phenotype.json."""

    release: HpoRelease = Field(description="The HPO release.")
    observed: tuple[UsedTerm, ...] = Field(description="Terms that the person shows, as compared.")
    excluded: tuple[UsedTerm, ...] = Field(description="Terms that were looked for and are absent, as compared.")
    replaced: dict[str, str] = Field(description="Ids that are no more in use, to the ids that hold now.")
    left_out: dict[str, str] = Field(description="Terms that were not compared, to the reason.")
    terms: dict[str, str] = Field(description="Every term that stands in matches or conflicts, to its name.")
    disease_weight: float = Field(description="Setting `phenotype.disease_weight` (fraction).")
    excluded_weight: float = Field(description="Setting `phenotype.excluded_weight` (fraction).")
    genes: int = Field(description="Genes of the gene models that HPO knows a disease of (count).")
    genes_of_hpo: int = Field(description="Genes that HPO knows a disease of (count).")
    unresolved: int = Field(description="Symbols of HPO that are no gene of the gene models (count).")
    unresolved_symbols: tuple[str, ...] = Field(description=f"The first {_NAMED} of them.")


def _scores(index: PhenotypeIndex, found: Similarities | None) -> pl.DataFrame:
    """Return the parts of the score of each disease, by its number; null where nothing was observed."""
    numbers = pl.DataFrame({"number": np.arange(index.diseases.height)})
    if found is None:
        return numbers.with_columns(pl.lit(None, pl.Float64).alias(name) for name in _PARTS)
    columns = dict(zip(_PARTS, (found.score, found.person, found.disease, found.penalty), strict=True))
    return numbers.with_columns(pl.Series(name, values).round(_DIGITS) for name, values in columns.items())


def _listed(frame: pl.DataFrame, name: str, maximum: int) -> pl.DataFrame:
    """Return the first texts of each disease as a list."""
    return frame.group_by("number").agg(pl.col("text").head(maximum).alias(name))


def _matches(
    index: PhenotypeIndex, terms: CaseTerms, found: Similarities, wanted: Numbers, maximum: int
) -> pl.DataFrame:
    """Return for each wanted disease (`number`) its matches, the most telling first."""
    ids = index.terms["term"]
    rows, places = np.nonzero(found.shared[:, wanted] > 0)
    columns = wanted[places]
    frame = pl.DataFrame({"number": columns, "row": rows, "shared": found.shared[rows, columns]}).with_columns(
        observed=ids.gather(terms.observed[rows]), annotated=ids.gather(found.matched[rows, columns])
    )
    text = pl.format("{}={}={}", "observed", "annotated", pl.col("shared").round(2))
    ordered = frame.sort("number", "shared", "observed", descending=[False, True, False])
    return _listed(ordered.with_columns(text=text), "matches", maximum)


def _conflicts(index: PhenotypeIndex, terms: CaseTerms, found: Similarities, wanted: Numbers) -> pl.DataFrame:
    """Return for each wanted disease (`number`) the absent terms that it has."""
    ids = index.terms["term"]
    rows, places = np.nonzero(found.conflicting[:, wanted] >= 0)
    columns = wanted[places]
    annotated = found.conflicting[rows, columns]
    told = dict(_frequencies(index, columns, annotated))
    frame = pl.DataFrame(
        {"number": columns, "excluded": ids.gather(terms.excluded[rows]), "has": ids.gather(annotated)}
    )
    frequency = [told[pair] for pair in zip(columns.tolist(), annotated.tolist(), strict=True)]
    text = pl.format("{}={}={}", "excluded", "has", pl.Series("f", frequency, dtype=pl.String))
    return _listed(frame.with_columns(text=text).sort("number", "excluded"), "conflicts", len(terms.excluded) or 1)


def _frequencies(
    index: PhenotypeIndex, diseases: np.ndarray, annotated: np.ndarray
) -> list[tuple[tuple[int, int], str]]:
    """Return how often diseases show a term, as text; what HPO does not tell is `not told`."""
    found = []
    for disease, term in sorted(set(zip(diseases.tolist(), annotated.tolist(), strict=True))):
        place = index.shown.offsets[disease] + int(np.searchsorted(index.shown.of(disease), term))
        value = float(index.frequencies[place])
        found.append(((disease, term), "not told" if np.isnan(value) else f"{value:.3g}"))
    return found


def make_gene_diseases(
    index: PhenotypeIndex, terms: CaseTerms, genes: JoinedGenes, settings: PhenotypeSettings
) -> pl.DataFrame:
    """Compare the terms of a case with every disease of the genes.

    Args:
        index: The compiled HPO release.
        terms: The terms of the case.
        genes: Genes of the gene models with their diseases.
        settings: Weights.

    Returns:
        The table `gene_diseases`, sorted by gene and disease. Without an observed term that can be compared every
        score is null.
    """
    found = None
    if len(terms.observed):
        weights = (settings.disease_weight, settings.excluded_weight)
        found = compare(index, terms.observed, terms.excluded, *weights)
    wanted = genes.frame.with_columns(pl.col("number").cast(pl.Int64))
    facts = index.diseases.select("disease", disease_name="name", disease_modes="modes").with_columns(
        number=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    rows = wanted.join(facts, on="number").join(_scores(index, found), on="number")
    empty = pl.lit([], dtype=pl.List(pl.String))
    if found is None:
        rows = rows.with_columns(matches=empty, conflicts=empty)
    else:
        asked = np.unique(wanted["number"].to_numpy())
        matches = _matches(index, terms, found, asked, settings.maximum_matches)
        for more in (matches, _conflicts(index, terms, found, asked)):
            rows = rows.join(more, on="number", how="left")
        rows = rows.with_columns(pl.col("matches", "conflicts").fill_null(empty))
    return rows.select(list(GENE_DISEASES.schema())).sort("gene", "gene_symbol", "disease")


def make_gene_phenotypes(diseases: pl.DataFrame) -> pl.DataFrame:
    """Return the table `gene_phenotypes`: of each gene the disease that fits best; of equals, the first id.

    Args:
        diseases: The table `gene_diseases`.
    """
    best = diseases.sort("phenotype_score", "disease", descending=[True, False], nulls_last=True)
    rows = best.group_by("gene", maintain_order=True).first()
    return rows.select(list(GENE_PHENOTYPES.schema())).sort("gene")


def _names(index: PhenotypeIndex, diseases: pl.DataFrame) -> dict[str, str]:
    """Return the name of every term that stands in matches or conflicts."""
    texts = pl.concat([diseases["matches"].explode(), diseases["conflicts"].explode()]).drop_nulls()
    parts = texts.str.split("=").list.head(2).explode().drop_nulls().unique()
    named = index.terms.select("term", "name").filter(pl.col("term").is_in(parts.to_list()))
    return dict(named.sort("term").iter_rows())


def _used(index: PhenotypeIndex, numbers: np.ndarray) -> tuple[UsedTerm, ...]:
    rows = index.terms[numbers.tolist()].iter_rows() if len(numbers) else iter(())
    return tuple(UsedTerm(id=term, label=name, information=round(value, 4)) for term, name, value in rows)


def write_phenotype(
    index: PhenotypeIndex,
    case: CaseFile,
    models: pl.DataFrame,
    names: pl.DataFrame | None,
    settings: PhenotypeSettings,
    out: Path,
) -> PhenotypeSummary:
    """Write `genes.parquet`, `diseases.parquet` and `phenotype.json` of a case.

    Args:
        index: The compiled HPO release.
        case: The case.
        models: `gene` and `gene_symbol` of the gene models.
        names: HGNC's names; None: not given.
        settings: Weights.
        out: Folder for the files.

    Returns:
        What stands in phenotype.json.
    """
    terms = resolve_terms(index, case.case)
    genes = join_genes(models, index.genes, names)
    diseases = make_gene_diseases(index, terms, genes, settings)
    by_gene = make_gene_phenotypes(diseases)
    write_table(diseases, out / "diseases.parquet", GENE_DISEASES)
    write_table(by_gene, out / "genes.parquet", GENE_PHENOTYPES)
    summary = PhenotypeSummary(
        release=index.release,
        observed=_used(index, terms.observed),
        excluded=_used(index, terms.excluded),
        replaced=terms.replaced,
        left_out=terms.left_out,
        terms=_names(index, diseases),
        disease_weight=settings.disease_weight,
        excluded_weight=settings.excluded_weight,
        genes=by_gene.height,
        genes_of_hpo=genes.known,
        unresolved=len(genes.unresolved),
        unresolved_symbols=tuple(genes.unresolved[:_NAMED]),
    )
    write_json(summary.model_dump(mode="json"), out / "phenotype.json")
    return summary
