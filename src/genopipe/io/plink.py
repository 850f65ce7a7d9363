"""Genotypes for plink2 and the table of kinship that it makes; every row is proven before it is used."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Tiny

PROGRAM = "plink2"
_CODES = np.array([0b01, 0b11, 0b10, 0b00], np.uint8)  # no genotype, then copies of A1 (ALT): none, one, two
_MAGIC = bytes((0x6C, 0x1B, 0x01))  # PLINK 1 binary, variants one behind the other (plink 1.9 file formats, .bed)
_COLUMNS = ("#IID1", "IID2", "NSNP", "HETHET", "IBS0", "HET1_HOM2", "HET2_HOM1", "KINSHIP")
_ROUNDING = 1e-4


@dataclass(frozen=True)
class PairCounts:
    """Sites that two people have in common.

    Attributes:
        sites: Both have a genotype.
        both_heterozygous: Both are heterozygous.
        opposite: One is homozygous for REF, the other for ALT (IBS0).
        alone: Only one is heterozygous: of the one to whom that happens less often, and of the other.
        kinship: KING-robust estimate between families (doi:10.1093/bioinformatics/btq559, equation 11); None: one of
            the two has no heterozygote.
    """

    sites: int
    both_heterozygous: int
    opposite: int
    alone: tuple[int, int]
    kinship: float | None


def robust_kinship(both: int, opposite: int, alone: tuple[int, int]) -> float | None:
    """Return the KING-robust kinship of two people between families (doi:10.1093/bioinformatics/btq559, equation 11).

    Args:
        both: Sites at which both are heterozygous.
        opposite: Sites of opposite homozygotes.
        alone: Sites at which only one of them is heterozygous, by person.
    """
    fewer = both + min(alone)
    return 0.5 - (4 * opposite + sum(alone)) / (4 * fewer) if fewer else None


def count_pairs(copies: Tiny) -> dict[tuple[int, int], PairCounts]:
    """Let plink2 count what every two people share.

    Args:
        copies: [site, person]: copies of ALT; below 0: no genotype.

    Returns:
        Counts by the places of the two people, the lower one first; none for fewer than two people or no site.

    Raises:
        InputError: plink2 is not on PATH.
        ContentError: plink2 failed, or its table is not what the genotypes promise.
    """
    people = copies.shape[1]
    if people < 2 or not len(copies):
        return {}
    with TemporaryDirectory(prefix="genopipe_") as folder:
        prefix = Path(folder) / "sites"
        _write_bed(copies, prefix)
        _run(prefix)
        rows = _read_table(prefix.with_suffix(".kin0"))
    _verify(rows, copies)
    return rows


def _write_bed(copies: Tiny, prefix: Path) -> None:
    """Write the genotypes; people and sites are only numbered, for nothing of them is to be told."""
    sites, people = copies.shape
    padded = np.zeros((sites, -(-people // 4) * 4), np.uint8)
    padded[:, :people] = _CODES[np.clip(copies, -1, 2) + 1]
    quarters = padded.reshape(sites, -1, 4)
    packed = quarters[:, :, 0] | quarters[:, :, 1] << 2 | quarters[:, :, 2] << 4 | quarters[:, :, 3] << 6
    prefix.with_suffix(".bed").write_bytes(_MAGIC + packed.tobytes())
    prefix.with_suffix(".bim").write_text("".join(f"1\t{n}\t0\t{n}\tA\tC\n" for n in range(1, sites + 1)))
    prefix.with_suffix(".fam").write_text("".join(f"0 {n} 0 0 0 -9\n" for n in range(1, people + 1)))


def _run(prefix: Path) -> None:
    columns = "cols=id,nsnp,hethet,ibs0,ibs1,kinship"
    options = [
        "--bfile",
        str(prefix),
        "--make-king-table",
        "counts",
        columns,
        "--threads",
        "1",
        "--memory",
        "1000",
        "--out",
        str(prefix),
    ]
    try:
        ran = subprocess.run([PROGRAM, *options], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError as error:
        cause = "it is not on PATH: no kinship can be computed"
        raise InputError([fault("TOOL-MISSING", PROGRAM, cause, "run setup/tools.sh demo")]) from error
    if ran.returncode:
        raise ContentError(f"{PROGRAM} failed: {' '.join((ran.stderr or ran.stdout).split())[-300:]}")


def _read_table(path: Path) -> dict[tuple[int, int], PairCounts]:
    """Return the rows of the table.

    Raises:
        ContentError: It is not the table that was asked for.
    """
    lines = path.read_text(encoding="ascii").splitlines() if path.is_file() else []
    if not lines or tuple(lines[0].split("\t")) != _COLUMNS:
        raise ContentError(f"{PROGRAM} wrote no table of kinship with the columns that were asked for")
    return dict(_row(line.split("\t")) for line in lines[1:])


def _row(cells: Sequence[str]) -> tuple[tuple[int, int], PairCounts]:
    try:
        one, other, sites, both, opposite, first, second = (int(cell) for cell in cells[:7])
        kinship = None if cells[7] in ("nan", "-nan", "-inf", "inf") else float(cells[7])
    except (ValueError, IndexError) as error:
        raise ContentError(f"{PROGRAM} wrote a row of kinship that cannot be read") from error
    alone = (min(first, second), max(first, second))
    return (min(one, other) - 1, max(one, other) - 1), PairCounts(sites, both, opposite, alone, kinship)


def _verify(rows: dict[tuple[int, int], PairCounts], copies: Tiny) -> None:
    """Check that every pair is there with the sites that it has, and that the kinship follows from the counts.

    Raises:
        ContentError: It is not so.
    """
    if set(rows) != set(combinations(range(copies.shape[1]), 2)):
        raise ContentError(f"{PROGRAM} wrote {len(rows)} pairs of {copies.shape[1]} people")
    called = np.packbits(copies >= 0, axis=0).T.copy()
    for (one, other), row in rows.items():
        shared = int(np.bitwise_count(called[one] & called[other]).sum())
        if row.sites != shared:
            raise ContentError(f"{PROGRAM} counted {row.sites} sites of a pair that has {shared}")
        again = robust_kinship(row.both_heterozygous, row.opposite, row.alone)
        if row.kinship is None or again is None:
            continue
        if abs(row.kinship - again) > _ROUNDING * max(1.0, abs(again)):
            raise ContentError(f"{PROGRAM} wrote a kinship of {row.kinship} where its counts make {again:.5f}")
