"""`genopipe structural`: what structural alleles cover of genes, transcripts, exons and coding sequences."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    import polars as pl


@click.command("structural")
@click.option("--vcf", required=True, type=FILE, help="VCF or BCF with structural alleles.")
@click.option("--transcripts", required=True, type=FILE, help="Gene models: GFF3, or what genopipe genes wrote.")
@click.option("--fasta-index", type=FILE, help="The FASTA's .fai: contigs of the models get its names.")
@click.option("--contig-names", type=FILE, help="Your own contig names: in the models, in the FASTA; parted by a tab.")
@click.option("--out", required=True, type=OUT, help=".parquet or .tsv, one row an allele and transcript.")
def command(vcf: Path, transcripts: Path, fasta_index: Path | None, contig_names: Path | None, out: Path) -> None:
    """Tell what deletions, duplications, inversions, insertions and breakends cover, on every transcript.

    Symbolic alleles, breakends and sequences of more than 100,000 bases have rows; the others are counted and left to
    `genopipe annotate`.
    """
    from genopipe.annotate.structural_stage import CountedStructural
    from genopipe.annotate.structural_stage import structural_rows
    from genopipe.errors import Fault
    from genopipe.errors import InputError
    from genopipe.errors import fault

    if out.suffix not in (".parquet", ".tsv"):
        cause = f"its name ends in {out.suffix or 'nothing'}, so its format is not known"
        raise InputError([fault("OUT-FORMAT", str(out), cause, "end it with .parquet or .tsv")])
    models = _models(vcf, transcripts, fasta_index, contig_names)
    counted, notes = CountedStructural(), list[Fault]()
    rows = structural_rows(vcf, models, counted, notes)
    if out.suffix == ".parquet":
        _write_parquet(rows, out)
    else:
        _write_tsv(rows, out)
    for item in notes:
        click.echo(item.line(), err=True)
    click.echo(
        f"{out}: {counted.structural:,} of {counted.every:,} alleles are structural, {counted.distinct:,} of them "
        f"different, {counted.unknown:,} of which nothing can be said; {counted.rows:,} rows"
    )


def _models(vcf: Path, transcripts: Path, fasta_index: Path | None, contig_names: Path | None) -> "pl.DataFrame":
    """Return the gene models, contigs named as in the FASTA or, without its index, as in the VCF."""
    from genopipe.annotate.structural_stage import name_as_in_vcf
    from genopipe.cli.options import stop_on
    from genopipe.io.contig_names import read_lengths
    from genopipe.io.contig_names import read_own_names
    from genopipe.io.contig_names import rename_contigs
    from genopipe.io.gene_models import read_any

    if contig_names and not fasta_index:
        raise click.UsageError("--contig-names goes with --fasta-index")
    models, report = read_any(transcripts)
    for line in report.lines():
        click.echo(line, err=True)
    if fasta_index is None:
        return name_as_in_vcf(models, vcf)
    own = read_own_names(contig_names) if contig_names else None
    renamed, faults = rename_contigs(models, read_lengths(fasta_index), str(transcripts), own)
    stop_on(faults)
    return renamed


def _write_parquet(frames: "Iterator[pl.DataFrame]", out: Path) -> None:
    from genopipe.annotate.structural_stage import STRUCTURAL_ROWS
    from genopipe.io.parquet import TableWriter

    with TableWriter(out, STRUCTURAL_ROWS) as writer:
        for frame in frames:
            writer.write(frame)


def _write_tsv(frames: "Iterator[pl.DataFrame]", out: Path) -> None:
    """Write rows as tab-separated text in which no cell is a formula; nothing stands for null."""
    from genopipe.annotate.structural_stage import STRUCTURAL_ROWS
    from genopipe.io.whole import written_whole

    columns = list(STRUCTURAL_ROWS.schema())
    strand = columns.index("strand")
    with written_whole(out) as partial, partial.open("w", encoding="utf-8") as stream:
        stream.write("\t".join(columns) + "\n")
        for frame in frames:
            for row in frame.iter_rows():
                cells = [_cell(cell) for cell in row]
                cells[strand] = row[strand] or ""
                stream.write("\t".join(cells) + "\n")


def _cell(value: object) -> str:
    """Return a value as a cell: nothing for null, `true` and `false` as `genopipe annotate` writes them."""
    from genopipe.report.tsv import make_cell

    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else make_cell(value)
