"""How much of the coding bases of genes lies where short reads cannot be placed for sure.

Regions are read contig by contig: memory holds those of one contig.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.io.contig_names import translate
from genopipe.io.region_sources import RegionSource
from genopipe.measures import GeneRegions
from genopipe.measures import HardRegions
from genopipe.sources import Source

Positions = npt.NDArray[np.int64]


def open_hard_regions(
    files: Mapping[str, Path], records: Mapping[str, Source], lengths: Mapping[str, int]
) -> list[RegionSource]:
    """Open sources of regions, their contigs named as in the reference.

    Args:
        files: Name of the record to its BED.
        records: Records by name.
        lengths: Contigs of the reference (bases).

    Raises:
        InputError: One is no BED, or has no contig in common with the reference.
    """
    opened = []
    for name, path in files.items():
        source = RegionSource.open(path, records[name])
        theirs = translate(source.contigs, lengths)
        source.rename({own: ours for own, ours in theirs.items() if ours not in source.contigs})
        source.check_contigs(frozenset(lengths))
        opened.append(source)
    return opened


def merged(starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
    """Return stretches joined where they overlap or touch; first and last bases, ascending.

    Args:
        starts: First bases, in any order.
        ends: Last bases; start - 1: a stretch without a base, which is left out.
    """
    kept = ends >= starts
    order = np.argsort(starts[kept], kind="stable")
    first, last = starts[kept][order], ends[kept][order]
    if not len(first):
        return first, last
    reach = np.maximum.accumulate(last)
    new = np.concatenate(([True], first[1:] > reach[:-1] + 1))
    at = np.flatnonzero(new)
    return first[at], reach[np.append(at[1:], len(first)) - 1]


def bases_inside(starts: Positions, ends: Positions, regions: tuple[Positions, Positions]) -> Positions:
    """Return how many bases of each stretch lie in regions.

    Args:
        starts: First bases of the stretches.
        ends: Last bases.
        regions: What `merged` returned.
    """
    firsts, lasts = regions
    before = np.concatenate(([0], np.cumsum(lasts - firsts + 1)))

    def up_to(position: Positions) -> Positions:
        """Return the bases of regions up to a position, itself included."""
        at = np.searchsorted(firsts, position, side="right")
        if not len(firsts):
            return np.zeros(len(position), np.int64)
        inside = np.maximum(lasts[np.maximum(at - 1, 0)] - position, 0) * (at > 0)
        counted: Positions = before[at] - inside
        return counted

    found: Positions = up_to(ends) - up_to(starts - 1)
    return found


def _inside(stretches: pl.DataFrame, contig: str, opened: list[RegionSource]) -> list[int | None]:
    """Return the bases of each stretch of a contig that lie in regions; None: a source has no region on the contig."""
    if any(contig not in source.contigs for source in opened):
        return [None] * stretches.height
    frames = [source.regions(contig).select("start", "end") for source in opened]
    joined = pl.concat(frames)
    regions = merged(joined["start"].to_numpy(), joined["end"].to_numpy())
    return [int(n) for n in bases_inside(stretches["start"].to_numpy(), stretches["end"].to_numpy(), regions)]


def measure_hard_regions(stretches: pl.DataFrame, opened: list[RegionSource]) -> HardRegions:
    """Count the coding bases of genes that lie in regions of any of the sources, each base once.

    Args:
        stretches: Coding bases of genes, each base once a gene: contig, start, end, gene, gene_symbol.
        opened: The sources; none: nothing can be said.
    """
    titles = tuple(source.source.titled for source in opened)
    if not opened:
        return HardRegions(sources=(), genes=())
    parts = []
    for (contig,), rows in stretches.group_by("contig", maintain_order=True):
        hard = pl.Series("hard", _inside(rows, str(contig), opened), dtype=pl.Int64)
        parts.append(rows.select("gene", "gene_symbol", bases=pl.col("end") - pl.col("start") + 1).with_columns(hard))
    if not parts:
        return HardRegions(sources=titles, genes=())
    whole = (
        pl.concat(parts)
        .group_by("gene", "gene_symbol")
        .agg(
            pl.col("bases").sum(), pl.when(pl.col("hard").is_not_null().all()).then(pl.col("hard").sum()).alias("hard")
        )
    )
    genes = (GeneRegions(**row) for row in whole.sort("gene_symbol", "gene").iter_rows(named=True))
    return HardRegions(sources=titles, genes=tuple(genes))
