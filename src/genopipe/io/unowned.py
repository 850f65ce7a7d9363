"""Compiled: arrays that kernels hand from function to function at no cost.

numba counts the references to an array's memory whenever a function takes it as an argument, by atomic instructions:
in a tokeniser, whose functions read a few bytes each, that costs four times the reading. `unowned` gives the same
memory as an array that nobody counts. Its owner must live as long: it is the argument of the kernel that calls this.
"""

from typing import Any
from typing import TypeVar
from typing import cast

import numpy as np

from genopipe.kernels import Deferred
from genopipe.kernels import inlined

_pointer: Any = Deferred("genopipe.io.pointers", "pointer")
_carray: Any = Deferred("numba", "carray")

Array = TypeVar("Array", bound=np.ndarray[Any, Any])


def frozen(array: Array) -> Array:
    """Return the same memory as a contiguous array that is only read: kernels are compiled once, for such arrays."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return cast(Array, view)


@inlined
def unowned(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the same contiguous memory as an array whose references are not counted."""
    same: np.ndarray[Any, Any] = _carray(_pointer(array.ctypes.data), array.shape, array.dtype)
    return same
