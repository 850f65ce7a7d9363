"""What the page sorts and filters candidates by, and how large it grows."""

import pytest

from genopipe.report.html import make_html
from genopipe.report.page_candidates import MOST_IN_FULL
from genopipe.report.page_candidates import make_candidate_rows
from genopipe.report.page_candidates import make_choices
from unit.report.page_models import rich_report
from unit.report.page_models import with_candidates

BYTES = 2_000
"""Most that a candidate may add to the page behind the first ones: 5,000 of them are 10 MB (bytes)."""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return rich_report(tmp_path_factory.mktemp("rows"))


def test_missing_is_no_number(report):
    (allele, *_) = with_candidates(report, 1).candidates
    frequency = allele.frequency.model_copy(update={"state": "not_assessable", "highest": None})
    unknown = allele.model_copy(
        update={"class_points": None, "tier": "of its own", "impact": None, "phenotype": None, "frequency": frequency}
    )
    (row,) = make_candidate_rows([unknown])
    assert row.keys == "- - - - -"


def test_absent_is_zero_and_every_key_has_its_place(report):
    (allele, *_) = with_candidates(report, 1).candidates
    frequency = allele.frequency.model_copy(update={"state": "absent", "highest": None})
    told = allele.model_copy(update={"class_points": -4, "tier": "2", "impact": "LOW", "frequency": frequency})
    (row,) = make_candidate_rows([told])
    assert row.keys.split(" ")[:4] == ["-4", "1", "0", "2"]


def test_a_word_that_is_not_known_is_never_a_key(report):
    (allele, *_) = with_candidates(report, 1).candidates
    odd = allele.model_copy(update={"classification": '"><b>', "tier": "x y", "panel_confidence": "<i>", "modes": ()})
    (row,) = make_candidate_rows([odd])
    assert row.filters == "none tier_none panel_none mode_none"
    assert make_choices([row]) == {
        "class": ("none",), "tier": ("tier_none",), "panel": ("panel_none",), "mode": ("mode_none",),
    }  # fmt: skip


def test_thousands_of_candidates_stay_small(report):
    first, more = MOST_IN_FULL + 20, MOST_IN_FULL + 220
    sizes = [len(make_html(with_candidates(report, number)).encode("utf-8")) for number in (first, more)]
    assert (sizes[1] - sizes[0]) / (more - first) < BYTES


def test_the_same_model_makes_the_same_page(report):
    assert make_html(report) == make_html(report.model_copy(deep=True))
