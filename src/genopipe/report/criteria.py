"""The ACMG/AMP criteria of an allele in a gene, as the report shows them: what was met, what not, what is not known."""

from collections.abc import Iterable

from pydantic import Field

from genopipe.cases import Closed
from genopipe.report.tables import Row

_FIRST = {"met": 0, "not_assessable": 1, "not_met": 2}


class CriterionLine(Closed):
    """One criterion of one allele in one gene."""

    criterion: str = Field(description="The criterion, as ACMG/AMP names it.")
    outcome: str = Field(description="met, not_met or not_assessable.")
    strength: str | None = Field(description="Its strength; none: not met.")
    points: int | None = Field(description="Points of the strength (count); none: not met.")
    counted: bool = Field(description="It counts for the class: met, and no rule of double counting drops it.")
    value: float | None = Field(description="The number used, in the unit; none: no number.")
    threshold: float | None = Field(description="What it was held against, in the unit; none: no number.")
    unit: str | None = Field(description="Unit of value and threshold.")
    reason: str = Field(description="A plain sentence with the numbers.")
    source: str = Field(description="What it is decided by: DOI and place.")
    data: str | None = Field(description="Name and version of the data used.")
    decided_by: str = Field(description="engine, panel:NAME or curator.")
    engine_outcome: str = Field(description="What the engine said.")
    engine_strength: str | None = Field(description="The strength that the engine gave.")
    curator_reason: str | None = Field(description="Why a curator changed it; none: no curator did.")


def make_criteria(rows: Iterable[Row], *, every: bool) -> tuple[CriterionLine, ...]:
    """Return the criteria of an allele in a gene: met ones first, then those that are not assessable.

    Args:
        rows: Rows of the table of criteria, in the order of the guideline.
        every: All of them; else those that are met.
    """
    kept = [row for row in rows if every or row["outcome"] == "met"]
    fields = CriterionLine.model_fields
    ordered = sorted(kept, key=lambda row: _FIRST[row["outcome"]])
    return tuple(CriterionLine(**{name: row[name] for name in fields}) for row in ordered)
