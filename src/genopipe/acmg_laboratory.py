"""What a laboratory changes of the figures of ACMG/AMP classification: `config/acmg.yaml`, a closed object."""

from pydantic import Field

from genopipe.acmg import DATE_PATTERN
from genopipe.acmg import Acmg
from genopipe.acmg import ClassBy
from genopipe.acmg import Criterion
from genopipe.acmg import CriterionRule
from genopipe.acmg import Op
from genopipe.acmg import Strength
from genopipe.acmg import Use
from genopipe.cases import Closed


class LaboratoryThreshold(Closed):
    """A laboratory's own figure in the place of one that ships; its unit, comparison and meaning stay."""

    value: float = Field(description="The figure, in the unit of the threshold.")
    op: Op | None = Field(default=None, description="The comparison; none: as it ships.")
    source: str = Field(min_length=1, description="Where the figure comes from: DOI, or the laboratory's procedure.")
    place: str = Field(default="", description="Where it stands there.")
    date: str = Field(pattern=DATE_PATTERN, description="Since when.")


class LaboratoryCriterion(Closed):
    """A laboratory's own use of a criterion."""

    use: Use | None = Field(default=None, description="automated, curated or off; none: as it ships.")
    strength: Strength | None = Field(
        default=None,
        description="Strength in the place of the one that ships, wherever data or curated evidence give that one or "
        "none; none: as it ships.",
    )
    source: str = Field(min_length=1, description="Where that comes from: DOI, or the laboratory's procedure.")
    place: str = Field(default="", description="Where it stands there.")


class LaboratoryAcmg(Closed):
    """What a laboratory changes: `config/acmg.yaml`."""

    class_by: ClassBy | None = Field(default=None, description="points or table; none: as it ships.")
    criteria: dict[Criterion, LaboratoryCriterion] = Field(default_factory=dict, description="Criteria, by code.")
    thresholds: dict[str, LaboratoryThreshold] = Field(default_factory=dict, description="Thresholds, by name.")


def merge(shipped: Acmg, own: LaboratoryAcmg) -> Acmg:
    """Put own figures in the places of those that are there, and check the whole anew.

    Raises:
        ValidationError: The whole is not right any more.
    """
    whole = shipped.model_dump()
    if own.class_by is not None:
        whole["combination"]["class_by"] = own.class_by
    for code, change in own.criteria.items():
        whole["criteria"][code] |= _criterion_change(shipped.criteria[code], change.model_dump(exclude_none=True))
    for name, figure in own.thresholds.items():
        whole["thresholds"][name] |= figure.model_dump(exclude_none=True)
    return Acmg.model_validate(whole)


def _criterion_change(rule: CriterionRule, change: dict[str, object]) -> dict[str, object]:
    """Return what changes of a criterion; a strength of one's own may be given, and stands for the one that ships."""
    own = change.get("strength", rule.strength)
    strengths = rule.strengths if own in rule.strengths else (*rule.strengths, own)
    return {**change, "strengths": strengths, "instead_of": rule.strength if own != rule.strength else None}
