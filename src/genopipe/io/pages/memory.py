"""What numba must know of several bytes at once, wherever they lie; imported only to compile.

Kernels that use these leave room behind what they write.
"""

from collections.abc import Callable
from typing import Any

from numba import types
from numba.core import cgutils as untyped_builders
from numba.extending import intrinsic

cgutils: Any = untyped_builders

_WIDE = 16


@intrinsic
def store_word(typing: Any, address: Any, word: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    """Write eight bytes at an address that need not be a multiple of eight."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        at, value = arguments
        builder.store(value, builder.inttoptr(at, value.type.as_pointer()), align=1)

    return types.void(types.uint64, types.uint64), generate


@intrinsic
def load_word(typing: Any, address: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    """Return the eight bytes at an address that need not be a multiple of eight."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.load(builder.inttoptr(arguments[0], cgutils.ir.IntType(64).as_pointer()), align=1)

    return types.uint64(types.uint64), generate


@intrinsic
def copy_wide(typing: Any, to: Any, source: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    """Copy sixteen bytes from one address to another."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        wide = cgutils.ir.VectorType(cgutils.int8_t, _WIDE).as_pointer()
        held = builder.load(builder.inttoptr(arguments[1], wide), align=1)
        builder.store(held, builder.inttoptr(arguments[0], wide), align=1)

    return types.void(types.uint64, types.uint64), generate
