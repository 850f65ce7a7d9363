"""Settings of what else may be told: additional findings and carrier status, each only by consent."""

from pydantic import Field

from genopipe.cases import ADULT
from genopipe.cases import Closed

STARS = "Two stars: several submitters who agree, or an expert panel (ClinVar documentation, review status)."
CHILDREN = "Carrier status is of no use to a child and is left to them: doi:10.1038/gim.2012.176."


def is_path(name: str) -> bool:
    """Say whether the name of a list is the path of a file, not the name of one that ships."""
    return "/" in name or name.endswith(".tsv")


class AdditionalSettings(Closed):
    """Additional (secondary) findings, of those who agreed to them."""

    lists: tuple[str, ...] = Field(
        default=("acmg_sf_3.3",),
        min_length=1,
        description="Lists that are asked: acmg_sf_3.3, acmg_sf_3.2, hkgp_2022, or paths of TSV files like theirs.",
    )
    minimum_stars: int = Field(
        default=2, ge=0, le=4, description=f"Lowest review status at which ClinVar alone is believed (count). {STARS}"
    )

    @property
    def files(self) -> tuple[str, ...]:
        """The lists that are files of the laboratory."""
        return tuple(filter(is_path, self.lists))


class CarriersSettings(Closed):
    """Carrier status, of those who agreed to it, and couples at risk."""

    lists: tuple[str, ...] = Field(
        default=("hkgp_2026",),
        min_length=1,
        description="Lists that are asked: hkgp_2026, or paths of TSV files like it.",
    )
    tiers: tuple[int, ...] = Field(
        default=(1, 2, 3), min_length=1, description="Tiers of the lists that are asked (count)."
    )
    minimum_stars: int = Field(
        default=2, ge=0, le=4, description=f"Lowest review status at which ClinVar alone is believed (count). {STARS}"
    )
    minimum_age: int = Field(
        default=ADULT, ge=0, description=f"Age from which carrier status may be asked (years). {CHILDREN}"
    )

    @property
    def files(self) -> tuple[str, ...]:
        """The lists that are files of the laboratory."""
        return tuple(filter(is_path, self.lists))
