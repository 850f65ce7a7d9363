"""What numba must know of tuples that kernels lend (`lending`); imported only when kernels are compiled."""

from collections.abc import Callable
from typing import Any

from numba import types
from numba.core import cgutils as untyped_builders
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr
from numba.extending import intrinsic
from numba.extending import models
from numba.extending import register_model

cgutils: Any = untyped_builders


class Lent(types.Type):
    """The type of a lent tuple.

    Attributes:
        held: The type of the tuple.
    """

    def __init__(self, held: Any) -> None:  # noqa: ANN401 - numba has no types
        self.held = held
        super().__init__(name=f"Lent({held})")

    def field(self, name: str) -> Any:  # noqa: ANN401
        """Return the type of a field as kernels see it: a tuple within is lent, too."""
        field = self.held.types[self.held.fields.index(name)]
        if isinstance(field, types.Array):
            return field.copy(readonly=False)
        return Lent(field) if isinstance(field, types.NamedTuple) else field


@register_model(Lent)
class _Address(models.OpaqueModel):
    """A lent tuple is an address."""


@infer_getattr
class _Fields(AttributeTemplate):
    """Types of the fields."""

    key = Lent

    def generic_resolve(self, lent: Lent, name: str) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Return the type of a field."""
        return lent.field(name) if name in lent.held.fields else None


def _read_field(context: Any, builder: Any, lent: Lent, address: Any, name: str) -> Any:  # noqa: ANN401
    """Return a field: the address of a tuple, an array that nobody counts, or a number."""
    place = builder.bitcast(address, context.get_value_type(lent.held).as_pointer())
    place = cgutils.gep_inbounds(builder, place, 0, lent.held.fields.index(name))
    field = lent.field(name)
    if isinstance(field, Lent):
        return builder.bitcast(place, context.get_value_type(types.voidptr))
    value = builder.load(place)
    if not isinstance(field, types.Array):
        return value
    array = context.make_array(field)(context, builder, value=value)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()


_lower: Any = lower_getattr_generic
_lower(Lent)(_read_field)


@intrinsic
def address(typing: Any, owned: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401 - numba has no types
    """Return the address of a tuple."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:  # noqa: ANN401
        place = cgutils.alloca_once_value(builder, arguments[0])
        return builder.bitcast(place, context.get_value_type(types.voidptr))

    return Lent(owned)(owned), generate
