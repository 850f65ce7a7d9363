"""What a family's genotypes and identity say."""

from typing import Any

import polars as pl
import pytest

from genopipe.classify.people import parents_affected
from genopipe.classify.people import parents_proven
from genopipe.classify.people import patterns
from genopipe.config import InheritSettings
from genopipe.identity_file import IdentityFamily
from genopipe.identity_file import IdentityFile
from unit.made import genotype
from unit.made import genotypes
from unit.made import make_case

TRIO = make_case("kid:m:a:dad:mum dad:m:n mum:f:n")


def identity(*pairs: tuple[str, str, str], verdict: str = "pass") -> IdentityFile:
    """Return what identity says: pairs with their verdicts."""
    made: list[Any] = [
        {
            "first": one,
            "second": other,
            "stated": "parent",
            "expected_kinship": 0.25,
            "inferred": None,
            "kinship": None,
            "kinship_error": None,
            "ibs0": None,
            "ibs0_ratio": None,
            "sites": 0,
            "verdict": said,
            "problem": None,
            "text": "x",
        }
        for one, other, said in pairs
    ]
    family = IdentityFamily.model_validate(
        {"verdict": verdict, "reasons": (), "people": {}, "without_data": (), "pairs": made, "mendelian": ()}
    )
    return IdentityFile.model_construct(families={"F1": family})


BOTH = (("kid", "dad", "pass"), ("mum", "kid", "pass"))


@pytest.mark.parametrize(
    ("given", "proven"),
    [
        (identity(*BOTH), True),
        (identity(*BOTH, verdict="flag"), False),
        (identity(BOTH[0]), False),
        (identity(BOTH[0], ("mum", "kid", "not_assessable")), False),
        (identity(BOTH[0], ("mum", "kid", "flag")), False),
        (None, False),
    ],
)
def test_parents_are_proven_by_both_pairs(given: IdentityFile | None, proven: bool):
    assert parents_proven(TRIO, given) is proven


def test_one_parent_is_not_both():
    assert not parents_proven(make_case("kid:m:a::mum mum:f:n"), identity(*BOTH))


def test_parents_affected():
    assert not parents_affected(TRIO)
    assert parents_affected(make_case("kid:m:a:dad:mum dad:m:a mum:f:n"))
    assert not parents_affected(make_case("kid:m:a:dad:mum dad:m:u mum:f:n"))


@pytest.mark.parametrize(
    ("text", "figures", "letter"),
    [
        ("0/1", {}, "1"),
        ("1/1", {}, "2"),
        ("1", {}, "2"),
        ("0/0", {}, "0"),
        ("./.", {}, "?"),
        ("./1", {}, "1"),
        ("1/2", {}, "1"),
        ("0/1", {"depth": 3}, "?"),
        ("0/1", {"genotype_quality": 3}, "?"),
        ("0/1", {"alt_fraction": 0.05}, "?"),
    ],
)
def test_letters(text: str, figures: dict[str, object], letter: str):
    rows = genotypes(genotype("1-1-A-C", "mum", text, **figures))
    made = patterns(rows, ("mum", "dad"), InheritSettings())
    assert made.rows() == [("1-1-A-C", f"{letter}?")]


def test_nobody_has_no_letters():
    rows = genotypes(genotype("1-1-A-C", "kid", "0/1"))
    assert patterns(rows, (), InheritSettings())["pattern"].to_list() == [""]
    assert isinstance(rows, pl.DataFrame)
