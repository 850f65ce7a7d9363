"""`genopipe panel`: a panel of PanelApp as the TSV that cases name."""

from pathlib import Path

import click

from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance


@click.command("panel")
@click.option("--json", "source", required=True, type=FILE, help="Panel as the API of PanelApp gives it.")
@click.option("--mode", "modes", multiple=True, help="SYMBOL=MODE for a gene without a mode; may be given often.")
@click.option(
    "--penetrance",
    type=click.Choice([word.value for word in Penetrance]),
    default=Penetrance.COMPLETE.value,
    show_default=True,
    help="What is taken where PanelApp tells none.",
)
@click.option(
    "--build", type=click.Choice(["GRCh38", "GRCh37"]), default="GRCh38", show_default=True, help="Whose gene ids."
)
@click.option("--out", required=True, type=OUT, help="TSV to write; its name is the panel's.")
def command(source: Path, modes: tuple[str, ...], penetrance: str, build: str, out: Path) -> None:
    """Write a panel of PanelApp as TSV: genes with confidence, mode of inheritance and penetrance."""
    from genopipe.io.panelapp import read_panelapp
    from genopipe.io.panelapp import write_panel

    panel, faults = read_panelapp(source, _modes(modes), Penetrance(penetrance), build)
    stop_on(faults)
    write_panel(panel, out)
    click.echo(f"{out}: {panel.title} {panel.version}, {len(panel.genes):,} genes")


def _modes(given: tuple[str, ...]) -> dict[str, PanelMode]:
    """Return the modes that the user gives.

    Raises:
        BadParameter: A word is no mode.
    """
    found = {}
    for text in given:
        symbol, _, word = text.partition("=")
        if word not in {mode.value for mode in PanelMode}:
            raise click.BadParameter(f"{text}: write SYMBOL=MODE; modes: {', '.join(PanelMode)}")
        found[symbol] = PanelMode(word)
    return found
