"""How kernels are compiled: once a version of the code, and never from a cache of other code.

numba keeps what it compiled and looks only at the file of the outermost function: code that it calls from another
file could be stale. The cache therefore stands in a folder whose name holds a digest of every source file of genopipe.

`genopipe compile` fills it when genopipe is installed, so that nobody waits in a run. Where nothing can be written
beside the package (an image, an installation of the administrator), each user has a copy of what was compiled there.
"""

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from typing import TypeVar
from typing import cast

import numba
from numba.core.registry import cpu_target

Function = TypeVar("Function", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent
_BESIDE = _PACKAGE / "__pycache__"
_CACHE_VARIABLE = "NUMBA_CACHE_DIR"


@cache
def source_digest() -> str:
    """Return a digest of the source files that hold kernels, their names and their content."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        content = path.read_bytes()
        if b"kernel" in content:
            digest.update(f"{path.relative_to(_PACKAGE)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _is_writable(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def _user_folder() -> Path | None:
    """Return the user's cache folder; None: there is no home."""
    given = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(given) if given else Path.home() / ".cache") / "genopipe"
    except RuntimeError:
        return None


@cache
def _root() -> Path:
    """Return where folders of compiled kernels stand; where nothing can be written, a folder of this process alone."""
    given = os.environ.get(_CACHE_VARIABLE)
    if given:
        return Path(given)
    for folder in (_BESIDE, _user_folder()):
        if folder is not None and _is_writable(folder):
            return folder
    own = Path(tempfile.mkdtemp(prefix="genopipe-kernels-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def cache_folder() -> Path:
    """Return where compiled kernels are kept: beside the package, else in the user's cache folder."""
    return _root() / f"kernels-{source_digest()}"


def compiled_mark() -> Path:
    """Return the file that `genopipe compile` leaves when all is compiled for this Python, numba and processor."""
    processor = cpu_target.target_context.codegen().magic_tuple()
    made_for = f"{sys.version}\0{numba.__version__}\0{processor}"
    return cache_folder() / f"compiled-{hashlib.sha256(made_for.encode()).hexdigest()[:16]}"


def copy_compiled(shipped: Path, folder: Path) -> None:
    """Copy kernels that were compiled where nothing can be written to a folder of the user's, whole or not at all.

    Args:
        shipped: Folder of kernels beside the package; nothing is done where there is none.
        folder: Where they are kept; nothing is done where it is there already.
    """
    if folder.exists() or not shipped.is_dir():
        return
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=folder.parent))
    except OSError:
        return  # numba looks for another place, and compiles there
    try:
        shutil.copytree(shipped, partial, dirs_exist_ok=True)
        partial.rename(folder)
    except OSError:  # another process was first, or the disk is full
        shutil.rmtree(partial, ignore_errors=True)


copy_compiled(_BESIDE / cache_folder().name, cache_folder())
numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def kernel(function: Function) -> Function:
    """Compile a function to machine code that holds no lock, and keep it in the cache."""
    return cast(Function, numba.njit(cache=True, nogil=True)(function))


def inlined(function: Function) -> Function:
    """Compile a function that a kernel takes in whole: for the smallest ones, called for every few bytes."""
    return cast(Function, numba.njit(cache=True, nogil=True, forceinline=True)(function))
