"""The result as JSON for machines and as two tables; fractions are 0-1."""

from collections.abc import Iterable
from typing import Any
from typing import cast

from genopipe.identity.expected import Relation
from genopipe.identity.family import FamilyResult
from genopipe.identity.family import PairResult
from genopipe.identity.findings import Check
from genopipe.identity.findings import Reason
from genopipe.identity.findings import Verdict
from genopipe.identity.findings import worst
from genopipe.identity.people import PersonResult
from genopipe.identity.stage import Identity
from genopipe.identity_file import IdentityCheck
from genopipe.identity_file import IdentityErrors
from genopipe.identity_file import IdentityFamily
from genopipe.identity_file import IdentityFile
from genopipe.identity_file import IdentityPair
from genopipe.identity_file import IdentityPerson
from genopipe.identity_file import IdentityReason
from genopipe.identity_file import Outcome
from genopipe.identity_settings import IdentitySettings
from genopipe.io.cells import guarded

_DIGITS = 6
_MISSING = "n/a"


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(float(number), _DIGITS)


def make_file(identity: Identity, settings: IdentitySettings) -> IdentityFile:
    """Return the result as the file for machines holds it."""
    return IdentityFile(
        build=identity.build,
        records=identity.records,
        sites=identity.sites,
        spacing=identity.spacing,
        frequencies_given=identity.with_frequencies,
        populations=identity.populations,
        called_jointly=not identity.merged,
        people_without_family=len(identity.strangers),
        settings=settings,
        families={result.family: _family(result) for result in identity.families},
    )


def make_json(identity: Identity, settings: IdentitySettings) -> dict[str, Any]:
    """Return the result as an object of plain values."""
    return make_file(identity, settings).model_dump(mode="json", by_alias=True)


def _family(result: FamilyResult) -> IdentityFamily:
    return IdentityFamily(
        verdict=_outcome(result.verdict),
        reasons=tuple(reason_row(reason) for reason in result.reasons),
        people={person.person: _person(person) for person in result.people},
        without_data=result.without_data,
        pairs=tuple(pair_row(pair) for pair in (*result.pairs, *result.foreign)),
        mendelian=tuple(
            IdentityErrors(
                child=one.child, parents=one.parents, sites=one.sites, errors=one.errors, rate=_rounded(one.rate)
            )
            for one in result.errors
        ),
    )


def _outcome(verdict: Verdict) -> Outcome:
    return cast("Outcome", verdict.value)


def reason_row(reason: Reason) -> IdentityReason:
    """Return a reason as the file holds it."""
    return IdentityReason(
        problem=reason.problem.value,
        verdict=reason.verdict.value,
        people=reason.people,
        text=reason.text,
        check=reason.check,
    )


def _person(person: PersonResult) -> IdentityPerson:
    return IdentityPerson(
        stated_sex=person.stated_sex,
        karyotype=person.call.karyotype,
        x_copies=person.call.x,
        y_copies=person.call.y,
        verdict=_outcome(worst(check.verdict for check in person.checks)),
        contamination_source=person.contamination.source,
        population=None if person.ancestry is None else person.ancestry.population,
        checks=tuple(_check(check) for check in person.checks),
    )


def _check(check: Check) -> IdentityCheck:
    return IdentityCheck(
        check=check.check,
        verdict=check.verdict.value,
        value=_rounded(check.value),
        error=_rounded(check.error),
        threshold=_rounded(check.threshold),
        unit=check.unit,
        sites=check.sites,
        text=check.text,
    )


def pair_row(pair: PairResult) -> IdentityPair:
    """Return a pair as the file holds it."""
    known = pair.found.kinship is not None
    return IdentityPair(
        first=pair.first,
        second=pair.second,
        stated=pair.stated.relation.value,
        expected_kinship=_rounded(pair.stated.kinship),
        inferred=None if pair.found.relation is None else pair.found.relation.value,
        kinship=_rounded(pair.found.kinship),
        kinship_error=_rounded(pair.found.error),
        ibs0=pair.found.opposite if known else None,
        ibs0_ratio=_rounded(pair.found.ratio) if known else None,
        sites=pair.found.sites,
        verdict=pair.finding.verdict.value,
        problem=None if pair.finding.problem is None else pair.finding.problem.value,
        text=pair.finding.text,
        left_out=pair.found.left_out,
    )


def people_table(identity: Identity) -> str:
    """Return one line a person and measure, with a header."""
    columns = ("family", "person", "stated_sex", "karyotype", "check", "verdict", "value", "error", "threshold", "unit")
    rows = [
        (
            result.family,
            person.person,
            person.stated_sex.value,
            person.call.karyotype,
            check.check,
            check.verdict.value,
            check.value,
            check.error,
            check.threshold,
            check.unit or None,
            check.sites,
            check.text,
        )
        for result in identity.families
        for person in result.people
        for check in person.checks
    ]
    return table_text((*columns, "sites", "text"), rows)


def pairs_table(identity: Identity) -> str:
    """Return one line a pair of a family, and of related people of two families, with a header."""
    columns = ("family", "first", "second", "stated", "expected_kinship", "inferred", "kinship", "kinship_error")
    further = ("ibs0", "ibs0_ratio", "sites", "verdict", "problem", "text", "left_out")
    rows = [
        (result.family, *pair_row(pair).model_dump().values())
        for result in identity.families
        for pair in (*result.pairs, *result.foreign)
    ]
    return table_text((*columns, *further), rows)


def table_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as text, with a header."""
    lines = ["\t".join(columns), *("\t".join(map(_cell, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    """Return a value as a cell: numbers as they are, texts without formulas, `n/a` for unknown, `none` for no names."""
    if value is None:
        return _MISSING
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return guarded(",".join(map(str, value))) if value else "none"
    return str(value) if isinstance(value, int) else guarded(str(value))


def verdict_line(identity: Identity) -> str:
    """Return the neutral line for a log: numbers of families by verdict, and nothing of anybody."""
    verdicts = [result.verdict.value for result in identity.families]
    counts = ", ".join(f"{verdicts.count(word)} {word}" for word in ("pass", "flag", "stop"))
    return f"{len(verdicts)} families: {counts}"


def relation_words(relation: Relation | None) -> str:
    """Return a relation as the page shows it."""
    return "not assessable" if relation is None else relation.value
