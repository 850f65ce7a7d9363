"""How a store lies on disk: files of each contig, sorted by key, and `store.json` that tells what it holds."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from pydantic import Field
from pydantic import ValidationError

from genopipe.cases import Closed
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.sources import ColumnType
from genopipe.sources import Source

STORE_VERSION = 4
"""Raised when the layout changes: a store of another version is built again."""

DESCRIPTION = "store.json"
KEY = "key"
REF = "ref_text"
ALT = "alt_text"
HIGHEST_COLUMN = "highest frequency"
"""Of a frequency source: the highest frequency of any group, NaN where the site is not assessable; to sift alleles."""

ROW_GROUP = 1 << 17
"""Rows of a group: what of the packed columns is in memory at once (rows)."""

ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "number": pa.float32(),
    "real": pa.float64(),
    "integer": pa.int64(),
    "text": pa.large_string(),
    "flag": pa.bool_(),
}
"""Types when a store is written. `number` is single precision, as in BCF; it is widened when it is read."""

READ_TYPES: dict[ColumnType, pa.DataType] = {**ARROW_TYPES, "number": pa.float64()}
"""Types of what a join returns."""


class ContigFile(Closed):
    """One contig of a store."""

    name: str = Field(description="The contig, as the reference of the build names it.")
    file: str = Field(description="Its files in the folder of the store, without their endings.")
    rows: int = Field(ge=0, description="Alleles in it (count).")
    length: int | None = Field(default=None, description="Its length where the source states it (bases).")


class BuiltFrom(Closed):
    """One file that a store was built from."""

    file: str = Field(description="Name of the file.")
    sha256: str = Field(description="SHA-256 of its bytes.")


class SetAside(Closed):
    """Rows of the source that are not in the store."""

    reason: str = Field(description="Why.")
    rows: int = Field(ge=1, description="How many (count).")
    first: str = Field(description="The first of them.")


class Description(Closed):
    """What a store holds and where it comes from; `store.json`."""

    store_version: int = Field(description="Version of the layout.")
    key: str = Field(description="Hash of the source's bytes, its record, the reference and the layout.")
    source: Source = Field(description="The record.")
    built_from: tuple[BuiltFrom, ...] = Field(description="The files of the source.")
    date: str = Field(default="", description="Date that the source itself states.")
    contigs: tuple[ContigFile, ...] = Field(description="The contigs, in the order of the source.")
    read: int = Field(ge=0, description="Alleles read (count).")
    kept: int = Field(ge=0, description="Alleles in the store (count).")
    merged: int = Field(ge=0, description="Rows that told of the allele of another row (count).")
    set_aside: tuple[SetAside, ...] = Field(default=(), description="Rows that are not in the store.")


class Pointer(Closed):
    """A small file that names a store: a file of one name for a folder whose name is its content."""

    store: str = Field(description="Folder of the store, relative to this file.")
    key: str = Field(description="Key of the store.")
    title: str = Field(description="Title and version of the source.")


def store_schema(source: Source) -> pa.Schema:
    """Return the columns of rows to be written: key, texts where it does not hold them, and the source's columns."""
    columns = [pa.field(KEY, pa.int64(), nullable=False)]
    columns += [pa.field(name, pa.large_binary()) for name in (REF, ALT)]
    columns += [pa.field(HIGHEST_COLUMN, pa.float32(), nullable=False)] if source.frequency else []
    columns += [pa.field(column.column, ARROW_TYPES[column.type]) for column in source.columns]
    return pa.schema(columns)


def store_folder(path: Path) -> Path:
    """Return the folder of a store, named itself or by a pointer.

    Raises:
        InputError: There is no store.
    """
    if path.is_dir():
        return path
    try:
        return path.parent / Pointer.model_validate_json(path.read_bytes()).store
    except (OSError, ValidationError) as error:
        raise _no_store(path, "this is no store and names none") from error


def read_description(path: Path) -> tuple[Path, Description]:
    """Return the folder of a store and what it holds.

    Args:
        path: Folder of the store, or a pointer to it.

    Raises:
        InputError: There is no store, or one of another version.
    """
    folder = store_folder(path)
    try:
        found = Description.model_validate_json((folder / DESCRIPTION).read_bytes())
    except (OSError, ValidationError) as error:
        raise _no_store(folder, "there is no whole store here") from error
    if found.store_version != STORE_VERSION:
        raise _no_store(folder, f"the store has layout {found.store_version}, this genopipe reads {STORE_VERSION}")
    return folder, found


def unknown_columns(source: Source, names: Iterable[str]) -> list[str]:
    """Return the names that are no column of a source."""
    known = {column.column for column in source.columns}
    return [name for name in names if name not in known]


def _no_store(path: Path, cause: str) -> InputError:
    return InputError([fault("STORE-MISSING", str(path), cause, "build it: genopipe resources build")])
