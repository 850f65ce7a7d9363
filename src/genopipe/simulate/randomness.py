"""Named random streams: each part of the world draws from its own, so that parts do not disturb one another."""

import hashlib

import numpy as np


def stream(seed: int, *labels: str) -> np.random.Generator:
    """Return the random stream of one part of the world.

    Args:
        seed: Seed of the world.
        labels: Names of the part, such as `reads`, `F01-child`.

    Returns:
        A generator that depends on nothing but the seed and the labels.
    """
    digest = hashlib.sha256("\t".join([str(seed), *labels]).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))
