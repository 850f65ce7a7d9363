"""How much of each transcript a stretch of the genome covers: bases, exons, coding bases, codons at the ends.

Positions are 1-based, both ends included; an allele whose end lies one before its start is the place between two
bases: it covers none, and touches a feature when both bases belong to it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.annotate.intervals import Positions
from genopipe.annotate.intervals import Stretches
from genopipe.annotate.intervals import ranges

Flags = npt.NDArray[np.bool_]
CODON = 3
# A shorter intron keeps the frame of a model and is none to the splicing machinery (bases).
# Source: Ensembl Variation, BaseTranscriptVariation: frameshift introns.
SHORTEST_INTRON = 13
# The two bases at either end of an intron are the splice sites: a change of these alone is not told as intronic.
# Source: Ensembl Variation, BaseTranscriptVariationAllele, intron effects.
SPLICE_SITE = 2


class Models:
    """The transcripts of one contig as arrays.

    Args:
        frame: Rows of `read_transcripts`, one contig.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame.with_columns(
            gene_start=pl.col("start").min().over("gene"), gene_end=pl.col("end").max().over("gene")
        )
        self.start, self.end = _whole(frame["start"]), _whole(frame["end"])
        self.forward: Flags = (frame["strand"] != "-").to_numpy()
        lengths = frame["exon_starts"].list.len().fill_null(0)
        self.exon_at = np.concatenate([[0], np.cumsum(_whole(lengths))])
        self.exon_start = _whole(frame["exon_starts"].explode().drop_nulls())
        self.exon_end = _whole(frame["exon_ends"].explode().drop_nulls())
        owner = np.repeat(np.arange(frame.height), np.diff(self.exon_at))
        # Without a coding sequence: an empty stretch that nothing meets.
        self.cds_start = _whole(frame["cds_start"].fill_null(np.iinfo(np.int64).max // 2))
        self.cds_end = _whole(frame["cds_end"].fill_null(-1))
        self.part_start = np.maximum(self.exon_start, self.cds_start[owner])
        self.part_end = np.minimum(self.exon_end, self.cds_end[owner])
        part = np.maximum(self.part_end - self.part_start + 1, 0)
        self.cds_total = _sum(owner, part, frame.height)
        self.exon_total = _sum(owner, self.exon_end - self.exon_start + 1, frame.height)
        before = np.cumsum(part) - part
        first = before[self.exon_at[:-1].clip(max=max(len(before) - 1, 0))] if len(before) else before
        self.part_before = before - first[owner]
        self.stretches: dict[int, Stretches] = {}

    def near(self, distance: int) -> Stretches:
        """Return the transcripts, each with so many bases on either side."""
        if distance not in self.stretches:
            self.stretches[distance] = Stretches(self.start - distance, self.end + distance)
        return self.stretches[distance]


@dataclass
class Cover:
    """What alleles cover of the transcripts that they meet or come near; one element a pair.

    Attributes:
        allele: Row of the allele.
        transcript: Row of the transcript.
        meets: The allele meets the transcript; else it lies near.
        whole: The transcript lies wholly in the allele.
        inside: The allele lies wholly in the transcript.
        forward: The transcript is on the forward strand.
        before: The allele ends before the transcript's first genomic base.
        distance: Bases between the two (0: they meet).
        transcript_bases: Covered bases of the transcript, introns included.
        gene_bases: Covered bases of the gene.
        breakpoints: Ends of the allele in the transcript.
        exon_bases: Covered exonic bases.
        exon_total: Exonic bases of the transcript.
        exon_first: First exon that is touched, 1-based in the transcript's direction; 0: none.
        exon_last: Last exon that is touched.
        exon_count: Exons of the transcript.
        cds_bases: Covered coding bases.
        cds_total: Coding bases of the transcript; 0: it codes for no protein.
        cds_touched: The allele touches the coding sequence.
        in_coding_exon: The allele lies wholly in the coding part of one exon.
        start_codon: A base of the first codon is covered.
        stop_codon: A base of the last codon is covered.
        five_prime: The allele touches an exon 5' of the coding sequence.
        three_prime: The allele touches an exon 3' of the coding sequence.
        intron: The allele touches an intron.
    """

    allele: Positions
    transcript: Positions
    meets: Flags
    whole: Flags
    inside: Flags
    forward: Flags
    before: Flags
    distance: Positions
    transcript_bases: Positions
    gene_bases: Positions
    breakpoints: Positions
    exon_bases: Positions
    exon_total: Positions
    exon_first: Positions
    exon_last: Positions
    exon_count: Positions
    cds_bases: Positions
    cds_total: Positions
    cds_touched: Flags
    in_coding_exon: Flags
    start_codon: Flags
    stop_codon: Flags
    five_prime: Flags
    three_prime: Flags
    intron: Flags


def _whole(series: pl.Series) -> Positions:
    return series.cast(pl.Int64).to_numpy().astype(np.int64, copy=False)


def _sum(owner: Positions, values: Positions, size: int) -> Positions:
    return np.bincount(owner, weights=values, minlength=size).astype(np.int64)


def _any(owner: Positions, flags: Flags, size: int) -> Flags:
    return np.bincount(owner[flags], minlength=size).astype(np.bool_)


def _extreme(owner: Positions, values: Positions, size: int, *, lowest: bool) -> Positions:
    """Return the lowest or highest value of each owner; owners without a value get a far one."""
    far = np.iinfo(np.int64).max // 2 if lowest else np.int64(-1)
    found = np.full(size, far, dtype=np.int64)
    (np.minimum if lowest else np.maximum).at(found, owner, values)
    return found


def _bases(start: Positions, end: Positions, first: Positions, last: Positions) -> Positions:
    """Return how many bases two stretches share."""
    shared: Positions = np.maximum(np.minimum(end, last) - np.maximum(start, first) + 1, 0)
    return shared


def _touches(start: Positions, end: Positions, first: Positions, last: Positions) -> Flags:
    """Say whether two stretches meet; an empty stretch (last before first) is met by none."""
    found: Flags = (start <= last) & (end >= first) & (first <= last)
    return found


@dataclass
class _Exons:
    """Pairs of an allele and a transcript, each spread over the transcript's exons."""

    pair: Positions
    row: Positions
    start: Positions
    end: Positions
    transcript: Positions
    size: int


def _exons_of(models: Models, transcript: Positions, start: Positions, end: Positions) -> _Exons:
    first, behind = models.exon_at[transcript], models.exon_at[transcript + 1]
    pair = np.repeat(np.arange(len(transcript)), behind - first)
    return _Exons(pair, ranges(first, behind), start[pair], end[pair], transcript[pair], len(transcript))


def _exon_numbers(models: Models, exons: _Exons, touched: Flags) -> tuple[Positions, Positions]:
    """Return the first and last exon that each pair touches, in the transcript's direction; 0: none."""
    count = np.diff(models.exon_at)[exons.transcript]
    index = exons.row - models.exon_at[exons.transcript]
    number = np.where(models.forward[exons.transcript], index + 1, count - index)[touched]
    owner = exons.pair[touched]
    first = _extreme(owner, number, exons.size, lowest=True)
    last = _extreme(owner, number, exons.size, lowest=False)
    return np.where(last < 0, 0, first), np.maximum(last, 0)


def _codons(models: Models, exons: _Exons) -> tuple[Flags, Flags]:
    """Say whether a base of the first codon, and of the last, is covered; codons may lie in two exons."""
    first, last = models.part_start[exons.row], models.part_end[exons.row]
    covered = _bases(exons.start, exons.end, first, last)
    hit = (covered > 0) & (first <= last)
    low = models.part_before[exons.row] + np.maximum(exons.start - first, 0)
    high = low + covered - 1
    total, forward = models.cds_total[exons.transcript], models.forward[exons.transcript]
    begin = np.where(forward, low, total - 1 - high)
    finish = np.where(forward, high, total - 1 - low)
    return (
        _any(exons.pair, hit & (begin < CODON), exons.size),
        _any(exons.pair, hit & (finish >= total - CODON), exons.size),
    )


def _untranslated(models: Models, exons: _Exons) -> tuple[Flags, Flags]:
    """Say whether exons before, and behind, the coding sequence on the genome are touched.

    A place right at the border of the coding sequence is taken for untranslated, as Ensembl does.
    """
    coding = models.cds_total[exons.transcript] > 0
    low, high = models.cds_start[exons.transcript], models.cds_end[exons.transcript]
    first, last = models.exon_start[exons.row], models.exon_end[exons.row]
    in_exon = _touches(exons.start, exons.end, first, last)
    place = exons.end < exons.start
    left = _touches(exons.start, exons.end, first, np.minimum(last, low - 1)) | (in_exon & place & (exons.start == low))
    right = _touches(exons.start, exons.end, np.maximum(first, high + 1), last) | (
        in_exon & place & (exons.end == high)
    )
    return _any(exons.pair, coding & left, exons.size), _any(exons.pair, coding & right, exons.size)


def _introns(models: Models, exons: _Exons) -> Flags:
    """Say whether an intron is touched, its splice sites left out."""
    last_exon = exons.row + 1 == models.exon_at[exons.transcript + 1]
    following = np.minimum(exons.row + 1, max(len(models.exon_start) - 1, 0))
    first, last = models.exon_end[exons.row] + 1, models.exon_start[following] - 1
    real = ~last_exon & (last - first + 1 >= SHORTEST_INTRON)
    first, last = first + SPLICE_SITE, last - SPLICE_SITE
    place = exons.end < exons.start
    edge = place & ((exons.start == first) | (exons.end == last))
    return _any(exons.pair, real & (edge | _touches(exons.start, exons.end, first, last)), exons.size)


def make_cover(alleles: pl.DataFrame, models: Models, near: int) -> Cover:
    """Make what alleles of one contig cover of its transcripts.

    Args:
        alleles: Rows of `make_structural_alleles`, of the contig of the models, with known ends.
        models: The transcripts.
        near: How far from a transcript an allele is still told of (bases).
    """
    starts, ends = _whole(alleles["start"]), _whole(alleles["end"])
    allele, transcript = models.near(near).meet(starts, ends)
    start, end = starts[allele], ends[allele]
    first, last = models.start[transcript], models.end[transcript]
    gene_first = _whole(models.frame["gene_start"])[transcript]
    gene_last = _whole(models.frame["gene_end"])[transcript]
    meets = _touches(start, end, first, last)
    exons = _exons_of(models, transcript, start, end)
    exon_start, exon_end = models.exon_start[exons.row], models.exon_end[exons.row]
    part_start, part_end = models.part_start[exons.row], models.part_end[exons.row]
    exon_first, exon_last = _exon_numbers(models, exons, _touches(exons.start, exons.end, exon_start, exon_end))
    start_codon, stop_codon = _codons(models, exons)
    left, right = _untranslated(models, exons)
    forward = models.forward[transcript]
    within = (exons.start >= part_start) & (exons.end <= part_end) & (exons.start <= exons.end)
    place = end < start
    breakpoints = ((start > first) & (start <= last)).astype(np.int64) + ((end >= first) & (end < last))
    return Cover(
        allele=allele,
        transcript=transcript,
        meets=meets,
        whole=(start <= first) & (end >= last),
        inside=(start >= first) & (end <= last),
        forward=forward,
        before=end < first,
        distance=np.where(meets, 0, np.where(end < first, first - end, start - last)),
        transcript_bases=_bases(start, end, first, last),
        gene_bases=_bases(start, end, gene_first, gene_last),
        breakpoints=np.where(place, meets.astype(np.int64), breakpoints),
        exon_bases=_sum(exons.pair, _bases(exons.start, exons.end, exon_start, exon_end), exons.size),
        exon_total=models.exon_total[transcript],
        exon_first=exon_first,
        exon_last=exon_last,
        exon_count=np.diff(models.exon_at)[transcript],
        cds_bases=_sum(exons.pair, _bases(exons.start, exons.end, part_start, part_end), exons.size),
        cds_total=models.cds_total[transcript],
        cds_touched=_any(exons.pair, _touches(exons.start, exons.end, part_start, part_end), exons.size),
        in_coding_exon=_any(exons.pair, within, exons.size),
        start_codon=start_codon,
        stop_codon=stop_codon,
        five_prime=np.where(forward, left, right),
        three_prime=np.where(forward, right, left),
        intron=_introns(models, exons),
    )
