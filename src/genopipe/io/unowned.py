"""Compiled: arrays that kernels hand from function to function at no cost.

numba counts the references to an array's memory whenever a function takes it as an argument, by atomic instructions:
in a tokeniser, whose functions read a few bytes each, that costs four times the reading. `unowned` gives the same
memory as an array that nobody counts. Its owner must live as long: it is the argument of the kernel that calls this.
"""

from typing import Any

import numpy as np

from genopipe.kernels import Deferred
from genopipe.kernels import inlined

_pointer: Any = Deferred("genopipe.io.pointers", "pointer")
_carray: Any = Deferred("numba", "carray")


@inlined
def unowned(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the same contiguous memory as an array whose references are not counted."""
    same: np.ndarray[Any, Any] = _carray(_pointer(array.ctypes.data), array.shape, array.dtype)
    return same
