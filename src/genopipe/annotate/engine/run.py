"""Run the kernels over the alleles of one contig and give their rows as Arrow columns."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from genopipe.annotate.engine.kernel import annotate_alleles
from genopipe.annotate.engine.kernel import describe_genomic
from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.rows import ROW_ROOM
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.engine.rows import Rows
from genopipe.annotate.engine.writing import new_text
from genopipe.io.sequence import SequenceView
from genopipe.io.unowned import frozen

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

ROWS = 1 << 18
TEXT_BYTES = 1 << 23


@dataclass(frozen=True)
class Piece:
    """Rows of some alleles.

    Attributes:
        allele: Index of each row's allele.
        transcript: Index of each row's transcript in the models.
        bits: Terms, one bit a rank, and flags above them.
        shifted: Terms where the 3' rule puts the allele; 0: not described, or it does not move.
        numbers: Eleven numbers a row, as `Rows.numbers`.
        decay: Codes of `decay.py`.
        codons: Codons before and after.
        residues: Amino acids before and after.
        coding: c. and n. descriptions, null: none.
        protein: p. descriptions, null: none.
    """

    allele: npt.NDArray[np.int32]
    transcript: npt.NDArray[np.int32]
    bits: Ints
    shifted: Ints
    numbers: npt.NDArray[np.int32]
    decay: npt.NDArray[np.int8]
    codons: pa.Array
    residues: pa.Array
    coding: pa.Array
    protein: pa.Array


def new_rows(rows: int, text_bytes: int) -> Rows:
    """Return empty columns with room for some rows and bytes of each text."""
    ends = [np.zeros(rows + 1, dtype=np.int64) for _ in range(4)]
    return Rows(
        filled=np.zeros(1, dtype=np.int64),
        allele=np.empty(rows, dtype=np.int32),
        transcript=np.empty(rows, dtype=np.int32),
        bits=np.empty(rows, dtype=np.int64),
        shifted=np.empty(rows, dtype=np.int64),
        numbers=np.empty((rows, 11), dtype=np.int32),
        decay=np.empty(rows, dtype=np.int8),
        codons=new_text(text_bytes),
        codons_at=ends[0],
        residues=new_text(text_bytes),
        residues_at=ends[1],
        coding=new_text(text_bytes),
        coding_at=ends[2],
        protein=new_text(text_bytes),
        protein_at=ends[3],
    )


def empty_rows(rows: Rows) -> None:
    """Take back every row, so that the columns can be filled anew."""
    for count in (rows.filled, rows.codons.at, rows.residues.at, rows.coding.at, rows.protein.at):
        count[0] = 0


def texts(data: Bytes, ends: Ints, count: int) -> pa.Array:
    """Return a column of texts as Arrow; an empty text is null."""
    offsets = ends[: count + 1].astype(np.int32)
    written = np.diff(offsets) > 0
    used = data[: offsets[-1]].copy()
    valid = None if written.all() else pa.py_buffer(np.packbits(written, bitorder="little").tobytes())
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(used)]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _piece(rows: Rows) -> Piece:
    count = int(rows.filled[0])
    return Piece(
        allele=rows.allele[:count].copy(),
        transcript=rows.transcript[:count].copy(),
        bits=rows.bits[:count].copy(),
        shifted=rows.shifted[:count].copy(),
        numbers=rows.numbers[:count].copy(),
        decay=rows.decay[:count].copy(),
        codons=texts(rows.codons.data, rows.codons_at, count),
        residues=texts(rows.residues.data, rows.residues_at, count),
        coding=texts(rows.coding.data, rows.coding_at, count),
        protein=texts(rows.protein.data, rows.protein_at, count),
    )


def annotate_contig(models: Models, view: SequenceView, alleles: Alleles, rows: Rows | None = None) -> Iterator[Piece]:
    """Yield the rows of alleles in pieces of whole alleles.

    Args:
        models: Gene models of the contig.
        view: Its bases.
        alleles: Its alleles.
        rows: Columns to use again; made when not given.

    Yields:
        Pieces in the order of the alleles, in each allele in the order of the transcripts.
    """
    rows = new_rows(ROWS, TEXT_BYTES) if rows is None else rows
    first, count = 0, len(alleles.position)
    while first < count:
        empty_rows(rows)
        done = annotate_alleles(models, view, alleles, first, rows)
        if done == first:  # one allele alone is more than the columns hold
            rows = new_rows(2 * len(rows.allele), 2 * len(rows.codons.data))
            continue
        first = done
        yield _piece(rows)


def genomic_descriptions(view: SequenceView, alleles: Alleles, prefix: str = "") -> pa.Array:
    """Return the genomic description of each allele; null: none.

    Args:
        view: The contig.
        alleles: Its alleles.
        prefix: Accession and `g.` or `m.`, written before each description.
    """
    count = len(alleles.position)
    ends = np.zeros(count + 1, dtype=np.int64)
    head = frozen(np.frombuffer(prefix.encode(), dtype=np.uint8))
    text = new_text(int(alleles.bases_first[-1]) + (48 + len(head)) * count + 2 * ROW_ROOM)
    done = describe_genomic(view, alleles, 0, head, text, ends)
    while done < count:
        wider = new_text(2 * len(text.data) + int(np.diff(alleles.bases_first).max()))
        wider.data[: text.at[0]] = text.data[: text.at[0]]
        wider.at[0] = text.at[0]
        text = wider
        done = describe_genomic(view, alleles, done, head, text, ends)
    return texts(text.data, ends, count)
