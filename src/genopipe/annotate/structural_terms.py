"""Ensembl's terms for structural alleles, from what they cover.

Source: Ensembl Variation 115, VariationEffect (predicates for structural variants) and the table of consequences
(tiers: an ablated or amplified transcript has that one term).
"""

from functools import cache

import polars as pl

from genopipe.annotate.structural_alleles import BREAKEND
from genopipe.annotate.structural_alleles import GAIN
from genopipe.annotate.structural_alleles import INSERTION
from genopipe.annotate.structural_alleles import LOSS
from genopipe.annotate.structural_cover import Cover
from genopipe.io.curated import read_curated

# Distance up to which a transcript is told to be up- or downstream (bases).
# Source: Ensembl VEP documentation, option --distance, default.
NEAR = 5_000
_NMD = "nonsense_mediated_decay"
_FLAGS = (
    "meets",
    "whole",
    "inside",
    "forward",
    "before",
    "cds_touched",
    "in_coding_exon",
    "start_codon",
    "stop_codon",
    "five_prime",
    "three_prime",
    "intron",
)


@cache
def _ranks() -> dict[str, tuple[int, str]]:
    """Return rank and impact of each term."""
    table = read_curated("consequence_terms")
    return {
        term: (int(rank), impact)
        for term, rank, impact in zip(table["so_term"], table["rank"], table["impact"], strict=True)
    }


def _coding_terms() -> dict[str, pl.Expr]:
    """Return the terms of the coding sequence and when each holds."""
    loss, coding = pl.col("kind") == LOSS, pl.col("_coding")
    in_exon = loss & pl.col("_in_coding_exon")
    known = pl.col("_lost").is_not_null()
    frame = known & (pl.col("_lost") % 3 == 0)
    pure = pl.col("_lost") == pl.col("_span")
    shift = in_exon & known & ~frame
    whole_codons = in_exon & frame
    start, stop = pl.col("_start_codon") & ~pl.col("_start_open"), pl.col("_stop_codon") & ~pl.col("_end_open")
    return {
        "frameshift_variant": shift,
        "stop_lost": loss & coding & stop,
        "start_lost": loss & coding & start,
        "inframe_deletion": whole_codons & pure,
        "protein_altering_variant": whole_codons & ~pure,
        "coding_sequence_variant": coding & pl.col("_cds_touched") & ~shift & ~whole_codons,
        "5_prime_UTR_variant": coding & pl.col("_five_prime"),
        "3_prime_UTR_variant": coding & pl.col("_three_prime"),
        "coding_transcript_variant": coding & pl.col("_whole"),
    }


def _terms() -> dict[str, pl.Expr]:
    """Return every term of a transcript that is met and neither ablated nor amplified."""
    kind, exon, coding = pl.col("kind"), pl.col("_exon"), pl.col("_coding")
    cut = (kind == LOSS) & exon
    longer = kind.is_in([GAIN, INSERTION]) & exon & pl.col("_inside")
    return {
        "feature_elongation": longer,
        "feature_truncation": cut | (kind == BREAKEND),
        **_coding_terms(),
        "non_coding_transcript_exon_variant": ~coding & exon,
        # A place on the border of an exon touches neither exon nor intron: it is told as intronic.
        "intron_variant": pl.col("_intron") | ~(exon | pl.col("_whole")),
        "NMD_transcript_variant": (pl.col("biotype") == _NMD).fill_null(value=False),
        "non_coding_transcript_variant": ~coding & ~exon,
    }


def _joined(terms: dict[str, pl.Expr]) -> pl.Expr:
    """Return the terms that hold, the most severe first, joined by `&`."""
    ordered = sorted(terms, key=lambda term: _ranks()[term][0])
    held = [pl.when(terms[term]).then(pl.lit(term)) for term in ordered]
    return pl.concat_list(held).list.drop_nulls().list.join("&")


def _near() -> pl.Expr:
    upstream = pl.col("_before") == pl.col("_forward")
    return pl.when(upstream).then(pl.lit("upstream_gene_variant")).otherwise(pl.lit("downstream_gene_variant"))


def _with_cover(pairs: pl.DataFrame, cover: Cover, lost: pl.Series, span: pl.Series) -> pl.DataFrame:
    return pairs.with_columns(
        *(pl.Series(f"_{name}", getattr(cover, name)) for name in _FLAGS),
        pl.Series("_exon", cover.exon_first > 0),
        pl.Series("_coding", cover.cds_total > 0),
        lost.alias("_lost"),
        span.alias("_span"),
    )


def add_terms(
    pairs: pl.DataFrame, cover: Cover | None, alleles: pl.DataFrame | None = None, models: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Add consequence, impact and severity.

    Args:
        pairs: One row an allele and transcript, with `kind` and `biotype`; with `consequence` where there is no cover.
        cover: What each pair covers; None: the consequence is known and only its rank is added.
        alleles: The alleles that `cover` counts, for the bases that each loses.
        models: The transcripts that `cover` counts, for ends that are not known.

    Returns:
        The pairs with the three columns.
    """
    if cover is not None and alleles is not None and models is not None:
        stretch = alleles[cover.allele]
        told = _with_cover(pairs, cover, stretch["lost"], stretch["end"] - stretch["start"] + 1)
        facts = models[cover.transcript]
        told = told.with_columns(
            _start_open=_open_end(facts, "start_incomplete"), _end_open=_open_end(facts, "end_incomplete")
        )
        whole = pl.col("_whole")
        consequence = (
            pl.when(~pl.col("_meets"))
            .then(_near())
            .when(whole & (pl.col("kind") == LOSS))
            .then(pl.lit("transcript_ablation"))
            .when(whole & (pl.col("kind") == GAIN))
            .then(pl.lit("transcript_amplification"))
            .otherwise(_joined(_terms()))
        )
        pairs = told.with_columns(consequence=consequence).select(*pairs.columns, "consequence")
    first = pl.col("consequence").str.split("&").list.first()
    ranks = {term: rank for term, (rank, _) in _ranks().items()}
    impacts = {term: impact for term, (_, impact) in _ranks().items()}
    return pairs.with_columns(
        impact=first.replace_strict(impacts, return_dtype=pl.String),
        severity=first.replace_strict(ranks, return_dtype=pl.Int8),
    )


def _open_end(facts: pl.DataFrame, name: str) -> pl.Series:
    """Say whether a transcript's coding sequence is known to be cut at an end; not told is taken for whole."""
    if name not in facts.columns:
        return pl.Series(name, [False] * facts.height, dtype=pl.Boolean)
    return facts[name].fill_null(value=False)
