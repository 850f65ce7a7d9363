"""A case is on hold by its own family's verdict, or by another family's; the note tells nobody why."""

import json

import pytest

from genopipe.hold import NOTE_OF_HOLD
from genopipe.hold import is_stopped_by_itself
from genopipe.hold import stopped_by_others


@pytest.mark.parametrize(("verdict", "held"), [("pass", False), ("flag", False), ("stop", True)])
def test_only_a_stop_of_the_own_family_holds(verdict: str, held: bool):
    assert is_stopped_by_itself(json.dumps({"families": {"F1": {"verdict": verdict}}})) is held


def test_only_a_stop_between_families_holds():
    verdicts = {"A": "stop", "B": "flag", "C": "pass", "D": "not_assessable"}
    told = json.dumps({"cases": {case: {"verdict": verdict} for case, verdict in verdicts.items()}})
    assert stopped_by_others(told) == {"A"}


def test_the_note_tells_nobody_why():
    words = ("father", "mother", "parent", "sex", "twin", "swap", "duplicate", "another", "contamin")
    assert not [word for word in words if word in NOTE_OF_HOLD.lower()]
