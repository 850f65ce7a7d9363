"""What one frequency source says of each allele: frequencies by group, the bound that is sure, counts, and the state.

Every function works row by row on a frame that holds the source's columns beside the alleles: nothing is joined here.
"""

from collections.abc import Mapping
from collections.abc import Sequence

import numpy as np
import polars as pl

from genopipe.annotate.filtering_frequency import filtering_frequency
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.sources import FrequencyRoles
from genopipe.sources import Source
from genopipe.tables import Column

GLOBAL = "global"
"""The group of everybody: it is named as the highest only where it is above every single group, and never as GrpMax
where the source has single groups."""

FOUND = "found"
ABSENT = "absent"
NOT_ASSESSABLE = "not_assessable"

_NOT_FOUND = "not found in the source, or nothing is written there: see the state"
_REAL, _INT, _TEXT = pl.Float64(), pl.Int64(), pl.String()

SUMMARY = (
    Column(
        "state",
        _TEXT,
        "found, absent (the site is covered) or not_assessable (site not covered, or too few alleles looked at).",
        "word",
        source="annotate",
    ),
    Column("global", _REAL, "Allele frequency over all groups.", "fraction", _NOT_FOUND, "the source"),
    Column("max", _REAL, "Highest allele frequency in any group.", "fraction", _NOT_FOUND, "the source"),
    Column("population", _TEXT, "The group with that frequency.", "name", _NOT_FOUND, "the source"),
    Column("all", _TEXT, "All groups: name=fraction, joined by ;.", "text", _NOT_FOUND, "the source"),
    Column(
        "faf95",
        _REAL,
        "GrpMax FAF95: the highest filtering allele frequency (lower 95 % bound) of the groups that may be GrpMax.",
        "fraction",
        "not found in the source, or it gives neither bounds nor counts",
        "the source, else its counts (doi:10.1038/gim.2017.26)",
    ),
    Column(
        "faf95_population",
        _TEXT,
        "The group with that FAF95; not always the one with the highest frequency, which gnomAD names grpmax.",
        "name",
        "no group has a FAF95 above 0",
        "annotate",
    ),
    Column("number", _INT, "Alleles looked at.", "count", _NOT_FOUND, "the source"),
    Column("homozygotes", _INT, "People with two copies.", "count", "not found, or not given", "the source"),
    Column(
        "hemizygotes",
        _INT,
        "Males with the allele, on X and Y off the pseudo-autosomal regions.",
        "count",
        "not found, not given, or not on X or Y off the pseudo-autosomal regions",
        "the source",
    ),
)
"""The columns of a frequency source, without its name before them."""

ALLELE_NAMES = {
    "state": "frequency_state",
    "global": "frequency_global",
    "max": "frequency_max",
    "population": "frequency_population",
    "all": "frequencies",
    "number": "allele_number",
    "homozygotes": "homozygotes",
    "hemizygotes": "hemizygotes",
    "faf95": "faf95",
    "faf95_population": "faf95_population",
}
"""Columns of the table of alleles by what `SUMMARY` calls them: those of the main source."""

_Expressions = dict[str, pl.Expr]


def summarise(
    places: pl.DataFrame, found: pl.Series, values: pl.DataFrame, source: Source, covered: pl.Series, build: Build
) -> pl.DataFrame:
    """Return the columns of `SUMMARY` for each allele.

    Args:
        places: `contig` and `position` of each allele.
        found: Whether the source has each allele.
        values: The source's columns for the same alleles in the same order, null where it does not know them.
        source: The record; its `frequency` tells the columns' roles.
        covered: Whether the source covers the position of each allele, and it is known that it does.
        build: The genome build, for X and Y.

    Returns:
        One row an allele, same order.
    """
    roles = source.frequency
    assert roles is not None
    frame = values.with_columns(
        found.alias("_found"), covered.alias("_covered"), _off_pars(places, build).alias("_hemizygous")
    )
    groups = _frequencies(roles)
    frame = frame.with_columns(**{_name(group): value for group, value in groups.items()})
    frame = frame.with_columns(**_bounds(frame, roles))
    number = pl.col(roles.allele_number) if roles.allele_number else pl.lit(None, dtype=pl.Int64)
    any_known = pl.any_horizontal([pl.col(_name(group)).is_not_null() for group in groups])
    known = any_known & (number >= max(roles.minimum_number, 1)).fill_null(value=True)
    frame = frame.with_columns(_known=known)
    state = pl.when("_known").then(pl.lit(FOUND)).when(pl.col("_covered") & ~pl.col("_found")).then(pl.lit(ABSENT))
    made = {
        "state": state.otherwise(pl.lit(NOT_ASSESSABLE)),
        **_highest(groups, list(_faf_names(roles))),
        "number": number.cast(pl.Int64),
        "homozygotes": _count(roles.homozygotes),
        "hemizygotes": pl.when("_hemizygous").then(_count(roles.hemizygotes)),
    }
    return frame.select(**made).select(column.name for column in SUMMARY)


def _count(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64) if name else pl.lit(None, dtype=pl.Int64)


def _name(group: str) -> str:
    return f"_af_{group}"


def _frequencies(roles: FrequencyRoles) -> _Expressions:
    """Return each group's frequency: as given, else its count by its number."""
    found: _Expressions = {}
    for group, column in roles.populations.items():
        given = pl.col(column).cast(pl.Float64)
        if group in roles.counts and group in roles.numbers:
            number = pl.col(roles.numbers[group])
            counted = pl.when(number > 0).then(pl.col(roles.counts[group]) / number)
            given = pl.coalesce(given, counted)
        found[group] = given
    return found


def _faf_names(roles: FrequencyRoles) -> Sequence[str]:
    """Return the groups that have a bound, the single ones where there are any."""
    groups = list(roles.filtering) or [group for group in roles.counts if group in roles.numbers]
    return [group for group in groups if group != GLOBAL] or groups


def _bounds(frame: pl.DataFrame, roles: FrequencyRoles) -> dict[str, pl.Expr | pl.Series]:
    """Return the FAF95 of each group: as given, else of its counts."""
    if roles.filtering:
        return {f"_faf_{group}": pl.col(roles.filtering[group]).cast(pl.Float64) for group in _faf_names(roles)}
    made: dict[str, pl.Expr | pl.Series] = {}
    for group in _faf_names(roles):
        counts, numbers = (frame[table[group]] for table in (roles.counts, roles.numbers))
        bound = filtering_frequency(
            counts.fill_null(0).to_numpy().astype(np.int64), numbers.fill_null(0).to_numpy().astype(np.int64)
        )
        made[f"_faf_{group}"] = pl.Series(f"_faf_{group}", bound).fill_nan(None).set(counts.is_null(), None)
    return made


def _highest(groups: Mapping[str, pl.Expr], bounded: Sequence[str]) -> _Expressions:
    """Return the frequencies of all groups in one text, the highest one, and the highest bound with its group."""
    single = sorted(groups, key=lambda group: group == GLOBAL)
    highest = pl.max_horizontal([pl.col(_name(group)) for group in single])
    whose = pl.coalesce([pl.when(pl.col(_name(group)) == highest).then(pl.lit(group)) for group in single])
    texts = [pl.format(f"{group}={{}}", pl.col(_name(group)).round_sig_figs(6)) for group in groups]
    made = {
        "global": pl.col(_name(GLOBAL)) if GLOBAL in groups else pl.lit(None, dtype=pl.Float64),
        "max": highest,
        "population": pl.when(highest.is_not_null()).then(whose),
        "all": pl.when(highest.is_not_null()).then(pl.concat_str(texts, separator=";", ignore_nulls=True)),
        **_highest_bound(bounded),
    }
    return {name: pl.when("_known").then(value) for name, value in made.items()}


def _highest_bound(groups: Sequence[str]) -> _Expressions:
    if not groups:
        return {"faf95": pl.lit(None, dtype=pl.Float64), "faf95_population": pl.lit(None, dtype=pl.String)}
    highest = pl.max_horizontal([pl.col(f"_faf_{group}") for group in groups])
    whose = pl.coalesce([pl.when(pl.col(f"_faf_{group}") == highest).then(pl.lit(group)) for group in groups])
    return {"faf95": highest, "faf95_population": pl.when(highest > 0).then(whose)}


def _off_pars(places: pl.DataFrame, build: Build) -> pl.Series:
    """Say for each allele whether a male has one copy of its position."""
    roles = {name for name, role in build.roles.items() if role in (Role.X, Role.Y)}
    inside = pl.lit(value=False)
    for region in build.pseudoautosomal:
        inside |= (pl.col("contig") == region.contig) & pl.col("position").is_between(region.start, region.end)
    return places.select(single=pl.col("contig").is_in(list(roles)) & ~inside)["single"]


def is_covered(places: pl.DataFrame, covered: pl.DataFrame | None) -> pl.Series:
    """Say for each allele whether its position lies in a covered stretch (False where none is known).

    Args:
        places: `contig` and `position` of each allele.
        covered: `contig`, `start`, `end` of the stretches (1-based, both ends included), sorted, without overlaps.
    """
    if covered is None:
        return pl.Series("covered", [False] * places.height, dtype=pl.Boolean)
    asked = places.select("contig", "position").with_row_index("_row").sort("contig", "position")
    stretches = covered.select("contig", "start", "end").sort("contig", "start")
    found = asked.join_asof(
        stretches, left_on="position", right_on="start", by="contig", strategy="backward", check_sortedness=False
    )
    inside = found.with_columns(covered=(pl.col("position") <= pl.col("end")).fill_null(value=False))
    return inside.sort("_row")["covered"]
