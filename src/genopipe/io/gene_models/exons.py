"""The exons of transcripts: in the order of the genome, without overlap, on one strand."""

import polars as pl

from genopipe.io.gene_models.report import PROBLEM_SCHEMA
from genopipe.io.gene_models.report import GeneModelReport
from genopipe.io.gene_models.stretches import join_touching


def problem(rows: pl.DataFrame, code: str, cause: pl.Expr) -> pl.DataFrame:
    """Return rows (key, line) as problems of a kind, one a transcript.

    Args:
        rows: The lines at which something is wrong.
        code: Code of the fault.
        cause: What is wrong, in words.
    """
    told = rows.select("key", "line", code=pl.lit(code), cause=cause).cast(PROBLEM_SCHEMA)
    return told.sort("line").unique("key", keep="first", maintain_order=True)


def make_exons(pieces: pl.DataFrame, report: GeneModelReport) -> pl.DataFrame:
    """Return the exons of every transcript; without exon lines they are what CDS and UTRs cover.

    Args:
        pieces: Pieces of transcripts.
        report: Takes the number of transcripts without exon lines.

    Returns:
        Columns key, line, start, end; sorted by key and start.
    """
    columns = ["key", "line", "start", "end"]
    exons = pieces.filter(pl.col("role") == "exon").select(columns)
    body = pieces.filter(pl.col("role").is_in(["coding", "untranslated", "stop"]))
    bare = body.join(exons.select("key").unique(), on="key", how="anti")
    lines = bare.group_by("key").agg(pl.col("line").min())
    report.remark("have no exon line: their exons are what their CDS and UTRs cover", lines.height)
    covered = join_touching(bare).join(lines, on="key", how="left").select(columns)
    return pl.concat([exons, covered]).sort("key", "start", "end")


def exon_problems(exons: pl.DataFrame, pieces: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    """Return what is wrong with exons and strands.

    Args:
        exons: Rows of `make_exons`.
        pieces: Pieces of transcripts.
        transcripts: One row a transcript.
    """
    before = pl.col("end").cum_max().shift(1).over("key")
    overlapping = exons.with_columns(before=before).filter(pl.col("start") <= pl.col("before"))
    overlap = pl.format("exon {}-{} overlaps another of its transcript", "start", "end")
    trans = pl.col("exception").str.contains("trans-splicing", literal=True).fill_null(False)
    owner = transcripts.select("key", "contig", "strand", from_="start", to="end", trans=trans)
    body = pieces.join(owner, on="key", how="inner", suffix="_own")
    foreign = body.filter((pl.col("contig") != pl.col("contig_own")) | (pl.col("strand") != pl.col("strand_own")))
    elsewhere = pl.format(
        "{} on {} strand {}, its transcript on {} strand {}",
        *(pl.col(name).cast(pl.String) for name in ("role", "contig", "strand", "contig_own", "strand_own")),
    )
    outside = body.filter((pl.col("start") < pl.col("from_")) | (pl.col("end") > pl.col("to")))
    beyond = pl.format("{} {}-{} lies outside its transcript", pl.col("role").cast(pl.String), "start", "end")
    unstranded = transcripts.filter(~pl.col("strand").is_in(["+", "-"]))
    return pl.concat(
        [
            problem(overlapping, "GENES-EXON", overlap),
            problem(foreign.filter("trans"), "GENES-TRANS", elsewhere),
            problem(foreign.filter(~pl.col("trans")), "GENES-STRAND", elsewhere),
            problem(outside, "GENES-EXON", beyond),
            problem(
                unstranded,
                "GENES-STRAND",
                pl.format("no strand but {}", pl.col("strand").cast(pl.String).fill_null("nothing")),
            ),
        ]
    )


def cut_transcripts(transcripts: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """Return the transcripts (key) whose exons do not reach the ends of their own line: the file was cut.

    Args:
        transcripts: One row a transcript.
        exons: Rows of `make_exons`.
    """
    reach = exons.group_by("key").agg(low=pl.col("start").min(), high=pl.col("end").max())
    rows = transcripts.join(reach, on="key", how="inner")
    return rows.filter((pl.col("low") > pl.col("start")) | (pl.col("high") < pl.col("end"))).select("key")
