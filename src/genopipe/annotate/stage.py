"""Annotate one family's alleles, a contig at a time, and write the tables."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from genopipe.annotate.case_genes import CaseGenes
from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.case_sources import annotate_alleles
from genopipe.annotate.case_sources import further_values
from genopipe.annotate.case_sources import judge
from genopipe.annotate.clinvar_neighbours import NEIGHBOUR_COLUMNS
from genopipe.annotate.clinvar_neighbours import Neighbours
from genopipe.annotate.clinvar_neighbours import add_neighbours
from genopipe.annotate.cross_check import add_csq_agreement
from genopipe.annotate.engine.alleles import make_alleles
from genopipe.annotate.engine.rows import Alleles
from genopipe.annotate.genome import Genome
from genopipe.annotate.sources import texts_of
from genopipe.errors import ContentError
from genopipe.io.annotation_vcf import BCSQ_SCHEMA
from genopipe.io.annotation_vcf import read_consequences
from genopipe.io.annotation_vcf import write_sites
from genopipe.io.arrow import numbers
from genopipe.io.bcftools import add_consequences
from genopipe.io.bcftools import index
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.io.vcf_content import verify_sites
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES

UNRESOLVED = ("symbolic", "spanning_deletion")


def alleles_of(rows: pl.DataFrame) -> Alleles:
    """Return rows of the table of alleles, of one contig, as the engine takes them; all are described."""
    resolved = ~rows["variant_class"].is_in(UNRESOLVED).to_numpy()
    described = np.ones(rows.height, dtype=np.bool_)
    return make_alleles(rows["position"].to_numpy(), texts_of(rows["ref"]), texts_of(rows["alt"]), resolved, described)


def describe_rows(rows: pl.DataFrame, genome: Genome) -> Iterator[pl.DataFrame]:
    """Yield the consequences of alleles of one contig on every transcript that they meet.

    Args:
        rows: Rows of the table of alleles: allele, contig, position, ref, alt, variant_class.
        genome: The reference with its gene models.

    Yields:
        Columns of the table `consequences`, but for what ClinVar and bcftools csq say.
    """
    if not rows.height:
        return
    names = rows["allele"].to_arrow().cast(pa.string())
    wanted = [name for name in CONSEQUENCES.schema() if name not in ("csq_agreement", *NEIGHBOUR_COLUMNS)]
    types = CONSEQUENCES.schema(wanted)
    for described in genome.describe(rows["contig"][0], alleles_of(rows)):
        columns = {"allele": names.take(numbers(described.piece.allele)), **described.columns}
        frame = pl.DataFrame({name: pl.Series(columns[name]) for name in wanted}).cast(pl.Schema(types))
        yield frame.filter(pl.Series(described.piece.transcript >= 0))


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


def _completed(frame: pl.DataFrame, neighbours: Neighbours | None, entries: pl.DataFrame | None) -> pl.DataFrame:
    """Add what ClinVar and bcftools csq say of rows."""
    if neighbours is None:
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in NEIGHBOUR_COLUMNS)
    else:
        frame = add_neighbours(frame, neighbours)
    if entries is None:
        return frame.with_columns(csq_agreement=pl.lit(None, dtype=pl.String))
    return add_csq_agreement(frame, entries)


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
            for frame in describe_rows(rows, genome):
                genes.add(frame)
                consequences.write(_completed(frame, neighbours, entries))
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
