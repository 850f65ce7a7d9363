"""The (likely) pathogenic alleles of a family in listed genes.

Who decides: the class of the stage classify where there is one, else ClinVar's classification of the very same allele
from a review status on. No criterion is guessed here: an allele that neither knows is not told.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import Protocol

import polars as pl

from genopipe.config import FilterSettings
from genopipe.evidence import passes
from genopipe.io.parquet import read_classes
from genopipe.io.parquet import read_matching
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES

PATHOGENIC = ("pathogenic", "likely_pathogenic")
BENIGN = ("benign", "likely_benign")
_NOT_BASES = ("symbolic", "spanning_deletion")
_MODIFIER = "MODIFIER"


class ListedGene(Protocol):
    """A gene of any list."""

    @property
    def gene_id(self) -> str:
        """Id of the gene models, without version."""

    @property
    def gene_symbol(self) -> str:
        """HGNC symbol."""


@dataclass(frozen=True)
class Known:
    """One allele in one listed gene that is called (likely) pathogenic.

    Attributes:
        allele: Name of the allele.
        contig: Contig.
        position: First REF base (1-based).
        gene: Gene id of the list.
        consequence: Terms on the reported transcript.
        hgvs_c: HGVS on it, or None.
        hgvs_p: HGVS of its protein, or None.
        proteins: HGVS of the protein on every transcript of the gene.
        called: Class of the stage classify, or None.
        significance: CLNSIG, or None.
        stars: Stars of ClinVar's review status, or None.
        by_clinvar: ClinVar alone would do: (likely) pathogenic with enough stars.
        well_called: The record passes the caller's filter and QUAL.
    """

    allele: str
    contig: str
    position: int
    gene: str
    consequence: str
    hgvs_c: str | None
    hgvs_p: str | None
    proteins: tuple[str, ...]
    called: str | None
    significance: str | None
    stars: int | None
    by_clinvar: bool
    well_called: bool

    @property
    def disputed(self) -> bool:
        """Whether one of class and ClinVar calls it (likely) pathogenic and the other (likely) benign."""
        benign = (self.significance or "").lower().startswith(BENIGN)
        return (self.by_clinvar and self.called in BENIGN) or (self.called in PATHOGENIC and benign)

    @property
    def decided_by(self) -> str:
        """Who calls it pathogenic: class, clinvar or both."""
        if self.called not in PATHOGENIC:
            return "clinvar"
        return "both" if self.by_clinvar else "class"

    @property
    def words(self) -> str:
        """What is said of it."""
        parts = [f"class {self.called.replace('_', ' ')}"] if self.called else []
        stars = f"{self.stars} star{'' if self.stars == 1 else 's'}"
        parts += [f"ClinVar {self.significance.replace('_', ' ')}, {stars}"] if self.significance else []
        return "; ".join(parts)


def read_known(
    tables: Path, classified: Path | None, genes: Iterable[ListedGene], stars: int, filters: FilterSettings
) -> list[Known]:
    """Find the (likely) pathogenic alleles of a family in listed genes.

    An allele counts in a gene where its reported transcript is worst hit, or where it does more there than lie nearby.

    Args:
        tables: Folder of `genopipe annotate`.
        classified: candidates.parquet of `genopipe classify`; None: there is no class, ClinVar alone decides.
        genes: The genes.
        stars: Lowest review status at which ClinVar is believed.
        filters: What makes a record well called.

    Returns:
        One for each allele in a listed gene, in the order of the gene's alleles in the table.
    """
    classes = read_classes(classified) if classified else _no_classes()
    said = classes.filter(pl.col("class").is_in(PATHOGENIC))["allele"]
    by_clinvar = (pl.col("clinvar_pathogenic") & (pl.col("clinvar_stars") >= stars)).fill_null(value=False)
    wanted = (by_clinvar | pl.col("allele").is_in(said.implode())) & ~pl.col("variant_class").is_in(_NOT_BASES)
    alleles = read_matching(tables / "alleles.parquet", ALLELES, wanted).with_columns(
        by_clinvar=by_clinvar, well_called=passes(filters)
    )
    names = alleles["allele"]
    hits = read_matching(tables / "consequences.parquet", CONSEQUENCES, pl.col("allele").is_in(names.implode()))
    rows = _listed(_where_it_counts(hits), genes).join(classes, on=["allele", "gene"], how="left")
    sure = pl.col("class").is_in(PATHOGENIC).fill_null(value=False) | pl.col("by_clinvar")
    joined = rows.join(alleles, on="allele", how="inner", maintain_order="right").filter(sure)
    return [_known(row, _proteins(hits, row)) for row in joined.to_dicts()]


def _no_classes() -> pl.DataFrame:
    return pl.DataFrame(schema={"allele": pl.String, "gene": pl.String, "class": pl.String})


def _where_it_counts(hits: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of reported transcripts on which the allele does something, or nowhere does more."""
    own = hits.filter("reported")
    worst = pl.col("severity").fill_null(127)
    does = (pl.col("impact") != _MODIFIER).fill_null(value=True)
    return own.filter(does | ((worst == worst.min().over("allele")) & pl.col("distance").is_null()))


def _listed(rows: pl.DataFrame, genes: Iterable[ListedGene]) -> pl.DataFrame:
    """Keep rows of listed genes, with the list's gene id as `listed`; by symbol where no list knows the id."""
    asked = list(genes)
    ids = {gene.gene_id: gene.gene_id for gene in asked}
    symbols = {gene.gene_symbol: gene.gene_id for gene in asked}
    by_id = pl.col("gene").replace_strict(ids, default=None, return_dtype=pl.String)
    by_symbol = pl.col("gene_symbol").replace_strict(symbols, default=None, return_dtype=pl.String)
    return rows.with_columns(listed=pl.coalesce(by_id, by_symbol)).filter(pl.col("listed").is_not_null())


def _proteins(hits: pl.DataFrame, row: Mapping[str, Any]) -> tuple[str, ...]:
    own = hits.filter((pl.col("allele") == row["allele"]) & (pl.col("gene") == row["gene"]))
    return tuple(own["hgvs_p"].drop_nulls().unique().sort())


def _known(row: Mapping[str, Any], proteins: tuple[str, ...]) -> Known:
    return Known(
        allele=row["allele"],
        contig=row["contig"],
        position=row["position"],
        gene=row["listed"],
        consequence=row["consequence"],
        hgvs_c=row["hgvs_c"],
        hgvs_p=row["hgvs_p"],
        proteins=proteins,
        called=row["class"],
        significance=row["clinvar_significance"],
        stars=row["clinvar_stars"],
        by_clinvar=row["by_clinvar"],
        well_called=row["well_called"],
    )
