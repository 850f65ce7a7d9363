"""ClinVar's alleles of the proteins' own changes, (likely) pathogenic and (likely) benign, by gene and residue.

Classification counts them: null alleles of a gene, missense alleles around a residue, what lies in a part of a protein
that is lost.
"""

import polars as pl

from genopipe.annotate.clinvar_words import is_benign
from genopipe.annotate.clinvar_words import is_pathogenic
from genopipe.annotate.described import describe_rows
from genopipe.annotate.genome import Genome
from genopipe.genome import allele_key
from genopipe.io.clinvar_index import KNOWN_SCHEMA
from genopipe.io.store import Store

NULL, MISSENSE, IN_FRAME = "null", "missense", "in_frame"
"""Kinds of change that are kept."""

_NULL_TERMS = (
    "transcript_ablation|splice_acceptor_variant|splice_donor_variant|stop_gained|frameshift_variant|start_lost"
)
_IN_FRAME_TERMS = "inframe_insertion|inframe_deletion|protein_altering_variant"


def change_kind() -> pl.Expr:
    """Return the kind of change of a consequence; null for one that leaves the protein as it is.

    Source: the kinds of doi:10.1002/humu.23626 and doi:10.1038/gim.2015.30.
    """
    terms = pl.col("consequence")
    return (
        pl.when(terms.str.contains(_NULL_TERMS))
        .then(pl.lit(NULL))
        .when(terms.str.contains("missense_variant", literal=True))
        .then(pl.lit(MISSENSE))
        .when(terms.str.contains(_IN_FRAME_TERMS))
        .then(pl.lit(IN_FRAME))
    )


def judged_alleles(clinvar: Store, stars: pl.DataFrame) -> pl.DataFrame:
    """Return ClinVar's alleles that are (likely) pathogenic or (likely) benign without a conflict.

    Args:
        clinvar: The store.
        stars: `review` and its `stars`.

    Returns:
        One row an allele: contig, position, ref, alt, clinvar_id, significance, stars, pathogenic.
    """
    words = pl.col("significance")
    parts = [part.filter(is_pathogenic(words) | is_benign(words)) for part in clinvar.scan()]
    schema = {"contig": pl.String, "position": pl.Int64, "ref": pl.String, "alt": pl.String}
    empty = pl.DataFrame(schema={**schema, "id": pl.String, "significance": pl.String, "review": pl.String})
    found = pl.concat([empty, *(part.select(empty.columns) for part in parts)])
    joined = found.join(stars, on="review", how="left", maintain_order="left")
    return joined.select(
        *schema,
        "significance",
        pl.col("stars").cast(pl.Int64),
        clinvar_id="id",
        pathogenic=is_pathogenic(words),
    )


def known_alleles(judged: pl.DataFrame, genome: Genome) -> pl.DataFrame:
    """Describe ClinVar's alleles on the transcripts that stand for their genes, and keep changes of the protein.

    Args:
        judged: What `judged_alleles` returns.
        genome: The reference with its gene models.

    Returns:
        One row an allele and transcript: columns of `KNOWN_SCHEMA`.
    """
    names = [allele_key(*row) for row in judged.select("contig", "position", "ref", "alt").iter_rows()]
    named = judged.with_columns(allele=pl.Series(names, dtype=pl.String), variant_class=pl.lit("sequence"))
    there = named.filter(pl.col("contig").is_in(list(genome.sequence.lengths))).sort("contig", "position")
    parts = [
        frame.filter("reported").with_columns(kind=change_kind()).filter(pl.col("kind").is_not_null())
        for (_,), rows in there.group_by("contig", maintain_order=True)
        for frame in describe_rows(rows, genome)
    ]
    if not parts:
        return pl.DataFrame(schema=KNOWN_SCHEMA)
    rows = pl.concat(parts).join(named.select("allele", "clinvar_id", "stars", "pathogenic"), on="allele")
    return rows.select(list(KNOWN_SCHEMA)).cast(pl.Schema(KNOWN_SCHEMA))
