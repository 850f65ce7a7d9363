"""`genopipe classify`: classification after ACMG/AMP."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.classify_case import case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    import polars as pl

    from genopipe.acmg import Acmg
    from genopipe.classify_settings import ClassifySettings
    from genopipe.panel_rules import PanelRules


class _CaseFirst(click.Group):
    """A group of which `case` is meant where no command is named: `genopipe classify CASE_DIR`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = not args or args[0] in self.commands or args[0] in ("-h", "--help")
        return super().parse_args(ctx, args if named else ["case", *args])


@click.group("classify", cls=_CaseFirst, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Classify alleles after ACMG/AMP: each criterion with its evidence, and their combination to a class."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


command.add_command(case)


def read_figures(settings: "ClassifySettings") -> "Acmg":
    """Return the figures of the classification: those that ship, with the laboratory's own in their places."""
    from genopipe.io.acmg_file import read_acmg

    return read_acmg(Path(settings.acmg) if settings.acmg else None)


def read_experts(settings: "ClassifySettings", folder: Path | None = None) -> "dict[str, PanelRules]":
    """Return the rules of expert panels that the settings ask for.

    Args:
        settings: Settings of the classification.
        folder: Folder of a laboratory's own; wins over the settings.
    """
    from genopipe.io.panel_rules_file import read_panel_rules

    if not settings.panel_rules:
        return {}
    own = folder or (Path(settings.own_panel_rules) if settings.own_panel_rules else None)
    return read_panel_rules(own)


@command.command("combine")
@click.option("--criteria", required=True, type=FILE, help="TSV of codes; columns below.")
@click.option("--out", required=True, type=OUT, help="TSV to write: one row a variant.")
@click.option("--panel-rules", "own", type=FOLDER, help="Folder of further rules of expert panels (YAML files).")
@click.option("--no-panel-rules", is_flag=True, help="Apply no rules of expert panels, whatever the gene is.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Carry a further column over; may be given again.")
@settings_options
def combine(
    criteria: Path,
    out: Path,
    own: Path | None,
    no_panel_rules: bool,
    keep: tuple[str, ...],
    config: Path | None,
    settings_text: str,
) -> None:
    """Combine codes with strengths to a class: by points, and by the table of 2015.

    Columns of the TSV: variant; codes (a list as ClinGen writes it: PVS1, PM2_Supporting, PM3_Very Strong, BP4), or
    one row a code with code, or with criterion and strength; gene (symbol or HGNC id), if it is there: the rules of
    the expert panel for that gene are applied. Only codes that are met belong in it; an empty list is a variant
    for which none is met. An unknown code stops the command, and so does a column whose name looks like a slip; other
    columns are not read. The table of ClinGen's Evidence Repository (variation, codes_met) is read as it is.

    Columns of OUT: docs/columns.md, combined codes. Section of the settings: classify.
    """
    from genopipe.classify.given_codes import combined_table
    from genopipe.classify_settings import ClassifySettings
    from genopipe.io.codes_file import read_codes

    (settings,) = read_sections(config, settings_text, classify=ClassifySettings)
    given, notes = read_codes(criteria, keep)
    panels = {} if no_panel_rules else read_experts(settings, own)
    combined = combined_table(given, read_figures(settings), panels)
    _write(combined, [one.kept for one in given], keep, out)
    for note in notes:
        click.echo(note.line(), err=True)
    agree = int(combined["agrees"].sum())
    told = f"{combined.height:,} variants: points and table agree for {agree:,}"
    click.echo(f"{out}: {told}, rules of a panel applied to {combined['panel'].count():,}")


def _write(rows: "pl.DataFrame", kept: list[tuple[str, ...]], names: tuple[str, ...], path: Path) -> None:
    """Write the table, and the columns that are carried over, as text in which no cell is a formula."""
    from genopipe.io.cells import guarded
    from genopipe.io.whole import written_whole

    words = {True: "yes", False: "no", None: ""}

    def cell(value: object) -> str:
        if value is None or isinstance(value, bool):
            return words[value]
        return guarded(value) if isinstance(value, str) else str(value)

    lines = ["\t".join([*rows.columns, *names])]
    for row, carried in zip(rows.iter_rows(), kept, strict=True):
        lines.append("\t".join([*map(cell, row), *map(cell, carried)]))
    with written_whole(path) as partial:
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
