"""Read what bcftools csq wrote into INFO/BCSQ, and write what it is asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pysam
from cyvcf2 import VCF

from genopipe.genome import allele_key
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.io.vcf_content import verify_whole
from genopipe.tables import ALLELES

BCSQ_FIELDS = ("word", "gene_symbol", "transcript", "biotype", "strand", "protein_change", "dna_change")
BCSQ_SCHEMA: dict[str, pl.DataType] = {
    "allele": pl.String(),
    "contig": pl.String(),
    **{name: pl.String() for name in BCSQ_FIELDS},
}
CHUNK = 200_000


def _sites(path: Path) -> Iterator[tuple[str, Any]]:
    verify_whole(path)
    for variant in VCF(str(path)):
        alt = variant.ALT[0] if variant.ALT else "."
        yield allele_key(variant.CHROM, variant.POS, variant.REF, alt), variant


def _bcsq_rows(allele: str, contig: str, text: str) -> Iterator[dict[str, str | None]]:
    for entry in text.split(","):
        values: list[str | None] = [value or None for value in entry.split("|")]
        values += [None] * (len(BCSQ_FIELDS) - len(values))
        yield {"allele": allele, "contig": contig, **dict(zip(BCSQ_FIELDS, values, strict=False))}


def read_consequences(path: Path) -> Iterator[pl.DataFrame]:
    """Read INFO/BCSQ in pieces, each of one contig.

    Args:
        path: VCF or BCF written by `bcftools csq --local-csq`.

    Yields:
        One row an allele and entry, columns of `BCSQ_SCHEMA`; alleles without an entry have no row.
    """
    rows: list[dict[str, str | None]] = []
    for allele, variant in _sites(path):
        if rows and (rows[-1]["contig"] != variant.CHROM or len(rows) > CHUNK):
            yield pl.DataFrame(rows, schema=BCSQ_SCHEMA)
            rows = []
        text = variant.INFO.get("BCSQ")
        if text:
            rows.extend(_bcsq_rows(allele, variant.CHROM, str(text)))
    if rows:
        yield pl.DataFrame(rows, schema=BCSQ_SCHEMA)


def write_sites(alleles: Path, reference: Path, out: Path) -> None:
    """Write the alleles of a table as the sites of a BCF, so that bcftools can annotate them.

    Args:
        alleles: `alleles.parquet`.
        reference: Indexed FASTA; names the contigs.
        out: BCF to write.
    """
    header = pysam.VariantHeader()
    with pysam.FastaFile(str(reference)) as fasta:
        for contig, length in zip(fasta.references, fasta.lengths, strict=True):
            header.contigs.add(contig, length=length)
    with pysam.VariantFile(str(out), "wb", header=header) as writer:
        for contig in contigs_of(alleles):
            rows = read_table(alleles, ALLELES, contig).select("position", "ref", "alt")
            for position, ref, alt in rows.iter_rows():
                writer.write(header.new_record(contig=contig, start=position - 1, alleles=(ref, alt)))
