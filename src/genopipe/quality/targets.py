"""The coding bases of panel genes, for depth of coverage."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genopipe.io.gene_models import coding_stretches
from genopipe.io.whole import written_whole
from genopipe.panels import Panel


def write_targets(transcripts: pl.DataFrame, panels: Sequence[Panel], out: Path) -> list[str]:
    """Write the coding bases of all genes of the panels.

    Args:
        transcripts: Gene models, one row a transcript.
        panels: The panels.
        out: BED to write, 0-based half-open; column four is `gene id|symbol`.

    Returns:
        Panel genes that have no coding transcript in the gene models.
    """
    wanted = {(gene.gene_id, gene.gene_symbol) for panel in panels for gene in panel.genes}
    stretches = coding_stretches(transcripts, {name for pair in wanted for name in pair if name})
    with written_whole(out) as partial:
        rows = stretches.select("contig", pl.col("start") - 1, "end", pl.concat_str("gene", pl.lit("|"), "gene_symbol"))
        rows.write_csv(partial, separator="\t", include_header=False)
    found = set(stretches["gene"]) | set(stretches["gene_symbol"])
    return sorted(f"{symbol} ({gene or 'no id'})" for gene, symbol in wanted if not found & {gene, symbol})
