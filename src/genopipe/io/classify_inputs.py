"""Tables beside the declared ones that classification reads: what sources say, with the names of the sources."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.json_file import read_json


def _missing(path: Path, name: str) -> InputError:
    return InputError([fault("TABLE-MISSING", str(path), f"there is no table of {name} here", "run annotate first")])


def read_values(path: Path, alleles: pl.Series, names: Iterable[str] | None = None) -> pl.DataFrame:
    """Return what sources say of some alleles.

    Args:
        path: source_values.parquet of `genopipe annotate`.
        alleles: The alleles.
        names: Columns that are wanted beside `allele`; one that is not there is left out. None: all of them.

    Raises:
        InputError: There is no such table.
    """
    if not path.is_file():
        raise _missing(path, "source_values")
    asked = pl.LazyFrame({"allele": alleles})
    rows = pl.scan_parquet(path, glob=False)
    if names is not None:
        rows = rows.select("allele", *(name for name in names if name in rows.collect_schema()))
    return rows.join(asked, on="allele", how="semi", maintain_order="left").collect()


def read_gene_values(path: Path) -> pl.DataFrame:
    """Return what sources tell of genes: gene_values.parquet of `genopipe annotate`.

    Raises:
        InputError: There is no such table.
    """
    if not path.is_file():
        raise _missing(path, "gene_values")
    return pl.read_parquet(path, glob=False)


def read_phenotypes(path: Path) -> pl.DataFrame:
    """Return how well the phenotype fits each gene: gene, phenotype_score, disease.

    Args:
        path: genes.parquet of `genopipe phenotype`.

    Raises:
        InputError: It is not there, or holds other columns.
    """
    try:
        return pl.read_parquet(path, glob=False, columns=["gene", "phenotype_score", "disease"])
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = "there is no table of phenotypes of genes here"
        raise InputError([fault("TABLE-MISSING", str(path), cause, "run genopipe phenotype first")]) from error


def phenotype_title(path: Path) -> str:
    """Return the release of HPO that the phenotype was compared with, as `phenotype.json` beside the table has it.

    Args:
        path: genes.parquet of `genopipe phenotype`.
    """
    told = path.with_name("phenotype.json")
    if not told.is_file():
        return "HPO, release not known"
    try:
        return f"HPO annotations {read_json(told)['release']['annotations']}"
    except (KeyError, TypeError) as error:
        cause, fix = "it does not tell the release of HPO", "give the folder that genopipe phenotype wrote"
        raise InputError([fault("REPORT-JSON", str(told), cause, fix)]) from error


def source_titles(path: Path) -> dict[str, str]:
    """Return title and version of the source of each column of a table that `genopipe annotate` wrote."""
    titles = {}
    for field in pq.read_schema(path):
        told = (field.metadata or {}).get(b"source", b"").decode()
        titles[field.name] = told.rpartition(", ")[0] or told.rpartition(": ")[0] or told
    return titles
