"""Machine code that was kept of kernels, called with arrays and numbers laid out as words of 64 bits.

A file holds the code of each kind of call of each kernel: an object file as LLVM makes it, with one function that takes
two addresses, of the words of the arguments and of those of the result. What the arguments are stands in a text, their
kinds: code runs only for kinds that are the same to the letter. Python's part is in this module, the compiler's in
`making`. Nothing here depends on numba: LLVM alone brings the code into memory.
"""

import ctypes
import hashlib
import json
import os
import struct
import tempfile
from array import array
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any
from typing import NamedTuple

import llvmlite.binding as llvm
import numpy as np

from genopipe.kernels.folder import entries_path

MAGIC = b"genopipe entries 1\n"
_HEAD = struct.Struct("<Q32s")
_C_CONTIGUOUS, _ALIGNED, _WRITEABLE = 0x1, 0x100, 0x400
"""Flags of an array (NPY_ARRAY_* of numpy's ndarraytypes.h)."""

_PLAIN = "biuf"  # kinds of numpy's types whose name says all: truth values, whole numbers, numbers
_LOCK = RLock()  # LLVM takes one object file at a time, and each once

_Native = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p)
_OK = (0, -2)
"""What code gives back when all went well: a value, or None (numba's calling convention, numba/core/callconv.py)."""


class UnlikeError(Exception):
    """Arguments are of kinds that no code is kept for."""


class Kept(NamedTuple):
    """Code of one kind of call.

    Attributes:
        symbol: Name of its function.
        result: Kinds of the result, as `_Result` reads them.
        start: First byte of the object file, behind the head.
        size: Its bytes.
    """

    symbol: str
    result: Any
    start: int
    size: int


def _add_array(value: np.ndarray[Any, Any], kinds: list[str], slots: list[int]) -> None:
    flags, dtype = value.flags.num, value.dtype
    if dtype.kind not in _PLAIN or not flags & _C_CONTIGUOUS or not flags & _ALIGNED:
        raise UnlikeError
    kinds.append(f"{dtype.str}{value.ndim}{'w' if flags & _WRITEABLE else 'r'}")
    slots.append(value.__array_interface__["data"][0])
    slots.extend(value.shape)


def _add(value: Any, kinds: list[str], slots: list[int]) -> None:  # noqa: ANN401 - any argument
    """Add the kind of a value, and its words."""
    kind = type(value)
    if kind is np.ndarray:
        _add_array(value, kinds, slots)
    elif kind is int:
        kinds.append("int")
        slots.append(value)
    elif isinstance(value, tuple):
        if kind is not tuple and not hasattr(kind, "_fields"):
            raise UnlikeError
        kinds.append("(" if kind is tuple else f"{kind.__module__}.{kind.__qualname__}(")
        for item in value:
            _add(item, kinds, slots)
        kinds.append(")")
    elif kind is bool:
        kinds.append("bool")
        slots.append(int(value))
    elif kind is float:
        kinds.append("float")
        slots.append(*struct.unpack("<q", struct.pack("<d", value)))
    elif kind in _NUMPY_INTEGERS:
        kinds.append(value.dtype.str)
        slots.append(int(value))
    else:
        raise UnlikeError


_NUMPY_INTEGERS = frozenset({np.bool_, np.uint8, np.int8, np.int32, np.int64})


def flatten(arguments: tuple[Any, ...]) -> tuple[str, "array[int]"]:
    """Return the kinds of arguments, as one text, and their words.

    Raises:
        UnlikeError: There is one that cannot be laid out so.
    """
    kinds: list[str] = []
    slots: list[int] = []
    for value in arguments:
        _add(value, kinds, slots)
    try:
        return " ".join(kinds), array("q", slots)
    except OverflowError as error:
        raise UnlikeError from error


class Entry:
    """The code of one kind of call; brought into memory when it is first called.

    Args:
        kept: Where it stands.
        code: All object files.
    """

    def __init__(self, kept: Kept, code: memoryview) -> None:
        self._kept = kept
        self._code = code
        self._native: Any = None

    def __call__(self, slots: "array[int]") -> Any:  # noqa: ANN401 - what the kernel gives back
        """Run the code.

        Args:
            slots: Words of the arguments, whose memory is held by the caller.

        Raises:
            RuntimeError: The code says that it failed.
        """
        if self._native is None:
            self._load()
        words = array("q", bytes(8 * max(_count(self._kept.result), 1)))
        status = self._native(slots.buffer_info()[0], words.buffer_info()[0])
        if status not in _OK:
            raise RuntimeError(f"{self._kept.symbol} ended with status {status}")
        return _Result(words).value(self._kept.result)

    def _load(self) -> None:
        with _LOCK:
            if self._native is None:
                self._native = _Native(_Machine.of_process().address(self._kept, self._code))


class _Result:
    """Reads words of a result: nothing, `int`, `bool`, `float`, an array's type and dimensions, or a list of them."""

    def __init__(self, words: "array[int]") -> None:
        self._words = iter(words)
        self._owners: set[int] = set()

    def value(self, kind: Any) -> Any:  # noqa: ANN401
        """Return the result; memory that the code asked for goes back."""
        found = self._one(kind)
        for owner in self._owners:
            _free(owner)
        return found

    def _one(self, kind: Any) -> Any:  # noqa: ANN401
        if isinstance(kind, list):
            return tuple(self._one(item) for item in kind)
        if kind is None:
            return None
        word = next(self._words)
        if kind == "bool":
            return bool(word)
        if kind == "float":
            return struct.unpack("<d", struct.pack("<q", word))[0]
        return word if kind == "int" else self._array(kind["dtype"], kind["dimensions"], word)

    def _array(self, dtype: str, dimensions: int, address: int) -> np.ndarray[Any, Any]:
        made = np.empty([next(self._words) for _ in range(dimensions)], dtype)
        if made.nbytes:
            ctypes.memmove(made.ctypes.data, address, made.nbytes)
        owner = next(self._words)
        if owner:
            self._owners.add(owner)
        return made


def _count(kind: Any) -> int:  # noqa: ANN401 - as `_Result` reads it
    """Return how many words a result takes."""
    if isinstance(kind, list):
        return sum(_count(item) for item in kind)
    return 0 if kind is None else 2 + kind["dimensions"] if isinstance(kind, dict) else 1


class _Machine:
    """What brings object files into memory, one in each process."""

    def __init__(self) -> None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self._engine = llvm.create_mcjit_compiler(
            llvm.parse_assembly(""), llvm.Target.from_default_triple().create_target_machine()
        )

    @staticmethod
    @cache
    def of_process() -> "_Machine":
        """Return the one of this process."""
        return _Machine()

    def address(self, kept: Kept, code: memoryview) -> int:
        """Return the address of a function of an object file."""
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(bytes(code[kept.start : kept.start + kept.size])))
        self._engine.finalize_object()
        return int(self._engine.get_function_address(kept.symbol))


@cache
def _free_function() -> Any:  # noqa: ANN401
    free = ctypes.CDLL(None).free
    free.argtypes = [ctypes.c_void_p]
    free.restype = None
    return free


def _free(address: int) -> None:
    _free_function()(address)


def write_entries(path: Path, made: Mapping[tuple[str, str], tuple[str, Any, bytes]]) -> None:
    """Write code; whole or not at all.

    Args:
        path: The file.
        made: Of each kernel's name and kinds: name of the function, kinds of the result, object file.
    """
    index: dict[str, dict[str, Kept]] = {}
    code = bytearray()
    for (name, kinds), (symbol, result, compiled) in sorted(made.items()):
        index.setdefault(name, {})[kinds] = Kept(symbol, result, len(code), len(compiled))
        code += compiled
    head = json.dumps(index).encode()
    body = len(head).to_bytes(8, "little") + head + bytes(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent)  # processes that compile at once write one each
    with os.fdopen(handle, "wb") as file:
        file.write(MAGIC + _HEAD.pack(len(body), hashlib.sha256(body).digest()) + body)
    Path(partial).chmod(0o644)
    Path(partial).replace(path)


def read_entries(path: Path) -> dict[str, dict[str, Entry]]:
    """Return the code of every kernel by kinds; nothing where there is no such file, or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    start = len(MAGIC) + _HEAD.size
    if not content.startswith(MAGIC) or len(content) < start:
        return {}
    size, digest = _HEAD.unpack_from(content, len(MAGIC))
    body = memoryview(content)[start:]
    if len(body) != size or hashlib.sha256(body).digest() != digest:
        return {}
    head = int.from_bytes(body[:8], "little")
    index = json.loads(bytes(body[8 : 8 + head]))
    code = body[8 + head :]
    return {
        name: {kinds: Entry(Kept(*kept), code) for kinds, kept in of_kernel.items()}
        for name, of_kernel in index.items()
    }


@cache
def _kept() -> dict[str, dict[str, Entry]]:
    return read_entries(entries_path())


def entries_of(name: str) -> dict[str, Entry]:
    """Return the code that is kept of a kernel, by kinds of its arguments."""
    with _LOCK:
        return _kept().get(name, {})
