"""Every page that the project writes, made of texts that are given: reports, run page, pages of the laboratory."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import numpy as np

from browser.hostile import Filler
from browser.hostile import TextOf
from browser.hostile import replaced
from genopipe.chromosomes.drawing import draw_person
from genopipe.chromosomes.results import Outcome
from genopipe.identity.between.families import Between
from genopipe.identity.between.written import make_page as make_families_page
from genopipe.identity.page import make_page as make_identity_page
from genopipe.identity.stage import Identity
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings
from genopipe.report.case import CaseReport
from genopipe.report.case import PersonLine
from genopipe.report.html import make_html
from genopipe.report.plain_page import make_plain_page
from genopipe.report.run_page import STATUSES
from genopipe.report.run_page import CaseLine
from genopipe.report.run_page import Status
from genopipe.report.run_page import make_run_page
from genopipe.report.texts import LANGUAGES
from genopipe.report.texts import Texts
from unit.identity.between.test_families import compare
from unit.identity.test_families import judge
from unit.identity.test_families import make_batch
from unit.identity.world import World

IDENTITY = IdentitySettings()


def make_report(text_of: TextOf, *, words: bool = False) -> CaseReport:
    """Return a report in which everything is there: a trio with two findings of one gene that are partners.

    Args:
        text_of: Place of the model to its text.
        words: Fields that hold a word of the code hold one, so that what depends on them is shown.
    """
    filler = Filler(text_of, words)
    report = filler.make(CaseReport)
    people = [filler.make(PersonLine, f"people[{number}]") for number in range(3)]
    parents = {"father": people[1].person, "mother": people[2].person}
    gene = report.findings[0].gene
    changes = {
        "people": (people[0].model_copy(update=parents), *people[1:]),
        "findings": tuple(one.model_copy(update={"gene": gene}) for one in report.findings),
    }
    return report.model_copy(update=changes)


def _family_page(language: str) -> Callable[[TextOf, bool], str]:
    def make(text_of: TextOf, words: bool) -> str:
        return make_plain_page(make_report(text_of, words=words), Texts(language))

    return make


def _case_line(text_of: TextOf, status: Status) -> CaseLine:
    told = {
        name: text_of(f"{status} {name}") for name in ("case", "title", "family", "proband", "gates", "gates_state")
    }
    links = (("cases/C1/report.html", text_of(f"{status} link")),)
    genes = (text_of(f"{status} gene"),)
    return CaseLine(status=status, people=3, genes=genes, candidates=2, links=links, **told)


def _run_page(text_of: TextOf, _: bool) -> str:
    lines = {status: _case_line(text_of, status) for status in STATUSES}
    with mock.patch("genopipe.report.run_page.make_case_line", lambda _, case: lines[case]):
        return make_run_page(Path("nowhere"), STATUSES, text_of("laboratory"))


@cache
def _identity() -> Identity:
    world = World(np.random.default_rng(41), sites=4_400)
    families, samples = make_batch(world, ["trio", "quad"])
    samples["trio0_C"] = samples["quad1_F"]
    return judge(world, families, samples)


@cache
def _between() -> Between:
    world = World(np.random.default_rng(41), sites=4_400)
    families, samples = make_batch(world, ["trio", "trio", "quad"])
    samples["trio1_C"] = samples["trio0_C"]
    return compare(world, families, samples)


def _identity_page(text_of: TextOf, _: bool) -> str:
    return make_identity_page(replaced(_identity(), text_of), IDENTITY)


def _families_page(text_of: TextOf, _: bool) -> str:
    return make_families_page(replaced(_between(), text_of), BetweenSettings(), IDENTITY.certainty)


def _drawing(text_of: TextOf, _: bool) -> str:
    """Draw the chromosomes of a person: objects that say no more than the drawing asks for."""
    contig = SimpleNamespace(track=None, runs=[], disomy=None, imbalances=[], reason=text_of("reason"))
    member = SimpleNamespace(
        name=text_of("person"), person=SimpleNamespace(family=text_of("family"), parents=0), parents=0
    )
    study = SimpleNamespace(member=member, contigs={text_of("contig"): contig}, parents_fit=False)
    untold = {"reason": text_of("why"), "genome_fraction": None, "outcome": Outcome.NOT_ASSESSABLE}
    parents = {"maternal": Outcome.NOT_ASSESSABLE, "paternal": Outcome.NOT_ASSESSABLE}
    told = SimpleNamespace(**untold, **parents)
    return draw_person(study, SimpleNamespace(runs=told, disomy=told, imbalance=told), {})


PAGES: dict[str, Callable[[TextOf, bool], str]] = {
    "report.html": lambda text_of, words: make_html(make_report(text_of, words=words)),
    **{f"family.{language}.html": _family_page(language) for language in LANGUAGES},
    "index.html": _run_page,
    "identity.html": _identity_page,
    "families.html": _families_page,
    "person.svg": _drawing,
}
"""Name of each page to what makes it of texts; True: words of the code where it asks for them."""
