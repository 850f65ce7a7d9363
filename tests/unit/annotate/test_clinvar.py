"""What ClinVar's words mean, and that no record is not "no"."""

import polars as pl
import pytest

from genopipe.annotate.clinvar import add_clinvar
from genopipe.annotate.clinvar_words import is_benign
from genopipe.annotate.clinvar_words import is_pathogenic
from genopipe.annotate.sources import Looked
from unit.made import allele
from unit.made import alleles

WORDS = {
    "Pathogenic": True,
    "Likely_pathogenic": True,
    "Pathogenic/Likely_pathogenic": True,
    "Pathogenic|drug_response": True,
    "drug_response|Pathogenic": True,
    "Pathogenic/Likely_pathogenic|risk_factor": True,
    "Pathogenic,_low_penetrance": True,
    "Likely_pathogenic,_low_penetrance": True,
    "Pathogenic/Likely_pathogenic/Pathogenic,_low_penetrance|other": True,
    "Pathogenic,_risk_factor": True,
    "Likely_pathogenic/Likely_risk_allele": True,
    "Conflicting_classifications_of_pathogenicity": False,
    "Conflicting_interpretations_of_pathogenicity|other": False,
    "Conflicting_classifications_of_pathogenicity|Pathogenic": False,
    "Uncertain_significance": False,
    "Benign/Likely_benign": False,
    "drug_response": False,
    "Established_risk_allele": False,
    "not_provided": False,
    None: None,
}


@pytest.mark.parametrize("words", WORDS)
def test_pathogenic(words):
    frame = pl.DataFrame({"s": [words]}, schema={"s": pl.String})
    assert frame.select(is_pathogenic(pl.col("s"))).item() is WORDS[words]


def test_stars_and_alleles_without_a_record():
    rows = alleles(*(allele(f"a{n}") for n in range(4))).drop(
        [name for name in alleles().columns if name.startswith("clinvar")]
    )
    values = pl.DataFrame(
        [
            (None, None, None, None, None),
            ("8", "Benign", "no_assertion_criteria_provided", "Y", None),
            ("7", None, "words_of_tomorrow", None, "Pathogenic(1)|Benign(2)"),
            ("9", "Pathogenic", "criteria_provided,_multiple_submitters,_no_conflicts", "X", None),
        ],
        schema=dict.fromkeys(("id", "significance", "review", "conditions", "conflicts"), pl.String),
        orient="row",
    )
    got = add_clinvar(rows, Looked(values["id"].is_not_null(), values), "2025-01-01")
    assert got["allele"].to_list() == ["a0", "a1", "a2", "a3"]
    assert got["clinvar_stars"].to_list() == [None, 0, None, 2]
    assert got["clinvar_pathogenic"].to_list() == [None, False, None, True]
    assert got["clinvar_review"].to_list()[2] == "words_of_tomorrow"
    assert got["clinvar_conflicts"].to_list() == [None, None, "Pathogenic(1)|Benign(2)", None]
    assert got["clinvar_date"].to_list() == [None, *["2025-01-01"] * 3]
    assert add_clinvar(rows, None)["clinvar_pathogenic"].to_list() == [None] * 4
    assert add_clinvar(rows, None, "2025-01-01")["clinvar_date"].to_list() == [None] * 4


@pytest.mark.parametrize(
    ("words", "benign"),
    [
        ("Benign", True),
        ("Likely_benign", True),
        ("Benign/Likely_benign|other", True),
        ("Benign|Pathogenic", False),
        ("Conflicting_classifications_of_pathogenicity|Benign", False),
        ("Uncertain_significance", False),
        ("Pathogenic", False),
        (None, None),
    ],
)
def test_benign_words(words, benign):
    frame = pl.DataFrame({"words": pl.Series([words], dtype=pl.String)})
    assert frame.select(is_benign(pl.col("words")))["words"].to_list() == [benign]
