"""Read the structural alleles of a VCF: symbolic ones, breakends and long sequences, with END and SVLEN."""

from pathlib import Path
from typing import Any

import polars as pl
from cyvcf2 import VCF

from genopipe.io.vcf_content import verify_whole

STRUCTURAL_RECORD_SCHEMA: dict[str, pl.DataType] = {
    "contig": pl.String(),
    "position": pl.Int64(),  # POS, 1-based
    "ref": pl.String(),
    "alt": pl.String(),
    "record_id": pl.String(),  # null: none
    "end": pl.Int64(),  # INFO/END, 1-based; null: not written
    "length": pl.Int64(),  # INFO/SVLEN of this ALT (bases); null: not written
}


def _whole_number(value: Any) -> int | None:  # noqa: ANN401 - an INFO value
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _lengths(value: Any, alternatives: int) -> list[int | None]:  # noqa: ANN401 - an INFO value
    """Return SVLEN of each ALT; one value for a record of several ALT alleles belongs to none of them surely."""
    values = list(value) if isinstance(value, tuple | list) else [value]
    if len(values) != alternatives:
        return [None] * alternatives
    return [_whole_number(item) for item in values]


def read_structural_records(path: Path, longest: int) -> pl.DataFrame:
    """Read the structural alleles of a VCF.

    Args:
        path: VCF or BCF.
        longest: Longer sequences are structural (bases).

    Returns:
        One row an allele, columns of `STRUCTURAL_RECORD_SCHEMA`, in the file's order. Where a record has several ALT
        alleles, END is that of the longest: each ALT's own SVLEN is taken instead where it is written.

    Raises:
        ContentError: The file is cut, or no VCF.
    """
    verify_whole(path)
    rows: list[tuple[Any, ...]] = []
    for variant in VCF(str(path)):
        alternatives = list(variant.ALT)
        lengths = _lengths(variant.INFO.get("SVLEN"), len(alternatives))
        end = _whole_number(variant.INFO.get("END"))
        for alt, length in zip(alternatives, lengths, strict=True):
            if _is_structural(variant.REF, alt, longest):
                own = None if len(alternatives) > 1 and length is not None else end
                rows.append((variant.CHROM, variant.POS, variant.REF, alt, variant.ID, own, length))
    return pl.DataFrame(rows, schema=STRUCTURAL_RECORD_SCHEMA, orient="row")


def _is_structural(ref: str, alt: str, longest: int) -> bool:
    symbolic = any(mark in alt for mark in "<[].")
    return symbolic or max(len(ref), len(alt)) > longest
