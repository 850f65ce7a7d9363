"""Codes that somebody gives, as ClinGen writes them, combined to a class: what `genopipe classify combine` writes."""

from collections.abc import Mapping

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.acmg_codes import write_code
from genopipe.classify.combination import Combined
from genopipe.classify.combination import combine_weighed
from genopipe.classify.doubles import Counted
from genopipe.classify.doubles import count_criteria
from genopipe.classify.doubles import counted_strengths
from genopipe.classify.doubles import reason_of
from genopipe.classify.panel_rules import figures_for
from genopipe.classify.panel_rules import panel_of
from genopipe.classify.panel_rules import written_strengths
from genopipe.io.codes_file import GivenCodes
from genopipe.panel_rules import PanelRules
from genopipe.tables import INT
from genopipe.tables import TEXT
from genopipe.tables import YES_NO
from genopipe.tables import Column
from genopipe.tables import Table

_NONE = "there is none"

COMBINED = Table(
    "combined codes",
    "one variant of the given codes, in their order: what `genopipe classify combine` writes",
    ("variant", "gene"),
    (
        Column("variant", TEXT, "The variant, as it was given.", "text", source="the given codes"),
        Column("gene", TEXT, "The gene, as it was given.", "symbol or HGNC id", "no gene was given", "the given codes"),
        Column("panel", TEXT, "The expert panel whose rules were applied.", "name", _NONE, "curated/panel_rules"),
        Column(
            "class",
            TEXT,
            "benign, likely_benign, uncertain_significance, likely_pathogenic or pathogenic.",
            "word",
            source="classify",
        ),
        Column("points", INT, "Sum of the points that count.", "points", source="doi:10.1002/humu.24088"),
        Column("class_by_points", TEXT, "Class by points.", "word", source="doi:10.1002/humu.24088"),
        Column(
            "class_by_table", TEXT, "Class by the table of 2015.", "word", source="doi:10.1038/gim.2015.30, Table 5"
        ),
        Column("agrees", YES_NO, "Points and table give the same class.", "yes/no", source="classify"),
        Column("conflict", YES_NO, "Evidence that counts speaks for both directions.", "yes/no", source="classify"),
        Column("counted", TEXT, "Codes that count, joined by a comma.", "codes", "none counts", "classify"),
        Column(
            "dropped",
            TEXT,
            "Codes that do not count, or count less, each with the reason: `PP3: ...`, joined by ` | `.",
            "words",
            "all count as given",
            "curated/acmg.yaml, doubles",
        ),
        Column("rules", TEXT, "Rules of the table that hold.", "names", "none holds", "curated/acmg.yaml, table"),
        Column(
            "explanation",
            TEXT,
            "Why points and table differ, or the class is neither.",
            "words",
            "they agree",
            "classify",
        ),
        Column(
            "class_without_panel", TEXT, "Class by the general rules.", "word", "no panel's rules applied", "classify"
        ),
    ),
)

Weighed = list[tuple[Criterion, Strength]]


class Figures:
    """The figures for each gene: the general ones, or those of the panel that has rules for it.

    Args:
        general: The general figures.
        panels: Rules of expert panels by name; none: the general figures for every gene.
    """

    def __init__(self, general: Acmg, panels: Mapping[str, PanelRules]) -> None:
        self.general, self.panels = general, panels
        self._made: dict[str, tuple[PanelRules | None, Acmg]] = {"": (None, general)}

    def of(self, gene: str) -> tuple[PanelRules | None, Acmg]:
        """Return the panel that has rules for a gene, or None, and the figures; made once a gene."""
        if gene not in self._made:
            panel = panel_of(gene, self.panels)
            self._made[gene] = (panel, self.general if panel is None else figures_for(self.general, panel, gene))
        return self._made[gene]


def combine_codes(given: GivenCodes, figures: Figures) -> dict[str, object]:
    """Combine the codes of one variant.

    Args:
        given: The codes.
        figures: The figures for each gene.

    Returns:
        A row of `COMBINED`.
    """
    panel, acmg = figures.of(given.gene)
    codes = written_strengths(given.codes, panel) if panel else list(given.codes)
    counted, combined = _combine(codes, acmg)
    _, general = _combine(list(given.codes), figures.general)
    return {
        "variant": given.variant,
        "gene": given.gene or None,
        "panel": panel.name if panel else None,
        **_class_cells(combined),
        "counted": ", ".join(item.code for item in counted if item.strength is not None) or None,
        "dropped": " | ".join(_dropped(item, acmg) for item in counted if item.rule is not None) or None,
        "class_without_panel": general.variant_class.value if panel else None,
    }


def _combine(codes: Weighed, acmg: Acmg) -> tuple[list[Counted], Combined]:
    counted = count_criteria(codes, acmg)
    return counted, combine_weighed(counted_strengths(counted), acmg)


def _class_cells(combined: Combined) -> dict[str, object]:
    return {
        "class": combined.variant_class.value,
        "points": combined.points,
        "class_by_points": combined.by_points.value,
        "class_by_table": combined.by_table.value,
        "agrees": combined.agrees,
        "conflict": combined.conflict,
        "rules": ", ".join(combined.rules) or None,
        "explanation": combined.explanation or None,
    }


def _dropped(item: Counted, acmg: Acmg) -> str:
    given = write_code(item.criterion, item.given)
    lowered = f" counts as {item.code}" if item.strength is not None else ""
    return f"{given}{lowered}: {reason_of(item, acmg)}"


def combined_table(given: list[GivenCodes], acmg: Acmg, panels: Mapping[str, PanelRules]) -> pl.DataFrame:
    """Combine the codes of every variant: one row each, in the order given."""
    figures = Figures(acmg, panels)
    rows = [combine_codes(one, figures) for one in given]
    return pl.DataFrame(rows, schema=COMBINED.schema())
