import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.io.allele_batch import from_texts
from genopipe.io.allele_batch import to_texts
from genopipe.io.store.exact import widen
from genopipe.io.store.keys import HASHED
from genopipe.io.store.keys import NO_KEY
from genopipe.io.store.keys import key_positions
from genopipe.io.store.keys import make_keys
from genopipe.io.store.keys import merge
from genopipe.io.store.keys import spell

bases = st.text("ACGT", min_size=1, max_size=8)


def keys_of(rows):
    positions = np.array([row[0] for row in rows], np.int64)
    return make_keys(positions, from_texts([row[1] for row in rows]), from_texts([row[2] for row in rows]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2**32 - 1), bases, bases), min_size=1, max_size=30))
def test_an_exact_key_is_its_allele(rows):
    keys = keys_of(rows)
    assert key_positions(keys).tolist() == [row[0] for row in rows]
    ref, alt = spell(keys)
    spelled = zip(to_texts(*ref).to_pylist(), to_texts(*alt).to_pylist(), strict=True)
    for key, row, texts in zip(keys.tolist(), rows, spelled, strict=True):
        exact = len(row[1]) + len(row[2]) <= 11
        assert bool(key & HASHED) is not exact
        assert texts == ((row[1], row[2]) if exact else ("", ""))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), bases, bases), min_size=2, max_size=40))
def test_two_alleles_share_no_exact_key_and_keys_sort_by_position(rows):
    rows = sorted(set(rows))
    keys = keys_of(rows)
    exact = [key for key in keys.tolist() if not key & HASHED]
    assert len(set(exact)) == len(exact)
    order = np.argsort(keys, kind="stable")
    assert [rows[place][0] for place in order] == sorted(row[0] for row in rows)


@pytest.mark.parametrize("alt", ["*", "<DEL>", "A[chr2:5[", ".", "A."])
def test_what_is_no_sequence_has_no_key(alt):
    assert keys_of([(5, "A", alt)]).tolist() == [NO_KEY]


@pytest.mark.parametrize("position", [0, -3, 2**32])
def test_a_position_outside_has_no_key(position):
    assert keys_of([(position, "A", "C")]).tolist() == [NO_KEY]


def test_case_makes_no_difference_and_other_letters_are_hashed():
    small, large, odd = keys_of([(7, "a", "c"), (7, "A", "C"), (7, "A", "N")]).tolist()
    assert small == large
    assert odd & HASHED


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), max_size=40), st.lists(st.integers(0, 60), max_size=40))
def test_merge_finds_what_a_search_finds(asked, known):
    asked, known = np.array(sorted(asked), np.int64), np.array(sorted(known), np.int64)
    found, hits, proposed = merge(asked, known)
    listed = known.tolist()
    assert proposed == 0
    assert found.tolist() == [listed.index(key) if key in listed else -1 for key in asked.tolist()]
    assert hits == int((found >= 0).sum())


@settings(deadline=None)
@given(st.integers(1, 999_999), st.integers(-12, 12))
def test_six_digits_survive_single_precision(digits, exponent):
    value = float(f"{digits}e{exponent}")
    assert widen(np.array([value], np.float32)).tolist() == [value]


def test_widening_keeps_what_is_no_number():
    assert widen(np.array([0.0, -0.01, 1.0], np.float32)).tolist() == [0.0, -0.01, 1.0]
    assert np.isnan(widen(np.array([np.nan], np.float32))).all()
