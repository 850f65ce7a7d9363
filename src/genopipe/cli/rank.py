"""`genopipe rank`: the combined rank of candidates."""

from pathlib import Path

import click

from genopipe.cli.case_folder import needed
from genopipe.cli.case_folder import with_folder
from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import read_stated_build
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT

_OF_FOLDER = {
    "candidates": "tables/classified/candidates.parquet",
    "tables": "tables/annotated",
    "genotypes": "tables/normalised/genotypes.parquet",
    "phenotype": "tables/phenotype",
    "case": "case.json",
    "out": "tables/ranked",
}
_NEEDED = "Without it that of CASE_DIR."


@click.command("rank")
@click.argument("case_folder", metavar="[CASE_DIR]", required=False, type=FOLDER)
@click.option("--candidates", type=FILE, help=f"candidates.parquet of genopipe inherit or classify. {_NEEDED}")
@click.option("--tables", type=FOLDER, help=f"Folder of genopipe annotate. {_NEEDED}")
@click.option("--genotypes", type=FILE, help=f"genotypes.parquet of genopipe normalise. {_NEEDED}")
@click.option("--phenotype", type=FOLDER, help=f"Folder of genopipe phenotype. {_NEEDED}")
@click.option("--case", "case_file", type=FILE, help=f"The case: case.json of genopipe case-file. {_NEEDED}")
@click.option("--out", type=OUT, help="Folder for candidates.parquet. Without it in CASE_DIR.")
@settings_options
def command(
    case_folder: Path | None,
    candidates: Path | None,
    tables: Path | None,
    genotypes: Path | None,
    phenotype: Path | None,
    case_file: Path | None,
    out: Path | None,
    config: Path | None,
    settings_text: str,
) -> None:
    """Rank candidates by phenotype, consequence, frequency, inheritance and class, and tell what each place is made of.

    Reads a case folder, or the files given one by one. Sections of the settings: genome (build), rank, filter
    (frequency and quality), inherit (what makes a genotype good enough).
    """
    from genopipe.config import FilterSettings
    from genopipe.config import InheritSettings
    from genopipe.rank.stage import rank_tables
    from genopipe.rank_settings import RankSettings

    named = {
        "candidates": candidates,
        "tables": tables,
        "genotypes": genotypes,
        "phenotype": phenotype,
        "case": case_file,
        "out": out,
    }
    given = with_folder(named, case_folder, _OF_FOLDER)
    settings, filters, inherit = read_sections(
        config, settings_text, rank=RankSettings, filter=FilterSettings, inherit=InheritSettings
    )
    case, build = read_case(needed(given, "case")), read_stated_build(config, settings_text)
    paths = {
        "candidates": needed(given, "candidates"),
        "alleles": needed(given, "tables") / "alleles.parquet",
        "genotypes": needed(given, "genotypes"),
        "diseases": needed(given, "phenotype") / "diseases.parquet",
    }
    counts = rank_tables(paths, case, build, settings, filters, inherit, needed(given, "out"))
    click.echo(f"{case.case.case}: {counts['ranked']:,} of {counts['candidates']:,} candidates ranked")
