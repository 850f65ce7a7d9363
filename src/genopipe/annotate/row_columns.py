"""Columns of every row when a VCF is annotated as it is, with what a null means in each."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pyarrow as pa

from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import Column

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

_KINDS = {
    pl.String: pa.string(),
    pl.Int64: pa.int64(),
    pl.Int8: pa.int8(),
    pl.Float64: pa.float64(),
    pl.Boolean: pa.bool_(),
}


def rows_schema(more: Mapping[str, Column]) -> pa.Schema:
    """Return names, types and meanings of the columns of a file of rows.

    Args:
        more: Columns of sources, behind the others.
    """
    return pa.schema([_described(name, column) for name, column in {**FLAT, **more}.items()])


def _described(name: str, column: Column) -> pa.Field:
    facts = {"doc": column.doc, "unit": column.unit, "missing": column.missing, "source": column.source}
    return pa.field(name, _KINDS[column.dtype.base_type()], metadata=facts)
