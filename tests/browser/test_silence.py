"""No page asks anything of any network: seen by the browser itself, through every button, the reads opened."""

import pytest
from click.testing import CliRunner

from browser.watched import watched
from genopipe.cli.report import command
from unit.report.with_reads import cut
from unit.report.with_reads import write_case_with_reads


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a case's report, with reads."""
    case, fasta, bams = write_case_with_reads(tmp_path)
    reads = tmp_path / "reads.json"
    cut(case, fasta, bams, reads)
    words = [str(case), "--reads", str(reads), "--out", str(tmp_path / "out")]
    words += ["--form", "report.html", "--form", "family.html"]
    assert CliRunner().invoke(command, words, catch_exceptions=False).exit_code == 0
    return tmp_path / "out"


def test_pages_and_the_opened_reads_ask_nothing(chromium, folder):
    with watched(chromium) as page:
        for name in ("report.html", "family.html"):
            path = folder / name
            page.open(path)
            page.use("SCN1A")
            assert page.did(path) == [], name
        path = folder / "report.html"
        page.open(path)
        page.page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
        page.page.locator("button.show-reads").first.click()
        page.page.wait_for_selector("[data-state=shown]", timeout=120_000)
        page.page.wait_for_timeout(1000)
        assert [told for told in page.did(path) if not told.startswith("data:")] == []
