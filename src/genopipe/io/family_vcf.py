"""Read a family's VCF, one ALT allele a record, into the tables of alleles and genotypes.

The file comes from `bcftools norm -m -any --old-rec-tag ORIGINAL` on records whose GT was first copied to
FORMAT/ORIGINAL_GT. After such a split the `0` of `1/2` -> `1/0` means "another allele", not REF: the copies are
therefore counted in ORIGINAL_GT, against the number of the ALT in ORIGINAL.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from cyvcf2 import VCF

from genopipe.errors import ContentError
from genopipe.genome import allele_key
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
    "variant_class",
    "called_as",
    "multiallelic",
    "quality",
    "filters",
]

Row = dict[str, Any]


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
    parts = genotype.replace("|", "/").split("/")
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
    """

    alleles_in: int = 0
    alleles_out: int = 0
    duplicates: list[str] = field(default_factory=list)
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
        if self.alleles_in != self.alleles_out + len(self.duplicates):
            counts = f"{self.alleles_in} in, {self.alleles_out} out, {len(self.duplicates)} set aside"
            raise ContentError(f"{where}: alleles do not add up: {counts}")


@dataclass(frozen=True)
class _Site:
    allele: Row
    genotypes: list[Row]


def _original(variant: Any) -> tuple[str, int, int]:
    """Return the record as called, the number of this ALT in it, and how many ALTs it had."""
    tag = variant.INFO.get(ORIGINAL)
    if tag is None:
        return f"{variant.CHROM}:{variant.POS}:{variant.REF}>{variant.ALT[0]}", 1, 1
    contig, position, ref, alts, *number = str(tag).rsplit("|", 4 if str(tag).count("|") > 3 else 3)
    count = alts.count(",") + 1
    return f"{contig}:{position}:{ref}>{alts}", int(number[0]) if number else 1, count


def _whole(values: np.ndarray[Any, Any] | None, person: int, index: int = 0) -> int | None:
    """Return a FORMAT number as int; htslib's missing and end-of-vector values become None."""
    if values is None or index >= values.shape[1]:
        return None
    value = values[person, index]
    return None if value < 0 or value != value else int(value)  # NaN is unlike itself


def _genotype_rows(variant: Any, allele: str, people: Sequence[str], number: int) -> list[Row]:
    texts = variant.format(ORIGINAL_GT)
    fields = {name: variant.format(name) for name in ("DP", "MIN_DP", "AD", "GQ", "PS") if name in variant.FORMAT}
    rows = []
    for index, person in enumerate(people):
        text = "." if texts is None else str(texts[index])
        copies = count_copies(text, number)
        called = copies.missing < copies.ploidy
        depth = _whole(fields.get("DP"), index)
        alt_reads = _whole(fields.get("AD"), index, 1)
        rows.append(
            {
                "allele": allele,
                "person": person,
                "ploidy": copies.ploidy if text != "." or called else None,
                "alt_copies": copies.alt if called else None,
                "ref_copies": copies.ref if called else None,
                "other_copies": copies.other if called else None,
                "missing_copies": copies.missing,
                "phased": copies.phased if called else None,
                "haplotype": copies.haplotype,
                "phase_set": _whole(fields.get("PS"), index),
                "genotype_text": text,
                "depth": depth if depth is not None else _whole(fields.get("MIN_DP"), index),
                "ref_reads": _whole(fields.get("AD"), index, 0),
                "alt_reads": alt_reads,
                "alt_fraction": alt_reads / depth if depth and alt_reads is not None else None,
                "genotype_quality": _whole(fields.get("GQ"), index),
            }
        )
    return rows


def _site(variant: Any, people: Sequence[str], counts: Conservation) -> _Site:
    alt = variant.ALT[0] if variant.ALT else "."
    called_as, number, alternatives = _original(variant)
    counts.saw(called_as, alternatives)
    allele = allele_key(variant.CHROM, variant.POS, variant.REF, alt)
    row: Row = {
        "allele": allele,
        "contig": variant.CHROM,
        "position": variant.POS,
        "ref": variant.REF,
        "alt": alt,
        "variant_class": variant_class(variant.REF, alt),
        "called_as": called_as,
        "multiallelic": alternatives > 1,
        "quality": variant.QUAL,
        "filters": ";".join(variant.FILTERS) or None,
    }
    return _Site(row, _genotype_rows(variant, allele, people, number))


def _without_duplicates(sites: list[_Site], counts: Conservation) -> list[_Site]:
    """Keep the record of highest QUAL of each allele at one position; name the others in the counts."""
    best: dict[str, _Site] = {}
    for site in sorted(sites, key=lambda s: -(s.allele["quality"] or 0.0)):
        key = site.allele["allele"]
        if key in best:
            counts.duplicates.append(f"{site.allele['called_as']}: the same allele was called with a higher QUAL")
        else:
            best[key] = site
    return sorted(best.values(), key=lambda s: (s.allele["ref"], s.allele["alt"]))


def _positions(vcf: Any, people: Sequence[str], counts: Conservation) -> Iterator[list[_Site]]:
    """Yield the sites of one position at a time."""
    here: list[_Site] = []
    place: tuple[str, int] | None = None
    for variant in vcf:
        if (variant.CHROM, variant.POS) != place:
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
        Rows of `alleles` (columns of the caller only) and of `genotypes`.
    """
    vcf = VCF(str(path), gts012=True)
    people = list(vcf.samples)
    sites: list[_Site] = []
    for position in _positions(vcf, people, counts):
        contig_ends = bool(sites) and sites[-1].allele["contig"] != position[0].allele["contig"]
        if sites and (contig_ends or len(sites) >= CHUNK):
            counts.alleles_out += len(sites)
            yield _frames(sites)
            sites = []
        sites.extend(position)
    if sites:
        counts.alleles_out += len(sites)
        yield _frames(sites)
