"""What a curator changes of the evidence of a case, as closed objects."""

from enum import StrEnum
from typing import Self

from pydantic import Field
from pydantic import field_validator
from pydantic import model_validator

from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Direction
from genopipe.acmg_codes import Strength
from genopipe.cases import Closed

_DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_LONGEST = 2_000


class Action(StrEnum):
    """What a curator does with a criterion."""

    ADD = "add"
    REMOVE = "remove"
    REWEIGH = "reweigh"


class Change(Closed):
    """One change of a curator."""

    allele: str = Field(min_length=1, max_length=_LONGEST, description="The allele, as the tables of the case name it.")
    gene: str = Field(min_length=1, max_length=64, description="The gene, as the tables of the case name it.")
    criterion: Criterion = Field(description="The criterion: PS3.")
    action: Action = Field(
        description="add: it is met; remove: it is not met; reweigh: it is met, with another strength."
    )
    strength: Strength | None = Field(default=None, description="The strength; for add and reweigh.")
    reason: str = Field(min_length=1, max_length=_LONGEST, description="Why, in words that the report may print.")
    source: str = Field(default="", max_length=_LONGEST, description="DOI or PMID of the evidence, where there is one.")
    who: str = Field(min_length=1, max_length=128, description="Who decided it.")
    date: str = Field(pattern=_DAY, description="When: year-month-day.")

    @field_validator("allele", "gene", "reason", "source", "who")
    @classmethod
    def _is_printable(cls, text: str) -> str:
        """Refuse control characters and marks that turn the direction of writing: what is read is what stands there."""
        if not text.isprintable() or text != text.strip():
            raise ValueError("write one line of printable characters, without blanks around it")
        return text

    @model_validator(mode="after")
    def _strength_fits(self) -> Self:
        if (self.action is Action.REMOVE) == (self.strength is not None):
            raise ValueError("a strength is for add and reweigh, and needed there")
        if self.strength is Strength.STAND_ALONE and self.criterion.direction is Direction.PATHOGENIC:
            raise ValueError("no pathogenic criterion stands alone")
        return self

    @property
    def told(self) -> str:
        """Reason, name and date, as the report prints them."""
        return f"{self.reason} ({self.who}, {self.date})"


class Curation(Closed):
    """The changes of a case, as a YAML file."""

    changes: tuple[Change, ...] = Field(default=(), description="The changes.")
