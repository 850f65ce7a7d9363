"""Runs of homozygosity by `bcftools roh`: the sites that it gets, and what it says."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from typing import Self

import numpy as np
import polars as pl
import pysam

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import Bytes
from genopipe.io.allele_batch import Tiny
from genopipe.io.bcftools import run_bcftools
from genopipe.io.genotype_sites import ContigSites

_TEXTS = ("0/0", "0/1", "1/1", "./.")
_BASES = pl.Series(["A", "C", "G", "T"])
_CODES = np.frombuffer(b"ACGT", dtype=np.uint8)
_FORMAT = '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'


class RohRun(NamedTuple):
    """A run as bcftools roh writes it: 1-based first and last site, and the mean quality (Phred)."""

    person: str
    contig: str
    start: int
    end: int
    quality: float


class RohOptions(NamedTuple):
    """Options of bcftools roh; see its manual."""

    default_frequency: float
    frequency_file: Path | None
    genetic_map: str
    genotype_quality: int
    begin: float
    end: float


class RohSites:
    """A VCF of called genotypes for bcftools roh, written contig by contig.

    Args:
        path: Where it goes.
        people: Names of the people.
        contigs: Every contig that may come.
    """

    def __init__(self, path: Path, people: Sequence[str], contigs: Sequence[str]) -> None:
        self.path = path
        self.sites = 0
        self._stream = path.open("wb")
        columns = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *people)
        head = ["##fileformat=VCFv4.2", _FORMAT, *(f"##contig=<ID={name}>" for name in contigs), "\t".join(columns)]
        self._stream.write(("\n".join(head) + "\n").encode())

    def add(self, sites: ContigSites, copies: Tiny) -> None:
        """Write the sites of a contig that are called in somebody.

        Args:
            sites: Sites of the contig.
            copies: [site, person]: copies of ALT; below 0: not called.
        """
        kept = (copies >= 0).any(axis=1)
        words = pl.Series(_TEXTS)
        rows = pl.DataFrame({"position": sites.position[kept]}).select(
            pl.lit(sites.contig).alias("contig"),
            "position",
            pl.lit(".").alias("id"),
            pl.Series("ref", _letters(sites.ref[kept])),
            pl.Series("alt", _letters(sites.alt[kept])),
            *(pl.lit(".").alias(name) for name in ("quality", "filter", "info")),
            pl.lit("GT").alias("format"),
            *(
                words.gather(pl.Series(np.where(column < 0, 3, column))).alias(f"person {number}")
                for number, column in enumerate(copies[kept].T)
            ),
        )
        self._stream.write(rows.write_csv(include_header=False, separator="\t", quote_style="never").encode())
        self.sites += rows.height

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def _letters(bases: Bytes) -> pl.Series:
    return _BASES.gather(pl.Series(np.searchsorted(_CODES, bases)))


def write_frequencies(vcf: Path, name: str, out: Path) -> None:
    """Write the allele frequencies of an INFO field as bcftools roh takes them, bgzipped and indexed.

    Raises:
        InputError: The VCF declares no such field.
    """
    with pysam.VariantFile(str(vcf)) as reader:
        if name not in reader.header.info:
            cause = f"its header declares no INFO/{name}, named by chromosomes.runs.frequency_field"
            raise InputError([fault("VCF-INFO", str(vcf), cause, "name a field that it has, or none")])
    plain = out.with_suffix(".tsv")
    options = ["--include", 'N_ALT=1 && TYPE="snp"', "--format", f"%CHROM\t%POS\t%REF,%ALT\t%INFO/{name}\n"]
    run_bcftools("query", *options, "--output", str(plain), str(vcf))
    pysam.tabix_compress(str(plain), str(out), force=True)
    pysam.tabix_index(str(out), seq_col=0, start_col=1, end_col=1, force=True)
    plain.unlink()


def find_roh(sites: RohSites, options: RohOptions) -> list[RohRun]:
    """Return the runs that bcftools roh finds in every person.

    Args:
        sites: The sites, closed.
        options: Its options.

    Raises:
        ContentError: It failed, or wrote what is no run.
    """
    out = sites.path.with_suffix(".roh")
    words = ["--GTs-only", str(options.genotype_quality), "--hw-to-az", f"{options.begin:g}"]
    words += ["--az-to-hw", f"{options.end:g}", "--output-type", "r", "--output", str(out)]
    if options.frequency_file:
        words += ["--AF-file", str(options.frequency_file)]
    else:
        words += ["--AF-dflt", f"{options.default_frequency:g}"]
    words += ["--genetic-map", options.genetic_map] if options.genetic_map else []
    run_bcftools("roh", *words, str(sites.path))
    return [_read_run(line, out) for line in out.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def _read_run(line: str, path: Path) -> RohRun:
    cells = line.split("\t")
    try:
        kind, person, contig, start, end, _, _, quality = cells
        run = RohRun(person, contig, int(start), int(end), float(quality))
    except ValueError as error:
        raise ContentError(f"{path.name}: no line of bcftools roh: {line[:80]}") from error
    if kind != "RG" or run.start > run.end:
        raise ContentError(f"{path.name}: no run of bcftools roh: {line[:80]}")
    return run
