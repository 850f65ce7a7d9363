"""The settings of phasing by reads."""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed


class PhaseSettings(Closed):
    """Phase by reads: which alleles lie on one copy of a chromosome, as far as reads reach."""

    tool: Literal["whatshap", "none"] = Field(
        default="whatshap",
        description="What phases the calls of those who start from reads or an alignment; none: only parents tell.",
    )
