"""What a coding sequence is allowed to do against the rule: selenocysteine, other starts, stops made by poly(A).

Source: INSDC feature table, qualifiers /transl_except, /transl_table and /exception
(https://www.insdc.org/submitting-standards/feature-table/).
"""

import polars as pl

from genopipe.io.gene_models.linking import decoded

_EXCEPT = r"\(pos:(?:complement\()?(?:join\()?(\d+)(?:\.\.(\d+))?[^)]*?\)*,aa:(\w+)\)"
_NON_AUG = r"(?i)non-AUG"
_TAG = r"(?:^|,){}(?:,|$)"


def has_tag(column: pl.Expr, tag: str) -> pl.Expr:
    """Say whether a list of tags, parted by commas, holds a tag; blanks count as underscores."""
    return column.str.replace_all(r" |%20", "_").str.contains(_TAG.format(tag)).fill_null(False)


def coding_facts(coding: pl.DataFrame, transcripts: pl.DataFrame, gapped: pl.DataFrame) -> pl.DataFrame:
    """Return what the file says of each coding sequence beside its place.

    Args:
        coding: Facts of the first line of each coding sequence.
        transcripts: One row a transcript.
        gapped: Transcripts (key) whose alignment has gaps.

    Returns:
        One row a coding transcript: key, protein, code, except_text, start_lost, end_lost, whole, shifted, slipped,
        non_aug.
    """
    one = coding.unique("key", keep="first", maintain_order=True)
    rows = one.join(transcripts.select("key", "tags"), on="key", how="inner")
    tags = pl.concat_str("tags", "coding_tags", separator=",", ignore_nulls=True)
    protein = decoded(pl.col("protein"))
    unversioned = pl.col("protein_version").is_not_null() & ~pl.col("protein").str.contains(".", literal=True)
    slipped = pl.col("exception").str.contains("ribosomal slippage", literal=True).fill_null(False)
    return rows.with_columns(tags=tags, except_text=decoded(pl.col("except")).str.replace_all(" ", "")).select(
        "key",
        "except_text",
        protein=pl.when(unversioned).then(pl.format("{}.{}", protein, "protein_version")).otherwise(protein),
        code=pl.col("code").cast(pl.Int8, strict=False),
        start_lost=has_tag(pl.col("tags"), "cds_start_NF"),
        end_lost=has_tag(pl.col("tags"), "cds_end_NF"),
        whole=pl.col("except_text").str.contains("aa:TERM", literal=True).fill_null(False),
        slipped=slipped,
        shifted=slipped | pl.col("key").is_in(gapped["key"].implode()),
        seleno=has_tag(pl.col("tags"), "seleno"),
        non_aug=has_tag(pl.col("tags"), "non_ATG_start") | pl.col("note").str.contains(_NON_AUG).fill_null(False),
    )


def make_exceptions(facts: pl.DataFrame, pieces: pl.DataFrame, ordered: pl.DataFrame) -> pl.DataFrame:
    """Return selenocysteines and starts by exception.

    Args:
        facts: Rows of `coding_facts`.
        pieces: Pieces of transcripts.
        ordered: Coding pieces in the transcripts' direction, with the bases before each.

    Returns:
        One row a transcript with any: key, redefined (protein positions, ascending), start_by_exception.
    """
    told = facts.filter(pl.col("except_text").is_not_null()).select(
        "key", parts=pl.col("except_text").str.extract_all(_EXCEPT)
    )
    parts = told.explode("parts", empty_as_null=False, keep_nulls=False).select(
        "key",
        low=pl.col("parts").str.extract(_EXCEPT, 1).cast(pl.Int64),
        high=pl.coalesce(pl.col("parts").str.extract(_EXCEPT, 2), pl.col("parts").str.extract(_EXCEPT, 1)).cast(
            pl.Int64
        ),
        acid=pl.col("parts").str.extract(_EXCEPT, 3),
    )
    lines = pieces.filter(pl.col("role") == "selenocysteine")
    parts = pl.concat([parts, lines.select("key", low="start", high="end", acid=pl.lit("Sec"))])
    placed = _protein_positions(parts, ordered)
    redefined = placed.filter(pl.col("acid") == "Sec").group_by("key").agg(redefined=pl.col("number").unique().sort())
    starts = placed.filter((pl.col("acid") == "Met") & (pl.col("number") == 1)).select("key").unique()
    return redefined.join(starts.with_columns(start_by_exception=pl.lit(True)), on="key", how="full", coalesce=True)


def _protein_positions(parts: pl.DataFrame, ordered: pl.DataFrame) -> pl.DataFrame:
    """Return codons (genomic low and high base) by their number in the protein; a partial first codon is number 1.

    A codon that an intron parts may be written by its outer bases: its first base in the transcript tells.
    """
    columns = ["key", "start", "end", "forward", "before", "phase"]
    rows = parts.join(ordered.select(columns), on="key", how="inner")
    base = pl.when("forward").then("low").otherwise("high")
    inside = rows.with_columns(base=base).filter(pl.col("base").is_between(pl.col("start"), pl.col("end")))
    along = pl.when("forward").then(pl.col("base") - pl.col("start")).otherwise(pl.col("end") - pl.col("base"))
    lead = (3 - (pl.col("phase") + pl.col("before")) % 3) % 3
    return inside.select("key", "acid", number=(pl.col("before") + along + lead.fill_null(0)) // 3 + 1)
