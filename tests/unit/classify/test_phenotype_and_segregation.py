"""The phenotype never decides alone: what counts of PP4, beside which criteria, and with segregation."""

from itertools import product

import polars as pl
import pytest

from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import VariantClass
from genopipe.acmg_codes import read_code
from genopipe.acmg_codes import write_code
from genopipe.classify.columns import class_columns
from genopipe.classify.columns import count_columns
from genopipe.classify.columns import rank_columns
from genopipe.classify.combination import combine_weighed
from genopipe.classify.doubles import count_criteria
from genopipe.classify.doubles import counted_strengths
from genopipe.classify.doubles import reason_of
from genopipe.io.acmg_file import shipped_acmg

Codes = list[tuple[Criterion, Strength]]
GIVEN = [strength for strength in STRENGTHS if strength is not Strength.STAND_ALONE]


def counted(codes: Codes) -> Codes:
    """Return what counts."""
    return counted_strengths(count_criteria(codes, shipped_acmg()))


@pytest.mark.parametrize(
    ("met", "counts"),
    [
        ("PP4", ""),
        ("PP4_Strong", ""),
        ("PM2_Supporting PP4", "PM2_Supporting PP4"),
        ("PP1 PP4", "PP1 PP4"),
        ("PP1_Strong PP4", "PP1_Strong PP4"),
        ("PP1_Strong PP4_Moderate", "PP1_Strong PP4"),
        ("PP1_Moderate PP4_Strong", "PP1_Moderate PP4_Moderate"),
        ("PP1 PP4_Strong", "PP1 PP4_Strong"),
        ("PP1_Very_Strong PP4", "PP1_Very Strong"),
        ("PM2_Supporting PP4_Strong", "PM2_Supporting PP4_Strong"),
    ],
)
def test_what_counts_of_the_phenotype(met: str, counts: str):
    left = counted([read_code(code) for code in met.split()])
    assert " ".join(write_code(*one) for one in left) == counts


def test_phenotype_and_segregation_alone_make_nothing_likely_pathogenic():
    segregation = [None, Strength.SUPPORTING, Strength.MODERATE, Strength.STRONG]  # what PP1 may weigh
    for fit, segregates in product(GIVEN, segregation):
        codes: Codes = [(Criterion.PP4, fit), *([(Criterion.PP1, segregates)] if segregates else [])]
        made = combine_weighed(counted(codes), shipped_acmg())
        assert made.variant_class is VariantClass.UNCERTAIN
        assert made.points <= 5


def test_the_limit_names_its_source():
    both = count_criteria([read_code("PP1_Strong"), read_code("PP4_Moderate")], shipped_acmg())
    assert "doi:10.1016/j.ajhg.2023.11.009" in reason_of(both[1], shipped_acmg())


def test_columns_say_the_same():
    pairs = list(product(GIVEN, GIVEN))
    rows = [
        (str(at), "G", name, one.value)
        for at, pair in enumerate(pairs)
        for name, one in zip(("PP1", "PP4"), pair, strict=True)
    ]
    frame = pl.DataFrame(rows, schema=["allele", "gene", "criterion", "strength"], orient="row")
    acmg = shipped_acmg()
    made = class_columns(count_columns(rank_columns(frame, ("allele", "gene")), acmg), acmg)
    points = dict(made.select("allele", "class_points").iter_rows())
    for at, (segregates, fit) in enumerate(pairs):
        expected = combine_weighed(counted([(Criterion.PP1, segregates), (Criterion.PP4, fit)]), acmg)
        assert points[str(at)] == expected.points
