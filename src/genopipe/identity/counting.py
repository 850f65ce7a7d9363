"""How unlikely a count is, for few and for many."""

from math import erfc
from math import exp
from math import sqrt

_MANY = 300.0


def limit(certainty: float) -> float:
    """Return the probability of being that many standard errors or more above what is expected."""
    return erfc(certainty / sqrt(2)) / 2


def at_least(count: int, expected: float) -> float:
    """Return the probability of a count or more, where so many are expected (Poisson; normal above 300).

    Args:
        count: What was counted.
        expected: What is expected.
    """
    if expected > _MANY:
        return erfc((count - 0.5 - expected) / sqrt(2 * expected)) / 2
    return max(1.0 - _below(count, expected), 0.0)


def at_most(count: int, expected: float) -> float:
    """Return the probability of a count or fewer, where so many are expected."""
    return 1.0 - at_least(count + 1, expected)


def _below(count: int, expected: float) -> float:
    term = total = exp(-expected)
    for number in range(1, count):
        term *= expected / number
        total += term
        if number > expected and term < 1e-18:
            break
    return total if count > 0 else 0.0
