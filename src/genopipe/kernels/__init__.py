"""Functions that run as machine code: compiled once a version of the code, and called without the compiler.

`kernel` and `inlined` mark a function. What `genopipe compile` kept of it is called as it stands (`entries`); numba is
imported only where something else is asked for: in the installation, in tests, after a change (`making`).
"""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from typing import TypeVar
from typing import cast

from genopipe.kernels.entries import Entry
from genopipe.kernels.entries import UnlikeError
from genopipe.kernels.entries import entries_of
from genopipe.kernels.entries import flatten

Function = TypeVar("Function", bound=Callable[..., Any])

_MAKING = "genopipe.kernels.making"


class Kernel:
    """A function that is compiled.

    Args:
        function: The function.
        inline: A kernel that calls it takes it in whole.

    Attributes:
        function: The function.
        inline: A kernel that calls it takes it in whole.
    """

    recorded: "dict[tuple[str, str], tuple[Kernel, tuple[Any, ...]]] | None" = None
    """While kernels are compiled: each kind of call, with what it was called with."""

    def __init__(self, function: Callable[..., Any], *, inline: bool = False) -> None:
        self.function = self.__wrapped__ = function
        self.inline = inline
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.__doc__ = function.__doc__
        self._entries: dict[str, Entry] | None = None
        self._compiled: Any = None

    @property
    def name(self) -> str:
        """Return the name of the function with that of its module."""
        return f"{self.__module__}.{self.__name__}"

    @property
    def compiled(self) -> Any:  # noqa: ANN401 - numba has no types
        """Return numba's function; numba is imported when the first is asked for."""
        if self._compiled is None:
            self._compiled = import_module(_MAKING).compiled(self)
        return self._compiled

    def __call__(self, *arguments: Any) -> Any:  # noqa: ANN401 - those of the function
        """Run the machine code that was kept for such arguments; where there is none, numba's function."""
        if Kernel.recorded is not None:
            self._record(Kernel.recorded, arguments)
            return self.compiled(*arguments)
        if self._entries is None:
            self._entries = entries_of(self.name)
        if self._entries:
            try:
                kinds, slots = flatten(arguments)
            except UnlikeError:
                return self.compiled(*arguments)
            entry = self._entries.get(kinds)
            if entry is not None:
                return entry(slots)
        return self.compiled(*arguments)

    def _record(self, recorded: "dict[tuple[str, str], tuple[Kernel, tuple[Any, ...]]]", arguments: Any) -> None:  # noqa: ANN401
        try:
            kinds, _ = flatten(arguments)
        except UnlikeError:
            return
        recorded.setdefault((self.name, kinds), (self, arguments))


class Deferred:
    """What only the compiler understands: imported when something is compiled.

    Args:
        module: Name of a module.
        name: Name in it.
    """

    made: "list[Deferred]" = []  # noqa: RUF012 - all that there are

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name
        Deferred.made.append(self)

    def real(self) -> Any:  # noqa: ANN401 - numba has no types
        """Return what stands behind it."""
        return getattr(import_module(self._module), self._name)


def kernel(function: Function) -> Function:
    """Compile a function to machine code that holds no lock, and keep it in the cache."""
    return cast(Function, Kernel(function))


def inlined(function: Function) -> Function:
    """Compile a function that a kernel takes in whole: for the smallest ones, called for every few bytes."""
    return cast(Function, Kernel(function, inline=True))


@contextmanager
def recording() -> Iterator[None]:
    """Compile what is called, and keep the machine code of each kind of call when all is done."""
    Kernel.recorded = {}
    try:
        yield
        import_module(_MAKING).keep(Kernel.recorded)
    finally:
        Kernel.recorded = None
