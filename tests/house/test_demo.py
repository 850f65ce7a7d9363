"""What `make demo` counts at its end: reports, and cases on hold, which have none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house.sources import ROOT

GENOPIPE = """#!/usr/bin/env bash
[[ "$1" == simulate ]] || exit 0
mkdir -p "$3/config"
printf 'cases: [{case: C01}, {case: C02}]\\n' >"$3/config/cases.yaml"
"""


def _demo(folder: Path, made: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the script in a folder of its own, where the workflow makes these files of the cases."""
    (folder / "setup").mkdir()
    (folder / "src/genopipe/simulate").mkdir(parents=True)
    (folder / "src/genopipe/genome.py").touch()
    shutil.copy(ROOT / "setup/demo.sh", folder / "setup/demo.sh")
    lines = [f'mkdir -p "demo/results/cases/{Path(name).parent}"' for name in made]
    lines += [f'printf "{text}" >"demo/results/cases/{name}"' for name, text in made.items()]
    programs = {
        "genopipe": GENOPIPE,
        "snakemake": "\n".join(["#!/usr/bin/env bash", *lines, ""]),
        "python": f'#!/usr/bin/env bash\nexec "{sys.executable}" "$@"\n',
    }
    (folder / ".venv/bin").mkdir(parents=True)
    for name, text in programs.items():
        (folder / ".venv/bin" / name).write_text(text, encoding="utf-8")
        (folder / ".venv/bin" / name).chmod(0o755)
    command = ["bash", str(folder / "setup/demo.sh"), "1"]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("made", "last"),
    [
        ({"C01/report.html": "x", "C02/report.html": "x"}, "demo: 2 cases, 2 reports, "),
        ({"C01/report.html": "x", "C02/on_hold.txt": "x"}, "demo: 2 cases, 1 reports, 1 on hold, "),
    ],
)
def test_a_report_or_a_hold_for_each_case_is_success(tmp_path: Path, made: dict[str, str], last: str):
    told = _demo(tmp_path, made)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert [f"demo/results/cases/{name}" for name in made] == lines[-3:-1]
    assert lines[-1].startswith(last)
    assert lines[-1].endswith(" s")


@pytest.mark.parametrize(
    ("made", "cause"),
    [
        ({"C01/report.html": "x"}, "no report for case C02"),
        ({"C01/report.html": "x", "C02/report.html": ""}, "no report for case C02"),
        ({"C01/report.html": "x", "C02/on_hold.txt": ""}, "no report for case C02"),
        (
            {"C01/report.html": "x", "C02/on_hold.txt": "x", "C02/report.html": "x"},
            "C02 is on hold and has a report",
        ),
    ],
)
def test_a_case_with_neither_or_with_both_is_a_failure(tmp_path: Path, made: dict[str, str], cause: str):
    told = _demo(tmp_path, made)
    assert told.returncode != 0
    assert cause in told.stderr
    assert told.stdout.splitlines()[-1].startswith("demo: 2 cases, 1 reports, ")
