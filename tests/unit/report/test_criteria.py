"""Criteria in the report: met ones first, of candidates those only."""

from genopipe.report.criteria import make_criteria

ROW = {
    "outcome": "not_met", "strength": None, "points": None, "counted": False, "value": None, "threshold": None,
    "unit": None, "reason": "r", "source": "doi:10.1000/x", "data": None, "decided_by": "engine",
    "engine_outcome": "not_met", "engine_strength": None, "curator_reason": None,
}  # fmt: skip


def test_order_and_choice():
    rows = [
        {**ROW, "criterion": "PVS1"},
        {**ROW, "criterion": "PS1", "outcome": "not_assessable"},
        {**ROW, "criterion": "PM2", "outcome": "met", "strength": "supporting", "points": 1, "counted": True},
    ]
    assert [line.criterion for line in make_criteria(rows, every=True)] == ["PM2", "PS1", "PVS1"]
    assert [line.criterion for line in make_criteria(rows, every=False)] == ["PM2"]
    assert make_criteria([], every=True) == ()
