"""Files of every row: Parquet, or tab-separated text."""

from base64 import b64encode
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from genopipe.annotate.row_columns import rows_schema
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.arrow import repeated_at
from genopipe.io.pages import PageFile
from genopipe.io.pages import Repeated
from genopipe.io.pages.columns import encode
from genopipe.io.pages.columns import encode_repeated
from genopipe.tables import Column

_FORMATS = (".parquet", ".tsv")
_SELDOM_REPEATED = frozenset(
    {
        "hgvs_c",
        "hgvs_p",
        "distance",
        "cdna_start",
        "cdna_end",
        "cds_start",
        "cds_end",
        "protein_start",
        "protein_end",
    }
)
_SOUGHT = frozenset({"contig", "position", "severity"})
_OF_ALLELES = ("allele", "position", "record_id", "hgvs_g")
_STEPS = frozenset({"position"})
_OWN_WORDS = frozenset({"strand", "amino_acids", "codons", "exon", "intron"})


class AnnotatedRows(NamedTuple):
    """Rows of some alleles.

    Attributes:
        names: The columns, in their order.
        own: Columns of the alleles.
        alleles: The allele of each row.
        columns: Columns of the rows.
    """

    names: Sequence[str]
    own: Mapping[str, pa.Array]
    alleles: Repeated
    columns: Mapping[str, pa.Array]

    @classmethod
    def of_table(cls, table: pa.Table) -> Self:
        """Return rows that were read from a file."""
        columns = {name: table.column(name).combine_chunks() for name in table.column_names}
        own = {name: columns.pop(name) for name in _OF_ALLELES}
        return cls(table.column_names, own, Repeated(np.arange(table.num_rows, dtype=np.int32)), columns)

    def table(self) -> pa.Table:
        """Return the rows with each column of the alleles repeated."""
        repeated = {name: repeated_at(values, self.alleles.places) for name, values in self.own.items()}
        columns = {**repeated, **self.columns}
        return pa.table([columns[name] for name in self.names], names=list(self.names))


class _ParquetSink(AbstractContextManager["_ParquetSink"]):
    """Write rows as Parquet; each column's meaning stands in the metadata of its field."""

    def __init__(self, path: Path, more: Mapping[str, Column]) -> None:
        schema = rows_schema(more)
        self._file = PageFile(path, schema, {"ARROW:schema": b64encode(schema.serialize()).decode()})

    def write(self, rows: AnnotatedRows) -> None:
        pages = [
            encode_repeated(rows.own[name], rows.alleles, sought=name in _SOUGHT, steps=name in _STEPS)
            if name in rows.own
            else encode(rows.columns[name], sought=name in _SOUGHT, seldom=name in _SELDOM_REPEATED)
            for name in self._file.schema.names
        ]
        self._file.write(pages)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._file.close()
        else:
            self._file.abandon()


def _as_text(name: str, column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Return a column as it is written; a file's text that a spreadsheet takes for a formula gets an apostrophe."""
    plain = column.cast(kind)
    if kind != pa.string() or name in _OWN_WORDS:
        return plain
    bare = pc.replace_substring(pc.replace_substring_regex(plain, r"[\t\r\n]", " "), '"', "'")
    return pc.replace_substring_regex(bare, r"^([=+@-].)", r"'\1")


class _TsvSink(AbstractContextManager["_TsvSink"]):
    """Write rows as tab-separated text with a head; nothing stands for null."""

    def __init__(self, path: Path, more: Mapping[str, Column]) -> None:
        self._file = path.open("wb")
        self._schema = rows_schema(more)
        self._file.write("\t".join(self._schema.names).encode() + b"\n")
        self._options = arrow_csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")

    def write(self, rows: AnnotatedRows) -> None:
        table = rows.table()
        plain = [_as_text(item.name, table.column(item.name), item.type) for item in self._schema]
        arrow_csv.write_csv(pa.table(plain, names=table.column_names), self._file, self._options)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def verify_format(out: Path) -> None:
    """Check that the name of an output tells its format.

    Raises:
        InputError: It ends otherwise.
    """
    if out.suffix not in _FORMATS:
        cause = f"its name ends in {out.suffix or 'nothing'}, so its format is not known"
        raise InputError([fault("OUT-FORMAT", str(out), cause, f"end it with {' or '.join(_FORMATS)}")])


def open_sink(path: Path, suffix: str, more: Mapping[str, Column]) -> _ParquetSink | _TsvSink:
    """Return what writes tables to a file.

    Args:
        path: The file.
        suffix: `.parquet` or `.tsv`.
        more: Columns of sources.
    """
    return _ParquetSink(path, more) if suffix == ".parquet" else _TsvSink(path, more)
