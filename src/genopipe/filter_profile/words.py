"""The words of filters: the columns of the tables, the facts of the stage, and the settings by name."""

from collections.abc import Iterable

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.expressions import Vocabulary
from genopipe.expressions import Word
from genopipe.expressions import column_words
from genopipe.expressions import constant_word
from genopipe.panels import Confidence
from genopipe.panels import PanelMode
from genopipe.tables import CANDIDATES
from genopipe.tables import FACTS
from genopipe.tables import MODE_NAMES
from genopipe.tables import Column
from genopipe.tables.filtering import OF_ALLELE
from genopipe.tables.filtering import OF_CANDIDATE
from genopipe.tables.filtering import OF_PROBAND

CLASSES = ("pathogenic", "likely_pathogenic", "uncertain_significance", "likely_benign", "benign")
_MODES = dict.fromkeys(
    ("modes", "modes_not_assessable", "modes_in_panel", "expected", "modes_counted", "open_counted"), MODE_NAMES
)
_LEFT = dict.fromkeys(("modes_left", "open_left"), MODE_NAMES)
ALLOWED: dict[str, tuple[str, ...]] = {
    **_MODES,
    **_LEFT,
    "class": CLASSES,
    "partner_class": CLASSES,
    "class_by_points": CLASSES,
    "class_by_table": CLASSES,
    "finding_by": ("class", "tier"),
    "impact": ("HIGH", "MODERATE", "LOW", "MODIFIER"),
    "variant_class": ("snv", "insertion", "deletion", "delins", "symbolic", "spanning_deletion"),
    "frequency_state": ("found", "absent", "not_assessable"),
    "panel_confidence": tuple(word.value for word in Confidence),
    "panel_mode": tuple(word.value for word in PanelMode),
    "partner_phase": (
        "in_trans_by_parents",
        "in_trans_by_reads",
        "in_trans_by_relative",
        "in_trans_by_deletion",
        "unknown",
    ),
    "inherited_from": ("mother", "father", "both", "neither", "unknown"),
    "bucket": ("finding", "candidate", "set_aside", "not_interpretable"),
}
"""Columns that hold a closed set of words: another word in an expression would be false without a word."""

RULE_COLUMNS: tuple[Column, ...] = (
    *OF_CANDIDATE,
    CANDIDATES.column("modes_in_panel"),
    *OF_ALLELE,
    *OF_PROBAND,
    *FACTS.columns,
)
TIER_COLUMNS = (*RULE_COLUMNS, CANDIDATES.column("bucket"), CANDIDATES.column("by"))


def words_of_settings(filters: FilterSettings, inherit: InheritSettings) -> dict[str, Word]:
    """Return the settings of both sections as words: `filter.minimum_quality`."""
    found = {}
    for section, settings in (("filter", filters), ("inherit", inherit)):
        for name, field in type(settings).model_fields.items():
            value = getattr(settings, name)
            if isinstance(value, bool | int | float | str):
                found[f"{section}.{name}"] = constant_word(f"{section}.{name}", value, field.description or "")
    return found


def make_vocabulary(columns: Iterable[Column], filters: FilterSettings, inherit: InheritSettings) -> Vocabulary:
    """Return the words of some columns and of the settings."""
    return {**column_words(columns, ALLOWED), **words_of_settings(filters, inherit)}
