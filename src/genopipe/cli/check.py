"""`genopipe check`: every fault of a project or of any files, one line each."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.preflight.files import check_files
from genopipe.preflight.project import check_project
from genopipe.preflight.reads import Progress

CONFIG = Path("config/config.yaml")
_SECONDS = 10.0


def _make_progress() -> Progress | None:
    """Return what tells people at a terminal, about every ten seconds, how far a reading has come."""
    if not sys.stderr.isatty():
        return None
    last = [time.monotonic()]

    def say(text: str) -> None:
        if time.monotonic() - last[0] >= _SECONDS:
            last[0] = time.monotonic()
            click.echo(text, err=True)

    return say


def _finish(faults: Sequence[Fault], good: Sequence[str]) -> None:
    """Print notes and good files; raise the errors."""
    for item in faults:
        if item.severity == "note":
            click.echo(item.line(), err=True)
    errors = errors_among(faults)
    for line in good:
        click.echo("".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line))
    if errors:
        raise InputError(errors)


@click.command(name="check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Check the project of this configuration.")
@click.option(
    "--directory",
    default=".",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the project.  [default: here]",
)
@click.option("--reference", type=click.Path(path_type=Path), help="FASTA with which BAM, CRAM and VCF are compared.")
@click.option("--sample", default="", help="Name that BAM, CRAM and VCF must hold.")
@click.option("--deep", is_flag=True, help="Read every file of the project to its end, however large.")
def command(
    files: tuple[Path, ...], config: Path | None, directory: Path, reference: Path | None, sample: str, deep: bool
) -> None:
    """Check a project, or any FILES, and tell every fault in one line: code, place, cause, fix.

    Without FILES the project of config/config.yaml is checked; its paths are relative to the project's folder.
    Two FASTQ files given in succession are a pair.
    Exit status 2 when there is an error; notes stop nothing.
    """
    progress = _make_progress()
    if files and config is None:
        checked = check_files(files, reference, sample, progress)
        _finish(checked.faults, checked.good)
        return
    if files:
        raise click.UsageError("give either FILES or --config")
    chosen = config or CONFIG
    faults = check_project(chosen, directory, deep, progress)
    _finish(faults, [] if errors_among(faults) else [f"ok {chosen}: the project is ready"])
