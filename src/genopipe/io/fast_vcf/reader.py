"""Rows of a VCF, stretch by stretch: what the tokeniser read, as columns of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from genopipe.errors import ContentError
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import GenotypeBatch
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.io.allele_batch import Short
from genopipe.io.bgzf import CHUNK_BYTES
from genopipe.io.bgzf import line_chunks
from genopipe.io.fast_vcf import columns as field
from genopipe.io.fast_vcf.header import FIXED
from genopipe.io.fast_vcf.header import Header
from genopipe.io.fast_vcf.sites import QUALITY
from genopipe.io.fast_vcf.sites import REASONS
from genopipe.io.fast_vcf.texts import gather
from genopipe.io.fast_vcf.tokeniser import Tokens
from genopipe.io.fast_vcf.tokeniser import count_lines
from genopipe.io.fast_vcf.tokeniser import tokenise


class Stretch(NamedTuple):
    """ALT alleles of neighbouring records of one contig, as the file writes them; see `AlleleBatch`."""

    contig: str
    records: int
    record: Long
    number: Short
    alternatives: Short
    position: Long
    ref: tuple[Bytes, Long]
    alt: tuple[Bytes, Long]
    name: tuple[Bytes, Long]
    filters: tuple[Bytes, Long]
    quality: Real
    lines: Bytes
    info: tuple[Long, Long]
    alts: tuple[Long, Long]
    calls: GenotypeBatch


class UnknownConstructError(Exception):
    """The tokeniser met what it does not know.

    Args:
        record: Number of the first record that was not given, 0-based.
        reason: What it met, in words.
    """

    def __init__(self, record: int, reason: str) -> None:
        self.record = record
        self.reason = reason
        super().__init__(reason)


def read_stretches(
    path: Path, header: Header, pieces: Iterator[bytes], *, people: bool, size: int = CHUNK_BYTES
) -> Iterator[Stretch]:
    """Yield the rows of a VCF in the order of the file, one contig a stretch.

    Args:
        path: The file, for messages.
        header: Its header.
        pieces: What follows the header.
        people: Read the genotypes.
        size: Bytes of text read at a time, about.

    Raises:
        UnknownConstructError: A record has a construct that is not known here; the rows before it were given.
        InputError: The file is cut or damaged.
        ContentError: Not every line became a record: a bug of the tokeniser.
    """
    if header.odd:
        raise UnknownConstructError(0, header.odd)
    width, names = header.columns - len(FIXED), header.people if people else ()
    record = 0
    for chunk in line_chunks(pieces, size):
        data: Bytes = np.frombuffer(chunk, dtype=np.uint8)
        at, before, lines = 0, record, count_lines(data)
        while at < len(data):
            left = lines - (record - before)
            tokens = tokenise(data, at, width, len(names), left, real_quality=header.real_quality)
            code = tokens.code or _read_hard(data, tokens)
            if code:
                raise UnknownConstructError(record, f"{path.name}, near record {record + 1}: {REASONS[code]}")
            yield _stretch(data, tokens, record, names)
            at = tokens.at
            record += tokens.records
        if record - before != lines:
            raise ContentError(f"{path}: {lines} lines held {record - before} records, after record {before}")


def _read_hard(data: Bytes, tokens: Tokens) -> int:
    """Read the QUAL that the kernel left to Python; returns 0, or the code of what is no number."""
    sites = tokens.columns.sites
    for row in np.flatnonzero(sites[field.HARD, : tokens.rows]):
        text = data[sites[field.SCORE, row] : sites[field.SCORE + 1, row]].tobytes()
        try:
            tokens.columns.quality[row] = float(text)
        except ValueError:
            return QUALITY
    return 0


def _texts(data: Bytes, sites: field.Table64, place: int) -> tuple[Bytes, Long]:
    return gather(data, sites[place], sites[place + 1])


def _stretch(data: Bytes, tokens: Tokens, record: int, people: tuple[str, ...]) -> Stretch:
    sites = tokens.columns.sites[:, : tokens.rows]
    return Stretch(
        contig=tokens.contig.decode("utf-8", "surrogateescape"),
        records=tokens.records,
        record=sites[field.RECORD] + record,
        number=sites[field.ALT_NUMBER].astype(np.int16),
        alternatives=sites[field.ALTERNATIVES].astype(np.int16),
        position=sites[field.POS],
        ref=_texts(data, sites, field.REF),
        alt=_texts(data, sites, field.ALT),
        name=_texts(data, sites, field.NAME),
        filters=_texts(data, sites, field.FILTERS),
        quality=tokens.columns.quality[: tokens.rows],
        lines=data,
        info=(sites[field.INFO], sites[field.INFO + 1]),
        alts=(sites[field.ALTS], sites[field.ALTS + 1]),
        calls=_calls(data, tokens, people),
    )


def _calls(data: Bytes, tokens: Tokens, people: tuple[str, ...]) -> GenotypeBatch:
    copies = tokens.columns.copies[:, : tokens.rows]
    figures = tokens.columns.figures[:, : tokens.rows]
    texts = tokens.columns.texts[:, : tokens.rows]
    text_data, text_offsets = gather(data, texts[field.TEXT_START].ravel(), texts[field.TEXT_END].ravel())
    return GenotypeBatch(
        people=people,
        ploidy=copies[field.PLOIDY],
        alt=copies[field.ALT_COPIES],
        ref=copies[field.REF_COPIES],
        other=copies[field.OTHER_COPIES],
        missing=copies[field.MISSING_COPIES],
        phased=copies[field.PHASED],
        haplotype=copies[field.HAPLOTYPE],
        phase_set=figures[field.PHASE_SET],
        depth=figures[field.DEPTH],
        ref_reads=figures[field.REF_READS],
        alt_reads=figures[field.ALT_READS],
        all_reads=figures[field.ALL_READS],
        quality=figures[field.GENOTYPE_QUALITY],
        text_data=text_data,
        text_offsets=text_offsets,
    )
