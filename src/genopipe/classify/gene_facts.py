"""What the case's panels, the phenotype and sources of genes tell of a gene."""

from collections.abc import Sequence

import polars as pl

from genopipe.classify.roles import gene_columns
from genopipe.classify.roles import taken
from genopipe.classify_settings import ClassifySettings
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene

PANEL_SCHEMA: dict[str, pl.DataType] = {
    "gene_mode": pl.String(),
    "gene_penetrance": pl.String(),
    "gene_panel": pl.String(),
    "gene_confidence": pl.String(),
}
_SUREST_FIRST = (Confidence.GREEN, Confidence.AMBER, Confidence.RED)


def _panel_rows(panels: Sequence[Panel], key: str) -> dict[str, tuple[str, ...]]:
    named: list[tuple[str, PanelGene]] = [(panel.name, gene) for panel in panels for gene in panel.genes]
    named.sort(key=lambda item: _SUREST_FIRST.index(item[1].confidence))
    rows: dict[str, tuple[str, ...]] = {}
    for panel, gene in named:
        name = str(getattr(gene, key))
        told = (str(gene.mode_of_inheritance), str(gene.penetrance), panel, str(gene.confidence))
        if name:
            rows.setdefault(name, told)
    return rows


def add_panels(facts: pl.DataFrame, panels: Sequence[Panel]) -> pl.DataFrame:
    """Add what the case's panels say of each gene: the panel that is surest speaks, of equals the foremost.

    Args:
        facts: gene, gene_symbol and more.
        panels: The case's panels, the foremost first.
    """
    by_id, by_symbol = _panel_rows(panels, "gene_id"), _panel_rows(panels, "gene_symbol")
    genes = facts.select("gene", "gene_symbol").unique(maintain_order=True)
    nothing = (None,) * len(PANEL_SCHEMA)
    told = [by_id.get(gene, by_symbol.get(symbol, nothing)) for gene, symbol in genes.iter_rows()]
    made = genes.hstack(pl.DataFrame(told, schema=PANEL_SCHEMA, orient="row"))
    return facts.join(made, on=["gene", "gene_symbol"], how="left", nulls_equal=True, maintain_order="left")


def add_gene_sources(facts: pl.DataFrame, gene_values: pl.DataFrame | None, settings: ClassifySettings) -> pl.DataFrame:
    """Add what sources tell of each gene; null where the source is not configured or does not know the gene."""
    if gene_values is None:
        return facts
    own = taken(gene_values, gene_columns(settings), "gene").unique("gene", keep="first", maintain_order=True)
    return facts.join(own, on="gene", how="left", maintain_order="left")


def add_phenotypes(facts: pl.DataFrame, phenotypes: pl.DataFrame | None) -> pl.DataFrame:
    """Add how well the phenotype fits each gene.

    Args:
        facts: gene and more.
        phenotypes: gene, phenotype_score, disease; None: not compared.
    """
    if phenotypes is None:
        return facts
    own = phenotypes.select("gene", "phenotype_score", phenotype_disease="disease")
    return facts.join(
        own.unique("gene", keep="first", maintain_order=True), on="gene", how="left", maintain_order="left"
    )
