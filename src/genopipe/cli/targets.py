"""`genopipe targets`: the coding bases of panel genes."""

from pathlib import Path

import click

from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("targets")
@click.option("--transcripts", required=True, type=FILE, help="Gene models, as GFF3 or compiled by genopipe genes.")
@click.option("--out", required=True, type=OUT, help="BED to write: contig, start, end, gene id|symbol.")
@click.argument("panels", nargs=-1, type=FILE)
def command(transcripts: Path, out: Path, panels: tuple[Path, ...]) -> None:
    """Write the coding bases of the genes of PANELS as BED, each base once a gene.

    A panel gene without a coding transcript is named: its coverage cannot be measured.
    """
    from genopipe.io.gene_models import read_transcripts
    from genopipe.io.panels import read_any_panel
    from genopipe.quality.targets import write_targets

    read = [read_any_panel(path) for path in panels]
    stop_on([fault for _, faults in read for fault in faults])
    missing = write_targets(read_transcripts(transcripts), [panel for panel, _ in read], out)
    for name in missing:
        click.echo(f"no coding transcript in the gene models: {name}", err=True)
    click.echo(f"{out}: written")
