"""The structural alleles of a VCF on every transcript, a contig at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import polars as pl

from genopipe.annotate.structural import STRUCTURAL
from genopipe.annotate.structural import make_structural_consequences
from genopipe.annotate.structural_alleles import LONGEST_SEQUENCE
from genopipe.annotate.structural_alleles import make_structural_alleles
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.contig_names import translate
from genopipe.io.naming import show
from genopipe.io.structural_vcf import read_structural_records
from genopipe.io.vcf_content import count_alternatives
from genopipe.io.vcf_content import opened
from genopipe.tables import Column

TEXT, NUMBER = pl.String(), pl.Int64()
_RECORD = "record of the VCF"
PLACE = (
    Column("contig", TEXT, "Contig as the VCF names it.", "name", source=_RECORD),
    Column("start", NUMBER, "First base that the allele touches.", "1-based", source=_RECORD),
    Column("end", NUMBER, "Last base; start - 1: the place between two bases.", "1-based", "it is not known", _RECORD),
    Column("lost", NUMBER, "Bases fewer than the reference has.", "bases", "no loss of known length", _RECORD),
    Column("mate", TEXT, "Other side of a breakend: contig:position.", "place", "no breakend with a mate", _RECORD),
    Column("record_id", TEXT, "IDs of the records that write the allele, joined by ;.", "text", "none", "VCF ID"),
)
STRUCTURAL_ROWS = replace(STRUCTURAL, columns=(STRUCTURAL.columns[0], *PLACE, *STRUCTURAL.columns[1:]))
"""What `genopipe structural` writes: the columns of `STRUCTURAL` with those of the allele's place."""

_SHOWN = 5


@dataclass
class CountedStructural:
    """What was read.

    Attributes:
        every: ALT alleles of the VCF.
        structural: Those that are structural.
        distinct: Structural alleles of different names.
        unknown: Distinct alleles whose stretch or type is not known.
        rows: Rows made.
    """

    every: int = 0
    structural: int = 0
    distinct: int = 0
    unknown: int = 0
    rows: int = 0


def name_as_in_vcf(transcripts: pl.DataFrame, vcf: Path) -> pl.DataFrame:
    """Give the contigs of gene models the names of a VCF's header, by the declared table; a name is never guessed.

    Args:
        transcripts: Rows of `read_transcripts`.
        vcf: The VCF; contigs whose length its header does not tell are not translated to.
    """
    with opened(vcf) as reader:
        contigs = reader.header.contigs
        lengths = {str(name): length for name in contigs if (length := contigs[name].length) is not None}
    return transcripts.with_columns(pl.col("contig").replace(translate(transcripts["contig"].unique(), lengths)))


def _contig_faults(records: pl.DataFrame, transcripts: pl.DataFrame, vcf: Path) -> list[Fault]:
    """Say which contigs of the alleles have no transcript.

    Raises:
        InputError: None has one.
    """
    here = set(transcripts["contig"].unique())
    counts = dict(records["contig"].value_counts().sort("contig").iter_rows())
    lacking = [name for name in counts if name not in here]
    if not lacking:
        return []
    sample = ", ".join(map(show, lacking[:_SHOWN]))
    if len(lacking) == len(counts):
        cause = f"no transcript lies on the contigs of its alleles, such as {sample}"
        fix = "give gene models of the same build; --fasta-index or --contig-names where names differ"
        raise InputError([fault("VCF-CONTIG", str(vcf), cause, fix)])
    rows = sum(counts[name] for name in lacking)
    cause = f"{rows:,} alleles lie on contigs without a transcript, such as {sample}: they are told as intergenic"
    return [note("CONTIG-UNKNOWN", str(vcf), cause, "nothing; or give a table of contig names")]


def structural_rows(
    vcf: Path, transcripts: pl.DataFrame, counted: CountedStructural, notes: list[Fault]
) -> Iterator[pl.DataFrame]:
    """Yield what the structural alleles of a VCF cover, a contig at a time, in the order of the file.

    Args:
        vcf: VCF or BCF.
        transcripts: Rows of `read_transcripts`, contigs named as in the VCF.
        counted: Gets the counts.
        notes: Gets what is worth knowing.

    Yields:
        Rows of `STRUCTURAL_ROWS`; an allele that stands in several records has its rows once, with all their ids.

    Raises:
        InputError: No allele lies on a contig of the gene models.
        ContentError: The VCF is cut.
    """
    records = read_structural_records(vcf, LONGEST_SEQUENCE)
    counted.every, counted.structural = count_alternatives(vcf, without=0), records.height
    notes += _contig_faults(records, transcripts, vcf)
    for part in records.partition_by("contig", maintain_order=True):
        alleles = make_structural_alleles(part).with_columns(record_id=part["record_id"])
        places = alleles.group_by("allele", maintain_order=True).agg(
            pl.col("contig", "start", "end", "lost", "mate").first(),
            pl.col("record_id").drop_nulls().unique(maintain_order=True).str.join(";"),
        )
        told = pl.col("record_id")
        places = places.with_columns(pl.when(told != "").then(told).alias("record_id"))
        rows = make_structural_consequences(alleles.drop("record_id"), transcripts)
        counted.distinct += places.height
        counted.unknown += rows.height - rows["reason"].null_count()
        counted.rows += rows.height
        yield rows.join(places, on="allele", how="left", maintain_order="left").select(list(STRUCTURAL_ROWS.schema()))
