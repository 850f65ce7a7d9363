"""Coding sequences of transcripts: extent, phase, open ends, and whether they lie in the exons.

Source of the phase: GFF3 specification 1.26, column 8: the bases to leave out to reach the next codon.
"""

import polars as pl

from genopipe.io.gene_models.exons import problem
from genopipe.io.gene_models.report import GeneModelReport
from genopipe.io.gene_models.stretches import join_touching


def add_stop_codons(pieces: pl.DataFrame, transcripts: pl.DataFrame, report: GeneModelReport) -> pl.DataFrame:
    """Return the coding pieces, with the stop codons that stand outside of them.

    Args:
        pieces: Pieces of transcripts.
        transcripts: One row a transcript.
        report: Takes the number of transcripts whose stop codon was added.

    Returns:
        Columns of `pieces` and forward; the role is coding.
    """
    forward = transcripts.select("key", forward=pl.col("strand") == "+")
    coding = pieces.filter(pl.col("role") == "coding").join(forward, on="key", how="inner")
    stops = pieces.filter(pl.col("role") == "stop").join(forward, on="key", how="inner")
    if not stops.height:
        return coding
    reach = coding.group_by("key").agg(low=pl.col("start").min(), high=pl.col("end").max())
    stops = stops.join(reach, on="key", how="inner")
    behind = pl.when("forward").then(pl.col("start") > pl.col("high")).otherwise(pl.col("end") < pl.col("low"))
    added = stops.filter(behind).with_columns(phase=pl.lit(None, pl.Int8), odd_phase=pl.lit(False))
    report.remark("have their stop codon outside their CDS: it was added", added["key"].n_unique())
    return pl.concat([coding, added.select(coding.columns)])


def in_order(coding: pl.DataFrame) -> pl.DataFrame:
    """Return coding pieces in the transcripts' direction, with the coding bases before each (`before`)."""
    along = pl.when("forward").then("start").otherwise(-pl.col("end"))
    ordered = coding.with_columns(_along=along).sort("key", "_along").drop("_along")
    length = pl.col("end") - pl.col("start") + 1
    return ordered.with_columns(before=(length.cum_sum() - length).over("key"))


def make_coding(ordered: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Return one row a coding transcript.

    Args:
        ordered: Rows of `in_order`.
        facts: Tags and exceptions of each transcript: key, start_lost, end_lost, whole (no base is wanting although
            the length is no multiple of three), shifted (phases need not follow from lengths).

    Returns:
        Columns key, cds_start, cds_end, first_phase, start_incomplete, end_incomplete, coding_bases, coding_starts,
        coding_ends. Where no phase is given, coding bases that are a multiple of three have phase 0.
    """
    implied = (pl.col("phase") + pl.col("before")) % 3
    length = pl.col("end") - pl.col("start") + 1
    rows = ordered.group_by("key").agg(
        cds_start=pl.col("start").min(),
        cds_end=pl.col("end").max(),
        first_phase=pl.coalesce(pl.col("phase").first(), implied.drop_nulls().first(), 0).cast(pl.Int8),
        low_open=pl.col("low_open").any(),
        high_open=pl.col("high_open").any(),
        forward=pl.col("forward").first(),
        bases=length.sum(),
        copied=pl.col("copy").any(),
    )
    rows = rows.join(facts, on="key", how="left")
    rest = (pl.col("bases") - pl.col("first_phase")) % 3
    open_start = pl.when("forward").then("low_open").otherwise("high_open")
    open_end = pl.when("forward").then("high_open").otherwise("low_open")
    uneven = (rest != 0) & ~pl.col("whole").fill_null(False) & ~pl.col("shifted").fill_null(False) & ~pl.col("copied")
    rows = rows.with_columns(
        start_incomplete=open_start | pl.col("start_lost").fill_null(False) | (pl.col("first_phase") > 0),
        end_incomplete=open_end | pl.col("end_lost").fill_null(False) | uneven,
    )
    return rows.join(_stretches(ordered), on="key", how="left").select(
        *("key", "cds_start", "cds_end", "first_phase", "start_incomplete", "end_incomplete"),
        *("coding_bases", "coding_starts", "coding_ends"),
    )


def _stretches(ordered: pl.DataFrame) -> pl.DataFrame:
    joined = join_touching(ordered)
    return joined.group_by("key", maintain_order=True).agg(
        coding_bases=(pl.col("end") - pl.col("start") + 1).sum(), coding_starts="start", coding_ends="end"
    )


def coding_problems(ordered: pl.DataFrame, exons: pl.DataFrame, cut: pl.DataFrame) -> pl.DataFrame:
    """Return what is wrong with coding pieces: outside the exons, over one another, without a usable phase.

    Args:
        ordered: Rows of `in_order`.
        exons: Rows of `make_exons`.
        cut: Transcripts (key) that lack an exon at an end: the file was cut.
    """
    runs = join_touching(exons).sort("key", "start").rename({"end": "run_end"})
    pieces = ordered.sort("key", "start")
    held = pieces.with_columns(run_start=pl.col("start")).join_asof(
        runs.rename({"start": "run_start"}), on="run_start", by="key", strategy="backward", check_sortedness=False
    )
    outside = held.filter((pl.col("run_end") < pl.col("end")).fill_null(True))
    cut_off = outside.join(cut, on="key", how="semi")
    outside = outside.join(cut, on="key", how="anti")
    reach = pl.col("end").cum_max().shift(1).over("key")
    overlapping = pieces.with_columns(reach=reach).filter((pl.col("start") <= pl.col("reach")) & ~pl.col("copy"))
    odd = ordered.filter("odd_phase")
    bases = (pl.col("end") - pl.col("start") + 1).sum().over("key")
    unknown = ordered.join(unphased(ordered), on="key", how="semi").filter(bases % 3 != 0)
    missing = pl.lit("CDS outside the exons, of which some are missing: the file was cut")
    return pl.concat(
        [
            problem(outside, "GENES-CODING", pl.format("CDS {}-{} lies outside the exons", "start", "end")),
            problem(cut_off, "GENES-CUT", missing),
            problem(overlapping, "GENES-CODING", pl.format("CDS {}-{} overlaps another", "start", "end")),
            problem(odd, "GENES-PHASE", pl.lit("the phase of a CDS is 0, 1 or 2")),
            problem(unknown, "GENES-PHASE", pl.lit("no CDS has a phase, and the length tells none")),
        ]
    )


def unphased(ordered: pl.DataFrame) -> pl.DataFrame:
    """Return the transcripts (key) of which no CDS has a phase, though GFF3 asks for one in each.

    Args:
        ordered: Rows of `in_order`.
    """
    phased = ordered.filter(pl.col("phase").is_not_null()).select("key")
    return ordered.select("key").unique().join(phased, on="key", how="anti")


def phase_problems(ordered: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Return the coding sequences whose phases contradict their lengths.

    Where the transcript differs from the genome (an exception is told, the alignment has gaps, the ribosome slips),
    phases follow the transcript, and nothing can be said.

    Args:
        ordered: Rows of `in_order`.
        facts: As for `make_coding`.
    """
    shifted = facts.filter(pl.col("shifted").fill_null(False)).select("key")
    rows = ordered.filter(~pl.col("copy").any().over("key")).join(shifted, on="key", how="anti")
    rows = rows.filter(pl.col("phase").is_not_null())
    start = (pl.col("phase") + pl.col("before")) % 3
    rows = rows.with_columns(wanted=(start.first().over("key") - pl.col("before")) % 3)
    wrong = rows.filter(pl.col("phase") != pl.col("wanted"))
    cause = pl.format("phase {} of the CDS {}-{}; from those before it, it is {}", "phase", "start", "end", "wanted")
    return problem(wrong, "GENES-PHASE", cause)
