"""`genopipe explain`: an allele's way through the line."""

from dataclasses import replace
from pathlib import Path

import click

from genopipe.cli.options import read_case
from genopipe.cli.options import read_panels
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.report import PANELS_HELP
from genopipe.cli.report import QUALITY_HELP
from genopipe.cli.report import given_settings
from genopipe.cli.report import make_given


@click.command("explain")
@click.argument("case_folder", metavar="CASE_DIR", type=FOLDER)
@click.argument("asked", metavar="ALLELE_OR_GENE")
@click.option("--quality", multiple=True, type=FILE, help=QUALITY_HELP)
@click.option("--panels", type=FOLDER, help=PANELS_HELP)
@settings_options
def command(
    case_folder: Path,
    asked: str,
    quality: tuple[Path, ...],
    panels: Path | None,
    config: Path | None,
    settings_text: str,
) -> None:
    """Tell an allele's way through the line: called, annotated, inherited, filtered, and where it ended.

    ALLELE_OR_GENE is an allele (1-55051215-G-A or chr1:55051215:G:A), or a gene's symbol or id: then its
    alleles are listed. Section of the settings: genome (build).
    """
    from genopipe.report.explain import explain

    case = read_case(case_folder / "case.json")
    given = make_given(given_settings(config, settings_text), quality, None)
    chosen = read_panels(panels, case.case.panels) if panels else None
    click.echo(explain(case_folder, case, asked, replace(given, panels=chosen)), nl=False)
