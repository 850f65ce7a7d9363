"""Classes on columns are those of the scalar form, under figures that are set in other ways than the shipped ones."""

import random

import polars as pl
import pytest

from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import Needs
from genopipe.acmg import TableRule
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import VariantClass
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.combination import combine_weighed
from genopipe.io.acmg_file import shipped_acmg

Weighed = list[tuple[Criterion, Strength]]
USED = [criterion for criterion in Criterion if criterion not in (Criterion.PP5, Criterion.BP6)]
SHIPPED = shipped_acmg().model_copy(update={"doubles": ()})
UNOPPOSED = TableRule(
    name="One strong alone",
    direction=Direction.BENIGN,
    gives=VariantClass.LIKELY_BENIGN,
    needs=Needs(strong=1),
    unopposed=True,
    source="richards_2015",
)
WITH_CODE = TableRule(
    name="With its code",
    direction=Direction.PATHOGENIC,
    gives=VariantClass.LIKELY_PATHOGENIC,
    needs=Needs(supporting=2),
    with_codes=("PM2_Supporting",),
    source="richards_2015",
)


def figures(class_by: ClassBy, conflict_by: ClassBy | None = None, *rules: TableRule) -> Acmg:
    """Return figures that combine in another way."""
    given = {"class_by": class_by, "conflict_by": conflict_by, "table": (*SHIPPED.combination.table, *rules)}
    return SHIPPED.model_copy(update={"combination": SHIPPED.combination.model_copy(update=given)})


def on_columns(sets: list[Weighed], acmg: Acmg) -> pl.DataFrame:
    """Return the classes of sets of criteria, on columns."""
    names = {"allele": pl.Int64, "criterion": pl.String, "strength": pl.String}
    found = [(n, *pair) for n, met in enumerate(sets) for pair in (met or [(Criterion.PP1, None)])]
    rows = pl.DataFrame(found, schema=names, orient="row")
    return class_columns(count_columns(rank_columns(rows, ["allele"]), acmg), acmg)


def one(met: Weighed, acmg: Acmg) -> dict[str, object]:
    """Return the classes of one set of criteria, on columns."""
    return on_columns([met], acmg).row(0, named=True)


def drawn() -> list[Weighed]:
    """Return sets of criteria by lot, none of them twice in a set."""
    chance = random.Random(11)
    usual = (Strength.SUPPORTING, Strength.SUPPORTING, Strength.MODERATE, Strength.STRONG)
    sets: list[Weighed] = [[]]
    for _ in range(400):
        names = chance.sample(USED, chance.randint(1, 5))
        sets.append([(name, chance.choice(usual)) for name in names])
    return sets


SETS = drawn()


@pytest.mark.parametrize(
    "acmg",
    [
        figures(ClassBy.POINTS),
        figures(ClassBy.TABLE),
        figures(ClassBy.POINTS, ClassBy.TABLE),
        figures(ClassBy.TABLE, ClassBy.POINTS),
        figures(ClassBy.POINTS, ClassBy.POINTS),
        figures(ClassBy.TABLE, None, UNOPPOSED, WITH_CODE),
    ],
    ids=["points", "table", "table in conflict", "points in conflict", "points always", "rules of a panel"],
)
def test_columns_say_what_the_scalar_form_says(acmg: Acmg):
    found = on_columns(SETS, acmg).to_dicts()
    for met, row in zip(SETS, found, strict=True):
        made = combine_weighed(met, acmg)
        assert row["class"] == made.variant_class.value, met
        assert row["class_points"] == made.points
        assert (row["class_by_points"], row["class_by_table"]) == (made.by_points.value, made.by_table.value)
        assert (row["class_agrees"], row["class_conflict"]) == (made.agrees, made.conflict)
        assert row["class_rules"] == " and ".join(made.rules)
        assert row["class_explanation"] == made.explanation


STRONG_BENIGN: Weighed = [(Criterion.BS1, Strength.STRONG)]
OPPOSED: Weighed = [*STRONG_BENIGN, (Criterion.PM2, Strength.SUPPORTING)]


def test_a_rule_that_nothing_may_oppose():
    acmg = figures(ClassBy.TABLE, None, UNOPPOSED)
    assert one(STRONG_BENIGN, acmg)["class"] == "likely_benign"
    assert one(STRONG_BENIGN, acmg)["class_rules"] == "One strong alone"
    assert one(OPPOSED, acmg)["class"] == "uncertain_significance"
    assert one([*STRONG_BENIGN, (Criterion.BP7, Strength.SUPPORTING)], acmg)["class"] == "likely_benign"


def test_a_rule_that_asks_for_a_code():
    acmg = figures(ClassBy.TABLE, None, WITH_CODE)
    two: Weighed = [(Criterion.PM2, Strength.SUPPORTING), (Criterion.PP3, Strength.SUPPORTING)]
    other: Weighed = [(Criterion.PM2, Strength.MODERATE), (Criterion.PP3, Strength.SUPPORTING)]
    assert one(two, acmg)["class"] == "likely_pathogenic"
    assert one(other, acmg)["class"] == "uncertain_significance"


def test_what_gives_the_class_where_evidence_conflicts():
    four = [(name, Strength.STRONG) for name in (Criterion.PS1, Criterion.PS3)]
    met: Weighed = [*four, (Criterion.BP4, Strength.SUPPORTING)]
    by_points, by_table = one(met, figures(ClassBy.POINTS)), one(met, figures(ClassBy.TABLE))
    assert (by_points["class"], by_table["class"]) == ("likely_pathogenic", "pathogenic")
    assert one(met, figures(ClassBy.POINTS, ClassBy.TABLE))["class"] == "pathogenic"
    assert one(met, figures(ClassBy.TABLE, ClassBy.POINTS))["class"] == "likely_pathogenic"
    assert one(met[:2], figures(ClassBy.TABLE, ClassBy.POINTS))["class"] == "pathogenic"
    assert one(met[:2], figures(ClassBy.POINTS, ClassBy.TABLE))["class"] == "likely_pathogenic"
