"""Arrow columns and arrays share memory: what goes in comes out, nulls and slices included."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn

from genopipe.io.arrow import coded
from genopipe.io.arrow import in_text_order
from genopipe.io.arrow import lacking_of
from genopipe.io.arrow import numbers
from genopipe.io.arrow import numbers_of
from genopipe.io.arrow import words

KINDS = ["int8", "int16", "int32", "int64", "float32", "float64"]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_numbers_come_back(kind: str, data: st.DataObject) -> None:
    values = data.draw(drawn.arrays(kind, st.integers(0, 40), elements={"allow_nan": False} if "f" in kind else None))
    lacking = data.draw(drawn.arrays(np.bool_, len(values)))
    column = numbers(values, lacking)
    begin = data.draw(st.integers(0, len(values)))
    part = column.slice(begin)
    assert column.null_count == int(lacking.sum())
    assert lacking_of(part).tolist() == lacking[begin:].tolist()
    assert numbers_of(part)[~lacking[begin:]].tolist() == values[begin:][~lacking[begin:]].tolist()


def test_a_column_without_memory_has_no_numbers() -> None:
    assert numbers_of(pa.nulls(0, pa.float32())).tolist() == []


@given(st.lists(st.none() | st.integers(0, 4)), st.permutations(["e", "b", "a", "d", "c"]))
def test_numbered_texts_leave_no_trace_of_their_numbering(codes: list[int | None], texts: list[str]) -> None:
    lacking = np.array([code is None for code in codes], dtype=np.bool_)
    given_codes = np.array([code or 0 for code in codes], dtype=np.int32)
    column = coded(given_codes, words(texts), lacking)
    ordered = in_text_order(column)
    assert ordered.to_pylist() == column.to_pylist()
    assert ordered.dictionary.to_pylist() == sorted({text for text in column.to_pylist() if text is not None})
