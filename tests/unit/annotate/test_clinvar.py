"""What ClinVar's words mean, and that no record is not "no"."""

import polars as pl
import pytest

from genopipe.annotate.clinvar import CLINVAR_FIELDS
from genopipe.annotate.clinvar import add_clinvar
from genopipe.annotate.clinvar import is_pathogenic
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
    rows = alleles(*(allele(f"a{n}") for n in range(5))).drop(
        [name for name in alleles().columns if name.startswith("clinvar")]
    )
    found = pl.DataFrame(
        [
            ("a3", "9", "Pathogenic", "criteria_provided,_multiple_submitters,_no_conflicts", "X"),
            ("a1", "8", "Benign", "no_assertion_criteria_provided", "Y"),
            ("a2", "7", None, "words_of_tomorrow", None),
        ],
        schema={"allele": pl.String(), **CLINVAR_FIELDS},
        orient="row",
    )
    got = add_clinvar(rows, found)
    assert got["allele"].to_list() == ["a0", "a1", "a2", "a3", "a4"]
    assert got["clinvar_stars"].to_list() == [None, 0, None, 2, None]
    assert got["clinvar_pathogenic"].to_list() == [None, False, None, True, None]
    assert got["clinvar_review"].to_list()[2] == "words_of_tomorrow"
    assert add_clinvar(rows, found.clear())["clinvar_pathogenic"].to_list() == [None] * 5
