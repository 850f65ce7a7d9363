"""What a VCF or BCF holds, read to its end: a cut file, lost records and foreign samples show here."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import pysam

from genopipe.errors import ContentError


@contextmanager
def opened(path: Path) -> Iterator[pysam.VariantFile]:
    """Open a VCF or BCF; pysam asks for the end-of-file marker, which cyvcf2 does not.

    Raises:
        ContentError: It is cut, or no VCF.
    """
    try:
        with pysam.VariantFile(str(path)) as reader:
            yield reader
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: cut, or no VCF: {error}") from error


def verify_whole(path: Path) -> None:
    """Check that a VCF or BCF opens and has its end-of-file marker.

    Raises:
        ContentError: It is cut, or no VCF.
    """
    with opened(path):
        return


def count_records(path: Path) -> tuple[int, list[str]]:
    """Return the number of records and the sample names of a VCF or BCF, read to its end.

    Raises:
        ContentError: It is cut, or no VCF.
    """
    with opened(path) as reader:
        names = [str(name) for name in reader.header.samples]
        return sum(1 for _ in reader), names


def carried_alleles(path: Path) -> dict[str, int]:
    """Return how many copies of ALT alleles the genotypes of each person name.

    Raises:
        ContentError: It is cut, or no VCF.
    """
    with opened(path) as reader:
        copies = dict.fromkeys((str(name) for name in reader.header.samples), 0)
        for record in reader:
            for name, call in record.samples.items():
                copies[str(name)] += sum(1 for allele in call["GT"] if allele)
    return copies


def count_alternatives(path: Path, without: int) -> int:
    """Return the number of ALT alleles of a VCF or BCF.

    Args:
        path: The file.
        without: As how many a record without an ALT counts: 0 for alleles, 1 for records after a split.

    Raises:
        ContentError: It is cut, or no VCF.
    """
    with opened(path) as reader:
        return sum(len(record.alts or ()) or without for record in reader)


def verify_alternatives(before: Path, after: Path) -> int:
    """Check that a split file has one record for each ALT of the file before.

    Returns:
        The number of ALT alleles.

    Raises:
        ContentError: Some were lost or added.
    """
    expected, found = count_alternatives(before, without=1), count_records(after)[0]
    if expected != found:
        raise ContentError(f"{after}: {found:,} records, but {before} has {expected:,} ALT alleles")
    return found


def verify_sites(before: Path, after: Path) -> int:
    """Check that an annotated file has the very same sites.

    The order of sites at one position may differ: bcftools annotate puts those that the source has first.

    Returns:
        The number of sites.

    Raises:
        ContentError: A site is missing, added or another.
    """
    number = missing = added = 0
    with opened(before) as left, opened(after) as right:
        for old, new in zip_longest(_places(left), _places(right)):
            if old is not None and new is not None and old != new:
                raise ContentError(f"{after}: after {number} sites stands {_show(new)}, expected {_show(old)}")
            number += len(old.sites if old else new.sites if new else ())
            missing += len(old.sites) if old and new is None else 0
            added += len(new.sites) if new and old is None else 0
    if missing or added:
        raise ContentError(f"{after}: {missing} sites are missing, {added} are too many")
    return number


def verify_phased(before: Path, after: Path) -> tuple[int, dict[str, int]]:
    """Check that a phased file has the records and the genotypes of the file before, but for their phase.

    Returns:
        The number of records, and by person how many genotypes were phased.

    Raises:
        ContentError: People, a record or a genotype differ.
    """
    number = 0
    with opened(before) as left, opened(after) as right:
        people = [str(name) for name in left.header.samples]
        if [str(name) for name in right.header.samples] != people:
            raise ContentError(f"{after}: the people are not those of {before}, or in another order")
        phased = dict.fromkeys(people, 0)
        for old, new in zip_longest(_calls(left), _calls(right)):
            if old is None or new is None or old.genotypes != new.genotypes:
                where = old or new
                assert where is not None
                raise ContentError(
                    f"{after}: records or genotypes at {where.contig}:{where.position} are not as before"
                )
            number += len(old.genotypes)
            for name in people:
                phased[name] += max(0, new.phased[name] - old.phased[name])
    return number, phased


class _Calls(NamedTuple):
    """The records of one position: alleles and everyone's copies of each, sorted; and how many are phased."""

    contig: str
    position: int
    genotypes: list[tuple[object, ...]]
    phased: dict[str, int]


def _calls(reader: pysam.VariantFile) -> Iterator[_Calls]:
    people = [str(name) for name in reader.header.samples]
    for (contig, position), here in groupby(reader, key=lambda record: (record.contig, record.pos)):
        genotypes: list[tuple[object, ...]] = []
        phased = dict.fromkeys(people, 0)
        for record in here:
            calls = record.samples.values()
            copies = [sorted(-1 if allele is None else allele for allele in call["GT"]) for call in calls]
            for name, call in zip(people, calls, strict=True):
                phased[name] += call.phased and len(call["GT"]) > 1
            genotypes.append((record.alleles, copies))
        if len(genotypes) > 1:
            genotypes.sort(key=repr)
        yield _Calls(contig, position, genotypes, phased)


class _Place(NamedTuple):
    """The sites of one position: the alleles of each, sorted."""

    contig: str
    position: int
    sites: list[tuple[str, ...]]


def _places(reader: pysam.VariantFile) -> Iterator[_Place]:
    sites = ((record.contig, record.pos, tuple(record.alleles or ())) for record in reader)
    for (contig, position), here in groupby(sites, key=lambda site: site[:2]):
        yield _Place(contig, position, sorted(alleles for _, _, alleles in here))


def _show(place: _Place) -> str:
    return f"{place.contig}:{place.position} {place.sites}"
