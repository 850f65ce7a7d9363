"""`genopipe gates`: the quality gates of a laboratory, asked of a case."""

from pathlib import Path

import click

from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("gates")
@click.option("--profile", required=True, type=FILE, help="YAML file with the gates.")
@click.option("--quality", multiple=True, required=True, type=FILE, help="Figures of a person; give it once for each.")
@click.option("--identity", type=FILE, help="identity.json of genopipe identity, for contamination.")
@click.option("--out", required=True, type=OUT, help="JSON to write.")
@settings_options
def command(
    profile: Path, quality: tuple[Path, ...], identity: Path | None, out: Path, config: Path | None, settings_text: str
) -> None:
    """Ask every quality gate of everyone with data in a case: passed, failed or not measured.

    A gate that fails is no error of the command: the report is marked. Section of the settings: report
    (covered_fraction: how much of a gene must be covered for it to count).
    """
    from genopipe.cli.report import read_json
    from genopipe.cli.report import read_quality
    from genopipe.gates import Outcome
    from genopipe.io.json_file import write_json
    from genopipe.preflight.gates import read_gates
    from genopipe.quality.gates import judge_gates
    from genopipe.quality.gates import read_contamination
    from genopipe.report_settings import ReportSettings

    (report,) = read_sections(config, settings_text, report=ReportSettings)
    asked, faults = read_gates(profile)
    stop_on(faults)
    assert asked is not None
    contamination = read_contamination(read_json(identity)) if identity else {}
    found = judge_gates(asked, read_quality(quality), contamination, report.covered_fraction)
    write_json(found.model_dump(mode="json"), out)
    counts = ", ".join(f"{len(found.of(outcome))} {outcome.value.replace('_', ' ')}" for outcome in Outcome)
    click.echo(f"{out}: {counts}")
