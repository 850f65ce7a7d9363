"""Records of made-up sources, and small files to build them from."""

from collections.abc import Sequence
from pathlib import Path

import pysam

from genopipe.sources import Source


def column(name: str, field: str, kind: str = "number", **more: object) -> dict[str, object]:
    """Return a column of a record."""
    return {"column": name, "from": field, "type": kind, "doc": "d", "unit": "u", "missing": "m", **more}


def record(columns: Sequence[dict[str, object]], **more: object) -> Source:
    """Return a record."""
    told = {
        "name": "made",
        "title": "Made",
        "kind": "other",
        "version": "1",
        "build": "",
        "licence": {"words": "none", "link": "", "commercial": True},
        "citation": "none",
        "format": "vcf",
        "grain": "allele",
        "columns": list(columns),
    }
    return Source.model_validate({**told, **more})


def write_fasta(folder: Path, **contigs: str) -> Path:
    """Write an indexed FASTA."""
    path = folder / "genome.fa"
    path.write_text("".join(f">{name}\n{bases}\n" for name, bases in contigs.items()))
    pysam.faidx(str(path))
    return path


def write_vcf(path: Path, rows: Sequence[str], info: Sequence[tuple[str, str, str]], contigs: dict[str, int]) -> Path:
    """Write a bgzipped VCF; a row is the first eight columns, parted by blanks."""
    head = ["##fileformat=VCFv4.2", "##fileDate=2025-02-03"]
    head += [f"##contig=<ID={name},length={length}>" for name, length in contigs.items()]
    head += [f'##INFO=<ID={name},Number={number},Type={kind},Description="x">' for name, number, kind in info]
    head.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    with pysam.BGZFile(str(path), "wb") as out:
        out.write(("\n".join([*head, *("\t".join(row.split(" ")) for row in rows)]) + "\n").encode())
    return path
