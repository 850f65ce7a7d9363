"""The figures of ACMG/AMP classification, as closed objects: criteria, strengths, thresholds, classes, combinations.

They stand in `curated/acmg.yaml`, each with its unit and source; `genopipe.io.acmg_file` reads them. Nothing of the
classification has a number of its own in the code.
"""

import math
from enum import StrEnum
from itertools import pairwise
from typing import Self

import polars as pl
from pydantic import Field
from pydantic import model_validator

from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import VariantClass
from genopipe.acmg_codes import read_code
from genopipe.cases import Closed

__all__ = [
    "STRENGTHS",
    "Acmg",
    "ClassBy",
    "Combination",
    "Criterion",
    "CriterionRule",
    "Direction",
    "DoubleKind",
    "DoubleRule",
    "Needs",
    "Op",
    "Reference",
    "Strength",
    "TableRule",
    "Threshold",
    "Unit",
    "Use",
    "VariantClass",
]

NAME_PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"


class Use(StrEnum):
    """How a criterion is decided."""

    AUTOMATED = "automated"
    CURATED = "curated"
    OFF = "off"


class Op(StrEnum):
    """How a value is held against a threshold."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"

    @property
    def words(self) -> str:
        """The comparison in words: `at least`."""
        return self.name.lower().replace("_", " ")


class Unit(StrEnum):
    """The unit of a threshold."""

    FRACTION = "fraction"
    SCORE = "score"
    POINTS = "points"
    CLASS_POINTS = "class_points"
    COUNT = "count"
    BASES = "bases"
    AMINO_ACIDS = "amino_acids"
    MEIOSES = "meioses"
    RATIO = "ratio"
    LOG10 = "log10"
    BITS = "bits"
    YEARS = "years"

    @property
    def whole(self) -> bool:
        """Whether values of the unit are whole numbers."""
        return self in _WHOLE


_WHOLE = frozenset({Unit.CLASS_POINTS, Unit.COUNT, Unit.BASES, Unit.AMINO_ACIDS, Unit.MEIOSES})


class Reference(Closed):
    """Where figures come from."""

    title: str = Field(min_length=1, description="Authors, what it is, and the journal.")
    doi: str = Field(default="", pattern=r"^(10\.\d{4,9}/\S+)?$", description="Digital object identifier, plain.")
    url: str = Field(default="", pattern=r"^(https://\S+)?$", description="Address of a document that has no DOI.")
    date: str = Field(pattern=DATE_PATTERN, description="When it was published: year, month, day as far as known.")

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not self.doi and not self.url:
            raise ValueError("give a doi or a url")
        return self

    @property
    def text(self) -> str:
        """The DOI or address, as evidence carries it."""
        return f"doi:{self.doi}" if self.doi else self.url


class Threshold(Closed):
    """One figure against which a value is held."""

    value: float = Field(description="The figure, in its unit.")
    unit: Unit = Field(description="Its unit.")
    op: Op = Field(description="The comparison that a value must pass: value op threshold.")
    meaning: str = Field(min_length=1, description="What it says when a value passes, in a sentence.")
    criteria: tuple[Criterion, ...] = Field(default=(), description="Criteria that use it; none: the combination.")
    strength: Strength | None = Field(default=None, description="The strength that it gives, where it gives one.")
    source: str = Field(min_length=1, description="Name of a reference; of a laboratory's own: the text of its source.")
    place: str = Field(default="", description="Where it stands there: table, section, page.")
    date: str = Field(default="", description="Date of a laboratory's own figure; else that of the reference.")

    @model_validator(mode="after")
    def _is_a_figure(self) -> Self:
        if not math.isfinite(self.value):
            raise ValueError("a threshold is a finite number")
        if self.unit.whole and self.value != int(self.value):
            raise ValueError(f"{self.unit} are whole numbers")
        return self

    @property
    def whole(self) -> bool:
        """Whether values are whole numbers."""
        return self.unit.whole

    def holds(self, value: float | None) -> bool | None:
        """Say whether a value passes; None: there is no value, so it cannot be said."""
        if value is None or math.isnan(value):
            return None
        return {
            Op.AT_LEAST: value >= self.value,
            Op.MORE_THAN: value > self.value,
            Op.AT_MOST: value <= self.value,
            Op.LESS_THAN: value < self.value,
        }[self.op]

    def expression(self, value: pl.Expr) -> pl.Expr:
        """Return the same comparison for a column: true, false, or null where there is no value."""
        given = value.cast(pl.Float64).fill_nan(None)
        return {
            Op.AT_LEAST: given >= self.value,
            Op.MORE_THAN: given > self.value,
            Op.AT_MOST: given <= self.value,
            Op.LESS_THAN: given < self.value,
        }[self.op]

    @property
    def limit_text(self) -> str:
        """The limit in words, for reasons: `at least 0.644`."""
        return f"{self.op.words} {self.value:.10g}"


class CriterionRule(Closed):
    """What is fixed about one criterion."""

    meaning: str = Field(min_length=1, description="What the criterion says.")
    use: Use = Field(description="automated: from data; curated: read from evidence files, never guessed; off.")
    strength: Strength = Field(description="Strength where nothing gives another.")
    strengths: tuple[Strength, ...] = Field(min_length=1, description="Strengths that genopipe may give it.")
    source: str = Field(min_length=1, description="Name of a reference; of a laboratory's own: the text of its source.")
    place: str = Field(default="", description="Where it stands there.")
    why: str = Field(default="", description="Why it departs from ACMG/AMP 2015, where it does.")
    instead_of: Strength | None = Field(
        default=None,
        description="The strength that ships, for which a laboratory's own stands; none: as it ships.",
    )

    @model_validator(mode="after")
    def _own_is_allowed(self) -> Self:
        if self.strength not in self.strengths:
            raise ValueError(f"strength {self.strength} is not among strengths")
        return self


class Needs(Closed):
    """How many criteria of each strength a rule of the table asks for; stronger ones may stand for weaker."""

    stand_alone: int = Field(default=0, ge=0, description="Stand-alone criteria (count).")
    very_strong: int = Field(default=0, ge=0, description="Very strong criteria (count).")
    strong: int = Field(default=0, ge=0, description="Strong criteria (count).")
    moderate: int = Field(default=0, ge=0, description="Moderate criteria (count).")
    supporting: int = Field(default=0, ge=0, description="Supporting criteria (count).")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not any(self.of(strength) for strength in STRENGTHS):
            raise ValueError("a rule needs one criterion or more")
        return self

    def of(self, strength: Strength) -> int:
        """How many of a strength."""
        return int(getattr(self, strength.value))

    @property
    def text(self) -> str:
        """In words, strongest first: `1 very strong, 1 supporting`."""
        asked = ((self.of(strength), strength.value.replace("_", " ")) for strength in reversed(STRENGTHS))
        return ", ".join(f"{count} {word}" for count, word in asked if count)


class TableRule(Closed):
    """One rule of the table of combinations."""

    name: str = Field(min_length=1, description="As the table names it: `Pathogenic (i)(a)`.")
    direction: Direction = Field(description="Which criteria are counted.")
    gives: VariantClass = Field(description="The class that it gives.")
    needs: Needs = Field(description="At least so many criteria.")
    with_codes: tuple[str, ...] = Field(
        default=(), description="Codes that must be among those that count, such as PM2_Supporting; none: any."
    )
    unopposed: bool = Field(default=False, description="Only where nothing that counts speaks for the other direction.")
    source: str = Field(min_length=1, description="Name of a reference.")
    place: str = Field(default="", description="Where it stands there.")

    @model_validator(mode="after")
    def _codes_are_codes(self) -> Self:
        for code in self.with_codes:
            if read_code(code)[0].direction is not self.direction:
                raise ValueError(f"{code} does not speak for {self.direction}")
        return self


class DoubleKind(StrEnum):
    """What happens when criteria of a rule of double counting are met together."""

    DROP = "drop"
    STRONGER = "stronger"
    CAP = "cap"
    WEAKEN = "weaken"
    COMPANY = "company"
    BOTH = "both"


class DoubleRule(Closed):
    """One rule of double counting. It looks at criteria that still count after the rules before it."""

    kind: DoubleKind = Field(
        description="drop: where one of `first` counts, `then` does not. stronger: the strongest of `first` and `then` "
        "counts, the others do not; where they are equal, the one that is named first. cap: each of `then` is lowered "
        "until it and `first` have no more than `points` together. weaken: where one of `first` counts, `then` has no "
        "more than `strength`. company: `then` counts only beside another criterion of its direction. both: all count; "
        "said so that nobody asks twice."
    )
    first: tuple[Criterion, ...] = Field(default=(), description="The criteria that stay.")
    then: tuple[Criterion, ...] = Field(min_length=1, description="The criteria that give way.")
    points: int | None = Field(default=None, ge=1, description="Of cap: most points together (points).")
    strength: Strength | None = Field(default=None, description="Of weaken: the most that `then` may weigh.")
    reason: str = Field(min_length=1, description="Why, in a sentence.")
    source: str = Field(min_length=1, description="Name of a reference.")
    place: str = Field(default="", description="Where it stands there.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind is DoubleKind.CAP) != (self.points is not None):
            raise ValueError("points are for cap, and needed there")
        if (self.kind is DoubleKind.WEAKEN) != (self.strength is not None):
            raise ValueError("strength is for weaken, and needed there")
        if (self.kind is DoubleKind.COMPANY) == bool(self.first):
            raise ValueError("company names no first; every other kind does")
        if set(self.first) & set(self.then):
            raise ValueError("a criterion stands in first and in then")
        if self.kind is DoubleKind.CAP and len({criterion.direction for criterion in self.first + self.then}) > 1:
            raise ValueError("cap is for criteria of one direction")
        return self


class ClassBy(StrEnum):
    """Which combination gives the class of the report."""

    POINTS = "points"
    TABLE = "table"


class Combination(Closed):
    """How criteria that are met become a class."""

    class_by: ClassBy = Field(description="What gives the class: the points or the table. Both are always shown.")
    conflict_by: ClassBy | None = Field(
        default=None, description="What gives the class where evidence speaks for both directions; none: class_by."
    )
    points: dict[Strength, int] = Field(description="Points of each strength but stand_alone (points).")
    points_source: str = Field(min_length=1, description="Name of the reference of the points.")
    table: tuple[TableRule, ...] = Field(min_length=1, description="The rules of the table, most pathogenic first.")

    @model_validator(mode="after")
    def _every_strength_has_points(self) -> Self:
        wanted = set(STRENGTHS) - {Strength.STAND_ALONE}
        if set(self.points) != wanted:
            raise ValueError(f"points are given for {', '.join(sorted(wanted))}, no more and no less")
        ranked = [self.points[strength] for strength in STRENGTHS[:-1]]
        if ranked[0] < 1 or any(stronger <= weaker for weaker, stronger in pairwise(ranked)):
            raise ValueError("points rise with the strength, from 1 or more")
        return self


class Acmg(Closed):
    """All figures of the classification: `curated/acmg.yaml`, with a laboratory's own in their places."""

    version: str = Field(pattern=DATE_PATTERN, description="Date of the file as a whole.")
    references: dict[str, Reference] = Field(description="References by name.")
    criteria: dict[Criterion, CriterionRule] = Field(description="What is fixed about each criterion.")
    combination: Combination = Field(description="From criteria to a class.")
    doubles: tuple[DoubleRule, ...] = Field(description="Rules of double counting, in the order in which they work.")
    thresholds: dict[str, Threshold] = Field(description="Thresholds by name.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        lacking = [criterion.value for criterion in Criterion if criterion not in self.criteria]
        if lacking:
            raise ValueError(f"nothing is said of {', '.join(lacking)}")
        return self

    def threshold(self, name: str) -> Threshold:
        """Return a threshold by name; a name that is not there is a bug."""
        return self.thresholds[name]

    def source_of(self, name: str) -> str:
        """Return the source of a threshold as evidence carries it: DOI, and the place there."""
        found = self.thresholds[name]
        return self.source_text(found.source, found.place)

    def source_text(self, source: str, place: str = "") -> str:
        """Return a source in words: DOI or address of a reference, or a laboratory's own text, and the place there."""
        reference = self.references.get(source)
        text = source if reference is None else reference.text
        return f"{text}, {place}" if place else text
