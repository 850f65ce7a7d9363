"""Single-base sites of a VCF, contig by contig, as small arrays; kept in a folder so that they are read once only."""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import MISSING
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Short
from genopipe.io.allele_batch import Tiny
from genopipe.io.allele_batch import Whole
from genopipe.io.called.reading import by_contig
from genopipe.io.fast_vcf.header import Header
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.vcf_batches import Opened

NOT_CALLED = -1
HAPLOID_REF = 3
HAPLOID_ALT = 4
"""Codes of genotypes beside 0, 1 and 2, the copies of ALT among two: one copy is called, REF or ALT."""

_BASES = np.zeros(256, dtype=np.bool_)
_BASES[np.frombuffer(b"ACGTacgt", dtype=np.uint8)] = True
_PASS = b"PASS"
_NAME, _LENGTH = re.compile(r"[<,]ID=([^,>]+)"), re.compile(r"[<,]length=(\d+)")
_MOST = np.iinfo(np.int16).max


class ContigSites(NamedTuple):
    """Sites of one contig with one ALT, of one base, without another record at their position.

    Attributes:
        contig: Name of the contig.
        position: [site]: 1-based, ascending.
        ref: [site]: the REF base, as ASCII.
        alt: [site]: the ALT base, as ASCII.
        genotype: [site, person]: copies of ALT, or one of the codes above.
        depth: [site, person]: reads; `MISSING`: not written.
        ref_reads: [site, person]: reads of REF; `MISSING`: not written.
        alt_reads: [site, person]: reads of ALT; `MISSING`: not written.
        quality: [site, person]: GQ; `MISSING`: not written.
    """

    contig: str
    position: Long
    ref: Bytes
    alt: Bytes
    genotype: Tiny
    depth: Short
    ref_reads: Short
    alt_reads: Short
    quality: Short

    def where(self, kept: Flags) -> "ContigSites":
        """Return some of the sites."""
        return ContigSites(
            self.contig,
            self.position[kept],
            self.ref[kept],
            self.alt[kept],
            self.genotype[kept],
            self.depth[kept],
            self.ref_reads[kept],
            self.alt_reads[kept],
            self.quality[kept],
        )


def contig_lengths(header: Header) -> dict[str, int]:
    """Return the lengths of the contigs of which the header tells them (bases)."""
    lines = header.text.decode("utf-8", "replace").splitlines()
    told = ((_NAME.search(line), _LENGTH.search(line)) for line in lines if line.startswith("##contig="))
    return {name[1]: int(length[1]) for name, length in told if name and length}


def read_contigs(opened: Opened, vcf: Path, people: Sequence[str]) -> Iterator[ContigSites]:
    """Yield the sites of each contig of a VCF, those with another filter than PASS left out.

    Args:
        opened: The VCF, opened with its people.
        vcf: Its path, for messages.
        people: Samples of the VCF, in the order in which they are given.

    Raises:
        InputError: The file is cut, damaged or not sorted.
    """
    wanted = np.array([opened.header.people.index(person) for person in people], np.int64)
    for contig, pieces in by_contig(opened.stretches, vcf):
        parts = [_sites(piece, wanted) for piece in pieces]
        if not parts:
            continue
        columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
        sites = ContigSites(contig, *columns)
        yield sites.where(_alone(sites.position))


def _sites(piece: Stretch, wanted: Long) -> tuple[npt.NDArray[np.generic], ...]:
    """Return the arrays of one stretch, in the order of `ContigSites`."""
    kept = _single_bases(piece) & _passed(*piece.filters) & _alone(piece.position)
    place, calls = np.ix_(kept, wanted), piece.calls
    copies, ploidy = calls.alt[place], calls.ploidy[place]
    called = (calls.missing[place] == 0) & (calls.other[place] == 0) & (copies >= 0)
    haploid = np.where(copies == 1, HAPLOID_ALT, HAPLOID_REF)
    genotype = np.where(ploidy == 2, copies, np.where(ploidy == 1, haploid, NOT_CALLED))
    depth = np.where(calls.depth[place] == MISSING, calls.all_reads[place], calls.depth[place])
    return (
        piece.position[kept],
        _first_bytes(*piece.ref)[kept],
        _first_bytes(*piece.alt)[kept],
        np.where(called, genotype, NOT_CALLED).astype(np.int8),
        *map(_short, (depth, calls.ref_reads[place], calls.alt_reads[place], calls.quality[place])),
    )


def _short(numbers: Whole) -> Short:
    return np.minimum(numbers, _MOST).astype(np.int16)


def _first_bytes(data: Bytes, offsets: Long) -> Bytes:
    padded = np.append(data, np.uint8(0))
    return np.asarray(padded[np.minimum(offsets[:-1], len(data))] & np.uint8(0xDF), dtype=np.uint8)


def _single_bases(piece: Stretch) -> Flags:
    one = np.asarray(piece.alternatives == 1)
    for data, offsets in (piece.ref, piece.alt):
        one &= (np.diff(offsets) == 1) & _BASES[_first_bytes(data, offsets)]
    return one


def _passed(data: Bytes, offsets: Long) -> Flags:
    """Say which filters are PASS or, where none was applied, a dot."""
    size, padded = np.diff(offsets), np.append(data, np.zeros(len(_PASS), np.uint8))
    passed = size == len(_PASS)
    for place, letter in enumerate(_PASS):
        passed &= padded[offsets[:-1] + place] == letter
    return np.asarray(passed | ((size == 1) & (padded[offsets[:-1]] == ord("."))))


def _alone(position: Long) -> Flags:
    """Say which rows are the only ones at their position."""
    same = position[1:] == position[:-1]
    edge = np.zeros(min(len(position), 1), bool)  # a contig without one site has no edge either
    return np.asarray(~(np.append(same, edge) | np.append(edge, same)))


class SiteStore:
    """Contigs that are kept in a folder, one file each.

    Args:
        folder: Where they are kept; it is there already.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contigs: list[str] = []

    def add(self, sites: ContigSites) -> None:
        """Keep a contig."""
        columns: dict[str, Any] = sites._asdict()
        del columns["contig"]
        np.savez(self._path(len(self.contigs)), **columns)
        self.contigs.append(sites.contig)

    def read(self, contig: str) -> ContigSites:
        """Return a contig that was kept."""
        with np.load(self._path(self.contigs.index(contig)), allow_pickle=False) as kept:
            return ContigSites(contig, *(kept[name] for name in ContigSites._fields[1:]))

    def read_all(self) -> Iterator[ContigSites]:
        """Yield the contigs in the order in which they were kept."""
        for contig in self.contigs:
            yield self.read(contig)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number}.npz"
