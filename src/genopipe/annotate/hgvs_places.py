"""Positions of a transcript on the genome: exons, introns, untranslated regions and gaps of the alignment.

Source: HGVS Nomenclature v21.1, "Numbering" and "Reference sequences" (https://hgvs-nomenclature.org).
"""

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from genopipe.annotate.hgvs_text import Description
from genopipe.annotate.hgvs_text import Position
from genopipe.annotate.hgvs_text import refuse


class Block(NamedTuple):
    """Bases of a transcript that stand on the genome without a gap.

    Attributes:
        first: Number of the first base in the transcript, from 1.
        low: Lowest genomic position (1-based).
        high: Highest genomic position.
    """

    first: int
    low: int
    high: int

    @property
    def last(self) -> int:
        """Number of the last base in the transcript."""
        return self.first + self.high - self.low


class TranscriptPlaces:
    """One transcript, able to say where its positions lie on the genome.

    Args:
        row: A row of the gene models (`genopipe.io.gene_models.read_transcripts`).

    Attributes:
        name: Id with version.
        contig: Contig of the genome.
        forward: The transcript runs with the contig.
        length: Bases of the transcript.
        coding: Number in the transcript of the first and last coding base; None: non-coding.

    The nomenclature has no c. numbers for a coding sequence that begins within a codon. As the engine (and Ensembl VEP)
    writes them, c.1 is the first coding base of the model, but the base of a substitution is counted by its codon.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.name = str(row.get("transcript_version") or row["transcript"])
        self.contig = str(row["contig"])
        self.forward = row["strand"] != "-"
        self._lay(row)
        self.coding: tuple[int, int] | None = None
        if row.get("cds_start") is not None:
            ends = (self._number(row["cds_start"]), self._number(row["cds_end"]))
            self.coding = (min(ends), max(ends))
        self._lead = -(row.get("first_phase") or 0) % 3

    def _lay(self, row: Mapping[str, Any]) -> None:
        gaps = dict(zip(row.get("gap_positions") or (), row.get("gap_lengths") or (), strict=True))
        exons = sorted(zip(row["exon_starts"], row["exon_ends"], strict=True), reverse=not self.forward)
        self._blocks: list[Block] = []
        number = 1
        for start, end in exons:
            pieces = list(_pieces(start, end, {place: gaps[place] for place in gaps if start <= place <= end}))
            for low, high, extra in pieces if self.forward else reversed(pieces):
                number += 0 if self.forward else extra
                if high >= low:
                    self._blocks.append(Block(number, low, high))
                    number += high - low + 1
                number += extra if self.forward else 0
        self.length = number - 1

    def _number(self, position: int) -> int:
        """Return the number of a genomic base of an exon; that of a neighbour where the transcript lacks the base."""
        nearest = min(self._blocks, key=lambda block: max(block.low - position, position - block.high, 0))
        inside = min(max(position, nearest.low), nearest.high)
        return nearest.first + (inside - nearest.low if self.forward else nearest.high - inside)

    def step(self, position: int, bases: int) -> int:
        """Return the genomic position a number of bases further along the transcript."""
        return position + bases if self.forward else position - bases

    def on_genome(self, part: Description, position: Position, beyond: bool) -> int:
        """Return the genomic position (1-based) of a position of this transcript.

        Args:
            part: The description, for its text and coordinate system.
            position: The position as written.
            beyond: The reference reaches beyond the transcript, so that positions may, too.

        Raises:
            InputError: The transcript has no such position, or none that stands on the genome.
        """
        number = self._counted(part, position)
        if not 1 <= number <= self.length:
            return self._outside(part, position, number, beyond)
        place = self._exonic(part, position, number)
        return self._intronic(part, position, number, place) if position.offset else place

    def _counted(self, part: Description, position: Position) -> int:
        text, written = part.text, position.text()
        if part.system == "n":
            if position.region:
                cause = f"{written}: n. has no regions before and behind a coding sequence"
                refuse("HGVS-POSITION", text, cause, "count from the first base of the transcript, or write c.")
            return position.number
        if self.coding is None:
            refuse("HGVS-SYSTEM", text, f"{self.name} is not coding, so it has no c. positions", "write n.")
        first, last = self.coding
        if position.region == "-":
            return first - position.number
        if position.region == "*":
            return last + position.number
        lead = self._lead if part.kind == "substitution" and part.single and not position.offset else 0
        bases = last - first + 1 + lead
        if position.number <= lead:
            cause = f"the first codon of {self.name} begins with its base {lead + 1}"
            refuse("HGVS-POSITION", text, cause, "describe it on the genome (g.)")
        if position.number > bases:
            cause = f"{self.name} has {bases:,} coding bases, so {written} lies behind its stop codon"
            refuse("HGVS-POSITION", text, cause, f"write *{position.number - bases}, if that base is meant")
        return first + position.number - 1 - lead

    def _outside(self, part: Description, position: Position, number: int, beyond: bool) -> int:
        if not beyond or position.offset:
            cause = f"{position.text()} lies outside {self.name}, which has {self.length:,} bases"
            refuse("HGVS-OUTSIDE", part.text, cause, "describe it on the genome (g.)")
        edge = 1 if number < 1 else self.length
        return self.step(self._exonic(part, position, edge), number - edge)

    def _exonic(self, part: Description, position: Position, number: int) -> int:
        block = next((block for block in self._blocks if block.first <= number <= block.last), None)
        if block is None:
            cause = f"{position.text()} is a base of {self.name} that the genome lacks (a gap of their alignment)"
            refuse("HGVS-GAP", part.text, cause, "describe it on the genome (g.), or on the transcript alone")
        inside = number - block.first
        return block.low + inside if self.forward else block.high - inside

    def _intronic(self, part: Description, position: Position, number: int, place: int) -> int:
        """Return a base of an intron, or of a stretch within an exon that the transcript lacks."""
        index = next(at for at, block in enumerate(self._blocks) if block.first <= number <= block.last)
        block, ahead = self._blocks[index], position.offset > 0
        neighbour = index + 1 if ahead else index - 1
        border, other = (block.last, block.last + 1) if ahead else (block.first, block.first - 1)
        if number != border or not 0 <= neighbour < len(self._blocks):
            cause = f"{position.text()}: no intron {'follows' if ahead else 'ends before'} that base of {self.name}"
            fix = "count from the last base of an exon with +, from the first one with -"
            refuse("HGVS-INTRON", part.text, cause, fix)
        bases = abs(self._exonic(part, position, other) - place) - 1
        if abs(position.offset) > bases:
            cause = f"{position.text()}: that intron of {self.name} has {bases:,} bases"
            refuse("HGVS-INTRON", part.text, cause, "mend the offset")
        return self.step(place, position.offset)


def _pieces(start: int, end: int, gaps: Mapping[int, int]) -> Iterator[tuple[int, int, int]]:
    """Cut an exon at its gaps: lowest and highest base of each piece, and bases of the transcript behind it."""
    low = start
    for place, length in sorted(gaps.items()):
        yield (low, place, length) if length > 0 else (low, place - 1, 0)
        low = place + 1 if length > 0 else place - length
    yield low, end, 0
