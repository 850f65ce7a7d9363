"""The result in one word: positive, inconclusive and why, or negative."""

import pytest

from genopipe.gates import GateReport
from genopipe.gates import GateResult
from genopipe.gates import Measure
from genopipe.gates import Outcome
from genopipe.report.case import AlleleReport
from genopipe.report.result import weigh


def allele(word=None, tier="2", by="uncertain", symbol="GJB2"):
    """Return an allele of which only what decides is told."""
    return AlleleReport.model_construct(classification=word, tier=tier, by=by, gene_symbol=symbol)


def gates(outcome):
    result = GateResult.model_construct(person="P1", outcome=outcome, measure=Measure.MEAN_DEPTH)
    return GateReport.model_construct(profile="p", title="t", results=(result,))


VUS = "uncertain_significance"


@pytest.mark.parametrize(
    ("candidates", "result", "reason"),
    [
        ([], "negative", None),
        ([allele(VUS)], "negative", None),
        ([allele(VUS, "3")], "negative", None),
        ([allele(VUS, "1")], "inconclusive", "tier 1, not known to be pathogenic or benign, in GJB2"),
        ([allele(None, "1", "not_classified")], "inconclusive", "tier 1"),
        (
            [allele("pathogenic", "untiered", "one_copy_only")],
            "inconclusive",
            "(likely) pathogenic in GJB2, which does",
        ),
        ([allele("likely_pathogenic", "3", "outside_panels")], "inconclusive", "(likely) pathogenic in GJB2"),
        ([allele("likely_benign", "2", "class_conflict")], "inconclusive", "the criteria and ClinVar do not agree"),
    ],
)
def test_of_alleles_that_were_classified(candidates, result, reason):
    weighed = weigh([], candidates, None, classified=True)
    assert weighed.result == result
    assert [text for text in weighed.reasons if reason is None or reason in text] == list(weighed.reasons)
    assert weigh([allele("pathogenic")], candidates, None, classified=True).result == "positive"


def test_without_classes_any_candidate_leaves_it_open():
    weighed = weigh([], [allele(tier="3")], None, classified=False)
    assert (weighed.result, weighed.reasons) == ("inconclusive", ("1 candidate for review",))


def test_a_gate_that_was_not_passed_makes_no_negative():
    assert weigh([], [], gates(Outcome.FAILED), classified=True).reasons == ("a quality gate was not passed",)
    assert weigh([], [], gates(Outcome.PASSED), classified=True).result == "negative"
    assert weigh([], [], gates(Outcome.NOT_MEASURED), classified=True).result == "negative"
    assert weigh([allele("pathogenic")], [], gates(Outcome.FAILED), classified=True).result == "positive"


def test_each_reason_is_told():
    several = [allele("pathogenic"), allele(VUS, "1", symbol="HBB")]
    weighed = weigh([], several, gates(Outcome.FAILED), classified=True)
    assert len(weighed.reasons) == 3
