"""Read the small tables that ship with genopipe, each with its sources in its first lines."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl


@cache
def read_curated(name: str) -> pl.DataFrame:
    """Return a curated table by name, all columns as text.

    Args:
        name: File name without `.tsv`.
    """
    data = files("genopipe").joinpath("curated", f"{name}.tsv").read_bytes()
    return pl.read_csv(data, separator="\t", comment_prefix="#", infer_schema=False)


def copy_curated(name: str, out: Path) -> None:
    """Write a file that ships with genopipe to a path.

    Args:
        name: File name, ending included.
        out: Where it goes.
    """
    out.write_bytes(files("genopipe").joinpath("curated", name).read_bytes())
