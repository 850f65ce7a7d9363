"""What a frequency source says: the state, the highest frequency, and the bound that is sure."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.annotate.filtering_frequency import filtering_frequency
from genopipe.annotate.populations import is_covered
from genopipe.annotate.populations import summarise
from genopipe.genome import GRCH38
from unit.records import column
from unit.records import record

NAMES = ("af", "eas", "afr", "an", "hom", "hemi", "faf_eas", "faf_afr", "ac_eas", "an_eas", "ac_afr", "an_afr")
COLUMNS = [
    column(name, name, "number" if name in ("af", "eas", "afr") or "faf" in name else "integer") for name in NAMES
]
SIMPLE = {"populations": {"global": "af", "eas": "eas", "afr": "afr"}, "allele_number": "an"}


def summary(roles=None, contig="chr1", position=100, covered=False, found=True, **values):
    source = record(COLUMNS, kind="frequency", frequency={**SIMPLE, **(roles or {})})
    kinds = {c.column: pl.Float64 if c.type == "number" else pl.Int64 for c in source.columns}
    frame = pl.DataFrame({name: pl.Series([values.get(name)], dtype=kind) for name, kind in kinds.items()})
    places = pl.DataFrame({"contig": [contig], "position": [position]})
    made = summarise(places, pl.Series([found]), frame, source, pl.Series([covered]), GRCH38)
    return made.row(0, named=True)


def test_found_with_every_population():
    row = summary(af=0.01, eas=0.2, an=1000)
    assert (row["state"], row["global"], row["max"], row["population"]) == ("found", 0.01, 0.2, "eas")
    assert row["all"] == "global=0.01;eas=0.2"


def test_zero_is_found_and_missing_is_not_zero():
    assert summary(af=0.0, an=1000)["state"] == "found"
    row = summary(an=1000)
    assert (row["state"], row["max"], row["all"], row["number"]) == ("not_assessable", None, None, 1000)


def test_absent_only_where_covered():
    assert summary(found=False)["state"] == "not_assessable"
    assert summary(found=False, covered=True)["state"] == "absent"
    assert summary(found=True, covered=True)["state"] == "not_assessable"


@pytest.mark.parametrize(
    ("number", "least", "state"),
    [(0, 0, "not_assessable"), (99, 100, "not_assessable"), (100, 100, "found"), (None, 100, "found")],
)
def test_few_alleles_looked_at(number, least, state):
    row = summary({"minimum_number": least}, af=0.5, an=number)
    assert row["state"] == state
    assert (row["max"] is None) is (state != "found")


def test_a_frequency_is_computed_of_counts_where_it_is_not_written():
    roles = {"counts": {"eas": "ac_eas"}, "numbers": {"eas": "an_eas"}}
    row = summary(roles, ac_eas=5, an_eas=1000, an=1000)
    assert (row["state"], row["max"], row["population"]) == ("found", 0.005, "eas")
    assert summary(roles, ac_eas=0, an_eas=0, an=1000)["state"] == "not_assessable"


def test_grpmax_is_the_group_with_the_highest_bound_not_the_highest_frequency():
    roles = {"filtering": {"eas": "faf_eas", "afr": "faf_afr"}}
    row = summary(roles, eas=0.02, afr=0.01, faf_eas=0.001, faf_afr=0.008, an=1000)
    assert (row["population"], row["max"]) == ("eas", 0.02)
    assert (row["faf95_population"], row["faf95"]) == ("afr", 0.008)
    assert summary(roles, eas=0.02, faf_eas=0.0, an=10)["faf95_population"] is None


def test_the_bound_is_computed_of_counts():
    roles = {"counts": {"eas": "ac_eas", "afr": "ac_afr"}, "numbers": {"eas": "an_eas", "afr": "an_afr"}}
    row = summary(roles, ac_eas=2, an_eas=100, ac_afr=100, an_afr=10_000, an=10_100)
    assert (row["population"], row["faf95_population"]) == ("eas", "afr")
    assert row["faf95"] == pytest.approx(84.1393 / 10_000, rel=1e-4)


@pytest.mark.parametrize(
    ("contig", "position", "hemizygotes"),
    [("chr1", 100, None), ("chrX", 100, 7), ("chrX", 20_000, None), ("chrY", 5_000_000, 7)],
)
def test_hemizygotes_are_told_off_the_pars(contig, position, hemizygotes):
    row = summary({"homozygotes": "hom", "hemizygotes": "hemi"}, contig, position, af=0.1, an=9, hom=3, hemi=7)
    assert (row["homozygotes"], row["hemizygotes"]) == (3, hemizygotes)


def below(count, mean):
    """Return the chance of fewer than `count` events, term by term."""
    return sum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count))


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 600), st.integers(600, 10**6))
def test_the_bound_is_where_five_in_a_hundred_would_see_more(count, number):
    mean = float(filtering_frequency(np.array([count]), np.array([number]))[0]) * number
    assert below(count, mean) == pytest.approx(0.95, abs=1e-9)
    assert mean < count


def test_singletons_have_no_bound_and_nobody_no_frequency():
    found = filtering_frequency(np.array([0, 1, 5, 5]), np.array([100, 100, 100, 0]))
    assert found[:2].tolist() == [0, 0]
    assert found[2] == pytest.approx(0.0197015, rel=1e-5)
    assert np.isnan(found[3])


def test_covered():
    places = pl.DataFrame({"contig": ["b", "a", "a", "a"], "position": [5, 10, 11, 4]})
    stretches = pl.DataFrame({"contig": ["a"], "start": [5], "end": [10]})
    assert is_covered(places, stretches).to_list() == [False, True, False, False]
    assert is_covered(places, None).to_list() == [False] * 4
