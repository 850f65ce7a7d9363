"""Files written page by page say the same to every reader, whatever the values, nulls and runs."""

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import ContentError
from genopipe.io.pages import PageFile
from genopipe.io.pages import Repeated
from genopipe.io.pages.columns import encode
from genopipe.io.pages.columns import encode_repeated

TYPES = {
    "text": pa.string(),
    "number": pa.int64(),
    "small": pa.int8(),
    "real": pa.float64(),
    "flag": pa.bool_(),
}
VALUES = {
    "text": st.text(max_size=40),
    "number": st.integers(-(1 << 63), (1 << 63) - 1),
    "small": st.integers(-128, 127),
    "real": st.floats(allow_nan=False),
    "flag": st.booleans(),
}


def written(path, name, groups):
    """Write the groups of one column, and return what readers say of it."""
    file = PageFile(path, pa.schema([pa.field(name, TYPES[name])]), {})
    for page in groups:
        file.write([page])
    file.close()
    told = pq.read_table(path).column(0).to_pylist()
    assert pl.read_parquet(path)[name].to_list() == told
    return told


def runs(name):
    """Return columns with runs of values and of nulls, short and long."""
    run = st.tuples(st.none() | VALUES[name], st.sampled_from([1, 2, 7, 8, 9, 40, 300]))
    return st.lists(run, min_size=1, max_size=12).map(
        lambda found: [value for value, count in found for _ in range(count)]
    )


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_readers_get_the_values_back(tmp_path_factory, name, data):
    path = tmp_path_factory.mktemp("pages") / "one.parquet"
    groups = data.draw(st.lists(runs(name), min_size=1, max_size=3))
    seldom = data.draw(st.booleans())
    pages = [encode(pa.array(values, TYPES[name]), seldom=seldom) for values in groups]
    assert written(path, name, pages) == [value for values in groups for value in values]


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_values_of_alleles_are_repeated(tmp_path_factory, name, data):
    path = tmp_path_factory.mktemp("pages") / "one.parquet"
    alleles = data.draw(st.lists(st.none() | VALUES[name], min_size=1, max_size=60))
    places = np.array(sorted(data.draw(st.lists(st.integers(0, len(alleles) - 1), min_size=1, max_size=400))), np.int32)
    column = pa.array(alleles, TYPES[name])
    if name == "text" and data.draw(st.booleans()):
        column = column.dictionary_encode()
    page = encode_repeated(column, Repeated(places))
    assert written(path, name, [page]) == [alleles[place] for place in places]


@pytest.mark.parametrize("bits", [4, 28, 31, 33])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_steps_of_positions(tmp_path_factory, bits, data):
    path = tmp_path_factory.mktemp("pages") / "one.parquet"
    positions = data.draw(st.lists(st.integers(0, (1 << bits) - 1), min_size=1, max_size=300))
    times = data.draw(st.integers(1, 9))
    places = np.repeat(np.arange(len(positions), dtype=np.int32), times)
    page = encode_repeated(pa.array(positions, pa.int64()), Repeated(places), sought=True, steps=True)
    assert written(path, "number", [page]) == [position for position in positions for _ in range(times)]
    told = pq.read_metadata(path).row_group(0).column(0).statistics
    assert not told.has_min_max or (told.min, told.max) == (min(positions), max(positions))


@pytest.mark.parametrize("codes", [2, 3, 255, 256, 257, 70_000])
def test_dictionaries_of_every_width(tmp_path, codes):
    random = np.random.default_rng(codes)
    numbers = random.integers(0, codes, 100_000).astype(np.int32)
    numbers[20_000:40_000] = np.sort(numbers[20_000:40_000])
    lacking = random.random(len(numbers)) < 0.3
    words = pa.array([f"w{code}" for code in range(codes)])
    column = pa.DictionaryArray.from_arrays(pa.array(numbers, mask=lacking), words)
    assert written(tmp_path / "one.parquet", "text", [encode(column)]) == column.to_pylist()


def test_a_part_of_a_column_and_bits_behind_its_end(tmp_path):
    whole = pa.array([None, "a", "b", None, "b", "a", "c", "c", None, "d", "e"] * 9)
    flags = pa.array([True, None, False] * 33)
    for start in range(10):
        some, yes = whole.slice(start, 50), flags.slice(start, 50)
        assert written(tmp_path / "one.parquet", "text", [encode(some, seldom=True)]) == some.to_pylist()
        assert written(tmp_path / "one.parquet", "text", [encode(some.dictionary_encode())]) == some.to_pylist()
        assert written(tmp_path / "one.parquet", "flag", [encode(yes)]) == yes.to_pylist()


def test_the_ends_are_told(tmp_path):
    schema = pa.schema([pa.field("text", pa.string()), pa.field("small", pa.int8())])
    file = PageFile(tmp_path / "one.parquet", schema, {"key": "word"})
    words = pa.array(["b", None, "a", "c"]).dictionary_encode()
    file.write([encode(words, sought=True), encode(pa.array([7, None, 3, 5], pa.int8()), sought=True)])
    file.write([encode(words.slice(0, 2), sought=True), encode(pa.array([None, None], pa.int8()), sought=True)])
    file.close()
    found = pq.read_metadata(tmp_path / "one.parquet")
    told = [[found.row_group(group).column(at).statistics for at in range(2)] for group in range(2)]
    assert [(one.min, one.max, one.null_count) for one in told[0]] == [("a", "c", 1), (3, 7, 1)]
    assert (told[1][0].min, told[1][0].max, told[1][0].null_count) == ("b", "b", 1)
    assert not told[1][1].has_min_max
    assert found.metadata[b"key"] == b"word"
    assert pl.scan_parquet(tmp_path / "one.parquet").filter(pl.col("small") > 4).collect().rows() == [
        ("b", 7),
        ("c", 5),
    ]


def test_alleles_without_a_row_leave_no_trace(tmp_path):
    column = pa.array(["1-10-A-C", "1-10-A-G", "1-10-A-GT", None, "1-20-A-C"])
    for places in ([0, 2, 2, 4], [1, 1, 3, 4], [2], [0, 4]):
        page = encode_repeated(column, Repeated(np.array(places, np.int32)))
        assert written(tmp_path / "one.parquet", "text", [page]) == [column[place].as_py() for place in places]


def test_the_ends_of_whole_numbers_that_repeat(tmp_path):
    page = encode(pa.array([9, -4, None, -4, 9, 9], pa.int64()), sought=True)
    assert written(tmp_path / "one.parquet", "number", [page]) == [9, -4, None, -4, 9, 9]
    told = pq.read_metadata(tmp_path / "one.parquet").row_group(0).column(0).statistics
    assert (told.min, told.max, told.null_count) == (-4, 9, 1)
    assert encode(pa.array([0.5, 0.5]), sought=True).ends is None


def test_no_rows_and_many_groups(tmp_path):
    assert written(tmp_path / "none.parquet", "number", []) == []
    pages = [encode(pa.array([group], pa.int64())) for group in range(40)]
    assert written(tmp_path / "many.parquet", "number", pages) == list(range(40))


def test_a_cut_file_is_an_error(tmp_path, monkeypatch):
    file = PageFile(tmp_path / "one.parquet", pa.schema([pa.field("number", pa.int64())]), {})
    file.write([encode(pa.array([1, 2], pa.int64()))])
    monkeypatch.setattr(file, "_at", file._at + 1)
    with pytest.raises(ContentError, match="is the disk full"):
        file.close()
