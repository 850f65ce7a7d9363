"""Annotate a VCF as it is: one row an allele and transcript, as Parquet or TSV."""

from base64 import b64encode
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from typing import Any
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from genopipe.annotate.engine.alleles import alleles_as_written
from genopipe.annotate.engine.models import frozen
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.genome import Genome
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import KIND_CLASSES
from genopipe.io.allele_batch import OUTSIDE
from genopipe.io.allele_batch import UNALIGNED_WORDS
from genopipe.io.allele_batch import UNLIKE
from genopipe.io.allele_batch import AlleleBatch
from genopipe.io.allele_batch import to_texts
from genopipe.io.allele_names import name_alleles
from genopipe.io.arrow import coded
from genopipe.io.arrow import each_coded
from genopipe.io.arrow import named
from genopipe.io.arrow import numbers
from genopipe.io.arrow import repeated_at
from genopipe.io.arrow import words
from genopipe.io.vcf_batches import read_batches
from genopipe.io.whole import written_whole
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import Column

if TYPE_CHECKING:  # without sources nothing of them is imported: it takes longer than to annotate a record
    from genopipe.annotate.further import Further

ALLELE_COLUMNS = ("allele", "contig", "position", "ref", "alt", "record_id", "variant_class", "hgvs_g")
"""Columns of the allele: `position`, `ref` and `alt` as the record writes them, `allele` left-aligned and trimmed."""

RECORD_ID = Column("record_id", ALLELES.column("allele").dtype, "ID of the record.", "text", "none written", "VCF ID")
UNJUDGED = Column(
    "not_described",
    ALLELES.column("allele").dtype,
    "Why the allele could not be compared with the reference, or moved along it.",
    "words",
    "nothing hindered",
    "annotate",
)
_OF_OTHER_SOURCES = ("clinvar_same_change", "clinvar_same_codon", "clinvar_same_splice", "csq_agreement")
CONSEQUENCE_COLUMNS = tuple(name for name in CONSEQUENCES.schema() if name not in ("allele", *_OF_OTHER_SOURCES))
COLUMNS = (*ALLELE_COLUMNS, *CONSEQUENCE_COLUMNS, UNJUDGED.name)

_NO_TRANSCRIPT = (
    "the allele meets no transcript: it is intergenic, symbolic, a breakend or *, or not_described says why"
)
_NO_TERM = "the allele has no term: it is symbolic, a breakend or *, or not_described says why"
_OF_TERMS = ("consequence", "impact", "severity")


def _flat(name: str) -> Column:
    """Return the declaration of a column of the rows; those without a transcript, or terms, have nulls of their own."""
    if name in ALLELE_COLUMNS or name == UNJUDGED.name:
        return {RECORD_ID.name: RECORD_ID, UNJUDGED.name: UNJUDGED}.get(name) or ALLELES.column(name)
    column = CONSEQUENCES.column(name)
    null = _NO_TERM if name in _OF_TERMS else _NO_TRANSCRIPT
    return replace(column, missing=f"{column.missing}; or {null}" if column.missing else null)


FLAT: Mapping[str, Column] = {name: _flat(name) for name in COLUMNS}
"""The columns of every row by name, in their order, with what a null means in it."""

_FORMATS = (".parquet", ".tsv")
_SELDOM_REPEATED = frozenset(
    {
        "severity",
        "position",
        "hgvs_c",
        "distance",
        "cdna_start",
        "cdna_end",
        "cds_start",
        "cds_end",
        "protein_start",
        "protein_end",
    }
)
_READ_BYTES = 1 << 23  # bytes of text read at a time: fewer, longer row groups
_ENCODED_ROWS = 1 << 16  # rows that Arrow encodes at a time
_LOOKED_AT = 1_000  # alleles by which a column is taken for one whose texts differ from row to row
_CLASSES = tuple(dict.fromkeys(KIND_CLASSES))
_CLASS_CODES = np.array([_CLASSES.index(name) for name in KIND_CLASSES], dtype=np.int32)
_SOUGHT = ("contig", "position", "severity")
_OWN_WORDS = frozenset({"strand", "amino_acids", "codons", "exon", "intron"})


@dataclass
class Counted:
    """What was read and written.

    Attributes:
        alleles: ALT alleles read.
        rows: Rows written.
    """

    alleles: int = 0
    rows: int = 0


def _texts(values: pa.Array) -> pa.Array:
    return values.cast(pa.string())


def _allele_columns(batch: AlleleBatch, genomic: pa.Array) -> dict[str, pa.Array]:
    """Return the columns of each allele of a batch."""
    reference = (batch.normal_ref_data, batch.normal_ref_offsets)
    names = name_alleles(
        batch.contig, batch.normal_position, reference, (batch.normal_alt_data, batch.normal_alt_offsets)
    )
    count = len(batch.position)
    return {
        "allele": _texts(to_texts(*names)),
        "contig": coded(np.zeros(count, dtype=np.int32), words([batch.contig])),
        "position": numbers(batch.position),
        "ref": _texts(to_texts(batch.ref_data, batch.ref_offsets)),
        "alt": _texts(to_texts(batch.alt_data, batch.alt_offsets)),
        "record_id": named(batch.id_data, batch.id_offsets),
        "variant_class": coded(_CLASS_CODES[batch.kind], words(_CLASSES)),
        "hgvs_g": genomic,
        UNJUDGED.name: coded(batch.unaligned.astype(np.int32), words(UNALIGNED_WORDS), batch.unaligned == 0),
    }


def _coded(values: pa.Array) -> pa.Array:
    """Return texts as a dictionary array, so that a row repeats a number; other values as they are."""
    if not pa.types.is_string(values.type):
        return values
    head = values.slice(0, _LOOKED_AT).drop_null()
    if len(head.unique()) < len(head):
        return values.dictionary_encode()
    return each_coded(values)


def _judged(batch: AlleleBatch) -> Alleles:
    """Return the alleles of a batch for the kernels; where REF is not the reference's, an allele is not judged."""
    alleles = alleles_as_written(batch)
    there = ~np.isin(batch.unaligned, (UNLIKE, OUTSIDE))
    return alleles._replace(resolved=frozen(alleles.resolved & there))


def annotate_batches(
    vcf: Path, genome: Genome, counted: Counted, further: "Further | None" = None, contig: str | None = None
) -> Iterator[pa.Table]:
    """Yield the rows of every allele of a VCF, one an allele and transcript.

    An allele that meets no transcript has one row: intergenic_variant, or no term where it is no sequence.

    Args:
        vcf: VCF or BCF.
        genome: The reference with its gene models.
        counted: Gets the counts.
        further: Sources to ask.
        contig: Only this contig.

    Yields:
        Tables with `COLUMNS` and those of the sources, in the order of the file.
    """
    names = [*COLUMNS, *(further.columns if further else ())]
    for batch, _ in read_batches(vcf, genome.sequence.path, people=False, contig=contig, size=_READ_BYTES):
        alleles = _judged(batch)
        own = _allele_columns(batch, genome.genomic(batch.contig, alleles))
        own |= further.of(batch) if further else {}
        own = {name: _coded(values) for name, values in own.items()}
        counted.alleles += len(batch.position)
        for described in genome.describe(batch.contig, alleles):
            places = described.piece.allele
            repeated = {name: repeated_at(values, places) for name, values in own.items()}
            columns = {**repeated, **described.columns}
            columns |= further.of_genes(described.columns) if further else {}
            counted.rows += len(places)
            yield pa.table([columns[name] for name in names], names=names)


def _plain_type(name: str, more: Mapping[str, Column]) -> pa.DataType:
    kinds = {
        "String": pa.string(),
        "Int64": pa.int64(),
        "Int8": pa.int8(),
        "Float64": pa.float64(),
        "Boolean": pa.bool_(),
    }
    return kinds[str(_column(name, more).dtype)]


def _column(name: str, more: Mapping[str, Column]) -> Column:
    """Return the declaration of a column of the output."""
    return more[name] if name in more else FLAT[name]


def _described(name: str, kind: pa.DataType, more: Mapping[str, Column]) -> pa.Field:
    column = _column(name, more)
    facts = {"doc": column.doc, "unit": column.unit, "missing": column.missing, "source": column.source}
    return pa.field(name, kind, metadata=facts)


def _meanings(schema: pa.Schema) -> dict[str, str]:
    """Return the schema that a reader of the file gets: each column's meaning, texts as texts.

    Arrow itself would store that repeated texts were dictionaries in memory.
    """
    plain = [item.with_type(item.type.value_type) if pa.types.is_dictionary(item.type) else item for item in schema]
    return {"ARROW:schema": b64encode(pa.schema(plain).serialize()).decode()}


def _options(names: list[str]) -> dict[str, Any]:
    """Return how columns are written: numbers and texts that no two alleles share need no dictionary."""
    return {
        "compression": "snappy",
        "store_schema": False,
        "use_dictionary": [name for name in names if name not in _SELDOM_REPEATED],
        "column_encoding": {"position": "DELTA_BINARY_PACKED"},
        "write_statistics": [name for name in _SOUGHT if name in names],
        "write_batch_size": _ENCODED_ROWS,
    }


class _ParquetSink(AbstractContextManager["_ParquetSink"]):
    """Write tables to Parquet; repeated texts stay dictionaries on disk and are read as texts."""

    def __init__(self, path: Path, more: Mapping[str, Column]) -> None:
        self._path = path
        self._more = more
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            schema = pa.schema([_described(item.name, item.type, self._more) for item in table.schema])
            self._writer = pq.ParquetWriter(self._path, schema, **_options(schema.names))
        self._writer.write_table(pa.table(table.columns, schema=self._writer.schema))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is None:
            empty = pa.schema(
                [_described(name, _plain_type(name, self._more), self._more) for name in [*COLUMNS, *self._more]]
            )
            self._writer = pq.ParquetWriter(self._path, empty, store_schema=False)
        self._writer.add_key_value_metadata(_meanings(self._writer.schema))
        self._writer.close()


def _as_text(name: str, column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Return a column as it is written; a file's text that a spreadsheet takes for a formula gets an apostrophe."""
    plain = column.cast(kind)
    if kind != pa.string() or name in _OWN_WORDS:
        return plain
    bare = pc.replace_substring(pc.replace_substring_regex(plain, r"[\t\r\n]", " "), '"', "'")
    return pc.replace_substring_regex(bare, r"^([=+@-].)", r"'\1")


class _TsvSink(AbstractContextManager["_TsvSink"]):
    """Write tables as tab-separated text with a head; nothing stands for null."""

    def __init__(self, path: Path, more: Mapping[str, Column]) -> None:
        self._file = path.open("wb")
        self._more = more
        self._file.write("\t".join([*COLUMNS, *more]).encode() + b"\n")
        self._options = arrow_csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")

    def write(self, table: pa.Table) -> None:
        plain = [
            _as_text(name, column, _plain_type(name, self._more))
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
        arrow_csv.write_csv(pa.table(plain, names=table.column_names), self._file, self._options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def annotate_vcf(vcf: Path, genome: Genome, out: Path, further: "Further | None" = None) -> Counted:
    """Write every allele of a VCF on every transcript.

    Args:
        vcf: VCF or BCF.
        genome: The reference with its gene models.
        out: `.parquet` or `.tsv`; written whole or not at all.
        further: Sources to ask.

    Returns:
        What was read and written.

    Raises:
        InputError: The name of `out` ends otherwise, or the VCF is no VCF, is cut, or has contigs of another FASTA;
            a source knows next to nothing of the alleles.
    """
    verify_format(out)
    counted = Counted()
    with written_whole(out) as partial:
        annotate_whole(vcf, genome, partial, counted, further, suffix=out.suffix)
        if further:
            further.judge(genome.sequence.lengths)
    return counted


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


def annotate_whole(
    vcf: Path,
    genome: Genome,
    out: Path,
    counted: Counted,
    further: "Further | None",
    contig: str | None = None,
    suffix: str = ".parquet",
) -> None:
    """Write the rows of a VCF, or of one contig; whether the sources know enough of them is not judged.

    Args:
        vcf: VCF or BCF.
        genome: The reference with its gene models.
        out: The file; cut where this fails.
        counted: Gets the counts.
        further: Sources to ask.
        contig: Only this contig.
        suffix: `.parquet` or `.tsv`.
    """
    with open_sink(out, suffix, further.columns if further else {}) as sink:
        for table in annotate_batches(vcf, genome, counted, further, contig):
            sink.write(table)
