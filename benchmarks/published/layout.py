"""Genes of MANE in a compact genome: exons as they are, introns cut short, everything else left out.

A gene keeps its strand, its exons and the lengths of its coding sequence, so that c. and p. descriptions are those of
the real gene; positions on the contig are new. `place` translates a position of GRCh38.
"""

from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

FLANK = 60
"""Bases that are kept of each intron at both ends, and around a gene and a published allele (bases)."""

GAP = 40
"""Unknown bases between two genes."""


@dataclass(frozen=True)
class Gene:
    """A gene with its MANE Select transcript, in positions of GRCh38, both ends included.

    Attributes:
        symbol: HGNC symbol.
        gene: Ensembl id without version.
        transcript: RefSeq accession with version.
        protein: RefSeq accession with version.
        contig: Contig.
        strand: + or -.
        exons: Exons in genomic order.
        coding: First and last coding base, stop codon included.
    """

    symbol: str
    gene: str
    transcript: str
    protein: str
    contig: str
    strand: str
    exons: tuple[tuple[int, int], ...]
    coding: tuple[int, int]

    @cached_property
    def coding_positions(self) -> list[int]:
        """Positions of the coding bases, in the direction of transcription."""
        first, last = self.coding
        positions = [p for start, end in self.exons for p in range(max(start, first), min(end, last) + 1)]
        return positions if self.strand == "+" else positions[::-1]

    @property
    def introns(self) -> list[tuple[int, int]]:
        """Introns in genomic order."""
        pairs = zip(self.exons, self.exons[1:], strict=False)
        return [(before[1] + 1, after[0] - 1) for before, after in pairs]


@dataclass(frozen=True)
class Placed:
    """A gene in the compact genome.

    Attributes:
        gene: The gene.
        kept: Stretches of GRCh38 that were kept, in order.
        starts: Where each begins in the compact genome (1-based).
    """

    gene: Gene
    kept: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]

    @property
    def end(self) -> int:
        """Last base in the compact genome."""
        first, last = self.kept[-1]
        return self.starts[-1] + last - first

    def place(self, position: int) -> int | None:
        """Return where a position of GRCh38 lies in the compact genome; None: it was left out."""
        number = bisect_right(self.kept, (position, 1 << 40)) - 1
        if number < 0 or position > self.kept[number][1]:
            return None
        return self.starts[number] + position - self.kept[number][0]


def read_genes(mane: Path, symbols: Iterable[str] | None = None) -> list[Gene]:
    """Read the genes of MANE Select on autosomes and X.

    Args:
        mane: MANE's table.
        symbols: Genes that are wanted; None: all.
    """
    table = pl.read_csv(mane, separator="\t", infer_schema=False, quote_char=None)
    chosen = table.filter((pl.col("mane_status") == "MANE Select") & pl.col("chrom").str.contains(r"^chr(?:\d+|X)$"))
    if symbols is not None:
        chosen = chosen.filter(pl.col("gene_symbol").is_in(list(symbols)))
    return [_gene(row) for row in chosen.unique("gene_symbol", keep="first", maintain_order=True).to_dicts()]


def _gene(row: dict[str, str]) -> Gene:
    starts, ends = ([int(n) for n in row[name].strip(",").split(",")] for name in ("exon_starts", "exon_ends"))
    return Gene(
        row["gene_symbol"],
        row["ensg"].partition(".")[0],
        row["refseq_nm"],
        row["refseq_np"],
        row["chrom"],
        row["strand"],
        tuple(zip(starts, ends, strict=True)),
        (int(row["cds_start"]), int(row["cds_end"])),
    )


def kept_of(gene: Gene, places: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a gene that are kept: exons and their flanks, and what lies around given places."""
    wanted = [(start - FLANK, end + FLANK) for start, end in gene.exons]
    wanted += [(place - FLANK, place + FLANK) for place in places]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(wanted):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def lay(genes: Sequence[Gene], places: dict[str, list[int]], first: int) -> list[Placed]:
    """Lay genes of one contig one behind another.

    Args:
        genes: The genes.
        places: Further places to keep, by symbol.
        first: Where the first base goes (1-based).
    """
    placed = []
    for gene in genes:
        kept = kept_of(gene, places.get(gene.symbol, ()))
        starts, here = [], first
        for start, end in kept:
            starts.append(here)
            here += end - start + 1
        placed.append(Placed(gene, kept, tuple(starts)))
        first = here + GAP
    return placed
