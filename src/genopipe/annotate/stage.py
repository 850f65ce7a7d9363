"""Annotate one family's alleles, a contig at a time, and write the tables."""

from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import polars as pl

from genopipe.annotate.case_genes import NAMES
from genopipe.annotate.case_genes import CaseGenes
from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.case_sources import annotate_alleles
from genopipe.annotate.case_sources import further_values
from genopipe.annotate.case_sources import judge
from genopipe.annotate.clinvar_neighbours import Neighbours
from genopipe.annotate.described import alleles_of
from genopipe.annotate.described import complete
from genopipe.annotate.described import describe_coded
from genopipe.annotate.described import to_frame
from genopipe.annotate.genome import Genome
from genopipe.errors import ContentError
from genopipe.io.annotation_vcf import BCSQ_SCHEMA
from genopipe.io.annotation_vcf import read_consequences
from genopipe.io.annotation_vcf import write_sites
from genopipe.io.bcftools import add_consequences
from genopipe.io.bcftools import index
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.io.vcf_content import verify_sites
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES


class _SecondOpinion:
    """What bcftools csq says, taken contig by contig in the order of its file; without a file it says nothing."""

    def __init__(self, path: Path | None) -> None:
        self._entries = iter(()) if path is None else read_consequences(path)
        self._asked = path is not None

    def of(self, contig: str) -> pl.DataFrame | None:
        """Return the entries of a contig; None: not asked."""
        if not self._asked:
            return None
        parts = []
        for part in self._entries:
            if part["contig"][0] != contig:
                self._entries = chain([part], self._entries)
                break
            parts.append(part)
        return pl.concat([pl.DataFrame(schema=BCSQ_SCHEMA), *parts])


def annotate_tables(
    tables: Path,
    genome: Genome,
    sources: CaseSources,
    out: Path,
    neighbours: Neighbours | None = None,
    csq: Path | None = None,
) -> tuple[int, int]:
    """Write `alleles`, `consequences`, `source_values` and `gene_values` of one family as Parquet.

    Args:
        tables: Folder with `alleles.parquet` of the stage before.
        genome: The reference with its gene models.
        sources: The annotation sources.
        out: Folder for the tables.
        neighbours: ClinVar's alleles by codon and splice position; None: ClinVar is not configured.
        csq: What bcftools csq wrote for the same alleles, to compare with; None: not asked.

    Returns:
        Rows of alleles and of consequences.

    Raises:
        ContentError: An allele was lost.
        InputError: A source knows next to nothing of the alleles.
    """
    given = tables / "alleles.parquet"
    genes = CaseGenes(sources.genes, genome.transcripts["gene"].n_unique())
    second = _SecondOpinion(csq)
    with ExitStack() as stack:
        alleles = stack.enter_context(TableWriter(out / "alleles.parquet", ALLELES))
        consequences = stack.enter_context(TableWriter(out / "consequences.parquet", CONSEQUENCES))
        values = stack.enter_context(TableWriter(out / "source_values.parquet", sources.values_table()))
        gene_values = stack.enter_context(TableWriter(out / "gene_values.parquet", genes.table))
        before = 0
        for contig in contigs_of(given):
            rows = read_table(given, ALLELES, contig)
            before += rows.height
            named = rows.with_columns(hgvs_g=pl.Series(genome.genomic(contig, alleles_of(rows)), dtype=pl.String))
            alleles.write(annotate_alleles(named, sources))
            values.write(further_values(rows, sources))
            entries = second.of(contig)
            for described in describe_coded(rows, genome):
                genes.add(to_frame(described.select(NAMES)))
                consequences.write_coded(complete(described, neighbours, entries))
        told = genes.values(sources.hits)
        gene_values.write(told.frame)
        sources.notes.extend(told.notes)
        judge(sources, genome.sequence.lengths)
        if alleles.rows != before:
            raise ContentError(f"{out}: {before} alleles before annotation, {alleles.rows} after")
        return alleles.rows, consequences.rows


def ask_csq(tables: Path, reference: Path, genes: Path, folder: Path) -> Path:
    """Ask bcftools csq as the workflow's rule does, for a command that is used alone.

    Args:
        tables: Folder with `alleles.parquet`.
        reference: Indexed FASTA.
        genes: Ensembl-style GFF3.
        folder: Where the files go.

    Returns:
        The file that bcftools csq wrote.
    """
    sites = folder / "sites.bcf"
    write_sites(tables / "alleles.parquet", reference, sites)
    index(sites)
    said = folder / "csq.bcf"
    add_consequences(sites, reference, genes, said)
    verify_sites(sites, said)
    return said
