"""Sites of common alleles as VCF, and a family's genotypes at them: small files that families are compared by."""

import hashlib
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pysam

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Tiny
from genopipe.io.whole import written_whole

NO_GENOTYPE = -1
_PASSED = {"PASS", "."}
_TOLD = ("people", "copies", "sites", "complete", "carried", "expected")


class CommonSites(NamedTuple):
    """Sites of common alleles of one base, in the order of the file.

    Attributes:
        contig: Contigs, by site.
        position: 1-based.
        ref: REF, as ASCII.
        alt: ALT, as ASCII.
        frequency: Frequency of ALT (fraction).
    """

    contig: npt.NDArray[np.str_]
    position: Long
    ref: Bytes
    alt: Bytes
    frequency: npt.NDArray[np.float64]

    def where(self, rows: npt.NDArray[Any]) -> "CommonSites":
        """Return some of the sites."""
        return CommonSites(*(values[rows] for values in self))

    def digest(self) -> str:
        """Return a text that only the same sites have."""
        made = hashlib.sha256()
        for values in (self.contig.astype("U64"), self.position, self.ref, self.alt):
            made.update(np.ascontiguousarray(values).tobytes())
        return made.hexdigest()


@dataclass(frozen=True)
class FamilyGenotypes:
    """What a family has at common sites.

    Attributes:
        people: Its people who have data.
        copies: [site, person]: copies of ALT; -1: no good genotype.
        sites: Digest of the sites.
        complete: The calls cover the genome: what they do not hold is REF, or the gVCF says so. Else what they do not
            hold is not known.
        carried: Sites at which somebody carries ALT (count).
        expected: Sites at which one person of the population carries ALT, on average (count).
    """

    people: tuple[str, ...]
    copies: Tiny
    sites: str
    complete: bool
    carried: int
    expected: float


def write_sites(sites: CommonSites, path: Path, field: str = "AF") -> None:
    """Write sites as bgzipped VCF.

    Args:
        sites: The sites.
        path: File to write.
        field: INFO field with the frequency.
    """
    head = ["##fileformat=VCFv4.2"]
    head += [f"##contig=<ID={name}>" for name in dict.fromkeys(sites.contig.tolist())]
    head += [f'##INFO=<ID={field},Number=A,Type=Float,Description="Frequency of ALT in the population">']
    head += ["#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]
    rows = zip(*(values.tolist() for values in sites), strict=True)
    with written_whole(path) as partial, pysam.BGZFile(str(partial), "wb", None) as stream:
        stream.write(("\n".join(head) + "\n").encode())
        for contig, position, ref, alt, frequency in rows:
            line = f"{contig}\t{position}\t.\t{chr(ref)}\t{chr(alt)}\t.\tPASS\t{field}={frequency:.6g}\n"
            stream.write(line.encode())


def read_sites(path: Path) -> CommonSites:
    """Return the sites of a file that `write_sites` wrote.

    Raises:
        ContentError: It is none.
    """
    try:
        with pysam.BGZFile(str(path), "rb", None) as stream:
            lines = stream.read().decode("ascii").splitlines()
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        return CommonSites(
            np.array([row[0] for row in rows], dtype=np.str_),
            np.array([int(row[1]) for row in rows], np.int64),
            np.array([ord(row[3]) for row in rows], np.uint8),
            np.array([ord(row[4]) for row in rows], np.uint8),
            np.array([float(row[7].partition("=")[2]) for row in rows], np.float64),
        )
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise ContentError(f"{path}: no file of common sites: {error}") from error


class Quality(NamedTuple):
    """Which genotypes are good.

    Attributes:
        depth: Reads at least.
        genotype: GQ at least (Phred), where it is written.
    """

    depth: int
    genotype: int


def people_of(path: Path) -> tuple[str, ...]:
    """Return the people of a VCF or BCF.

    Raises:
        InputError: It cannot be read.
    """
    try:
        with pysam.VariantFile(str(path)) as reader:
            return tuple(reader.header.samples)
    except (OSError, ValueError) as error:
        cause = f"it cannot be read: {error}"
        raise InputError([fault("IDENTITY-CALLS", str(path), cause, "give an indexed VCF or BCF")]) from error


def read_genotypes(
    paths: Mapping[Path, Sequence[str]], sites: CommonSites, quality: Quality, *, blocks: bool
) -> tuple[tuple[str, ...], Tiny, npt.NDArray[np.bool_]]:
    """Return the copies of ALT of people at sites.

    Args:
        paths: Indexed VCF, BCF or gVCF to the people that are read of it.
        sites: The sites.
        quality: Which genotypes are good.
        blocks: The files tell where a person is REF; else what is not there stays open.

    Returns:
        The people; their copies of ALT, by site and person, -1 where there is no good genotype; and where a file has
        nothing at all.

    Raises:
        InputError: A file cannot be read, or has no such person.
    """
    people = tuple(person for names in paths.values() for person in names)
    copies = np.full((len(sites.position), len(people)), NO_GENOTYPE, np.int8)
    absent = np.zeros(len(sites.position), np.bool_)
    first = 0
    for path, names in paths.items():
        with _opened(path, names) as reader:
            known = {str(name).removeprefix("chr"): str(name) for name in reader.header.contigs}
            for row, (contig, position) in enumerate(zip(sites.contig.tolist(), sites.position.tolist(), strict=True)):
                name = known.get(contig.removeprefix("chr"))
                records = [] if name is None else list(reader.fetch(name, position - 1, position))
                absent[row] |= not records
                letters = chr(sites.ref[row]), chr(sites.alt[row])
                for place, person in enumerate(names, first):
                    copies[row, place] = _copies(records, person, position, letters, quality)
        first += len(names)
    return people, copies, absent & (not blocks)


def _opened(path: Path, names: Iterable[str]) -> pysam.VariantFile:
    try:
        reader = pysam.VariantFile(str(path))
        reader.subset_samples(list(names))
        next(reader.fetch(str(next(iter(reader.header.contigs))), 0, 1), None)
    except (OSError, ValueError, StopIteration) as error:
        cause = f"it cannot be read at places of {', '.join(names)}: {error}"
        raise InputError([fault("IDENTITY-CALLS", str(path), cause, "give an indexed file of these people")]) from error
    return reader


def _copies(records: Sequence[Any], person: str, position: int, letters: tuple[str, str], quality: Quality) -> int:
    """Return a person's copies of ALT at a position, by every record that covers it; -1: not known, or another allele.

    A record of the allele itself decides. Without one, all records must say that the person is REF there.
    """
    told = [_told(record, person, position, letters, quality) for record in records]
    own = [copies for copies, is_own in told if is_own]
    if len(own) == 1:
        others = [copies for copies, is_own in told if not is_own]
        return own[0] if all(copies == 0 for copies in others) or not own[0] else NO_GENOTYPE
    values = {copies for copies, _ in told}
    return 0 if values == {0} else NO_GENOTYPE


def _told(record: Any, person: str, position: int, letters: tuple[str, str], quality: Quality) -> tuple[int, bool]:  # noqa: ANN401 - pysam
    alleles = record.alleles or ()
    own = record.pos == position and len(record.ref) == 1 and letters[1] in alleles[1:]
    sample = record.samples[person]
    called = sample.allele_indices
    if len(called) != 2 or None in called or not set(record.filter.keys()) <= _PASSED or not _is_good(sample, quality):
        return NO_GENOTYPE, own
    if own and record.ref.upper() == letters[0]:
        texts = [alleles[index] for index in called]
        return (texts.count(letters[1]), True) if set(texts) <= set(letters) else (NO_GENOTYPE, True)
    return (0 if set(called) == {0} else NO_GENOTYPE), own


def _is_good(sample: Any, quality: Quality) -> bool:  # noqa: ANN401 - pysam
    """Say whether a genotype is deep and sure; one of the two may not be written, as in reference blocks."""
    depth = next((sample[name] for name in ("MIN_DP", "DP") if sample.get(name) is not None), None)
    sure = sample.get("GQ")
    if depth is None and sure is None:
        return True
    return (depth is None or depth >= quality.depth) and (sure is None or sure >= quality.genotype)


def write_genotypes(told: FamilyGenotypes, path: Path) -> None:
    """Write a family's genotypes at common sites."""
    with written_whole(path) as partial, partial.open("wb") as stream:
        np.savez_compressed(
            stream,
            people=np.array(told.people, dtype=np.str_),
            copies=told.copies,
            sites=np.array(told.sites),
            complete=np.array(told.complete),
            carried=np.array(told.carried),
            expected=np.array(told.expected),
        )


def read_family(path: Path) -> FamilyGenotypes:
    """Return a family's genotypes at common sites.

    Raises:
        ContentError: The file is cut, or none of these.
    """
    try:
        with np.load(path, allow_pickle=False) as content:
            values = {name: content[name] for name in _TOLD}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ContentError(f"{path}: no genotypes at common sites: {error}") from error
    return FamilyGenotypes(
        people=tuple(str(person) for person in values["people"].tolist()),
        copies=values["copies"],
        sites=str(values["sites"]),
        complete=bool(values["complete"]),
        carried=int(values["carried"]),
        expected=float(values["expected"]),
    )
