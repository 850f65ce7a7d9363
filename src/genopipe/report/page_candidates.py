"""What the page needs of candidates to sort and filter them: keys, never words that a reader sees."""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from genopipe.report.case import AlleleReport
from genopipe.report.words import CLASSES
from genopipe.report.words import MODES

MOST_IN_FULL = 100
"""Candidates whose criteria, phenotype and predictors the page prints; of those behind them the rest."""
_IMPACTS = ("HIGH", "MODERATE", "LOW", "MODIFIER")
_TIERS = ("1", "2", "3", "untiered")
_CONFIDENCES = ("green", "amber", "red")
NONE = "none"


@dataclass(frozen=True)
class CandidateRow:
    """One candidate as the page sorts and filters it.

    Attributes:
        allele: The candidate.
        keys: Numbers to sort by, joined by blanks: points, tier, frequency, impact, phenotype; `-` where not known.
        filters: What it is filtered by, joined by blanks: class, tier, confidence, then modes that fit.
        full: Its criteria, phenotype and predictors are printed.
    """

    allele: AlleleReport
    keys: str
    filters: str
    full: bool


def _known(word: str | None, words: Collection[str]) -> str:
    return word if word is not None and word in words else NONE


def _frequency(allele: AlleleReport) -> float | None:
    return 0.0 if allele.frequency.state == "absent" else allele.frequency.highest


def _keys(allele: AlleleReport) -> str:
    numbers = (
        allele.class_points,
        _TIERS.index(allele.tier) if allele.tier in _TIERS else None,
        _frequency(allele),
        _IMPACTS.index(allele.impact) if allele.impact in _IMPACTS else None,
        None if allele.phenotype is None else allele.phenotype.score,
    )
    return " ".join("-" if number is None else f"{number:.6g}" for number in numbers)


def _filters(allele: AlleleReport) -> str:
    modes = [line.mode for line in allele.modes if line.answer == "fits"] or [NONE]
    own = (
        _known(allele.classification, CLASSES),
        f"tier_{_known(allele.tier, _TIERS)}",
        f"panel_{_known(allele.panel_confidence, _CONFIDENCES)}",
    )
    return " ".join((*own, *(f"mode_{mode}" for mode in modes)))


def make_candidate_rows(candidates: Sequence[AlleleReport]) -> tuple[CandidateRow, ...]:
    """Return the candidates as the page sorts and filters them, in their order."""
    return tuple(
        CandidateRow(allele, _keys(allele), _filters(allele), number < MOST_IN_FULL)
        for number, allele in enumerate(candidates)
    )


def make_choices(rows: Iterable[CandidateRow]) -> dict[str, tuple[str, ...]]:
    """Return what can be chosen in each filter: only what there is."""
    there = {word for row in rows for word in row.filters.split(" ")}
    orders = {
        "class": (*CLASSES, NONE),
        "tier": tuple(f"tier_{one}" for one in (*_TIERS, NONE)),
        "panel": tuple(f"panel_{one}" for one in (*_CONFIDENCES, NONE)),
        "mode": tuple(f"mode_{one}" for one in (*MODES, NONE)),
    }
    return {name: tuple(word for word in order if word in there) for name, order in orders.items()}
