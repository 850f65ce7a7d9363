"""Which column of which source tells what criteria ask for."""

from collections.abc import Mapping

import polars as pl

from genopipe.classify.computational import SCORES
from genopipe.classify_settings import ClassifySettings

SPLICE_SCORES = ("ds_ag", "ds_al", "ds_dg", "ds_dl")
"""SpliceAI's four delta scores."""

_GENES = {
    "constraint": ("loeuf", "pli", "mis_z"),
    "dosage": ("haploinsufficiency",),
}
_FACT = {"constraint": "constraint", "dosage": "clingen_dosage"}


def allele_columns(settings: ClassifySettings) -> dict[str, str]:
    """Return columns of facts by the column of `source_values` that fills them."""
    fact = SCORES[settings.predictor]
    source = settings.sources.predictor or settings.predictor
    score = fact.removeprefix(f"{settings.predictor}_")
    return {f"{source}_{score}": fact, f"{settings.sources.repeats}_touched": "simple_repeats_touched"}


def gene_columns(settings: ClassifySettings) -> dict[str, str]:
    """Return columns of facts by the column of `gene_values` that fills them."""
    names = {"constraint": settings.sources.constraint, "dosage": settings.sources.dosage}
    return {
        f"{names[role]}_{column}": f"{_FACT[role]}_{column}" for role, columns in _GENES.items() for column in columns
    }


def splice_columns(settings: ClassifySettings) -> list[str]:
    """Return the columns of `source_values` with SpliceAI's delta scores."""
    return [f"{settings.sources.spliceai}_{score}" for score in SPLICE_SCORES]


def titles(settings: ClassifySettings, alleles: Mapping[str, str], genes: Mapping[str, str]) -> dict[str, str]:
    """Return name and version of each source that is there, by what it tells.

    Args:
        settings: Which source tells what.
        alleles: Title of the source of each column of `source_values`.
        genes: Title of the source of each column of `gene_values`.
    """
    predictor, repeats = allele_columns(settings)
    asked = {"predictor": predictor, "repeats": repeats, "spliceai": splice_columns(settings)[0]}
    data = {name: alleles[column] for name, column in asked.items() if column in alleles}
    of_genes = {
        "constraint": f"{settings.sources.constraint}_loeuf",
        "dosage": f"{settings.sources.dosage}_haploinsufficiency",
    }
    return data | {name: genes[column] for name, column in of_genes.items() if column in genes}


def taken(values: pl.DataFrame, columns: Mapping[str, str], key: str) -> pl.DataFrame:
    """Return a key and the columns that are there, by the names of facts."""
    there = {old: new for old, new in columns.items() if old in values.columns}
    return values.select(key, *there).rename(there)
