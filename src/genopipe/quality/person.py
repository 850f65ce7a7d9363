"""Gather what the tools measured of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.cases import StartForm
from genopipe.errors import ContentError
from genopipe.io.json_file import read_json
from genopipe.measures import BREADTH_DEPTHS
from genopipe.measures import ExonCoverage
from genopipe.measures import GeneCoverage
from genopipe.measures import PersonQuality
from genopipe.quality.proofs import primary_reads
from genopipe.quality.targets import LISTED
from genopipe.quality.targets import SEPARATOR

_NEARLY = 0.999999  # the highest part that is not the whole (fraction)


@dataclass(frozen=True)
class MeasuredFiles:
    """What the tools wrote of one person.

    Attributes:
        stats: `samtools stats`.
        flagstat: `samtools flagstat --output-fmt json`.
        summary: mosdepth summary.
        distribution: mosdepth global distribution of depth.
        regions: mosdepth regions, mean depth of each panel stretch.
        thresholds: mosdepth thresholds, covered bases of each panel stretch.
        stretches: The panel stretches: BED of `genopipe targets`.
    """

    stats: Path
    flagstat: Path
    summary: Path
    distribution: Path
    regions: Path
    thresholds: Path
    stretches: Path


def read_stats(path: Path) -> dict[str, float]:
    """Return the summary numbers of `samtools stats`."""
    numbers = {}
    for line in path.read_text().splitlines():
        if line.startswith("SN\t"):
            _, name, value, *_ = line.split("\t")
            numbers[name.rstrip(":")] = float(value)
    if "insert size average" not in numbers:
        raise ContentError(f"{path}: no summary numbers; samtools stats did not finish")
    return numbers


def read_summary(path: Path) -> dict[str, tuple[int, float]]:
    """Return length (bases) and mean depth (reads) by contig of a mosdepth summary, `total` included."""
    rows = [line.split("\t") for line in path.read_text().splitlines()[1:]]
    depths = {row[0]: (int(row[1]), float(row[3])) for row in rows if not row[0].endswith("_region")}
    if "total" not in depths:
        raise ContentError(f"{path}: no total; mosdepth did not finish")
    return depths


def read_breadth(path: Path) -> dict[int, float]:
    """Return depth (reads) to the part of all contigs with that depth or more (fraction) of a mosdepth distribution.

    A depth that no base reaches is not in the file: its part is 0.
    """
    rows = [line.split("\t") for line in path.read_text().splitlines()]
    total = {int(row[1]): float(row[2]) for row in rows if row[0] == "total"}
    if 0 not in total:
        raise ContentError(f"{path}: no total; mosdepth did not finish")
    return {depth: total.get(depth, 0.0) for depth in BREADTH_DEPTHS}


def _lanes(reports: Sequence[Path]) -> dict[str, Any]:
    """Return reads, bases and quality of all lanes as given."""
    if not reports:
        return {}
    contents = [read_json(report) for report in reports]
    before = [content["summary"]["before_filtering"] for content in contents]
    after = [content["summary"]["after_filtering"] for content in contents]
    bases = sum(part["total_bases"] for part in before)
    reads = sum(part["total_reads"] for part in before)
    good = sum(part["q30_bases"] for part in before)
    return {
        "reads": reads,
        "reads_dropped": reads - sum(part["total_reads"] for part in after),
        "bases": bases,
        "q30_bases": good,
        "q30_fraction": round(good / bases, 6) if bases else None,
    }


def gene_coverage(files: MeasuredFiles) -> tuple[GeneCoverage, ...]:
    """Return the coverage of each panel gene, by gene symbol, with its exons that are not wholly covered."""
    if not files.stretches.stat().st_size:
        return ()  # no panel is ordered, or no panel gene has a coding transcript
    names = ["contig", "start", "end", "gene", "mean"]
    texts = pl.String()  # contigs 1, 2, ... X: without it the type is guessed from the first hundred rows
    means = pl.read_csv(
        files.regions, separator="\t", has_header=False, new_columns=names, schema_overrides={"contig": texts}
    )
    found = pl.read_csv(files.thresholds, separator="\t", schema_overrides={"#chrom": texts})
    covered = found.rename({"#chrom": "contig", "region": "gene"})
    depths = [name for name in covered.columns if name.endswith("X")]
    both = means.join(covered, on=["contig", "start", "end", "gene"], how="left", maintain_order="left").with_columns(
        bases=pl.col("end") - pl.col("start")
    )
    lost = both.select(pl.any_horizontal(pl.col(depths).is_null()).sum()).item() if depths else both.height
    if lost or means.height != covered.height:
        raise ContentError(f"{files.thresholds}: {covered.height} stretches, {means.height} in {files.regions.name}")
    both = both.with_columns(pl.col("gene").str.split(SEPARATOR).list.head(3).list.join(SEPARATOR).alias("key"))
    genes = both.group_by("key").agg(
        pl.col("bases").sum(),
        ((pl.col("mean") * pl.col("bases")).sum() / pl.col("bases").sum()).alias("mean"),
        *(pl.col(name).sum() for name in depths),
    )
    weak = _weak_exons(both, depths)
    rows = [_coverage(row, depths, weak.get(row["key"], ())) for row in genes.iter_rows(named=True)]
    return tuple(sorted(rows, key=lambda row: (row.gene_symbol, row.gene)))


def _covered(row: dict[str, Any], depths: Sequence[str]) -> dict[int, float]:
    """Return depth (reads) to the covered part (fraction); never rounded up to the whole."""
    parts = {int(name.removesuffix("X")): row[name] / row["bases"] for name in depths}
    return {depth: min(round(part, 6), _NEARLY) if part < 1 else 1.0 for depth, part in parts.items()}


def _weak_exons(stretches: pl.DataFrame, depths: Sequence[str]) -> dict[str, list[ExonCoverage]]:
    """Return the stretches that are not wholly covered at every threshold, by gene, as they lie on the contig."""
    found: dict[str, list[ExonCoverage]] = {}
    lacking = pl.any_horizontal(pl.col(name) < pl.col("bases") for name in depths) if depths else pl.lit(value=False)
    for row in stretches.filter(lacking).sort("contig", "start").iter_rows(named=True):
        *_, exon, transcript = [*str(row["gene"]).split(SEPARATOR)[3:5], "", ""][:2]
        one = ExonCoverage(
            exon=exon,
            transcript=transcript,
            contig=row["contig"],
            start=row["start"] + 1,
            end=row["end"],
            covered=_covered(row, depths),
        )
        found.setdefault(row["key"], []).append(one)
    return found


def _coverage(row: dict[str, Any], depths: Sequence[str], weak: Sequence[ExonCoverage]) -> GeneCoverage:
    gene, symbol, *listed = [*str(row["key"]).split(SEPARATOR), ""][:3]
    return GeneCoverage(
        gene=gene,
        gene_symbol=symbol or gene,
        bases=row["bases"],
        mean_depth=round(row["mean"], 3),
        covered={int(name.removesuffix("X")): round(row[name] / row["bases"], 6) for name in depths},
        exons=tuple(weak),
        in_panel=LISTED not in listed,
    )


def _duplicate_fraction(counts: dict[str, int], form: StartForm) -> float | None:
    """Return the duplicates among primary reads; None where a given alignment may never have had them marked."""
    unmarked = form is StartForm.ALIGNMENT and not counts["duplicates"]
    return None if unmarked or not counts["primary"] else round(counts["duplicates"] / counts["primary"], 6)


def measure_person(person: str, form: StartForm, files: MeasuredFiles | None, reports: Sequence[Path]) -> PersonQuality:
    """Return the figures of one person.

    Args:
        person: The person's id.
        form: How the data came.
        files: What was measured of the alignment; None where there is none.
        reports: fastp reports of the lanes.
    """
    if files is None:
        return PersonQuality(person=person, form=form)
    stats, counts, depth = read_stats(files.stats), primary_reads(files.flagstat), read_summary(files.summary)
    primary = counts["primary"]
    figures: dict[str, Any] = {"reads": primary, **_lanes(reports)}
    return PersonQuality(
        person=person,
        form=form,
        mapped_fraction=round(counts["mapped"] / primary, 6) if primary else None,
        duplicate_fraction=_duplicate_fraction(counts, form),
        insert_size=stats["insert size average"] or None,
        insert_size_deviation=stats["insert size standard deviation"] if stats["insert size average"] else None,
        mean_depth=depth["total"][1],
        breadth=read_breadth(files.distribution),
        depth_by_contig={contig: mean for contig, (_, mean) in depth.items() if contig != "total"},
        genes=gene_coverage(files),
        **figures,
    )
