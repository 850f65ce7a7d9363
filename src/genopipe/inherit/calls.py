"""Genotypes as arrays of alleles and people: what the engine takes, whatever table or file it comes from."""

from collections.abc import Sequence
from typing import NamedTuple
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Small: TypeAlias = npt.NDArray[np.int8]
Whole: TypeAlias = npt.NDArray[np.int32]
Real: TypeAlias = npt.NDArray[np.float64]

MISSING = -1
_SMALL = ("ploidy", "alt_copies", "ref_copies", "other_copies", "missing_copies", "haplotype")
_WHOLE = ("phase_set", "depth", "alt_reads", "genotype_quality")
COLUMNS = (*_SMALL, *_WHOLE, "alt_fraction")


class Calls(NamedTuple):
    """What the caller says of each allele in each person, as in the table of genotypes: [alleles, people].

    A number that is not written is `MISSING`, a fraction NaN. Copies that were not called are counted in
    `missing_copies`; without a genotype `alt_copies` is `MISSING`.
    """

    ploidy: Small
    alt_copies: Small
    ref_copies: Small
    other_copies: Small
    missing_copies: Small
    haplotype: Small
    phase_set: Whole
    depth: Whole
    alt_reads: Whole
    genotype_quality: Whole
    alt_fraction: Real


def _rows_of(genotypes: pl.DataFrame, alleles: pl.Series, people: Sequence[str]) -> pl.DataFrame:
    """Return a row for every allele and person, people of one allele together; null where there is no row."""
    wanted = len(alleles) * len(people)
    names, owners = genotypes["allele"], genotypes["person"]
    if genotypes.height == wanted and wanted:
        places = np.repeat(np.arange(len(alleles)), len(people))
        together = pl.Series("person", people, dtype=pl.String).gather(np.tile(np.arange(len(people)), len(alleles)))
        if (owners == together).all() and (names == alleles.gather(places)).all():
            return genotypes
    order = pl.DataFrame({"allele": alleles, "_row": np.arange(len(alleles), dtype=np.int64)})
    grid = order.join(pl.DataFrame({"person": people}, schema={"person": pl.String}), how="cross")
    return grid.join(genotypes, on=["allele", "person"], how="left", maintain_order="left")


def calls_of_table(genotypes: pl.DataFrame, alleles: pl.Series, people: Sequence[str]) -> Calls:
    """Return the genotypes of alleles in people as arrays.

    Args:
        genotypes: The table of genotypes; rows of others are left out, rows that lack are not called.
        alleles: Names of the alleles, each once.
        people: Ids of the people.
    """
    own = genotypes if set(genotypes["person"].unique()) <= set(people) else _of(genotypes, people)
    rows, shape = _rows_of(own, alleles, people), (len(alleles), len(people))

    def whole(name: str, kind: type[np.signedinteger]) -> npt.NDArray[np.signedinteger]:
        return rows[name].fill_null(MISSING).to_numpy().astype(kind, copy=False).reshape(shape)

    figures = {name: whole(name, np.int8) for name in _SMALL} | {name: whole(name, np.int32) for name in _WHOLE}
    figures["missing_copies"] = np.where(figures["missing_copies"] < 0, np.int8(1), figures["missing_copies"])
    fraction = rows["alt_fraction"].fill_null(float("nan")).to_numpy().reshape(shape)
    return Calls(**figures, alt_fraction=fraction)


def _of(genotypes: pl.DataFrame, people: Sequence[str]) -> pl.DataFrame:
    return genotypes.filter(pl.col("person").is_in(list(people)))
