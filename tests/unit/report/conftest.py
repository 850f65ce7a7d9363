import json

import pytest
from click.testing import CliRunner

from genopipe.cli.explain import command as explain_command
from genopipe.cli.report import command as report_command
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_extras

QUICK = ("report.html", "report.json", "findings.tsv", "candidates.tsv")


@pytest.fixture
def case_folder(tmp_path):
    return write_case(tmp_path / "case", rich_tables())


@pytest.fixture
def extras(tmp_path):
    return write_extras(tmp_path / "extras")


@pytest.fixture
def make_report(tmp_path):
    """Write forms of a case folder's report, the quick ones unless said otherwise, and return their folder."""

    def make(folder, *options, name="out", forms=QUICK):
        out = tmp_path / name
        arguments = [str(folder), "--out", str(out), *options]
        arguments += [word for form in forms for word in ("--form", form)]
        result = CliRunner().invoke(report_command, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return out

    return make


@pytest.fixture
def report_of(make_report):
    """Return the JSON form of a case folder's report."""
    return lambda folder, *options: json.loads((make_report(folder, *options) / "report.json").read_text())


@pytest.fixture
def explain():
    """Return what `genopipe explain` prints."""

    def run(folder, asked, *options):
        return CliRunner().invoke(explain_command, [str(folder), asked, *options], catch_exceptions=False).output

    return run
