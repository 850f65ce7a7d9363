"""A store gives back every allele that was put in, and nothing else, whatever the order and however rows are cut."""

from itertools import product

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.io.allele_batch import from_texts
from genopipe.io.store import Store
from genopipe.io.store import writer
from genopipe.io.store.keys import make_keys
from genopipe.io.store.layout import STORE_VERSION
from genopipe.io.store.writer import StoreWriter
from unit.records import column
from unit.records import record

SOURCE = record(
    [
        column("af", "AF"),
        column("an", "AN", "integer", reduce="max"),
        column("words", "W", "text", reduce="join"),
        column("best", "B", "text", reduce="at_max", by="an"),
    ]
)
texts = st.text("ACGT", min_size=1, max_size=9)
alleles = st.tuples(st.integers(1, 9_000_000), texts, texts)


def fill(folder, rows, pieces=1, source=SOURCE):
    """Build a store of rows (position, ref, alt, af, an, words, best) on contig 1, given in pieces."""
    folder.mkdir()
    made = StoreWriter(folder, source)
    for part in np.array_split(np.arange(len(rows)), pieces):
        some = [rows[place] for place in part]
        values = {
            "af": pa.array([row[3] for row in some], pa.float32()),
            "an": pa.array([row[4] for row in some], pa.int64()),
            "words": pa.array([row[5] for row in some], pa.large_string()),
            "best": pa.array([row[6] for row in some], pa.large_string()),
        }
        positions = np.array([row[0] for row in some], np.int64)
        made.add("1", positions, from_texts([r[1] for r in some]), from_texts([r[2] for r in some]), values)
    made.finish({"store_version": STORE_VERSION, "key": "k", "built_from": []})
    return Store.open(folder)


def ask(store, rows, contig="1", columns=None):
    positions = np.array([row[0] for row in rows], np.int64)
    return store.join(contig, positions, from_texts([r[1] for r in rows]), from_texts([r[2] for r in rows]), columns)


@settings(max_examples=25, deadline=None)
@given(st.lists(alleles, min_size=1, max_size=60, unique=True), st.lists(alleles, max_size=20), st.integers(1, 4))
def test_membership_is_that_of_a_set(tmp_path_factory, rows, others, pieces):
    folder = tmp_path_factory.mktemp("store") / "s"
    held = rows[::2]
    told = [(*row, 0.25, place, f"w{place}", None) for place, row in enumerate(held)]
    store = fill(folder, told, pieces)
    asked = [*rows, *others, *rows]
    joined = ask(store, asked)
    known = {row: place for place, row in enumerate(held)}
    assert joined.found.tolist() == [row in known for row in asked]
    assert joined.values["an"].to_pylist() == [known.get(row) for row in asked]
    assert joined.values["words"].to_pylist() == [f"w{known[row]}" if row in known else None for row in asked]


def test_row_groups_are_walked(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "ROW_GROUP", 7)
    rows = [(place, "A", alt, 0.5, place, None, None) for place in range(1, 200) for alt in ("C", "G")]
    store = fill(tmp_path / "s", rows[::-1], 3)
    joined = ask(store, rows)
    assert joined.found.all()
    assert joined.values["an"].to_pylist() == [row[0] for row in rows]
    for row in rows[:40]:
        assert ask(store, [row]).found.tolist() == [True]


def colliding_pair():
    """Return two alleles of one position whose hashes are the same."""
    seen = {}
    for letters in product("ACGT", repeat=9):
        ref = "A" * 8 + "".join(letters)
        key = int(make_keys(np.array([5], np.int64), from_texts([ref]), from_texts(["A"]))[0])
        if key in seen:
            return seen[key], ref
        seen[key] = ref
    raise AssertionError("no two of a quarter of a million texts share a hash of 30 bits")


def test_a_hash_only_proposes(tmp_path):
    first, second = colliding_pair()
    store = fill(tmp_path / "s", [(5, first, "A", 0.1, 1, None, None)])
    assert ask(store, [(5, first, "A"), (5, second, "A")]).found.tolist() == [True, False]
    both = fill(tmp_path / "b", [(5, first, "A", 0.1, 1, None, None), (5, second, "A", 0.2, 2, None, None)])
    assert ask(both, [(5, second, "A"), (5, first, "A")]).values["an"].to_pylist() == [2, 1]


def test_rows_of_one_allele_become_one(tmp_path):
    rows = [(5, "A", "C", None, 3, "x", "low"), (5, "A", "C", 0.5, 9, "y", "high"), (5, "A", "C", 0.7, None, "x", "?")]
    store = fill(tmp_path / "s", rows)
    joined = ask(store, [(5, "A", "C")])
    assert {name: values.to_pylist() for name, values in joined.values.items()} == {
        "af": [0.5],
        "an": [9],
        "words": ["x|y"],
        "best": ["high"],
    }
    assert (store.description.read, store.description.kept, store.description.merged) == (3, 1, 2)


def test_symbolic_alleles_are_set_aside_and_never_found(tmp_path):
    store = fill(tmp_path / "s", [(5, "A", "<DEL>", 0.1, 1, None, None), (6, "A", "C", 0.1, 1, None, None)])
    assert ask(store, [(5, "A", "<DEL>"), (6, "A", "*"), (6, "a", "c")]).found.tolist() == [False, False, True]
    assert [item.rows for item in store.description.set_aside] == [1]


def test_scan_gives_everything_back(tmp_path):
    rows = [(9, "ACGTACGTACGT", "A", 0.1, 1, "x", None), (3, "A", "CC", None, 2, None, "y")]
    found = pl.concat(list(fill(tmp_path / "s", rows).scan()))
    assert found.rows() == [("1", 3, "A", "CC", None, 2, None, "y"), ("1", 9, "ACGTACGTACGT", "A", 0.1, 1, "x", None)]


def test_a_contig_that_is_not_there_and_nothing_asked(tmp_path):
    store = fill(tmp_path / "s", [(5, "A", "C", 0.1, 1, None, None)])
    elsewhere = ask(store, [(5, "A", "C")], contig="2")
    assert elsewhere.found.tolist() == [False]
    assert elsewhere.values["af"].type == pa.float64()
    assert ask(store, []).found.tolist() == []
    assert Store.open(store.folder, {"1": "chrA"}).join("chrA", *only(5, "A", "C")).found.tolist() == [True]


def only(position, ref, alt):
    return np.array([position], np.int64), from_texts([ref]), from_texts([alt])


def test_only_the_columns_asked(tmp_path):
    store = fill(tmp_path / "s", [(5, "A", "C", 0.1, 1, None, None)])
    assert list(ask(store, [(5, "A", "C")], columns=["an"]).values) == ["an"]
    with pytest.raises(ContractError, match="nothing_such"):
        ask(store, [(5, "A", "C")], columns=["nothing_such"])


@pytest.mark.parametrize("ending", [".arrow", ".long.arrow", ".parquet"])
def test_a_cut_store_is_refused(tmp_path, ending):
    store = fill(tmp_path / "s", [(5, "A", "C", 0.1, 1, None, None)])
    path = store.folder / f"0001{ending}"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(InputError, match="STORE-READ"):
        ask(store, [(5, "A", "C")])
    (store.folder / "store.json").unlink()
    with pytest.raises(InputError, match="STORE-MISSING"):
        Store.open(store.folder)


def test_numbers_that_pack_badly_are_mapped_and_all_come_back(tmp_path):
    random = np.random.default_rng(7)
    count = 500
    frequencies = [round(float(value), 4) for value in random.random(count)]
    told = [
        (place, "A", "C", frequencies[place - 1], 7 if place % 2 else None, f"w{place}", None)
        for place in range(1, count + 1)
    ]
    store = fill(tmp_path / "s", told)
    mapped = pa.ipc.open_file(tmp_path / "s" / "0001.arrow").schema
    packed = pq.read_schema(tmp_path / "s" / "0001.parquet")
    assert mapped.names == ["key", "af"]
    assert packed.names == ["an", "words", "best"]
    joined = ask(store, told[::-3])
    assert joined.values["af"].to_pylist() == [row[3] for row in told[::-3]]
    assert joined.values["an"].to_pylist() == [row[4] for row in told[::-3]]
    assert pl.concat(list(store.scan())).rows() == [("1", *row) for row in told]


@pytest.mark.parametrize(
    ("highest", "kind"), [((1 << 31) - 1, pa.int32()), (1 << 31, pa.int64()), (-(1 << 31), pa.int64())]
)
def test_whole_numbers_lie_as_narrow_as_all_of_them_fit(tmp_path, highest, kind):
    rows = [
        (5, "A", "C", 0.1, 1, None, None),
        (6, "A", "C", 0.1, highest, None, None),
        (7, "A", "C", 0.1, None, "", ""),
    ]
    joined = ask(fill(tmp_path / "s", rows), rows)
    assert joined.values["an"].type == pa.int64()
    assert joined.values["an"].to_pylist() == [1, highest, None]
    files = [pa.ipc.open_file(tmp_path / "s" / "0001.arrow").schema, pq.read_schema(tmp_path / "s" / "0001.parquet")]
    assert [schema.field("an").type for schema in files if "an" in schema.names] == [kind]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    told = np.random.default_rng(3).random(200)
    rows = [
        (place, "A", "C", told[place] if place % 3 else None, place, "x" * place if place % 2 else None, None)
        for place in range(1, 50)
    ]
    one, two = (fill(tmp_path / name, rows, pieces).folder for name, pieces in (("a", 1), ("b", 5)))
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (two / path.name).read_bytes()
