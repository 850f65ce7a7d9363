"""ClinVar's own alleles of a gene, around a residue and in a part of a protein, counted; never the allele itself."""

import polars as pl

from genopipe.acmg import Acmg

NULL, MISSENSE, IN_FRAME = "null", "missense", "in_frame"
"""Kinds of change, as `genopipe neighbours` writes them."""

COUNTS = ("known_pathogenic", "known_null", "known_null_exons", "known_missense", "known_missense_benign")
KEYS = ["allele", "gene"]


def counted(known: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Return the alleles that have enough stars to be counted."""
    return known.filter(acmg.threshold("known_stars").expression(pl.col("stars").fill_null(0)))


def add_gene_counts(facts: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Add how many alleles of each kind ClinVar has of the gene, but for the allele itself.

    Args:
        facts: allele, gene and more.
        known: ClinVar's alleles that count.

    Returns:
        The rows in their order with `COUNTS`; 0 where ClinVar has none.
    """
    own = known.unique(["allele", "gene"], keep="first", maintain_order=True)
    bad, kind = pl.col("pathogenic"), pl.col("kind")
    exon = pl.col("exon").str.extract(r"^(\d+)", 1)
    rows = facts.select(*KEYS).with_row_index("_row")
    met = rows.join(own.rename({"allele": "other"}), on="gene").filter(pl.col("allele") != pl.col("other"))
    counts = met.group_by("_row").agg(
        known_pathogenic=bad.sum().cast(pl.Int64),
        known_null=(bad & (kind == NULL)).sum().cast(pl.Int64),
        known_null_exons=exon.filter(bad & (kind == NULL)).n_unique().cast(pl.Int64),
        known_missense=(bad & (kind == MISSENSE)).sum().cast(pl.Int64),
        known_missense_benign=(~bad & (kind == MISSENSE)).sum().cast(pl.Int64),
    )
    joined = rows.join(counts, on="_row", how="left", maintain_order="left")
    return facts.with_columns(joined.select(pl.col(*COUNTS).fill_null(0)))


def add_hot_spots(facts: pl.DataFrame, known: pl.DataFrame, acmg: Acmg) -> pl.DataFrame:
    """Add how many other missense alleles ClinVar has within the window around the residue.

    Args:
        facts: allele, transcript, protein_start, protein_end and more.
        known: ClinVar's alleles that count.
        acmg: The figures: the window.

    Returns:
        The rows with `hot_pathogenic` and `hot_benign`; null where the allele has no residue.
    """
    window = int(acmg.threshold("pm1_window").value)
    start = pl.coalesce("protein_start", "protein_end")
    rows = facts.select(
        "allele", "transcript", first=start - window, last=pl.coalesce("protein_end", "protein_start") + window
    ).with_row_index("_row")
    missense = known.filter(kind=MISSENSE).select("transcript", "pathogenic", other="allele", residue="protein_start")
    met = rows.join(missense, on="transcript").filter(
        pl.col("residue").is_between(pl.col("first"), pl.col("last")) & (pl.col("other") != pl.col("allele"))
    )
    counts = met.group_by("_row").agg(
        hot_pathogenic=pl.col("pathogenic").sum().cast(pl.Int64),
        hot_benign=(~pl.col("pathogenic")).sum().cast(pl.Int64),
    )
    joined = rows.join(counts, on="_row", how="left", maintain_order="left")
    placed = joined["first"].is_not_null()
    made = joined.select(pl.when(placed).then(pl.col("hot_pathogenic", "hot_benign").fill_null(0)))
    return facts.with_columns(made)


def count_within(rows: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Return how many pathogenic missense or in-frame alleles ClinVar has within residues of a transcript.

    Args:
        rows: allele, transcript, first and last residue.
        known: ClinVar's alleles that count.

    Returns:
        A number for each row; null where first is.
    """
    changes = known.filter(pl.col("pathogenic") & pl.col("kind").is_in([MISSENSE, IN_FRAME]))
    return _within(rows, changes)


def count_before(rows: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Return how many (likely) pathogenic alleles of any kind ClinVar has within residues of a transcript."""
    return _within(rows, known.filter("pathogenic"))


def _within(rows: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    asked = rows.select("allele", "transcript", "first", "last").with_row_index("_row")
    others = known.select("transcript", other="allele", residue="protein_start")
    inside = pl.col("residue").is_between(pl.col("first"), pl.col("last")) & (pl.col("other") != pl.col("allele"))
    counts = asked.join(others, on="transcript").filter(inside).group_by("_row").len("_count")
    joined = asked.join(counts, on="_row", how="left", maintain_order="left")
    return joined.select(pl.when(pl.col("first").is_not_null()).then(pl.col("_count").fill_null(0).cast(pl.Int64)))[
        "_count"
    ]
