"""The compiler's part of kernels: numba makes machine code, and an entry to it that needs no numba.

An entry is a function of two addresses. It reads the arguments from words of 64 bits, calls the kernel as numba's own
functions do, and writes the result as words. All code that it needs goes into one object file, so that it depends on
nothing but the C library: arrays that a kernel makes for itself are counted as in numba, their memory is `malloc`'s.
"""

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

import llvmlite.binding as llvm
import numba
from llvmlite import ir as untyped_ir
from numba import types as untyped_types
from numba.core import cgutils as untyped_builders
from numba.core.dispatcher import Dispatcher
from numba.core.registry import cpu_target
from numba.core.runtime.nrtdynmod import _meminfo_struct_type
from numba.extending import typeof_impl
from numba.np import numpy_support

from genopipe.kernels import Deferred
from genopipe.kernels import Kernel
from genopipe.kernels.entries import write_entries
from genopipe.kernels.folder import cache_folder
from genopipe.kernels.folder import entries_path

numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]

ir: Any = untyped_ir
cgutils: Any = untyped_builders
types: Any = untyped_types
_WORD = ir.IntType(64)
_BYTES = ir.IntType(8).as_pointer()
_ALIGN = 64  # bytes; numba asks for 32 (get_preferred_array_alignment in numba/core/base.py)
_ALLOCATE, _RELEASE = "NRT_MemInfo_alloc_aligned", "NRT_MemInfo_call_dtor"
_OF_C_LIBRARY = frozenset({"malloc", "free", "memcpy", "memmove", "memset", "memcmp", "memchr"})


class UnfitError(Exception):
    """A kernel takes, gives or needs what an entry cannot hand over."""


def compiled(kernel: Kernel) -> Any:  # noqa: ANN401 - numba has no types
    """Return numba's function for a kernel."""
    for deferred in Deferred.made:
        deferred.real()
    return numba.njit(cache=True, nogil=True, forceinline=kernel.inline)(kernel.function)


@typeof_impl.register(Kernel)
def _type_of_kernel(kernel: Kernel, _: Any) -> Any:  # noqa: ANN401 - numba has no types
    """Tell the compiler what a kernel is that another one calls."""
    return types.Dispatcher(kernel.compiled)


@typeof_impl.register(Deferred)
def _type_of_deferred(deferred: Deferred, _: Any) -> Any:  # noqa: ANN401
    """Tell the compiler what stands behind a name."""
    return cpu_target.typing_context.resolve_value_type(deferred.real())


class _Words:
    """The words of arguments or of a result, taken in their order."""

    def __init__(self, builder: Any, address: Any) -> None:  # noqa: ANN401
        self._builder = builder
        self._address = address
        self._taken = 0

    def _next(self) -> Any:  # noqa: ANN401
        place = self._builder.gep(self._address, [ir.Constant(_WORD, self._taken)])
        self._taken += 1
        return place

    def read(self) -> Any:  # noqa: ANN401
        """Return the next word."""
        return self._builder.load(self._next())

    def write(self, value: Any) -> None:  # noqa: ANN401
        """Set the next word."""
        self._builder.store(value, self._next())


def _read_array(context: Any, builder: Any, kind: Any, words: _Words) -> Any:  # noqa: ANN401
    """Return an array that nobody counts: its owner is the caller."""
    made = context.make_array(kind)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    made.data = builder.inttoptr(words.read(), made.data.type)
    shape = [words.read() for _ in range(kind.ndim)]
    step = ir.Constant(_WORD, size)
    strides: list[Any] = []
    for length in reversed(shape):
        strides.insert(0, step)
        step = builder.mul(step, length)
    made.shape, made.strides = cgutils.pack_array(builder, shape), cgutils.pack_array(builder, strides)
    made.itemsize = ir.Constant(_WORD, size)
    made.nitems = builder.udiv(step, made.itemsize)
    made.meminfo = cgutils.get_null_value(made.meminfo.type)
    made.parent = cgutils.get_null_value(made.parent.type)
    return made._getvalue()


def _read(context: Any, builder: Any, kind: Any, words: _Words) -> Any:  # noqa: ANN401
    """Return an argument of a kernel from its words."""
    if isinstance(kind, types.Array) and kind.layout == "C":
        return _read_array(context, builder, kind, words)
    if isinstance(kind, types.BaseTuple):
        return context.make_tuple(builder, kind, [_read(context, builder, item, words) for item in kind])
    if isinstance(kind, types.Boolean):
        return builder.trunc(words.read(), ir.IntType(1))
    if isinstance(kind, types.Integer):
        word = words.read()
        return word if kind.bitwidth == _WORD.width else builder.trunc(word, ir.IntType(kind.bitwidth))
    if kind == types.float64:
        return builder.bitcast(words.read(), ir.DoubleType())
    raise UnfitError(str(kind))


def _write_array(context: Any, builder: Any, kind: Any, value: Any, words: _Words) -> None:  # noqa: ANN401
    given = context.make_array(kind)(context, builder, value=value)
    words.write(builder.ptrtoint(given.data, _WORD))
    for length in cgutils.unpack_tuple(builder, given.shape, kind.ndim):
        words.write(length)
    words.write(builder.ptrtoint(given.meminfo, _WORD))


def _write(context: Any, builder: Any, kind: Any, value: Any, words: _Words) -> Any:  # noqa: ANN401
    """Write a result as words, and return its kinds."""
    if isinstance(kind, types.NoneType):
        return None
    if isinstance(kind, types.Array) and kind.layout == "C" and kind.mutable:
        _write_array(context, builder, kind, value, words)
        return {"dtype": numpy_support.as_dtype(kind.dtype).str, "dimensions": kind.ndim}
    if isinstance(kind, types.Tuple | types.UniTuple):
        items = cgutils.unpack_tuple(builder, value, len(kind))
        return [_write(context, builder, one, item, words) for one, item in zip(kind, items, strict=True)]
    if isinstance(kind, types.Boolean):
        words.write(builder.zext(value, _WORD))
        return "bool"
    if isinstance(kind, types.Integer) and (kind.signed or kind.bitwidth < _WORD.width):
        widen = builder.sext if kind.signed else builder.zext
        words.write(value if kind.bitwidth == _WORD.width else widen(value, _WORD))
        return "int"
    if kind == types.float64:
        words.write(builder.bitcast(value, _WORD))
        return "float"
    raise UnfitError(str(kind))


def _add_memory(module: Any) -> None:  # noqa: ANN401
    """Define how a kernel asks for the memory of an array, and gives it back: by the C library.

    The block begins with numba's own record of it, so that its code counts references as ever
    (MemInfo in numba/core/runtime/nrt.cpp).
    """
    malloc = ir.Function(module, ir.FunctionType(_BYTES, [_WORD]), "malloc")
    free = ir.Function(module, ir.FunctionType(ir.VoidType(), [_BYTES]), "free")
    allocate = ir.Function(module, ir.FunctionType(_BYTES, [_WORD, ir.IntType(32)]), _ALLOCATE)
    builder = ir.IRBuilder(allocate.append_basic_block())
    size, head = allocate.args[0], 8 * len(_meminfo_struct_type.elements)
    block = builder.call(malloc, [builder.add(size, ir.Constant(_WORD, head + _ALIGN))])
    with builder.if_then(cgutils.is_null(builder, block), likely=False):
        builder.ret(block)
    behind = builder.add(builder.ptrtoint(block, _WORD), ir.Constant(_WORD, head + _ALIGN))
    data = builder.and_(behind, ir.Constant(_WORD, -_ALIGN))
    record = builder.bitcast(block, _meminfo_struct_type.as_pointer())
    none = ir.Constant(_BYTES, None)
    fields = (ir.Constant(_WORD, 1), none, none, builder.inttoptr(data, _BYTES), size)
    for index, value in enumerate(fields):
        builder.store(value, cgutils.gep_inbounds(builder, record, 0, index))
    builder.ret(block)
    release = ir.Function(module, ir.FunctionType(ir.VoidType(), [_BYTES]), _RELEASE)
    builder = ir.IRBuilder(release.append_basic_block())
    builder.call(free, [release.args[0]])
    builder.ret_void()


class _Made(NamedTuple):
    symbol: str
    result: Any
    compiled: bytes


def _entry_module(result: Any, symbol: str) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the module of an entry to what numba compiled, and the kinds of the result."""
    context, described = result.target_context, result.fndesc
    module = context.create_module(symbol)
    address = _WORD.as_pointer()
    entry = ir.Function(module, ir.FunctionType(ir.IntType(32), [address, address]), symbol)
    builder = ir.IRBuilder(entry.append_basic_block())
    words = _Words(builder, entry.args[0])
    arguments = [_read(context, builder, kind, words) for kind in described.argtypes]
    kind = context.call_conv.get_function_type(described.restype, described.argtypes)
    callee = ir.Function(module, kind, described.llvm_func_name)
    status, value = context.call_conv.call_function(builder, callee, described.restype, described.argtypes, arguments)
    with builder.if_then(status.is_error, likely=False):
        builder.ret(status.code)
    kinds = _write(context, builder, described.restype, value, _Words(builder, entry.args[1]))
    builder.ret(status.code)
    _add_memory(module)
    return module, kinds


def _object_file(result: Any, module: Any, symbol: str) -> bytes:  # noqa: ANN401
    """Return the object file of an entry with all that it calls.

    Raises:
        UnfitError: It needs more than the C library.
    """
    whole = result.library._get_module_for_linking().clone()
    added = llvm.parse_assembly(cgutils.normalize_ir_text(str(module)))
    added.verify()
    whole.link_in(added)
    for item in (*whole.functions, *whole.global_variables):
        if not item.is_declaration and item.name != symbol:
            item.linkage = "internal"
    machine = result.target_context.codegen()._tm
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(whole, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))
    declared = {item.name for item in (*whole.functions, *whole.global_variables) if item.is_declaration}
    foreign = {name for name in declared if not name.startswith("llvm.")} - _OF_C_LIBRARY
    if foreign:
        raise UnfitError(", ".join(sorted(foreign)))
    return bytes(machine.emit_object(whole))


def _make(kernel: Kernel, arguments: tuple[Any, ...], symbol: str) -> _Made:
    """Compile the entry of a kernel for arguments that it was called with.

    Raises:
        UnfitError: It cannot have one.
    """
    function = kernel.compiled
    if not isinstance(function, Dispatcher):
        raise UnfitError("numba compiles nothing")
    kinds = tuple(function.typeof_pyval(value) for value in arguments)
    result = function.overloads.get(kinds)
    if result is None:
        raise UnfitError("numba took them for something else")
    module, made = _entry_module(result, symbol)
    return _Made(symbol, made, _object_file(result, module, symbol))


def keep(recorded: Mapping[tuple[str, str], tuple[Kernel, tuple[Any, ...]]]) -> None:
    """Write the entries of kernels for all kinds of calls; a kernel that cannot have one is called through numba.

    Args:
        recorded: Of each kernel's name and kinds: the kernel, and what it was called with.
    """
    made: dict[tuple[str, str], tuple[str, Any, bytes]] = {}
    for number, (key, (kernel, arguments)) in enumerate(sorted(recorded.items(), key=lambda item: item[0])):
        try:
            made[key] = _make(kernel, arguments, f"entry_{number}_{kernel.__name__}")
        except (UnfitError, AttributeError, RuntimeError):  # another version of numba or LLVM may be built otherwise
            continue
    write_entries(entries_path(), made)
