"""The frequency source and the ClinVar-like source of one contig."""

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.annotation.alleles import draw_alleles
from benchmarks.annotation.alleles import draw_places
from benchmarks.annotation.bases import Bytes
from benchmarks.annotation.shape import Shape

POPULATIONS = ("afr", "eas", "nfe")
CALLED = 152_312
"""Copies called at most, about those of gnomAD v4 genomes (76,156 people; gnomad.broadinstitute.org)."""
KNOWN = 0.99
"""Share of the trio's alleles that are in the source, beside planted and new ones."""
RARE = 0.02
"""Share of the trio's alleles that are rarer than 1 %."""
FREQUENCY_HEADER = (
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Called copies">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
    '##INFO=<ID=nhomalt,Number=A,Type=Integer,Description="People with two copies">',
    *(f'##INFO=<ID=AF_{name},Number=A,Type=Float,Description="Allele frequency">' for name in POPULATIONS),
)
CLINVAR_HEADER = (
    '##INFO=<ID=ALLELEID,Number=1,Type=Integer,Description="Allele id">',
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Significance">',
    '##INFO=<ID=CLNDN,Number=.,Type=String,Description="Condition">',
    '##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="Review status">',
)
SIGNIFICANCES = ("Benign", "Likely_benign", "Uncertain_significance", "Likely_pathogenic", "Pathogenic")
REVIEWS = (
    "criteria_provided,_single_submitter",
    "criteria_provided,_multiple_submitters,_no_conflicts",
    "reviewed_by_expert_panel",
)


def draw_frequencies(random: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """Return frequencies of alleles as one family carries them: mostly common."""
    common = 0.01 + 0.99 * random.beta(0.7, 1.2, count)
    rare = 10 ** random.uniform(-5, -2, count)
    drawn: npt.NDArray[np.float64] = np.where(random.random(count) < RARE, rare, common)
    return drawn


def make_frequency(shape: Shape, contig: str, sequence: Bytes, carried: pl.DataFrame, count: int) -> pl.DataFrame:
    """Make one contig of the frequency source: what is carried and known, decoys at the same position, and others.

    Args:
        shape: The world's size.
        contig: Name of the contig.
        sequence: Its bases.
        carried: The alleles of all VCFs: columns position, ref, alt, frequency, known.
        count: Rows wanted.

    Returns:
        Columns position, ref, alt, AC, AN, AF, nhomalt, AF_afr, AF_eas, AF_nfe; sorted, each allele once.
    """
    random = shape.random("frequency", contig)
    known = carried.filter("known").select("position", "ref", "alt", "frequency")
    decoys = carried.gather_every(20).filter(pl.col("ref").str.len_bytes() == 1).select("position", "ref")
    letters = np.array(["A", "C", "G", "T"])[random.integers(0, 4, len(decoys))]
    decoys = decoys.with_columns(alt=pl.Series(letters, dtype=pl.String)).filter(pl.col("alt") != pl.col("ref"))
    wanted = max(count - len(known) - len(decoys), 0)
    others = draw_alleles(random, sequence, draw_places(random, shape.first_base(contig), len(sequence), wanted))
    strangers = pl.concat([decoys, others], how="diagonal")
    strangers = strangers.with_columns(frequency=pl.Series(10 ** random.uniform(-5.2, -0.5, len(strangers))))
    strangers = strangers.join(carried, on=["position", "ref", "alt"], how="anti")
    rows = pl.concat([known, strangers.select(known.columns)]).unique(["position", "ref", "alt"])
    return _with_counts(random, rows.sort("position", "ref", "alt"))


def _with_counts(random: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    count = len(rows)
    called = CALLED - 2 * random.integers(0, 3_000, count)
    frequency = rows["frequency"].to_numpy()
    copies = np.maximum((frequency * called).astype(np.int64), 1)
    spread = {f"AF_{name}": frequency * random.uniform(0.3, 1.0, count) for name in POPULATIONS}
    return rows.select(
        "position",
        "ref",
        "alt",
        AC=pl.Series(copies).cast(pl.Int32),
        AN=pl.Series(called).cast(pl.Int32),
        AF=pl.Series(copies / called).round_sig_figs(6),
        nhomalt=pl.Series((frequency**2 * called / 2).astype(np.int32)),
        **{name: pl.Series(values).round_sig_figs(5) for name, values in spread.items()},
    )


def frequency_lines(contig: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of the lines of the frequency source's VCF."""
    names = ("AC", "AN", "AF", "nhomalt", *(f"AF_{name}" for name in POPULATIONS))
    pieces = [piece for name in names for piece in (pl.lit(f";{name}="), pl.col(name))]
    return _lines(contig, rows, pl.lit("."), pl.concat_str(pieces).str.slice(1))


def make_clinvar(shape: Shape, contig: str, sequence: Bytes, carried: pl.DataFrame, count: int) -> pl.DataFrame:
    """Make one contig of the ClinVar-like source; one row in fifty is an allele of the family.

    Returns:
        Columns position, ref, alt, number, significance, review; sorted, each allele once.
    """
    random = shape.random("clinvar", contig)
    every = max(len(carried) * 50 // max(count, 1), 1)
    mine = carried.gather_every(every).select("position", "ref", "alt")
    places = draw_places(random, shape.first_base(contig), len(sequence), max(count - len(mine), 0))
    rows = pl.concat([mine, draw_alleles(random, sequence, places)]).unique(["position", "ref", "alt"])
    rows = rows.sort("position", "ref", "alt")
    weights = np.array([0.2, 0.3, 0.4, 0.05, 0.05])
    return rows.with_columns(
        number=pl.Series(random.integers(10_000, 4_000_000, len(rows))),
        significance=pl.Series(random.choice(SIGNIFICANCES, len(rows), p=weights), dtype=pl.String),
        review=pl.Series(random.choice(REVIEWS, len(rows)), dtype=pl.String),
    )


def clinvar_lines(contig: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of the lines of the ClinVar-like VCF."""
    info = pl.concat_str(
        pl.lit("ALLELEID="),
        "number",
        pl.lit(";CLNDN=made-up_condition;CLNREVSTAT="),
        "review",
        pl.lit(";CLNSIG="),
        "significance",
    )
    return _lines(contig, rows, pl.col("number").cast(pl.String), info)


def _lines(contig: str, rows: pl.DataFrame, name: pl.Expr, info: pl.Expr) -> pl.DataFrame:
    return rows.select(
        pl.lit(contig).alias("contig"),
        "position",
        name.alias("id"),
        "ref",
        "alt",
        pl.lit(".").alias("quality"),
        pl.lit(".").alias("filter"),
        info.alias("INFO"),
    )
