"""From a HGVS description to the allele that it means: the way back from what the engine writes.

`to_allele` reads a description, finds its transcript and checks every base that the text states against the genome.
What the standard does not allow, or what does not fit the reference, is refused with the reason.

Source: HGVS Nomenclature v21.1, "DNA" (https://hgvs-nomenclature.org); VCF 4.5, section 1.6.1, for the base before an
insertion or a deletion.
"""

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple
from typing import Protocol

import numpy as np
import polars as pl

from genopipe.annotate.hgvs_places import TranscriptPlaces
from genopipe.annotate.hgvs_text import LONGEST_INSERTION
from genopipe.annotate.hgvs_text import Description
from genopipe.annotate.hgvs_text import Position
from genopipe.annotate.hgvs_text import read_description
from genopipe.annotate.hgvs_text import refuse
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView
from genopipe.io.sequence import slice_into

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


class GenomicAllele(NamedTuple):
    """An allele as a VCF writes it: 1-based position, REF and ALT never empty; ALT is REF where nothing changes."""

    contig: str
    position: int
    ref: str
    alt: str


class Reference(Protocol):
    """What a description is checked against."""

    @property
    def lengths(self) -> Mapping[str, int]:
        """Bases of each contig by name."""

    def bases(self, contig: str, start: int, end: int) -> str:
        """Return the bases from `start` to `end` (1-based, both included), upper-case; an empty text for none."""


class FastaReference:
    """The reference of a FASTA; the contig that was asked last stays open.

    Args:
        sequence: The FASTA.
    """

    def __init__(self, sequence: Sequence) -> None:
        self._sequence = sequence
        self._open: tuple[str, SequenceView] | None = None

    @property
    def lengths(self) -> Mapping[str, int]:
        """Bases of each contig by name."""
        return self._sequence.lengths

    def bases(self, contig: str, start: int, end: int) -> str:
        """Return the bases from `start` to `end` (1-based, both included), upper-case; an empty text for none."""
        if self._open is None or self._open[0] != contig:
            self._open = (contig, self._sequence.view(contig))
        out = np.empty(max(end - start + 1, 0), np.uint8)
        slice_into(self._open[1], start - 1, start - 1 + len(out), out)
        return out.tobytes().decode("ascii")


def reverse_complement(bases: str) -> str:
    """Return the other strand of A, C, G, T and N."""
    return bases.translate(_COMPLEMENT)[::-1]


def to_allele(
    text: str,
    transcripts: pl.DataFrame,
    reference: Reference,
    contig_names: Mapping[str, str] | None = None,
) -> GenomicAllele:
    """Return the genomic allele that a description means, not left-aligned.

    Args:
        text: A description of DNA (g., m., c. or n.) of one certain change. Substitution, deletion, duplication,
            insertion, inversion, deletion-insertion, `=` and repeats; positions with offsets, `-` and `*`.
        transcripts: Gene models (`genopipe.io.gene_models.read_transcripts`), contigs named as in the reference.
        reference: The genome.
        contig_names: Contigs of descriptions by the name that the reference has for them.

    Raises:
        InputError: The text is no such description, names what is not there, or does not fit the reference.
    """
    part = read_description(text)
    return _Projection(part, transcripts, reference, contig_names or {}).allele()


class _Projection:
    """One description on its reference."""

    def __init__(
        self, part: Description, transcripts: pl.DataFrame, reference: Reference, names: Mapping[str, str]
    ) -> None:
        self._part = part
        self._reference = reference
        named = names.get(part.reference, part.reference)
        self._within = named if named in reference.lengths else ""
        self._places: TranscriptPlaces | None = None
        if part.system in ("g", "m"):
            self._contig = self._contig_of_genome(transcripts)
        else:
            self._places = self._transcript(transcripts)
            self._contig = self._places.contig
        self._length = reference.lengths.get(self._contig, 0)
        self._forward = self._places is None or self._places.forward

    def _contig_of_genome(self, transcripts: pl.DataFrame) -> str:
        part = self._part
        if part.selector:
            cause = f"{part.selector} is named, but positions are counted on {part.reference}"
            refuse("HGVS-SYSTEM", part.text, cause, "leave the transcript out, or write c. or n.")
        if not self._within:
            cause = f"there is no contig {part.reference} in the reference"
            refuse("HGVS-CONTIG", part.text, cause, "name a contig of the FASTA, or the build to which it belongs")
        if transcripts.select((pl.col("transcript_version") == part.reference).any()).item():
            cause = f"{part.reference} is a transcript, which has no {part.system}. positions"
            refuse("HGVS-SYSTEM", part.text, cause, "write c. or n.")
        return self._within

    def _transcript(self, transcripts: pl.DataFrame) -> TranscriptPlaces:
        part = self._part
        name = part.selector or part.reference
        if part.selector and not self._within:
            cause = f"there is no contig {part.reference} in the reference"
            refuse("HGVS-CONTIG", part.text, cause, "name a contig of the FASTA, or the transcript alone")
        bare = name.partition(".")[0]
        rows = transcripts.filter(pl.col("transcript").str.replace(r"\..*$", "") == bare)
        if part.selector:
            rows = rows.filter(pl.col("contig") == self._within)
        rows = rows.filter(pl.col("exon_starts").list.len() > 0)
        if rows.is_empty():
            cause = f"the gene models have no transcript {name}" + (f" on {self._within}" if part.selector else "")
            refuse("HGVS-TRANSCRIPT", part.text, cause, "name a transcript of the gene models, by accession")
        return TranscriptPlaces(self._one(rows, name))

    def _one(self, rows: pl.DataFrame, name: str) -> dict[str, Any]:
        versions = [row["transcript_version"] or row["transcript"] for row in rows.iter_rows(named=True)]
        if "." in name and any("." in version for version in versions):
            if name not in versions:
                cause = f"the gene models have {', '.join(sorted(set(versions)))}, not {name}"
                refuse("HGVS-VERSION", self._part.text, cause, "describe it on the version that is there")
            rows = rows.filter(pl.Series([version == name for version in versions]))
        if rows.height > 1:
            places = ", ".join(f"{row['contig']}:{row['start']}" for row in rows.iter_rows(named=True))
            cause = f"{name} stands {rows.height} times in the gene models: {places}"
            refuse("HGVS-TRANSCRIPT", self._part.text, cause, "write contig(transcript), with its version")
        return rows.row(0, named=True)

    def _place(self, position: Position) -> int:
        part, written = self._part, position.text()
        if self._places is not None:
            place = self._places.on_genome(part, position, beyond=bool(part.selector))
        elif position.region or position.offset:
            cause = f"{written}: {part.system}. has neither regions nor offsets"
            refuse("HGVS-POSITION", part.text, cause, "write the number of the base, or c. or n.")
        else:
            place = position.number
        if not 1 <= place <= self._length:
            cause = f"{written} lies outside {self._contig}, which has {self._length:,} bases"
            refuse("HGVS-OUTSIDE", part.text, cause, "mend the position")
        return place

    def _stretch(self, start: Position, end: Position) -> tuple[int, int]:
        """Return the lowest and highest genomic position between two positions."""
        first, last = self._place(start), self._place(end)
        if (first > last) if self._forward else (first < last):
            cause = f"{start.text()} lies behind {end.text()}"
            refuse("HGVS-ORDER", self._part.text, cause, "write the positions in the direction of the reference")
        return min(first, last), max(first, last)

    def _read(self, low: int, high: int) -> str:
        """Return the bases of a stretch on the strand of the description."""
        bases = self._reference.bases(self._contig, low, high)
        return bases if self._forward else reverse_complement(bases)

    def _inserted(self) -> str:
        found = []
        for item in self._part.inserted:
            if isinstance(item, str):
                found.append(item)
                continue
            low, high = self._stretch(item.start, item.end)
            if high - low >= LONGEST_INSERTION:
                cause = f"{item.start.text()}_{item.end.text()} has more than {LONGEST_INSERTION:,} bases"
                refuse("HGVS-UNSUPPORTED", self._part.text, cause, "that is no allele of a VCF")
            bases = self._read(low, high)
            found.append(reverse_complement(bases) if item.inverted else bases)
        return "".join(found)

    def allele(self) -> GenomicAllele:
        """Return the allele."""
        part = self._part
        if part.kind == "insertion":
            return self._insertion()
        if part.kind == "repeat":
            return self._repeat()
        low, high = self._stretch(part.start, part.end)
        there = self._read(low, high)
        self._check(there)
        changes: dict[str, Callable[[], str]] = {
            "equal": lambda: there,
            "substitution": self._inserted,
            "delins": self._inserted,
            "deletion": lambda: "",
            "duplication": lambda: there + there,
            "inversion": lambda: reverse_complement(there),
        }
        return self._written(low, there, changes[part.kind]())

    def _check(self, there: str) -> None:
        part = self._part
        stated = part.length or len(part.stated)
        if stated and stated != len(there):
            cause = f"the positions span {len(there):,} bases, the text has {stated:,}"
            refuse("HGVS-LENGTH", part.text, cause, "mend the positions, or leave the bases out")
        if part.stated and part.stated != there:
            cause = f"the reference has {there[:40]}, not {part.stated[:40]}"
            refuse("HGVS-BASES", part.text, cause, "mind strand, version and build of the reference")

    def _insertion(self) -> GenomicAllele:
        part = self._part
        low, high = self._stretch(part.start, part.end)
        if part.single or high - low != 1:
            cause = f"{part.start.text()} and {part.end.text()} are not neighbours on {self._contig}"
            cause = f"{part.start.text()} alone does not say on which side" if part.single else cause
            refuse("HGVS-INSERTION", part.text, cause, "write the two bases between which it is inserted")
        return self._written(high, "", self._inserted())

    def _repeat(self) -> GenomicAllele:
        part = self._part
        low, high = self._stretch(part.start, part.end)
        there = self._read(low, high)
        unit = part.stated or there
        if len(unit) * part.copies > LONGEST_INSERTION:
            cause = f"{part.copies:,} copies of {len(unit):,} bases are no allele of a VCF"
            refuse("HGVS-UNSUPPORTED", part.text, cause, "describe a change of known bases")
        if part.single or not part.stated:
            low, high = self._all_copies(low, high, unit)
            there = self._read(low, high)
        copies, rest = divmod(len(there), len(unit))
        if rest or not copies or unit * copies != there:
            cause = f"the reference has {there[:40] or 'other bases'}, which is no repeat of {unit[:40]}"
            refuse("HGVS-BASES", part.text, cause, "give the whole stretch of the repeat and its unit")
        return self._written(low, there, unit * part.copies)

    def _all_copies(self, low: int, high: int, unit: str) -> tuple[int, int]:
        """Return the stretch of a unit's copies that begin at the first base of the description."""
        size = len(unit)
        near, far = (low, low - 1) if self._forward else (high + 1, high)
        while True:
            step = (far + 1, far + size) if self._forward else (near - size, near - 1)
            if step[0] < 1 or step[1] > self._length or self._read(*step) != unit:
                return near, far
            near, far = (near, step[1]) if self._forward else (step[0], far)

    def _written(self, low: int, there: str, new: str) -> GenomicAllele:
        """Return an allele as a VCF writes it; bases are those of the description's strand."""
        ref, alt = (there, new) if self._forward else (reverse_complement(there), reverse_complement(new))
        if ref and alt:
            return GenomicAllele(self._contig, low, ref, alt)
        if low > 1:
            base = self._reference.bases(self._contig, low - 1, low - 1)
            return GenomicAllele(self._contig, low - 1, base + ref, base + alt)
        after = low + len(ref)
        base = self._reference.bases(self._contig, after, after)
        return GenomicAllele(self._contig, low, ref + base, alt + base)
