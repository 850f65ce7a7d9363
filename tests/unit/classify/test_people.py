"""What a family's genotypes and identity say."""

from typing import Any

import polars as pl
import pytest

from genopipe.classify.people import add_segregation
from genopipe.classify.people import mosaic_parents
from genopipe.classify.people import parents_affected
from genopipe.classify.people import parents_proven
from genopipe.classify.people import patterns
from genopipe.classify.people import relatives_of
from genopipe.classify.people import segregates
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
        ("0/.", {}, "?"),
        ("1/2", {}, "1"),
        ("0/1", {"depth": 3}, "?"),
        ("0/1", {"genotype_quality": 3}, "?"),
        ("0/0", {"ref_copies": 0}, "0"),
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


def facts(**columns: Any) -> pl.DataFrame:
    """Return one row of facts: an allele of a dominant gene that the mother, who is affected, carries."""
    row = {
        "allele": "1-1-A-C",
        "place": "autosome",
        "gene_mode": "monoallelic",
        "gene_penetrance": "complete",
        "recessive_homozygous": None,
        "pattern": "01",
        **columns,
    }
    return pl.DataFrame([row], schema=dict.fromkeys(row, pl.String) | {"recessive_homozygous": pl.Boolean})


@pytest.mark.parametrize(
    ("columns", "how"),
    [
        ({}, "dominant"),
        ({"place": None}, "dominant"),
        ({"place": "mitochondrion"}, None),
        ({"gene_mode": None}, None),
        ({"gene_mode": "mitochondrial"}, None),
        ({"gene_mode": "biallelic"}, None),
        ({"gene_mode": "biallelic", "recessive_homozygous": False}, None),
        ({"gene_mode": "biallelic", "recessive_homozygous": True}, "recessive"),
        ({"gene_mode": "monoallelic", "recessive_homozygous": True}, "dominant"),
        ({"gene_mode": "monoallelic_and_biallelic"}, "dominant"),
        ({"gene_mode": "monoallelic_and_biallelic", "recessive_homozygous": False}, "dominant"),
        ({"gene_mode": "monoallelic_and_biallelic", "recessive_homozygous": True}, "recessive"),
        ({"gene_mode": "x_linked_recessive", "place": "X"}, "x_recessive"),
        ({"gene_mode": "x_linked_dominant", "place": "X"}, "x_dominant"),
    ],
)
def test_how_a_disease_is_passed_on(columns: dict[str, Any], how: str | None):
    assert facts(**columns).select(segregates()).item() == how


CASE = make_case("kid:f:a:dad:mum dad:m:n mum:f:a")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, (1.0, 0, 1)),
        ({"pattern": "11"}, (0.0, 0, 1)),
        ({"pattern": "11", "gene_penetrance": "incomplete"}, (1.0, 0, 1)),
        ({"pattern": "11", "gene_penetrance": None}, (1.0, 0, 1)),
        ({"pattern": "00"}, (0.0, 1, 1)),
        ({"gene_mode": None}, (None, None, None)),
    ],
)
def test_segregation_is_added(columns: dict[str, Any], expected: tuple[float | None, int | None, int | None]):
    row = add_segregation(facts(**columns), CASE).row(0, named=True)
    assert (row["segregation_bits"], row["lacking_affected"], row["asked_affected"]) == expected
    assert row["segregation_text"]


def test_relatives_are_everyone_with_data_but_the_proband():
    assert relatives_of(CASE) == ("dad", "mum")


def test_each_relative_has_a_letter_in_order():
    rows = genotypes(
        genotype("1-2-A-C", "mum", "1/1"),
        genotype("1-1-A-C", "dad", "0/1"),
        genotype("1-1-A-C", "mum", "0/0"),
        genotype("1-2-A-C", "kid", "0/1"),
    )
    made = patterns(rows, ("dad", "mum"), InheritSettings())
    assert made.rows() == [("1-2-A-C", "?2"), ("1-1-A-C", "10")]
    assert patterns(rows, ("mum", "dad"), InheritSettings()).rows() == [("1-2-A-C", "2?"), ("1-1-A-C", "01")]


def test_a_family_that_identity_does_not_know_proves_nothing():
    assert not parents_proven(TRIO, IdentityFile.model_construct(families={}))


@pytest.mark.parametrize(
    ("evidence", "parents"),
    [
        ([], None),
        (None, None),
        (["de_novo:carries=kid;without=dad,mum", "counted_again:mum=0/30"], None),
        (["parent_mosaic:mum=3/31"], "mum=3/31"),
        (["de_novo:carries=kid", "parent_mosaic:dad=2/40", "parent_mosaic:mum=3/31"], "dad=2/40, mum=3/31"),
    ],
)
def test_parents_who_may_be_a_mosaic(evidence: list[str] | None, parents: str | None):
    rows = pl.DataFrame({"evidence": [evidence, ["x:y"]]}, schema={"evidence": pl.List(pl.String)})
    assert rows.select(mosaic_parents().alias("told"))["told"].to_list() == [parents, None]
