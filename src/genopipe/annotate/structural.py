"""What structural alleles cover of genes, transcripts, exons and coding sequences, and Ensembl's terms for it.

Terms follow Ensembl Variation (VEP 115, predicates for structural variants): a transcript that is wholly lost or
wholly gained has that one term; else each term is asked alone. Where genopipe does otherwise, the page
docs/structural.md says so.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from genopipe.annotate.structural_cover import Cover
from genopipe.annotate.structural_cover import Models
from genopipe.annotate.structural_cover import make_cover
from genopipe.annotate.structural_terms import NEAR
from genopipe.annotate.structural_terms import add_terms
from genopipe.tables import Column
from genopipe.tables import Table

TEXT, NUMBER, REAL = pl.String(), pl.Int64(), pl.Float64()
PAIRS = 50_000
"""Pairs of allele and transcript that are looked at together (count); one allele may have more."""

_NO_GENE = "the allele meets no transcript, or its end is not known"
_NO_CDS = "the transcript codes for no protein, or the allele meets none"
_COVER = "annotate.structural"

STRUCTURAL = Table(
    "structural_consequences",
    "one structural allele on one transcript",
    ("allele", "transcript"),
    (
        Column("allele", TEXT, "Name of the allele: contig-position-end-type.", "name", source=_COVER),
        Column("kind", TEXT, "loss, gain, insertion, inversion, copy_number or breakend.", "word", "unknown", _COVER),
        Column("gene", TEXT, "Gene id, without version.", "id", _NO_GENE, "gene models"),
        Column("gene_symbol", TEXT, "Gene symbol.", "name", _NO_GENE, "gene models"),
        Column("transcript", TEXT, "Transcript id with version.", "id", _NO_GENE, "gene models"),
        Column("biotype", TEXT, "Biotype of the transcript.", "Ensembl word", _NO_GENE, "gene models"),
        Column("strand", TEXT, "+ or -.", "strand", _NO_GENE, "gene models"),
        Column("mane", TEXT, "MANE_Select or MANE_Plus_Clinical.", "tag", "the transcript is neither", "gene models"),
        Column("canonical", pl.Boolean(), "Ensembl canonical.", "yes/no", _NO_GENE, "gene models"),
        Column(
            "overlap_bases", NUMBER, "Bases of the transcript, introns included, that are covered.", "bases", _NO_GENE
        ),
        Column("overlap_fraction", REAL, "Part of the transcript that is covered.", "fraction", _NO_GENE, _COVER),
        Column("gene_fraction", REAL, "Part of the gene (all transcripts) that is covered.", "fraction", _NO_GENE),
        Column("exons_hit", TEXT, "Exons that are touched, 5' to 3', of all: 2-4/12.", "numbers", "no exon is touched"),
        Column("exon_fraction", REAL, "Part of the exonic bases that is covered.", "fraction", _NO_GENE, _COVER),
        Column("cds_bases", NUMBER, "Coding bases that are covered.", "bases", _NO_CDS, _COVER),
        Column("cds_fraction", REAL, "Part of the coding bases that is covered.", "fraction", _NO_CDS, _COVER),
        Column("breakpoints_inside", pl.Int8(), "Ends of the allele in the transcript.", "count", _NO_GENE, _COVER),
        Column("distance", NUMBER, "Bases to the transcript that lies near.", "bases", "the allele meets it, or none"),
        Column("consequence", TEXT, "SO terms joined by &.", "SO terms", "not assessable: see reason", "Ensembl"),
        Column("impact", TEXT, "HIGH, MODERATE, LOW or MODIFIER.", "Ensembl word", "not assessable", "Ensembl"),
        Column("severity", pl.Int8(), "Rank of the most severe term.", "Ensembl rank", "not assessable", "Ensembl"),
        Column("reason", TEXT, "Why nothing can be said.", "words", "something is said"),
    ),
)


def make_structural_consequences(alleles: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    """Make the consequences of structural alleles on every transcript that they meet or come near.

    Args:
        alleles: Rows of `make_structural_alleles`; an allele that stands twice is told of once.
        transcripts: Rows of `read_transcripts`.

    Returns:
        One row an allele and transcript, columns of `STRUCTURAL`, sorted by allele, gene and transcript. An allele
        that meets none has one row, `intergenic_variant`; one whose stretch is not known has one with the reason.
    """
    alleles = alleles.unique(maintain_order=True)
    known = alleles.filter(pl.col("problem").is_null())
    frames = [_without_stretch(alleles.filter(pl.col("problem").is_not_null()))]
    for (contig,), group in known.group_by("contig", maintain_order=True):
        models = Models(transcripts.filter(pl.col("contig") == contig))
        frames += [_rows(part, models) for part in _batches(group, models)]
    made = pl.concat(frames, how="diagonal")
    return made.select(list(STRUCTURAL.schema())).sort("allele", "gene", "transcript", nulls_last=True)


def _batches(alleles: pl.DataFrame, models: Models) -> Iterator[pl.DataFrame]:
    """Yield alleles in parts of bounded work: a chromosome's deletion meets thousands of transcripts."""
    counts = models.near(NEAR).at_most(alleles["start"].to_numpy(), alleles["end"].to_numpy())
    batch = pl.Series("_batch", (np.cumsum(counts + 1) - counts - 1) // PAIRS)
    for part in alleles.with_columns(batch).partition_by("_batch", maintain_order=True):
        yield part.drop("_batch")


def _empty_as(frame: pl.DataFrame, **values: pl.Expr) -> pl.DataFrame:
    """Return rows of the table of which only the given columns have a value."""
    columns = [
        values.get(name, pl.lit(None, dtype=dtype)).cast(dtype).alias(name)
        for name, dtype in STRUCTURAL.schema().items()
    ]
    return frame.select(columns)


def _without_stretch(alleles: pl.DataFrame) -> pl.DataFrame:
    return _empty_as(alleles, allele=pl.col("allele"), kind=pl.col("kind"), reason=pl.col("problem"))


def _rows(alleles: pl.DataFrame, models: Models) -> pl.DataFrame:
    """Return the rows of a batch of alleles of one contig."""
    cover = make_cover(alleles, models, NEAR)
    facts = models.frame[cover.transcript]
    met = _measured(alleles[cover.allele], facts, cover)
    told = add_terms(met, cover, alleles, models.frame)
    alone = alleles.filter(~pl.col("allele").is_in(told["allele"].implode()))
    lonely = _empty_as(alone, allele=pl.col("allele"), kind=pl.col("kind"), consequence=pl.lit("intergenic_variant"))
    return pl.concat([told, add_terms(lonely, None)], how="diagonal")


def _measured(alleles: pl.DataFrame, facts: pl.DataFrame, cover: Cover) -> pl.DataFrame:
    """Return pairs with what is covered, in bases and fractions."""
    gene_bases = facts["gene_end"] - facts["gene_start"] + 1
    named = facts.select(
        "gene",
        "gene_symbol",
        pl.col("transcript_version").alias("transcript"),
        "biotype",
        "strand",
        "mane",
        "canonical",
    )
    total = facts["end"] - facts["start"] + 1
    meets = pl.Series(cover.meets)
    return pl.concat([alleles.select("allele", "kind"), named], how="horizontal").with_columns(
        overlap_bases=pl.Series(cover.transcript_bases),
        overlap_fraction=pl.Series(cover.transcript_bases) / total,
        gene_fraction=pl.Series(cover.gene_bases) / gene_bases,
        exons_hit=_exons_hit(cover),
        exon_fraction=pl.Series(cover.exon_bases) / pl.Series(cover.exon_total),
        cds_bases=pl.when(pl.Series(cover.cds_total > 0)).then(pl.Series(cover.cds_bases)),
        cds_fraction=pl.when(pl.Series(cover.cds_total > 0)).then(
            pl.Series(cover.cds_bases) / pl.Series(cover.cds_total)
        ),
        breakpoints_inside=pl.Series(cover.breakpoints).cast(pl.Int8),
        distance=pl.when(~meets).then(pl.Series(cover.distance)),
    )


def _exons_hit(cover: Cover) -> pl.Expr:
    first, last = pl.Series(cover.exon_first), pl.Series(cover.exon_last)
    numbers = (
        pl.when(first == last)
        .then(first.cast(pl.String))
        .otherwise(pl.concat_str([first.cast(pl.String), last.cast(pl.String)], separator="-"))
    )
    count = pl.Series(cover.exon_count).cast(pl.String)
    return pl.when(first > 0).then(pl.concat_str([numbers, pl.lit("/"), count]))
