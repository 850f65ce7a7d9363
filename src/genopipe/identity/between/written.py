"""Who is who between families as JSON, as a table and as the page of the laboratory; fractions are 0-1."""

from typing import Any

from genopipe.families_file import FamiliesCase
from genopipe.families_file import FamiliesFile
from genopipe.families_file import FamiliesPair
from genopipe.identity.between.families import Between
from genopipe.identity.between.families import CaseResult
from genopipe.identity.family import PairResult
from genopipe.identity.findings import Verdict
from genopipe.identity.page import environment
from genopipe.identity.page import style_hash
from genopipe.identity.written import pair_row
from genopipe.identity.written import reason_row
from genopipe.identity.written import table_text
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings

_ORDER = (Verdict.STOP, Verdict.FLAG, Verdict.NOT_ASSESSABLE, Verdict.PASS)
_COLUMNS = ("case", "family", "verdict", "problem", "people", "text", "check")


def make_json(between: Between, settings: BetweenSettings, identity: IdentitySettings) -> dict[str, Any]:
    """Return the result as an object of plain values."""
    made = FamiliesFile(
        sites=between.sites,
        people=between.people,
        compared=between.compared,
        settings=settings,
        identity_settings=identity,
        cases={one.case: _case(one) for one in between.cases},
        pairs=tuple(_pair(pair, between) for pair in between.pairs),
    )
    return made.model_dump(mode="json", by_alias=True)


def _case(one: CaseResult) -> FamiliesCase:
    return FamiliesCase(
        family=one.family,
        verdict=one.verdict.value,
        reasons=tuple(reason_row(reason) for reason in one.reasons),
        people=one.compared,
        missing=one.missing,
    )


def _pair(pair: PairResult, between: Between) -> FamiliesPair:
    homes = {"first_family": between.homes[pair.first], "second_family": between.homes[pair.second]}
    return FamiliesPair(**pair_row(pair).model_dump(), **homes)


def families_table(between: Between) -> str:
    """Return one line a case and reason, a case without a reason included, with a header."""
    rows: list[tuple[object, ...]] = []
    for one in _worst_first(between):
        head = (one.case, one.family, one.verdict.value)
        rows += [(*head, r.problem.value, r.people, r.text, r.check) for r in one.reasons]
        if not one.reasons:
            rows.append((*head, None, (), one.missing or "nobody of the family is related to another family", ""))
    return table_text(_COLUMNS, rows)


def make_page(between: Between, settings: BetweenSettings, certainty: float) -> str:
    """Return the page: one file, no script, no request, every text escaped by the template."""
    spoken = [one for one in _worst_first(between) if one.verdict in (Verdict.STOP, Verdict.FLAG)]
    silent = [one for one in _worst_first(between) if one not in spoken]
    page = environment().get_template("families.html.j2")
    return (
        page.render(
            between=between,
            spoken=spoken,
            unread=[one for one in silent if one.missing],
            passed=[one for one in silent if not one.missing],
            counts=_counts(between),
            settings=settings,
            certainty=certainty,
            style_hash=style_hash(),
        )
        + "\n"
    )


def _worst_first(between: Between) -> list[CaseResult]:
    return sorted(between.cases, key=_place)


def _place(one: CaseResult) -> tuple[int, str]:
    return _ORDER.index(one.verdict), one.case


def _counts(between: Between) -> dict[Verdict, int]:
    verdicts = [one.verdict for one in between.cases]
    return {verdict: verdicts.count(verdict) for verdict in _ORDER}


def verdict_line(between: Between) -> str:
    """Return the neutral line for a log: numbers of cases by verdict, and nothing of anybody."""
    told = ", ".join(f"{number} {verdict.value.replace('_', ' ')}" for verdict, number in _counts(between).items())
    return f"{len(between.cases)} cases: {told}"
