"""Copies of a position by the sex chromosomes of a person."""

import pytest

from genopipe.genome import GRCH38
from genopipe.genome import USUAL_KARYOTYPES
from genopipe.genome import Karyotype
from genopipe.genome import Sex

OFF_PAR, IN_PAR = 50_000_000, 1_000_000


@pytest.mark.parametrize(
    ("karyotype", "x", "y", "par"),
    [("X0", 1, 0, 1), ("XX", 2, 0, 2), ("XXX", 3, 0, 3), ("XY", 1, 1, 2), ("XXY", 2, 1, 3), ("XYY", 1, 2, 3)],
)
def test_copies_follow_the_sex_chromosomes(karyotype: str, x: int, y: int, par: int) -> None:
    found = Karyotype(karyotype)
    assert GRCH38.copies("chrX", OFF_PAR, found) == x
    assert GRCH38.copies("chrY", OFF_PAR, found) == y
    assert GRCH38.copies("chrX", IN_PAR, found) == GRCH38.copies("chrY", IN_PAR, found) == par
    assert GRCH38.copies("chr1", 1, found) == 2
    assert GRCH38.copies("chrM", 1, found) == 1
    assert found.sex is (Sex.MALE if y else Sex.FEMALE)


@pytest.mark.parametrize("sex", [Sex.MALE, Sex.FEMALE])
@pytest.mark.parametrize("place", [("chr1", 1), ("chrX", OFF_PAR), ("chrX", IN_PAR), ("chrY", OFF_PAR), ("chrM", 9)])
def test_usual_karyotypes_have_the_copies_of_the_stated_sex(sex: Sex, place: tuple[str, int]) -> None:
    assert GRCH38.copies(*place, USUAL_KARYOTYPES[sex]) == GRCH38.ploidy(*place, sex)
