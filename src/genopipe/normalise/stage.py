"""Make the tables of alleles and genotypes, a contig at a time, and prove that no allele was lost."""

import json
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pysam

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.bcftools import split_alleles
from genopipe.io.family_vcf import ALLELE_COLUMNS
from genopipe.io.family_vcf import ORIGINAL_GT
from genopipe.io.family_vcf import Conservation
from genopipe.io.family_vcf import read_family_vcf
from genopipe.io.parquet import TableWriter
from genopipe.io.vcf_content import count_alternatives
from genopipe.io.whole import written_whole
from genopipe.tables import ALLELES
from genopipe.tables import GENOTYPES


def is_split(vcf: Path) -> bool:
    """Say whether a VCF already has one ALT a record and the genotypes as called."""
    with pysam.VariantFile(str(vcf)) as reader:
        return ORIGINAL_GT in reader.header.formats


def _write_tables(split: Path, out: Path, called: Path | None) -> tuple[Conservation, int | None]:
    """Write both tables, or none when alleles were lost; return the counts, and the ALT alleles of `called`."""
    counts = Conservation()
    with ExitStack() as stack:
        alleles = stack.enter_context(TableWriter(out / "alleles.parquet", ALLELES, ALLELE_COLUMNS))
        genotypes = stack.enter_context(TableWriter(out / "genotypes.parquet", GENOTYPES))
        for allele_rows, genotype_rows in read_family_vcf(split, counts):
            alleles.write(allele_rows)
            genotypes.write(genotype_rows)
        counts.finish(split.name)
        before = None if called is None else count_alternatives(called, without=0)
        if called is not None and before != counts.alleles_in:
            seen = f"{before} ALT alleles were called, {counts.alleles_in} came out of the split"
            raise ContentError(f"{called.name}: {seen}")
    return counts, before


def make_tables(vcf: Path, reference: Path, out: Path, called: Path | None = None) -> dict[str, Any]:
    """Write `alleles.parquet`, `genotypes.parquet` and `proof.json` of one family.

    Args:
        vcf: The family's VCF or BCF. Unless it is split already (FORMAT/ORIGINAL_GT), it is left-aligned and split.
        reference: Indexed FASTA.
        out: Folder for the tables.
        called: The family's VCF before the split; its ALT alleles are counted against the table.

    Returns:
        The proof: alleles in and out, and what was set aside.

    Raises:
        InputError: The VCF has no sample, or is cut.
        ContentError: An allele was lost.
    """
    if not _samples(vcf):
        cause = "the file has no sample"
        raise InputError([fault("VCF-SAMPLE", str(vcf), cause, "give a VCF with the genotypes of the family")])
    with TemporaryDirectory(dir=_made(out), prefix=".normalise-") as folder:
        split = vcf
        if not is_split(vcf):
            called, split = vcf, Path(folder) / "split.bcf"
            split_alleles(vcf, reference, split)
        counts, before = _write_tables(split, out, called)
    return _prove(counts, before, out)


def _samples(vcf: Path) -> list[str]:
    """Return the samples of a VCF.

    Raises:
        InputError: It is cut, or no VCF.
    """
    try:
        with pysam.VariantFile(str(vcf)) as reader:
            return list(reader.header.samples)
    except (OSError, ValueError) as error:
        cause = f"it is cut, or no VCF: {error}"
        raise InputError([fault("VCF-READ", str(vcf), cause, "copy it again")]) from error


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _prove(counts: Conservation, before: int | None, out: Path) -> dict[str, Any]:
    proof: dict[str, Any] = {
        "step": "normalise",
        "alleles_in": counts.alleles_in,
        "alleles_out": counts.alleles_out,
        "set_aside": counts.duplicates,
    }
    if before is not None:
        proof["alleles_called"] = before
    with written_whole(out / "proof.json") as partial:
        partial.write_text(json.dumps(proof, indent=2, sort_keys=True) + "\n")
    return proof
