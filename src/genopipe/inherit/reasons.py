"""Who decided each mode, and whose genotype is missing, as short coded texts: `mode:asked=person,person;asked=...`."""

from collections.abc import Iterable
from collections.abc import Mapping

import numpy as np

from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.modes import Mode

Texts = list[list[str]]


def coded(mode: str, asked: Iterable[tuple[str, str]]) -> str:
    """Return a mode with what was asked of whom: `dominant:carries=kid,sib;without=mum`."""
    people: dict[str, list[str]] = {}
    for code, person in asked:
        people.setdefault(code, []).append(person)
    return f"{mode}:" + ";".join(f"{code}={','.join(names)}" for code, names in people.items())


def reasons_of(modes: Mapping[str, Mode], given: Mapping[str, Answers], rows: int) -> tuple[Texts, Texts]:
    """Return for each combination the evidence of the modes that fit, and what is missing for those not assessable.

    Args:
        modes: What each mode asks.
        given: The answers.
        rows: How many combinations there are.
    """
    evidence: Texts = [[] for _ in range(rows)]
    missing: Texts = [[] for _ in range(rows)]
    for name, mode in modes.items():
        answers = given[name]
        for row in np.flatnonzero(answers == YES):
            shown = [(t.code, t.person) for t in mode.terms if t.shown and (t.asked is None or t.asked[row])]
            evidence[row].append(coded(name, shown))
        for row in np.flatnonzero(answers == UNKNOWN):
            open_terms = [(term.code, term.person) for term in mode.terms if term.answers[row] == UNKNOWN]
            missing[row].append(coded(name, open_terms))
    return evidence, missing
