"""genopipe: from reads to a clinical case report."""

from importlib.metadata import version

__version__ = version("genopipe")
