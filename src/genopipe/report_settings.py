"""The settings of the case report."""

from typing import Literal

from pydantic import Field

from genopipe.cases import Closed

HARD_REGIONS = ("segmental_duplications", "low_mappability")
"""Records of regions where short reads cannot be placed for sure, as they ship."""


class ReportSettings(Closed):
    """The case report."""

    laboratory: str = Field(default="", description="Name of the laboratory, printed at the head.")
    language: Literal["en", "zh-Hant"] = Field(
        default="en",
        description="Language of report.pdf and of the family's page: English, or Chinese in traditional characters.",
    )
    depth_thresholds: tuple[int, ...] = Field(
        default=(10, 15, 20), description="Panel genes are reported as covered at these depths (reads)."
    )
    covered_fraction: float = Field(
        default=0.95,
        ge=0,
        le=1,
        description="A panel gene covered by less than this at the middle depth (fraction) is "
        "listed as not fully searched.",
    )

    hard_regions: tuple[str, ...] = Field(
        default=HARD_REGIONS,
        description="Sources of regions, among `annotate.sources`, where short reads cannot be placed for sure; the "
        "report tells which part of each panel gene's coding bases lies there. Of these two, those that are not "
        "configured are left out; any other name must be.",
    )

    @property
    def decisive_depth(self) -> int:
        """The depth in the middle: the one that decides whether a gene counts as searched (reads)."""
        ordered = sorted(self.depth_thresholds)
        return ordered[len(ordered) // 2] if ordered else 0
