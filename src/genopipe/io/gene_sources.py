"""Read tables that tell of genes (constraint, phenotypes, dosage, validity) by their record: one row a gene.

A table needs no code: its record names the columns to take and how several rows become one. The columns that name the
gene are found by their headings, and an id by its own form: `ENSG00000012048`, `HGNC:1100`, `672`.
"""

import csv
import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import polars as pl

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.gene_reduce import reduced
from genopipe.io.gene_reduce import typed
from genopipe.io.naming import show
from genopipe.io.text import file_faults
from genopipe.sources import Source

IDS = ("ensembl", "hgnc", "ncbi")
"""Kinds of gene ids, the first the one of the gene models as a rule."""

# A heading stands among the first lines: ClinGen writes six before it (count).
HEAD_LINES = 60
SYMBOL_HEADINGS = ("gene_symbol", "symbol", "hgnc_symbol", "gene")
ID_HEADINGS = (
    "gene_id",
    "ensembl_gene_id",
    "ensembl_id",
    "hgnc_id",
    "gene_id_hgnc",
    "ncbi_gene_id",
    "entrez_id",
    "gene",
)
PAR_Y = "_PAR_Y"
"""Stands behind the id of a gene's copy on Y in older gene models."""

_FORMS = {"ensembl": r"^(ENS[A-Z]*G\d{11})(?:\.\d+)?(?:_PAR_Y)?$", "hgnc": r"^(HGNC:\d+)$", "ncbi": r"^(\d+)$"}
_MISSING = ("", "NA", "NaN", "nan", ".", "-", "None", "null")
_SHOWN = 5


@dataclass(frozen=True)
class GeneFacts:
    """What a source tells of genes.

    Attributes:
        source: Its record.
        frame: One row a gene: `symbol`, `ensembl`, `hgnc`, `ncbi` (null: not told) and the columns of the record.
        ambiguous: Symbols that stand for several genes of the source: they are matched by id only.
        notes: What was mended or is worth knowing.
    """

    source: Source
    frame: pl.DataFrame
    ambiguous: frozenset[str]
    notes: tuple[Fault, ...] = ()


def plain_heading(text: str) -> str:
    """Return a heading in the form in which records name it: `GENE ID (HGNC)` is `GENE_ID_HGNC`."""
    return re.sub(r"[^0-9A-Za-z_.+-]+", "_", text.strip()).strip("_")


def _opened(path: Path) -> IO[str]:
    packed = path.suffix in (".gz", ".bgz")
    return gzip.open(path, "rt", encoding="utf-8-sig") if packed else path.open(encoding="utf-8-sig")


def _cells(line: str) -> tuple[str, list[str]]:
    """Return the separator of a line and its cells."""
    separator = "\t" if "\t" in line else ","
    cells = line.rstrip("\r\n").split("\t") if separator == "\t" else next(csv.reader([line.rstrip("\r\n")]))
    return separator, [plain_heading(cell) for cell in cells]


def _find_head(path: Path, wanted: Sequence[str]) -> tuple[int, str, list[str]]:
    """Return the number of lines before the heading, the separator and the headings.

    Raises:
        InputError: No line holds the wanted headings and one that names the gene.
    """
    gene = set(SYMBOL_HEADINGS) | set(ID_HEADINGS)
    nearest: list[str] = []
    with _opened(path) as lines:
        for number, line in enumerate(islice(lines, HEAD_LINES)):
            separator, cells = _cells(line)
            if set(wanted) <= set(cells) and gene & {cell.lower() for cell in cells}:
                return number, separator, cells
            if len(set(wanted) & set(cells)) > len(set(wanted) & set(nearest)):
                nearest = cells
    lacking = [name for name in wanted if name not in nearest]
    cause = f"no heading with {', '.join(lacking or ['a column for the gene'])}"
    fix = "give the file that the record is for, or mend the record"
    raise InputError([fault("GENE-SOURCE-HEAD", str(path), cause, fix)])


def read_gene_table(path: Path, wanted: Sequence[str]) -> pl.DataFrame:
    """Read a table of genes as text.

    Args:
        path: TSV or CSV, plain or compressed; lines before the heading, and lines of `+`, are left out.
        wanted: Headings that must be there, in plain form.

    Returns:
        The columns with plain headings; cells that hold nothing are null.

    Raises:
        InputError: The file cannot be read, or is no such table.
    """
    if faults := file_faults(path):
        raise InputError(faults)
    try:
        before, separator, names = _find_head(path, wanted)
        frame = pl.read_csv(
            path.read_bytes() if path.suffix == ".bgz" else path,
            separator=separator,
            quote_char='"' if separator == "," else None,
            has_header=False,
            skip_lines=before + 1,
            new_columns=_unlike(names),
            infer_schema=False,
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError, EOFError, csv.Error) as error:
        cause = f"the table cannot be read: {show(str(error).splitlines()[0])}"
        raise InputError([fault("GENE-SOURCE-TABLE", str(path), cause, "bring the file again")]) from error
    if frame.width != len(names):
        cause = f"{frame.width} cells under {len(names)} headings"
        raise InputError([fault("GENE-SOURCE-TABLE", str(path), cause, "bring the file again")])
    stripped = frame.with_columns(pl.all().str.strip_chars())
    told = stripped.with_columns(pl.when(~pl.all().is_in(_MISSING)).then(pl.all()).name.keep())
    return told.filter(~pl.nth(0).str.contains(r"^\++$").fill_null(value=False))


def _unlike(names: Sequence[str]) -> list[str]:
    """Return headings of which each stands once: a repeated one gets its number."""
    return [name if name not in names[:i] else f"{name}.{i}" for i, name in enumerate(names)]


def _keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Return symbol and ids of each row: an id goes where its form says."""
    lower = {name.lower(): name for name in reversed(frame.columns)}
    ids = [pl.col(lower[name]) for name in ID_HEADINGS if name in lower]
    symbols = [pl.col(lower[name]) for name in SYMBOL_HEADINGS if name in lower]
    forms = [
        pl.coalesce(*(column.str.extract(form) for column in ids)).alias(kind)
        if ids
        else pl.lit(None, dtype=pl.String).alias(kind)
        for kind, form in _FORMS.items()
    ]
    no_id = [pl.when(~pl.any_horizontal(s.str.contains(f) for f in _FORMS.values())).then(s) for s in symbols]
    symbol = pl.coalesce(*no_id) if no_id else pl.lit(None, dtype=pl.String)
    return frame.select(symbol.alias("symbol"), *forms)


def _preferred(frame: pl.DataFrame) -> pl.DataFrame:
    """Sort the rows of tables that tell of transcripts: MANE Select first, then canonical, then Ensembl's."""
    order = [
        (pl.col(name).str.to_lowercase() != "true").fill_null(value=True)
        for name in ("mane_select", "canonical")
        if name in frame.columns
    ]
    return frame.sort(*order, pl.col("ensembl").is_null(), maintain_order=True) if order else frame


def _grouped(keys: pl.DataFrame) -> tuple[pl.Series, frozenset[str]]:
    """Return to which gene each row belongs, and the symbols that stand for several genes."""
    per_symbol = keys.filter(pl.col("symbol").is_not_null()).group_by("symbol").agg(pl.col(IDS).drop_nulls().n_unique())
    several = per_symbol.filter(pl.any_horizontal(pl.col(kind) > 1 for kind in IDS))["symbol"]
    own = pl.coalesce(*IDS, pl.col("symbol"))
    gene = pl.when(pl.col("symbol").is_null() | pl.col("symbol").is_in(several.implode())).then(own)
    return keys.select(gene.otherwise("symbol").alias("gene")).to_series(), frozenset(several)


def read_gene_facts(path: Path, source: Source) -> GeneFacts:
    """Read a source that tells of genes.

    Args:
        path: Its table.
        source: Its record, of grain `gene`.

    Returns:
        One row a gene, in the order of the file's symbols; rows that name no gene are left out and counted in a note.

    Raises:
        InputError: The file is not what the record says.
    """
    table = read_gene_table(path, [column.field for column in source.columns])
    rows = pl.concat([table.drop(*IDS, "symbol", strict=False), _keys(table)], how="horizontal")
    named = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in (*IDS, "symbol")))
    if named.is_empty():
        cause = "no row names a gene"
        raise InputError([fault("GENE-SOURCE-TABLE", str(path), cause, "give the table of the record")])
    ordered = _preferred(named)
    gene, ambiguous = _grouped(ordered.select(*IDS, "symbol"))
    columns = [typed(ordered, column, str(path)).alias(source.full_name(column.column)) for column in source.columns]
    prepared = ordered.select(gene, "symbol", *IDS, *columns)
    facts = prepared.group_by("gene", maintain_order=True).agg(
        *(pl.col(name).drop_nulls().first() for name in ("symbol", *IDS)),
        *(reduced(column, source) for column in source.columns),
    )
    notes = _notes(str(path), rows.height - named.height, ambiguous)
    return GeneFacts(source, facts.drop("gene").sort("symbol", *IDS, nulls_last=True), ambiguous, notes)


def _notes(where: str, unnamed: int, ambiguous: frozenset[str]) -> tuple[Fault, ...]:
    found = []
    if unnamed:
        found.append(note("GENE-SOURCE-ROWS", where, f"{unnamed:,} rows name no gene and are left out", "nothing"))
    if ambiguous:
        some = ", ".join(show(symbol) for symbol in sorted(ambiguous)[:_SHOWN])
        cause = f"{len(ambiguous):,} symbols stand for several genes and are matched by id only, such as {some}"
        found.append(note("GENE-SOURCE-SYMBOL", where, cause, "nothing; gene models with ids match them"))
    return tuple(found)
