"""Parquet written straight from columns that kernels filled: bits become levels as they are, codes become indices.

pyarrow's writer takes any nested value apart into levels first and looks at every value of every column several times.
The rows here are flat, mostly numbered texts, and their bits and codes already lie as Parquet wants them.
"""

from genopipe.io.pages import packing
from genopipe.io.pages.columns import Repeated
from genopipe.io.pages.file import PageFile

__all__ = ["PageFile", "Repeated", "warm"]


def warm() -> None:
    """Compile the kernels of this package, or load them from the cache."""
    packing.warm()
