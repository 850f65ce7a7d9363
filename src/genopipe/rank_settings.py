"""The settings of the combined rank: every weight and value, with where it comes from."""

from pydantic import Field

from genopipe.cases import Closed

CALIBRATED = "Calibrated on published cases: docs/ranking.md."
OWN = "Not calibrated: genopipe's own."


def _share(default: float, words: str) -> float:
    """Declare a value between 0 and 1."""
    made: float = Field(default=default, ge=0, le=1, description=words)
    return made


class RankWeights(Closed):
    """How much each part counts; the score is the weighted mean of the parts."""

    phenotype: float = _share(0.4, f"Weight of the fit of the case's terms (fraction). {CALIBRATED}")
    consequence: float = _share(0.15, f"Weight of the consequence (fraction). {CALIBRATED}")
    frequency: float = _share(
        0.2,
        f"Weight of rarity (fraction). {CALIBRATED} There the frequencies of causal alleles are an assumption.",
    )
    inheritance: float = _share(0.4, f"Weight of the mode that fits (fraction). {CALIBRATED}")
    classification: float = _share(
        0.22,
        "Weight of the class (fraction). Not calibrated, for published cases come without one: pathogenic instead of "
        "no points weighs as much as half of the range of the phenotype's fit.",
    )


class ConsequenceValues(Closed):
    """What a consequence counts."""

    high: float = _share(
        1.0, "Impact HIGH: truncation, splice site, start or stop lost (fraction). The measure of all."
    )
    missense: float = _share(0.5, f"Missense, or another term of impact MODERATE (fraction). {CALIBRATED}")
    in_frame: float = _share(
        0.5, f"In-frame insertion or deletion (fraction). {OWN} As missense, for published cases have too few."
    )
    splice_region: float = _share(0.2, f"Splice region beside the site itself (fraction). {CALIBRATED}")
    other: float = _share(0.0, f"Any other term; such an allele is ranked because ClinVar knows it (fraction). {OWN}")


class InheritanceValues(Closed):
    """What the mode counts that an allele fits."""

    de_novo: float = _share(1.0, f"New in the child (fraction). {OWN} One or two of a child's rare alleles are.")
    two_copies: float = _share(0.8, f"Homozygous, or beside a deletion (fraction). {CALIBRATED}")
    compound: float = _share(0.9, f"A pair in trans (fraction). {OWN} More than one of unknown phase.")
    compound_unknown_phase: float = _share(0.8, f"A pair of unknown phase (fraction). {CALIBRATED}")
    x_linked: float = _share(0.4, f"A mode of X or Y (fraction). {CALIBRATED}")
    one_copy: float = _share(0.4, f"One copy: dominant, imprinted, mitochondrial (fraction). {CALIBRATED}")
    not_assessable: float = _share(0.4, f"No mode fits, but one could not be decided (fraction). {OWN} As one copy.")
    none: float = _share(0.0, f"No mode fits (fraction). {OWN}")


class RankSettings(Closed):
    """The combined rank of a case's candidates."""

    weights: RankWeights = Field(default_factory=RankWeights, description="How much each part counts.")
    consequence: ConsequenceValues = Field(default_factory=ConsequenceValues, description="What a consequence counts.")
    inheritance: InheritanceValues = Field(default_factory=InheritanceValues, description="What a mode counts.")
    other_mode: float = _share(
        0.6,
        "Factor on the fit of a disease whose modes of inheritance are told, and none of them is one that the allele "
        f"fits (fraction). {CALIBRATED}",
    )
    no_disease: float = _share(
        0.2, f"Fit of a gene that HPO knows no disease of (fraction): its disease may be new. {CALIBRATED}"
    )
    rare: float = Field(
        default=0.00001,
        gt=0,
        lt=1,
        description=f"Population frequency at and below which an allele is as rare as can be (fraction). {OWN}",
    )
    common: float = Field(
        default=0.01,
        gt=0,
        lt=1,
        description="Population frequency at and above which it counts nothing (fraction): the limit of two copies.",
    )
    neutral: float = _share(
        0.5, f"What a part counts that is not assessable: no terms, no frequency source (fraction). {OWN}"
    )
    prior: float = Field(
        default=0.1,
        gt=0,
        lt=1,
        description="Probability before any evidence (fraction): by it the points of the class become a probability "
        "(doi:10.1038/gim.2017.210); an allele that was not classified counts this.",
    )
