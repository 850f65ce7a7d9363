"""Machine code that is kept of kernels: for which arguments it is taken, and how it is written and read."""

from typing import NamedTuple

import numpy as np
import pytest

from genopipe.kernels import entries
from genopipe.kernels.entries import UnlikeError
from genopipe.kernels.entries import flatten
from genopipe.kernels.entries import read_entries
from genopipe.kernels.entries import write_entries


class Pair(NamedTuple):
    data: np.ndarray
    at: int


def read_only(array):
    array.flags.writeable = False
    return array


def kinds(*values):
    return flatten(values)[0]


def test_words_are_addresses_lengths_and_numbers():
    table = np.zeros((2, 3), dtype=np.int32)
    told, words = flatten((Pair(table, -7), True, 0.5))
    assert told == f"{__name__}.Pair( <i42w int ) bool float"
    assert list(words[1:5]) == [2, 3, -7, 1]
    assert words[0] == table.ctypes.data
    assert words[5] == np.float64(0.5).view(np.int64)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int32)),
        (np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.uint64)),
        (np.zeros(2, dtype=np.int64), np.zeros(2, dtype=">i8")),
        (np.zeros(2, dtype=np.int64), np.zeros((2, 1), dtype=np.int64)),
        (np.zeros(2, dtype=np.int64), read_only(np.zeros(2, dtype=np.int64))),
        (1, True),
        (1, 1.0),
        (1, np.uint8(1)),
        (Pair(np.zeros(1), 1), (np.zeros(1), 1)),
        ((1, (2, 3)), (1, 2, 3)),
    ],
)
def test_what_numba_tells_apart_has_kinds_of_its_own(one, other):
    assert kinds(one) != kinds(other)


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(4)[::2],
        np.asfortranarray(np.zeros((2, 2))),
        np.frombuffer(b"\0" * 9, dtype=np.uint8)[1:].view(np.int64),
        np.zeros(2).view(np.recarray),
        np.zeros(2, dtype=[("a", np.int32), ("b", np.int32)]),
        np.zeros(2, dtype="M8[s]"),
        [1, 2],
        "text",
        None,
        1 << 63,
        np.float32(1),
    ],
)
def test_other_arguments_are_left_to_numba(value):
    with pytest.raises(UnlikeError):
        flatten((value,))


def test_what_was_written_is_read(tmp_path):
    path = tmp_path / "entries"
    write_entries(path, {("a.b", "int"): ("entry", ["int", None], b"code"), ("a.b", "bool"): ("more", None, b"")})
    found = read_entries(path)
    assert sorted(found["a.b"]) == ["bool", "int"]
    kept = found["a.b"]["int"]._kept
    assert (kept.symbol, kept.result) == ("entry", ["int", None])
    assert bytes(found["a.b"]["int"]._code[kept.start : kept.start + kept.size]) == b"code"
    assert [item.name for item in tmp_path.iterdir()] == ["entries"]


def test_a_file_that_is_not_as_it_was_written_holds_nothing(tmp_path):
    path = tmp_path / "entries"
    assert read_entries(path) == {}
    write_entries(path, {("a.b", "int"): ("entry", None, b"code")})
    whole = path.read_bytes()
    for wrong in (b"", whole[:10], whole[:-1], whole + b"x", whole[:-1] + b"x", b"x" + whole[1:]):
        path.write_bytes(wrong)
        assert read_entries(path) == {}


def test_code_that_fails_is_an_error():
    failing = entries.Entry(entries.Kept("entry", None, 0, 0), memoryview(b""))
    failing._native = lambda *_: 1
    with pytest.raises(RuntimeError, match="entry ended with status 1"):
        failing(flatten((1,))[1])
