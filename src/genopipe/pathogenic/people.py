"""Whether a person carries an allele, on how many copies, and whether the genotype is good enough to say so."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import InheritSettings
from genopipe.evidence import usable
from genopipe.genome import Build
from genopipe.genome import Sex
from genopipe.io.parquet import read_matching
from genopipe.pathogenic.alleles import Known
from genopipe.tables import GENOTYPES


class Zygosity(StrEnum):
    """On how many of a person's copies an allele lies."""

    HETEROZYGOUS = "heterozygous"
    HOMOZYGOUS = "homozygous"
    HEMIZYGOUS = "hemizygous"


@dataclass(frozen=True)
class Genotype:
    """One allele in one person.

    Attributes:
        carried: True, False, or None: the genotype is missing or not good enough.
        zygosity: On how many copies; None where it is not carried, or not known.
        text: GT as called, or `.`.
        haplotype: Which haplotype carries it: 0 or 1; None: not phased.
        phase_set: Phase set; None: none.
    """

    carried: bool | None
    zygosity: Zygosity | None = None
    text: str = "."
    haplotype: int | None = None
    phase_set: int | None = None


Genotypes = Mapping[tuple[str, str], Genotype]
"""Genotype by allele and person."""

MISSING = Genotype(carried=None)


def read_genotypes(
    path: Path, known: Sequence[Known], people: Collection[str], case: CaseFile, build: Build, inherit: InheritSettings
) -> dict[tuple[str, str], Genotype]:
    """Read genotypes of the people who agreed, and of nobody else.

    Args:
        path: genotypes.parquet of `genopipe normalise`.
        known: The alleles.
        people: Ids of the people.
        case: The family, for sexes.
        build: The genome build, for copies of X and Y.
        inherit: What makes a genotype good enough.
    """
    wanted = pl.col("person").is_in(list(people)) & pl.col("allele").is_in([one.allele for one in known])
    rows = read_matching(path, GENOTYPES, wanted).with_columns(good=usable(inherit))
    sexes = {member.person: member.sex for member in case.members}
    by_allele = {one.allele: one for one in known}
    made = {}
    for row in rows.iter_rows(named=True):
        one = by_allele[row["allele"]]
        copies = build.ploidy(one.contig, one.position, sexes.get(row["person"], Sex.UNKNOWN))
        made[(row["allele"], row["person"])] = _genotype(row, one, copies)
    return made


def _genotype(row: Mapping[str, Any], known: Known, copies: int) -> Genotype:
    text = row["genotype_text"]
    alt, whole = row["alt_copies"], row["missing_copies"] == 0 and row["good"]
    if not whole or alt is None:
        return Genotype(None, text=text)
    if not alt:
        return Genotype(carried=False, text=text)
    zygosity = _zygosity(alt, row["ploidy"], copies)
    if zygosity is None or not known.well_called:
        return Genotype(None, text=text)
    return Genotype(carried=True, zygosity=zygosity, text=text, haplotype=row["haplotype"], phase_set=row["phase_set"])


def _zygosity(alt: int, called: int, copies: int) -> Zygosity | None:
    """Return on how many copies an allele lies; None where the call does not go with the copies that there are.

    A male's X may be called with two copies: the same allele on both is the one that he has.
    """
    if copies == 1:
        return Zygosity.HEMIZYGOUS if alt == called else None
    if copies != 2 or called != 2:
        return None
    return Zygosity.HOMOZYGOUS if alt == called else Zygosity.HETEROZYGOUS
