"""The reads of a report, opened by a click in Chromium: drawn, and nothing asked of any network."""

import pytest
from click.testing import CliRunner

from genopipe.cli.report import command
from unit.report.with_reads import cut
from unit.report.with_reads import write_case_with_reads

# Counts the colours of what is drawn in every canvas of an element and its shadow root.
COLOURS = """element => {
    const root = element.shadowRoot || element;
    return [...root.querySelectorAll("canvas")].map(canvas => {
        if (!canvas.width || !canvas.height) return 0;
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let i = 0; i < pixels.length; i += 4) seen.add((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]);
        return seen.size;
    });
}"""


@pytest.fixture
def report(tmp_path):
    case, fasta, bams = write_case_with_reads(tmp_path)
    reads = tmp_path / "reads.json"
    cut(case, fasta, bams, reads)
    arguments = [str(case), "--reads", str(reads), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return tmp_path / "out" / "report.html"


def test_a_click_draws_the_reads_of_each_member_without_a_request(report, open_page):
    opened = open_page(report)
    page = opened.page
    assert page.evaluate("typeof window.igv") == "undefined", "the viewer is loaded before it is wanted"
    button = page.locator("button.show-reads").first
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    view = page.locator("#reads-1")
    page.wait_for_selector('#reads-1[data-state="shown"]', timeout=60_000)
    assert button.get_attribute("aria-expanded") == "true"
    for label in ("P1, proband", "FA1, father", "MO1, mother"):
        assert view.get_by_text(label, exact=True).count() == 1
    page.wait_for_function(f"() => ({COLOURS})(document.getElementById('reads-1')).filter(n => n > 2).length >= 4")
    assert opened.asked == []
    assert opened.faults == []


def test_two_windows_can_be_open_at_once(report, open_page):
    opened = open_page(report)
    page = opened.page
    page.locator("button.show-reads").first.click()
    page.locator("summary", has_text="Reads of candidates").click()
    page.locator("button.show-reads").nth(1).click()
    for name in ("reads-1", "reads-2"):
        page.wait_for_selector(f'#{name}[data-state="shown"]', timeout=60_000)
    assert opened.asked == []
    assert opened.faults == []


def test_a_hostile_relation_stays_text(report, open_page):
    case = report.parents[1] / "case"
    told = (case / "case.json").read_text(encoding="utf-8")
    (case / "case.json").write_text(told.replace('"father",', '"<img src=x onerror=window.hit=1>",'), encoding="utf-8")
    arguments = [str(case), "--reads", str(report.parents[1] / "reads.json"), "--out", str(report.parent)]
    assert CliRunner().invoke(command, arguments, catch_exceptions=False).exit_code == 0
    assert "onerror" in report.read_text(encoding="utf-8")
    opened = open_page(report)
    opened.page.locator("button.show-reads").first.click()
    opened.page.wait_for_selector('#reads-1[data-state="shown"]', timeout=60_000)
    images = "[...document.querySelectorAll('*')].flatMap(e => [...(e.shadowRoot || e).querySelectorAll('img')]).length"
    assert opened.page.evaluate(images) == 0
    assert opened.page.evaluate("window.hit") is None
    assert opened.asked == []


def test_what_a_reader_types_is_asked_of_nobody(report, open_page):
    opened = open_page(report)
    opened.page.locator("button.show-reads").first.click()
    opened.page.wait_for_selector('#reads-1[data-state="shown"]', timeout=60_000)
    box = opened.page.locator("#reads-1 input").first
    box.fill("SCN1A")
    box.press("Enter")
    opened.page.wait_for_timeout(1500)
    assert opened.asked == []


def test_a_second_click_hides_them(report, open_page):
    page = open_page(report).page
    button = page.locator("button.show-reads").first
    button.click()
    page.wait_for_selector('#reads-1[data-state="shown"]', timeout=60_000)
    button.click()
    assert page.locator("#reads-1").is_hidden()
