"""Each threshold of acmg.yaml just below, at, and just above: in the code that uses it, as a column, and as words."""

import math
from collections.abc import Iterator

import polars as pl
import pytest

from classify.probes import PROBES
from genopipe.acmg import Op
from genopipe.acmg import Threshold
from genopipe.io.acmg_file import shipped_acmg

THRESHOLDS = shipped_acmg().thresholds
PASSES = {
    Op.AT_LEAST: (False, True, True),
    Op.MORE_THAN: (False, False, True),
    Op.AT_MOST: (True, True, False),
    Op.LESS_THAN: (True, False, False),
}


def values_around(threshold: Threshold) -> tuple[float, float, float]:
    """Return the next value below, the threshold, and the next value above."""
    if threshold.whole:
        return threshold.value - 1, threshold.value, threshold.value + 1
    return math.nextafter(threshold.value, -math.inf), threshold.value, math.nextafter(threshold.value, math.inf)


def boundary_cases() -> Iterator[tuple[str, float, bool]]:
    """Give name of the threshold, value, and whether it passes."""
    for name, threshold in THRESHOLDS.items():
        for value, passes in zip(values_around(threshold), PASSES[threshold.op], strict=True):
            yield name, value, passes


CASES = list(boundary_cases())


@pytest.mark.parametrize(("name", "value", "passes"), CASES)
def test_the_comparison_at_the_boundary(name: str, value: float, passes: bool):
    assert THRESHOLDS[name].holds(value) is passes


@pytest.mark.parametrize(("name", "value", "passes"), CASES)
def test_the_code_at_the_boundary(name: str, value: float, passes: bool):
    assert PROBES[name](value) is passes, f"{name}: what uses it does not pass {value!r} as {passes}"


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_column_says_the_same(name: str):
    threshold = THRESHOLDS[name]
    values = [*values_around(threshold), None, math.nan]
    frame = pl.DataFrame({"value": pl.Series(values, dtype=pl.Float64)})
    assert frame.select(threshold.expression(pl.col("value"))).to_series().to_list() == list(
        map(threshold.holds, values)
    )


def test_every_threshold_is_used_and_probed():
    assert set(PROBES) == set(THRESHOLDS)


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_threshold_is_told_whole(name: str):
    threshold = THRESHOLDS[name]
    assert threshold.meaning.endswith(".")
    assert shipped_acmg().source_of(name).startswith(("doi:10.", "https://"))
    assert shipped_acmg().references[threshold.source].date
    assert f"{threshold.value:.10g}" in threshold.limit_text
