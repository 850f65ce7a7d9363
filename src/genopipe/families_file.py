"""The file `results/laboratory/families.json`: who is who between the families of a run. For the laboratory alone."""

from typing import Literal

from pydantic import ConfigDict
from pydantic import Field

from genopipe.cases import Closed
from genopipe.identity_file import IdentityPair
from genopipe.identity_file import IdentityReason
from genopipe.identity_file import Judged
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings


class FamiliesPair(IdentityPair):
    """Two people of two families who are related."""

    first_family: str = Field(description="Family of the first.")
    second_family: str = Field(description="Family of the second.")


class FamiliesCase(Closed):
    """A case."""

    family: str = Field(description="Its family.")
    verdict: Judged = Field(description="Stop: the case is on hold until the reasons are resolved.")
    reasons: tuple[IdentityReason, ...] = Field(description="What does not pass; the first explains most.")
    people: int = Field(description="People of the family who were compared with others (count).")
    missing: str = Field(description="Why the family was not compared; empty: it was.")


class FamiliesFile(Closed):
    """Who is who between the families of a run. For the laboratory alone."""

    model_config = ConfigDict(populate_by_name=True)

    version: Literal[1] = Field(default=1, alias="schema", description="Version of this form.")
    sites: int = Field(description="Common sites at which people were compared (count).")
    people: int = Field(description="People who were compared (count).")
    compared: int = Field(description="Pairs of people of two families with sites enough (count).")
    settings: BetweenSettings = Field(description="Thresholds used.")
    identity_settings: IdentitySettings = Field(description="Thresholds of relations, as for a family by itself.")
    cases: dict[str, FamiliesCase] = Field(description="Every case of the run.")
    pairs: tuple[FamiliesPair, ...] = Field(description="People of two families who are related.")
