"""A founder allele may be half of a pair in spite of its frequency; nothing else may."""

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.inherit.stage import worth_pairing

FOUNDER = "13-20189473-C-T"


@pytest.mark.parametrize(
    ("changed", "settings", "expected"),
    [
        ({}, FilterSettings(), True),
        ({"allele": "13-20189473-C-A"}, FilterSettings(), False),
        ({"allele": "13-20189473-C-A", "frequency_max": 0.01}, FilterSettings(), True),
        ({}, FilterSettings(keep_founders=False), False),
        ({"filters": "LOW"}, FilterSettings(), False),
        ({"impact": "LOW", "consequence": "synonymous_variant"}, FilterSettings(), False),
    ],
)
def test_founders_may_pair(changed, settings, expected):
    row = {"allele": FOUNDER, "frequency_max": 0.083, "clinvar_pathogenic": None, "filters": "PASS", "quality": 50.0}
    row |= {"impact": "MODERATE", "consequence": "missense_variant", "flags": None} | changed
    schema = {"clinvar_pathogenic": pl.Boolean, "flags": pl.String}
    frame = pl.DataFrame([row], schema_overrides=schema)
    assert frame.select(x=worth_pairing(settings, [FOUNDER]))["x"].to_list() == [expected]
