"""What numba must know of addresses as pointers (`unowned`); imported only when kernels are compiled."""

from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import intrinsic


@intrinsic
def pointer(typing: Any, address: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401 - numba has no types
    """Return an address as a pointer."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(address), generate
