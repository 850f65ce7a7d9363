"""The file of filters: `curated/filters.yaml`, or what a laboratory writes over it."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from genopipe.cases import Closed

NAME = r"^[a-z][a-z0-9_]{0,63}$"
RESERVED = ("no_gene", "true", "false")
REQUIRED = ("frequency_exempt", "weighty")
"""Expressions that the stage itself asks: which alleles no frequency removes; which weigh enough for a partner."""


class Bucket(StrEnum):
    """Where a candidate ends."""

    FINDING = "finding"
    CANDIDATE = "candidate"
    SET_ASIDE = "set_aside"
    NOT_INTERPRETABLE = "not_interpretable"


class Null(StrEnum):
    """What becomes of a candidate when a rule cannot be decided, as a value that it asks for is not known."""

    KEEP = "keep"
    SET_ASIDE = "set_aside"
    NOT_ASSESSABLE = "not_assessable"


class PopulationLimit(Closed):
    """Limits of one population that are not those of the settings."""

    population: str = Field(description="Name of the population, as `annotate.frequency.populations` has it.")
    one_copy: float = Field(ge=0, le=1, description="Highest frequency where one copy explains (fraction).")
    two_copies: float = Field(ge=0, le=1, description="Highest frequency where two copies explain (fraction).")
    people: int | None = Field(default=None, ge=1, description="People in the population's data set (count).")
    source: str = Field(description="Where the limits come from.")


class NamedExpression(Closed):
    """An expression that rules may use by its name."""

    name: str = Field(pattern=NAME, description="The name.")
    expression: str = Field(description="The expression; it may use names that stand before it.")
    null: Literal["no", "yes", "unknown"] = Field(
        description="What an unknown value counts as: no, yes, or it stays unknown."
    )
    doc: str = Field(description="What it means.")


class FilterRule(Closed):
    """One rule: the first one that holds decides."""

    name: str = Field(pattern=NAME, description="The name, as the ledger shows it.")
    bucket: Bucket = Field(description="Where a candidate goes when the rule holds.")
    when: str = Field(description="The expression that must hold.")
    null: Null = Field(
        description="When the expression is unknown: keep (the next rule is asked), set_aside (as if it held), or "
        "not_assessable (the candidate is for review, with what is not known)."
    )
    reason: str = Field(description="The sentence in the ledger, with expressions in braces.")
    source: str = Field(default="", description="Where the rule comes from.")


class Remark(Closed):
    """A sentence that is added to the reason of findings and candidates."""

    name: str = Field(pattern=NAME, description="The name.")
    when: str = Field(description="The expression that must hold; unknown counts as no.")
    text: str = Field(description="The sentence, with expressions in braces.")


class TierRule(Closed):
    """One rule of a tier: the first one that holds decides; unknown counts as no."""

    tier: Literal["1", "2", "3", "untiered"] = Field(description="The tier.")
    when: str = Field(description="The expression that must hold; it may also read `bucket` and `by`.")
    reason: str = Field(description="Why, with expressions in braces.")
    source: str = Field(description="Where the rule comes from.")


class FilterProfile(Closed):
    """Filters: population limits, named expressions, rules, remarks and tiers."""

    title: str = Field(description="Whose filters these are.")
    populations: tuple[PopulationLimit, ...] | None = Field(
        default=None, description="Populations with limits of their own; others have those of the settings."
    )
    expressions: tuple[NamedExpression, ...] | None = Field(default=None, description="Named expressions.")
    rules: tuple[FilterRule, ...] | None = Field(default=None, description="The rules, in the order of asking.")
    remarks: tuple[Remark, ...] | None = Field(default=None, description="Sentences added to reasons.")
    tiers: tuple[TierRule, ...] | None = Field(default=None, description="The tiers, in the order of asking.")

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        groups = (
            [item.name for item in self.expressions or ()],
            [item.name for item in self.rules or ()],
            [item.name for item in self.remarks or ()],
            [item.population for item in self.populations or ()],
        )
        twice = [name for group in groups for name in _repeated(group)]
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")
        taken = sorted({*RESERVED} & {name for group in groups[:2] for name in group})
        if taken:
            raise ValueError(f"a name that is kept for genopipe: {', '.join(taken)}")
        return self

    def over(self, base: "FilterProfile") -> "FilterProfile":
        """Return these filters; each section that is left out is that of another file."""
        sections = ("populations", "expressions", "rules", "remarks", "tiers")
        chosen = {name: getattr(self if getattr(self, name) is not None else base, name) for name in sections}
        return FilterProfile(title=self.title, **chosen)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, number in Counter(names).items() if number > 1]
