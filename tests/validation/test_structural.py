"""What structural alleles cover, beside VEP: the deletions of vep_chr21, told of by their stretch alone."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from genopipe.annotate.structural import make_structural_consequences
from genopipe.annotate.structural_alleles import make_structural_alleles
from genopipe.io.gene_models import read_transcripts

SHORTEST = 20
"""Deletions of more bases are looked at (bases)."""
PLACES = (
    "5_prime_UTR_variant",
    "3_prime_UTR_variant",
    "intron_variant",
    "non_coding_transcript_exon_variant",
    "non_coding_transcript_variant",
    "NMD_transcript_variant",
    "upstream_gene_variant",
    "downstream_gene_variant",
)
"""Terms that tell of a place, which VEP gives to small and structural alleles by the same rules."""


@pytest.fixture(scope="module")
def pairs(data: Path) -> pl.DataFrame:
    """One row a deletion and transcript: what VEP says, and what the stretch alone says."""
    folder = data / "vep_chr21"
    vep = pl.read_csv(folder / "vep.tsv.gz", separator="\t", infer_schema=False).filter(
        (pl.col("alt").str.len_bytes() == 1)
        & (pl.col("ref").str.len_bytes() > SHORTEST)
        & pl.col("ref").str.starts_with(pl.col("alt"))
    )
    records = vep.select("id", "ref", "alt", contig="chrom", position=pl.col("pos").cast(pl.Int64)).unique()
    alleles = make_structural_alleles(records)
    ours = make_structural_consequences(alleles, read_transcripts(folder / "genes.gff3.gz"))
    named = records.select("id").hstack(alleles.select("allele"))
    bare = ours.with_columns(transcript=pl.col("transcript").str.replace(r"\.\d+$", ""))
    told = vep.join(named, on="id").join(
        bare, on=["allele", "transcript"], how="full", nulls_equal=True, coalesce=True, suffix="_ours"
    )
    assert told.height == vep.height, "a pair is told of by one side only"
    return told


def test_deletions_cover_what_vep_says(record: Any, pairs: pl.DataFrame) -> None:
    def places(name: str, separator: str) -> pl.Expr:
        return pl.col(name).str.split(separator).list.set_intersection(list(PLACES)).list.sort()

    exons = pairs.filter(pl.col("exon").eq_missing(pl.col("exons_hit"))).height
    distances = pairs.filter(pl.col("distance").cast(pl.Int64).eq_missing(pl.col("distance_ours"))).height
    same = pairs.filter(places("consequence", ",") == places("consequence_ours", "&")).height
    record(
        "structural.exons", pairs.height, exons, "deletions of more than 20 bases: exons touched, as VEP numbers them"
    )
    record("structural.distance", pairs.height, distances, "the same: bases to a transcript near by")
    record("structural.places", pairs.height, same, "the same: terms of place (UTR, intron, non-coding, near)")
