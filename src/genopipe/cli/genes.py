"""`genopipe genes`: compile gene models."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("genes")
@click.option(
    "--genes",
    required=True,
    type=FILE,
    help="GFF3 of Ensembl, RefSeq, GENCODE or MANE, plain or compressed; or MANE's table.",
)
@click.option("--fasta-index", type=FILE, help="The FASTA's .fai: contigs get its names, by the declared table.")
@click.option("--contig-names", type=FILE, help="Your own contig names: in the models, in the FASTA; parted by a tab.")
@click.option("--out", required=True, type=OUT, help="Parquet to write: one row a transcript.")
def command(genes: Path, fasta_index: Path | None, contig_names: Path | None, out: Path) -> None:
    """Read gene models once into a table of transcripts: exons, coding sequence, phase, protein, MANE, exceptions."""
    from genopipe.errors import InputError
    from genopipe.errors import errors_among
    from genopipe.errors import fault
    from genopipe.io.contig_names import read_lengths
    from genopipe.io.contig_names import read_own_names
    from genopipe.io.contig_names import rename_contigs
    from genopipe.io.gene_models import read_any
    from genopipe.io.whole import written_whole

    if contig_names and not fasta_index:
        cause = "contig names without the FASTA's index, so that nothing can be compared"
        raise InputError([fault("CONTIG-TABLE", str(contig_names), cause, "give --fasta-index too")])
    transcripts, report = read_any(genes)
    if fasta_index:
        own = read_own_names(contig_names) if contig_names else None
        transcripts, faults = rename_contigs(transcripts, read_lengths(fasta_index), str(genes), own)
        if errors := errors_among(faults):
            raise InputError(errors)
        report.notes += faults
        transcripts = transcripts.sort("contig", "start", "end", "transcript", "strand")
    with written_whole(out) as partial:
        transcripts.write_parquet(partial)
    for line in report.lines():
        click.echo(line, err=True)
    click.echo(f"{out}: {transcripts.height:,} transcripts of {transcripts['gene'].n_unique():,} genes")
