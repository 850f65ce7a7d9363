"""MANE transcripts from its tables: a TSV of exons, or the bigGenePred of the UCSC browser.

Every row of MANE is two accessions of one model, equal base for base: the RefSeq one is taken, as clinical reports
name it, or the Ensembl one on demand.

Source: Morales et al. 2022, doi:10.1038/s41586-022-04558-8.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import Literal

import polars as pl
import pyBigWig

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.gene_models.columns import TRANSCRIPT_SCHEMA

Accessions = Literal["refseq", "ensembl"]

_COLUMNS = (
    *("chrom", "tx_start", "tx_end", "strand", "gene_symbol", "ensg", "ncbi_gene_id", "enst", "ensp"),
    *("refseq_nm", "refseq_np", "mane_status", "cds_start", "cds_end", "exon_starts", "exon_ends"),
)
_BIG = (b"\xeb\xf2\x89\x87", b"\x87\x89\xf2\xeb")  # bigBed's magic number, either byte order
_VERSION = r"\.\d+$"


def is_big(path: Path) -> bool:
    """Say whether a file is a bigBed, from its first bytes."""
    with path.open("rb") as stream:
        return stream.read(4) in _BIG


def is_table(path: Path) -> bool:
    """Say whether a file is the TSV of MANE, from its header line."""
    try:
        header = pl.read_csv(path, separator="\t", n_rows=0, infer_schema=False, quote_char=None).columns
    except (pl.exceptions.PolarsError, OSError):
        return False
    return set(_COLUMNS) <= set(header)


def read_mane(path: Path, accessions: Accessions = "refseq") -> pl.DataFrame:
    """Read MANE transcripts.

    Args:
        path: The TSV (plain or gzipped), or the bigGenePred.
        accessions: Whose accessions name transcript, protein and gene.

    Returns:
        One row a MANE transcript, columns of `TRANSCRIPT_SCHEMA`, sorted by contig and start.

    Raises:
        InputError: The file is neither of the two, or a model of it contradicts itself.
    """
    rows = pl.DataFrame(list(_big_rows(path)), orient="row") if is_big(path) else _table_rows(path)
    _refuse_contradictions(path, rows)
    made = _models(rows, accessions)
    schema = pl.Schema(TRANSCRIPT_SCHEMA)
    return made.select(list(schema)).cast(schema).sort("contig", "start", "end", "transcript")


def _refuse_contradictions(path: Path, rows: pl.DataFrame) -> None:
    counts = pl.col("exon_starts").list.len() == pl.col("exon_ends").list.len()
    inside = (pl.col("cds_start") >= pl.col("tx_start")) & (pl.col("cds_end") <= pl.col("tx_end"))
    wrong = rows.filter(~(counts & inside & pl.col("strand").is_in(["+", "-"])).fill_null(False))
    if wrong.height or not rows.height:
        named = wrong["enst"][0] if wrong.height else "no row"
        cause = f"{wrong.height} models contradict themselves, such as {named}"
        raise InputError([fault("GENES-EXON", str(path), cause, "bring the table again")])


def _table_rows(path: Path) -> pl.DataFrame:
    if not is_table(path):
        raise InputError([fault("GENES-COLUMN", str(path), "not a table of MANE", "bring the table again")])
    rows = pl.read_csv(path, separator="\t", infer_schema=False, quote_char=None).select(_COLUMNS)
    numbers = [pl.col(name).cast(pl.Int64) for name in ("tx_start", "tx_end", "cds_start", "cds_end")]
    lists = [pl.col(name).str.split(",").list.eval(pl.element().cast(pl.Int64)) for name in _COLUMNS[-2:]]
    return rows.with_columns(*numbers, *lists)


def _big_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Give the rows of the bigGenePred with the columns of the TSV; half-open positions become 1-based."""
    with pyBigWig.open(str(path)) as big:
        for contig, length in sorted(big.chroms().items()):
            for start, end, text in big.entries(contig, 0, length) or ():
                yield _big_row(contig, start, end, text.split("\t"))


def _big_row(contig: str, start: int, end: int, cells: list[str]) -> dict[str, Any]:
    sizes, offsets = ([int(number) for number in cells[index].strip(",").split(",")] for index in (7, 8))
    values = (
        *(contig, start + 1, end, cells[2], cells[15], cells[14], cells[19].removeprefix("GeneID:"), cells[0]),
        *(cells[17], cells[18], cells[20], cells[21], int(cells[3]) + 1, int(cells[4])),
        [start + offset + 1 for offset in offsets],
        [start + offset + size for offset, size in zip(offsets, sizes, strict=True)],
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _models(rows: pl.DataFrame, accessions: Accessions) -> pl.DataFrame:
    """Return the rows with the columns of gene models."""
    refseq = accessions == "refseq"
    name, protein = ("refseq_nm", "refseq_np") if refseq else ("enst", "ensp")
    coding = _coding(rows.with_row_index("key").explode("exon_starts", "exon_ends"))
    empty = pl.lit([], pl.List(pl.Int64))
    made = rows.with_row_index("key").join(coding, on="key", how="left")
    return made.with_columns(
        transcript=pl.col(name).str.replace(_VERSION, ""),
        transcript_version=name,
        gene=pl.col("ncbi_gene_id") if refseq else pl.col("ensg").str.replace(_VERSION, ""),
        biotype=pl.lit("protein_coding"),
        contig="chrom",
        start="tx_start",
        end="tx_end",
        mane=pl.col("mane_status").str.replace_all(" ", "_"),
        canonical=pl.col("mane_status") == "MANE Select",
        protein=protein,
        first_phase=pl.lit(0),
        genetic_code=pl.lit(1),
        redefined=empty,
        gap_positions=empty,
        gap_lengths=empty,
        mature_starts=empty,
        mature_ends=empty,
        **{flag: pl.lit(False) for flag in ("start_incomplete", "end_incomplete", "non_aug_start")},
    )


def _coding(exons: pl.DataFrame) -> pl.DataFrame:
    """Return the coding stretches of each model: its exons between the ends of its coding sequence."""
    cut = exons.with_columns(
        low=pl.max_horizontal("exon_starts", "cds_start"), high=pl.min_horizontal("exon_ends", "cds_end")
    ).filter(pl.col("low") <= pl.col("high"))
    return cut.group_by("key", maintain_order=True).agg(
        coding_bases=(pl.col("high") - pl.col("low") + 1).sum(), coding_starts="low", coding_ends="high"
    )
