"""Compiled: tuples of many columns that kernels hand from function to function as one pointer.

numba hands a named tuple of arrays over by value, seven words an array, and counts the references to each: gene models
of thirty columns cost more to hand over than to read. `lend` keeps the tuple where it is and gives its address; its
columns are read through that, and nobody counts them. The owner is an argument of the kernel that lends.
"""

from typing import Protocol
from typing import TypeVar
from typing import cast

from genopipe.kernels import Deferred

Held = TypeVar("Held")


class _Lend(Protocol):
    """Return a tuple, which is an argument of the kernel that calls this, as one address."""

    def __call__(self, owned: Held, /) -> Held:
        """Return the tuple; to kernels, its address."""
        ...


lend = cast(_Lend, Deferred("genopipe.annotate.engine.lent", "address"))
"""Hand over a tuple of columns as one address: `models = lend(owned_models)`."""
