"""`genopipe summary`: one line a case."""

from pathlib import Path

import click

from genopipe.cli.paths import FOLDER


@click.command("summary")
@click.argument("results", default="results", type=FOLDER)
def command(results: Path) -> None:
    """Print one line a case of RESULTS: findings, candidates, and where the report is."""
    from genopipe.run.summary import summarise

    for line in summarise(results):
        click.echo(line)
