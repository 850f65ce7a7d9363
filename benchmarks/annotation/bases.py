"""Bases as numbers, texts as arrays: what drawing millions of alleles needs."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

LETTERS = np.frombuffer(b"ACGT", dtype=np.uint8)
CODES = np.zeros(256, dtype=np.uint8)
CODES[LETTERS] = np.arange(4)
COMPLEMENTS = np.full(256, ord("N"), dtype=np.uint8)
COMPLEMENTS[LETTERS] = LETTERS[::-1]

_CODON_ORDER = "TCAG"
# NCBI genetic code 1, codons in the order TCAG.
_AMINO_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
STANDARD_CODE = {
    a + b + c: _AMINO_ACIDS[16 * i + 4 * j + k]
    for i, a in enumerate(_CODON_ORDER)
    for j, b in enumerate(_CODON_ORDER)
    for k, c in enumerate(_CODON_ORDER)
}


def other_bases(bases: Bytes, random: np.random.Generator) -> Bytes:
    """Return for each base one of the three others."""
    steps = random.integers(1, 4, len(bases), dtype=np.uint8)
    changed: Bytes = LETTERS[(CODES[bases] + steps) % 4]
    return changed


def opposite(bases: Bytes) -> Bytes:
    """Return the bases of the other strand, in its direction."""
    turned: Bytes = COMPLEMENTS[bases[::-1]]
    return turned


def starts_of(lengths: Integers) -> Integers:
    """Return where texts of these lengths start and, last, where they end, when they stand one behind the other."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def cut(sequence: Bytes, places: Integers, lengths: Integers) -> pl.Series:
    """Return pieces of a sequence as text; places are 0-based."""
    starts = starts_of(lengths)
    indices = np.repeat(places - starts[:-1], lengths) + np.arange(starts[-1])
    return texts(sequence[indices], starts)


def texts(data: Bytes, starts: Integers) -> pl.Series:
    """Return bytes that stand one behind the other as a column of text."""
    buffers = [None, pa.py_buffer(starts), pa.py_buffer(np.ascontiguousarray(data))]
    return pl.Series(pa.LargeStringArray.from_buffers(len(starts) - 1, *buffers[1:]))
