"""What the workflow does before its first job: settings, every check, the plan."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from genopipe.cli.options import validated
from genopipe.config import Settings
from genopipe.errors import GenopipeError
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.plan import Plan
from genopipe.plan import make_plan


def _checked(config: Mapping[str, Any], *, check: bool) -> tuple[Settings, Plan]:
    settings = validated(Settings, dict(config), "configuration")
    if check:
        from genopipe.preflight.project import check_project

        faults = check_project(settings, Path())
        for fault in faults:
            if fault.severity == "note":
                print(fault.line(), file=sys.stderr)
        errors = errors_among(faults)
        if errors:
            raise InputError(errors)
    return settings, make_plan(settings)


def start_run(config: Mapping[str, Any], *, check: bool) -> tuple[Settings, Plan]:
    """Return settings and plan of a run, after every check of its input.

    Faults are printed, one line each, and end the process with status 2, before any job starts.

    Args:
        config: The configuration as Snakemake merged it.
        check: Whether to check the input; jobs on other machines were checked before they were sent.
    """
    try:
        return _checked(config, check=check)
    except InputError as error:
        for fault in error.faults:
            print(fault.line(), file=sys.stderr)
        sys.exit(error.exit_status)
    except GenopipeError as error:
        print(f"genopipe: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
