"""Reference sequences with their own gene models: the records of `mutalyzer_hgvs/refs`."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from genopipe.errors import GenopipeError
from genopipe.io.gene_models import read_transcripts

PLACE = re.compile(r"^>\S+ \S+?:\S+?:(\S+?):(\d+):(\d+):(-?1)\b")
"""Header of Ensembl's sequences: contig, start, end and strand of the piece."""
RECORD_OF_ONE_TRANSCRIPT = re.compile(r"(NM|NR|XM|XR)_")


@dataclass(frozen=True)
class Record:
    """One sequence with its transcripts.

    Attributes:
        name: Accession.
        bases: The sequence.
        transcripts: Its gene models.
    """

    name: str
    bases: str
    transcripts: pl.DataFrame

    @property
    def lengths(self) -> dict[str, int]:
        return {self.name: len(self.bases)}


class OneContig:
    """A record as the reader of descriptions takes it."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.lengths = record.lengths

    def bases(self, contig: str, start: int, end: int) -> str:
        assert contig == self._record.name
        return self._record.bases[start - 1 : end]


def _read_fasta(path: Path) -> tuple[str, str]:
    with gzip.open(path, "rt") as stream:
        header, *lines = stream.read().splitlines()
    return header, "".join(lines).upper()


def _moved(lines: list[str], name: str, low: int, high: int, forward: bool) -> Iterator[str]:
    """Give the lines of a piece of a chromosome in the piece's own positions and direction."""
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        cells = line.split("\t")
        start, end = int(cells[3]), int(cells[4])
        new = (start - low + 1, end - low + 1) if forward else (high - end + 1, high - start + 1)
        cells[0], cells[3], cells[4] = name, str(new[0]), str(new[1])
        cells[6] = cells[6] if forward else {"+": "-", "-": "+"}.get(cells[6], cells[6])
        yield "\t".join(cells)


def _inside(lines: list[str], size: int) -> list[str]:
    """Leave out the transcripts that the piece cuts, with all their lines."""
    cut = set()
    for line in lines:
        cells = line.split("\t")
        outside = int(cells[3]) < 1 or int(cells[4]) > size
        names = re.findall(r"(?:ID|Parent)=(transcript:[^;]+)", cells[8])
        cut |= set(names) if outside else set()
    return [line for line in lines if not any(name in line for name in cut)]


def _ensembl_models(path: Path, header: str, name: str, folder: Path) -> pl.DataFrame:
    found = PLACE.match(header)
    assert found
    low, high, forward = int(found[2]), int(found[3]), found[4] == "1"
    with gzip.open(path, "rt") as stream:
        lines = list(_moved(stream.read().splitlines(), name, low, high, forward))
    kept = _inside(lines, high - low + 1)
    genes = [line for line in kept if "\tgene\t" in line]
    out = folder / f"{name}.gff3"
    rest = [line for line in kept if "\tgene\t" not in line and _whole(line, kept)]
    out.write_text("\n".join(["##gff-version 3", *genes, *rest]) + "\n")
    return read_transcripts(out)


def _whole(line: str, lines: list[str]) -> bool:
    """Say whether all CDS lines of the line's transcript lie in exons that are there, too (the service cuts them)."""
    names = re.findall(r"(?:ID|Parent)=(transcript:[^;]+)", line)
    cells = [other.split("\t") for other in lines if names and f"Parent={names[0]};" in other]
    exons = [(int(cell[3]), int(cell[4])) for cell in cells if cell[2] == "exon"]
    coding = [(int(cell[3]), int(cell[4])) for cell in cells if cell[2] == "CDS"]
    return all(any(low <= start and end <= high for low, high in exons) for start, end in coding)


@cache
def read_record(refs: Path, name: str, folder: Path) -> Record | None:
    """Read a record; None: it is not there, or has no gene models that can be read.

    Args:
        refs: Folder of the records.
        name: Accession.
        folder: Where a file may be written.
    """
    fasta, models = refs / f"{name}.fasta.gz", refs / f"{name}.gff3.gz"
    if not fasta.is_file():
        return None
    header, bases = _read_fasta(fasta)
    own = header[1:].split()[0]
    try:
        table = _ensembl_models(models, header, own, folder) if PLACE.match(header) else read_transcripts(models)
    except GenopipeError:
        return None
    if RECORD_OF_ONE_TRANSCRIPT.match(own) and table.height == 1:
        table = table.with_columns(transcript=pl.lit(own.partition(".")[0]), transcript_version=pl.lit(own))
    return Record(own, bases, table)
