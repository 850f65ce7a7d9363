"""Where compiled kernels are kept: once a version of the code, and never from a cache of other code.

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
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import llvmlite
import llvmlite.binding as llvm
import numpy as np

_PACKAGE = Path(__file__).parents[1]
_BESIDE = _PACKAGE / "__pycache__"
_CACHE_VARIABLE = "NUMBA_CACHE_DIR"
_SETTINGS = ".numba_config.yaml"
_OF_NO_CODE = (f"{_CACHE_VARIABLE}=", "NUMBA_NUM_THREADS=", "NUMBA_THREADING_LAYER=")


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


def _numba_version() -> bytes:
    """Return the text by which numba tells its version; numba itself is not imported."""
    found = find_spec("numba")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "_version.py").read_bytes()


def _numba_settings() -> list[str]:
    """Return what the user tells numba: a file of settings, and variables but for those that change no code."""
    own = Path(_SETTINGS)
    variables = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_")]
    told = sorted(item for item in variables if not item.startswith(_OF_NO_CODE))
    return [*told, own.read_text(encoding="utf-8", errors="replace")] if own.is_file() else told


@cache
def _made_for() -> str:
    """Return a digest of what machine code depends on beside its source: versions, settings, and the processor."""
    versions = [sys.version, llvmlite.__version__, np.__version__, _numba_version().decode(errors="replace")]
    processor = [llvm.get_process_triple()]
    if os.environ.get("NUMBA_CPU_NAME", "").lower() != "generic":
        processor += [llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    return hashlib.sha256("\0".join([*versions, *processor, *_numba_settings()]).encode()).hexdigest()[:16]


def compiled_mark() -> Path:
    """Return the file that `genopipe compile` leaves when all is compiled for this Python, numba and processor."""
    return cache_folder() / f"compiled-{_made_for()}"


def entries_path() -> Path:
    """Return the file of machine code that is called without numba, made for this Python, numba and processor."""
    return cache_folder() / f"entries-{_made_for()}"


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
