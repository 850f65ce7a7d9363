"""`genopipe verify`: check a finished run against its manifest."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE


@click.command("verify")
@click.argument("manifest", default="results/manifest.json", type=FILE)
def command(manifest: Path) -> None:
    """Check every file of MANIFEST (default results/manifest.json): there, whole and unchanged.

    Prints one line a fault; exit 3 when there is one.
    """
    from genopipe.errors import ContentError
    from genopipe.run.manifest import verify_manifest

    number, problems = verify_manifest(manifest)
    for line in problems:
        click.echo(line)
    if problems:
        raise ContentError(f"{manifest}: {len(problems)} of {number:,} files are not as they were")
    click.echo(f"{manifest}: {number:,} files are as they were")
