"""Codes as ClinGen writes them, and the words of the criteria."""

import pytest

from genopipe.acmg_codes import STRENGTHS
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import read_code
from genopipe.acmg_codes import write_code


@pytest.mark.parametrize(
    ("text", "criterion", "strength", "written"),
    [
        ("PVS1", "PVS1", "very_strong", "PVS1"),
        ("pvs1", "PVS1", "very_strong", "PVS1"),
        ("PVS1_Strong", "PVS1", "strong", "PVS1_Strong"),
        ("PVS1_Very Strong", "PVS1", "very_strong", "PVS1"),
        ("PM2_Supporting", "PM2", "supporting", "PM2_Supporting"),
        ("PM2", "PM2", "moderate", "PM2"),
        ("PM2_Moderate", "PM2", "moderate", "PM2"),
        ("PP4_Moderate", "PP4", "moderate", "PP4_Moderate"),
        ("PS3_Very Strong", "PS3", "very_strong", "PS3_Very Strong"),
        ("PS3_VeryStrong", "PS3", "very_strong", "PS3_Very Strong"),
        ("PS3_very_strong", "PS3", "very_strong", "PS3_Very Strong"),
        ("PS3_Very-Strong", "PS3", "very_strong", "PS3_Very Strong"),
        ("PM3_VS", "PM3", "very_strong", "PM3_Very Strong"),
        ("PP1_S", "PP1", "strong", "PP1_Strong"),
        ("PS4_P", "PS4", "supporting", "PS4_Supporting"),
        ("PS4_M", "PS4", "moderate", "PS4_Moderate"),
        ("BP4", "BP4", "supporting", "BP4"),
        ("BA1", "BA1", "stand_alone", "BA1"),
        ("BS1_Stand Alone", "BS1", "stand_alone", "BS1_Stand Alone"),
        ("BS1_SA", "BS1", "stand_alone", "BS1_Stand Alone"),
        (" BP7_Strong ", "BP7", "strong", "BP7_Strong"),
    ],
)
def test_codes_are_read_and_written(text: str, criterion: str, strength: str, written: str):
    assert read_code(text) == (criterion, strength)
    assert write_code(*read_code(text)) == written


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "no criterion"),
        ("PM7", "no criterion"),
        ("PVS", "no criterion"),
        ("PVS1 ; id", "no criterion"),
        ("PM2_Supportive", "no strength"),
        ("PM2_", "no strength"),
        ("PM2_NotMet", "no strength"),
        ("PVS1_Stand Alone", "no pathogenic criterion stands alone"),
        ("PS1_SA", "no pathogenic criterion stands alone"),
    ],
)
def test_what_is_no_code(text: str, cause: str):
    with pytest.raises(ValueError, match=cause):
        read_code(text)


def test_every_code_that_is_written_is_read():
    for criterion in Criterion:
        for strength in STRENGTHS:
            if strength is not Strength.STAND_ALONE or criterion.direction is Direction.BENIGN:
                assert read_code(write_code(criterion, strength)) == (criterion, strength)
    assert write_code(Criterion.PM2, None) == "PM2"


def test_own_strengths_and_directions_are_those_of_the_names():
    own = {criterion.value: criterion.own_strength.value for criterion in Criterion}
    assert own["PVS1"] == "very_strong"
    assert {own[f"PS{n}"] for n in range(1, 5)} == {"strong"}
    assert {own[f"PM{n}"] for n in range(1, 7)} == {"moderate"}
    assert {own[f"PP{n}"] for n in range(1, 6)} == {"supporting"}
    assert own["BA1"] == "stand_alone"
    assert {own[f"BS{n}"] for n in range(1, 5)} == {"strong"}
    assert {own[f"BP{n}"] for n in range(1, 8)} == {"supporting"}
    assert len(own) == 28
    assert sum(criterion.direction is Direction.BENIGN for criterion in Criterion) == 12
    assert [strength.value for strength in STRENGTHS] == [
        "supporting",
        "moderate",
        "strong",
        "very_strong",
        "stand_alone",
    ]
