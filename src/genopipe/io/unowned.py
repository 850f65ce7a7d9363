"""Compiled: arrays that kernels hand from function to function at no cost.

numba counts the references to an array's memory whenever a function takes it as an argument, by atomic instructions:
in a tokeniser, whose functions read a few bytes each, that costs four times the reading. `unowned` gives the same
memory as an array that nobody counts. Its owner must live as long: it is the argument of the kernel that calls this.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import carray  # type: ignore[attr-defined]
from numba import types
from numba.extending import intrinsic

from genopipe.kernels import inlined


@intrinsic
def _pointer(typing: Any, address: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401 - numba has no types
    """Return an address as a pointer."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(address), generate


@inlined
def unowned(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the same contiguous memory as an array whose references are not counted."""
    return carray(_pointer(array.ctypes.data), array.shape, array.dtype)  # type: ignore[call-arg]
