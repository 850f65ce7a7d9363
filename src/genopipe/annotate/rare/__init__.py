"""The candidates path: a family's VCF in one pass; what is rare is described and written, the rest is counted."""

from genopipe.annotate.rare import terms


def warm() -> None:
    """Compile the kernels of this package, or load them from the cache."""
    terms.warm()
