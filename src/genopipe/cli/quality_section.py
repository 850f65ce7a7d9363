"""`genopipe quality-section`: genopipe's own figures for MultiQC."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("quality-section")
@click.option("--out", required=True, type=OUT, help="JSON to write; its name must end in _mqc.json.")
@click.option("--layout", type=OUT, help="MultiQC configuration to write: no paths, dates or outside services.")
@click.argument("persons", nargs=-1, required=True, type=FILE)
def command(out: Path, layout: Path | None, persons: tuple[Path, ...]) -> None:
    """Write the figures of PERSONS (JSON files of genopipe measure) as a section of the MultiQC page."""
    from genopipe.io.curated import copy_curated
    from genopipe.io.json_file import read_model
    from genopipe.io.json_file import write_json
    from genopipe.measures import PersonQuality
    from genopipe.quality.page import quality_section

    write_json(quality_section([read_model(path, PersonQuality) for path in persons]), out)
    if layout is not None:
        copy_curated("multiqc.yaml", layout)
