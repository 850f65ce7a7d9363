"""The report as one HTML file: no request, every text escaped, both languages, scripts allowed by their digest."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment
from jinja2 import PackageLoader
from jinja2 import StrictUndefined
from markupsafe import Markup

from genopipe.gates import Outcome
from genopipe.report.case import CaseReport
from genopipe.report.identified import make_identifiers
from genopipe.report.igv_source import viewer_manifest
from genopipe.report.igv_source import viewer_source
from genopipe.report.page_candidates import make_candidate_rows
from genopipe.report.page_candidates import make_choices
from genopipe.report.page_texts import PageTexts
from genopipe.report.page_texts import shown
from genopipe.report.pedigree_drawing import Drawing
from genopipe.report.pedigree_drawing import make_drawing
from genopipe.report.pedigree_marks import alleles_drawn
from genopipe.report.pedigree_marks import make_marks
from genopipe.report.reads_file import CaseReads
from genopipe.report.shown_reads import make_views
from genopipe.report.shown_reads import reads_note
from genopipe.report.shown_reads import reads_of
from genopipe.report.texts import ENGLISH
from genopipe.report.texts import Texts
from genopipe.report.words import MODES
from genopipe.report.words import NOT_AVAILABLE
from genopipe.report.words import TIERS
from genopipe.report.words import percent
from genopipe.report.words import plain

_STYLE = "page.css"
_SCRIPTS = ("begin.js", "page.js")
_READS_SCRIPT = "reads.js"


def whole(number: int | None) -> str:
    """Return a count with thousands marked, or `n/a`."""
    return NOT_AVAILABLE if number is None else f"{number:,}"


def figure(number: float | None, digits: int = 1) -> str:
    """Return a figure with a fixed number of decimals, or `n/a`."""
    return NOT_AVAILABLE if number is None else f"{number:,.{digits}f}"


def short(name: str) -> str:
    """Return an HGVS description without the sequence that it stands on: `c.1195C>T`."""
    return name.rpartition(":")[2]


def signed(points: int | None) -> str:
    """Return points with their sign, or `n/a`."""
    return NOT_AVAILABLE if points is None else f"{points:+d}"


def frequency(fraction: float | None) -> str:
    """Return an allele frequency with three significant digits, or `n/a`."""
    return NOT_AVAILABLE if fraction is None else f"{fraction:.3g}"


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
    made.filters.update(short=short, signed=signed)
    return made


def _digest(text: str) -> str:
    """Return the SHA-256 of an inline text, as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _labels() -> list[tuple[str, tuple[str, ...]]]:
    """Return what the style writes before values of candidates on a narrow screen, by column."""
    keys = {"tier": "page.tier_column", "frequency": "page.frequency", "phenotype": "page.phenotype"}
    texts = PageTexts(ENGLISH)
    return [(name, texts.fixed(key).texts) for name, key in {**keys, "clinvar": "page.clinvar"}.items()]


def _rendered(name: str) -> str:
    return environment().get_template(name).render(labels=_labels())


def make_policy(*, scripts: bool) -> str:
    """Return the Content-Security-Policy of the page: what is inlined, by its digest, and nothing else.

    Args:
        scripts: The page holds reads, and so the viewer and the script that starts it.
    """
    styles = [_digest(_rendered(_STYLE)), *(viewer_manifest().styles if scripts else ())]
    ours = [_digest(_rendered(name)) for name in _SCRIPTS]
    ours += [_digest(viewer_source()), _digest(_rendered(_READS_SCRIPT))] if scripts else []
    run, allowed = (" ".join(f"'{one}'" for one in digests) for digests in (ours, styles))
    return (
        f"default-src 'none'; script-src {run}; style-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'"
    )


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
    rows = make_candidate_rows(report.candidates)
    texts = PageTexts(report.language)
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            labels=_labels(),
            t=texts,
            say=texts.say,
            say_list=texts.say_list,
            identifiers=make_identifiers(report, Texts()),
            rows=rows,
            choices=make_choices(rows),
            words_of={**{f"mode_{name}": words for name, words in MODES.items()}, **{f"tier_{n}": n for n in TIERS}},
            drawing=make_drawing(report.people, report.proband),
            drawings=[make_finding_drawing(report, number) for number in range(len(report.findings))],
            failed=report.gates.of(Outcome.FAILED) if report.gates else (),
            views=views,
            reads_note=reads_note(report.reads, shown=bool(views)),
            policy=Markup(make_policy(scripts=bool(views))),  # noqa: S704 - digests of our own files
            viewer=Markup(viewer_source()) if views else None,  # noqa: S704 - a file of ours
        )
    )
    return f"{page}\n"
