"""The alleles of a batch as the kernels take them."""

import numpy as np
import numpy.typing as npt

from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.words import COMPLEMENTS
from genopipe.io.allele_batch import BREAKEND
from genopipe.io.allele_batch import SPANNING_DELETION
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.unowned import frozen
from genopipe.kernels import kernel

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = tuple[Bytes, Ints]

_CASE_BIT = 32


def _upper(data: Bytes) -> Bytes:
    """Return bases in capitals."""
    small = (data >= ord("a")) & (data <= ord("z"))
    return np.where(small, data - _CASE_BIT, data).astype(np.uint8) if small.any() else data


@kernel
def _reverse_complements(bases: Bytes, first: Ints) -> Bytes:
    """Return the reverse complement of each ALT, in its own place."""
    out = np.empty_like(bases)
    for row in range(len(first) - 1):
        for step in range(first[row + 1] - first[row]):
            out[first[row] + step] = COMPLEMENTS[bases[first[row + 1] - 1 - step]]
    return out


def make_alleles(position: Ints, reference: Texts, bases: Texts, resolved: Flags, described: Flags) -> Alleles:
    """Return alleles of one contig as the kernels take them.

    Args:
        position: 1-based positions of the first REF base, ascending.
        reference: REF.
        bases: ALT, one a row.
        resolved: Both are sequences.
        described: HGVS descriptions are wanted.
    """
    first = frozen(bases[1].astype(np.int64, copy=False))
    capitals = frozen(_upper(bases[0]))
    return Alleles(
        frozen(position.astype(np.int64, copy=False) - 1),
        frozen(_upper(reference[0])),
        frozen(reference[1].astype(np.int64, copy=False)),
        capitals,
        frozen(_reverse_complements(capitals, first)),
        first,
        frozen(resolved.astype(np.bool_, copy=False)),
        frozen(described.astype(np.bool_, copy=False)),
    )


def alleles_as_written(batch: AlleleBatch, described: Flags | None = None) -> Alleles:
    """Return the alleles of a batch where their records put them.

    Args:
        batch: The batch.
        described: Which of them get HGVS descriptions; None: all.
    """
    resolved = ~np.isin(batch.kind, (SYMBOLIC, SPANNING_DELETION, BREAKEND))
    wanted = np.ones(len(resolved), dtype=np.bool_) if described is None else described
    reference, bases = (batch.ref_data, batch.ref_offsets), (batch.alt_data, batch.alt_offsets)
    return make_alleles(batch.position, reference, bases, resolved, wanted)
