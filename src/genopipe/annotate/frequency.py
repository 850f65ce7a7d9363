"""Population frequency of each allele; absent only where the source covers the site."""

from collections.abc import Sequence

import polars as pl

from genopipe.config import FrequencySource
from genopipe.tables import ALLELES
from genopipe.tables import stage

FREQUENCY_COLUMNS = [
    "frequency_state",
    "frequency_global",
    "frequency_max",
    "frequency_population",
    "frequencies",
    "allele_number",
    "homozygotes",
]
GLOBAL = "global"
_NUMBER = "FREQUENCY_NUMBER"
_HOMOZYGOTES = "FREQUENCY_HOMOZYGOTES"


def _tag(population: str) -> str:
    return f"FREQUENCY_OF_{population}"


def bcftools_columns(source: FrequencySource) -> str:
    """Return what `bcftools annotate --columns` copies from a frequency source, whatever the order of the settings."""
    copied = [f"INFO/{_tag(name)}:=INFO/{field}" for name, field in sorted(source.populations.items())]
    copied.append(f"INFO/{_NUMBER}:=INFO/{source.allele_number}")
    if source.homozygotes:
        copied.append(f"INFO/{_HOMOZYGOTES}:=INFO/{source.homozygotes}")
    return ",".join(copied)


def info_fields(source: FrequencySource) -> dict[str, pl.DataType]:
    """Return the INFO fields that `bcftools_columns` makes, with their types."""
    numbers: dict[str, pl.DataType] = {_NUMBER: pl.Int64()}
    if source.homozygotes:
        numbers[_HOMOZYGOTES] = pl.Int64()
    return {**{_tag(name): pl.Float64() for name in source.populations}, **numbers}


def _is_covered(alleles: pl.DataFrame, covered: pl.DataFrame | None) -> pl.Series:
    """Say for each allele whether its position lies in a covered stretch (False without a BED)."""
    if covered is None:
        return pl.Series("covered", [False] * alleles.height, dtype=pl.Boolean)
    places = alleles.select("contig", "position").with_row_index("_row").sort("contig", "position")
    stretches = covered.select("contig", "start", "end").sort("contig", "start")
    found = places.join_asof(
        stretches, left_on="position", right_on="start", by="contig", strategy="backward", check_sortedness=False
    )
    inside = found.with_columns(covered=(pl.col("position") <= pl.col("end")).fill_null(value=False))
    return inside.sort("_row")["covered"]


def _summary(names: Sequence[str]) -> dict[str, pl.Expr]:
    """Return the expressions for the highest frequency, its population, and all of them as text.

    `global` is named only where it is above every single population.
    """
    groups = sorted(names, key=lambda name: name == GLOBAL)
    highest = pl.max_horizontal([pl.col(_tag(name)) for name in groups])
    who = pl.coalesce([pl.when(pl.col(_tag(name)) == highest).then(pl.lit(name)) for name in groups])
    texts = [pl.format(f"{name}={{}}", pl.col(_tag(name)).round_sig_figs(6)) for name in names]
    return {
        "frequency_max": highest,
        "frequency_population": pl.when(highest.is_not_null()).then(who),
        "frequencies": pl.when(highest.is_not_null()).then(pl.concat_str(texts, separator=";", ignore_nulls=True)),
    }


@stage(table=ALLELES, reads=["allele", "contig", "position"], adds=FREQUENCY_COLUMNS)
def add_frequency(
    alleles: pl.DataFrame, found: pl.DataFrame, populations: Sequence[str], covered: pl.DataFrame | None
) -> pl.DataFrame:
    """Add population frequencies.

    Args:
        alleles: The table of alleles.
        found: Alleles found in the source: `allele` and the fields of `info_fields`.
        populations: Names of the populations in the source.
        covered: Stretches that the source covers; None: not known, so no allele counts as absent.

    Returns:
        The table with the frequency columns. `frequency_max` is the highest over populations and all together.
    """
    joined = alleles.select("allele").join(found, on="allele", how="left", maintain_order="left")
    values = _summary(populations)
    number = pl.col(_NUMBER)
    known = pl.any_horizontal([pl.col(_tag(name)).is_not_null() for name in populations]) & (number != 0).fill_null(
        value=True
    )
    state = (
        pl.when(known)
        .then(pl.lit("found"))
        .when(_is_covered(alleles, covered) & number.is_null())
        .then(pl.lit("absent"))
        .otherwise(pl.lit("not_assessable"))
    )
    homozygotes = pl.col(_HOMOZYGOTES) if _HOMOZYGOTES in found.columns else pl.lit(None, dtype=pl.Int64)
    added = joined.select(
        frequency_state=state,
        frequency_global=pl.when(known).then(pl.col(_tag(GLOBAL)))
        if GLOBAL in populations
        else pl.lit(None, dtype=pl.Float64),
        **{name: pl.when(known).then(expression) for name, expression in values.items()},
        allele_number=number,
        homozygotes=homozygotes,
    )
    return alleles.hstack(added)


@stage(table=ALLELES, reads=["allele"], adds=FREQUENCY_COLUMNS)
def without_frequency(alleles: pl.DataFrame) -> pl.DataFrame:
    """Add the frequency columns where no source is configured: nothing is assessable."""
    empty = {name: pl.lit(None, dtype=ALLELES.column(name).dtype).alias(name) for name in FREQUENCY_COLUMNS}
    empty["frequency_state"] = pl.lit("not_assessable").alias("frequency_state")
    return alleles.with_columns(empty.values())
