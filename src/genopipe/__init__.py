"""genopipe: from reads to a clinical case report."""

__version__: str


def __getattr__(name: str) -> str:
    """Return the version when it is asked for: to look it up takes longer than to import the rest of this module."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # noqa: PLC0415 - a command that does not ask starts without it

    return version("genopipe")
