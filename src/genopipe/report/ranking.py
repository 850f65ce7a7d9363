"""Place of an allele among the candidates of its case: the parts of its score in words, and what they give and lose."""

import re
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from pydantic import Field

from genopipe.cases import Closed
from genopipe.report.tables import Row
from genopipe.report.words import MODES
from genopipe.report.words import plain

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "phenotype": "phenotype",
        "consequence": "consequence",
        "frequency": "rarity",
        "class": "class",
        "inheritance": "mode of inheritance",
    }
)
"""Parts of the score for people."""
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "phenotype": {
            "": "how well the terms fit a disease of the gene",
            "other_mode": "the terms fit a disease of the gene that is inherited otherwise",
            "no_disease": "HPO knows no disease of the gene",
            "not_assessable": "no term of the case could be compared with a disease",
        },
        "consequence": {
            "high": "truncation, splice site, start or stop codon lost",
            "in_frame": "in-frame insertion or deletion",
            "missense": "missense, or another change of moderate impact",
            "splice_region": "beside a splice site, not in it",
            "other": "a consequence of low impact",
            "not_assessable": "a consequence without a known impact",
        },
        "frequency": {
            "absent": "not seen in the population, which was looked at there",
            "not_assessable": "population frequency not assessable",
        },
        "class": {"not_assessable": "not classified, counted as no evidence"},
        "inheritance": {
            "de_novo": "new in the child",
            "two_copies": "on both copies",
            "compound": "one of a pair, on different copies of the gene",
            "compound_unknown_phase": "one of a pair, perhaps on the same copy of the gene",
            "x_linked": "a mode of X or Y",
            "one_copy": "on one copy",
            "not_assessable": "no mode fits, but one could not be decided",
            "none": "no mode of inheritance fits",
        },
    }
)
"""What the value of a part was taken from, in words, by part and code of `rank_parts`."""
NEAR_BEST = "no part loses more than a hundredth: nearly the best possible score"
PAIR_MEAN = "this allele, its partner counts half"
_NAMED = 3  # parts that a sentence names
_LEAST_LOST, _LEAST_GIVEN = 0.01, 0.05  # parts that lose, or give, less than this are not named
_PART = re.compile(r"(?P<name>\w+)=(?P<value>[-\d.e]+)\*(?P<weight>[-\d.e]+)(?::(?P<word>.*))?\Z", re.DOTALL)
_NEUTRAL = ("not_assessable", "no_disease")
_OF_BOTH = ("consequence", "frequency", "class")


class RankPart(Closed):
    """One part of the score by which candidates are ranked; the parts add up to it."""

    name: str = Field(description="phenotype, consequence, frequency, class or inheritance.")
    title: str = Field(description="The part for people.")
    words: str = Field(description="What its value was taken from, in words.")
    known: bool = Field(description="Its value was taken from something known; else it is a neutral one.")
    value: float = Field(description="Its value (fraction); 1 is the best possible.")
    weight: float = Field(description="Its share of the score (fraction).")
    given: float = Field(description="What it gives to the score: value times weight (fraction).")
    lost: float = Field(description="What it gives less than the best possible (fraction).")


def _words(name: str, code: str) -> str:
    known = WORDS.get(name, {}).get(code)
    if known is not None:
        return known
    if name == "frequency":
        return f"highest population frequency {code}"
    if name == "class" and code.endswith("_points"):
        return f"points of the criteria: {code.removesuffix('_points')}"
    return plain(code)


def make_parts(texts: Sequence[str]) -> tuple[RankPart, ...]:
    """Return the parts of the score from the coded texts of `rank_parts`."""
    paired = any(text.startswith("with=") for text in texts)
    parts = []
    for match in filter(None, map(_PART.match, texts)):
        name, value, weight = match["name"], float(match["value"]), float(match["weight"])
        words = _words(name, match["word"] or "")
        parts.append(
            RankPart(
                name=name,
                title=PARTS.get(name, plain(name)),
                words=f"{words} ({PAIR_MEAN})" if paired and name in _OF_BOTH else words,
                known=(match["word"] or "") not in _NEUTRAL,
                value=value,
                weight=weight,
                given=round(value * weight, 3),
                lost=round((1 - value) * weight, 3),
            )
        )
    return tuple(parts)


def why_here(parts: Sequence[RankPart]) -> str | None:
    """Return what gives most to the score, in words; None: nothing that is known gives much, or there is no score."""
    most = sorted((part for part in parts if part.known), key=lambda part: -part.given)[:_NAMED]
    told = [
        f"{part.title} gives {part.given:.2f} of {part.weight:.2f}: {part.words}"
        for part in most
        if part.given >= _LEAST_GIVEN
    ]
    return "; ".join(told) or None


def why_not_higher(parts: Sequence[RankPart]) -> str | None:
    """Return what loses most against the best possible score, in words; None: there is no score."""
    if not parts:
        return None
    most = sorted(parts, key=lambda part: -part.lost)[:_NAMED]
    told = [
        f"{part.title} loses {part.lost:.2f} of {part.weight:.2f}: {part.words}"
        for part in most
        if part.lost > _LEAST_LOST
    ]
    return "; ".join(told) or NEAR_BEST


def _told(texts: Sequence[str], name: str) -> str | None:
    return next((text.partition("=")[2] for text in texts if text.startswith(f"{name}=")), None)


def make_rank(candidate: Row) -> dict[str, Any]:
    """Return the fields of an allele's report that tell its place; where there is none, why.

    Args:
        candidate: Row of `candidates`.
    """
    texts = candidate.get("rank_parts") or ()
    parts, mode = make_parts(texts), _told(texts, "mode")
    return {
        "rank": candidate.get("rank"),
        "rank_score": candidate.get("rank_score"),
        "rank_parts": parts,
        "rank_mode": None if mode is None else MODES.get(mode),
        "rank_with": _told(texts, "with"),
        "rank_state": candidate.get("rank_state") or "ranking was not run",
        "why_here": why_here(parts),
        "why_not_higher": why_not_higher(parts),
    }
