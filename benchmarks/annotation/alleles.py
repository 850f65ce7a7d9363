"""Alleles at drawn places of a contig: substitutions, insertions and deletions, left-aligned as callers write them."""

import numpy as np
import polars as pl

from benchmarks.annotation.bases import Bytes
from benchmarks.annotation.bases import Integers
from benchmarks.annotation.bases import cut
from benchmarks.annotation.bases import other_bases
from benchmarks.annotation.bases import starts_of
from benchmarks.annotation.bases import texts
from benchmarks.annotation.shape import EDGE

INSERTIONS, DELETIONS = 0.075, 0.098
"""Shares that are tried; deletions that could stand further left become substitutions: about 85 : 15 remain."""
LONGEST = 50
TWO_ALTERNATIVES = 0.012
"""Share of records with two ALTs, about that of a trio's whole genomes."""


def draw_places(random: np.random.Generator, first: int, length: int, count: int) -> Integers:
    """Return different 0-based places, ascending; fewer than asked for only where there is no room."""
    last = length - EDGE - LONGEST - 2
    places = np.unique(random.integers(first, last, int(count * 1.3) + 10))
    if len(places) > count:
        places = np.sort(random.choice(places, count, replace=False))
    return places


def draw_inside(random: np.random.Generator, stretches: list[tuple[int, int]], count: int) -> Integers:
    """Return different 0-based places inside stretches (1-based, inclusive), ascending."""
    starts, ends = np.array(stretches).T
    sizes = starts_of(ends - starts + 1)
    drawn = random.integers(0, sizes[-1], count * 2)
    part = np.searchsorted(sizes, drawn, side="right") - 1
    places = np.unique(starts[part] - 1 + drawn - sizes[part])
    return np.sort(random.choice(places, min(count, len(places)), replace=False))


def draw_alleles(random: np.random.Generator, sequence: Bytes, places: Integers) -> pl.DataFrame:
    """Draw one allele a place.

    Returns:
        Columns position (1-based), ref, alt; one row a place, in their order.
    """
    count = len(places)
    kind = random.random(count)
    sizes = np.minimum(random.geometric(0.4, count), LONGEST)
    anchor = sequence[places]
    deletion = (kind < DELETIONS) & (sequence[places + sizes] != anchor)
    insertion = kind > 1 - INSERTIONS
    starts = starts_of(1 + sizes * insertion)
    letters = other_bases(np.full(starts[-1], ord("A"), dtype=np.uint8), random)
    letters[starts[1:] - 1] = other_bases(anchor, random)  # last inserted base, unlike the one before: left-aligned
    same = deletion | insertion
    letters[starts[:-1][same]] = anchor[same]
    return pl.DataFrame(
        {
            "position": places + 1,
            "ref": cut(sequence, places, 1 + sizes * deletion),
            "alt": texts(letters, starts),
        }
    )


def add_second(random: np.random.Generator, records: pl.DataFrame, may: pl.Series) -> pl.DataFrame:
    """Give some records a second ALT: another base, or an insertion beside a deletion.

    Args:
        random: Source of random numbers.
        records: Columns position, ref, alt.
        may: Which records may get one.

    Returns:
        The records with columns `second` (as the record writes it; null: none), `second_ref` and `second_alt`
        (shortest form, at the same position).
    """
    other = pl.Series(np.array(["A", "C", "G", "T"])[random.integers(0, 4, len(records))])
    chosen = may & pl.Series(random.random(len(records)) < 1.4 * TWO_ALTERNATIVES)
    ref, alt, letter = pl.col("ref"), pl.col("alt"), pl.col("letter")
    single = (ref.str.len_bytes() == 1) & (alt.str.len_bytes() == 1) & (letter != ref) & (letter != alt)
    deletion = (ref.str.len_bytes() > 1) & (letter != ref.str.slice(0, 1))
    first = ref.str.slice(0, 1)
    second_ref = pl.when(single | deletion).then(first)
    second_alt = pl.when(single).then(letter).when(deletion).then(first + letter)
    return (
        records.with_columns(letter=other, chosen=chosen)
        .with_columns(second_ref=second_ref, second_alt=second_alt)
        .with_columns(pl.when("chosen").then(pl.col(name)).alias(name) for name in ("second_ref", "second_alt"))
        .with_columns(second=pl.col("second_alt") + ref.str.slice(1))
        .drop("letter", "chosen")
    )


def split(records: pl.DataFrame) -> pl.DataFrame:
    """Return one row an ALT, in its shortest form, in the order of records and ALTs.

    Returns:
        Columns record (0-based), number (1-based), position, ref, alt.
    """
    numbered = records.with_row_index("record")
    first = numbered.select("record", pl.lit(1, pl.Int8).alias("number"), "position", "ref", "alt")
    second = numbered.filter(pl.col("second").is_not_null()).select(
        "record",
        pl.lit(2, pl.Int8).alias("number"),
        "position",
        pl.col("second_ref").alias("ref"),
        pl.col("second_alt").alias("alt"),
    )
    return pl.concat([first, second]).sort("record", "number")
