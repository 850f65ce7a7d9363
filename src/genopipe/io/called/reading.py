"""Read a family's VCF as called: alleles in normal form, in order, each once, and what hindered that."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Protocol
from typing import TypeVar

import numpy as np

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import OUTSIDE
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import UNALIGNED_WORDS
from genopipe.io.allele_batch import UNLIKE
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.allele_batch import Long
from genopipe.io.bgzf import CHUNK_BYTES
from genopipe.io.called.order import Rows
from genopipe.io.called.order import in_order
from genopipe.io.called.rows import allele_rows
from genopipe.io.called.rows import genotype_rows
from genopipe.io.family_vcf import Conservation
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView
from genopipe.io.store.keys import is_ascending
from genopipe.io.vcf_batches import open_stretches
from genopipe.io.vcf_batches import to_batch


class _Stretch(Protocol):
    """Alleles of neighbouring records of one contig."""

    @property
    def contig(self) -> str:
        """Name of the contig."""

    @property
    def position(self) -> Long:
        """POS, 1-based."""


Piece = TypeVar("Piece", bound=_Stretch)

_TOLD = 20
_OTHER_FASTA = "name the FASTA to which it was called"


class Findings:
    """What was met on the way.

    Attributes:
        counts: Alleles in and out, and duplicates.
        unaligned: Alleles that were carried as written, each with the reason.
        faults: What makes the file unfit; at most 20 are told, the others counted.
    """

    def __init__(self) -> None:
        self.counts = Conservation()
        self.unaligned: list[str] = []
        self.faults: list[Fault] = []
        self._more = 0

    def add(self, batch: AlleleBatch, names: list[str], path: Path) -> None:
        """Look at the alleles that could not be aligned."""
        for row, name in zip(np.flatnonzero(batch.unaligned), names, strict=True):
            state, words = batch.unaligned[row], UNALIGNED_WORDS[batch.unaligned[row]]
            if state == UNLIKE:
                self._refuse(fault("VCF-REF", f"{path} {name}", words, _OTHER_FASTA))
            elif state == OUTSIDE and batch.kind[row] < SYMBOLIC:
                self._refuse(fault("VCF-END", f"{path} {name}", words, _OTHER_FASTA))
            else:
                self.unaligned.append(f"{name}: {words}")

    def _refuse(self, found: Fault) -> None:
        if len(self.faults) < _TOLD:
            self.faults.append(found)
        else:
            self._more += 1

    def join(self, other: "Findings") -> None:
        """Add what was met in another part of the file, which stands behind this one."""
        self.counts.alleles_in += other.counts.alleles_in
        self.counts.alleles_out += other.counts.alleles_out
        self.counts.duplicates += other.counts.duplicates
        self.counts.sifted += other.counts.sifted
        self.unaligned += other.unaligned
        for found in other.faults:
            self._refuse(found)
        self._more += other._more

    def finish(self, path: Path) -> None:
        """Check that the file was fit, and that nothing was lost.

        Raises:
            InputError: An allele is unlike the reference, or lies beyond the end of its contig.
            ContentError: Alleles do not add up.
        """
        if self._more:
            words = f"{self._more:,} more alleles are unlike the reference, or beyond its end"
            self.faults.append(fault("VCF-MORE", str(path), words, _OTHER_FASTA))
        if self.faults:
            raise InputError(self.faults)
        self.counts.finish(path.name)


def read_called(
    vcf: Path, fasta: Path, findings: Findings, size: int = CHUNK_BYTES, contig: str | None = None
) -> Iterator[Rows]:
    """Read a VCF or BCF as called, in pieces of one contig.

    Args:
        vcf: The file; its contigs stand together, its positions ascend.
        fasta: Indexed FASTA.
        findings: Filled while reading; `finish` it at the end.
        size: Bytes of text read at a time, about.
        contig: Only this contig; quick where the file has an index.

    Yields:
        Rows of `alleles` (columns of the caller only) and of `genotypes`, sorted by position, REF and ALT.

    Raises:
        InputError: The file is cut, damaged or not sorted, or has a contig that the FASTA has not.
        ContentError: It is no VCF, or an allele moved too far.
    """
    opened, reference = open_stretches(vcf, people=True, contig=contig, size=size), Sequence(fasta)
    for name, stretches in by_contig(opened.stretches, vcf):
        parts = _parts(stretches, reference.view(name), vcf, findings, reads_split=opened.header.reads_split)
        for rows in in_order(parts, findings.counts):
            if not findings.faults:
                yield rows


def by_contig(stretches: Iterator[Piece], vcf: Path) -> Iterator[tuple[str, Iterator[Piece]]]:
    """Yield each contig with its stretches, those without an allele left out.

    Args:
        stretches: Stretches in the order of the file.
        vcf: The file, for messages.

    Raises:
        InputError: A contig begins a second time, or its positions do not ascend.
    """
    finished: set[str] = set()
    for contig, group in groupby(stretches, key=lambda stretch: stretch.contig):
        if contig in finished:
            raise _unsorted(vcf, f"{contig} begins a second time")
        finished.add(contig)
        yield contig, _ascending(group, vcf)


def _ascending(stretches: Iterator[Piece], vcf: Path) -> Iterator[Piece]:
    reached = 0
    for stretch in stretches:
        if not len(stretch.position):
            continue
        if stretch.position[0] < reached or not is_ascending(stretch.position):
            raise _unsorted(vcf, f"the positions of {stretch.contig} do not ascend")
        reached = int(stretch.position[-1])
        yield stretch


def _parts(
    stretches: Iterator[Stretch], view: SequenceView, vcf: Path, findings: Findings, *, reads_split: bool
) -> Iterator[tuple[Rows, int]]:
    """Yield the rows of each stretch of a contig, and the last position in it."""
    for stretch in stretches:
        batch = to_batch(stretch, view)
        findings.counts.alleles_in += _alternatives(batch)
        yield make_rows(stretch, batch, vcf, findings, reads_split=reads_split), int(stretch.position[-1])


def make_rows(stretch: Stretch, batch: AlleleBatch, vcf: Path, findings: Findings, *, reads_split: bool) -> Rows:
    """Return the rows of a stretch in its order.

    Args:
        stretch: Neighbouring records with their genotypes.
        batch: Their alleles in normal form.
        vcf: The file, for messages.
        findings: Gets what hindered the alignment.
        reads_split: See `alt_fraction`.
    """
    alleles = allele_rows(batch)
    genotypes = genotype_rows(alleles["allele"], stretch.calls, batch.alternatives, reads_split=reads_split)
    findings.add(batch, alleles["called_as"].gather(np.flatnonzero(batch.unaligned)).to_list(), vcf)
    return Rows(alleles, genotypes)


def _alternatives(batch: AlleleBatch) -> int:
    """Return the ALT alleles of the records, told by the records, not by the rows."""
    return int(batch.alternatives[batch.number == 1].sum())


def _unsorted(vcf: Path, cause: str) -> InputError:
    return InputError([fault("VCF-ORDER", str(vcf), f"it is not sorted: {cause}", "bcftools sort")])
