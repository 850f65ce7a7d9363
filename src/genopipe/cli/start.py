"""What the workflow does before its first job: settings, every check, the plan."""

import sys
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from genopipe.cli.compile import compile_when_cold
from genopipe.cli.options import read_config
from genopipe.cli.options import stop_on
from genopipe.cli.options import validated
from genopipe.config import Settings
from genopipe.errors import GenopipeError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.plan import Plan
from genopipe.plan import make_plan


def _settings(config: Mapping[str, Any], files: Sequence[str]) -> tuple[Settings, Path | None]:
    """Return the settings, and the file that they come from, where they come from one file alone.

    Raises:
        InputError: A setting is wrong; with the line, where the file says it.
    """
    path = Path(files[0]) if len(files) == 1 else None
    from_file = read_config(path) if path else None
    settings = validated(Settings, dict(config), "configuration")
    return settings, path if from_file == settings else None


def _checked(config: Mapping[str, Any], files: Sequence[str], *, check: bool) -> tuple[Settings, Plan]:
    settings, path = _settings(config, files)
    if check:
        from genopipe.preflight.project import check_project

        stop_on(check_project(path or settings, Path()))
        _index_reference(Path(settings.genome.fasta))
        compile_when_cold()
    return settings, make_plan(settings)


def _index_reference(fasta: Path) -> None:
    """Make the index beside the FASTA where it is missing: many jobs at once would each make it.

    Raises:
        InputError: It cannot be written.
    """
    if Path(f"{fasta}.fai").is_file():
        return
    import pysam

    try:
        pysam.faidx(str(fasta))
    except (OSError, pysam.utils.SamtoolsError) as error:
        cause = "the reference has no index, and none can be written beside it"
        raise InputError([fault("REF-INDEX", str(fasta), cause, "run samtools faidx on the FASTA")]) from error


def start_run(config: Mapping[str, Any], files: Sequence[str], *, check: bool) -> tuple[Settings, Plan]:
    """Return settings and plan of a run, after every check of its input.

    Faults are printed, one line each, and end the process with status 2, before any job starts.

    Args:
        config: The configuration as Snakemake merged it.
        files: The configuration files that it was merged from.
        check: Whether to check the input; jobs on other machines were checked before they were sent.
    """
    try:
        return _checked(config, files, check=check)
    except InputError as error:
        for item in error.faults:
            print(item.line(), file=sys.stderr)
        sys.exit(error.exit_status)
    except GenopipeError as error:
        print(f"genopipe: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
