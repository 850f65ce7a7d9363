"""Sources that a command line names."""

from pathlib import Path

import click

from genopipe.source_settings import FREQUENCY
from genopipe.source_settings import UsedSource


def named_source(
    name: str, path: Path, fasta: Path, folder: Path, manifest: Path | None = None
) -> tuple[UsedSource, Path | None]:
    """Return a source that is given as NAME=FILE, and its store.

    Args:
        name: `frequency` (INFO fields AF and AN), `clinvar`, or another record of a manifest.
        path: Its store, the small file that names it, or a file of the source itself.
        fasta: Indexed FASTA.
        folder: Where a file is compiled to a store.
        manifest: The laboratory's own records; None: only those that ship.

    Returns:
        The source, and its store; None for one that is read in place.
    """
    if not path.exists():
        raise click.UsageError(f"--source {name}: there is no {path}")
    if path.is_dir() or path.suffix == ".json":
        from genopipe.io.store import Store

        return UsedSource(name, Store.open(path).source, (str(path),)), path
    from genopipe.config import AnnotateSettings
    from genopipe.config import FrequencySource
    from genopipe.io.sources_file import read_sources
    from genopipe.resources.build import build_store
    from genopipe.resources.build import translator
    from genopipe.source_settings import used_sources

    records = read_sources(manifest)
    if name == FREQUENCY:
        settings = AnnotateSettings(frequency=FrequencySource(name=path.name, file=str(path)))
        one = used_sources(settings, records)[FREQUENCY]
    elif name in records:
        one = UsedSource(name, records[name], (str(path),))
    else:
        raise click.UsageError(f"--source {name}: no such record; see genopipe resources list")
    if one.source.grain != "allele":
        return one, None
    built = build_store(one.source, [path], fasta, folder, translator(None))
    for item in built.description.set_aside:
        click.echo(f"{name}: {item.rows:,} set aside: {item.reason}; the first: {item.first}", err=True)
    return one, built.folder
