"""Settings of the classification."""

from pydantic import Field

from genopipe.cases import Closed


class ClassifySettings(Closed):
    """Classification after ACMG/AMP."""

    acmg: str = Field(
        default="",
        description="The laboratory's own figures of ACMG/AMP criteria, such as config/acmg.yaml; empty: those that "
        "ship with genopipe (docs/criteria.md).",
    )
