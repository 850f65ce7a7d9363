"""Which consequences are looked at: high and moderate impact, splice regions, what has no rank, what a flag tells."""

import polars as pl
import pytest

from genopipe.impact import is_impactful


@pytest.mark.parametrize(
    ("impact", "consequence", "flags", "looked_at"),
    [
        ("HIGH", "stop_gained", None, True),
        ("MODERATE", "missense_variant", None, True),
        ("LOW", "synonymous_variant", None, False),
        ("MODIFIER", "intron_variant", None, False),
        ("LOW", "splice_region_variant&synonymous_variant", None, True),
        ("LOW", "splice_donor_5th_base_variant&intron_variant", None, True),
        ("LOW", "splice_donor_region_variant&intron_variant", None, True),
        ("LOW", "splice_polypyrimidine_tract_variant&intron_variant", None, False),
        ("MODIFIER", "intron_variant", "splice_region_unsaid", True),
        ("LOW", "synonymous_variant", "cds_start_NF&splice_region_unsaid", True),
        ("LOW", "synonymous_variant", "cds_start_NF", False),
        ("MODIFIER", "intron_variant", "", False),
        (None, "new_variant", None, True),
    ],
)
def test_is_impactful(impact, consequence, flags, looked_at):
    row = {"impact": [impact], "consequence": [consequence], "flags": [flags]}
    frame = pl.DataFrame(row, schema=dict.fromkeys(row, pl.String))
    assert frame.select(is_impactful()).to_series().to_list() == [looked_at]
