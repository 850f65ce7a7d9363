"""Structures of Parquet's footer and page headers, as bytes.

Source: Thrift compact protocol, https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

_I8, _I16, _I32, _I64, _BINARY, _LIST, _STRUCT = 3, 4, 5, 6, 8, 9, 12
_SHORT_LIST = 15
_STOP = b"\0"


class Value(NamedTuple):
    """A value of a structure.

    Attributes:
        kind: Number of its type.
        data: Its bytes.
    """

    kind: int
    data: bytes


def varint(number: int) -> bytes:
    """Return a number that is not below 0, seven bits a byte, the lowest first."""
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def zigzag(number: int) -> bytes:
    """Return a whole number of at most 64 bits, small ones in few bytes whatever their sign."""
    return varint((number << 1) ^ (number >> 63))


def tiny(number: int) -> Value:
    """Return a number of 8 bits."""
    return Value(_I8, bytes([number & 0xFF]))


def i16(number: int) -> Value:
    """Return a number of 16 bits."""
    return Value(_I16, zigzag(number))


def i32(number: int) -> Value:
    """Return a number of 32 bits."""
    return Value(_I32, zigzag(number))


def i64(number: int) -> Value:
    """Return a number of 64 bits."""
    return Value(_I64, zigzag(number))


def flag(*, yes: bool) -> Value:
    """Return yes or no as the field of a structure."""
    return Value(1 if yes else 2, b"")


def binary(data: bytes) -> Value:
    """Return bytes."""
    return Value(_BINARY, varint(len(data)) + data)


def text(words: str) -> Value:
    """Return a text."""
    return binary(words.encode())


def array(items: Sequence[Value], of: Value | None = None) -> Value:
    """Return a list of values of one kind.

    Args:
        items: The values.
        of: A value of their kind, where there may be none of them.
    """
    kind, count = (of or items[0]).kind, len(items)
    head = bytes([count << 4 | kind]) if count < _SHORT_LIST else bytes([0xF0 | kind]) + varint(count)
    return Value(_LIST, head + b"".join(item.data for item in items))


def structure(fields: Mapping[int, Value | None]) -> Value:
    """Return a structure.

    Args:
        fields: Number of each field, ascending, to its value; None: it is not there.
    """
    parts, last = bytearray(), 0
    for number, value in fields.items():
        if value is None:
            continue
        step = number - last
        parts += bytes([step << 4 | value.kind]) if step <= _SHORT_LIST else bytes([value.kind]) + zigzag(number)
        parts += value.data
        last = number
    return Value(_STRUCT, bytes(parts) + _STOP)
