"""Compiled: the likeliest path through a hidden Markov model along a chromosome (Viterbi).

Source: Rabiner 1989, doi:10.1109/5.18626, section III.B; times between sites are distances in bases.
"""

from collections.abc import Iterator
from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from genopipe.kernels import kernel

Real: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
States: TypeAlias = npt.NDArray[np.int8]

NEVER = -1e12
"""Logarithm of a chance that is none."""
_MOST = -0.7  # logarithm of one half: no distance makes a change of state likelier


@kernel
def _forward(emission: Real, distance: Real, steps: Real, start: Real, rates: Real, leave: Real, back: States) -> int:
    """Fill `back` with the best state before each, and return the best state of the last site."""
    sites, states = emission.shape
    score, after = np.empty(states), np.empty(states)
    for here in range(states):
        score[here] = start[here] + emission[0, here]
    for site in range(1, sites):
        for here in range(states):
            best, place = score[here] - leave[here] * distance[site], here
            for other in range(states):
                if other != here:
                    value = score[other] + min(rates[other, here] + steps[site], _MOST)
                    if value > best:
                        best, place = value, other
            after[here] = best + emission[site, here]
            back[site, here] = place
        for here in range(states):
            score[here] = after[here]
    last = 0
    for here in range(1, states):
        if score[here] > score[last]:
            last = here
    return last


@kernel
def _backward(back: States, last: int) -> States:
    """Walk back from the last state."""
    path = np.empty(len(back), np.int8)
    state = last
    for site in range(len(back) - 1, -1, -1):
        path[site] = state
        state = back[site, state]
    return path


class Model(NamedTuple):
    """Chances of the states and of changes between them.

    Attributes:
        start: [state]: logarithm of the chance to begin in it.
        rates: [from, to]: logarithm of the chance a base of the change; `NEVER`: there is none.
    """

    start: Real
    rates: Real


def find_path(emission: Real, positions: Whole, model: Model) -> States:
    """Return the likeliest state of each site.

    Args:
        emission: [site, state]: logarithm of the chance of what is seen.
        positions: Ascending positions of the sites (bases).
        model: Chances of the states.
    """
    if not len(positions):
        return np.empty(0, np.int8)
    distance = np.maximum(np.diff(positions, prepend=positions[0]), 1).astype(np.float64)
    chances = np.where(model.rates > NEVER, np.exp(np.maximum(model.rates, -700.0)), 0.0)
    np.fill_diagonal(chances, 0.0)
    back = np.zeros(emission.shape, np.int8)
    emission, start, rates = (np.ascontiguousarray(part, np.float64) for part in (emission, model.start, model.rates))
    last = _forward(emission, distance, np.log(distance), start, rates, chances.sum(axis=1), back)
    return _backward(back, int(last))


def stretches(states: npt.NDArray[np.generic]) -> Iterator[tuple[int, int]]:
    """Yield the first place and the place behind each stretch of equal states."""
    edges = np.flatnonzero(states[1:] != states[:-1]) + 1
    yield from zip([0, *edges.tolist()], [*edges.tolist(), len(states)], strict=True) if len(states) else ()


def warm() -> None:
    """Compile the kernels, or load them from the cache."""
    model = Model(np.zeros(2), np.full((2, 2), -20.0))
    find_path(np.zeros((2, 2)), np.array([1, 2]), model)
