"""The index of ClinVar's (likely) pathogenic alleles by codon and by splice position, on disk."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.whole import written_whole

CODONS = "clinvar_codons.parquet"
SPLICE = "clinvar_splice.parquet"
KNOWN = "clinvar_known.parquet"
KNOWN_SCHEMA: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "gene": pl.String(),
    "transcript": pl.String(),
    "kind": pl.String(),  # null, missense or in_frame
    "exon": pl.String(),
    "protein_start": pl.Int64(),
    "protein_end": pl.Int64(),
    "clinvar_id": pl.String(),
    "stars": pl.Int64(),
    "pathogenic": pl.Boolean(),  # else (likely) benign
}
"""One row is one of ClinVar's alleles on a transcript that stands for its gene."""


def write_index(folder: Path, codons: pl.DataFrame, splice: pl.DataFrame) -> None:
    """Write the index: two files, each whole or not at all, the same bytes for the same rows.

    Args:
        folder: Where they go.
        codons: One row an allele and transcript: which amino acid became which.
        splice: One row an allele and transcript: where at a splice site it lies.
    """
    for name, frame in ((CODONS, codons), (SPLICE, splice)):
        with written_whole(folder / name) as path:
            frame.sort(frame.columns).write_parquet(path, compression="zstd", statistics=False)


def write_known(folder: Path, known: pl.DataFrame) -> None:
    """Write ClinVar's alleles by gene and residue: columns of `KNOWN_SCHEMA`."""
    with written_whole(folder / KNOWN) as path:
        known.sort(known.columns).write_parquet(path, compression="zstd", statistics=False)


def read_known(folder: Path) -> pl.DataFrame:
    """Read ClinVar's alleles by gene and residue.

    Args:
        folder: Where `write_known` wrote them.

    Raises:
        InputError: They are not there, cut, or of another make.
    """
    return _read(folder / KNOWN, KNOWN_SCHEMA)


def read_index(
    folder: Path, codons: Mapping[str, pl.DataType], splice: Mapping[str, pl.DataType]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the index.

    Args:
        folder: Where it lies.
        codons: Columns of the first file with their types.
        splice: Columns of the second.

    Raises:
        InputError: It is not there, cut, or of another make.
    """
    return _read(folder / CODONS, codons), _read(folder / SPLICE, splice)


def _read(path: Path, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = f"the index cannot be read: {error}"
        raise InputError([fault("STORE-MISSING", str(path), cause, "build ClinVar again")]) from error
    if dict(frame.schema) != dict(schema):
        cause = "the index was made by another version of genopipe"
        raise InputError([fault("STORE-MISSING", str(path), cause, "build ClinVar again")])
    return frame
