"""The report as a PDF to be signed: one to three pages and annexes, tagged, PDF/A, the same bytes each time."""

import re
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.gates import Outcome
from genopipe.report.case import AlleleReport
from genopipe.report.case import CaseReport
from genopipe.report.html import environment
from genopipe.report.identified import make_identifiers
from genopipe.report.texts import Texts

VARIANT = "pdf/a-2a"
"""Archivable and accessible: fonts embedded, structure tagged. Source: ISO 19005-2, level A."""
LONGEST_CELL = 240
"""Characters of a text that the PDF holds; the rest is marked and stands in report.json."""
LONGEST_SENTENCE = 1200
MOST_CANDIDATES = 30
MOST_GENES = 120
MOST_TERMS = 6
"""Matching terms of a finding; the most telling come first, and all stand in report.json."""
_CHINESE_FONT = "NotoSansCJK"
# Emoji, flags, tags: the report's fonts lack them, and PDF/A allows no missing glyph (ISO 19005-2, 6.2.11.8).
_WITHOUT_GLYPH = re.compile(
    "[\u180e\u2028\u2029\ufff9-\ufffb\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\U000e0000-\U000e0fff]"
)
_FIRST_CHINESE = "\N{CJK RADICAL REPEAT}"


def class_words(allele: AlleleReport, texts: Texts) -> str:
    """Return the class of an allele in words, or that it has none."""
    word = allele.classification
    return texts(f"class.{word}") if word else texts("sheet.no_class")


def criteria_words(allele: AlleleReport) -> str:
    """Return the criteria that count, as ClinGen writes them."""
    return ", ".join(allele.criteria)


def make_cut(texts: Texts, longest: int = LONGEST_CELL) -> Callable[[str | None], str]:
    """Return a function that shortens a text, and says so."""

    def cut(text: str | None) -> str:
        text = text or ""
        return text if len(text) <= longest else text[:longest] + texts("sheet.cut")

    return cut


def make_sheet(report: CaseReport, texts: Texts) -> str:
    """Return the page of which the PDF is made."""
    template = environment().get_template("sheet/sheet.html.j2")
    sentence = make_cut(texts, LONGEST_SENTENCE)
    return template.render(
        report=report,
        t=texts,
        say=lambda text: sentence(texts.say(text)),
        say_list=lambda text: sentence(texts.say_list(text)),
        cut=make_cut(texts),
        identifiers=make_identifiers(report, texts),
        class_of=lambda allele: class_words(allele, texts),
        criteria_of=criteria_words,
        failed=report.gates.of(Outcome.FAILED) if report.gates else (),
        most=MOST_CANDIDATES,
        most_genes=MOST_GENES,
        most_terms=MOST_TERMS,
    )


def make_pdf(page: str) -> bytes:
    """Return a page as PDF/A, tagged.

    Raises:
        ContentError: The page asked for an address: it must hold all it needs, and none is opened.
        InputError: The font for Chinese is not installed.
    """
    import weasyprint  # noqa: PLC0415 - takes a second to load, and only a report needs it
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    names: list[str] = []

    def refuse(url: str, *_: object, **__: object) -> Any:  # noqa: ANN401 - never returns
        raise FatalURLFetchingError(url)

    def note_fonts(_: object, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint's own object
        names.extend(str(part["FontName"]) for part in pdf.objects if isinstance(part, dict) and "FontName" in part)

    document = weasyprint.HTML(string=_WITHOUT_GLYPH.sub("\N{REPLACEMENT CHARACTER}", page), url_fetcher=refuse)
    try:
        made: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True, finisher=note_fonts)
    except FatalURLFetchingError as error:
        raise ContentError(f"a page of the report asked for {str(error)[:80]}") from error
    check_fonts(page, names)
    return made


def check_fonts(page: str, names: Iterable[str]) -> None:
    """Check that Chinese characters were not set in a font that has none: they would be empty boxes.

    Raises:
        InputError: The font is not installed.
    """
    chinese = any(character >= _FIRST_CHINESE for character in page)
    if chinese and not any(_CHINESE_FONT in name.replace("-", "") for name in names):
        cause = "the page holds Chinese characters, and the font Noto Sans CJK is not installed"
        raise InputError([fault("REPORT-FONT", "report.pdf", cause, "install fonts-noto-cjk, as setup/tools.tsv says")])
