"""`genopipe inherit`: every mode of inheritance that fits."""

from pathlib import Path

import click

from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("inherit")
@click.option("--tables", required=True, type=FOLDER, help="Folder of genopipe annotate.")
@click.option("--genotypes", required=True, type=FILE, help="genotypes.parquet of genopipe normalise.")
@click.option("--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file.")
@click.option("--recounts", type=FILE, help="recounts.parquet of genopipe recount: the parents' reads, asked again.")
@click.option("--out", required=True, type=OUT, help="Folder for candidates.parquet.")
@settings_options
def command(
    tables: Path,
    genotypes: Path,
    case_file: Path,
    recounts: Path | None,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Make the candidates: each allele in each gene, with every mode of inheritance that fits the family.

    A genotype that is missing or of low quality is neither REF nor evidence: the mode is then not assessable.
    Sections of the settings: genome (build), inherit, filter (frequency of a compound partner).
    """
    from genopipe.config import FilterSettings
    from genopipe.config import GenomeSettings
    from genopipe.config import InheritSettings
    from genopipe.inherit.stage import inherit_tables

    genome, inherit, filters = read_sections(
        config, settings_text, genome=GenomeSettings, inherit=InheritSettings, filter=FilterSettings
    )
    case, build = read_case(case_file), genome.make_build()
    rows = inherit_tables(tables, genotypes, case, build, inherit, filters, out, recounts)
    click.echo(f"{out}: {rows:,} candidates")
