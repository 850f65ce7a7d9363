"""The coding bases of panel genes, for depth of coverage."""

from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genopipe.io.gene_models import coding_stretches
from genopipe.io.whole import written_whole
from genopipe.panels import Panel
from genopipe.quality.exons import name_exons

SEPARATOR = "|"
LISTED = "listed"
"""Third part of the name of a gene that is in no panel."""


def write_targets(
    transcripts: pl.DataFrame, panels: Sequence[Panel], out: Path, listed: Iterable[tuple[str, str]] = ()
) -> tuple[pl.DataFrame, list[str]]:
    """Write the coding bases of all genes of the panels, and of lists of additional and carrier findings.

    Column four names gene, symbol, `listed` where the gene is in no panel, exon and transcript:
    `ENSG1|ONE||3/12|ENST1.2`.

    Args:
        transcripts: Gene models, one row a transcript.
        panels: The panels.
        out: BED to write, 0-based half-open.
        listed: Id and symbol of genes of the lists.

    Returns:
        The coding stretches, and genes that have no coding transcript in the gene models.
    """
    in_panels = {(gene.gene_id, gene.gene_symbol) for panel in panels for gene in panel.genes}
    wanted = in_panels | set(listed)
    stretches = coding_stretches(transcripts, {name for pair in wanted for name in pair if name})
    stretches = name_exons(stretches, transcripts)
    names = [name for pair in in_panels for name in pair if name]
    own = pl.col("gene").is_in(names) | pl.col("gene_symbol").is_in(names)
    kind = pl.when(own).then(pl.lit("")).otherwise(pl.lit(LISTED))
    name = pl.concat_str("gene", "gene_symbol", kind, "exon", "transcript", separator=SEPARATOR)
    with written_whole(out) as partial:
        rows = stretches.select("contig", pl.col("start") - 1, "end", name)
        rows.write_csv(partial, separator="\t", include_header=False)
    found = set(stretches["gene"]) | set(stretches["gene_symbol"])
    return stretches, sorted(f"{symbol} ({gene or 'no id'})" for gene, symbol in wanted if not found & {gene, symbol})
