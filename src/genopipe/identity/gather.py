"""Read a joint VCF once, in bounded memory, and gather what the proofs need."""

from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.identity.build import find_build
from genopipe.identity.build import renamed
from genopipe.identity.evidence import DEPTHS
from genopipe.identity.evidence import Counts
from genopipe.identity.evidence import Evidence
from genopipe.identity.evidence import Sites
from genopipe.identity_settings import IdentitySettings
from genopipe.io.allele_batch import MISSING
from genopipe.io.allele_batch import Flags
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.vcf_batches import open_stretches
from genopipe.io.vcf_content import opened

_BASES = np.frombuffer(b"ACGTacgt", dtype=np.uint8)
_PASSED = (b"PASS", b".")
_READ_ROLES = (Role.AUTOSOME, Role.X, Role.Y)
_CARRIED, _BOTH = 0.25, 0.75  # ALT part of the reads: carried from the first on, REF is there, too, up to the second
_STRETCHES = 100_000  # a genome is parted into that many stretches at least, each with one site
_CELLS = 40_000_000  # genotypes kept at most: 0.2 GB
_PLACES = ("contig", "position", "ref", "alt", "copies", "ref_reads", "alt_reads")

Columns = dict[str, npt.NDArray[np.integer]]


@dataclass
class _Kept:
    """Chosen sites so far: at most one in a stretch of `spacing` bases; the spacing grows as they become many."""

    spacing: int
    most: int
    parts: list[Columns] = field(default_factory=list)
    count: int = 0

    def add(self, part: Columns) -> None:
        """Add sites of one contig, thinned."""
        part = self._thinned(part)
        if self.parts and len(part["position"]):
            last = self.parts[-1]
            if last["contig"][-1] == part["contig"][0] and self._bins(last)[-1] == self._bins(part)[0]:
                part = {name: values[1:] for name, values in part.items()}
        if len(part["position"]):
            self.parts.append(part)
            self.count += len(part["position"])
        while self.count > self.most:
            self._double()

    def _bins(self, part: Columns) -> npt.NDArray[np.integer]:
        return part["position"] // self.spacing

    def _thinned(self, part: Columns) -> Columns:
        bins = self._bins(part) + (part["contig"].astype(np.int64) << 40)
        first = np.r_[True, bins[1:] != bins[:-1]] if len(bins) else np.zeros(0, bool)
        return {name: values[first] for name, values in part.items()}

    def _double(self) -> None:
        self.spacing *= 2
        whole = self._thinned(self.all())
        self.parts, self.count = [whole], len(whole["position"])

    def all(self) -> Columns:
        """Return all sites."""
        return {name: np.concatenate([part[name] for part in self.parts]) for name in _PLACES}


class _Gatherer:
    """Counts of the records read so far."""

    def __init__(self, people: tuple[str, ...], build: Build, spacing: int, settings: IdentitySettings) -> None:
        self.people, self.build, self.settings = people, build, settings
        self.depths = {role: np.zeros((len(people), DEPTHS + 1), np.int64) for role in _READ_ROLES}
        self.undetermined = {role: np.zeros(len(people), np.int64) for role in _READ_ROLES}
        self.x_carried, self.x_heterozygous, self.homozygous_ref, self.called = np.zeros((4, len(people)), np.int64)
        self.kept = _Kept(spacing, min(settings.maximum_sites, _CELLS // max(len(people), 1)))
        self.records = self.autosomal = 0
        self.contigs: list[str] = []

    def add(self, stretch: Stretch) -> None:
        """Count the alleles of a stretch of one contig."""
        self.records += len(stretch.position)
        role = self.build.role(stretch.contig)
        if role not in _READ_ROLES or not len(stretch.position):
            return
        rows = np.flatnonzero(_plain_sites(stretch) & ~_in_par(self.build, stretch))
        self._count_depths(stretch, rows, role)
        if role is Role.X:
            self._count_x(stretch, rows)
        elif role is Role.AUTOSOME:
            self._choose(stretch, rows)

    def _count_depths(self, stretch: Stretch, rows: npt.NDArray[np.intp], role: Role) -> None:
        depth = _depth(stretch)[rows]
        uncalled = stretch.calls.alt[rows] == MISSING
        for person in range(len(self.people)):
            known = depth[:, person] != MISSING
            counted = np.minimum(depth[known, person], DEPTHS)
            self.depths[role][person] += np.bincount(counted, minlength=DEPTHS + 1)
        self.undetermined[role] += ((depth <= 0) & uncalled & (depth == MISSING)).sum(axis=0)

    def _count_x(self, stretch: Stretch, rows: npt.NDArray[np.intp]) -> None:
        """Count by reads, for a caller that was told of one copy of X writes no heterozygote; without, by genotypes."""
        ref, alt = stretch.calls.ref_reads[rows], stretch.calls.alt_reads[rows]
        total = ref + alt
        good = (ref >= 0) & (alt >= 0) & (total >= self.settings.minimum_depth)
        part = alt / np.maximum(total, 1)
        unread, alleles = (ref < 0) | (alt < 0), stretch.calls.alt[rows]
        carried = np.where(unread, alleles > 0, good & (part >= _CARRIED))
        alone = np.where(unread, (alleles == 2) | (stretch.calls.ploidy[rows] == 1), part > _BOTH)
        self.x_carried += carried.sum(axis=0)
        self.x_heterozygous += (carried & ~alone).sum(axis=0)

    def _choose(self, stretch: Stretch, rows: npt.NDArray[np.intp]) -> None:
        calls = stretch.calls
        whole = (calls.missing[rows] == 0) & (calls.ploidy[rows] == 2)
        good = whole & self._is_good(stretch)[rows]
        self.autosomal += len(rows)
        self.called += good.sum(axis=0)
        self.homozygous_ref += (good & (calls.alt[rows] == 0)).sum(axis=0)
        copies = np.where(good, calls.alt[rows], MISSING).astype(np.int8)
        enough = (good.mean(axis=1) >= self.settings.minimum_called) & (copies > 0).any(axis=1)
        rows, copies = rows[enough], copies[enough]
        if stretch.contig not in self.contigs:
            self.contigs.append(stretch.contig)
        self.kept.add(
            {
                "contig": np.full(len(rows), self.contigs.index(stretch.contig), np.int32),
                "position": stretch.position[rows],
                "ref": stretch.ref[0][stretch.ref[1][rows]],
                "alt": stretch.alt[0][stretch.alt[1][rows]],
                "copies": copies,
                "ref_reads": np.minimum(calls.ref_reads[rows], np.iinfo(np.int16).max).astype(np.int16),
                "alt_reads": np.minimum(calls.alt_reads[rows], np.iinfo(np.int16).max).astype(np.int16),
            }
        )

    def _is_good(self, stretch: Stretch) -> Flags:
        """Say which genotypes are good: deep and sure; one of the two may not be written.

        Joint callers write the depth of a reference block, but no quality; a file may also hold genotypes alone.
        """
        depth, quality = _depth(stretch), stretch.calls.quality
        if not (depth >= 0).any() and not (quality >= 0).any():
            return np.ones(depth.shape, bool)
        deep = depth >= self.settings.minimum_depth
        sure = quality >= self.settings.minimum_genotype_quality
        return np.asarray((deep & (sure | (quality == MISSING))) | ((depth == MISSING) & sure))

    def evidence(self) -> Evidence:
        """Return what was counted."""
        none = {name: np.zeros((0, len(self.people)) if name in _PLACES[4:] else 0, np.int32) for name in _PLACES}
        columns = self.kept.all() if self.kept.parts else none
        return Evidence(
            people=self.people,
            build=self.build.name,
            records=self.records,
            autosomal=self.autosomal,
            spacing=self.kept.spacing,
            depths=self.depths,
            undetermined=self.undetermined,
            x_carried=self.x_carried,
            x_heterozygous=self.x_heterozygous,
            homozygous_ref=self.homozygous_ref,
            called=self.called,
            sites=Sites(contigs=tuple(self.contigs), **columns),
        )


def _plain_sites(stretch: Stretch) -> Flags:
    """Say which rows are of one base for one base, the only ALT of a record that passed its filters."""
    same = np.r_[
        False, stretch.position[1:] == stretch.position[:-1]
    ]  # records of one position may be one that was split
    alone = ~(same | np.r_[same[1:], False])
    single = alone & (stretch.alternatives == 1) & (np.diff(stretch.ref[1]) == 1) & (np.diff(stretch.alt[1]) == 1)
    for data, offsets in (stretch.ref, stretch.alt):
        single &= np.isin(data[np.minimum(offsets[:-1], max(len(data) - 1, 0))], _BASES)
    return np.asarray(single & _passed(*stretch.filters))


def _passed(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> Flags:
    lengths = np.diff(offsets)
    passed = np.zeros(len(lengths), bool)
    for word in _PASSED:
        rows = np.flatnonzero(lengths == len(word))
        same = np.ones(len(rows), bool)
        for place, letter in enumerate(word):
            same &= data[offsets[rows] + place] == letter
        passed[rows[same]] = True
    return passed


def _in_par(build: Build, stretch: Stretch) -> Flags:
    inside = np.zeros(len(stretch.position), bool)
    for region in build.pseudoautosomal:
        if region.contig == stretch.contig:
            inside |= (stretch.position >= region.start) & (stretch.position <= region.end)
    return inside


def _depth(stretch: Stretch) -> Counts:
    """Return DP, or the sum of AD where there is none."""
    return np.where(stretch.calls.depth == MISSING, stretch.calls.all_reads, stretch.calls.depth).astype(np.int64)


def _spacing(lengths: list[int], wanted: int) -> int:
    """Return the spacing of sites: as wanted, or less where the whole genome has no room for enough of them.

    Args:
        lengths: Lengths of the contigs that are known (bases).
        wanted: Spacing on a genome of usual size (bases).
    """
    return max(1, min(wanted, sum(lengths) // _STRETCHES)) if lengths else wanted


def gather(vcf: Path, build: Build | None, settings: IdentitySettings) -> Evidence:
    """Read a joint VCF.

    Args:
        vcf: VCF or BCF of any number of people.
        build: The genome build; None: found by the lengths of the contigs.
        settings: Which genotypes and sites are used.

    Raises:
        InputError: The file is cut or damaged.
        ContentError: It is no VCF.
    """
    with opened(vcf) as reader:
        lengths = {str(name): contig.length for name, contig in reader.header.contigs.items()}
    names = frozenset(lengths)
    found = find_build(lengths, names) if build is None else renamed(build, names)
    read = open_stretches(vcf, people=True)
    spacing = _spacing([length for length in lengths.values() if length], settings.spacing)
    gatherer = _Gatherer(read.header.people, found, spacing, settings)
    for stretch in read.stretches:
        gatherer.add(stretch)
    return gatherer.evidence()
