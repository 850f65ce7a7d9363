"""`genopipe versions`: tools and resources of a run."""

from pathlib import Path

import click

from genopipe.cli.paths import OUT


@click.command("versions")
@click.option("--tool", "tools", multiple=True, help="NAME=VERSION; once a tool.")
@click.option("--out", required=True, type=OUT, help="JSON to write.")
@click.argument("resources", nargs=-1)
def command(tools: tuple[str, ...], out: Path, resources: tuple[str, ...]) -> None:
    """Write the versions of tools and of RESOURCES (each NAME=PATH), with dates and SHA-256."""
    from genopipe.io.json_file import write_json
    from genopipe.run.versions import collect_versions

    named = dict(tool.split("=", 1) for tool in tools)
    files = {name: Path(path) for name, path in (item.rsplit("=", 1) for item in resources)}
    write_json(collect_versions(named, files).model_dump(mode="json"), out)
