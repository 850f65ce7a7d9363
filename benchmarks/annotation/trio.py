"""The trio: haplotypes that follow Mendel but for the planted new mutations, and the lines of its VCF."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.annotation.shape import X
from benchmarks.annotation.shape import Y

PEOPLE = ("child", "father", "mother")
NONE, MISSING = 9, 8
"""Codes in place of an allele's number: no such copy (a man's second X); not called."""
PHASED = 0.08
UNCALLED = 0.002
HEADER_LINES = (
    '##FILTER=<ID=LowQual,Description="Low quality">',
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele fraction among the called">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Called copies">',
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth of all">',
    '##INFO=<ID=FS,Number=1,Type=Float,Description="Strand bias, Phred-scaled">',
    '##INFO=<ID=MQ,Number=1,Type=Float,Description="Mapping quality">',
    '##INFO=<ID=QD,Number=1,Type=Float,Description="Quality by depth">',
    '##INFO=<ID=SOR,Number=1,Type=Float,Description="Strand odds ratio">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depth by allele">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
    '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">',
)
Copies = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Calls:
    """Copies of the three people, `[record, person, copy]`: 0 REF, 1 and 2 ALTs, `NONE`, `MISSING`."""

    copies: Copies

    def count(self, alternative: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
        """Return how many copies of one ALT a record each person has; -1: not called."""
        found: npt.NDArray[np.int8] = (self.copies == alternative[:, None, None]).sum(axis=2).astype(np.int8)
        found[(self.copies == MISSING).any(axis=2)] = -1
        return found


def draw_calls(
    random: np.random.Generator,
    contig: str,
    frequencies: npt.NDArray[np.float64],
    new: npt.NDArray[np.bool_],
    recessive: npt.NDArray[np.bool_],
) -> Calls:
    """Draw the parents' copies and hand one of each on.

    Args:
        random: Source of random numbers.
        contig: Its name tells X and Y; the child is a son.
        frequencies: Frequency of both ALTs a record; 0 for a second one that is not there.
        new: Records whose first ALT is a new mutation: neither parent has it. Autosomes only.
        recessive: Records whose first ALT each parent has once and the child twice. Autosomes only.

    Returns:
        The calls; every ALT is carried by somebody.
    """
    count = len(new)
    drawn = random.random((count, 4))
    first, second = frequencies[:, :1], frequencies[:, :1] + frequencies[:, 1:] * (1 - frequencies[:, :1])
    parents = np.where(drawn < first, 1, np.where(drawn < second, 2, 0)).astype(np.uint8)
    owners = {X: (0, 2, 3), Y: (0,)}.get(contig, (0, 1, 2, 3))
    absent = [column for column in range(4) if column not in owners]
    parents[:, absent] = NONE
    rows = np.arange(count)
    lacking = ~(parents == 1).any(axis=1)
    parents[rows[lacking], random.choice(owners, lacking.sum())] = 1
    two = frequencies[:, 1] > 0
    lacking = two & ~(parents == 2).any(axis=1)
    parents[lacking, owners[-1]] = 2
    lost = two & ~(parents == 1).any(axis=1)
    parents[lost, owners[0]] = 1
    parents[new] = 0
    parents[recessive] = (0, 1, 0, 1)
    copies = _hand_on(random, contig, parents)
    copies[new, 0, 0] = 1
    copies[recessive, 0] = 1
    return Calls(_with_uncalled(random, copies, new | recessive))


def _hand_on(random: np.random.Generator, contig: str, parents: Copies) -> Copies:
    """Return the copies of child, father and mother: the child has one of each parent."""
    rows = np.arange(len(parents))
    from_father = parents[rows, random.integers(0, 1 if contig == Y else 2, len(rows))]
    from_mother = parents[rows, 2 + random.integers(0, 2, len(rows))]
    child = np.stack([from_father, from_mother], axis=1)
    if contig == X:
        child = np.stack([from_mother, np.full_like(from_mother, NONE)], axis=1)
    if contig == Y:
        child = np.stack([from_father, np.full_like(from_father, NONE)], axis=1)
    return np.stack([child, parents[:, :2], parents[:, 2:]], axis=1)


def _with_uncalled(random: np.random.Generator, copies: Copies, planted: npt.NDArray[np.bool_]) -> Copies:
    """Take some calls of a parent away, where the child still carries what the record tells of."""
    child = copies[:, 0]
    may = ~planted & (child == 1).any(axis=1) & ~(copies == 2).any(axis=(1, 2))
    for parent in (1, 2):
        gone = may & (random.random(len(may)) < UNCALLED)
        copies[gone, parent] = np.where(copies[gone, parent] == NONE, NONE, MISSING)
    return copies


def make_lines(random: np.random.Generator, contig: str, records: pl.DataFrame, calls: Calls) -> pl.DataFrame:
    """Return the columns of the VCF's lines.

    Args:
        random: Source of random numbers.
        contig: Name of the contig.
        records: Columns position, id, ref, alt, second.
        calls: The calls of the same records.
    """
    count = len(records)
    phased = pl.Series("phased", random.random(count) < PHASED)
    frame = records.with_columns(phased, two=pl.col("second").is_not_null(), contig=pl.lit(contig))
    depth = np.zeros(count, dtype=np.int64)
    columns: dict[str, pl.Series] = {}
    for index, person in enumerate(PEOPLE):
        columns[person], reads = _sample(random, frame, calls.copies[:, index])
        depth += reads
    frame = frame.with_columns(**_site_columns(random, calls, depth))
    pick = pl.when("two").then(pl.concat_str("alt", pl.lit(","), "second")).otherwise("alt")
    shape = pl.when("phased").then(pl.lit("GT:AD:DP:GQ:PS")).otherwise(pl.lit("GT:AD:DP:GQ"))
    chosen = frame.select(
        "contig", "position", "id", "ref", pick.alias("alt"), "quality", "filter", _info(), shape.alias("format")
    )
    return chosen.with_columns(series.alias(name) for name, series in columns.items())


def _sample(
    random: np.random.Generator, frame: pl.DataFrame, copies: Copies
) -> tuple[pl.Series, npt.NDArray[np.int64]]:
    """Return one person's column, and the depth."""
    one, two = copies[:, 0], copies[:, 1]
    ploidy = (one != NONE).astype(np.int64) + (two != NONE)
    depth = random.poisson(16 * ploidy)
    share = [((one == number).astype(float) + (two == number)) / np.maximum(ploidy, 1) for number in (1, 2)]
    first = random.binomial(depth, np.clip(share[0], 0.002, 0.998))
    second = np.where(share[1] > 0, random.binomial(depth - first, np.clip(share[1] / (1.0001 - share[0]), 0, 1)), 0)
    uncalled = (one == MISSING) | (two == MISSING) | (ploidy == 0)
    phased = frame["phased"].to_numpy()
    low, high = (np.where(phased, a, f(one, two)) for a, f in ((one, np.minimum), (two, np.maximum)))
    person = pl.DataFrame(
        {
            "low": low, "high": high, "haploid": ploidy == 1, "uncalled": uncalled, "diploid": ploidy == 2,
            "reference": depth - first - second, "first": first, "second": second, "depth": depth,
            "quality": np.minimum(random.poisson(3 * depth), 99), "phased": phased, "two": frame["two"],
            "set": frame["position"] // 20_000 * 20_000 + 1,
        }
    )  # fmt: skip
    mark = pl.when("phased").then(pl.lit("|")).otherwise(pl.lit("/"))
    genotype = pl.when("haploid").then(pl.col("low").cast(pl.String)).otherwise(pl.concat_str("low", mark, "high"))
    reads = pl.concat_str(
        "reference",
        pl.lit(","),
        "first",
        pl.when("two").then(pl.lit(",") + pl.col("second").cast(pl.String)).otherwise(pl.lit("")),
    )
    called = pl.concat_str(genotype, pl.lit(":"), reads, pl.lit(":"), "depth", pl.lit(":"), "quality")
    missing = pl.when("diploid").then(pl.lit("./.:.:.:.")).otherwise(pl.lit(".:.:.:."))
    text = pl.when("uncalled").then(missing).otherwise(called)
    ending = (
        pl.when(~pl.col("phased"))
        .then(pl.lit(""))
        .when("uncalled")
        .then(pl.lit(":."))
        .otherwise(pl.lit(":") + pl.col("set").cast(pl.String))
    )
    return person.select(pl.concat_str(text, ending)).to_series(), depth


def _site_columns(random: np.random.Generator, calls: Calls, depth: npt.NDArray[np.int64]) -> dict[str, pl.Series]:
    copies, count = calls.copies, len(depth)
    called = (copies < MISSING).sum(axis=(1, 2))
    low = random.random(count) < 0.03
    quality = np.where(low, random.integers(100, 2_000, count), random.integers(3_000, 300_000, count)) / 100
    decimals = {"FS": (0, 9_000), "QD": (2_000, 35_000), "SOR": (300, 2_000)}
    columns = {
        "AC": (copies == 1).sum(axis=(1, 2)),
        "AC2": (copies == 2).sum(axis=(1, 2)),
        "AN": called,
        "DP": depth,
        "quality": quality,
        "filter": np.where(low, "LowQual", "PASS"),
        **{name: random.integers(start, end, count) / 1_000 for name, (start, end) in decimals.items()},
    }
    return {name: pl.Series(values) for name, values in columns.items()}


def _info() -> pl.Expr:
    def pair(one: pl.Expr, two: pl.Expr) -> pl.Expr:
        return pl.when("two").then(pl.concat_str(one, pl.lit(","), two)).otherwise(one.cast(pl.String))

    def share(name: str) -> pl.Expr:
        return (pl.col(name) / pl.col("AN")).round(3)

    parts = {"AC": pair(pl.col("AC"), pl.col("AC2")), "AF": pair(share("AC"), share("AC2"))}
    parts |= {name: pl.col(name) for name in ("AN", "DP", "FS")}
    parts |= {"MQ": pl.lit("60.00"), "QD": pl.col("QD"), "SOR": pl.col("SOR")}
    pieces = [piece for name, value in parts.items() for piece in (pl.lit(f";{name}="), value)]
    return pl.concat_str(pieces).str.slice(1).alias("INFO")
