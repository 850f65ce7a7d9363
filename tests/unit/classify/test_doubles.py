"""Double counting: every rule by an example, and the scalar form equal to columns on many random sets."""

import random

import polars as pl
import pytest

from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import DoubleKind
from genopipe.acmg import DoubleRule
from genopipe.acmg import TableRule
from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import read_code
from genopipe.classify.columns import RANKS
from genopipe.classify.columns import RULE
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.combination import combine_weighed
from genopipe.classify.doubles import OFF
from genopipe.classify.doubles import count_criteria
from genopipe.classify.doubles import counted_strengths
from genopipe.classify.doubles import reason_of
from genopipe.io.acmg_file import shipped_acmg

SETS = 2_000
Weighed = list[tuple[Criterion, Strength]]


def counted(codes: str, acmg: Acmg | None = None) -> str:
    """Return the codes that count of those that are met, with what was given where that was another."""
    found = count_criteria([read_code(code) for code in codes.split()], acmg or shipped_acmg())
    return " ".join(item.code for item in found if item.strength is not None)


@pytest.mark.parametrize(
    ("met", "counts"),
    [
        ("PVS1 PP3", "PVS1"),
        ("PVS1_Moderate PP3_Strong", "PVS1_Moderate"),
        ("PVS1 PM4", "PVS1"),
        ("PVS1 PM1 PP2", "PVS1"),
        ("PS1 PM5", "PS1"),
        ("PS1_Supporting PM5", "PM5"),
        ("PS1_Moderate PM5", "PS1_Moderate"),
        ("PM5 PS1_Moderate", "PS1_Moderate"),
        ("PS1 PM4", "PS1"),
        ("PS2 PM6", "PS2"),
        ("PS2_Supporting PM6", "PM6"),
        ("PS2 PP4", "PS2"),
        ("PM6 PP4", "PM6"),
        ("PM1 PP2", "PM1"),
        ("PM1 PP3", "PM1 PP3"),
        ("PM1 PP3_Moderate", "PM1 PP3_Moderate"),
        ("PM1 PP3_Strong", "PM1 PP3_Moderate"),
        ("PM1_Supporting PP3_Strong", "PM1_Supporting PP3_Moderate"),
        ("PM1_Strong PP3", "PM1_Strong"),
        ("PM1_Very_Strong PP3_Strong", "PM1_Very Strong"),
        ("PP3_Very_Strong", "PP3_Very Strong"),
        ("PP3_Very_Strong PM1", "PP3_Moderate PM1"),
        ("BA1 BS1", "BA1"),
        ("BA1 PM2_Supporting", "BA1"),
        ("BS1 PM2_Supporting", "BS1"),
        ("PP3 BP4 BP7", "PP3"),
        ("PP4", ""),
        ("PP4_Strong", ""),
        ("PP4 BP4", "BP4"),
        ("PP4 PM2_Supporting", "PP4 PM2_Supporting"),
        ("PP5 PM1", "PM1"),
        ("BP6 BP4", "BP4"),
        ("PP4 PP5", ""),
        ("BP4 BP7", "BP4 BP7"),
        ("PS4 PM2_Supporting", "PS4 PM2_Supporting"),
        ("PS1 PP3", "PS1 PP3"),
        ("PP1 BS4", "PP1 BS4"),
        # A rule looks at what still counts: PM1 is gone with PVS1, so PP2 and PP3 fall to PVS1 as well.
        ("PVS1 PM1 PP3_Strong", "PVS1"),
        ("", ""),
    ],
)
def test_what_counts(met: str, counts: str):
    assert counted(met) == counts


def test_the_reason_names_its_source():
    acmg = shipped_acmg()
    (_, predictor) = count_criteria([read_code("PVS1"), read_code("PP3")], acmg)
    assert "doi:10.1016/j.ajhg.2023.06.002, Table 2" in reason_of(predictor, acmg)
    (off,) = count_criteria([read_code("PP5")], acmg)
    assert off.rule == OFF == -1
    assert reason_of(off, acmg) == "PP5 is switched off (doi:10.1038/gim.2018.42)"
    (plain,) = count_criteria([read_code("PM1")], acmg)
    assert reason_of(plain, acmg) == ""


def test_what_was_lowered_and_then_dropped_names_the_last_rule():
    (_, _, predictor) = count_criteria(list(map(read_code, ("PM1", "BP4", "PP3_Strong"))), shipped_acmg())
    assert predictor.given is Strength.STRONG
    assert shipped_acmg().doubles[predictor.rule or 0].kind is DoubleKind.CAP


def test_a_criterion_is_weakened():
    rule = DoubleRule(
        kind=DoubleKind.WEAKEN,
        first=(Criterion.PS1, Criterion.PM5),
        then=(Criterion.PM1,),
        strength=Strength.SUPPORTING,
        reason="x",
        source="richards_2015",
    )
    acmg = shipped_acmg().model_copy(update={"doubles": (rule,)})
    assert counted("PM5 PM1", acmg) == "PM5 PM1_Supporting"
    assert counted("PS1 PM1_Supporting", acmg) == "PS1 PM1_Supporting"
    assert counted("PM2 PM1", acmg) == "PM2 PM1"


def random_set(chance: random.Random) -> Weighed:
    """Return criteria in any order; each strength is as likely, and stand-alone only for benign ones."""
    met = []
    for criterion in chance.sample(list(Criterion), chance.randint(0, 9)):
        allowed = STRENGTHS if criterion.direction is Direction.BENIGN else STRENGTHS[:-1]
        met.append((criterion, chance.choice(allowed)))
    return met


def as_rows(sets: list[Weighed]) -> pl.DataFrame:
    """Return the sets as rows of criteria; every set has one criterion that is not met."""
    rows = [(n, criterion.value, strength.value) for n, met in enumerate(sets) for criterion, strength in met]
    free = [(n, next(c.value for c in Criterion if c not in dict(met)), None) for n, met in enumerate(sets)]
    frame = pl.DataFrame(rows + free, schema=["allele", "criterion", "strength"], orient="row")
    return frame.sort("allele", maintain_order=True)


def extended(acmg: Acmg) -> Acmg:
    """Return the figures with a rule of every kind that they do not have."""
    more = [
        DoubleRule(kind="weaken", first=("PS3",), then=("PS4", "BS3"), strength="moderate", reason="x", source="y"),
        DoubleRule(kind="cap", first=("BS1", "BS2"), then=("BP4", "BP1"), points=6, reason="x", source="y"),
        DoubleRule(kind="company", then=("BP2", "BP3"), reason="x", source="y"),
    ]
    return acmg.model_copy(update={"doubles": (*acmg.doubles, *more)})


def as_a_panel(acmg: Acmg, class_by: ClassBy, conflict_by: ClassBy) -> Acmg:
    """Return the figures with rules that hold unopposed, and with one way for evidence in conflict."""
    shared = {"unopposed": True, "source": "richards_2015", "needs": {"strong": 1}}
    rules = (
        TableRule(name="b", direction="benign", gives="likely_benign", with_codes=["BS2"], **shared),
        TableRule(name="p", direction="pathogenic", gives="likely_pathogenic", **shared),
    )
    changes = {"table": (*acmg.combination.table, *rules), "class_by": class_by, "conflict_by": conflict_by}
    return acmg.model_copy(update={"combination": acmg.combination.model_copy(update=changes)})


FIGURES = {
    "shipped": shipped_acmg(),
    "every kind": extended(shipped_acmg()),
    "table, then points": as_a_panel(shipped_acmg(), ClassBy.TABLE, ClassBy.POINTS),
    "points, then table": as_a_panel(shipped_acmg(), ClassBy.POINTS, ClassBy.TABLE),
}


@pytest.mark.parametrize("acmg", FIGURES.values(), ids=list(FIGURES))
def test_columns_say_the_same(acmg: Acmg):
    chance = random.Random(20)
    sets = [random_set(chance) for _ in range(SETS)]
    made = class_columns(count_columns(rank_columns(as_rows(sets), ["allele"]), acmg), acmg).to_dicts()
    for met, row in zip(sets, made, strict=True):
        found = count_criteria(met, acmg)
        for item in found:
            assert row[item.criterion.value] == (RANKS[item.strength] if item.strength else 0), (met, item)
            assert row[RULE + item.criterion.value] == item.rule, (met, item)
        combined = combine_weighed(counted_strengths(found), acmg)
        assert row["class"] == combined.variant_class, met
        assert row["class_points"] == combined.points, met
        assert row["class_by_points"] == combined.by_points, met
        assert row["class_by_table"] == combined.by_table, met
        assert row["class_agrees"] is combined.agrees, met
        assert row["class_conflict"] is combined.conflict, met
        assert row["class_explanation"] == combined.explanation, met
        assert row["class_rules"] == " and ".join(combined.rules), met


def test_an_allele_without_a_criterion_that_is_met_has_no_points():
    rows = pl.DataFrame(
        {"allele": ["a"], "criterion": ["PM2"], "strength": [None]}, schema_overrides={"strength": pl.String}
    )
    made = class_columns(count_columns(rank_columns(rows, ["allele"]), shipped_acmg()), shipped_acmg())
    assert made.select("class", "class_points", "class_agrees", "class_explanation").rows() == [
        ("uncertain_significance", 0, True, "")
    ]
