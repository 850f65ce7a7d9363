"""The report as one HTML file: no request, every text escaped; the only script is the one that shows reads."""

import base64
import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from jinja2 import PackageLoader
from jinja2 import StrictUndefined
from markupsafe import Markup

from genopipe.report.case import CaseReport
from genopipe.report.igv_source import viewer_manifest
from genopipe.report.igv_source import viewer_source
from genopipe.report.pedigree_drawing import Drawing
from genopipe.report.pedigree_drawing import make_drawing
from genopipe.report.pedigree_marks import alleles_drawn
from genopipe.report.pedigree_marks import make_marks
from genopipe.report.reads_file import CaseReads
from genopipe.report.shown_reads import make_views
from genopipe.report.shown_reads import reads_note
from genopipe.report.shown_reads import reads_of
from genopipe.report.texts import Texts
from genopipe.report.words import NOT_AVAILABLE
from genopipe.report.words import percent
from genopipe.report.words import plain

_STYLE = "style.css"
_SCRIPT = "reads.js"
# Characters that turn the direction of the text that follows. Source: Unicode Standard Annex 9, section 2.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BAD_KINDS = ("Cc", "Cs", "Co", "Cn")


def _visible(character: str) -> str:
    bad = character in _TURNING or (unicodedata.category(character) in _BAD_KINDS and character not in "\n\t")
    return "\N{REPLACEMENT CHARACTER}" if bad else character


def shown(value: object) -> object:
    """Return a value as the page shows it: `n/a` for None, no control or turning characters in texts."""
    if value is None:
        return NOT_AVAILABLE
    if isinstance(value, str) and not isinstance(value, Markup):
        return value if value.isascii() and value.isprintable() else "".join(map(_visible, value))
    return value


def whole(number: int | None) -> str:
    """Return a count with thousands marked, or `n/a`."""
    return NOT_AVAILABLE if number is None else f"{number:,}"


def figure(number: float | None, digits: int = 1) -> str:
    """Return a figure with a fixed number of decimals, or `n/a`."""
    return NOT_AVAILABLE if number is None else f"{number:,.{digits}f}"


def frequency(fraction: float | None) -> str:
    """Return an allele frequency with three significant digits, or `n/a`."""
    return NOT_AVAILABLE if fraction is None else f"{fraction:.3g}"


class PageTexts(Texts):
    """The texts of the page in one language."""

    def attribute(self, name: str, key: str) -> Markup:
        """Return an attribute of an element with a text of the catalogue."""
        return Markup(' {}="{}"').format(name, self(key))


@dataclass(frozen=True)
class FindingDrawing:
    """A pedigree with the genotypes of a finding; `names` tells the alleles apart where there are several."""

    drawing: Drawing
    names: tuple[str, ...]


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, a missing name is an error."""
    made = Environment(
        loader=PackageLoader("genopipe.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(percent=percent, plain=plain, whole=whole, figure=figure, frequency=frequency)
    return made


def _digest(text: str) -> str:
    """Return the SHA-256 of an inline text, as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _rendered(name: str) -> str:
    return environment().get_template(name).render()


def make_policy(*, scripts: bool) -> str:
    """Return the Content-Security-Policy of the page: what is inlined, by its digest, and nothing else.

    Args:
        scripts: The page holds reads, and so the viewer and the script that starts it.
    """
    styles = [_digest(_rendered(_STYLE)), *(viewer_manifest().styles if scripts else ())]
    allowed = " ".join(f"'{one}'" for one in styles)
    run = f"script-src '{_digest(viewer_source())}' '{_digest(_rendered(_SCRIPT))}'; " if scripts else ""
    return f"default-src 'none'; {run}style-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def make_finding_drawing(report: CaseReport, number: int) -> FindingDrawing:
    """Return the pedigree with the genotypes of one finding, and of its partners among the findings.

    Args:
        report: The report.
        number: Which finding, from 0.
    """
    drawn = alleles_drawn(report.findings[number], report.findings)
    marks = make_marks(drawn, report.people)
    drawing = make_drawing(report.people, report.proband, marks, f"pedigree-{number + 1}")
    names = tuple(f"{chr(ord('a') + place)}: {one.description}" for place, one in enumerate(drawn))
    return FindingDrawing(drawing, names if len(drawn) > 1 else ())


def make_html(report: CaseReport, reads: CaseReads | None = None) -> str:
    """Return the report as an HTML page.

    Args:
        report: The report.
        reads: The reads that the page holds; None: none.

    Raises:
        InputError: The reads are another case's, or of somebody who is not in the family.
    """
    sequenced = [person.person for person in report.people if person.form is not None]
    views = make_views(reads_of(report.case, sequenced, reads), report.people)
    texts = PageTexts(report.language)
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            t=texts,
            say=texts.say,
            drawing=make_drawing(report.people, report.proband),
            drawings=[make_finding_drawing(report, number) for number in range(len(report.findings))],
            views=views,
            reads_note=reads_note(report.reads, shown=bool(views)),
            policy=Markup(make_policy(scripts=bool(views))),  # noqa: S704 - digests of our own files
            viewer=Markup(viewer_source()) if views else None,  # noqa: S704 - a file of ours
        )
    )
    return f"{page}\n"
