"""How the process of a command is set up, so that a short command is not spent on its own start and end."""

import atexit
import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_NEW_OBJECTS = 300_000
"""Objects made, less those freed, after which Python looks for garbage in cycles (of itself: 700)."""


def look_rarely_for_cycles() -> None:
    """Make Python look for garbage in cycles rarely, and not at all when it ends.

    A command imports half a million objects that stay; to look through them again and again, and once more at the end
    when the memory goes back as a whole, takes a quarter of the time of a short command.
    """
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    atexit.register(gc.freeze)


class _Absent(MetaPathFinder, Loader):
    """Finds a package that cannot be imported."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec without a module behind it for the one name, None for others."""
        return ModuleSpec(fullname, self) if fullname == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        """Say that there is no such module.

        Raises:
            ModuleNotFoundError: Always.
        """
        raise ModuleNotFoundError(f"no {self._name} in a command of genopipe", name=self._name)


def leave_out_pandas() -> None:
    """Let pandas be as if it were not installed.

    genopipe's commands use none of it, but pyarrow imports it wherever it is installed, to ask of each array whether
    it is one of pandas: a tenth of a second a process. Without it pyarrow does not ask.
    """
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _Absent("pandas"))


def leave_out_plugins() -> None:
    """Keep pydantic from looking for plugins in every package that is installed: none changes what a setting means."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def use_one_core() -> None:
    """Keep numpy, pyarrow and polars from starting a thread for every core of the machine.

    A rule of the workflow is given one core, and a machine of a cluster may have a hundred; threads that wait look for
    work all the time at first. What has more cores (`--cores`) starts processes. A number that the user has set stays.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(name, "1")


_KEEP = {-1: 1 << 30, -2: 1 << 24, -3: 1 << 28}
"""Settings of `mallopt` in bytes: M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD (glibc's malloc.h)."""


def keep_memory() -> None:
    """Keep memory that was used for the next piece of the same work, instead of giving it back and asking anew.

    Batches are of one size, one after the other: a page that goes back is asked for again at once, and must be cleared
    each time. Without glibc nothing is done.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:-1,muzzy_decay_ms:-1")
    allocator = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if allocator is not None:
        for setting, size in _KEEP.items():
            allocator(setting, size)


def set_up() -> None:
    """Set up the process of a command; nothing of genopipe that imports numpy or pyarrow is imported before."""
    look_rarely_for_cycles()
    leave_out_pandas()
    leave_out_plugins()
    use_one_core()
    keep_memory()
