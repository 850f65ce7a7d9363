"""Evidence: three outcomes, and a strength when, and only when, it is met."""

import math

import pytest

from genopipe.acmg import Threshold
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import Outcome
from genopipe.classify.outcome import held_against
from genopipe.classify.outcome import not_assessable
from genopipe.classify.outcome import signed_points
from genopipe.io.acmg_file import shipped_acmg

LIMIT = Threshold(value=0.644, unit="score", op=">=", meaning="x", source="y", strength="moderate")
PLAIN = Threshold(value=0.05, unit="fraction", op=">", meaning="x", source="y")


def test_a_strength_goes_with_met_alone():
    with pytest.raises(ValueError, match="strength is given when, and only when, it is met"):
        Evidence(Criterion.PM2, Outcome.MET)
    with pytest.raises(ValueError, match="strength is given when, and only when, it is met"):
        Evidence(Criterion.PM2, Outcome.NOT_ASSESSABLE, Strength.SUPPORTING)
    with pytest.raises(ValueError, match="no pathogenic criterion stands alone"):
        Evidence(Criterion.PM2, Outcome.MET, Strength.STAND_ALONE)
    assert Evidence(Criterion.BA1, Outcome.MET, Strength.STAND_ALONE).direction is Direction.BENIGN


@pytest.mark.parametrize(
    ("value", "outcome", "strength"),
    [
        (0.643, Outcome.NOT_MET, None),
        (0.644, Outcome.MET, Strength.MODERATE),
        (None, Outcome.NOT_ASSESSABLE, None),
        (math.nan, Outcome.NOT_ASSESSABLE, None),
    ],
)
def test_one_threshold_has_three_outcomes(value: float | None, outcome: Outcome, strength: Strength | None):
    made = held_against(Criterion.PP3, value, LIMIT, "REVEL", "doi", "REVEL 1.3")
    assert (made.outcome, made.strength, made.is_met) == (outcome, strength, outcome is Outcome.MET)
    assert (made.reason, made.source, made.data, made.decided_by) == ("REVEL", "doi", "REVEL 1.3", "engine")
    told = outcome is not Outcome.NOT_ASSESSABLE
    assert (made.value, made.threshold, made.unit) == ((value, 0.644, "score") if told else (None, None, ""))


def test_a_threshold_without_a_strength_gives_the_criterion_its_own():
    assert held_against(Criterion.BA1, 0.06, PLAIN, "").strength is Strength.STAND_ALONE


@pytest.mark.parametrize(
    ("criterion", "strength", "points"),
    [
        ("PVS1", "very_strong", 8),
        ("PS1", "strong", 4),
        ("PM1", "moderate", 2),
        ("PP1", "supporting", 1),
        ("PP1", "strong", 4),
        ("BS1", "strong", -4),
        ("BP4", "very_strong", -8),
        ("BA1", "stand_alone", 0),
        ("PM2", None, 0),
    ],
)
def test_points_have_the_sign_of_the_direction(criterion: str, strength: str | None, points: int):
    given = Strength(strength) if strength else None
    assert signed_points(Criterion(criterion), given, shipped_acmg()) == points
    outcome = Outcome.MET if given else Outcome.NOT_MET
    assert Evidence(Criterion(criterion), outcome, given).points(shipped_acmg()) == points


def test_evidence_is_weighed_anew():
    evidence = Evidence(Criterion.PP3, Outcome.MET, Strength.STRONG, 0.95, 0.932)
    assert evidence.code == "PP3_Strong"
    assert evidence.weighed(Strength.MODERATE).code == "PP3_Moderate"
    dropped = evidence.weighed(None)
    assert (dropped.outcome, dropped.strength, dropped.value) == (Outcome.NOT_MET, None, 0.95)
    assert not_assessable(Criterion.PM2, "no source").outcome is Outcome.NOT_ASSESSABLE
