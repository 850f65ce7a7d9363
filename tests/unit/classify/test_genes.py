"""A count as a part of another."""

import polars as pl
import pytest

from genopipe.classify.genes import share


@pytest.mark.parametrize(
    ("part", "of", "expected"), [(1, 1, 1.0), (0, 1, 0.0), (3, 4, 0.75), (0, 0, None), (3, None, None), (None, 4, None)]
)
def test_a_share_of_none_is_not_known(part: int | None, of: int | None, expected: float | None):
    frame = pl.DataFrame({"part": [part], "of": [of]}, schema={"part": pl.Int64, "of": pl.Int64})
    assert frame.select(share("part", "of")).item() == expected
