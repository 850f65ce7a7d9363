"""Compiled annotation sources: written once by `genopipe resources build`, joined with the alleles of every case."""

from genopipe.io.store import exact
from genopipe.io.store import fields
from genopipe.io.store import keys
from genopipe.io.store import positions
from genopipe.io.store.positions import PositionTrack
from genopipe.io.store.reader import Joined
from genopipe.io.store.reader import Store

__all__ = ["Joined", "PositionTrack", "Store", "warm"]


def warm() -> None:
    """Compile the kernels of this package, or load them from the cache."""
    for module in (exact, fields, keys, positions):
        module.warm()
