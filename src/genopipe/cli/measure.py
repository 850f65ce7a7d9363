"""`genopipe measure`: the figures of one person."""

from pathlib import Path

import click

from genopipe.cases import StartForm
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("measure")
@click.option("--person", required=True, help="The person's id.")
@click.option("--form", required=True, type=click.Choice([form.value for form in StartForm]), help="How the data came.")
@click.option("--stats", type=FILE, help="samtools stats of the alignment.")
@click.option("--flagstat", type=FILE, help="samtools flagstat --output-fmt json.")
@click.option("--summary", type=FILE, help="mosdepth summary.")
@click.option("--distribution", type=FILE, help="mosdepth global.dist.txt.")
@click.option("--regions", type=FILE, help="mosdepth regions.bed.gz over the panel genes.")
@click.option("--thresholds", type=FILE, help="mosdepth thresholds.bed.gz over the panel genes.")
@click.option("--stretches", type=FILE, help="BED of the panel genes, of genopipe targets.")
@click.option("--fastp", multiple=True, type=FILE, help="fastp report of a lane; give it once a lane.")
@click.option("--out", required=True, type=OUT, help="JSON to write.")
def command(
    person: str,
    form: str,
    stats: Path | None,
    flagstat: Path | None,
    summary: Path | None,
    distribution: Path | None,
    regions: Path | None,
    thresholds: Path | None,
    stretches: Path | None,
    fastp: tuple[Path, ...],
    out: Path,
) -> None:
    """Gather what the tools measured of one person: reads, mapping, duplicates, depth, panel genes.

    Without an alignment only the start form is written: what was not measured is null, never 0.
    """
    from genopipe.io.json_file import write_json
    from genopipe.quality.person import MeasuredFiles
    from genopipe.quality.person import measure_person

    given = (stats, flagstat, summary, distribution, regions, thresholds, stretches)
    paths = [path for path in given if path is not None]
    if paths and len(paths) < len(given):
        every = "--stats --flagstat --summary --distribution --regions --thresholds --stretches"
        raise click.UsageError(f"give all of {every}, or none")
    files = MeasuredFiles(*paths) if paths else None
    figures = measure_person(person, StartForm(form), files, fastp)
    write_json(figures.model_dump(mode="json"), out)
