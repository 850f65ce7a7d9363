"""Read a family's VCF for the few alleles that stay: every allele is looked at, genotypes are read of those few."""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl

from genopipe.errors import ContentError
from genopipe.io.allele_batch import Flags
from genopipe.io.called.lines import read_lines
from genopipe.io.called.order import NO_MORE
from genopipe.io.called.order import Rows
from genopipe.io.called.order import in_order
from genopipe.io.called.order import take
from genopipe.io.called.reading import Findings
from genopipe.io.called.reading import by_contig
from genopipe.io.called.reading import make_rows
from genopipe.io.called.sites import Sites
from genopipe.io.called.sites import chosen_lines
from genopipe.io.called.sites import read_sites
from genopipe.io.fast_vcf.header import Header
from genopipe.io.left_align import Normal
from genopipe.io.left_align import left_align
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView
from genopipe.io.vcf_batches import open_text
from genopipe.io.vcf_batches import to_batch

SIFTED_BYTES = 1 << 23
"""Bytes of text sifted at a time, about: of most records only the alleles are held."""

Sift: TypeAlias = Callable[[str, Normal], Flags]
"""Says of alleles of a contig, in normal form, whether each stays."""


class _Reader:
    """Reads the lines of chosen records of one contig."""

    def __init__(self, vcf: Path, header: Header, view: SequenceView, findings: Findings) -> None:
        self._vcf = vcf
        self._header = header
        self._view = view
        self._findings = findings

    def parts(self, stretches: Iterator[Sites], sift: Sift, size: int) -> Iterator[tuple[Rows, int]]:
        """Yield the rows that stay, those of many stretches together, and the last position looked at."""
        lines: list[bytes] = []
        kept: list[Flags] = []
        counts, reached = self._findings.counts, 0
        for sites in stretches:
            if sum(map(len, lines)) >= size:
                yield self._read(b"".join(lines), np.concatenate(kept)), reached
                lines, kept = [], []
            normal = left_align(self._view, sites.position, sites.ref, sites.alt)
            keep = sift(sites.contig, normal) | (normal.unaligned != 0)
            counts.alleles_in += len(keep)
            counts.sifted += len(keep) - int(np.count_nonzero(keep))
            text, stays = chosen_lines(sites, keep)
            lines.append(text)
            kept.append(stays)
            reached = int(sites.position[-1])
        if any(lines):
            yield self._read(b"".join(lines), np.concatenate(kept)), NO_MORE

    def _read(self, lines: bytes, kept: Flags) -> Rows:
        """Read lines with their genotypes.

        Raises:
            ContentError: They have other alleles than when they were sifted.
        """
        made, begin = [], 0
        for stretch in read_lines(self._vcf, self._header, lines):
            end, batch = begin + len(stretch.position), to_batch(stretch, self._view)
            rows = make_rows(stretch, batch, self._vcf, self._findings, reads_split=self._header.reads_split)
            stays = kept[begin:end]
            made.append(rows if stays.all() else take(rows, np.flatnonzero(stays)))
            begin = end
        if begin != len(kept):
            raise ContentError(f"{self._vcf}: {len(kept)} alleles were sifted, {begin} read again")
        return Rows(*(pl.concat(frames, rechunk=True) for frames in zip(*made, strict=True)))


def read_sifted(vcf: Path, fasta: Path, findings: Findings, sift: Sift, size: int = SIFTED_BYTES) -> Iterator[Rows]:
    """Read of a VCF or BCF as called the alleles that stay, in pieces of one contig.

    Args:
        vcf: The file; its contigs stand together, its positions ascend.
        fasta: Indexed FASTA.
        findings: Filled while reading; `finish` it at the end.
        sift: Asked for every allele in the order of the file. An allele that could not be aligned stays anyhow.
        size: Bytes of text read at a time, about.

    Yields:
        Rows as `read_called` yields them.

    Raises:
        InputError: The file is cut, damaged or not sorted, or has a contig that the FASTA has not.
        ContentError: It is no VCF, or an allele moved too far.
    """
    (header, text), reference = open_text(vcf, people=True), Sequence(fasta)
    for contig, stretches in by_contig(read_sites(vcf, header, text, size), vcf):
        reader = _Reader(vcf, header, reference.view(contig), findings)
        for rows in in_order(reader.parts(stretches, sift, size), findings.counts):
            if not findings.faults:
                yield rows
