"""Which modes of inheritance a panel expects of a gene."""

from collections.abc import Sequence
from typing import Literal

import polars as pl

from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

# On Y and in imprinted genes one copy is all there is to speak.
MONOALLELIC = ("de_novo", "dominant", "imprinted", "y_linked")
WITH_PARTNER = ("compound_heterozygous", "recessive_with_deletion")
BIALLELIC = ("recessive_homozygous", *WITH_PARTNER, "uniparental_isodisomy")
INCOMPLETE = "dominant_incomplete"
EXPECTED: dict[PanelMode, tuple[str, ...]] = {
    PanelMode.MONOALLELIC: MONOALLELIC,
    PanelMode.BIALLELIC: BIALLELIC,
    PanelMode.MONOALLELIC_AND_BIALLELIC: MONOALLELIC + BIALLELIC,
    # A woman may have two different alleles of an X-linked recessive gene, or one allele and skewed inactivation.
    PanelMode.X_LINKED_RECESSIVE: ("x_linked_recessive", "pseudo_dominant", *WITH_PARTNER, "de_novo"),
    PanelMode.X_LINKED_DOMINANT: ("x_linked_dominant", "x_linked_recessive", "de_novo"),
    PanelMode.MITOCHONDRIAL: ("mitochondrial",),
    # No mode can be the expected one: a candidate at most, never a finding.
    PanelMode.NOT_TOLD: (),
}
# Modes that one copy explains: the lower frequency threshold holds for them.
ONE_COPY = ("de_novo", "dominant", INCOMPLETE, "imprinted", "x_linked_dominant", "y_linked", "mitochondrial")
_CONFIDENCE = (Confidence.GREEN, Confidence.AMBER, Confidence.RED)
PANEL_SCHEMA: dict[str, pl.DataType] = {
    "gene": pl.String(),
    "panel": pl.String(),
    "panel_confidence": pl.String(),
    "panel_mode": pl.String(),
    "expected": pl.List(pl.String()),
}


def expected_modes(gene: PanelGene) -> tuple[str, ...]:
    """Return the modes that a panel expects of a gene; incomplete penetrance adds `dominant_incomplete`."""
    modes = EXPECTED[gene.mode_of_inheritance]
    incomplete = gene.penetrance is Penetrance.INCOMPLETE and "dominant" in modes
    return (*modes, INCOMPLETE) if incomplete else modes


def panel_genes(panels: Sequence[Panel], key: Literal["gene_id", "gene_symbol"]) -> pl.DataFrame:
    """Return one row a gene: the panel that speaks for it, and what that panel expects.

    Of several panels the one that is surest of the gene speaks (green, amber, red); of equals, the foremost.

    Args:
        panels: The case's panels, the foremost first.
        key: What `gene` holds; genes without it are left out.

    Returns:
        Columns of `PANEL_SCHEMA`, sorted by confidence and panel.
    """
    named = [(panel.name, gene) for panel in panels for gene in panel.genes if getattr(gene, key)]
    surest = sorted(named, key=lambda item: _CONFIDENCE.index(item[1].confidence))
    rows: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {}
    for panel, gene in surest:
        name = str(getattr(gene, key))
        told = (name, panel, str(gene.confidence), str(gene.mode_of_inheritance), expected_modes(gene))
        rows.setdefault(name, told)
    return pl.DataFrame(list(rows.values()), schema=PANEL_SCHEMA, orient="row")
