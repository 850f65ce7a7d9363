"""The page of a run: each case's status from its own files, and nothing that those do not tell."""

import json
import re
import shutil
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from genopipe.cli.run_page import command
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.hold import NOTE_OF_HOLD
from unit.report.case_folder import Tables
from unit.report.case_folder import add_candidates
from unit.report.case_folder import add_pair
from unit.report.case_folder import add_set_aside
from unit.report.case_folder import make_case
from unit.report.case_folder import write_case

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe"


@pytest.fixture
def results(tmp_path, make_report):
    """Return the results of a run: one case of each kind."""
    parts = {"C-POS": (add_pair, add_candidates), "C-OPEN": (add_candidates,), "C-NEG": (add_set_aside,)}
    for case, makers in parts.items():
        tables = Tables()
        for make in makers:
            make(tables)
        folder = write_case(tmp_path / case, tables, make_case(case=case))
        shutil.move(make_report(folder, name=f"out-{case}"), tmp_path / "results" / "cases" / case)
    held = tmp_path / "results" / "cases" / "C-HELD"
    (held / "laboratory").mkdir(parents=True)
    (held / "on_hold.txt").write_text(NOTE_OF_HOLD)
    (held / "laboratory" / "identity.json").write_text('{"families": {"F": {"verdict": "stop: not the father"}}}')
    (held / "laboratory" / "identity.html").write_text("not the father")
    (tmp_path / "results" / "cases" / "C-LATE").mkdir()
    return tmp_path / "results"


CASES = ("C-POS", "C-OPEN", "C-NEG", "C-HELD", "C-LATE")


def page_of(results, *cases, settings="{}"):
    options = [option for case in cases for option in ("--case", case)]
    out = results / "index.html"
    arguments = [str(results), *options, "--set", settings, "--out", str(out)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return out.read_text(encoding="utf-8")


def rows(page):
    body = re.search(r"<tbody>(.*)</tbody>", page, re.DOTALL)[1]
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in body.split("</tr>")]
    return [row.strip() for row in plain if row.strip()]


def test_each_case_has_its_status_and_the_yield_counts_reported_ones(results):
    page = page_of(results, *CASES)
    told = rows(page)
    for row, case, status in zip(
        told, CASES, ("positive", "inconclusive", "negative", "on hold", "not finished"), strict=True
    ):
        assert row.startswith(f"{case} {status} ")
    assert "1 of 3 reported cases positive (33.3 %)" in page


def test_nothing_reported_has_no_yield(results):
    assert "0 of 0 reported cases positive (n/a)" in page_of(results, "C-HELD", "C-LATE")


def test_a_case_on_hold_says_only_that(results):
    page = page_of(results, *CASES)
    held = next(row for row in rows(page) if row.startswith("C-HELD"))
    assert held == f"C-HELD on hold {NOTE_OF_HOLD.replace(chr(39), '&#39;')}"
    assert "laboratory/" not in page
    assert "father" not in held


def test_every_link_leads_to_a_file_of_the_run(results):
    (results / "quality").mkdir()
    (results / "quality" / "multiqc.html").write_text("x")
    page = page_of(results, *CASES)
    links = set(re.findall(r'href="([^"]+)"', page))
    assert {"cases/C-POS/report.html", "cases/C-NEG/report.json", "quality/multiqc.html"} <= links
    for link in links:
        assert not urlsplit(link).scheme
        assert (results / link).is_file()


def test_same_input_same_bytes_and_no_script(results):
    page = page_of(results, *CASES)
    assert page == page_of(results, *CASES)
    assert "<script" not in page
    assert "default-src 'none'; style-src 'sha256-" in page


def test_gates_are_told(results):
    path = results / "cases" / "C-POS" / "report.json"
    report = json.loads(path.read_text())
    one = {"person": "P1", "measure": "mean_depth", "title": "Mean depth", "value": 3.0, "value_text": "3 reads",
           "limit_text": "at least 20 reads", "outcome": "failed", "source": "x"}  # fmt: skip
    report["gates"] = {"profile": "p", "title": "p", "results": [one, one | {"outcome": "passed"}]}
    path.write_text(json.dumps(report))
    told = rows(page_of(results, "C-POS", "C-NEG"))
    assert "1 failed, 1 passed" in told[0]
    assert "none set" in told[1]


def test_hostile_text_stays_text(results):
    path = results / "cases" / "C-POS" / "report.json"
    report = json.loads(path.read_text())
    report["headline"]["title"] = report["family"] = report["proband"] = HOSTILE
    path.write_text(json.dumps(report))
    page = page_of(results, *CASES, settings=json.dumps({"report": {"laboratory": HOSTILE}}))
    assert "<img" not in page
    assert "<script" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("case", ["../etc", "a/b", "<b>", ""])
def test_a_name_that_is_no_id_is_refused(results, case: str):
    with pytest.raises(InputError, match="OPTION-VALUE"):
        page_of(results, case)


def test_a_cut_report_stops_the_page(results):
    (results / "cases" / "C-POS" / "report.json").write_text("{")
    with pytest.raises(ContentError):
        page_of(results, "C-POS")
    assert not (results / "index.html").exists()
