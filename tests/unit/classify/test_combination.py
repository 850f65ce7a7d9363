"""Points, the table of 2015, and where they differ."""

from collections import Counter

import pytest

from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import Criterion
from genopipe.acmg import Direction
from genopipe.acmg import Needs
from genopipe.acmg import Strength
from genopipe.acmg import TableRule
from genopipe.acmg import VariantClass
from genopipe.acmg_codes import read_code
from genopipe.classify.combination import combine
from genopipe.classify.combination import combine_weighed
from genopipe.classify.combination import fulfils
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import Outcome
from genopipe.io.acmg_file import shipped_acmg


def weighed(text: str) -> list[tuple[Criterion, Strength]]:
    """Return criteria from words such as `PVS1 PM2_P`."""
    return [read_code(word) for word in text.split()]


@pytest.mark.parametrize(
    ("codes", "points", "by_points", "by_table"),
    [
        ("", 0, "uncertain_significance", "uncertain_significance"),
        ("PVS1 PM2_P", 9, "likely_pathogenic", "likely_pathogenic"),
        ("PM3_VS PM2_P", 9, "likely_pathogenic", "uncertain_significance"),
        ("PVS1 PS2", 12, "pathogenic", "pathogenic"),
        ("PS2 PS3", 8, "likely_pathogenic", "pathogenic"),
        ("PVS1 PM3_VS", 16, "pathogenic", "pathogenic"),
        ("BA1", 0, "benign", "benign"),
        ("BA1 BS1", -4, "benign", "benign"),
        ("BA1 PVS1 PM3", 10, "uncertain_significance", "uncertain_significance"),
        ("BA1 PM3", 2, "benign", "benign"),
        ("BS1", -4, "likely_benign", "uncertain_significance"),
        ("BS1 BS2", -8, "benign", "benign"),
        ("BP4", -1, "likely_benign", "uncertain_significance"),
        ("PVS1 PS3 BS1 BS2", 4, "uncertain_significance", "uncertain_significance"),
    ],
)
def test_both_ways(codes: str, points: int, by_points: str, by_table: str):
    made = combine_weighed(weighed(codes), shipped_acmg())
    assert (made.points, made.by_points.value, made.by_table.value) == (points, by_points, by_table)
    assert made.agrees == (by_points == by_table)
    assert bool(made.explanation) != made.agrees
    accepted = by_points if points != -1 else "uncertain_significance"
    assert made.variant_class is VariantClass(accepted)


def figures(**changes: object) -> Acmg:
    """Return the figures with another combination."""
    shipped = shipped_acmg()
    return shipped.model_copy(update={"combination": shipped.combination.model_copy(update=changes)})


@pytest.mark.parametrize(
    ("class_by", "conflict_by", "codes", "given"),
    [
        (ClassBy.POINTS, None, "PS2 PS3", "likely_pathogenic"),
        (ClassBy.TABLE, None, "PS2 PS3", "pathogenic"),
        (ClassBy.TABLE, ClassBy.POINTS, "PS2 PS3", "pathogenic"),
        (ClassBy.TABLE, ClassBy.POINTS, "PS2 PS3 BP4", "likely_pathogenic"),
        (ClassBy.POINTS, ClassBy.TABLE, "PS2 PS3 BP4", "pathogenic"),
        (ClassBy.TABLE, None, "BP4", "uncertain_significance"),
        (ClassBy.POINTS, None, "BP4", "uncertain_significance"),
        (ClassBy.POINTS, None, "BP4 BP7", "likely_benign"),
    ],
)
def test_what_gives_the_class(class_by: ClassBy, conflict_by: ClassBy | None, codes: str, given: str):
    acmg = figures(class_by=class_by, conflict_by=conflict_by)
    assert combine_weighed(weighed(codes), acmg).variant_class == given


def test_the_explanation_tells_both_ways_and_the_rules():
    told = combine_weighed(weighed("PS2 PS3"), shipped_acmg()).explanation
    assert told == "points 8: likely pathogenic; Pathogenic (ii): pathogenic"
    told = combine_weighed(weighed("BP4"), shipped_acmg()).explanation
    assert told == (
        "points -1: likely benign; no rule of the table holds: uncertain significance; "
        "one supporting criterion is not enough for a benign class"
    )
    told = combine_weighed(weighed("PVS1 PM1 BS1 BS2 PS3_P"), shipped_acmg()).explanation
    assert told == ""
    told = combine_weighed(weighed("PVS1 PS3 BS1 BP4"), shipped_acmg()).explanation
    assert told == ("points 7: likely pathogenic; Pathogenic (i)(a) and Likely benign (i): uncertain significance")


@pytest.mark.parametrize(("codes", "conflict"), [("PVS1", False), ("BP4", False), ("PM1 BP4", True), ("", False)])
def test_conflict_is_evidence_in_both_directions(codes: str, conflict: bool):
    assert combine_weighed(weighed(codes), shipped_acmg()).conflict is conflict


def test_what_is_not_met_adds_nothing():
    evidence = [
        Evidence(Criterion.PVS1, Outcome.MET, Strength.VERY_STRONG),
        Evidence(Criterion.PM2, Outcome.NOT_ASSESSABLE, reason="no frequency source"),
        Evidence(Criterion.BA1, Outcome.NOT_MET, value=0.0, threshold=0.05),
    ]
    assert combine(evidence, shipped_acmg()) == combine_weighed(weighed("PVS1"), shipped_acmg())


def test_enough_is_true_or_false():
    assert fulfils(Counter({Strength.STRONG: 2}), Needs(strong=1, supporting=1)) is True
    assert fulfils(Counter({Strength.SUPPORTING: 2}), Needs(strong=1)) is False


def test_a_rule_that_holds_only_unopposed():
    rule = TableRule(
        name="BS2 alone",
        direction=Direction.BENIGN,
        gives=VariantClass.LIKELY_BENIGN,
        needs=Needs(strong=1),
        with_codes=("BS2",),
        unopposed=True,
        source="richards_2015",
    )
    acmg = figures(table=(*shipped_acmg().combination.table, rule))
    assert combine_weighed(weighed("BS2"), acmg).by_table == "likely_benign"
    assert combine_weighed(weighed("BS1"), acmg).by_table == "uncertain_significance"
    assert combine_weighed(weighed("BS2_P"), acmg).by_table == "uncertain_significance"
    assert combine_weighed(weighed("BS2 PP3"), acmg).by_table == "uncertain_significance"
