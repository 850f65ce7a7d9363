"""`genopipe rank`: the combined rank of candidates."""

from pathlib import Path

import click

from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("rank")
@click.option("--candidates", required=True, type=FILE, help="candidates.parquet of genopipe inherit or classify.")
@click.option("--tables", required=True, type=FOLDER, help="Folder of genopipe annotate.")
@click.option("--genotypes", required=True, type=FILE, help="genotypes.parquet of genopipe normalise.")
@click.option("--phenotype", required=True, type=FOLDER, help="Folder of genopipe phenotype.")
@click.option("--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file.")
@click.option("--out", required=True, type=OUT, help="Folder for candidates.parquet.")
@settings_options
def command(
    candidates: Path,
    tables: Path,
    genotypes: Path,
    phenotype: Path,
    case_file: Path,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Rank candidates by phenotype, consequence, frequency, inheritance and class, and tell what each place is made of.

    Sections of the settings: genome (build), rank, filter (frequency and quality), inherit (what makes a genotype
    good enough).
    """
    from genopipe.config import FilterSettings
    from genopipe.config import GenomeSettings
    from genopipe.config import InheritSettings
    from genopipe.rank.stage import rank_tables
    from genopipe.rank_settings import RankSettings

    genome, settings, filters, inherit = read_sections(
        config, settings_text, genome=GenomeSettings, rank=RankSettings, filter=FilterSettings, inherit=InheritSettings
    )
    case = read_case(case_file)
    paths = {
        "candidates": candidates,
        "alleles": tables / "alleles.parquet",
        "genotypes": genotypes,
        "diseases": phenotype / "diseases.parquet",
    }
    counts = rank_tables(paths, case, genome.make_build(), settings, filters, inherit, out)
    click.echo(f"{case.case.case}: {counts['ranked']:,} of {counts['candidates']:,} candidates ranked")
