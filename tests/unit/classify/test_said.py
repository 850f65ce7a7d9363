"""Every branch of every criterion: what it says of an allele, to the number and the word."""

from itertools import groupby

import pytest

from genopipe.classify.evidence import CRITERIA
from unit.classify.said import MODULES
from unit.classify.said import Case
from unit.classify.said import read_cases
from unit.classify.said import what_is_said


@pytest.mark.parametrize("module", MODULES)
def test_every_branch(module: str):
    wrong = []
    for (criterion, context), group in groupby(read_cases(module), key=lambda case: (case.criterion, case.context)):
        cases = list(group)
        for case, said in zip(cases, what_is_said(criterion, context, [one.facts for one in cases]), strict=True):
            if said != case.expected:
                wrong.append((case.facts, case.expected, said))
    assert not wrong


def test_every_criterion_has_a_table():
    assert {case.criterion for module in MODULES for case in _cases(module)} == {one.value for one in CRITERIA}


@pytest.mark.parametrize("module", MODULES)
def test_a_number_has_its_place_in_the_table(module: str):
    for case in _cases(module):
        assert (case.expected.outcome == "met") == (case.expected.strength is not None)
        assert case.expected.reason


def _cases(module: str) -> list[Case]:
    return list(read_cases(module))
