"""The alleles of a VCF, stretch by stretch, and the lines in which they stand: what a sift looks at."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.bgzf import line_chunks
from genopipe.io.called.lines import choose
from genopipe.io.called.lines import lines_at
from genopipe.io.fast_vcf.alleles_only import read_alleles
from genopipe.io.fast_vcf.header import Header
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.slow_vcf import read_stretches_slowly


class Sites(NamedTuple):
    """ALT alleles of neighbouring records of one contig, as the file writes them.

    Attributes:
        contig: Name of the contig.
        record: A number that the rows of one record share, and no neighbour has.
        position: POS, 1-based.
        ref: REF, and where each begins.
        alt: The one ALT of the row, and where each begins.
        lines: Bytes of the lines in which they stand.
        inside: A place in `lines` inside each row's line.
    """

    contig: str
    record: Long
    position: Long
    ref: tuple[Bytes, Long]
    alt: tuple[Bytes, Long]
    lines: Bytes
    inside: Long


def read_sites(vcf: Path, header: Header, pieces: Iterator[bytes], size: int) -> Iterator[Sites]:
    """Yield the alleles of a VCF in the order of the file, one contig a time; unknown constructs are left to cyvcf2.

    Args:
        vcf: The file.
        header: Its header.
        pieces: What follows the header.
        size: Bytes of text read at a time, about.

    Raises:
        InputError: The file is cut or damaged.
    """
    records, known = 0, not header.odd
    for chunk in line_chunks(pieces, size) if known else ():
        data: Bytes = np.frombuffer(chunk, dtype=np.uint8)
        at = 0
        while known and at < len(data):
            read = read_alleles(data, at)
            known = read.code == 0
            if known and len(read.position):
                name = read.contig.decode("utf-8", "surrogateescape")
                yield Sites(name, read.start, read.position, read.ref, read.alt, data, read.start)
            records, at = (records + read.lines, read.at) if known else (records, at)
        if not known:
            break
    if not known:
        slowly = read_stretches_slowly(vcf, people=False, first=records)
        yield from (_sites(stretch) for stretch in slowly if len(stretch.position))


def _sites(stretch: Stretch) -> Sites:
    given = stretch.record, stretch.position, stretch.ref, stretch.alt
    return Sites(stretch.contig, *given, stretch.lines, stretch.alts[0])


def chosen_lines(sites: Sites, keep: Flags) -> tuple[bytes, Flags]:
    """Return the lines of the records of which an ALT is kept, and which of their ALTs are.

    Args:
        sites: Alleles of neighbouring records.
        keep: Which are kept.

    Returns:
        The lines; and for each ALT of those records, in order, whether it is kept.
    """
    first, stays = choose(sites.record, keep)
    return lines_at(sites.lines, sites.inside[first]), stays
