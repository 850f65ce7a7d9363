"""Gene models of one contig as arrays that kernels read: exons as blocks, spliced sequences, coding stretches."""

from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.annotate.engine.arrays import Arrays
from genopipe.annotate.engine.arrays import Column
from genopipe.annotate.engine.arrays import arrays_of
from genopipe.annotate.engine.arrays import offsets
from genopipe.annotate.engine.words import COMPLEMENTS
from genopipe.annotate.engine.words import MISSING_BASE
from genopipe.io.sequence import SequenceView
from genopipe.io.sequence import slice_into
from genopipe.io.unowned import frozen
from genopipe.kernels import kernel

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


class Models(NamedTuple):
    """Transcripts of one contig, sorted by start; genome positions 0-based, half-open.

    A block is a stretch of an exon that aligns to the genome without a gap; without gaps a block is an exon. Blocks
    stand in genome order. cDNA positions are 0-based in the transcript's direction.

    Attributes:
        start: First base of each transcript.
        end: Base behind its last one.
        highest_end: Highest `end` of this transcript and those before it.
        forward: On the forward strand.
        coding: Has a coding sequence.
        block_first: Index of each transcript's first block; one more than there are transcripts.
        block_start: First genome base of a block.
        block_end: Genome base behind it.
        block_cdna: cDNA position of the block's first base in the transcript's direction.
        block_exon: Number of its exon in the transcript's direction, 1-based.
        exon_count: Exons of each transcript.
        coding_from: cDNA position of the first coding base.
        coding_to: cDNA position behind the last coding base, the stop codon included.
        coding_low: Genome position of the lowest coding base; -1: none.
        coding_high: Genome position of the highest coding base.
        lead: Bases of the first codon that the model lacks (0-2).
        code: Row of the genetic code in `words.CODON_TABLES`.
        start_complete: The coding sequence begins at its start codon, as far as the file tells.
        end_complete: The coding sequence ends with its stop codon, as far as the file tells.
        decayed: Biotype nonsense_mediated_decay.
        redefined_first: Index of each transcript's first redefined stop codon.
        redefined: Protein positions (0-based) that are selenocysteine.
        mature_first: Index of each transcript's first stretch that belongs to a mature microRNA.
        mature_start: First genome base of such a stretch; all of them lie in exons.
        mature_end: Genome base behind it.
        spliced_first: Index of each transcript's first spliced base.
        spliced: Spliced sequences of transcripts that code, in the transcript's direction; N where not known.
        names: Accessions of the transcripts, with version.
        name_first: Index of each accession in `names`.
        proteins: Accessions of the proteins; empty: none given.
        protein_first: Index of each accession in `proteins`.
    """

    start: Ints
    end: Ints
    highest_end: Ints
    forward: Flags
    coding: Flags
    block_first: Ints
    block_start: Ints
    block_end: Ints
    block_cdna: Ints
    block_exon: Ints
    exon_count: Ints
    coding_from: Ints
    coding_to: Ints
    coding_low: Ints
    coding_high: Ints
    lead: Ints
    code: Ints
    start_complete: Flags
    end_complete: Flags
    decayed: Flags
    redefined_first: Ints
    redefined: Ints
    mature_first: Ints
    mature_start: Ints
    mature_end: Ints
    spliced_first: Ints
    spliced: Bytes
    names: Bytes
    name_first: Ints
    proteins: Bytes
    protein_first: Ints


class _Blocks(NamedTuple):
    first: Ints
    start: Ints
    end: Ints
    cdna: Ints
    exon: Ints
    length: Ints


@kernel
def _cut_at_gaps(
    first: Ints, starts: Ints, ends: Ints, gap_first: Ints, positions: Ints, lengths: Ints
) -> tuple[Ints, Ints]:
    """Return the blocks of transcripts with gaps: start, end, exon by genome order, bases that only the transcript has.

    The last number counts transcript bases without a place on the genome that follow the block. Beside the blocks
    stands where those of each transcript begin.
    """
    table = np.empty((len(starts) + len(positions), 4), dtype=np.int64)
    offsets = np.zeros(len(first), dtype=np.int64)
    row = 0
    for transcript in range(len(first) - 1):
        for exon in range(first[transcript], first[transcript + 1]):
            left, end, number = starts[exon], ends[exon], exon - first[transcript]
            for gap in range(gap_first[transcript], gap_first[transcript + 1]):
                length = lengths[gap]
                edge = positions[gap] if length > 0 else positions[gap] - 1
                if not left <= edge <= end:
                    continue
                if edge > left or length > 0:
                    table[row] = left, edge, number, max(length, 0)
                    row += 1
                left = edge + max(-length, 0)
            if left < end:
                table[row] = left, end, number, 0
                row += 1
        offsets[transcript + 1] = row
    return table[:row].copy(), offsets


def _make_blocks(arrays: Arrays) -> _Blocks:
    starts, first = arrays.exon_start
    ends = arrays.exon_end.values
    forward = arrays.forward
    if not len(arrays.gap_position.values):
        cdna, exon, length = _without_gaps(first, starts, ends, forward)
        return _Blocks(first, starts, ends, cdna, exon, length)
    gaps = arrays.gap_position.first, arrays.gap_position.values, arrays.gap_length.values
    table, blocks_first = _cut_at_gaps(*_read_only(first, starts, ends, *gaps))
    cdna, exon, length = _with_gaps(blocks_first, table, np.diff(first), forward)
    return _Blocks(blocks_first, table[:, 0].copy(), table[:, 1].copy(), cdna, exon, length)


@kernel
def _without_gaps(first: Ints, starts: Ints, ends: Ints, forward: Flags) -> tuple[Ints, Ints, Ints]:
    """Return the cDNA position and exon number of each exon, and the length of each transcript."""
    cdna, exon = np.empty_like(starts), np.empty_like(starts)
    length = np.zeros(len(first) - 1, dtype=np.int64)
    for transcript in range(len(first) - 1):
        low, high = first[transcript], first[transcript + 1]
        for step in range(high - low):
            block = low + step if forward[transcript] else high - 1 - step
            cdna[block] = length[transcript]
            exon[block] = step + 1
            length[transcript] += ends[block] - starts[block]
    return cdna, exon, length


@kernel
def _with_gaps(first: Ints, table: Ints, exons: Ints, forward: Flags) -> tuple[Ints, Ints, Ints]:
    """The same for blocks that are cut where the alignment has gaps."""
    cdna, exon = np.empty(len(table), dtype=np.int64), np.empty(len(table), dtype=np.int64)
    length = np.zeros(len(first) - 1, dtype=np.int64)
    for transcript in range(len(first) - 1):
        low, high = first[transcript], first[transcript + 1]
        for step in range(high - low):
            block = low + step if forward[transcript] else high - 1 - step
            if not forward[transcript]:
                length[transcript] += table[block, 3]
            cdna[block] = length[transcript]
            exon[block] = table[block, 2] + 1 if forward[transcript] else exons[transcript] - table[block, 2]
            length[transcript] += table[block, 1] - table[block, 0]
            if forward[transcript]:
                length[transcript] += table[block, 3]
    return cdna, exon, length


@kernel
def _splice(blocks: _Blocks, spliced_first: Ints, forward: Flags, view: SequenceView) -> Bytes:
    """Return the spliced sequences; N where a transcript base has no place on the genome."""
    spliced = np.full(spliced_first[-1], MISSING_BASE, dtype=np.uint8)
    for transcript in range(len(spliced_first) - 1):
        if spliced_first[transcript] == spliced_first[transcript + 1]:
            continue
        for block in range(blocks.first[transcript], blocks.first[transcript + 1]):
            count = blocks.end[block] - blocks.start[block]
            to = spliced_first[transcript] + blocks.cdna[block]
            bases = spliced[to : to + count]
            slice_into(view, blocks.start[block], blocks.end[block], bases)
            if not forward[transcript]:
                _turn(bases)
    return spliced


@kernel
def _turn(bases: Bytes) -> None:
    """Make bases their reverse complement."""
    last = len(bases) - 1
    for step in range((last + 2) // 2):
        left, right = bases[step], bases[last - step]
        bases[step], bases[last - step] = COMPLEMENTS[right], COMPLEMENTS[left]


@kernel
def _nearest(blocks: _Blocks, transcript: int, forward: bool, position: int) -> int:
    """Return the cDNA position of a genome base, or of its nearest neighbour where the transcript lacks the base."""
    found, least = 0, -1
    low, high = blocks.first[transcript], blocks.first[transcript + 1]
    for step in range(high - low):
        block = low + step if forward else high - 1 - step
        start, end = blocks.start[block], blocks.end[block]
        away = max(start - position, position - end + 1, 0)
        if least < 0 or away < least:
            inside = min(max(position, start), end - 1)
            found = blocks.cdna[block] + (inside - start if forward else end - 1 - inside)
            least = away
    return found


@kernel
def _coding_ends(blocks: _Blocks, forward: Flags, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the cDNA positions of the first coding base and behind the last one (0, 0: none).

    Args:
        blocks: The blocks.
        forward: Strand of each transcript.
        low: Lowest coding base of each transcript, 0-based; -1: none.
        high: Highest coding base, 0-based.
    """
    count = len(forward)
    first, behind = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for transcript in range(count):
        if low[transcript] < 0:
            continue
        five = low[transcript] if forward[transcript] else high[transcript]
        three = high[transcript] if forward[transcript] else low[transcript]
        first[transcript] = _nearest(blocks, transcript, forward[transcript], five)
        behind[transcript] = _nearest(blocks, transcript, forward[transcript], three) + 1
    return first, behind


@kernel
def _place_of(blocks: _Blocks, transcript: int, forward: bool, cdna: int) -> int:
    """Return the genome position of a base of a transcript; -1: it has none."""
    for block in range(blocks.first[transcript], blocks.first[transcript + 1]):
        step = cdna - blocks.cdna[block]
        if 0 <= step < blocks.end[block] - blocks.start[block]:
            return blocks.start[block] + step if forward else blocks.end[block] - 1 - step
    return -1


@kernel
def _coding_edges(blocks: _Blocks, forward: Flags, coding_from: Ints, coding_to: Ints) -> tuple[Ints, Ints]:
    """Return the genome positions of the lowest and highest coding base of each transcript."""
    low, high = np.full(len(forward), -1, dtype=np.int64), np.full(len(forward), -1, dtype=np.int64)
    for transcript in range(len(forward)):
        if coding_to[transcript] <= coding_from[transcript]:
            continue
        first = _place_of(blocks, transcript, forward[transcript], coding_from[transcript])
        last = _place_of(blocks, transcript, forward[transcript], coding_to[transcript] - 1)
        low[transcript], high[transcript] = (first, last) if forward[transcript] else (last, first)
    return low, high


def build_models(transcripts: pl.DataFrame, contig: str, view: SequenceView, *, mitochondrial: bool = False) -> Models:
    """Build the arrays of one contig.

    Args:
        transcripts: Rows of `read_transcripts`; those of other contigs are left out.
        contig: The contig, as `transcripts` names it.
        view: Its bases.
        mitochondrial: The contig is a mitochondrial genome: genetic code 2.

    Returns:
        Transcripts in the order of `transcripts_of`.
    """
    return assemble(arrays_of(transcripts_of(transcripts, contig)), view, mitochondrial=mitochondrial)


def assemble(arrays: Arrays, view: SequenceView, *, mitochondrial: bool = False) -> Models:
    """Return what kernels read of the transcripts of one contig.

    Args:
        arrays: The transcripts, in the order of `transcripts_of`.
        view: The bases of the contig.
        mitochondrial: The contig is a mitochondrial genome: genetic code 2.
    """
    arrays = Arrays._make(Column(*_read_only(*item)) if isinstance(item, Column) else frozen(item) for item in arrays)
    blocks = _Blocks(*_read_only(*_make_blocks(arrays)))
    coding_from, coding_to = _read_only(*_coding_ends(blocks, arrays.forward, arrays.coding_low, arrays.coding_high))
    coding_low, coding_high = _coding_edges(blocks, arrays.forward, coding_from, coding_to)
    coding = coding_to > coding_from
    spliced_first = frozen(offsets(np.where(coding, blocks.length, 0)))
    code = np.full(len(coding), 1) if mitochondrial else arrays.mitochondrial.astype(np.int64)
    return _frozen(
        Models(
            start=arrays.start,
            end=arrays.end,
            highest_end=np.maximum.accumulate(arrays.end) if len(arrays.end) else arrays.end,
            forward=arrays.forward,
            coding=coding,
            block_first=blocks.first,
            block_start=blocks.start,
            block_end=blocks.end,
            block_cdna=blocks.cdna,
            block_exon=blocks.exon,
            exon_count=np.diff(arrays.exon_start.first),
            coding_from=coding_from,
            coding_to=coding_to,
            coding_low=coding_low,
            coding_high=coding_high,
            # GFF3 column 8 counts the bases to leave out before the first whole codon: what is missing is the rest.
            lead=(3 - arrays.phase) % 3,
            code=code,
            start_complete=arrays.start_complete,
            end_complete=arrays.end_complete,
            decayed=arrays.decayed,
            redefined_first=arrays.redefined.first,
            redefined=arrays.redefined.values,
            mature_first=arrays.mature_start.first,
            mature_start=arrays.mature_start.values,
            mature_end=arrays.mature_end.values,
            spliced_first=spliced_first,
            spliced=_splice(blocks, spliced_first, arrays.forward, view),
            names=arrays.name.values,
            name_first=arrays.name.first,
            proteins=arrays.protein.values,
            protein_first=arrays.protein.first,
        )
    )


def _read_only(*columns: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
    return tuple(frozen(array) for array in columns)


def _frozen(models: Models) -> Models:
    arrays: tuple[npt.NDArray[Any], ...] = models
    return Models(*(frozen(array) for array in arrays))


def transcripts_of(transcripts: pl.DataFrame, contig: str) -> pl.DataFrame:
    """Return the transcripts of a contig in the order of its `Models`: by start, end and accession."""
    return transcripts.filter(pl.col("contig") == contig).sort("start", "end", "transcript_version")
