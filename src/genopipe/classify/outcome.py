"""What one criterion came to: met with a strength, not met, or not assessable; with the number and the threshold."""

from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum

from genopipe.acmg import Acmg
from genopipe.acmg import Criterion
from genopipe.acmg import Direction
from genopipe.acmg import Strength
from genopipe.acmg import Threshold
from genopipe.acmg_codes import write_code


class Outcome(StrEnum):
    """The three outcomes of a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True)
class Evidence:
    """One criterion, decided for one allele in one gene.

    Attributes:
        criterion: The criterion.
        outcome: What it came to.
        strength: How much it weighs; None unless it is met.
        value: The number that was used; None where there is none.
        threshold: The figure against which it was held; None where there is none.
        unit: Unit of both.
        reason: Plain sentence with the numbers.
        source: DOI, and the place there.
        data: Name and version of the data that were used.
        decided_by: `engine`, `panel:NAME` or `curator`.
    """

    criterion: Criterion
    outcome: Outcome
    strength: Strength | None = None
    value: float | None = None
    threshold: float | None = None
    unit: str = ""
    reason: str = ""
    source: str = ""
    data: str = ""
    decided_by: str = "engine"

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.MET) != (self.strength is not None):
            raise ValueError(f"{self.criterion}: a strength is given when, and only when, it is met")
        if self.strength is Strength.STAND_ALONE and self.direction is Direction.PATHOGENIC:
            raise ValueError(f"{self.criterion}: no pathogenic criterion stands alone")

    @property
    def direction(self) -> Direction:
        """What the criterion speaks for."""
        return self.criterion.direction

    @property
    def is_met(self) -> bool:
        """Whether the criterion is met."""
        return self.outcome is Outcome.MET

    @property
    def code(self) -> str:
        """The criterion as ClinGen writes it: `PVS1`, `PM2_Supporting`."""
        return write_code(self.criterion, self.strength)

    def points(self, acmg: Acmg) -> int:
        """Signed points; 0 where it is not met or stands alone."""
        return signed_points(self.criterion, self.strength, acmg)

    def weighed(self, strength: Strength | None) -> "Evidence":
        """Return the same with another strength; None: not met any more."""
        outcome = Outcome.NOT_MET if strength is None else Outcome.MET
        return replace(self, outcome=outcome, strength=strength)


def signed_points(criterion: Criterion, strength: Strength | None, acmg: Acmg) -> int:
    """Return the points of a criterion at a strength: benign ones are negative.

    Source: doi:10.1002/humu.24088, Table 2. Stand-alone evidence is outside the points.
    """
    if strength is None or strength is Strength.STAND_ALONE:
        return 0
    points = acmg.combination.points[strength]
    return -points if criterion.direction is Direction.BENIGN else points


def not_assessable(criterion: Criterion, reason: str, source: str = "", data: str = "") -> Evidence:
    """Return a criterion that could not be decided, with the reason."""
    return Evidence(criterion, Outcome.NOT_ASSESSABLE, reason=reason, source=source, data=data)


def held_against(
    criterion: Criterion, value: float | None, threshold: Threshold, reason: str, source: str = "", data: str = ""
) -> Evidence:
    """Return a criterion that one threshold decides.

    Args:
        criterion: The criterion.
        value: The number; None: it is not known, so the criterion is not assessable.
        threshold: The threshold; the criterion's own strength is given where the threshold names none.
        reason: Plain sentence with the numbers.
        source: DOI, and the place there.
        data: Name and version of the data.
    """
    holds = threshold.holds(value)
    if holds is None:
        return not_assessable(criterion, reason, source, data)
    strength = (threshold.strength or criterion.own_strength) if holds else None
    outcome = Outcome.MET if holds else Outcome.NOT_MET
    unit = threshold.unit.value
    return Evidence(criterion, outcome, strength, value, threshold.value, unit, reason, source, data)
