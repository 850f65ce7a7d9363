"""Read manifests: the records of annotation sources that ship with genopipe, and a laboratory's own."""

from importlib.resources import as_file
from importlib.resources import files
from pathlib import Path

from pydantic import Field
from pydantic import ValidationError

from genopipe.cases import Closed
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.closed_objects import Complaint
from genopipe.io.closed_objects import complaints
from genopipe.io.naming import did_you_mean
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import read_yaml
from genopipe.sources import Source


class Manifest(Closed):
    """A file of records."""

    sources: tuple[Source, ...] = Field(default=(), description="The records.")


def read_manifest(path: Path) -> dict[str, Source]:
    """Read the records of one file, by name.

    Args:
        path: YAML file.

    Raises:
        InputError: Every fault at once.
    """
    document, faults = read_yaml(path)
    errors = errors_among(faults)
    if errors:
        raise InputError(errors)
    try:
        manifest = Manifest.model_validate(document.content or {})
    except ValidationError as error:
        raise InputError([_fault(document, item) for item in complaints(error, Manifest)]) from error
    names = [source.name for source in manifest.sources]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        cause = f"two records have the name {', '.join(twice)}"
        raise InputError([fault("MANIFEST-NAME", str(path), cause, "give each source a name of its own")])
    return {source.name: source for source in manifest.sources}


def _fault(document: Document, complaint: Complaint) -> Fault:
    return fault("MANIFEST-KEY", document.where(complaint.keys), complaint.cause, complaint.fix)


def read_sources(path: Path | None = None) -> dict[str, Source]:
    """Return every record by name: those that ship with genopipe, and a laboratory's own.

    Args:
        path: The laboratory's manifest; a record of a shipped name takes its place. None: there is none.

    Raises:
        InputError: A manifest is wrong.
    """
    with as_file(files("genopipe").joinpath("curated", "manifest.yaml")) as shipped:
        found = read_manifest(shipped)
    return found if path is None else {**found, **read_manifest(path)}


def source_named(name: str, sources: dict[str, Source], where: str) -> Source:
    """Return the record of a name.

    Args:
        name: The name.
        sources: Every record.
        where: Place that names it, for messages.

    Raises:
        InputError: There is no such record.
    """
    if name not in sources:
        cause = f"no manifest has a source {name}"
        raise InputError([fault("SOURCE-NAME", where, cause, did_you_mean(name, sources))])
    return sources[name]
