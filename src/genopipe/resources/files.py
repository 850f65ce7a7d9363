"""The files that a record names: what to fetch, under which name, with which SHA-256."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from genopipe.sources import Source
from genopipe.sources import SourceFile


class WantedFile(NamedTuple):
    """One file of a source.

    Attributes:
        name: Its name in the folder of the source.
        urls: Where it is, the first to try first; none: it is brought by hand.
        sha256: SHA-256 that it must have; None: the record knows none.
        part: Which part of the record's file it is; empty: it has no parts.
        is_index: It is the index of another file.
    """

    name: str
    urls: tuple[str, ...]
    sha256: str | None
    part: str = ""
    is_index: bool = False


def wanted_files(source: Source) -> list[WantedFile]:
    """Return every file of a source, in the order of the record, indexes behind their files."""
    return [wanted for file in source.files for part in (file.parts or ("",)) for wanted in _of_part(file, part)]


def _of_part(file: SourceFile, part: str) -> Iterator[WantedFile]:
    urls = tuple(address.replace("{part}", part) for address in (file.url, *file.mirrors) if address)
    name = Path(urlsplit(urls[0]).path).name if urls else ""
    pinned = file.sha256.get(part) if isinstance(file.sha256, dict) else file.sha256
    yield WantedFile(name, urls, pinned, part)
    for ending in file.index if urls else ():
        yield WantedFile(f"{name}{ending}", tuple(f"{url}{ending}" for url in urls), None, part, is_index=True)


def source_folder(folder: Path, source: Source) -> Path:
    """Return where the files of a source go."""
    return folder / source.name


def data_files(folder: Path, source: Source) -> list[Path]:
    """Return the fetched files of a source that hold data, in the order of the record."""
    here = source_folder(folder, source)
    return [here / wanted.name for wanted in wanted_files(source) if wanted.name and not wanted.is_index]
