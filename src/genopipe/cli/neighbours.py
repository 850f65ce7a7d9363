"""`genopipe neighbours`: ClinVar's pathogenic alleles by codon and splice position."""

from pathlib import Path

import click

from genopipe.cli.compile import compile_when_cold
from genopipe.cli.options import read_build
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("neighbours")
@click.option("--clinvar", required=True, type=click.Path(path_type=Path, exists=True), help="ClinVar's store.")
@click.option("--fasta", required=True, type=FILE, help="Reference FASTA with its index.")
@click.option("--transcripts", required=True, type=FILE, help="Gene models: what genopipe genes wrote, or GFF3.")
@click.option("--out", required=True, type=OUT, help="Folder for the index.")
@settings_options
def command(clinvar: Path, fasta: Path, transcripts: Path, out: Path, config: Path | None, settings_text: str) -> None:
    """Describe ClinVar's (likely) pathogenic alleles once, by codon and by splice position, for every case.

    `genopipe annotate --neighbours` tells by it of alleles with the same change of the protein, in the same codon,
    and at the same splice position.
    """
    from genopipe.annotate.genome import Genome
    from genopipe.annotate.neighbours_stage import write_neighbours
    from genopipe.io.gene_models import read_transcripts
    from genopipe.io.store import Store

    compile_when_cold()
    genome = Genome(fasta, read_transcripts(transcripts), read_build(config, settings_text))
    found = write_neighbours(Store.open(clinvar), genome, out)
    click.echo(f"{out}: {found.codons.height:,} changes of codons, {found.splice.height:,} at splice sites")
