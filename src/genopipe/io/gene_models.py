"""Read gene models (Ensembl-style GFF3) into one row a transcript, with its coding intervals."""

import gzip
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import IO
from typing import Any
from urllib.parse import unquote

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault

TRANSCRIPT_SCHEMA: dict[str, pl.DataType] = {
    "transcript": pl.String(),  # id without version, as bcftools csq names it
    "transcript_version": pl.String(),  # id with version where the file gives one
    "gene": pl.String(),
    "gene_symbol": pl.String(),
    "biotype": pl.String(),
    "contig": pl.String(),
    "strand": pl.String(),
    "start": pl.Int64(),  # 1-based
    "end": pl.Int64(),  # included
    "mane": pl.String(),  # MANE_Select, MANE_Plus_Clinical or null
    "canonical": pl.Boolean(),
    "coding_bases": pl.Int64(),
    "coding_starts": pl.List(pl.Int64()),  # 1-based
    "coding_ends": pl.List(pl.Int64()),  # included
}


@dataclass
class _Transcript:
    row: dict[str, Any]
    coding: list[tuple[int, int]] = field(default_factory=list)


def _open_text(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix in (".gz", ".bgz") else path.open(encoding="utf-8")


@dataclass(frozen=True)
class _Feature:
    contig: str
    feature: str
    start: int  # 1-based
    end: int  # included
    strand: str
    attributes: str


def _features(path: Path) -> Iterator[_Feature]:
    """Yield the features of a GFF3 file, plain or compressed.

    Raises:
        InputError: A line has not nine columns, or no numbers where positions are.
    """
    with _open_text(path) as handle:
        for number, raw in enumerate(handle, start=1):
            line = raw.rstrip("\r\n")
            if line.startswith("##FASTA"):
                return
            if line and not line.startswith("#"):
                yield _feature(line, f"{path}:{number}")


def _feature(line: str, where: str) -> _Feature:
    try:
        contig, _, kind, start, end, _, strand, _, attributes = line.split("\t")
        return _Feature(contig, kind, int(start), int(end), strand, attributes)
    except ValueError as error:
        cause = "no line of a GFF3: nine columns, positions in the fourth and fifth"
        raise InputError([fault("GENES-EMPTY", where, cause, "give an Ensembl-style GFF3")]) from error


def _attributes(feature: _Feature) -> dict[str, str]:
    pairs = (item.split("=", 1) for item in feature.attributes.split(";") if "=" in item)
    return {key.strip(): unquote(value) for key, value in pairs}


def _bare(identifier: str) -> str:
    return identifier.split(":", 1)[-1]


def _mane(tags: str) -> str | None:
    for tag in ("MANE_Select", "MANE_Plus_Clinical"):
        if tag in tags.replace(" ", "_").split(","):
            return tag
    return None


def _transcript(record: _Feature, facts: dict[str, str]) -> _Transcript:
    name = _bare(facts["ID"])
    gene = _bare(facts["Parent"])
    version = facts.get("version")
    tags = facts.get("tag", "")
    return _Transcript(
        {
            "transcript": name,
            "transcript_version": f"{name}.{version}" if version and "." not in name else name,
            "gene": gene,
            "gene_symbol": gene,
            "biotype": facts.get("biotype", record.feature),
            "contig": record.contig,
            "strand": record.strand,
            "start": record.start,
            "end": record.end,
            "mane": _mane(tags),
            "canonical": "Ensembl_canonical" in tags.split(","),
        }
    )


def merge_stretches(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of one contig (both ends included), sorted, those that overlap or touch joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _collect(path: Path) -> dict[str, _Transcript]:
    symbols: dict[str, str] = {}
    transcripts: dict[str, _Transcript] = {}
    waiting: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for record in _features(path):
        facts = _attributes(record)
        identifier, parents = facts.get("ID", ""), facts.get("Parent", "")
        if identifier.startswith("gene:"):
            symbols[_bare(identifier)] = facts.get("Name", _bare(identifier))
        elif identifier.startswith("transcript:") and parents:
            transcripts[_bare(identifier)] = _transcript(record, facts)
        elif record.feature == "CDS":
            for parent in parents.split(","):
                waiting[_bare(parent)].append((record.start, record.end))
    for name, transcript in transcripts.items():
        transcript.coding = merge_stretches(waiting[name])
        transcript.row["gene_symbol"] = symbols.get(transcript.row["gene"], transcript.row["gene"])
    return transcripts


def read_gene_models(path: Path) -> pl.DataFrame:
    """Read a GFF3 into one row a transcript.

    Args:
        path: Ensembl-style GFF3 (ids `gene:...` and `transcript:...`), plain, gzipped or bgzipped.

    Returns:
        One row a transcript, columns of `TRANSCRIPT_SCHEMA`, sorted by contig, start and id.

    Raises:
        InputError: The file holds no transcript, or a line is no GFF3.
    """
    transcripts = _collect(path)
    if not transcripts:
        cause = "no feature has an id of the form transcript:..., so there is no gene model to use"
        raise InputError([fault("GENES-EMPTY", str(path), cause, "give an Ensembl-style GFF3")])
    rows = [
        {
            **item.row,
            "coding_bases": sum(end - start + 1 for start, end in item.coding),
            "coding_starts": [start for start, _ in item.coding],
            "coding_ends": [end for _, end in item.coding],
        }
        for item in transcripts.values()
    ]
    return pl.DataFrame(rows, schema=TRANSCRIPT_SCHEMA).sort("contig", "start", "transcript")


def read_transcripts(path: Path) -> pl.DataFrame:
    """Read gene models from a GFF3 or from the Parquet that was compiled from one."""
    return pl.read_parquet(path) if path.suffix == ".parquet" else read_gene_models(path)


def coding_stretches(transcripts: pl.DataFrame, genes: set[str]) -> pl.DataFrame:
    """Return the coding bases of genes, each base once a gene.

    Args:
        transcripts: Rows of `read_gene_models`.
        genes: Gene ids or symbols.

    Returns:
        Columns contig, start (1-based), end (included), gene, gene_symbol; sorted by contig and start.
    """
    chosen = transcripts.filter(
        (pl.col("gene").is_in(genes) | pl.col("gene_symbol").is_in(genes)) & (pl.col("coding_bases") > 0)
    )
    rows = []
    for (contig, gene, symbol), group in chosen.group_by("contig", "gene", "gene_symbol", maintain_order=True):
        pairs = group.select(pl.col("coding_starts").explode(), pl.col("coding_ends").explode()).rows()
        rows += [(contig, start, end, gene, symbol) for start, end in merge_stretches(pairs)]
    schema = {"contig": pl.String, "start": pl.Int64, "end": pl.Int64, "gene": pl.String, "gene_symbol": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("contig", "start", "gene")
