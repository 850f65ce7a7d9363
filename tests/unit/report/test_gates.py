"""Quality gates in the report: a gate that fails marks it, and one that was not measured is never left out."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from genopipe.cli.gates import command
from genopipe.errors import InputError
from genopipe.init.project import project_texts

PEOPLE = ("P1", "FA1", "MO1", "SI1")


def ask(folder, extras, *people):
    """Ask the gates of the Hong Kong Genome Project of people; return the file."""
    folder.mkdir()
    (folder / "hkgp.yaml").write_text(project_texts()["config/hkgp.yaml"])
    files = [name for name in extras if name.endswith(".quality.json") and any(f"/{p}." in name for p in people)]
    if "SI1" in people:  # known by calls alone: nothing was measured
        (folder / "SI1.quality.json").write_text(json.dumps({"person": "SI1", "form": "vcf"}))
        files.append(str(folder / "SI1.quality.json"))
    options = [word for name in files for word in ("--quality", name)]
    out = folder / "gates.json"
    CliRunner().invoke(
        command, ["--profile", str(folder / "hkgp.yaml"), *options, "--out", str(out)], catch_exceptions=False
    )
    return out


def change(extras, person, **figures):
    """Change measured figures of a person."""
    path = next(Path(name) for name in extras if name.endswith(f"/{person}.quality.json"))
    path.write_text(json.dumps(json.loads(path.read_text()) | figures))


def test_a_gate_that_fails_marks_every_form(case_folder, extras, make_report, tmp_path):
    change(extras, "MO1", mean_depth=21.5)
    gates = ask(tmp_path / "gates", extras, *PEOPLE)
    out = make_report(case_folder, *extras, "--gates", str(gates))
    html, report = (out / "report.html").read_text(), json.loads((out / "report.json").read_text())
    banner = html.split("Quality gates not passed", 1)[1].split("</section>", 1)[0]
    banner = re.sub("<[^>]*>", "", banner)
    assert "MO1: Mean depth: 21.5 reads; the gate is at least 30 reads" in banner
    assert "duplicates" not in banner, "not measured is not failed"
    assert html.index("Quality gates not passed") < html.index("Findings")
    failed = [r for r in report["gates"]["results"] if r["outcome"] == "failed"]
    assert {"MO1"} == {r["person"] for r in failed if r["measure"] == "mean_depth"}
    assert "could not be asked: the figure was not measured." in report["gates_text"]


def test_gates_that_pass_leave_no_mark(case_folder, extras, make_report, tmp_path):
    gates = ask(tmp_path / "gates", extras, *PEOPLE)
    told = json.loads(gates.read_text())
    for row in told["results"]:
        row["outcome"] = "passed"
    gates.write_text(json.dumps(told))
    out = make_report(case_folder, *extras, "--gates", str(gates))
    assert "Quality gates not passed" not in (out / "report.html").read_text()
    text = json.loads((out / "report.json").read_text())["gates_text"]
    assert text == "All of 36 quality gates (Hong Kong Genome Project, short-read whole genomes) were passed."


def test_no_gates_is_said(case_folder, extras, make_report):
    assert (
        "No quality gates were set for this report." in (make_report(case_folder, *extras) / "report.html").read_text()
    )


def test_gates_of_others_are_refused(case_folder, extras, make_report, tmp_path):
    gates = ask(tmp_path / "gates", extras, "P1", "FA1")
    with pytest.raises(InputError, match="REPORT-GATES"):
        make_report(case_folder, *extras, "--gates", str(gates))
