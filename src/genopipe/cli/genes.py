"""`genopipe genes`: compile gene models."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("genes")
@click.option("--genes", required=True, type=FILE, help="Ensembl-style GFF3, plain or compressed.")
@click.option("--out", required=True, type=OUT, help="Parquet to write: one row a transcript.")
def command(genes: Path, out: Path) -> None:
    """Read gene models once into a table of transcripts: gene, MANE and canonical tags, coding intervals."""
    from genopipe.io.gene_models import read_gene_models
    from genopipe.io.whole import written_whole

    transcripts = read_gene_models(genes)
    with written_whole(out) as partial:
        transcripts.write_parquet(partial)
    click.echo(f"{out}: {transcripts.height:,} transcripts of {transcripts['gene'].n_unique():,} genes")
