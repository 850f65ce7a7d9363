"""The figures: in how many cases the causal gene is among the first 1, 5 and 10, overall and by kind of case."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.rank.published import Published
from benchmarks.rank.world import World
from benchmarks.rank.world import options_of
from benchmarks.rank.world import places_of
from genopipe.io.hpo import packaged_files
from genopipe.rank_settings import RankSettings

FIRST = (1, 5, 10)
PHENOTYPE_ALONE = {"phenotype": 1.0, "consequence": 0.0, "frequency": 0.0, "inheritance": 0.0, "classification": 0.0}


class Figure(NamedTuple):
    """One row of the table.

    Attributes:
        name: What is measured, in words.
        cases: How many cases.
        found: Of them, those among the first 1, 5 and 10.
    """

    name: str
    cases: int
    found: tuple[int, ...]


def figure(name: str, places: np.ndarray) -> Figure:
    """Return the row of some places."""
    return Figure(name, len(places), tuple(int((places <= first).sum()) for first in FIRST))


def variants_of(settings: RankSettings) -> dict[str, RankSettings]:
    """Return the settings of the whole formula and of its parts alone."""
    weights = settings.weights.model_dump()
    chosen = {
        "whole formula": settings.model_dump(),
        "phenotype alone": settings.model_dump() | {"weights": PHENOTYPE_ALONE, "other_mode": 1.0},
        "phenotype with mode": settings.model_dump() | {"weights": PHENOTYPE_ALONE},
        "alleles alone": settings.model_dump() | {"weights": weights | {"phenotype": 0.0}},
        "without frequency": settings.model_dump() | {"weights": weights | {"frequency": 0.0}},
    }
    return {name: RankSettings.model_validate(content) for name, content in chosen.items()}


def known_publications() -> set[tuple[str, str]]:
    """Return pairs of a disease and a publication of which HPO's annotations of that disease come."""
    table = pl.read_csv(
        packaged_files().annotations, separator="\t", comment_prefix="#", infer_schema=False, quote_char=None
    )
    pairs = table.select("database_id", pl.col("reference").str.extract_all(r"PMID:(\d+)")).explode("reference")
    told = pairs.drop_nulls().unique().with_columns(pl.col("reference").str.strip_prefix("PMID:"))
    return set(told.iter_rows())


def groups_of(known: frozenset[str]) -> dict[str, Callable[[Published], bool]]:
    """Return the kinds of cases that are told apart.

    Args:
        known: Symbols of the genes that HPO knows a disease of.
    """
    publications = known_publications()
    return {
        "all": lambda one: True,
        "missense": lambda one: "missense" in one.kinds,
        "truncating": lambda one: "truncating" in one.kinds,
        "splice": lambda one: "splice" in one.kinds,
        "insertion or deletion": lambda one: "indel" in one.kinds,
        "dominant": lambda one: one.mode == "dominant",
        "recessive, homozygous": lambda one: one.mode == "homozygous",
        "recessive, two alleles": lambda one: one.mode == "compound",
        "X-linked": lambda one: one.mode == "x_linked",
        "up to 4 terms": lambda one: len(one.case.observed) <= 4,
        "5 terms and more": lambda one: len(one.case.observed) >= 5,
        "publication not in HPO's annotations of the disease": lambda one: (
            (one.disease, one.publication) not in publications
        ),
        "the same, and HPO knows a disease of the gene": lambda one: (
            (one.disease, one.publication) not in publications and one.gene in known
        ),
        "HPO knows no disease of the gene": lambda one: one.gene not in known,
    }


def by_group(cases: Sequence[Published], places: np.ndarray, known: frozenset[str]) -> list[Figure]:
    """Return a row a kind of case."""
    rows = []
    for name, belongs in groups_of(known).items():
        chosen = np.array([belongs(one) for one in cases], dtype=bool)
        rows.append(figure(name, places[chosen]))
    return rows


def by_formula(world: World, settings: RankSettings) -> dict[str, np.ndarray]:
    """Return the places by the whole formula and by its parts alone."""
    options = options_of(world)
    return {name: places_of(world, options, chosen) for name, chosen in variants_of(settings).items()}
