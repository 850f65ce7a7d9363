"""The words of ACMG/AMP classification: criteria, strengths, directions, classes; and codes as ClinGen writes them."""

from enum import StrEnum


class Strength(StrEnum):
    """How much a criterion that is met weighs, from least to most."""

    SUPPORTING = "supporting"
    MODERATE = "moderate"
    STRONG = "strong"
    VERY_STRONG = "very_strong"
    STAND_ALONE = "stand_alone"


STRENGTHS = tuple(Strength)
"""Every strength, from least to most."""


class Direction(StrEnum):
    """What a criterion speaks for."""

    PATHOGENIC = "pathogenic"
    BENIGN = "benign"


class VariantClass(StrEnum):
    """The five classes, from benign to pathogenic."""

    BENIGN = "benign"
    LIKELY_BENIGN = "likely_benign"
    UNCERTAIN = "uncertain_significance"
    LIKELY_PATHOGENIC = "likely_pathogenic"
    PATHOGENIC = "pathogenic"


class Criterion(StrEnum):
    """The 28 criteria, as ACMG/AMP name them (doi:10.1038/gim.2015.30, Tables 3 and 4)."""

    PVS1 = "PVS1"
    PS1 = "PS1"
    PS2 = "PS2"
    PS3 = "PS3"
    PS4 = "PS4"
    PM1 = "PM1"
    PM2 = "PM2"
    PM3 = "PM3"
    PM4 = "PM4"
    PM5 = "PM5"
    PM6 = "PM6"
    PP1 = "PP1"
    PP2 = "PP2"
    PP3 = "PP3"
    PP4 = "PP4"
    PP5 = "PP5"
    BA1 = "BA1"
    BS1 = "BS1"
    BS2 = "BS2"
    BS3 = "BS3"
    BS4 = "BS4"
    BP1 = "BP1"
    BP2 = "BP2"
    BP3 = "BP3"
    BP4 = "BP4"
    BP5 = "BP5"
    BP6 = "BP6"
    BP7 = "BP7"

    @property
    def direction(self) -> Direction:
        """What the criterion speaks for: its first letter says it."""
        return Direction.BENIGN if self.value.startswith("B") else Direction.PATHOGENIC

    @property
    def own_strength(self) -> Strength:
        """The strength that the criterion's name says, as ACMG/AMP had it in 2015."""
        return _OWN[self.value[:-1]]


_OWN = {
    "PVS": Strength.VERY_STRONG,
    "PS": Strength.STRONG,
    "PM": Strength.MODERATE,
    "PP": Strength.SUPPORTING,
    "BA": Strength.STAND_ALONE,
    "BS": Strength.STRONG,
    "BP": Strength.SUPPORTING,
}


def write_code(criterion: Criterion, strength: Strength | None) -> str:
    """Return a criterion as ClinGen writes it: the strength is named where it is not the criterion's own of 2015."""
    if strength is None or strength is criterion.own_strength:
        return criterion.value
    words = " ".join(word.capitalize() for word in strength.value.split("_"))
    return f"{criterion.value}_{words}"


_SUFFIXES = {
    **{strength.value.replace("_", ""): strength for strength in Strength},
    "p": Strength.SUPPORTING,
    "m": Strength.MODERATE,
    "s": Strength.STRONG,
    "vs": Strength.VERY_STRONG,
    "sa": Strength.STAND_ALONE,
}
"""What may follow the criterion, without blanks, `_`, `-` and case: words, and the letters that ClinGen uses too."""


def read_code(text: str) -> tuple[Criterion, Strength]:
    """Return criterion and strength of a code: `PVS1`, `PM2_Supporting`, `PM3_Very Strong`, `PM3_VeryStrong`, `PP1_S`.

    Raises:
        ValueError: It is none; the message says what is wrong with it.
    """
    name, mark, rest = text.strip().partition("_")
    try:
        criterion = Criterion(name.upper())
    except ValueError as error:
        raise ValueError("no criterion of ACMG/AMP") from error
    if not mark:
        return criterion, criterion.own_strength
    plain = "".join(character for character in rest.lower() if character not in " _-")
    if plain not in _SUFFIXES:
        raise ValueError("no strength after the criterion")
    strength = _SUFFIXES[plain]
    if strength is Strength.STAND_ALONE and criterion.direction is Direction.PATHOGENIC:
        raise ValueError("no pathogenic criterion stands alone")
    return criterion, strength
