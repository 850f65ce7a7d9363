"""Probabilities of counts, against sums of the whole distribution."""

from math import exp
from math import lgamma
from math import log

import pytest

from genopipe.identity.counting import at_least
from genopipe.identity.counting import at_most
from genopipe.identity.counting import limit


def density(count: int, expected: float) -> float:
    return exp(count * log(expected) - expected - lgamma(count + 1))


@pytest.mark.parametrize(("count", "expected"), [(0, 0.5), (1, 0.5), (6, 1.35), (7, 1.35), (40, 20.0), (5, 20.0)])
def test_tails(count: int, expected: float):
    above = sum(density(n, expected) for n in range(count, count + 400))
    assert at_least(count, expected) == pytest.approx(above, rel=1e-6, abs=1e-12)
    assert at_most(count, expected) == pytest.approx(1 - above + density(count, expected), rel=1e-6, abs=1e-12)


def test_many_are_normal():
    exact = sum(density(n, 299.0) for n in range(340, 900))
    assert at_least(340, 299.0) == pytest.approx(exact, rel=1e-6)
    assert at_least(341, 300.5) == pytest.approx(exact, rel=0.35)
    assert at_least(10**6, 10.0) < 1e-12
    assert at_least(0, 0.0) == 1
    assert at_least(1, 0.0) == 0


def test_three_standard_errors():
    assert limit(3.0) == pytest.approx(0.00135, rel=1e-3)
    assert limit(0.0) == 0.5
