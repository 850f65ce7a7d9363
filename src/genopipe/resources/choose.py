"""Which source a name means: one of the settings, else a record of a manifest with the files that were fetched."""

from pathlib import Path

from genopipe.config import AnnotateSettings
from genopipe.io.sources_file import read_sources
from genopipe.io.sources_file import source_named
from genopipe.resources.files import data_files
from genopipe.source_settings import used_sources
from genopipe.sources import Source


def choose_source(
    name: str, settings: AnnotateSettings, manifest: Path | None, folder: Path
) -> tuple[Source, list[Path]]:
    """Return the record of a name, and its files.

    Args:
        name: A source of the settings, or a record.
        settings: Section `annotate`.
        manifest: The laboratory's own manifest; None: that of the settings.
        folder: Folder of fetched files.

    Raises:
        InputError: There is no such source.
    """
    records = read_sources(manifest or (Path(settings.manifest) if settings.manifest else None))
    used = used_sources(settings, records)
    if name in used:
        return used[name].source, [Path(path) for path in used[name].files]
    source = source_named(name, records, "NAME")
    return source, data_files(folder, source)
