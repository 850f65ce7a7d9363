"""`genopipe targets`: the coding bases of panel genes."""

from pathlib import Path

import click

from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("targets")
@click.option("--transcripts", required=True, type=FILE, help="Gene models, as GFF3 or compiled by genopipe genes.")
@click.option("--out", required=True, type=OUT, help="BED to write: contig, start, end, gene id|symbol.")
@click.option("--additional", multiple=True, help="List of additional findings, by name or path; its genes too.")
@click.option("--carriers", multiple=True, help="List of carrier findings, by name or path; its genes too.")
@click.argument("panels", nargs=-1, type=FILE)
def command(
    transcripts: Path, out: Path, additional: tuple[str, ...], carriers: tuple[str, ...], panels: tuple[Path, ...]
) -> None:
    """Write the coding bases of the genes of PANELS as BED, each base once a gene.

    Genes of lists that are in no panel are marked, so that quality gates leave them out.

    A panel gene without a coding transcript is named: its coverage cannot be measured.
    """
    from genopipe.io.consent_lists import read_additional_lists
    from genopipe.io.consent_lists import read_carrier_lists
    from genopipe.io.gene_models import read_transcripts
    from genopipe.io.panels import read_any_panel
    from genopipe.quality.targets import write_targets

    read = [read_any_panel(path) for path in panels]
    told, found = read_additional_lists(additional)
    carried, more = read_carrier_lists(carriers)
    stop_on([*(fault for _, faults in read for fault in faults), *found, *more])
    listed = [(gene.gene_id, gene.gene_symbol) for gene in told]
    listed += [(gene.gene_id, gene.gene_symbol) for gene in carried]
    missing = write_targets(read_transcripts(transcripts), [panel for panel, _ in read], out, listed)
    for name in missing:
        click.echo(f"no coding transcript in the gene models: {name}", err=True)
    click.echo(f"{out}: written")
