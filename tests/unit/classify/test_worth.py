"""Which candidates are classified: who carries it, how common it is, what it does; and the words for the others."""

from typing import Any

import polars as pl
import pytest

from genopipe.classify.worth import CLASSIFIED
from genopipe.classify.worth import class_state
from genopipe.config import FilterSettings
from genopipe.io.acmg_file import shipped_acmg

FILTERS = FilterSettings(recessive_frequency=0.01)
FOUNDER = "1-7-C-G"
SYMBOLIC = "not classified: symbolic alleles are not interpreted"
STAR = "not classified: the * allele, the deletion itself stands at another position"
NOT_CARRIED = "not classified: the proband is not called to carry it"
COMMON = "not classified: common, its highest population frequency is above 0.01"
SILENT = "not classified: no consequence for the protein or its splicing, and not known to ClinVar"
TYPES = {
    "alt_copies": pl.Int64,
    "alt_fraction": pl.Float64,
    "frequency_max": pl.Float64,
    "clinvar_pathogenic": pl.Boolean,
    "flags": pl.String,
    "spliceai": pl.Float64,
    "variant_class": pl.String,
    "place": pl.String,
    "impact": pl.String,
    "consequence": pl.String,
}


def state(filters: FilterSettings = FILTERS, **columns: Any) -> str:
    """Return what becomes of an allele: a heterozygous missense one, unless said otherwise."""
    row = {
        "allele": "1-9-C-G",
        "variant_class": "snv",
        "alt_copies": 1,
        "alt_fraction": None,
        "place": "autosome",
        "frequency_max": None,
        "clinvar_pathogenic": None,
        "impact": "MODERATE",
        "consequence": "missense_variant",
        "flags": None,
        "spliceai": None,
        **columns,
    }
    made = pl.DataFrame([row], schema_overrides=TYPES)
    return made.select(class_state(filters, shipped_acmg(), 0.05, [FOUNDER])).item()


LOW: dict[str, Any] = {"impact": "LOW", "consequence": "synonymous_variant"}
MITO: dict[str, Any] = {"place": "mitochondrion", "alt_copies": None}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, CLASSIFIED),
        ({"variant_class": "symbolic"}, SYMBOLIC),
        ({"variant_class": "spanning_deletion"}, STAR),
        ({"variant_class": None}, CLASSIFIED),
        ({"variant_class": "symbolic", "alt_copies": 0}, SYMBOLIC),
        ({"alt_copies": 2}, CLASSIFIED),
        ({"alt_copies": 0}, NOT_CARRIED),
        ({"alt_copies": None}, NOT_CARRIED),
        ({"alt_copies": 0, "alt_fraction": 0.5}, NOT_CARRIED),
        ({"place": None}, CLASSIFIED),
        ({"place": None, "alt_copies": None}, NOT_CARRIED),
        ({**MITO, "alt_fraction": 0.05}, CLASSIFIED),
        ({**MITO, "alt_fraction": 0.049}, NOT_CARRIED),
        ({**MITO, "alt_copies": 1, "alt_fraction": 0.049}, NOT_CARRIED),
        ({**MITO, "alt_copies": 1}, CLASSIFIED),
        (MITO, NOT_CARRIED),
        ({"frequency_max": 0.01}, CLASSIFIED),
        ({"frequency_max": 0.0101}, COMMON),
        ({"frequency_max": 0.0101, "clinvar_pathogenic": True}, CLASSIFIED),
        ({"frequency_max": 0.0101, "clinvar_pathogenic": False}, COMMON),
        ({"frequency_max": 0.0101, "allele": FOUNDER}, CLASSIFIED),
        (LOW, SILENT),
        ({**LOW, "clinvar_pathogenic": True}, CLASSIFIED),
        ({**LOW, "clinvar_pathogenic": False}, SILENT),
        ({**LOW, "allele": FOUNDER}, SILENT),
        ({**LOW, "spliceai": 0.2}, CLASSIFIED),
        ({**LOW, "spliceai": 0.19}, SILENT),
        ({**LOW, "consequence": "splice_region_variant&synonymous_variant"}, CLASSIFIED),
        ({**LOW, "flags": "splice_region_unsaid"}, CLASSIFIED),
    ],
)
def test_what_is_classified(columns: dict[str, Any], expected: str):
    assert state(**columns) == expected


def test_what_the_settings_keep():
    clinvar, founder = {"frequency_max": 0.02, "clinvar_pathogenic": True}, {"frequency_max": 0.02, "allele": FOUNDER}
    no_clinvar = FilterSettings(recessive_frequency=0.01, keep_clinvar=False)
    no_founders = FilterSettings(recessive_frequency=0.01, keep_founders=False)
    assert state(no_clinvar, **clinvar) == COMMON
    assert state(no_clinvar, **founder) == CLASSIFIED
    assert state(no_clinvar, **LOW, clinvar_pathogenic=True) == SILENT
    assert state(no_founders, **founder) == COMMON
    assert state(no_founders, **clinvar) == CLASSIFIED
