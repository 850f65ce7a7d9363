"""Make the tables of alleles and genotypes, a contig at a time, and prove that no allele was lost."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl
import pysam

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.called.reading import Findings
from genopipe.io.called.reading import read_called
from genopipe.io.called.several import Progress
from genopipe.io.called.several import read_called_by_contig
from genopipe.io.family_vcf import ALLELE_COLUMNS
from genopipe.io.family_vcf import ORIGINAL_GT
from genopipe.io.family_vcf import read_family_vcf
from genopipe.io.parquet import TableWriter
from genopipe.io.vcf_content import count_alternatives
from genopipe.io.vcf_index import indexed_contigs
from genopipe.io.whole import written_whole
from genopipe.tables import ALLELES
from genopipe.tables import GENOTYPES


def make_tables(
    vcf: Path,
    reference: Path,
    out: Path,
    called: Path | None = None,
    cores: int = 1,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write `alleles.parquet`, `genotypes.parquet` and `proof.json` of one family.

    Args:
        vcf: The family's VCF or BCF, as called; or split by bcftools, with the genotypes as called in ORIGINAL_GT.
        reference: Indexed FASTA; a split file needs none.
        out: Folder for the tables.
        called: Of a split file, the VCF before the split; its ALT alleles are counted against the table.
        cores: Processes, a contig each, where the file is bgzipped, indexed and not split.
        progress: Takes a line a contig when there are several processes.

    Returns:
        The proof: alleles in and out, what was set aside, and what was carried as written.

    Raises:
        InputError: The VCF has no sample, is cut, not sorted, or of another reference.
        ContentError: An allele was lost.
    """
    header = _header(vcf)
    if not list(header.samples):
        cause = "the file has no sample"
        raise InputError([fault("VCF-SAMPLE", str(vcf), cause, "give a VCF with the genotypes of the family")])
    findings = Findings()
    split = ORIGINAL_GT in header.formats
    contigs = indexed_contigs(vcf) if cores > 1 and not split else None
    pieces: Iterator[tuple[pl.DataFrame, pl.DataFrame]]
    if split:
        pieces = read_family_vcf(vcf, findings.counts)
    elif contigs and len(contigs) > 1:
        pieces = read_called_by_contig(vcf, reference, findings, contigs, cores, out, progress)
    else:
        pieces = read_called(vcf, reference, findings)
    before = _write_tables(pieces, vcf, out, findings, called if split else None)
    return _prove(findings, before if split else findings.counts.alleles_in, out)


def _write_tables(
    pieces: Iterator[tuple[pl.DataFrame, pl.DataFrame]], vcf: Path, out: Path, findings: Findings, called: Path | None
) -> int | None:
    """Write both tables, or none when alleles were lost; return the ALT alleles of `called`."""
    with ExitStack() as stack:
        alleles = stack.enter_context(TableWriter(out / "alleles.parquet", ALLELES, ALLELE_COLUMNS))
        genotypes = stack.enter_context(TableWriter(out / "genotypes.parquet", GENOTYPES))
        for allele_rows, genotype_rows in pieces:
            alleles.write(allele_rows)
            genotypes.write(genotype_rows)
        findings.finish(vcf)
        before = None if called is None else count_alternatives(called, without=0)
        if called is not None and before != findings.counts.alleles_in:
            seen = f"{before} ALT alleles were called, {findings.counts.alleles_in} came out of the split"
            raise ContentError(f"{called.name}: {seen}")
    return before


def _header(vcf: Path) -> pysam.VariantHeader:
    """Return the header of a VCF.

    Raises:
        InputError: It is cut, or no VCF.
    """
    try:
        with pysam.VariantFile(str(vcf)) as reader:
            return reader.header
    except (OSError, ValueError) as error:
        cause = f"it is cut, or no VCF: {error}"
        raise InputError([fault("VCF-READ", str(vcf), cause, "copy it again")]) from error


def _prove(findings: Findings, before: int | None, out: Path) -> dict[str, Any]:
    proof: dict[str, Any] = {
        "step": "normalise",
        "alleles_in": findings.counts.alleles_in,
        "alleles_out": findings.counts.alleles_out,
        "set_aside": findings.counts.duplicates,
        "carried_as_written": findings.unaligned,
    }
    if before is not None:
        proof["alleles_called"] = before
    with written_whole(out / "proof.json") as partial:
        partial.write_text(json.dumps(proof, indent=2, sort_keys=True) + "\n")
    return proof
