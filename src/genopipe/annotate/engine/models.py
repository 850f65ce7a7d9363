"""Gene models of one contig as arrays that kernels read: exons as blocks, spliced sequences, coding stretches."""

from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.annotate.engine.words import COMPLEMENTS
from genopipe.annotate.engine.words import MISSING_BASE
from genopipe.io.sequence import SequenceView
from genopipe.io.sequence import base_at
from genopipe.kernels import kernel

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

MITOCHONDRIAL_CODE = 2


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
        spliced_first: Index of each transcript's first spliced base.
        spliced: Spliced sequences in the transcript's direction, one behind the other; N where not known.
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
    spliced_first: Ints
    spliced: Bytes
    names: Bytes
    name_first: Ints
    proteins: Bytes
    protein_first: Ints


def _offsets(counts: npt.NDArray[Any]) -> Ints:
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _flat(column: pl.Series) -> tuple[Ints, Ints]:
    """Return the values of a list column one behind the other, and where each row's begin."""
    counts = column.list.len().fill_null(0).to_numpy().astype(np.int64)
    values = column.explode(empty_as_null=False, keep_nulls=False)
    return values.to_numpy().astype(np.int64), _offsets(counts)


def _texts(column: pl.Series) -> tuple[Bytes, Ints]:
    raw = [text.encode() for text in column.fill_null("").to_list()]
    data = np.frombuffer(b"".join(raw) or b"\0", dtype=np.uint8).copy()
    return data, _offsets(np.array([len(text) for text in raw], dtype=np.int64))


class _Blocks(NamedTuple):
    first: Ints
    start: Ints
    end: Ints
    cdna: Ints
    exon: Ints
    length: Ints


def _cut_at_gaps(starts: Ints, ends: Ints, gaps: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Return the blocks of one transcript: start, end, exon by genome order, bases that only the transcript has.

    The last number counts transcript bases without a place on the genome that follow the block.
    """
    blocks: list[tuple[int, int, int, int]] = []
    for exon, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        left = start
        for position, length in gaps:
            edge = position if length > 0 else position - 1
            if not left <= edge <= end:
                continue
            if edge > left or length > 0:
                blocks.append((left, edge, exon, max(length, 0)))
            left = edge + max(-length, 0)
        if left < end:
            blocks.append((left, end, exon, 0))
    return [block for block in blocks if block[1] > block[0] or block[3]]


def _make_blocks(frame: pl.DataFrame) -> _Blocks:
    starts, first = _flat(frame["exon_starts"])
    ends, _ = _flat(frame["exon_ends"])
    starts = starts - 1
    gap_positions, gap_first = _flat(frame["gap_positions"])
    gap_lengths, _ = _flat(frame["gap_lengths"])
    forward = (frame["strand"] == "+").to_numpy()
    if not len(gap_positions):
        cdna, exon, length = _without_gaps(first, starts, ends, forward)
        return _Blocks(first, starts, ends, cdna, exon, length)
    rows: list[tuple[int, int, int, int]] = []
    counts = []
    for number in range(frame.height):
        here = slice(first[number], first[number + 1])
        gap = slice(gap_first[number], gap_first[number + 1])
        pairs = list(zip(gap_positions[gap].tolist(), gap_lengths[gap].tolist(), strict=True))
        cut = _cut_at_gaps(starts[here], ends[here], pairs)
        counts.append(len(cut))
        rows += cut
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    offsets = _offsets(np.array(counts, dtype=np.int64))
    cdna, exon, length = _with_gaps(offsets, table, np.diff(first), forward)
    return _Blocks(offsets, table[:, 0].copy(), table[:, 1].copy(), cdna, exon, length)


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
def _splice(
    first: Ints, starts: Ints, ends: Ints, cdna: Ints, spliced_first: Ints, forward: Flags, view: SequenceView
) -> Bytes:
    """Return the spliced sequences; N where a transcript base has no place on the genome."""
    spliced = np.full(spliced_first[-1], MISSING_BASE, dtype=np.uint8)
    for transcript in range(len(first) - 1):
        for block in range(first[transcript], first[transcript + 1]):
            to = spliced_first[transcript] + cdna[block]
            for step in range(ends[block] - starts[block]):
                if forward[transcript]:
                    spliced[to + step] = base_at(view, starts[block] + step)
                else:
                    spliced[to + step] = COMPLEMENTS[base_at(view, ends[block] - 1 - step)]
    return spliced


@kernel
def _nearest(bounds: tuple[int, int], starts: Ints, ends: Ints, cdna: Ints, forward: bool, position: int) -> int:
    """Return the cDNA position of a genome base, or of its nearest neighbour where the transcript lacks the base."""
    found, least = 0, -1
    for step in range(bounds[1] - bounds[0]):
        block = bounds[0] + step if forward else bounds[1] - 1 - step
        away = max(starts[block] - position, position - ends[block] + 1, 0)
        if least < 0 or away < least:
            inside = min(max(position, starts[block]), ends[block] - 1)
            found = cdna[block] + (inside - starts[block] if forward else ends[block] - 1 - inside)
            least = away
    return found


@kernel
def _coding_ends(
    blocks_first: Ints, starts: Ints, ends: Ints, cdna: Ints, forward: Flags, low: Ints, high: Ints
) -> tuple[Ints, Ints]:
    """Return the cDNA positions of the first coding base and behind the last one (0, 0: none).

    Args:
        blocks_first: Index of each transcript's first block.
        starts: First base of each block.
        ends: Base behind it.
        cdna: cDNA position of each block.
        forward: Strand of each transcript.
        low: Lowest coding base of each transcript, 0-based; -1: none.
        high: Highest coding base, 0-based.
    """
    count = len(blocks_first) - 1
    first, behind = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for transcript in range(count):
        if low[transcript] < 0:
            continue
        five = low[transcript] if forward[transcript] else high[transcript]
        three = high[transcript] if forward[transcript] else low[transcript]
        bounds = (blocks_first[transcript], blocks_first[transcript + 1])
        first[transcript] = _nearest(bounds, starts, ends, cdna, forward[transcript], five)
        behind[transcript] = _nearest(bounds, starts, ends, cdna, forward[transcript], three) + 1
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
    frame = transcripts_of(transcripts, contig)
    blocks = _make_blocks(frame)
    forward = (frame["strand"] == "+").to_numpy()
    end = frame["end"].to_numpy().astype(np.int64)
    low = frame["cds_start"].fill_null(0).to_numpy().astype(np.int64) - 1
    high = frame["cds_end"].fill_null(0).to_numpy().astype(np.int64) - 1
    coding_from, coding_to = _coding_ends(blocks.first, blocks.start, blocks.end, blocks.cdna, forward, low, high)
    coding_low, coding_high = _coding_edges(blocks, forward, coding_from, coding_to)
    spliced_first = _offsets(blocks.length)
    # GFF3 column 8 counts the bases to leave out before the first whole codon: what is missing is the rest.
    phase = frame["first_phase"].fill_null(0).to_numpy().astype(np.int64)
    code = np.full(frame.height, MITOCHONDRIAL_CODE) if mitochondrial else frame["genetic_code"].fill_null(1).to_numpy()
    redefined, redefined_first = _flat(frame["redefined"])
    names, name_first = _texts(frame["transcript_version"])
    proteins, protein_first = _texts(frame["protein"])
    return _frozen(
        Models(
            start=frame["start"].to_numpy().astype(np.int64) - 1,
            end=end,
            highest_end=np.maximum.accumulate(end) if len(end) else end,
            forward=forward,
            coding=coding_to > coding_from,
            block_first=blocks.first,
            block_start=blocks.start,
            block_end=blocks.end,
            block_cdna=blocks.cdna,
            block_exon=blocks.exon,
            exon_count=frame["exon_starts"].list.len().to_numpy().astype(np.int64),
            coding_from=coding_from,
            coding_to=coding_to,
            coding_low=coding_low,
            coding_high=coding_high,
            lead=(3 - phase) % 3,
            code=(code == MITOCHONDRIAL_CODE).astype(np.int64),
            start_complete=~frame["start_incomplete"].fill_null(value=False).to_numpy(),
            end_complete=~frame["end_incomplete"].fill_null(value=False).to_numpy(),
            decayed=(frame["biotype"] == "nonsense_mediated_decay").fill_null(value=False).to_numpy(),
            redefined_first=redefined_first,
            redefined=redefined - 1,
            spliced_first=spliced_first,
            spliced=_splice(blocks.first, blocks.start, blocks.end, blocks.cdna, spliced_first, forward, view),
            names=names,
            name_first=name_first,
            proteins=proteins,
            protein_first=protein_first,
        )
    )


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a read-only view: kernels are compiled once for arrays that none of them may write."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _frozen(models: Models) -> Models:
    return Models(*(frozen(array) for array in models))


def transcripts_of(transcripts: pl.DataFrame, contig: str) -> pl.DataFrame:
    """Return the transcripts of a contig in the order of its `Models`: by start, end and accession."""
    return transcripts.filter(pl.col("contig") == contig).sort("start", "end", "transcript_version")
