"""The compiled form of an HPO release: a folder of Parquet tables that is made once and read for every case."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import Field

from genopipe.cases import Closed
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.json_file import read_model
from genopipe.io.json_file import write_json
from genopipe.io.whole import written_whole

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

_TABLES = ("terms", "old_terms", "diseases", "genes")
_ABOUT = "release.json"


class HpoRelease(Closed):
    """Which files of HPO were compiled."""

    ontology: str = Field(description="Release of the ontology, as hp.obo states it.")
    annotations: str = Field(description="Release of the annotations, as phenotype.hpoa states it.")
    sha256: dict[str, str] = Field(description="SHA-256 of each file, by its name.")
    terms: int = Field(description="Terms under Phenotypic abnormality (count).")
    diseases: int = Field(description="Diseases with at least one such term (count).")
    pairs: int = Field(description="Pairs of a gene and a disease (count).")


@dataclass(frozen=True)
class Lists:
    """Lists of numbers, one after another.

    Attributes:
        values: All of them.
        offsets: Where each list begins, and at the end their whole length.
    """

    values: Numbers
    offsets: Numbers

    @property
    def lengths(self) -> Numbers:
        """Length of each list."""
        return np.diff(self.offsets)

    def of(self, number: int) -> Numbers:
        """Return one list."""
        return self.values[self.offsets[number] : self.offsets[number + 1]]


@dataclass(frozen=True)
class PhenotypeIndex:
    """An HPO release, ready to be asked.

    Attributes:
        release: Which files it was made of.
        terms: One row a term under Phenotypic abnormality: `term`, `name`, `information` (content, in nats).
        ancestors: For each term its ancestors and itself, as numbers of rows of `terms`.
        old: Id that is no more in use, to the id that holds now.
        others: Name of each current term outside Phenotypic abnormality, by id.
        diseases: One row a disease: `disease`, `name`, `modes`.
        shown: For each disease the terms that it shows.
        frequencies: How often, in the order of `shown` (fraction; NaN: not told).
        absent: For each disease the terms that it is said not to show.
        genes: One row a gene and disease: `ncbi`, `symbol`, `number` (row of `diseases`).
    """

    release: HpoRelease
    terms: pl.DataFrame
    ancestors: Lists
    old: dict[str, str]
    others: dict[str, str]
    diseases: pl.DataFrame
    shown: Lists
    frequencies: Reals
    absent: Lists
    genes: pl.DataFrame

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Row of each term, by its id."""
        return {term: number for number, term in enumerate(self.terms["term"])}

    @cached_property
    def information(self) -> Reals:
        """Information content of each term (nats)."""
        return self.terms["information"].to_numpy()


def _lists(column: pl.Series) -> Lists:
    lengths = column.list.len().to_numpy()
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    values = column.explode(empty_as_null=False).to_numpy().astype(np.int64)
    return Lists(values, offsets)


def write_index(frames: dict[str, pl.DataFrame], release: HpoRelease, folder: Path) -> None:
    """Write a compiled release.

    Args:
        frames: `terms` (term, name, information, ancestors), `old_terms` (term, successor; null: it is a current term
            outside Phenotypic abnormality, name), `diseases` (disease, name, modes, shown, frequencies, absent),
            `genes` (ncbi, symbol, number).
        release: Which files it was made of.
        folder: Where it goes.
    """
    for name in _TABLES:
        with written_whole(folder / f"{name}.parquet") as partial:
            frames[name].write_parquet(partial)
    write_json(release.model_dump(mode="json"), folder / _ABOUT)


def read_index(folder: Path) -> PhenotypeIndex:
    """Read a compiled release.

    Raises:
        InputError: It is not there.
    """
    if not (folder / _ABOUT).is_file():
        cause = "there is no compiled HPO release here"
        raise InputError([fault("HPO-INDEX", str(folder), cause, "make it with genopipe ontology")])
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in _TABLES}
    old = frames["old_terms"]
    replaced = old.filter(pl.col("successor").is_not_null())
    others = old.filter(pl.col("successor").is_null())
    diseases = frames["diseases"]
    return PhenotypeIndex(
        release=read_model(folder / _ABOUT, HpoRelease),
        terms=frames["terms"].drop("ancestors"),
        ancestors=_lists(frames["terms"]["ancestors"]),
        old=dict(zip(replaced["term"], replaced["successor"], strict=True)),
        others=dict(zip(others["term"], others["name"], strict=True)),
        diseases=diseases.select("disease", "name", "modes"),
        shown=_lists(diseases["shown"]),
        frequencies=diseases["frequencies"].explode(empty_as_null=False).fill_null(float("nan")).to_numpy(),
        absent=_lists(diseases["absent"]),
        genes=frames["genes"],
    )
