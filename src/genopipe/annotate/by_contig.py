"""Annotate a VCF as it is in several processes, a contig each; rows and their order are those of one process."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from typing import NamedTuple

import polars as pl
import pyarrow.parquet as pq

from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.case_sources import open_sources
from genopipe.annotate.every import Counted
from genopipe.annotate.every import annotate_vcf
from genopipe.annotate.every import annotate_whole
from genopipe.annotate.further import Further
from genopipe.annotate.genome import Genome
from genopipe.annotate.row_files import AnnotatedRows
from genopipe.annotate.row_files import open_sink
from genopipe.annotate.row_files import verify_format
from genopipe.annotate.sources import Hits
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.genome import Build
from genopipe.io.vcf_index import indexed_contigs
from genopipe.io.whole import written_whole
from genopipe.source_settings import UsedSource

Progress = Callable[[str], None]
"""Takes a line about what was done."""


class _Recipe(NamedTuple):
    """All that a process needs to open the reference, the gene models and the sources."""

    vcf: Path
    fasta: Path
    transcripts: Path
    build: dict[str, Any]
    used: dict[str, UsedSource]
    stores: dict[str, Path]


class _Done(NamedTuple):
    """What became of one contig."""

    counted: Counted
    hits: dict[str, Hits]
    genes: pl.DataFrame | None
    faults: Sequence[Fault]


@dataclass
class _Process:
    """What a process holds open from contig to contig."""

    vcf: Path
    genome: Genome
    sources: CaseSources


_OPEN: list[_Process] = []


def _sent(build: Build) -> dict[str, Any]:
    """Return a build as it can be sent to another process: a read-only view of a mapping cannot."""
    values = {item.name: getattr(build, item.name) for item in fields(build)}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def _begin(recipe: _Recipe) -> None:
    """Open everything, once a process."""
    build = Build(**recipe.build)
    genome = Genome(recipe.fasta, pl.read_parquet(recipe.transcripts), build)
    sources = open_sources(recipe.used, recipe.stores, build, genome.sequence.lengths)
    _OPEN[:] = [_Process(recipe.vcf, genome, sources)]


def _annotate_contig(contig: str, out: Path) -> _Done:
    """Write the rows of one contig."""
    (process,) = _OPEN
    counted = Counted()
    sources = process.sources._replace(hits={})
    further = Further(sources, process.genome.transcripts)
    try:
        annotate_whole(process.vcf, process.genome, out, counted, further, contig)
    except InputError as error:
        return _Done(counted, {}, None, error.faults)
    return _Done(counted, sources.hits, further.touched, ())


def annotate_vcf_by_contig(
    vcf: Path, genome: Genome, out: Path, sources: CaseSources, cores: int, progress: Progress | None = None
) -> Counted:
    """Write every allele of a VCF on every transcript, in several processes where the file has an index.

    Args:
        vcf: VCF or BCF; one that is not bgzipped, or has no index, is read by one process.
        genome: The reference with its gene models.
        out: `.parquet` or `.tsv`; written whole or not at all.
        sources: Sources whose columns are added.
        cores: Processes.
        progress: Takes a line a contig.

    Returns:
        What was read and written.

    Raises:
        InputError: As `annotate_vcf`; or the index is of another file.
    """
    contigs = indexed_contigs(vcf) if cores > 1 else None
    if contigs is None or len(contigs) < 2:
        return annotate_vcf(vcf, genome, out, Further(sources, genome.transcripts))
    verify_format(out)
    counted, further = Counted(), Further(sources, genome.transcripts)
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as name, written_whole(out) as partial:
        folder = Path(name)
        genome.transcripts.write_parquet(folder / "transcripts.parquet")
        recipe = _Recipe(
            vcf,
            genome.sequence.path,
            folder / "transcripts.parquet",
            _sent(sources.build),
            sources.used,
            sources.stores,
        )
        with open_sink(partial, out.suffix, further.columns) as sink:
            for part, done in _parts(recipe, contigs, folder, cores, progress):
                counted.alleles += done.counted.alleles
                counted.rows += done.counted.rows
                further.add(done.hits, done.genes)
                with pq.ParquetFile(part) as rows:
                    for group in range(rows.num_row_groups):
                        sink.write(AnnotatedRows.of_table(rows.read_row_group(group)))
                part.unlink()
        further.judge(genome.sequence.lengths)
    return counted


def _parts(
    recipe: _Recipe, contigs: Sequence[str], folder: Path, cores: int, progress: Progress | None
) -> Iterator[tuple[Path, _Done]]:
    """Yield the rows of each contig in the order of the file, and what became of it.

    Raises:
        InputError: The faults of every contig.
    """
    outs = [folder / f"{number}.parquet" for number in range(len(contigs))]
    faults: list[Fault] = []
    with ProcessPoolExecutor(
        min(cores, len(contigs)), mp_context=get_context("spawn"), initializer=_begin, initargs=(recipe,)
    ) as pool:
        for contig, out, done in zip(contigs, outs, pool.map(_annotate_contig, contigs, outs), strict=True):
            faults += done.faults
            if progress:
                progress(f"{contig}: {done.counted.alleles:,} alleles, {done.counted.rows:,} rows")
            if not faults:
                yield out, done
    if faults:
        raise InputError(faults)
