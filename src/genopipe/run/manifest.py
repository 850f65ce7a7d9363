"""The manifest of a run: every file in and out with its size and SHA-256, and the counts that were proven.

Paths are relative to the project's folder; no date, host or user is in it.
"""

import os
from collections.abc import Iterable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import Field

from genopipe.cases import Closed
from genopipe.io.hashing import sha256
from genopipe.io.json_file import read_json
from genopipe.io.json_file import read_model
from genopipe.measures import Versions


class FileEntry(Closed):
    """One file."""

    path: str = Field(description="Path relative to the project's folder.")
    size: int = Field(ge=0, description="Size (bytes).")
    sha256: str = Field(description="SHA-256, hexadecimal.")


class Manifest(Closed):
    """All that a run read and made."""

    schema_version: int = Field(default=1, description="Version of this form.")
    versions: Versions = Field(description="Tools and resources.")
    inputs: tuple[FileEntry, ...] = Field(description="Every file that was read.")
    outputs: tuple[FileEntry, ...] = Field(description="Every file that was made.")
    counts: dict[str, dict[str, int]] = Field(description="Proof to the counts in it (records, reads).")


def _entry(path: Path, project: Path) -> FileEntry:
    return FileEntry(path=os.path.relpath(path, project), size=path.stat().st_size, sha256=sha256(path))


def _entries(paths: Iterable[Path], project: Path) -> tuple[FileEntry, ...]:
    with ThreadPoolExecutor() as pool:
        return tuple(pool.map(lambda path: _entry(path, project), sorted(set(paths))))


def _outputs(results: Path, manifest: Path) -> Iterator[Path]:
    for path in results.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(results).parts)
        if path.is_file() and not hidden and path != manifest:
            yield path


def _with_folders(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (inner for inner in path.rglob("*") if inner.is_file())
        else:
            yield path


def _counts(results: Path) -> dict[str, dict[str, int]]:
    counts = {}
    for path in sorted(results.glob("proofs/**/*.json")):
        counts[str(path.relative_to(results))] = read_json(path)["counts"]
    for path in sorted(results.glob("cases/*/tables/normalised/proof.json")):
        proof = read_json(path)
        numbers = {name: value for name, value in proof.items() if isinstance(value, int)}
        counts[str(path.relative_to(results))] = {**numbers, "set_aside": len(proof["set_aside"])}
    return counts


def make_manifest(results: Path, inputs: Iterable[Path], versions: Path, out: Path) -> Manifest:
    """Return the manifest of a run.

    Args:
        results: Folder of the results; its parent is the project's folder.
        inputs: Every file (or folder of files) that was read.
        versions: Versions of the run.
        out: Where the manifest will stand; it does not list itself.
    """
    project = results.absolute().parent
    return Manifest(
        versions=read_model(versions, Versions),
        inputs=_entries((path.absolute() for path in _with_folders(inputs)), project),
        outputs=_entries(_outputs(results.absolute(), out.absolute()), project),
        counts=_counts(results),
    )


def verify_manifest(manifest: Path) -> tuple[int, list[str]]:
    """Check every file of a manifest.

    Args:
        manifest: The manifest, in the results folder of its project.

    Returns:
        The number of files that are listed, and one line for each that is missing, cut or changed, and for each
        file in the results that the manifest does not know.
    """
    listed = read_model(manifest, Manifest)
    project = manifest.absolute().parent.parent
    entries = [*listed.inputs, *listed.outputs]
    with ThreadPoolExecutor() as pool:
        problems = [line for line in pool.map(lambda entry: _problem(entry, project), entries) if line]
    known = {(project / entry.path) for entry in listed.outputs}
    unknown = sorted(set(_outputs(manifest.absolute().parent, manifest.absolute())) - known)
    problems += [f"{os.path.relpath(path, project)}: not in the manifest" for path in unknown]
    return len(entries), problems


def _problem(entry: FileEntry, project: Path) -> str:
    path = project / entry.path
    if not path.is_file():
        return f"{entry.path}: missing"
    size = path.stat().st_size
    if size != entry.size:
        return f"{entry.path}: {size:,} bytes, the manifest says {entry.size:,}"
    if sha256(path) != entry.sha256:
        return f"{entry.path}: its content has changed (SHA-256)"
    return ""
