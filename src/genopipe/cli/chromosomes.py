"""`genopipe chromosomes`: runs of homozygosity, uniparental disomy and mosaic aneuploidy."""

from pathlib import Path

import click

from genopipe.cli.compile import compile_when_cold
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT
from genopipe.genome import BUILDS


@click.command("chromosomes")
@click.option("--vcf", required=True, type=FILE, help="Joint VCF or BCF of one family or of many.")
@click.option("--ped", required=True, type=FILE, help="Pedigree in PED format.")
@click.option("--build", type=click.Choice(list(BUILDS)), help="Genome build; default: the one of --config, or GRCh38.")
@click.option("--out", required=True, type=OUT, help="Folder to write; keep it in the laboratory.")
@settings_options
def command(vcf: Path, ped: Path, build: str | None, out: Path, config: Path | None, settings_text: str) -> None:
    """Find runs of homozygosity, uniparental disomy and mosaic aneuploidy, and draw the chromosomes of each person.

    Writes segments.parquet, chromosomes.json and PERSON.svg. They tell of consanguinity and of parents that do not fit:
    they are for the laboratory, not for a report. Sections of the settings: genome (build), chromosomes.
    """
    from genopipe.chromosomes.stage import study_chromosomes
    from genopipe.chromosomes_settings import ChromosomesSettings
    from genopipe.cli.options import parse_json
    from genopipe.cli.options import read_build
    from genopipe.cli.options import stop_on
    from genopipe.genome import GRCH38
    from genopipe.io.pedigree_file import read_pedigree_rows
    from genopipe.preflight.pedigree import check_pedigree

    (settings,) = read_sections(config, settings_text, chromosomes=ChromosomesSettings)
    rows, faults = read_pedigree_rows(ped)
    stop_on(faults + check_pedigree(rows, ped))
    stated = config is not None or "genome" in parse_json(settings_text)
    chosen = BUILDS[build] if build else read_build(config, settings_text) if stated else GRCH38
    compile_when_cold()
    written = study_chromosomes(vcf, [row.person for row in rows], chosen, settings, out)
    click.echo(f"{out}: {written.people} people, {written.files} files")
