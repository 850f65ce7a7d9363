"""Read a family's VCF, one ALT allele a record, into the tables of alleles and genotypes.

The file comes from `bcftools norm -m -any --old-rec-tag ORIGINAL` on records whose GT was first copied to
FORMAT/ORIGINAL_GT. After such a split the `0` of `1/2` -> `1/0` means "another allele", not REF: the copies are
therefore counted in ORIGINAL_GT, against the number of the ALT in ORIGINAL.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from math import isnan
from pathlib import Path
from typing import Any
from typing import TypeAlias

import numpy as np
import polars as pl
from cyvcf2 import VCF

from genopipe.errors import ContentError
from genopipe.genome import allele_key
from genopipe.io.symbolic_end import symbolic_end
from genopipe.io.vcf_content import verify_whole
from genopipe.tables import ALLELES
from genopipe.tables import GENOTYPES

ORIGINAL_GT = "ORIGINAL_GT"
ORIGINAL = "ORIGINAL"
CHUNK = 50_000
ALLELE_COLUMNS = [
    "allele",
    "contig",
    "position",
    "ref",
    "alt",
    "end",
    "variant_class",
    "called_as",
    "multiallelic",
    "quality",
    "filters",
]

Row = dict[str, Any]
Variant: TypeAlias = Any  # a record of cyvcf2, which has no types


@dataclass(frozen=True)
class Copies:
    """What a genotype says of one ALT allele."""

    ploidy: int
    alt: int
    ref: int
    other: int
    missing: int
    phased: bool
    haplotype: int | None


@lru_cache(maxsize=65_536)
def count_copies(genotype: str, number: int) -> Copies:
    """Count the copies that a genotype as called names.

    Args:
        genotype: GT of the record before the split, such as `1|2`, `0/1`, `1` or `./.`.
        number: Number of the ALT allele in that record, 1-based.

    Returns:
        Copies of this ALT, of REF, of other ALTs, and copies not called; the haplotype (0 or 1) that carries ALT
        where a phased genotype has it once.
    """
    parts = (genotype.lstrip("/|") or ".").replace("|", "/").split("/")
    alt = parts.count(str(number))
    ref = parts.count("0")
    missing = parts.count(".")
    phased = "|" in genotype
    haplotype = parts.index(str(number)) if phased and alt == 1 else None
    return Copies(len(parts), alt, ref, len(parts) - alt - ref - missing, missing, phased, haplotype)


def variant_class(ref: str, alt: str) -> str:
    """Return the class of an allele after left-alignment and trimming.

    Returns:
        `snv`, `insertion`, `deletion`, `delins`, `symbolic` or `spanning_deletion`.
    """
    if alt == "*":
        return "spanning_deletion"
    if alt.startswith("<") or "[" in alt or "]" in alt or alt == ".":
        return "symbolic"
    if len(ref) == 1 and len(alt) == 1:
        return "snv"
    if len(ref) == 1 and alt.startswith(ref):
        return "insertion"
    if len(alt) == 1 and ref.startswith(alt):
        return "deletion"
    return "delins"


@dataclass
class Conservation:
    """Counts that show that no ALT allele was lost between the called records and the table.

    Attributes:
        alleles_in: ALT alleles read.
        alleles_out: Rows of the allele table.
        duplicates: Records set aside because the same allele stood twice: as called, and why.
        sifted: Alleles that were asked not to become rows.
    """

    alleles_in: int = 0
    alleles_out: int = 0
    duplicates: list[str] = field(default_factory=list)
    sifted: int = 0
    _open: dict[str, int] = field(default_factory=dict)

    def saw(self, called_as: str, alternatives: int) -> None:
        """Count one ALT of a record that had this many."""
        self.alleles_in += 1
        left = self._open.pop(called_as, alternatives) - 1
        if left:
            self._open[called_as] = left

    def finish(self, where: str) -> None:
        """Check that every ALT of every record arrived.

        Raises:
            ContentError: Some did not; the first record is named.
        """
        if self._open:
            first = next(iter(self._open))
            raise ContentError(f"{where}: {len(self._open)} records lost ALT alleles in the split, first {first}")
        if self.alleles_in != self.alleles_out + len(self.duplicates) + self.sifted:
            counts = f"{self.alleles_in} in, {self.alleles_out} out, {len(self.duplicates) + self.sifted} set aside"
            raise ContentError(f"{where}: alleles do not add up: {counts}")


@dataclass(frozen=True)
class _Site:
    allele: Row
    genotypes: list[Row]


@dataclass(frozen=True)
class _Called:
    """A record as called.

    Attributes:
        text: contig:position:ref>alts.
        number: Number of this ALT in it, 1-based.
        alternatives: ALT alleles that it had.
    """

    text: str
    number: int
    alternatives: int


def _original(variant: Variant) -> _Called:
    tag = variant.INFO.get(ORIGINAL)
    if tag is None:
        return _Called(f"{variant.CHROM}:{variant.POS}:{variant.REF}>{variant.ALT[0]}", 1, 1)
    contig, position, ref, alts, *number = str(tag).rsplit("|", 4 if str(tag).count("|") > 3 else 3)
    return _Called(f"{contig}:{position}:{ref}>{alts}", int(number[0]) if number else 1, alts.count(",") + 1)


def exact(value: float | None) -> float | None:
    """Return a number as the file writes it: htslib keeps 0.001 as the float 0.00100000005; NaN becomes None."""
    return None if value is None or isnan(value) else float(str(np.float32(value)))


def _whole(values: np.ndarray[Any, Any] | None, person: int, index: int = 0) -> int | None:
    """Return a FORMAT number as int; htslib's missing and end-of-vector values become None."""
    if values is None:
        return None
    if values.ndim == 1:  # a field of Type=String
        return int(values[person]) if str(values[person]).isdecimal() else None
    if index >= values.shape[1]:
        return None
    value = values[person, index]
    return None if value < 0 or np.isnan(value) else int(value)


def _reads(values: np.ndarray[Any, Any] | None, person: int, number: int) -> tuple[int | None, int | None, bool]:
    """Return the reads of REF and of this ALT, and whether AD still holds every ALT of the record as called.

    bcftools splits AD only where it is declared Number=R; another AD still stands as called.
    """
    as_called = values is not None and values.ndim == 2 and values.shape[1] > 2
    return _whole(values, person, 0), _whole(values, person, number if as_called else 1), as_called


def _fraction(reads: Sequence[int | None], depth: int | None, alternatives: int) -> float | None:
    """Return the ALT part of the reads.

    Args:
        reads: Reads of REF and of this ALT; None where they are not written.
        depth: Reads at the position.
        alternatives: ALT alleles of the record as called: the reads of the others are in `depth` only.
    """
    ref, alt = reads
    if alt is None or ref is None or (alternatives > 1 and depth is None):
        return None
    total = ref + alt if alternatives == 1 else max(ref + alt, depth or 0)
    return alt / total if total else None


def _depth(fields: Mapping[str, Any], person: int) -> int | None:
    """Return the reads at the position; in a reference block the lowest of the block, not its mean."""
    written = [depth for name in ("DP", "MIN_DP") if (depth := _whole(fields.get(name), person)) is not None]
    return min(written, default=None)


def _genotype_rows(variant: Variant, allele: str, people: Sequence[str], called: _Called) -> list[Row]:
    texts = variant.format(ORIGINAL_GT)
    fields = {name: variant.format(name) for name in ("DP", "MIN_DP", "AD", "GQ", "PS") if name in variant.FORMAT}
    rows = []
    for index, person in enumerate(people):
        text = "." if texts is None else str(texts[index])
        copies = count_copies(text, called.number)
        known = copies.missing < copies.ploidy
        depth = _depth(fields, index)
        ref_reads, alt_reads, as_called = _reads(fields.get("AD"), index, called.number)
        if as_called:
            depth_of_all = sum(_whole(fields["AD"], index, part) or 0 for part in range(fields["AD"].shape[1]))
        rows.append(
            {
                "allele": allele,
                "person": person,
                "ploidy": copies.ploidy if text != "." or known else None,
                "alt_copies": copies.alt if known else None,
                "ref_copies": copies.ref if known else None,
                "other_copies": copies.other if known else None,
                "missing_copies": copies.missing,
                "phased": copies.phased if known else None,
                "haplotype": copies.haplotype,
                "phase_set": _whole(fields.get("PS"), index),
                "genotype_text": text,
                "depth": depth,
                "ref_reads": ref_reads,
                "alt_reads": alt_reads,
                "alt_fraction": _fraction(
                    (ref_reads, alt_reads), depth_of_all if as_called else depth, called.alternatives
                ),
                "genotype_quality": _whole(fields.get("GQ"), index),
            }
        )
    return rows


def _end(variant: Variant, alt: str, called: _Called) -> int | None:
    """Return the last REF base, 1-based; of a symbolic allele where it ends, of a breakend nothing."""
    if variant_class(variant.REF, alt) != "symbolic":
        return int(variant.POS) + len(variant.REF) - 1
    info = {name: variant.INFO.get(name) for name in ("END", "SVLEN")}
    if called.alternatives > 1 and info["SVLEN"] is not None:
        info["END"] = None  # END is that of the longest ALT, SVLEN was split with the record
    return symbolic_end(int(variant.POS), alt, info, 1, 1)


def _site(variant: Variant, people: Sequence[str], counts: Conservation) -> _Site:
    if len(variant.ALT) > 1:
        place = f"{variant.CHROM}:{variant.POS}"
        raise ContentError(
            f"{place}: {len(variant.ALT)} ALT alleles in one record; split them with bcftools norm -m -any"
        )
    alt = variant.ALT[0]
    called = _original(variant)
    counts.saw(called.text, called.alternatives)
    allele = allele_key(variant.CHROM, variant.POS, variant.REF, alt)
    row: Row = {
        "allele": allele,
        "contig": variant.CHROM,
        "position": variant.POS,
        "ref": variant.REF,
        "alt": alt,
        "end": _end(variant, alt, called),
        "variant_class": variant_class(variant.REF, alt),
        "called_as": called.text,
        "multiallelic": called.alternatives > 1,
        "quality": exact(variant.QUAL),
        "filters": ";".join(variant.FILTERS) or None,
    }
    return _Site(row, _genotype_rows(variant, allele, people, called))


def _with_carriers(kept: _Site, other: _Site) -> tuple[_Site, list[str]]:
    """Take over the genotypes of a second record of the same allele in which a person has more copies of it.

    Two records of one allele come from people in whom it was called in different company (alone, or with a second
    allele): in the other one's record such a person only looks like REF.

    Returns:
        The site, and the people whose genotype was taken over.
    """
    rows, people = [], []
    for own, theirs in zip(kept.genotypes, other.genotypes, strict=True):
        more = (theirs["alt_copies"] or 0) > (own["alt_copies"] or 0)
        rows.append(theirs if more else own)
        people += [own["person"]] if more else []
    return _Site(kept.allele, rows), people


def _without_duplicates(sites: list[_Site], counts: Conservation) -> list[_Site]:
    """Keep the record of highest QUAL of each allele at one position; name the others in the counts."""
    best: dict[str, _Site] = {}
    for site in sorted(sites, key=lambda s: -(s.allele["quality"] or 0.0)):
        key = site.allele["allele"]
        if key not in best:
            best[key] = site
            continue
        best[key], people = _with_carriers(best[key], site)
        taken = f"; genotypes were taken from it for {', '.join(people)}" if people else ""
        counts.duplicates.append(f"{site.allele['called_as']}: the same allele was called with a higher QUAL{taken}")
    return sorted(best.values(), key=lambda s: (s.allele["ref"], s.allele["alt"]))


def _in_order(vcf: Iterable[Variant], where: str) -> Iterator[Variant]:
    """Yield the records that have an ALT allele.

    Raises:
        ContentError: They are not sorted, so that the same allele could stand twice unseen.
    """
    finished: set[str] = set()
    contig, position = "", 0
    for variant in vcf:
        if contig != variant.CHROM:
            finished.add(contig)
            contig, position = variant.CHROM, 0
        if position > variant.POS or contig in finished:
            raise ContentError(f"{where}: not sorted at {contig}:{variant.POS}; run bcftools sort")
        position = variant.POS
        if variant.ALT:
            yield variant


def _positions(variants: Iterable[Variant], people: Sequence[str], counts: Conservation) -> Iterator[list[_Site]]:
    """Yield the sites of one position at a time."""
    here: list[_Site] = []
    place: tuple[str, int] | None = None
    for variant in variants:
        if place != (variant.CHROM, variant.POS):
            if here:
                yield _without_duplicates(here, counts)
            here, place = [], (variant.CHROM, variant.POS)
        here.append(_site(variant, people, counts))
    if here:
        yield _without_duplicates(here, counts)


def _frames(sites: list[_Site]) -> tuple[pl.DataFrame, pl.DataFrame]:
    alleles = pl.DataFrame([site.allele for site in sites], schema=ALLELES.schema(ALLELE_COLUMNS))
    rows = [row for site in sites for row in site.genotypes]
    return alleles, pl.DataFrame(rows, schema=GENOTYPES.schema())


def read_family_vcf(path: Path, counts: Conservation) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Read a split and left-aligned family VCF in pieces of at most about 50,000 alleles of one contig.

    Args:
        path: VCF or BCF with one ALT a record, FORMAT/ORIGINAL_GT and, where records were split, INFO/ORIGINAL.
        counts: Filled while reading; `finish` it at the end.

    Yields:
        Rows of `alleles` (columns of the caller only) and of `genotypes`. Records without an ALT have no row.

    Raises:
        ContentError: The file is cut, not sorted or not split.
    """
    verify_whole(path)
    vcf = VCF(str(path), gts012=True)
    people = list(vcf.samples)
    sites: list[_Site] = []
    for position in _positions(_in_order(vcf, path.name), people, counts):
        contig_ends = bool(sites) and sites[-1].allele["contig"] != position[0].allele["contig"]
        if sites and (contig_ends or len(sites) >= CHUNK):
            counts.alleles_out += len(sites)
            yield _frames(sites)
            sites = []
        sites.extend(position)
    if sites:
        counts.alleles_out += len(sites)
        yield _frames(sites)
