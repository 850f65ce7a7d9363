"""Consequences of each allele on each transcript, and which transcript stands for its gene."""

import polars as pl

from genopipe.impact import HIGH
from genopipe.impact import MODERATE
from genopipe.io.curated import read_curated
from genopipe.tables import CONSEQUENCES

_CHOICE = ["_class", "_rank", "_length", "transcript"]


def consequence_terms() -> pl.DataFrame:
    """Return the vocabulary: word of csq, SO term, Ensembl rank (1 the most severe) and impact."""
    terms = read_curated("consequence_terms")
    return terms.select(word="csq_word", so_term="so_term", severity=pl.col("rank").cast(pl.Int8), impact="impact")


def _terms_by_entry(entries: pl.DataFrame) -> pl.DataFrame:
    """Return one row an allele and transcript, its SO terms joined from the most severe on."""
    words = entries.with_columns(pl.col("word").str.strip_prefix("*").str.split("&")).explode("word")
    named = words.join(consequence_terms(), on="word", how="left", maintain_order="left")
    named = named.with_columns(so_term=pl.coalesce("so_term", "word")).sort("severity", nulls_last=True)
    facts = ("gene_symbol", "biotype", "strand", "protein_change")
    # A term without a rank could be worse than LOW: beside lesser terms it leaves the rank open.
    ranked = pl.col("severity").is_not_null().all() | pl.col("impact").first().is_in([HIGH, MODERATE])
    return named.group_by("allele", "transcript", maintain_order=True).agg(
        pl.col("so_term").unique(maintain_order=True).str.join("&").alias("consequence"),
        pl.when(ranked).then(pl.col("severity").first()).alias("severity"),
        pl.when(ranked).then(pl.col("impact").first()).alias("impact"),
        *(pl.col(name).drop_nulls().first() for name in facts),
    )


def _with_models(terms: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    models = transcripts.select(
        "transcript", "transcript_version", "gene", "mane", "canonical", "coding_bases", symbol="gene_symbol"
    )
    joined = terms.filter(pl.col("transcript").is_not_null()).join(models, on="transcript", how="left")
    return joined.with_columns(
        gene=pl.coalesce("gene", "gene_symbol"),
        gene_symbol=pl.coalesce("symbol", "gene_symbol"),
        transcript=pl.coalesce("transcript_version", "transcript"),
    )


def _reason() -> pl.Expr:
    first = pl.col("_order") == 0
    select = pl.col("mane") == "MANE_Select"
    plus = pl.col("mane") == "MANE_Plus_Clinical"
    canonical = pl.col("canonical").fill_null(value=False)
    return (
        pl.when(~first)
        .then(pl.lit("another transcript stands for the gene"))
        .when(select)
        .then(pl.lit("MANE Select"))
        .when(plus & pl.col("_gene_has_select"))
        .then(pl.lit("MANE Plus Clinical: its consequence is worse than that on MANE Select"))
        .when(plus)
        .then(pl.lit("MANE Plus Clinical: the allele does not touch MANE Select"))
        .when(canonical)
        .then(pl.lit("Ensembl canonical: the allele touches no MANE transcript"))
        .otherwise(pl.lit("longest coding transcript touched: none is MANE or canonical"))
    )


def _choose_reported(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark the transcript that stands for its gene, and say why.

    MANE Select first; MANE Plus Clinical instead where its consequence is worse; then Ensembl canonical;
    then the longest coding transcript. Never the most severe over all transcripts.
    """
    rank = pl.col("severity").fill_null(127)
    select_rank = rank.filter(pl.col("mane") == "MANE_Select").min().over("allele", "gene")
    plus_worse = (pl.col("mane") == "MANE_Plus_Clinical") & (rank < select_rank).fill_null(value=True)
    kind = (
        pl.when(plus_worse)
        .then(0)
        .when(pl.col("mane") == "MANE_Select")
        .then(1)
        .when(pl.col("mane") == "MANE_Plus_Clinical")
        .then(2)
        .when(pl.col("canonical").fill_null(value=False))
        .then(3)
        .otherwise(4)
    )
    keyed = rows.with_columns(
        _class=kind,
        _rank=pl.when(plus_worse).then(rank).otherwise(0),
        _length=-pl.col("coding_bases").fill_null(0),
        _gene_has_select=select_rank.is_not_null(),
    ).sort("allele", "gene", *_CHOICE)
    ordered = keyed.with_columns(_order=pl.int_range(pl.len()).over("allele", "gene"))
    return ordered.with_columns(reported=pl.col("_order") == 0, reported_reason=_reason())


def make_consequences(entries: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    """Make the table of consequences.

    Args:
        entries: Rows of `read_consequences`: one an allele and entry.
        transcripts: Rows of `read_gene_models`.

    Returns:
        One row an allele and transcript: the table `consequences`, sorted by allele, gene and transcript.
        Entries that name no transcript (intergenic) have no row.
    """
    rows = _choose_reported(_with_models(_terms_by_entry(entries), transcripts))
    return rows.select(list(CONSEQUENCES.schema())).sort("allele", "gene", "transcript")
