"""Where in their precursors mature microRNAs lie.

RefSeq has a `primary_transcript` a precursor and a feature a mature strand: `miRNA`, a child of the precursor; in its
annotation release 108 `ncRNA` of class miRNA, a child of the same gene. Both are transcripts of their own, too. Ensembl
has the precursor alone.
"""

import polars as pl

from genopipe.io.gene_models.report import GeneModelReport

_PRECURSOR = "primary_transcript"
_PLACE = ("contig", "strand")
_STRETCH = ["key", "start", "end"]


def mature_stretches(transcripts: pl.DataFrame, pieces: pl.DataFrame, report: GeneModelReport) -> pl.DataFrame:
    """Return the bases of each transcript that belong to mature microRNAs.

    Args:
        transcripts: One row a transcript: key, up (its parent), kind, rna_class, contig, strand, start, end.
        pieces: Pieces of those transcripts.
        report: Takes the number of mature microRNAs that do not lie in the exons of their precursor.

    Returns:
        Columns key, start (1-based), end (included), none twice; sorted by key, start and end. Only bases of exons: of
        the precursor, and the same ones of the transcript that a mature microRNA in it is.
    """
    named, beside = _pairs(transcripts)
    pairs = pl.concat([named, beside])
    keys = pl.concat([pairs["key"], pairs["holder"]]).unique()
    exons = pieces.filter((pl.col("role") == "exon") & pl.col("key").is_in(keys.implode())).select(*_STRETCH, *_PLACE)
    both = pairs.join(exons, on="key").join(exons, left_on=["holder", *_PLACE], right_on=_STRETCH[:1] + list(_PLACE))
    inside = both.with_columns(
        start=pl.max_horizontal("start", "start_right"), end=pl.min_horizontal("end", "end_right")
    ).filter(pl.col("start") <= pl.col("end"))
    away = named.join(inside, on=["key", "holder"], how="anti")
    report.remark("are mature microRNAs outside of the exons of their precursor", away.height)
    stretches = pl.concat([inside.select(_STRETCH), inside.select("holder", "start", "end").rename({"holder": "key"})])
    return stretches.unique().sort(_STRETCH)


def _pairs(transcripts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return mature microRNAs (key) and their precursors (holder): those named as parents, and those beside them."""
    classed = (pl.col("kind") == "ncRNA") & (pl.col("rna_class") == "miRNA").fill_null(value=False)
    own = transcripts.filter((pl.col("kind") == "miRNA") | classed).select("key", "up", "start", "end")
    holders = transcripts.select("kind", "up", holder="key", low="start", high="end")
    named = own.join(holders.select("holder"), left_on="up", right_on="holder", coalesce=False)
    beside = own.join(holders.filter(pl.col("kind") == _PRECURSOR), on="up").filter(
        (pl.col("start") >= pl.col("low")) & (pl.col("end") <= pl.col("high"))
    )
    return named.select("key", "holder"), beside.select("key", "holder")
