"""What is said of a person, a pair or a family: the problem by its name, the verdict, the numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What follows; the worst of its parts is that of a family."""

    PASS = "pass"  # noqa: S105 - no password
    FLAG = "flag"
    STOP = "stop"
    NOT_ASSESSABLE = "not_assessable"


class Problem(StrEnum):
    """Names of what can be wrong, the ones that explain others first."""

    DUPLICATE = "duplicate"
    SWAP = "swap"
    CONTAMINATION = "contamination"
    KARYOTYPE = "karyotype"
    WRONG_SEX = "wrong_sex"
    UNRELATED_PARENT = "unrelated_parent"
    UNEXPECTED_RELATION = "unexpected_relation"
    TWINS_OR_DUPLICATE = "twins_or_duplicate"
    UNEXPECTED_RELATIVES = "unexpected_relatives"
    CONSANGUINITY = "consanguinity"
    UNIPARENTAL_DISOMY = "uniparental_disomy"
    MENDELIAN_ERRORS = "mendelian_errors"
    UNCLEAR = "unclear"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True)
class Reason:
    """Why a family does not pass.

    Attributes:
        problem: Its name.
        verdict: Flag or stop; `not_assessable` changes no verdict.
        people: Whom it is about.
        text: A plain sentence.
        check: What to check next.
    """

    problem: Problem
    verdict: Verdict
    people: tuple[str, ...]
    text: str
    check: str = ""


@dataclass(frozen=True)
class Check:
    """One measure of a person held against its threshold.

    Attributes:
        check: Name of the measure.
        verdict: Pass, flag, stop or not assessable.
        text: A plain sentence.
        value: What was measured; None: not assessable.
        threshold: What it was held against; None: no single number.
        unit: Unit of both.
        error: Standard error of the value, where there is one.
        sites: Sites that it is of, where that is a number.
    """

    check: str
    verdict: Verdict
    text: str
    value: float | None = None
    threshold: float | None = None
    unit: str = ""
    error: float | None = None
    sites: int | None = None


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of verdicts; what is not assessable changes nothing."""
    found = set(verdicts)
    return next((verdict for verdict in (Verdict.STOP, Verdict.FLAG) if verdict in found), Verdict.PASS)


def in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """Return reasons, stops first, and what explains others before what it explains."""
    verdicts, problems = [Verdict.STOP, Verdict.FLAG], list(Problem)
    order = {verdict: place for place, verdict in enumerate(verdicts)}
    return sorted(reasons, key=lambda one: (order.get(one.verdict, 2), problems.index(one.problem), one.people))
