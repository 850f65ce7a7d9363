"""What a transcript becomes without some of its exons, or without its start codon.

A splice site that is lost is taken to lose its exon: the one before a donor, the one behind an acceptor. Whether a
cryptic site takes its place cannot be told from the sequence alone.

Source:
    doi:10.1002/humu.23626, Figure 1.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from genopipe.io.spliced import SplicedSequence

CODON = 3
LAST_BASES = 50
"""A stop codon in the last 50 bases of the exon before the last is not followed by decay (bases).

Source: doi:10.1002/humu.23626.
"""
_STOPS = {1: ("TAA", "TAG", "TGA"), 2: ("TAA", "TAG", "AGA", "AGG")}
"""Stop codons by NCBI translation table."""

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Skipped:
    """A transcript without some exons.

    Attributes:
        frame: in_frame or out_of_frame; None: not known.
        decay: Nonsense-mediated decay is expected; None: not known.
        lost: Part of the protein that is not made, or not made as it should be (fraction).
        first: First residue lost.
        last: Last residue lost.
        problem: Why nothing can be said.
    """

    frame: str | None = None
    decay: bool | None = None
    lost: float | None = None
    first: int | None = None
    last: int | None = None
    problem: str | None = None


class Transcript:
    """One coding transcript with its sequence.

    Args:
        row: A row of the gene models.
        sequence: Gives the bases.
    """

    def __init__(self, row: Mapping[str, Any], sequence: SplicedSequence) -> None:
        self.strand = str(row["strand"])
        self.contig = str(row["contig"])
        ascending = list(zip(row["exon_starts"], row["exon_ends"], strict=True))
        self.exons: list[Stretch] = ascending if self.strand == "+" else ascending[::-1]
        self.coding: Stretch = (int(row["cds_start"]), int(row["cds_end"]))
        self.protein = int(row["coding_bases"]) // CODON - 1
        self.code = int(row["genetic_code"] or 1)
        self._sequence = sequence

    def coding_part(self, exon: int) -> int:
        """Return the coding bases of an exon (1-based number in the transcript's direction)."""
        start, end = self.exons[exon - 1]
        return max(0, min(end, self.coding[1]) - max(start, self.coding[0]) + 1)

    def first_residue(self, exon: int) -> int:
        """Return the residue of the first coding base of an exon."""
        return sum(self.coding_part(number) for number in range(1, exon)) // CODON + 1

    @property
    def start_exon(self) -> int:
        """Number of the exon that holds the first coding base."""
        return next(number for number in range(1, len(self.exons) + 1) if self.coding_part(number))

    def _bases(self, exons: Sequence[int]) -> str:
        return "".join(self._sequence.bases(self.contig, [self.exons[one - 1]], self.strand) for one in exons)

    def _untranslated(self) -> int:
        """Return the bases before the start codon."""
        count = 0
        for number, (start, end) in enumerate(self.exons, start=1):
            if self.coding_part(number):
                edge = self.coding[0] - start if self.strand == "+" else end - self.coding[1]
                return count + max(0, edge)
            count += end - start + 1
        return count

    def without(self, exons: Sequence[int]) -> Skipped:
        """Return what becomes of the protein without some exons."""
        gone = [number for number in exons if 1 <= number <= len(self.exons)]
        if not any(self.coding_part(number) for number in gone):
            return Skipped(problem="the exon that would be lost does not code")
        if self.start_exon in gone:
            return Skipped(problem="the exon that would be lost holds the start codon")
        kept = [number for number in range(1, len(self.exons) + 1) if number not in gone]
        coding = [number for number in gone if self.coding_part(number)]
        first = self.first_residue(coding[0])
        bases = sum(self.coding_part(number) for number in coding)
        stop = self._stop(kept)
        if stop is None:
            return Skipped(problem="without the exon no stop codon follows")
        whole = self.protein + 1 - bases // CODON
        if bases % CODON == 0 and stop == whole:
            last = min(self.protein, first + bases // CODON - 1)
            return Skipped("in_frame", False, (last - first + 1) / self.protein, first, last)
        lost = (self.protein - first + 1) / self.protein
        return Skipped("out_of_frame", self._decays(kept, stop), lost, first, self.protein)

    def _stop(self, exons: Sequence[int]) -> int | None:
        """Return the codon (1-based) that is the first stop of the exons joined; None: there is none."""
        sequence = self._bases(exons)[self._untranslated() :]
        stops = _STOPS.get(self.code, _STOPS[1])
        for at in range(0, len(sequence) - 2, CODON):
            if sequence[at : at + CODON] in stops:
                return at // CODON + 1
        return None

    def _decays(self, exons: Sequence[int], stop: int) -> bool:
        """Say whether a stop codon lies far enough before the last junction of the exons joined."""
        lengths = [self.exons[number - 1][1] - self.exons[number - 1][0] + 1 for number in exons]
        junction = sum(lengths[:-1])
        end = self._untranslated() + stop * CODON
        return len(exons) > 1 and end <= junction - LAST_BASES

    def next_methionine(self) -> int | None:
        """Return the residue of the next methionine in frame behind the start codon; None: there is none."""
        sequence = self._bases(range(1, len(self.exons) + 1))[self._untranslated() :]
        for residue in range(2, self.protein + 1):
            if sequence[(residue - 1) * CODON : residue * CODON] == "ATG":
                return residue
        return None
