"""The page of the laboratory: one file, no script, no request, every text escaped by the template."""

import base64
import hashlib
from functools import cache

from jinja2 import Environment
from jinja2 import PackageLoader
from jinja2 import StrictUndefined

from genopipe.identity.drawing import draw_relations
from genopipe.identity.drawing import draw_sexes
from genopipe.identity.family import FamilyResult
from genopipe.identity.findings import Verdict
from genopipe.identity.stage import Identity
from genopipe.identity.written import relation_words
from genopipe.identity_settings import IdentitySettings
from genopipe.visible import visible_value

_HEADLINES = {
    Verdict.PASS: "Pass: nothing speaks against what is stated.",
    Verdict.FLAG: "Flag: interpretation goes on; look at what is said below.",
    Verdict.STOP: "Stop: this family is not interpreted until this is resolved.",
}


def _figure(number: float | None, digits: int = 3) -> str:
    return "n/a" if number is None else f"{number:,.{digits}f}"


def _percent(number: float | None) -> str:
    return "n/a" if number is None else f"{number:.2%}"


def _words(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, a missing name is an error."""
    made = Environment(
        loader=PackageLoader("genopipe.identity"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(figure=_figure, percent=_percent, words=_words, relation=relation_words)
    return made


def style_hash() -> str:
    """Return the SHA-256 of the inline style, as the Content-Security-Policy names it."""
    style = environment().get_template("style.css").render()
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def make_page(identity: Identity, settings: IdentitySettings) -> str:
    """Return the page."""
    drawings = {
        result.family: (draw_sexes(result, settings), draw_relations(result, settings)) for result in identity.families
    }
    page = (
        environment()
        .get_template("identity.html.j2")
        .render(
            identity=identity,
            families=sorted(identity.families, key=_stops_first),
            drawings=drawings,
            headlines=_HEADLINES,
            settings=settings,
            style_hash=style_hash(),
        )
    )
    return f"{page}\n"


def _stops_first(result: FamilyResult) -> int:
    return [Verdict.STOP, Verdict.FLAG, Verdict.PASS].index(result.verdict)
