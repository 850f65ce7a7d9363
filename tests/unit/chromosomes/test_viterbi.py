"""The path through the hidden states, beside every path there is."""

from itertools import product

import numpy as np
import pytest

from genopipe.chromosomes.disomy_model import one_parent_chances
from genopipe.chromosomes.disomy_model import trio_chances
from genopipe.chromosomes.viterbi import NEVER
from genopipe.chromosomes.viterbi import Model
from genopipe.chromosomes.viterbi import find_path
from genopipe.chromosomes.viterbi import stretches


def score(path, emission, positions, model):
    """Return the logarithm of the chance of a path, as the model is described."""
    total = model.start[path[0]] + emission[0, path[0]]
    for site in range(1, len(path)):
        before, here = path[site - 1], path[site]
        distance = max(positions[site] - positions[site - 1], 1)
        if before == here:
            leave = sum(
                np.exp(rate) for place, rate in enumerate(model.rates[before]) if place != before and rate > NEVER
            )
            total -= leave * distance
        else:
            total += min(model.rates[before, here] + np.log(distance), -0.7)
        total += emission[site, here]
    return total


@pytest.mark.parametrize("seed", range(30))
def test_no_path_is_better(seed):
    random = np.random.default_rng(seed)
    sites, states = 7, 3
    emission = np.log(random.random((sites, states)))
    rates = np.log(random.random((states, states)) * 0.01)
    rates[0, 2] = NEVER
    model = Model(np.log(random.dirichlet(np.ones(states))), rates)
    positions = np.cumsum(random.integers(1, 40, sites))
    best = max(product(range(states), repeat=sites), key=lambda path: score(path, emission, positions, model))
    assert tuple(find_path(emission, positions, model)) == best


def test_nothing_has_no_path():
    assert len(find_path(np.empty((0, 2)), np.empty(0, np.int64), Model(np.zeros(2), np.zeros((2, 2))))) == 0
    assert list(stretches(np.empty(0))) == []


def test_stretches_are_those_of_equal_states():
    assert list(stretches(np.array([1, 1, 0, 2, 2, 2]))) == [(0, 2), (2, 3), (3, 6)]


@pytest.mark.parametrize("error", [0.001, 0.02])
def test_chances_of_a_child_sum_to_one(error):
    assert np.allclose(np.exp(trio_chances(error)).sum(axis=2), 1)
    assert np.allclose(np.exp(one_parent_chances(error)).sum(axis=1), 1)
