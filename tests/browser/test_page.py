"""The report as a geneticist uses it, in Chromium: sort, filter, unfold, change the language, print, by keyboard."""

import itertools

import pytest

from genopipe.report.html import make_html
from unit.report.page_models import negative_report
from unit.report.page_models import rich_report
from unit.report.page_models import with_candidates
from unit.report.page_models import with_genes

PHONE = {"width": 390, "height": 844}
CANDIDATES = 60


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """Write the page of a case with everything, many candidates and a big panel."""
    folder = tmp_path_factory.mktemp("page")
    path = folder / "report.html"
    path.write_text(make_html(with_genes(with_candidates(rich_report(folder), CANDIDATES), 200)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def negative_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("negative")
    path = folder / "report.html"
    path.write_text(make_html(negative_report(folder)), encoding="utf-8")
    return path


@pytest.fixture
def opened(page_file, open_page):
    """Open the page; afterwards it has asked nothing and nothing went wrong."""
    found = open_page(page_file)
    yield found
    assert found.asked == []
    assert found.faults == []


def column(page, name):
    """Return the texts of a column, of the rows that are shown."""
    told = page.locator(f"#candidate-table > tbody > tr:not([hidden]) .{name}").all_text_contents()
    return [text.strip() for text in told]


def keys(page, place):
    """Return the numbers by which the rows are sorted, in their order; None: not known."""
    told = page.eval_on_selector_all("#candidate-table > tbody > tr", "rows => rows.map(row => row.dataset.k)")
    words = [text.split(" ")[place] for text in told]
    return [None if word == "-" else float(word) for word in words]


@pytest.mark.parametrize(("name", "place"), [("frequency", 2), ("points", 0), ("tier", 1), ("impact", 3)])
def test_a_column_sorts_up_and_down_and_what_is_not_known_comes_last(opened, name, place):
    button = opened.page.locator(f"button[data-sort={name}]")
    head = opened.page.locator(f"th:has(button[data-sort={name}])")
    directions = []
    for _ in range(2):
        button.click()
        directions.append(head.get_attribute("aria-sort"))
        numbers = keys(opened.page, place)
        known = [number for number in numbers if number is not None]
        assert numbers[: len(known)] == known
        assert known == sorted(known, reverse=directions[-1] == "descending")
    assert sorted(directions) == ["ascending", "descending"]
    assert opened.page.locator("th[aria-sort]").count() == 1


def test_genes_sort_by_name_and_the_rank_brings_the_first_order_back(opened):
    first = column(opened.page, "gene")
    opened.page.locator("button[data-sort=gene]").click()
    assert column(opened.page, "gene") != first
    opened.page.locator("button[data-sort=rank]").click()
    assert column(opened.page, "gene") == first


def test_filters_count_what_they_leave(opened):
    page = opened.page
    assert page.locator("#shown").inner_text() == str(CANDIDATES)
    page.get_by_label("Class", exact=True).select_option("pathogenic")
    assert set(column(page, "points")) != set()
    assert all(text.startswith("pathogenic") for text in column(page, "points"))
    number = len(column(page, "gene"))
    assert page.locator("#shown").inner_text() == str(number) != str(CANDIDATES)
    page.get_by_label("Tier", exact=True).select_option("tier_1")
    assert len(column(page, "gene")) < number
    page.get_by_label("Text", exact=True).fill("no such gene")
    assert page.locator("#none").is_visible()
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"() => document.getElementById('shown').textContent === '{CANDIDATES}'")
    assert page.locator(".count").get_attribute("role") == "status"


@pytest.mark.parametrize("name", ["panel", "mode"])
def test_every_choice_of_a_filter_leaves_something(opened, name):
    select = opened.page.locator(f"#filters select[name={name}]")
    values = select.locator("option").evaluate_all("options => options.map(option => option.value)")
    assert len(values) > 2
    for value in values[1:]:
        select.select_option(value)
        assert int(opened.page.locator("#shown").inner_text()) > 0


def test_text_finds_genes_and_reasons(opened):
    opened.page.get_by_label("Text", exact=True).fill("gene7919")
    assert column(opened.page, "gene") == [text for text in column(opened.page, "gene") if "GENE7919" in text]
    assert len(column(opened.page, "gene")) == 1


def test_a_row_tells_why_it_is_there_by_keyboard(opened):
    page = opened.page
    row = page.locator("#c1")
    button = row.locator("button.unfold")
    assert not row.locator(".unfolded").first.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert row.locator(".unfolded").first.is_visible()
    page.keyboard.press("Space")
    assert not row.locator(".unfolded").first.is_visible()


def test_the_first_key_leads_to_the_result_and_the_evidence_is_one_click_away(opened):
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#result a").first.click()
    page.wait_for_function("() => Math.abs(document.getElementById('finding-1').getBoundingClientRect().top) < 60")


def test_a_button_changes_everything_and_the_other_brings_it_back(opened):
    page = opened.page
    before = page.locator("#main").text_content()
    page.locator("button[data-language=zh-Hant]").click()
    assert page.evaluate("document.documentElement.lang") == "zh-Hant"
    assert page.title().startswith("個案 CASE-07：陽性")
    assert page.locator("h1").inner_text() == "陽性：於 ALDH7A1 檢出 2 個變異"
    assert page.locator("nav").get_attribute("aria-label") == "本頁內容"
    assert page.locator("button[data-language=zh-Hant]").get_attribute("aria-pressed") == "true"
    page.get_by_label("文字", exact=True).fill("gene7919")
    assert len(column(page, "gene")) == 1
    page.get_by_label("文字", exact=True).fill("")
    page.locator("button[data-language=en]").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#main").text_content() == before


def test_the_page_starts_in_the_language_of_the_report(page_file, open_page, tmp_path):
    report = rich_report(tmp_path).model_copy(update={"language": "zh-Hant"})
    path = tmp_path / "zh.html"
    path.write_text(make_html(report), encoding="utf-8")
    page = open_page(path).page
    assert page.locator("h1").inner_text().startswith("陽性")
    page.locator("button[data-language=en]").click()
    assert page.locator("h1").inner_text() == "Positive: 2 findings in ALDH7A1"


def test_a_gene_of_a_big_panel_is_found(opened):
    page = opened.page
    box = page.locator("#find-gene input")
    assert not page.locator(".genes tr", has_text="GENE133").first.is_visible()
    box.fill("gene133")
    assert page.locator(".genes tr", has_text="GENE133").first.is_visible()
    assert page.locator("#genes-shown").inner_text() == "1 / 200"
    box.fill("")
    assert page.locator(".genes tbody tr:not([hidden])").count() == 200


def test_paper_shows_everything_and_no_button(opened, tmp_path):
    page = opened.page
    page.locator("button[data-sort=gene]").click()
    page.emulate_media(media="print")
    for row in ("#c1", "#c60"):
        assert page.locator(f"{row} .unfolded").first.is_visible()
    hidden = "elements => elements.filter(e => e.checkVisibility() && !e.dataset.sort).map(e => e.outerHTML)"
    assert page.eval_on_selector_all("button, input, select, nav", hidden) == []
    folded = "details => details.filter(one => !one.lastElementChild.checkVisibility({contentVisibilityAuto: true}))"
    assert page.eval_on_selector_all("details", f"details => ({folded})(details).length") == 0
    page.pdf(path=str(tmp_path / "page.pdf"))
    assert (tmp_path / "page.pdf").stat().st_size > 50_000


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_phone_never_scrolls_sideways(page_file, open_page, dark, language):
    found = open_page(page_file, color_scheme="dark" if dark else "light")
    page = found.page
    page.set_viewport_size(PHONE)
    page.locator(f"button[data-language={language}]").click()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.locator("#c1 button.unfold").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found.faults == []


RATIO = """() => {
    const number = (text) => {
        const [r, g, b, a] = text.match(/[\\d.]+/g).map(Number);
        return [r, g, b, a === undefined ? 1 : a];
    };
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const colour = number(getComputedStyle(one).backgroundColor);
            if (colour[3] === 1) return colour;
        }
        return [255, 255, 255, 1];
    };
    const low = [];
    for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!own || element.closest("svg, script") || !element.checkVisibility()) continue;
        const [front, back] = [light(number(getComputedStyle(element).color)), light(ground(element))];
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
    }
    return low;
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(page_file, open_page, dark):
    """Source: WCAG 2.2, success criterion 1.4.3: 4.5 to 1."""
    page = open_page(page_file, color_scheme="dark" if dark else "light").page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate(RATIO) == []


def test_headings_landmarks_and_names_are_in_order(opened):
    page = opened.page
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert page.locator(f"{landmark}:not(article *)").count() == 1
    assert page.locator("th:not([scope])").count() == 0
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    named = "all => all.filter(one => !(one.labels && one.labels.length) && !one.getAttribute('aria-label')).length"
    assert page.eval_on_selector_all("input, select", named) == 0
    links = page.eval_on_selector_all("a[href^='#']", "all => all.map(one => one.getAttribute('href').slice(1))")
    assert set(links) <= set(ids)


def test_without_a_script_everything_can_be_read(page_file, open_page):
    found = open_page(page_file, java_script_enabled=False)
    page = found.page
    assert page.locator("#c60 .unfolded").first.is_visible()
    assert page.locator("h1").inner_text() == "Positive: 2 findings in ALDH7A1"
    for hidden in (".languages", "#filters", "button.unfold", "#find-gene"):
        assert not page.locator(hidden).first.is_visible()


def test_a_negative_page_says_so_and_what_was_not_searched(negative_file, open_page):
    found = open_page(negative_file)
    assert found.page.locator("h1").inner_text().startswith("Negative")
    assert found.page.locator("#findings").count() == 0
    assert found.page.locator("#searched").get_by_text("CDKL5").count() > 0
    assert found.faults == []
