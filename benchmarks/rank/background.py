"""Rare alleles of a genome without a diagnosis: how many, of what kind, how rare, in which genes.

Numbers of a person, of frequency below 1 %:

- 18 truncating alleles (stop, frameshift, splice site), 1 in 100 of them homozygous; 2 of 18 seen in nobody else.
  Source: ExAC, doi:10.1038/nature19057, Figure 5a and text: 85 heterozygous and 35 homozygous truncating alleles, of
  which 18 and 0.19 are rare; about 2 are singletons among 60,706 people.
- 400 missense alleles. Source: 1000 Genomes, doi:10.1038/nature15393: 10,000-12,000 alleles that alter a peptide, and
  1-4 % of a genome's alleles are rarer than 0.5 %: up to 440. The measure is repeated with 200 and 800.
- 8 in-frame insertions and deletions. Source: 1000 Genomes pilot, doi:10.1038/nature09534: 190-210 of them beside
  10,000-11,000 nonsynonymous alleles, so one beside 50 missense.
- 40 in splice regions. Source: of bases, 14 an intron beside 24 million in which a change is missense, and a change as
  often in both.

Frequencies: one in nine was never seen (the singletons above); else uniform between 0 and 1 %, as neutral alleles of
one person are, whose number is in proportion to frequency times the neutral density 1/frequency
(doi:10.1006/tpbi.1995.1025).

Genes are drawn in proportion to their coding bases (MANE Select). Nothing is left out for constraint: in truth fewer
truncating alleles hit disease genes, so this background is a little harder.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

NEVER_SEEN = 2 / 18
HOMOZYGOUS = 0.19 / 18
COMMON = 0.01
NUMBERS = {
    ("HIGH", "stop_gained"): 18.0,
    ("MODERATE", "missense_variant"): 400.0,
    ("MODERATE", "inframe_deletion"): 8.0,
    ("LOW", "splice_region_variant"): 40.0,
}
RECESSIVE_SEEN = 0.5
"""Part of the causal alleles of recessive cases that a frequency source knows (fraction); those of dominant ones are
taken as never seen. Not measured, for the set tells no frequencies: genopipe's own assumption."""

RECESSIVE_RANGE = (-6.0, -3.0)
"""Their frequencies: even on a logarithmic scale between these powers of ten."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Genes:
    """Genes that alleles are drawn from.

    Attributes:
        symbols: Their symbols.
        on_x: Whether each lies on X.
        shares: Its part of all coding bases.
    """

    symbols: list[str]
    on_x: np.ndarray
    shares: np.ndarray


def read_genes(mane: Path) -> Genes:
    """Read the genes of MANE Select on whole chromosomes."""
    table = pl.read_csv(mane, separator="\t", infer_schema=False, quote_char=None)
    chosen = table.filter(
        (pl.col("mane_status") == "MANE Select") & pl.col("chrom").str.contains(r"^chr(?:\d+|X)$")
    ).unique("gene_symbol", keep="first", maintain_order=True)
    bases = chosen["cds_len"].cast(pl.Int64).to_numpy()
    return Genes(chosen["gene_symbol"].to_list(), (chosen["chrom"] == "chrX").to_numpy(), bases / bases.sum())


def seed_of(name: str, run: int) -> int:
    """Return the seed of a case: the same on every machine."""
    return int.from_bytes(sha256(f"{run}:{name}".encode()).digest()[:8], "big")


def _modes(on_x: bool, homozygous: bool, male: bool) -> list[str]:
    if on_x:
        both = ["x_linked_recessive", "x_linked_dominant"]
        return both if male or homozygous else ["x_linked_dominant", "pseudo_dominant"]
    return ["recessive_homozygous", "dominant"] if homozygous else ["dominant"]


def draw_background(genes: Genes, random: np.random.Generator, male: bool, missense: float) -> list[Row]:
    """Return the rare alleles of a person as rows of candidates; two in one gene may be a pair of unknown phase.

    Args:
        genes: Genes to draw from.
        random: Source of chance.
        male: Whether the person has one X.
        missense: Mean number of missense alleles; the other kinds keep their numbers.
    """
    numbers = NUMBERS | {("MODERATE", "missense_variant"): missense}
    rows: list[Row] = []
    for (impact, consequence), mean in numbers.items():
        count = int(random.poisson(mean))
        chosen = random.choice(len(genes.symbols), size=count, p=genes.shares)
        seen = random.random(count) >= NEVER_SEEN
        frequencies, copies = random.random(count) * COMMON, random.random(count) < HOMOZYGOUS
        for place in range(count):
            gene = int(chosen[place])
            rows.append(
                {
                    "allele": f"B{len(rows)}",
                    "symbol": genes.symbols[gene],
                    "impact": impact,
                    "consequence": consequence,
                    "modes": _modes(bool(genes.on_x[gene]), bool(copies[place]), male),
                    "partners": [],
                    "partner_phase": None,
                    "frequency_max": float(frequencies[place]) if seen[place] else None,
                    "causal": False,
                }
            )
    return rows


def with_pairs(rows: list[Row]) -> list[Row]:
    """Let heterozygous alleles of one autosomal gene be pairs of unknown phase, causal ones with the others, too."""
    by_gene: dict[str, list[Row]] = {}
    for row in rows:
        if "dominant" in row["modes"] and "recessive_homozygous" not in row["modes"]:
            by_gene.setdefault(row["symbol"], []).append(row)
    for group in by_gene.values():
        for row in group if len(group) > 1 else []:
            row["partners"] = [other["allele"] for other in group if other is not row]
            row["partner_phase"] = "unknown"
            row["modes"] = ["compound_heterozygous", "dominant"]
    return rows


def with_frequency(row: Row, random: np.random.Generator, recessive: bool) -> Row:
    """Return a causal allele with the frequency that is assumed of it."""
    seen = recessive and random.random() < RECESSIVE_SEEN
    return row | {"frequency_max": float(10 ** random.uniform(*RECESSIVE_RANGE)) if seen else None}
