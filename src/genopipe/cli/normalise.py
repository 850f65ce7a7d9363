"""`genopipe normalise`: a family's VCF to tables."""

from pathlib import Path

import click

from genopipe.cli.compile import compile_when_cold


@click.command("normalise")
@click.option("--vcf", required=True, type=click.Path(path_type=Path, exists=True), help="The family's VCF or BCF.")
@click.option(
    "--reference", required=True, type=click.Path(path_type=Path, exists=True), help="Reference FASTA with .fai."
)
@click.option(
    "--called",
    type=click.Path(path_type=Path, exists=True),
    help="Where --vcf was split by bcftools: the VCF before the split, to count alleles against.",
)
@click.option(
    "--cores",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Processes, a contig each, where the VCF is bgzipped and has an index; the tables are the same.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the tables.")
def command(vcf: Path, reference: Path, called: Path | None, cores: int, out: Path) -> None:
    """Turn a family's VCF into the tables of alleles and genotypes.

    Any sorted VCF or BCF will do: each ALT allele is left-aligned and has a row of its own. `1/2` keeps its
    meaning: the other allele is never counted as REF. A file that was split by bcftools will do, too, where
    FORMAT/ORIGINAL_GT has the genotypes as called.
    """
    from genopipe.normalise.stage import make_tables

    compile_when_cold()
    proof = make_tables(vcf, reference, out, called, cores, lambda line: click.echo(line, err=True))
    click.echo(f"{out}: {proof['alleles_out']:,} alleles, {len(proof['set_aside'])} set aside as called twice")
