"""What a laboratory changes of the figures of ACMG/AMP classification: `config/acmg.yaml`, a closed object."""

from pydantic import Field

from genopipe.acmg import DATE_PATTERN
from genopipe.acmg import ClassBy
from genopipe.acmg import Criterion
from genopipe.acmg import Strength
from genopipe.acmg import Use
from genopipe.cases import Closed


class LaboratoryThreshold(Closed):
    """A laboratory's own figure in the place of one that ships; its unit, comparison and meaning stay."""

    value: float = Field(description="The figure, in the unit of the threshold.")
    source: str = Field(min_length=1, description="Where the figure comes from: DOI, or the laboratory's procedure.")
    date: str = Field(pattern=DATE_PATTERN, description="Since when.")


class LaboratoryCriterion(Closed):
    """A laboratory's own use of a criterion."""

    use: Use | None = Field(default=None, description="automated, curated or off; none: as it ships.")
    strength: Strength | None = Field(
        default=None, description="Strength where nothing gives another; none: as it ships."
    )
    source: str = Field(min_length=1, description="Where that comes from: DOI, or the laboratory's procedure.")


class LaboratoryAcmg(Closed):
    """What a laboratory changes: `config/acmg.yaml`."""

    class_by: ClassBy | None = Field(default=None, description="points or table; none: as it ships.")
    criteria: dict[Criterion, LaboratoryCriterion] = Field(default_factory=dict, description="Criteria, by code.")
    thresholds: dict[str, LaboratoryThreshold] = Field(default_factory=dict, description="Thresholds, by name.")
