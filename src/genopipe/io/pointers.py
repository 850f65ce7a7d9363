"""What numba must know of addresses as pointers (`unowned`, `eight_bytes`, `pages`); imported only to compile."""

from collections.abc import Callable
from typing import Any

from numba import types
from numba.core import cgutils as untyped_builders
from numba.extending import intrinsic

cgutils: Any = untyped_builders
Lowered = tuple[Any, Callable[..., Any]]


@intrinsic
def pointer(typing: Any, address: Any) -> Lowered:  # noqa: ANN401 - numba has no types
    """Return an address as a pointer."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(address), generate


@intrinsic
def load_eight(typing: Any, address: Any) -> Lowered:  # noqa: ANN401 - numba has no types
    """Return the eight bytes at an address."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        place = builder.inttoptr(arguments[0], cgutils.ir.IntType(64).as_pointer())
        return builder.load(place, align=1)

    return types.uint64(address), generate


@intrinsic
def zeros_behind(typing: Any, word: Any) -> Lowered:  # noqa: ANN401
    """Return how many bits are 0 below the lowest one that is 1; the word is not 0."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.cttz(arguments[0], cgutils.ir.Constant(cgutils.ir.IntType(1), 1))

    return types.int64(word), generate


@intrinsic
def find_byte_at(typing: Any, address: Any, byte: Any, count: Any) -> Lowered:  # noqa: ANN401
    """Return the address of a byte, 0: it is not among so many; by `memchr` of the C library."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        bytes_at = cgutils.ir.IntType(8).as_pointer()
        kind = cgutils.ir.FunctionType(bytes_at, [bytes_at, cgutils.ir.IntType(32), cgutils.ir.IntType(64)])
        function = cgutils.get_or_insert_function(builder.module, kind, "memchr")
        start, wanted, number = arguments
        found = builder.call(function, [builder.inttoptr(start, bytes_at), wanted, number])
        return builder.ptrtoint(found, cgutils.ir.IntType(64))

    return types.int64(types.int64, types.int32, types.int64), generate
