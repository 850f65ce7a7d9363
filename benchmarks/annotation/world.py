"""Make every file of the world once: genome, gene models, the trio's VCF, the sources, and the truth about them."""

import subprocess
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from typing import Self

import polars as pl
import pyarrow.parquet as pq

from benchmarks.annotation import sources
from benchmarks.annotation import trio
from benchmarks.annotation.bases import Bytes
from benchmarks.annotation.calls import draw_exome
from benchmarks.annotation.calls import draw_trio
from benchmarks.annotation.genes import Gene
from benchmarks.annotation.genes import make_genes
from benchmarks.annotation.genes import write_gene_models
from benchmarks.annotation.ground import make_contig
from benchmarks.annotation.ground import write_fasta
from benchmarks.annotation.shape import Files
from benchmarks.annotation.shape import Shape

PEDIGREE = "family\tchild\tfather\tmother\t1\t2\nfamily\tfather\t0\t0\t1\t1\nfamily\tmother\t0\t0\t2\t1\n"


def make_world(folder: Path, shape: Shape) -> Files:
    """Make a world, or use the one that is there.

    Args:
        folder: Folder of all worlds.
        shape: Its size.

    Returns:
        Its files.
    """
    files = Files(folder / shape.name())
    done = files.folder / "made"
    if done.exists():
        return files
    files.folder.mkdir(parents=True, exist_ok=True)
    lengths = shape.lengths()
    genes = make_genes(shape)
    contigs = {name: make_contig(shape, name, genes[name]) for name in lengths}
    write_fasta(files.fasta, contigs)
    write_gene_models(files.sparse, lengths, genes, dense=False)
    write_gene_models(files.dense, lengths, genes, dense=True)
    files.pedigree.write_text(PEDIGREE)
    _write_variants(files, shape, contigs, genes)
    _write_single(files, lengths)
    for path in (files.trio, files.tenth, files.exome, files.single, files.frequency, files.clinvar):
        subprocess.run(["bcftools", "index", "-t", "-f", path], check=True)
    subprocess.run(["bcftools", "view", "--no-version", "-Ob", "-o", files.frequency_bcf, files.frequency], check=True)
    subprocess.run(["bcftools", "index", "-f", files.frequency_bcf], check=True)
    done.write_text(f"{shape}\n")
    return files


@contextmanager
def _bgzip(path: Path, header: Iterable[str]) -> Iterator[IO[bytes]]:
    with path.open("wb") as out:
        process = subprocess.Popen(["bgzip", "-c"], stdin=subprocess.PIPE, stdout=out)
        if process.stdin is None:
            raise OSError(f"no pipe to bgzip for {path.name}")
        process.stdin.write("".join(f"{line}\n" for line in header).encode())
        yield process.stdin
        process.stdin.close()
        if process.wait() != 0:
            raise OSError(f"bgzip failed for {path.name}")


def _header(lengths: dict[str, int], lines: Iterable[str], people: Iterable[str] = ()) -> list[str]:
    columns = ["CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    shown = [*columns, "FORMAT", *people] if people else columns
    contigs = [f"##contig=<ID={name},length={length}>" for name, length in lengths.items()]
    return ["##fileformat=VCFv4.2", *contigs, *lines, "#" + "\t".join(shown)]


def _write_variants(files: Files, shape: Shape, contigs: dict[str, Bytes], genes: dict[str, list[Gene]]) -> None:
    """Write the VCFs, the sources and the truth, contig by contig."""
    counts = {name: shape.shares(getattr(shape, name)) for name in ("records", "exome", "source", "clinvar")}
    truth: list[pl.DataFrame] = []
    planted: list[pl.DataFrame] = []
    with _outputs(files, shape) as write, _ParquetParts(files.frequency_parquet) as parquet:
        for contig, sequence in contigs.items():
            wanted = {name: shares[contig] for name, shares in counts.items()}
            whole = draw_trio(shape, contig, sequence, genes[contig], wanted["records"])
            exome = draw_exome(shape, contig, sequence, genes[contig], wanted["exome"])
            carried = pl.concat([whole.alleles, exome.alleles]).unique(["position", "ref", "alt"], maintain_order=True)
            source = sources.make_frequency(shape, contig, sequence, carried, wanted["source"])
            clinvar = sources.make_clinvar(shape, contig, sequence, whole.alleles, wanted["clinvar"])
            lines = whole.lines("trio")
            write("trio", lines)
            write("tenth", lines.gather_every(10))
            write("exome", exome.lines("exome"))
            write("frequency", sources.frequency_lines(contig, source))
            write("clinvar", sources.clinvar_lines(contig, clinvar))
            parquet.write(contig, source)
            truth.append(whole.truth(source, clinvar))
            planted.append(whole.planted)
    pl.concat(truth).write_parquet(files.truth)
    pl.concat(planted).write_parquet(files.planted)


@contextmanager
def _outputs(files: Files, shape: Shape) -> Iterator[Callable[[str, pl.DataFrame], None]]:
    """Open every VCF, and give a function that writes lines to one of them by its word."""
    family = _header(shape.lengths(), trio.HEADER_LINES, trio.PEOPLE)
    headers = {"trio": family, "tenth": family, "exome": family}
    headers["frequency"] = _header(shape.lengths(), sources.FREQUENCY_HEADER)
    headers["clinvar"] = _header(shape.lengths(), sources.CLINVAR_HEADER)
    with ExitStack() as stack:
        outs = {name: stack.enter_context(_bgzip(getattr(files, name), lines)) for name, lines in headers.items()}

        def write(name: str, lines: pl.DataFrame) -> None:
            lines.write_csv(outs[name], include_header=False, separator="\t", quote_style="never")

        yield write


class _ParquetParts:
    """A Parquet file that is written contig by contig."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, contig: str, rows: pl.DataFrame) -> None:
        table = rows.select(pl.lit(contig).alias("contig"), pl.all()).to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=131_072)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


def _write_single(files: Files, lengths: dict[str, int]) -> None:
    """Write a VCF of the trio's first record."""
    command = ["bcftools", "view", "-H", str(files.tenth)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:
        line = reader.stdout.readline() if reader.stdout else b""
        reader.kill()
    with _bgzip(files.single, _header(lengths, trio.HEADER_LINES, trio.PEOPLE)) as out:
        out.write(line)
