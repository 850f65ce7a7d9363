"""Annotate one family's alleles, a contig at a time, and write the tables."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from genopipe.annotate.clinvar import BCFTOOLS_COLUMNS
from genopipe.annotate.clinvar import CLINVAR_FIELDS
from genopipe.annotate.clinvar import add_clinvar
from genopipe.annotate.consequence import make_consequences
from genopipe.annotate.frequency import add_frequency
from genopipe.annotate.frequency import bcftools_columns
from genopipe.annotate.frequency import info_fields
from genopipe.annotate.frequency import without_frequency
from genopipe.config import AnnotateSettings
from genopipe.config import ClinvarSource
from genopipe.config import FrequencySource
from genopipe.errors import ContentError
from genopipe.io.annotation_vcf import read_consequences
from genopipe.io.annotation_vcf import read_covered
from genopipe.io.annotation_vcf import read_info
from genopipe.io.annotation_vcf import write_sites
from genopipe.io.bcftools import add_columns
from genopipe.io.bcftools import add_consequences
from genopipe.io.bcftools import index
from genopipe.io.bcftools import split_source
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.io.vcf_content import verify_alternatives
from genopipe.io.vcf_content import verify_sites
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES


@dataclass(frozen=True)
class AnnotatedFiles:
    """What bcftools wrote for one family, sites only.

    Attributes:
        consequences: Sites with INFO/BCSQ.
        frequency: Sites with the columns of the frequency source, or None without one.
        clinvar: Sites with the ClinVar columns, or None without ClinVar.
    """

    consequences: Path
    frequency: Path | None = None
    clinvar: Path | None = None


def _write_consequences(path: Path, transcripts: pl.DataFrame, out: Path) -> int:
    with TableWriter(out / "consequences.parquet", CONSEQUENCES) as writer:
        for entries in read_consequences(path):
            writer.write(make_consequences(entries, transcripts))
        return writer.rows


def _write_alleles(alleles: Path, files: AnnotatedFiles, settings: AnnotateSettings, out: Path) -> int:
    source = settings.frequency
    empty = pl.DataFrame(schema={"allele": pl.String(), **CLINVAR_FIELDS})
    clinvar = empty if files.clinvar is None else read_info(files.clinvar, CLINVAR_FIELDS)
    covered = read_covered(Path(source.covered)) if source and source.covered else None
    found = read_info(files.frequency, info_fields(source)) if files.frequency and source else None
    with ExitStack() as stack:
        writer = stack.enter_context(TableWriter(out / "alleles.parquet", ALLELES))
        for contig in contigs_of(alleles):
            rows = read_table(alleles, ALLELES, contig)
            if found is None or source is None:
                rows = without_frequency(rows)
            else:
                rows = add_frequency(rows, found, list(source.populations), covered)
            writer.write(add_clinvar(rows, clinvar))
        return writer.rows


def annotate_tables(
    tables: Path, transcripts: pl.DataFrame, files: AnnotatedFiles, settings: AnnotateSettings, out: Path
) -> tuple[int, int]:
    """Write `alleles.parquet` and `consequences.parquet` of one family.

    Args:
        tables: Folder with `alleles.parquet` of the stage before.
        transcripts: Gene models, one row a transcript.
        files: What bcftools wrote for the same alleles.
        settings: The annotation sources.
        out: Folder for the tables.

    Returns:
        Rows of alleles and of consequences.

    Raises:
        ContentError: An allele was lost.
    """
    alleles = tables / "alleles.parquet"
    consequences = _write_consequences(files.consequences, transcripts, out)
    rows = _write_alleles(alleles, files, settings, out)
    before = read_table(alleles, ALLELES).height
    if rows != before:
        raise ContentError(f"{out}: {before} alleles before annotation, {rows} after")
    return rows, consequences


def _normalised(source: FrequencySource | ClinvarSource, reference: Path, out: Path) -> Path:
    """Return a source with one left-aligned ALT a record: as given, or a copy that is made so."""
    given = Path(source.file)
    if source.normalised:
        return given
    split_source(given, reference, out)
    verify_alternatives(given, out)
    return out


def prepare_files(
    tables: Path, reference: Path, genes: Path, settings: AnnotateSettings, folder: Path
) -> AnnotatedFiles:
    """Match the sources as the workflow's rules do, for a command that is used alone.

    A source that was left out of the settings is not searched.

    Args:
        tables: Folder with `alleles.parquet`.
        reference: Indexed FASTA.
        genes: Ensembl-style GFF3.
        settings: The annotation sources.
        folder: Where the files go.

    Returns:
        The files that bcftools wrote.
    """
    sites = folder / "sites.bcf"
    write_sites(tables / "alleles.parquet", reference, sites)
    index(sites)
    consequences = folder / "consequences.bcf"
    add_consequences(sites, reference, genes, consequences)
    verify_sites(sites, consequences)
    frequency, clinvar = folder / "frequency.bcf", folder / "clinvar.bcf"
    if settings.frequency:
        source = _normalised(settings.frequency, reference, folder / "frequency_source.bcf")
        add_columns(sites, source, bcftools_columns(settings.frequency), frequency)
        verify_sites(sites, frequency)
    if settings.clinvar:
        source = _normalised(settings.clinvar, reference, folder / "clinvar_source.bcf")
        add_columns(sites, source, BCFTOOLS_COLUMNS, clinvar)
        verify_sites(sites, clinvar)
    return AnnotatedFiles(
        consequences, frequency if settings.frequency else None, clinvar if settings.clinvar else None
    )
