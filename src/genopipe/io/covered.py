"""Read which positions a source covers: a BED, its contigs named as in the reference."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.contig_names import translate
from genopipe.io.gene_models import merge_stretches
from genopipe.io.naming import show
from genopipe.io.text import file_faults

COVERED_SCHEMA: dict[str, pl.DataType] = {"contig": pl.String(), "start": pl.Int64(), "end": pl.Int64()}
_FIX = "give the BED of what the source covers: contig, start (0-based) and end, parted by tabs"


def read_covered(path: Path, lengths: Mapping[str, int] | None = None) -> pl.DataFrame:
    """Read a BED of covered stretches.

    Args:
        path: BED, plain or compressed; 0-based half-open on disk.
        lengths: Contigs of the reference (bases); None or empty: names stay as they are.

    Returns:
        Columns contig, start (1-based), end (included), sorted; stretches that overlap or touch are joined.

    Raises:
        InputError: There is no such file, it cannot be read to its end, a line is no stretch, there is none, or no
            contig is one of the reference.
    """
    if faults := file_faults(path):
        raise InputError(faults)
    stretches: dict[str, list[tuple[int, int]]] = {}
    try:
        with gzip.open(path, "rt") if path.suffix in (".gz", ".bgz") else path.open() as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip() and not line.startswith(("#", "track", "browser")):
                    contig, start, end = _stretch(line, f"{path}:{number}")
                    stretches.setdefault(contig, []).append((start + 1, end))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError([fault("REGION-BED", str(path), f"cannot be read: {error}", "bring it again")]) from error
    if not stretches:
        raise InputError([fault("REGION-BED", str(path), "the file holds no region", _FIX)])
    if lengths:
        stretches = _named(path, stretches, lengths)
    rows = [(contig, *pair) for contig in sorted(stretches) for pair in merge_stretches(stretches[contig])]
    return pl.DataFrame(rows, schema=COVERED_SCHEMA, orient="row")


def _named(
    path: Path, stretches: Mapping[str, list[tuple[int, int]]], lengths: Mapping[str, int]
) -> dict[str, list[tuple[int, int]]]:
    """Return stretches by the contigs of the reference.

    Raises:
        InputError: None is one of the reference.
    """
    ours = translate(stretches, lengths)
    named: dict[str, list[tuple[int, int]]] = {}
    for contig, pairs in stretches.items():
        named.setdefault(ours.get(contig, contig), []).extend(pairs)
    if not set(named) & set(lengths):
        cause = f"names its contigs otherwise: {show(min(stretches))}, the FASTA {show(min(lengths))}"
        raise InputError([fault("REGION-CONTIGS", str(path), cause, "give the BED of the reference's build")])
    return named


def _stretch(line: str, where: str) -> tuple[str, int, int]:
    """Return contig, start and end of a line.

    Raises:
        InputError: It is no stretch.
    """
    cells = line.rstrip("\r\n").split("\t")
    if len(cells) < 3 or not (cells[1].isdecimal() and cells[2].isdecimal()) or int(cells[2]) < int(cells[1]):
        raise InputError([fault("REGION-BED", where, f"no region: {show(line.rstrip())}", _FIX)])
    return cells[0], int(cells[1]), int(cells[2])
