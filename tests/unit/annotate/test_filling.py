"""Columns that kernels fill as Arrow keeps them, against the same in plain Python."""

import random

import numpy as np
import pyarrow as pa
import pytest

from genopipe.annotate.engine import output
from genopipe.annotate.engine.filling import new_codes
from genopipe.annotate.engine.filling import take_codes
from genopipe.annotate.engine.output import Vocabulary
from genopipe.io.arrow import each_coded
from genopipe.io.arrow import filled
from genopipe.io.arrow import repeated_at
from genopipe.io.arrow import words

COUNTS = (0, 1, 7, 8, 9, 1_000)


def drawn(count, low, high):
    return np.array(random.Random(count).choices(range(low, high), k=count), dtype=np.int32)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("table", [[2, -1, 4, 3, -1], [5, 6, 7, 8, 9], [-1] * 5], ids=str)
def test_codes_are_taken(count, table):
    rows, values = drawn(count, -1, 4), list("abcdefghij")
    codes = new_codes(count)
    lacking = take_codes(rows, np.array(table, dtype=np.int32), 2, codes)
    found = filled(codes, lacking, words(values[2:]))
    found.validate(full=True)
    wanted = [None if table[row] < 0 else values[table[row]] for row in rows]
    assert found.to_pylist() == wanted
    assert found.null_count == lacking == wanted.count(None)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("slots", [4, 1 << 13])
def test_places_are_written_as_numbers_of_all(count, slots, monkeypatch):
    """Four slots are too few to know every place again: some texts stand twice, every row has its own."""
    monkeypatch.setattr(output, "_PLACES_MET", slots)
    places = np.stack([drawn(count, 0, 12), drawn(count + 1, 0, 3)[:count]], axis=1)
    places[:, 1] += places[:, 0]
    of = drawn(count + 2, 15, 40)[:count].astype(np.int64)
    found = output._places(places, 0, of)
    found.validate(full=True)
    wanted = [
        None if low == 0 else f"{low}/{all_}" if low == high else f"{low}-{high}/{all_}"
        for (low, high), all_ in zip(places.tolist(), of.tolist(), strict=True)
    ]
    assert found.to_pylist() == wanted


@pytest.mark.parametrize("count", COUNTS)
def test_numbers_are_spread(count):
    rows = drawn(count * 11, -1, 4).reshape(count, 11)
    found = output._spread(rows)
    for name, (at, least) in output._NUMBER_COLUMNS.items():
        found[name].validate(full=True)
        assert found[name].to_pylist() == [None if value < least else value for value in rows[:, at].tolist()]


def test_sets_of_terms_keep_their_codes():
    vocabulary, bits = Vocabulary(), drawn(500, 0, 60).astype(np.int64)
    first = vocabulary.encode(bits)
    assert (vocabulary.encode(bits[::-1]) == first[::-1]).all()
    assert len(set(zip(first.tolist(), bits.tolist(), strict=True))) == len(set(bits.tolist())) == len(vocabulary.words)
    assert not len(vocabulary.encode(bits[:0]))


@pytest.mark.parametrize("values", [["a", "b", "c"], ["a", None, "b", None], [None, None], []], ids=str)
def test_texts_repeat_by_their_codes(values):
    texts = pa.array(values, pa.string())
    places = drawn(50, 0, max(len(values), 1))[: 50 if values else 0]
    found = repeated_at(each_coded(texts), places)
    found.validate(full=True)
    assert found.to_pylist() == [values[place] for place in places]
    later = each_coded(pa.concat_arrays([pa.array(["z", None]), texts]).slice(2))
    assert later.to_pylist() == values
