"""Read a family's VCF as called in several processes, a contig each; rows and their order are those of one process."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import polars as pl

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.io.called.order import Rows
from genopipe.io.called.reading import Findings
from genopipe.io.called.reading import read_called

Progress = Callable[[str], None]
"""Takes a line about what was done."""


class _Done(NamedTuple):
    """What became of one contig: its pieces in the folder, what was met, and what makes the file unfit."""

    pieces: int
    findings: Findings
    faults: Sequence[Fault]


def _paths(folder: Path, number: int, piece: int) -> tuple[Path, Path]:
    return folder / f"{number}.{piece}.alleles", folder / f"{number}.{piece}.genotypes"


def _read_contig(vcf: Path, fasta: Path, folder: Path, number: int, contig: str) -> _Done:
    """Write the rows of one contig, piece by piece."""
    findings, pieces = Findings(), 0
    try:
        for rows in read_called(vcf, fasta, findings, contig=contig):
            for frame, path in zip(rows, _paths(folder, number, pieces), strict=True):
                frame.write_ipc(path, compression="lz4")
            pieces += 1
    except InputError as error:
        return _Done(0, findings, error.faults)
    return _Done(pieces, findings, ())


def read_called_by_contig(
    vcf: Path,
    fasta: Path,
    findings: Findings,
    contigs: Sequence[str],
    cores: int,
    beside: Path,
    progress: Progress | None = None,
) -> Iterator[Rows]:
    """Read an indexed VCF as called in several processes.

    Args:
        vcf: The file, with its index.
        fasta: Indexed FASTA.
        findings: Filled while reading; `finish` it at the end.
        contigs: What `indexed_contigs` told.
        cores: Processes.
        beside: Folder in which a folder for what waits its turn is made.
        progress: Takes a line a contig.

    Yields:
        What `read_called` yields.

    Raises:
        InputError: As `read_called`; the faults of every contig.
        ContentError: As `read_called`.
    """
    beside.mkdir(parents=True, exist_ok=True)
    faults: list[Fault] = []
    with TemporaryDirectory(prefix=".normalise.", dir=beside) as name:
        folder = Path(name)
        with ProcessPoolExecutor(min(cores, len(contigs)), mp_context=get_context("spawn")) as pool:
            work = partial(_read_contig, vcf, fasta, folder)
            for number, done in enumerate(pool.map(work, range(len(contigs)), contigs)):
                faults += done.faults
                findings.join(done.findings)
                if progress:
                    progress(f"{contigs[number]}: {done.findings.counts.alleles_in:,} alleles")
                for piece in range(done.pieces):
                    paths = _paths(folder, number, piece)
                    if not faults and not findings.faults:
                        yield Rows(*(pl.read_ipc(path.read_bytes()) for path in paths))
                    for path in paths:
                        path.unlink()
    if faults:
        raise InputError(faults)
