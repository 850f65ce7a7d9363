"""Gaps in the alignment of transcripts to the genome.

Source: GFF3 specification 1.26, "The Gap Attribute": M bases that match, I bases only in the target (the transcript),
D bases only in the reference (the genome). NCBI writes the operations in the transcript's direction: on the reverse
strand they run down the genome.
"""

import re
from collections.abc import Iterator

import polars as pl

from genopipe.io.gene_models.report import GeneModelReport

_TARGET = r"^(\S+) (\d+) (\d+)(?: ([+-]))?"
_STEP = re.compile(r"([MID])(\d+)")
SCHEMA = pl.Schema({"key": pl.UInt32(), "gap_positions": pl.List(pl.Int64), "gap_lengths": pl.List(pl.Int64)})

Row = dict[str, object]


def make_gaps(
    alignments: pl.DataFrame, transcripts: pl.DataFrame, exons: pl.DataFrame, report: GeneModelReport
) -> pl.DataFrame:
    """Return the gaps of the transcripts whose alignment is in the file.

    Args:
        alignments: Alignments: line, contig, start, end, strand, id, target, gap, gap_count.
        transcripts: One row a transcript.
        exons: Exons of each transcript.
        report: Takes the number of transcripts with gaps.

    Returns:
        One row a transcript with gaps: key, gap_positions (ascending), gap_lengths.
    """
    if not alignments.height:
        return pl.DataFrame(schema=SCHEMA)
    blocks = alignments.with_columns(
        name=pl.col("target").str.extract(_TARGET, 1),
        first=pl.col("target").str.extract(_TARGET, 2).cast(pl.Int64),
        last=pl.col("target").str.extract(_TARGET, 3).cast(pl.Int64),
    )
    names = transcripts.select("key", "contig", "strand", name="transcript_version")
    blocks = blocks.join(names, on=["name", "contig"], how="inner", suffix="_own")
    turned = blocks.filter((pl.col("strand") != pl.col("strand_own")) & pl.col("gap").is_not_null())
    report.remark("have a gapped alignment on the other strand: its gaps are not read", turned["key"].n_unique())
    blocks = _with_gaps(blocks.filter(pl.col("strand") == pl.col("strand_own")), exons)
    blocks = _on_exons(blocks, exons)
    rows = []
    for (key,), group in blocks.sort("key", "first").group_by("key", maintain_order=True):
        gaps = _gaps(list(group.iter_rows(named=True)))
        if gaps:
            ordered = sorted(gaps.items())
            rows.append((key, [position for position, _ in ordered], [length for _, length in ordered]))
    report.remark("align to the genome with gaps", len(rows))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("key")


def _with_gaps(blocks: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """Keep the transcripts of which some alignment has a gap, or is not one block an exon, base for base."""
    counts = exons.group_by("key").agg(exons=pl.len())
    bases = (pl.col("last") - pl.col("first") + 1).sum()
    genome = (pl.col("end") - pl.col("start") + 1).sum()
    odd = pl.col("gap").is_not_null().any() | (bases != pl.col("last").max()) | (bases != genome)
    found = blocks.group_by("key", "id").agg(odd=odd, blocks=pl.len()).join(counts, on="key", how="left")
    chosen = found.filter(pl.col("odd") | (pl.col("blocks") != pl.col("exons")))
    return blocks.join(chosen.select("key").unique(), on="key", how="semi")


def _on_exons(blocks: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """Keep the blocks of the alignment of which the exons were made: each lies within one.

    A transcript may align in several places; those belong to other transcripts of the file, or to none.
    """
    held = blocks.join(exons.select("key", low="start", high="end"), on="key", how="inner")
    held = held.filter((pl.col("low") <= pl.col("start")) & (pl.col("end") <= pl.col("high")))
    most = held.group_by("key", "id").agg(bases=(pl.col("end") - pl.col("start") + 1).sum(), line=pl.col("line").min())
    best = most.sort("key", "bases", "line", descending=[False, True, False]).unique(
        "key", keep="first", maintain_order=True
    )
    return held.join(best.select("key", "id"), on=["key", "id"], how="semi", nulls_equal=True)


def _gaps(blocks: list[Row]) -> dict[int, int]:
    """Return the gaps of one transcript by genomic position, from its blocks in the transcript's direction."""
    gaps: dict[int, int] = {}
    behind, before = 0, None
    for block in blocks:
        first, forward = int(str(block["first"])), block["strand"] == "+"
        low, high = int(str(block["start"])), int(str(block["end"]))
        if (missing := first - behind - 1) > 0:
            _add(gaps, _edge(before, low, high, forward), missing)
        if before is not None and before["low"] == block["low"]:
            _add_lost(gaps, before, block, forward)
        for position, length in _steps(str(block["gap"] or ""), low, high, forward):
            _add(gaps, position, length)
        behind, before = int(str(block["last"])), block
    return gaps


def _add(gaps: dict[int, int], position: int, length: int) -> None:
    gaps[position] = gaps.get(position, 0) + length


def _edge(before: Row | None, low: int, high: int, forward: bool) -> int:
    """Return the genomic base behind which bases stand that no block holds: at the end of the block before."""
    if before is None:
        return low - 1 if forward else high
    return int(str(before["end"])) if forward else int(str(before["start"])) - 1


def _add_lost(gaps: dict[int, int], before: Row, block: Row, forward: bool) -> None:
    """Add the genomic bases between two blocks of one exon: the transcript lacks them."""
    left, right = (before, block) if forward else (block, before)
    start, end = int(str(left["end"])) + 1, int(str(right["start"])) - 1
    if end >= start:
        _add(gaps, start, start - end - 1)


def _steps(text: str, low: int, high: int, forward: bool) -> Iterator[tuple[int, int]]:
    """Give position and length of the gaps within one block."""
    place = low if forward else high
    for kind, bases in ((kind, int(number)) for kind, number in _STEP.findall(text)):
        if kind == "I":
            yield (place - 1 if forward else place), bases
            continue
        if kind == "D":
            yield (place if forward else place - bases + 1), -bases
        place += bases if forward else -bases
