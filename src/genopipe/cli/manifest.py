"""`genopipe manifest`: all that a run read and made."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("manifest")
@click.option("--results", required=True, type=FOLDER, help="Folder of the results.")
@click.option("--versions", required=True, type=FILE, help="JSON of genopipe versions.")
@click.option("--out", required=True, type=OUT, help="Manifest to write.")
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path, exists=True))
def command(results: Path, versions: Path, out: Path, inputs: tuple[Path, ...]) -> None:
    """Write every input (INPUTS) and output of a run with size and SHA-256, tools, resources and proven counts."""
    from genopipe.io.json_file import write_json
    from genopipe.run.manifest import make_manifest

    manifest = make_manifest(results, inputs, versions, out)
    write_json(manifest.model_dump(mode="json"), out)
    click.echo(f"{out}: {len(manifest.inputs):,} inputs, {len(manifest.outputs):,} outputs")
