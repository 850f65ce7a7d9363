"""Write text into bytes: numbers, accessions, positions."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.words import COMPLEMENTS
from genopipe.annotate.engine.words import THREE_LETTERS
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


class Text(NamedTuple):
    """A growing column of texts.

    Attributes:
        data: Bytes, written up to `at[0]`.
        at: One number: how many bytes are written.
    """

    data: Bytes
    at: Ints


def new_text(capacity: int) -> Text:
    """Return an empty column with room for this many bytes."""
    return Text(np.empty(capacity, dtype=np.uint8), np.zeros(1, dtype=np.int64))


@kernel
def put_byte(text: Text, letter: int) -> None:
    """Write one byte."""
    at = text.at[0]
    text.data[np.uint64(at)] = letter
    text.at[0] = at + 1


@kernel
def put_bytes(text: Text, letters: Bytes) -> None:
    """Write bytes."""
    put_part(text, letters, 0, len(letters))


@kernel
def put_oriented(text: Text, letters: Bytes, forward: bool) -> None:
    """Write bases, or their reverse complement."""
    count, at = len(letters), text.at[0]
    for index in range(count):
        base = letters[index] if forward else COMPLEMENTS[letters[count - 1 - index]]
        text.data[np.uint64(at + index)] = base
    text.at[0] = at + count


@kernel
def put_part(text: Text, letters: Bytes, start: int, end: int) -> None:
    """Write a part of bytes."""
    at = text.at[0]
    for index in range(end - start):
        text.data[np.uint64(at + index)] = letters[np.uint64(start + index)]
    text.at[0] = at + max(end - start, 0)


@kernel
def put_number(text: Text, number: int) -> None:
    """Write a whole number."""
    if number < 0:
        put_byte(text, ord("-"))
        number = -number
    digits = 1
    rest = np.uint64(number)
    while rest >= np.uint64(10):
        rest //= np.uint64(10)
        digits += 1
    at = np.uint64(text.at[0] + digits)
    text.at[0] += digits
    rest = np.uint64(number)
    while digits:
        at -= np.uint64(1)
        text.data[at] = np.uint64(48) + rest % np.uint64(10)
        rest //= np.uint64(10)
        digits -= 1


@kernel
def put_residue(text: Text, acid: int) -> None:
    """Write the three letters of an amino acid."""
    for index in range(3):
        text.data[text.at[0] + index] = THREE_LETTERS[acid, index]
    text.at[0] += 3


@kernel
def put_numbered(text: Text, acid: int, residue: int) -> None:
    """Write an amino acid and its 1-based number, of its 0-based one."""
    put_residue(text, acid)
    put_number(text, residue + 1)
