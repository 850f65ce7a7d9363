"""Population limits: how frequent an allele may be where one copy explains, and where two do."""

from collections.abc import Sequence

import polars as pl

from genopipe.config import FilterSettings
from genopipe.filter_profile import PopulationLimit

COLUMNS = (
    "above_one_copy",
    "above_two_copies",
    "limiting_population",
    "limiting_frequency",
    "limit_one_copy",
    "limit_two_copies",
)


def add_limits(
    rows: pl.DataFrame, settings: FilterSettings, populations: Sequence[PopulationLimit] = ()
) -> pl.DataFrame:
    """Say of each row whether the allele is above a limit, and which population decides.

    Without limits of single populations the highest frequency in any of them is held against those of the settings.
    With them each population has its own, and the one decides that goes farthest beyond its limit, or comes nearest.

    Args:
        rows: Rows with `frequency_max`, `frequency_population` and `frequencies` (name=fraction, joined by ;).
        settings: Limits of every population that has none of its own.
        populations: Populations with limits of their own.

    Returns:
        The rows with `COLUMNS`.
    """
    if not populations:
        return _judged(
            rows.with_columns(
                limiting_population=pl.col("frequency_population"),
                limiting_frequency=pl.col("frequency_max"),
                limit_one_copy=pl.lit(settings.dominant_frequency),
                limit_two_copies=pl.lit(settings.recessive_frequency),
            )
        )
    deciding = _deciding(rows, settings, populations)
    joined = rows.join(deciding, on="allele", how="left", maintain_order="left")
    return _judged(
        joined.with_columns(
            limiting_population=pl.coalesce("limiting_population", "frequency_population"),
            limiting_frequency=pl.coalesce("limiting_frequency", "frequency_max"),
            limit_one_copy=pl.col("limit_one_copy").fill_null(settings.dominant_frequency),
            limit_two_copies=pl.col("limit_two_copies").fill_null(settings.recessive_frequency),
        )
    )


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """Compare the frequency that decides with its limits; null where none is known."""
    return rows.with_columns(
        above_one_copy=pl.col("limiting_frequency") > pl.col("limit_one_copy"),
        above_two_copies=pl.col("limiting_frequency") > pl.col("limit_two_copies"),
    )


def _deciding(rows: pl.DataFrame, settings: FilterSettings, populations: Sequence[PopulationLimit]) -> pl.DataFrame:
    """Return one row an allele with frequencies: the population that goes farthest beyond its limits.

    Above the limit for two copies comes before above the limit for one, then the larger part of the limit for one.
    """
    own = pl.DataFrame(
        [(item.population, item.one_copy, item.two_copies) for item in populations],
        schema={"limiting_population": pl.String, "limit_one_copy": pl.Float64, "limit_two_copies": pl.Float64},
        orient="row",
    )
    known = rows.select("allele", "frequencies").unique("allele").drop_nulls()
    parts = known.with_columns(pl.col("frequencies").str.split(";")).explode("frequencies")
    pairs = parts.select(
        "allele",
        limiting_population=pl.col("frequencies").str.extract(r"^(.*)=", 1),
        limiting_frequency=pl.col("frequencies").str.extract(r"=([^=]*)$", 1).cast(pl.Float64, strict=False),
    ).drop_nulls()
    limited = pairs.join(own, on="limiting_population", how="left", maintain_order="left").with_columns(
        pl.col("limit_one_copy").fill_null(settings.dominant_frequency),
        pl.col("limit_two_copies").fill_null(settings.recessive_frequency),
    )
    ranked = limited.with_columns(
        _two=pl.col("limiting_frequency") > pl.col("limit_two_copies"),
        _one=pl.col("limiting_frequency") > pl.col("limit_one_copy"),
        _part=pl.col("limiting_frequency") / pl.col("limit_one_copy").clip(1e-12),
    )
    order = ["_two", "_one", "_part", "limiting_population"]
    best = ranked.sort(order, descending=[True, True, True, False])
    return best.unique("allele", keep="first", maintain_order=True).drop("_two", "_one", "_part")
