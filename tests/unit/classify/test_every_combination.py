"""Every combination of counts, scalar and on columns, against an oracle that was written from the papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import polars as pl
import pytest

from classify.oracle import benign_side
from classify.oracle import expected_class
from classify.oracle import expected_points
from classify.oracle import pathogenic_side
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.combination import combine_weighed
from genopipe.io.acmg_file import shipped_acmg

UNRULED = shipped_acmg().model_copy(update={"doubles": ()})
PATHOGENIC = [
    criterion for criterion in Criterion if criterion.direction is Direction.PATHOGENIC and criterion != "PP5"
]
BENIGN = [criterion for criterion in Criterion if criterion.direction is Direction.BENIGN and criterion != "BP6"]
# Most of very strong, strong, moderate, supporting; of benign ones the same after stand-alone.
MOST_PATHOGENIC = (2, 3, 4, 5)
MOST_BENIGN = (1, 1, 2, 2, 3)
STRONGEST_FIRST = tuple(reversed(Strength))
Weighed = list[tuple[Criterion, Strength]]


@dataclass(frozen=True)
class Combination:
    pathogenic: tuple[int, ...]
    benign: tuple[int, ...]

    @property
    def weighed(self) -> Weighed:
        met: Weighed = []
        for criteria, counts in ((PATHOGENIC, (0, *self.pathogenic)), (BENIGN, self.benign)):
            free = iter(criteria)
            for strength, count in zip(STRONGEST_FIRST, counts, strict=True):
                met += [(next(free), strength) for _ in range(count)]
        return met

    @property
    def points(self) -> int:
        weights = (8, 4, 2, 1)
        gained = sum(weight * count for weight, count in zip(weights, self.pathogenic, strict=True))
        return gained - sum(weight * count for weight, count in zip(weights, self.benign[1:], strict=True))

    @property
    def by_points(self) -> str:
        if not self.benign[0]:
            return expected_points(self.points)
        gained = sum(weight * count for weight, count in zip((8, 4, 2, 1), self.pathogenic, strict=True))
        return "benign" if gained < 6 else "uncertain_significance"

    @property
    def by_table(self) -> str:
        met = set(self.weighed)
        pair = {(Criterion.PVS1, Strength.VERY_STRONG), (Criterion.PM2, Strength.SUPPORTING)} <= met
        return expected_class(pathogenic_side(*self.pathogenic, pair), benign_side(*self.benign))


def combinations() -> Iterator[Combination]:
    for pathogenic in product(*(range(most + 1) for most in MOST_PATHOGENIC)):
        for benign in product(*(range(most + 1) for most in MOST_BENIGN)):
            yield Combination(pathogenic, benign)


@pytest.fixture(scope="module")
def every() -> list[Combination]:
    return list(combinations())


@pytest.fixture(scope="module")
def on_columns(every: list[Combination]) -> pl.DataFrame:
    names = ("allele", "criterion", "strength")
    found = ((n, *pair) for n, item in enumerate(every) for pair in (item.weighed or [(Criterion.PP1, None)]))
    rows = pl.DataFrame(
        list(found), schema=dict(zip(names, (pl.Int64, pl.String, pl.String), strict=True)), orient="row"
    )
    return class_columns(count_columns(rank_columns(rows, ["allele"]), UNRULED), UNRULED)


def test_there_are_enough(every: list[Combination]):
    assert len(every) >= 20_000
    assert len(set(every)) == len(every)


def test_every_combination_by_the_scalar_form(every: list[Combination]):
    for item in every:
        made = combine_weighed(item.weighed, UNRULED)
        found = (made.points, made.by_points.value, made.by_table.value)
        assert found == (item.points, item.by_points, item.by_table), item


def test_every_combination_on_columns(every: list[Combination], on_columns: pl.DataFrame):
    found = on_columns.select("class_points", "class_by_points", "class_by_table").rows()
    wanted = [(item.points, item.by_points, item.by_table) for item in every]
    assert [pair for pair in zip(every, found, wanted, strict=True) if pair[1] != pair[2]] == []


def test_classes_of_all_five_kinds_occur(on_columns: pl.DataFrame):
    assert on_columns["class_by_table"].n_unique() == on_columns["class_by_points"].n_unique() == 5
