"""The report as one HTML file: no script, no request, every text escaped by the template."""

import base64
import hashlib
import unicodedata
from functools import cache

from jinja2 import Environment
from jinja2 import PackageLoader
from jinja2 import StrictUndefined
from markupsafe import Markup

from genopipe.report.case import CaseReport
from genopipe.report.pedigree_drawing import make_drawing
from genopipe.report.words import NOT_AVAILABLE
from genopipe.report.words import percent
from genopipe.report.words import plain

_STYLE = "style.css"
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


def style_hash() -> str:
    """Return the SHA-256 of the inline style, as the Content-Security-Policy names it."""
    style = environment().get_template(_STYLE).render()
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def make_html(report: CaseReport) -> str:
    """Return the report as an HTML page."""
    drawing = make_drawing(report.people, report.proband)
    template = environment().get_template("report.html.j2")
    page = template.render(report=report, drawing=drawing, style_hash=style_hash())
    return f"{page}\n"
