"""Fetch the files of a source: from the first address that gives them, checked, resumed, offline where asked."""

from collections.abc import Iterator
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.download import DownloadError
from genopipe.io.download import Fetched
from genopipe.io.download import download
from genopipe.io.hashing import sha256
from genopipe.resources.files import WantedFile
from genopipe.resources.files import source_folder
from genopipe.resources.files import wanted_files
from genopipe.sources import Source


def fetch_source(source: Source, folder: Path, offline: bool = False) -> Iterator[tuple[Fetched | None, list[Fault]]]:
    """Fetch every file of a source that is not there yet.

    Args:
        source: The record.
        folder: Folder of all sources; the source has one of its own in it.
        offline: Open no connection; what is missing is a fault.

    Yields:
        For each file what is there now, or None, and the faults.
    """
    if not source.files:
        yield None, [by_hand(source)]
    for wanted in wanted_files(source):
        yield _fetch_file(source, wanted, source_folder(folder, source), offline)


def by_hand(source: Source) -> Fault:
    """Return the fault of a source that has no address."""
    cause = f"{source.title} {source.version} has no address: {source.notes or 'its owner gives it on request'}"
    terms = f" under the terms at {source.licence.link}" if source.licence.link else ""
    return fault("SOURCE-BY-HAND", source.name, cause, f"bring it{terms}, and name it with --file")


def _fetch_file(source: Source, wanted: WantedFile, folder: Path, offline: bool) -> tuple[Fetched | None, list[Fault]]:
    if not wanted.urls:
        return None, [by_hand(source)]
    path = folder / wanted.name
    if path.is_file():
        found = sha256(path)
        if wanted.sha256 in (None, found):
            return Fetched(path, found, ""), []
        cause = f"SHA-256 is {found}, the record says {wanted.sha256}"
        return None, [fault("SOURCE-SHA256", str(path), cause, "delete it and fetch it again, or mend the record")]
    reasons = []
    for url in wanted.urls:
        try:
            return download(url, path, wanted.sha256, offline), []
        except DownloadError as error:
            reasons.append(str(error))
    cause = "; ".join(reasons)
    if offline:
        return None, [fault("SOURCE-OFFLINE", str(path), cause, "fetch it where there is a network")]
    return None, [fault("SOURCE-FETCH", str(path), cause, "run again: what came is kept; or bring the file by hand")]
