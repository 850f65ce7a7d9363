"""Quality gates of a laboratory: what a person's data must reach before a report goes out, each with its source.

A gate has three outcomes: passed, failed, not measured. One that fails, or was not measured, marks the report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from pydantic import Field
from pydantic import model_validator

from genopipe.cases import Closed
from genopipe.pedigree import ID_PATTERN


class Measure(StrEnum):
    """A figure that a gate can ask for."""

    YIELD_Q30 = "yield_q30"
    Q30_FRACTION = "q30_fraction"
    MEAN_DEPTH = "mean_depth"
    BREADTH = "breadth"
    GENES_COVERED = "genes_covered"
    MAPPED_FRACTION = "mapped_fraction"
    DUPLICATE_FRACTION = "duplicate_fraction"
    INSERT_SIZE = "insert_size"
    CONTAMINATION = "contamination"


@dataclass(frozen=True)
class MeasureWords:
    """What a measure is called, and how its figure is written.

    Attributes:
        title: What it is called.
        unit: Unit in which it is written, after a blank.
        factor: By what the figure is multiplied to be written.
    """

    title: str
    unit: str
    factor: float = 1.0

    def write(self, value: float) -> str:
        """Return a figure as it is written, with six digits at most: rounding must not cross a threshold."""
        return f"{value * self.factor:.6g} {self.unit}"


def _percent(title: str) -> MeasureWords:
    """Return the words of a fraction that is written in per cent."""
    return MeasureWords(title, "%", 100.0)


WORDS: Mapping[Measure, MeasureWords] = MappingProxyType(
    {
        Measure.YIELD_Q30: MeasureWords("Bases of Phred quality 30 or more", "Gb", 1e-9),
        Measure.Q30_FRACTION: _percent("Part of bases of Phred quality 30 or more"),
        Measure.MEAN_DEPTH: MeasureWords("Mean depth", "reads"),
        Measure.BREADTH: _percent("Part of the genome"),
        Measure.GENES_COVERED: _percent("Panel genes"),
        Measure.MAPPED_FRACTION: _percent("Reads mapped"),
        Measure.DUPLICATE_FRACTION: _percent("Reads that are duplicates"),
        Measure.INSERT_SIZE: MeasureWords("Mean insert size", "bases"),
        Measure.CONTAMINATION: _percent("Contamination"),
    }
)
AT_DEPTH = frozenset({Measure.BREADTH, Measure.GENES_COVERED})
"""Measures that are taken at a depth."""

_LIMITS = ("at_least", "more_than", "at_most", "less_than")


class Gate(Closed):
    """One gate: a measure and its limit, to be reached exactly as it is written (at least is not more than)."""

    measure: Measure = Field(description="What is asked.")
    depth: int | None = Field(
        default=None, ge=1, description="Of breadth and genes_covered: the depth that counts as covered (reads)."
    )
    at_least: float | None = Field(default=None, description="The figure must be this or more.")
    more_than: float | None = Field(default=None, description="The figure must be more than this.")
    at_most: float | None = Field(default=None, description="The figure must be this or less.")
    less_than: float | None = Field(default=None, description="The figure must be less than this.")
    source: str = Field(min_length=1, description="Where the limit comes from: DOI or document, and its place there.")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if sum(getattr(self, name) is not None for name in _LIMITS) != 1:
            raise ValueError(f"a gate has one limit: one of {', '.join(_LIMITS)}")
        if (self.measure in AT_DEPTH) != (self.depth is not None):
            raise ValueError("depth is for breadth and genes_covered, and needed there")
        return self

    @property
    def limit(self) -> tuple[str, float]:
        """The limit's word and its value."""
        return next((name, value) for name in _LIMITS if (value := getattr(self, name)) is not None)

    def holds(self, value: float) -> bool:
        """Say whether a figure passes."""
        word, limit = self.limit
        return {
            "at_least": value >= limit,
            "more_than": value > limit,
            "at_most": value <= limit,
            "less_than": value < limit,
        }[word]

    @property
    def title(self) -> str:
        """What is asked, in words."""
        words = WORDS[self.measure].title
        return f"{words} covered by {self.depth} reads or more" if self.depth is not None else words

    @property
    def limit_text(self) -> str:
        """The limit in words, with its unit."""
        word, limit = self.limit
        return f"{word.replace('_', ' ')} {WORDS[self.measure].write(limit)}"


class GateProfile(Closed):
    """The gates of a laboratory."""

    name: str = Field(pattern=ID_PATTERN, description="The profile's name, as reports print it.")
    title: str = Field(description="Whose gates these are.")
    gates: tuple[Gate, ...] = Field(min_length=1, description="The gates, in the order in which they are shown.")

    @model_validator(mode="after")
    def _asked_once(self) -> Self:
        asked = [(gate.measure, gate.depth, gate.limit[0]) for gate in self.gates]
        twice = sorted({key[0].value for key in asked if asked.count(key) > 1})
        if twice:
            raise ValueError(f"asked twice: {', '.join(twice)}")
        return self


class Outcome(StrEnum):
    """What became of a gate."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_MEASURED = "not_measured"


class GateResult(Closed):
    """One gate asked of one person."""

    person: str = Field(description="The person's id.")
    measure: Measure = Field(description="What was asked.")
    title: str = Field(description="What was asked, in words.")
    value: float | None = Field(description="The figure, in the unit of the measure; none: not measured.")
    value_text: str = Field(description="The figure as it is written.")
    limit_text: str = Field(description="The limit in words.")
    outcome: Outcome = Field(description="passed, failed or not_measured.")
    source: str = Field(description="Where the limit comes from.")


class GateReport(Closed):
    """All gates of a profile, asked of everyone with data in a case."""

    profile: str = Field(description="The profile's name.")
    title: str = Field(description="Whose gates these are.")
    results: tuple[GateResult, ...] = Field(description="One row a person and gate.")

    def of(self, outcome: Outcome) -> tuple[GateResult, ...]:
        """Return the rows with an outcome."""
        return tuple(result for result in self.results if result.outcome is outcome)
