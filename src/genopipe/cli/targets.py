"""`genopipe targets`: the coding bases of panel genes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    import polars as pl

    from genopipe.measures import HardRegions


def _measure(
    stretches: "pl.DataFrame", regions: tuple[str, ...], manifest: Path | None, fasta_index: Path | None
) -> "HardRegions":
    """Return how much of the stretches lies in regions.

    Raises:
        InputError: A record or a file is wrong.
    """
    from genopipe.io.contig_names import read_lengths
    from genopipe.io.sources_file import read_sources
    from genopipe.io.sources_file import source_named
    from genopipe.quality.hard_regions import measure_hard_regions
    from genopipe.quality.hard_regions import open_hard_regions

    if not regions:
        return measure_hard_regions(stretches, [])
    if fasta_index is None:
        raise click.UsageError("--regions needs --fasta-index")
    files = {name: Path(path) for name, _, path in (one.partition("=") for one in regions)}
    records = read_sources(manifest)
    chosen = {name: source_named(name, records, "--regions") for name in files}
    return measure_hard_regions(stretches, open_hard_regions(files, chosen, read_lengths(fasta_index)))


@click.command("targets")
@click.option("--transcripts", required=True, type=FILE, help="Gene models, as GFF3 or compiled by genopipe genes.")
@click.option("--out", required=True, type=OUT, help="BED to write: contig, start, end, gene id|symbol.")
@click.option("--additional", multiple=True, help="List of additional findings, by name or path; its genes too.")
@click.option("--regions", multiple=True, help="NAME=BED of regions where reads are hard to place; NAME is a record.")
@click.option("--manifest", type=FILE, help="The laboratory's own records of sources.")
@click.option("--fasta-index", type=FILE, help="The FASTA's .fai; needed with --regions.")
@click.option("--hard", type=OUT, help="JSON to write: how much of each gene's coding bases lies in these regions.")
@click.option("--carriers", multiple=True, help="List of carrier findings, by name or path; its genes too.")
@click.argument("panels", nargs=-1, type=FILE)
def command(
    transcripts: Path,
    out: Path,
    additional: tuple[str, ...],
    regions: tuple[str, ...],
    manifest: Path | None,
    fasta_index: Path | None,
    hard: Path | None,
    carriers: tuple[str, ...],
    panels: tuple[Path, ...],
) -> None:
    """Write the coding bases of the genes of PANELS as BED, each base once a gene, with the exon that it lies in.

    Genes of lists that are in no panel are marked, so that quality gates leave them out.

    A panel gene without a coding transcript is named: its coverage cannot be measured.
    """
    from genopipe.io.consent_lists import read_additional_lists
    from genopipe.io.consent_lists import read_carrier_lists
    from genopipe.io.gene_models import read_transcripts
    from genopipe.io.json_file import write_json
    from genopipe.io.panels import read_any_panel
    from genopipe.quality.targets import write_targets

    read = [read_any_panel(path) for path in panels]
    told, found = read_additional_lists(additional)
    carried, more = read_carrier_lists(carriers)
    stop_on([*(fault for _, faults in read for fault in faults), *found, *more])
    listed = [(gene.gene_id, gene.gene_symbol) for gene in told]
    listed += [(gene.gene_id, gene.gene_symbol) for gene in carried]
    stretches, missing = write_targets(read_transcripts(transcripts), [panel for panel, _ in read], out, listed)
    if hard is not None:
        write_json(_measure(stretches, regions, manifest, fasta_index).model_dump(mode="json"), hard)
    for name in missing:
        click.echo(f"no coding transcript in the gene models: {name}", err=True)
    click.echo(f"{out}: written")
