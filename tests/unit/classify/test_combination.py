"""Points, the table of 2015, and where they differ."""

import pytest

from genopipe.acmg import Criterion
from genopipe.acmg import Strength
from genopipe.acmg import VariantClass
from genopipe.classify.combination import combine_weighed
from genopipe.io.acmg_file import shipped_acmg

SHORT = {
    "P": Strength.SUPPORTING,
    "M": Strength.MODERATE,
    "S": Strength.STRONG,
    "VS": Strength.VERY_STRONG,
    "A": Strength.STAND_ALONE,
}


def weighed(text: str) -> list[tuple[Criterion, Strength]]:
    """Return criteria from words such as `PVS1 PM2_P`."""
    found = []
    for word in text.split():
        name, _, strength = word.partition("_")
        criterion = Criterion(name)
        found.append((criterion, SHORT[strength] if strength else criterion.own_strength))
    return found


@pytest.mark.parametrize(
    ("codes", "points", "by_points", "by_table"),
    [
        ("", 0, "uncertain_significance", "uncertain_significance"),
        ("PVS1 PM2_P", 9, "likely_pathogenic", "likely_pathogenic"),
        ("PM3_VS PM2_P", 9, "likely_pathogenic", "uncertain_significance"),
        ("PVS1 PS2", 12, "pathogenic", "pathogenic"),
        ("PS2 PS3", 8, "likely_pathogenic", "pathogenic"),
        ("PVS1 PM3_VS", 16, "pathogenic", "pathogenic"),
        ("BA1", 0, "benign", "benign"),
        ("BA1 BS1", -4, "benign", "benign"),
        ("BA1 PVS1 PM3", 10, "uncertain_significance", "uncertain_significance"),
        ("BA1 PM3", 2, "benign", "benign"),
        ("BS1", -4, "likely_benign", "uncertain_significance"),
        ("BS1 BS2", -8, "benign", "benign"),
        ("BP4", -1, "likely_benign", "uncertain_significance"),
        ("PVS1 PS3 BS1 BS2", 4, "uncertain_significance", "uncertain_significance"),
    ],
)
def test_both_ways(codes: str, points: int, by_points: str, by_table: str):
    made = combine_weighed(weighed(codes), shipped_acmg())
    assert (made.points, made.by_points.value, made.by_table.value) == (points, by_points, by_table)
    assert made.agrees == (by_points == by_table)
    assert bool(made.explanation) != made.agrees
    assert made.variant_class is VariantClass(by_points)
