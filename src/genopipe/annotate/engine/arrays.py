"""Gene models of all contigs as arrays, made once; `models.assemble` makes what kernels read of one contig."""

from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

MITOCHONDRIAL_CODE = 2


class Column(NamedTuple):
    """Several values a transcript, one behind the other.

    Attributes:
        values: The values.
        first: Index of each transcript's first value; one more than there are transcripts.
    """

    values: npt.NDArray[Any]
    first: Ints

    def part(self, low: int, high: int) -> "Column":
        """Return the values of the transcripts from `low` to before `high`."""
        first = self.first[low : high + 1]
        return Column(self.values[first[0] : first[-1]], first - first[0])


class Arrays(NamedTuple):
    """Transcripts in order; genome positions 0-based, half-open.

    Attributes:
        start: First base.
        end: Base behind the last one.
        forward: On the forward strand.
        exon_start: First base of each exon.
        exon_end: Base behind it.
        coding_low: Lowest coding base; -1: none.
        coding_high: Highest coding base; -1: none.
        phase: Bases to leave out before the first whole codon.
        mitochondrial: Genetic code 2.
        start_complete: The coding sequence begins at its start codon, as far as the file tells.
        end_complete: The coding sequence ends with its stop codon, as far as the file tells.
        decayed: Biotype nonsense_mediated_decay.
        redefined: Protein positions (0-based) that are selenocysteine.
        gap_position: 1-based positions of gaps, as `read_transcripts` gives them.
        gap_length: Their lengths.
        mature_start: First base of each stretch that belongs to a mature microRNA.
        mature_end: Base behind it.
        name: Accessions, with version.
        protein: Accessions of the proteins; empty: none given.
    """

    start: Ints
    end: Ints
    forward: Flags
    exon_start: Column
    exon_end: Column
    coding_low: Ints
    coding_high: Ints
    phase: Ints
    mitochondrial: Flags
    start_complete: Flags
    end_complete: Flags
    decayed: Flags
    redefined: Column
    gap_position: Column
    gap_length: Column
    mature_start: Column
    mature_end: Column
    name: Column
    protein: Column

    def part(self, low: int, high: int) -> "Arrays":
        """Return the transcripts from `low` to before `high`."""
        return Arrays._make(item.part(low, high) if isinstance(item, Column) else item[low:high] for item in self)


def offsets(counts: npt.NDArray[Any]) -> Ints:
    """Return where each of some stretches begins, and where the last one ends."""
    first = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=first[1:])
    return first


def _numbers(column: pl.Series, missing: int = 0) -> Ints:
    return column.fill_null(missing).to_numpy().astype(np.int64)


def _lists(column: pl.Series, less: int = 0) -> Column:
    """Return a column of lists, `less` taken from each value."""
    counts = column.list.len().fill_null(0).to_numpy().astype(np.int64)
    values = column.explode(empty_as_null=False, keep_nulls=False)
    return Column(values.to_numpy().astype(np.int64) - less, offsets(counts))


def _texts(column: pl.Series) -> Column:
    array = column.fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())  # large_string, as it lies
    _, ends, data = array.buffers()
    first = np.frombuffer(ends, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return Column(np.frombuffer(data or b"\0", dtype=np.uint8), first)


def arrays_of(frame: pl.DataFrame) -> Arrays:
    """Return rows of `read_transcripts` as arrays, in their order."""
    return Arrays(
        start=_numbers(frame["start"]) - 1,
        end=_numbers(frame["end"]),
        forward=(frame["strand"] == "+").to_numpy(),
        exon_start=_lists(frame["exon_starts"], 1),
        exon_end=_lists(frame["exon_ends"]),
        coding_low=_numbers(frame["cds_start"]) - 1,
        coding_high=_numbers(frame["cds_end"]) - 1,
        phase=_numbers(frame["first_phase"]),
        mitochondrial=_numbers(frame["genetic_code"], 1) == MITOCHONDRIAL_CODE,
        start_complete=~frame["start_incomplete"].fill_null(value=False).to_numpy(),
        end_complete=~frame["end_incomplete"].fill_null(value=False).to_numpy(),
        decayed=(frame["biotype"] == "nonsense_mediated_decay").fill_null(value=False).to_numpy(),
        redefined=_lists(frame["redefined"], 1),
        gap_position=_lists(frame["gap_positions"]),
        gap_length=_lists(frame["gap_lengths"]),
        mature_start=_lists(frame["mature_starts"], 1),
        mature_end=_lists(frame["mature_ends"]),
        name=_texts(frame["transcript_version"]),
        protein=_texts(frame["protein"]),
    )
