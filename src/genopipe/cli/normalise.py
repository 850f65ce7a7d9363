"""`genopipe normalise`: a family's VCF to tables."""

from pathlib import Path

import click


@click.command("normalise")
@click.option("--vcf", required=True, type=click.Path(path_type=Path, exists=True), help="The family's VCF or BCF.")
@click.option(
    "--reference", required=True, type=click.Path(path_type=Path, exists=True), help="Reference FASTA with .fai."
)
@click.option(
    "--called",
    type=click.Path(path_type=Path, exists=True),
    help="The VCF before the split, to count alleles against; not needed when --vcf is not split yet.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the tables.")
def command(vcf: Path, reference: Path, called: Path | None, out: Path) -> None:
    """Turn a family's VCF into the tables of alleles and genotypes.

    Any VCF or BCF will do: it is left-aligned and split into one ALT a record first, unless that was done
    by the same commands before. `1/2` keeps its meaning: the other allele is never counted as REF.
    """
    from genopipe.normalise.stage import make_tables

    proof = make_tables(vcf, reference, out, called)
    click.echo(f"{out}: {proof['alleles_out']:,} alleles, {len(proof['set_aside'])} set aside as called twice")
