"""Sources of hard regions that the settings name: there, and of regions."""

import pytest

from genopipe.config import AnnotateSettings
from genopipe.preflight.resources import check_hard_regions
from genopipe.report_settings import ReportSettings

ANNOTATE = AnnotateSettings.model_validate(
    {"sources": [{"name": "simple_repeats", "files": ["a.bed"]}, {"name": "revel", "files": ["r.csv"]}]}
)


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (ReportSettings().hard_regions, []),
        (("simple_repeats",), []),
        (("revel",), ["SOURCE-OTHER"]),
        (("segdups",), ["SOURCE-NAME"]),
        (("simple_repeats", "low_mappability", "own"), ["SOURCE-NAME"]),
    ],
)
def test_a_name_that_is_no_source_of_regions_is_refused(tmp_path, names, codes):
    settings = ReportSettings(hard_regions=names)
    assert [item.code for item in check_hard_regions(settings, ANNOTATE, tmp_path)] == codes


def test_what_is_wrong_with_the_sources_is_told_elsewhere(tmp_path):
    twice = AnnotateSettings.model_validate({"sources": [{"name": "revel", "files": ["r.csv"]}] * 2})
    assert check_hard_regions(ReportSettings(hard_regions=("own",)), twice, tmp_path) == []
