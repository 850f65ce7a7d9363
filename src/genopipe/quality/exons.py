"""Numbers of the exons in which coding stretches of genes lie, by the transcript that stands for the gene."""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

_MANE = {"MANE_Select": 0, "MANE_Plus_Clinical": 1}
_KEY = ("contig", "gene", "gene_symbol")


@dataclass(frozen=True)
class NumberedExons:
    """Exons of one transcript in genomic order.

    Attributes:
        transcript: Its id, with version where given.
        strand: + or -.
        starts: First bases (1-based), ascending.
        ends: Last bases (1-based).
    """

    transcript: str
    strand: str
    starts: Sequence[int]
    ends: Sequence[int]

    def name(self, start: int, end: int) -> str:
        """Return the number of the exon, or first-last, of how many, that a stretch touches; empty: none.

        Args:
            start: First base (1-based).
            end: Last base (1-based).
        """
        every = len(self.starts)
        touched = [at for at in range(every) if self.starts[at] <= end and start <= self.ends[at]]
        if not touched:
            return ""
        numbers = sorted(at + 1 if self.strand == "+" else every - at for at in touched)
        first, last = numbers[0], numbers[-1]
        return f"{first}/{every}" if first == last else f"{first}-{last}/{every}"


def _weight(row: dict[str, Any]) -> tuple[int, bool, int, str]:
    return _MANE.get(row["mane"], 2), not row["canonical"], -row["coding_bases"], row["transcript"]


def exons_of(transcripts: pl.DataFrame) -> dict[tuple[str, str, str], NumberedExons]:
    """Return the exons of the transcript that stands for each gene: MANE, else canonical, else the longest coding one.

    Args:
        transcripts: Gene models; those that code for nothing are left out.

    Returns:
        Contig, gene id and symbol to the exons.
    """
    chosen: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in transcripts.filter(pl.col("coding_bases") > 0).iter_rows(named=True):
        key = (row["contig"], row["gene"], row["gene_symbol"])
        if key not in chosen or _weight(row) < _weight(chosen[key]):
            chosen[key] = row
    return {
        key: NumberedExons(
            row["transcript_version"] or row["transcript"], row["strand"], row["exon_starts"], row["exon_ends"]
        )
        for key, row in chosen.items()
    }


def name_exons(stretches: pl.DataFrame, transcripts: pl.DataFrame) -> pl.DataFrame:
    """Add `exon` and `transcript` to coding stretches.

    Args:
        stretches: contig, start, end (1-based, both included), gene, gene_symbol.
        transcripts: Gene models.

    Returns:
        The same rows; both are empty where the stretch lies in no exon of the transcript that stands for the gene.
    """
    wanted = transcripts.join(stretches.select(_KEY).unique(), on=_KEY, how="semi")
    exons = exons_of(wanted)
    return stretches.hstack(
        pl.DataFrame(list(_named(stretches, exons)), schema=["exon", "transcript"], orient="row")
        if stretches.height
        else pl.DataFrame(schema={"exon": pl.String, "transcript": pl.String})
    )


def _named(stretches: pl.DataFrame, exons: dict[tuple[str, str, str], NumberedExons]) -> Iterator[tuple[str, str]]:
    for contig, gene, symbol, start, end in stretches.select(*_KEY, "start", "end").iter_rows():
        one = exons[contig, gene, symbol]
        number = one.name(start, end)
        yield number, one.transcript if number else ""
