"""The common alleles of one base for one base of a frequency source, contig by contig."""

from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.arrow import lacking_of
from genopipe.io.arrow import numbers_of
from genopipe.io.store.contig import ContigReader
from genopipe.io.store.contig import whole
from genopipe.io.store.keys import key_positions
from genopipe.io.store.reader import Store

Array = npt.NDArray[Any]
_LETTERS = np.frombuffer(b"ACGT", dtype=np.uint8)
_TEXT_BITS = 31  # a key's lower bits: whether it is hashed, the bases of REF and of ALT, the bases
_SHAPE, _ONE_BASE = 22, (1 << 4) | 1


class CommonAlleles(NamedTuple):
    """Common alleles of one contig, alone at their positions, ascending.

    Attributes:
        contig: The contig, as the source names it.
        position: 1-based.
        ref: REF, as ASCII.
        alt: ALT, as ASCII.
        frequency: Frequency of ALT (fraction).
    """

    contig: str
    position: Long
    ref: Bytes
    alt: Bytes
    frequency: npt.NDArray[np.float64]


def frequency_column(store: Store, group: str) -> str:
    """Return the column of a group of a frequency source; of no group: `global`, else the first.

    Raises:
        InputError: It has no such group, or is no frequency source.
    """
    groups = {} if store.source.frequency is None else dict(store.source.frequency.populations)
    if group in groups:
        return groups[group]
    if group or not groups:
        cause = f"{store.source.name} has no frequency of the group {group or 'global'}: it has {sorted(groups)}"
        raise InputError([fault("IDENTITY-GROUP", "between.frequency_population", cause, "name one of its groups")])
    return groups.get("global", next(iter(groups.values())))


def read_common(store: Store, column: str, lowest: float) -> Iterator[CommonAlleles]:
    """Yield the common alleles of each contig.

    Args:
        store: A frequency source.
        column: Its column with the frequency.
        lowest: Frequency of the rarer allele from which an allele is common (fraction).

    Raises:
        InputError: A file of the store is cut.
    """
    for contig in store.description.contigs:
        if not contig.rows:
            continue
        held = ContigReader.open(store.folder, contig.file)
        parts = [_common(held, group, column, lowest) for group in range(len(held.first))]
        position, ref, alt, frequency = (np.concatenate(several) for several in zip(*parts, strict=True))
        same = position[1:] == position[:-1]
        alone = ~(np.r_[False, same] | np.r_[same, False])[: len(position)]
        yield CommonAlleles(contig.name, position[alone], ref[alone], alt[alone], frequency[alone])


def _common(held: ContigReader, group: int, column: str, lowest: float) -> tuple[Array, Array, Array, Array]:
    keys = held.read_keys(group)
    values = whole(held.read_values(group, [column]).column(0))
    frequency, unknown = numbers_of(values), lacking_of(values)
    common = (frequency >= lowest) & (frequency <= 1 - lowest) & ~unknown
    lower = keys & ((1 << _TEXT_BITS) - 1)
    rows = np.flatnonzero(common & (keys >= 0) & (lower >> _SHAPE == _ONE_BASE))
    bases = lower[rows]
    return (
        key_positions(keys[rows]),
        _LETTERS[(bases >> 2) & 3],
        _LETTERS[bases & 3],
        frequency[rows].astype(np.float64),
    )
