"""`genopipe blocks`: genotypes for the reference blocks of freebayes."""

from pathlib import Path

import click


@click.command("blocks")
@click.option("--vcf", default="-", show_default=True, help="gVCF of one person; - reads standard input.")
@click.option("--ploidy", required=True, type=click.IntRange(1, 2), help="Copies of the region in this person.")
@click.option(
    "--heteroplasmy",
    type=click.FloatRange(0, 1, min_open=True),
    help="Mitochondrial genome: smallest fraction of reads at which an allele counts as there.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Bgzipped gVCF to write.")
def command(vcf: str, ploidy: int, heteroplasmy: float | None, out: Path) -> None:
    """Give each reference block of `freebayes --gvcf` the genotype that it implies.

    Without it `bcftools merge --gvcf` takes a well-covered parent for a missing one.
    """
    from genopipe.call.blocks import complete_blocks

    records, blocks = complete_blocks(vcf, out, ploidy, heteroplasmy)
    click.echo(f"{out}: {records:,} records, {blocks:,} reference blocks", err=True)
