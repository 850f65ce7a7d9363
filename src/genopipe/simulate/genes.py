"""Genes: where they lie, their transcripts, and their sequence painted into the genome.

A gene is first drawn in its own direction (a sketch), then laid on the contig on its strand.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from genopipe.errors import ContractError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Interval
from genopipe.genome import Role
from genopipe.simulate.blueprint import GenePlan
from genopipe.simulate.sequence import MITOCHONDRIAL_CODE
from genopipe.simulate.sequence import STANDARD_CODE
from genopipe.simulate.sequence import Bases
from genopipe.simulate.sequence import reverse_complement
from genopipe.simulate.sequence import translate

_MINIMUM_GAP = 250
_NESTED_MARGIN = 200
_KOZAK = "GCCACC"
_POLY_A = "AATAAA"


@dataclass(frozen=True)
class Transcript:
    """A transcript laid on the genome.

    Attributes:
        identifier: Ensembl-like transcript id, without version.
        protein: Ensembl-like protein id, or empty for non-coding ones.
        name: Transcript name.
        tags: Values of the GFF3 attribute `tag`.
        strand: `+` or `-`.
        exons: Exons in the direction of transcription.
        coding: Coding part of each exon that has one, in the direction of transcription, stop codon included.
    """

    identifier: str
    protein: str
    name: str
    tags: tuple[str, ...]
    strand: str
    exons: tuple[Interval, ...]
    coding: tuple[Interval, ...]

    @cached_property
    def coding_positions(self) -> tuple[int, ...]:
        """1-based positions of the coding bases, in the direction of transcription."""
        found: list[int] = []
        for part in self.coding:
            positions = range(part.start, part.end + 1)
            found += positions if self.strand == "+" else reversed(positions)
        return tuple(found)

    @cached_property
    def introns(self) -> tuple[Interval, ...]:
        """Introns in the direction of transcription."""
        pairs = zip(self.exons, self.exons[1:], strict=False)
        return tuple(
            Interval(one.contig, min(one.end, two.end) + 1, max(one.start, two.start) - 1) for one, two in pairs
        )

    def coding_sequence(self, sequence: str) -> str:
        """Return the coding sequence, from the start codon to the stop codon.

        Args:
            sequence: The contig's sequence.
        """
        pieces = [sequence[part.start - 1 : part.end] for part in self.coding]
        return "".join(pieces if self.strand == "+" else map(reverse_complement, pieces))


@dataclass(frozen=True)
class Gene:
    """A gene laid on the genome; its first transcript is the MANE Select one.

    Attributes:
        symbol: Made-up gene symbol.
        identifier: Ensembl-like gene id, without version.
        number: Number of the gene in the table, 1-based.
        place: From its first to its last base.
        strand: `+` or `-`.
        coding: Whether it codes for a protein.
        transcripts: The transcripts, foremost first.
    """

    symbol: str
    identifier: str
    number: int
    place: Interval
    strand: str
    coding: bool
    transcripts: tuple[Transcript, ...]


@dataclass(frozen=True)
class Sketch:
    """A gene in its own direction.

    Attributes:
        plan: What was asked for.
        exons: Lengths of the exons (bases).
        introns: Lengths of the introns (bases).
        messenger: Sequence of the spliced transcript.
        leader: Length of the 5' untranslated region (bases).
        trailer: Length of the 3' untranslated region (bases).
    """

    plan: GenePlan
    exons: tuple[int, ...]
    introns: tuple[int, ...]
    messenger: str
    leader: int
    trailer: int

    @property
    def length(self) -> int:
        """Length on the genome (bases)."""
        return sum(self.exons) + sum(self.introns)


def sketch_gene(random: np.random.Generator, plan: GenePlan, guest: int = 0) -> Sketch:
    """Draw one gene.

    Args:
        random: The stream to draw from.
        plan: What to draw.
        guest: Length of a gene that must find room in the second intron (bases); 0 for none.
    """
    if plan.contig == "chrM":
        coding = [3 * int(random.integers(300, 360))]
        return Sketch(plan, tuple(coding), (), _draw_coding(random, coding[0], mitochondrial=True), 0, 0)
    introns = [int(length) for length in random.integers(150, 650, plan.exons - 1)]
    if guest:
        introns[1] = guest + 2 * _NESTED_MARGIN
    coding = [3 * int(n) for n in random.integers(36, 64, plan.exons)]
    if not plan.second:
        shift = [int(n) for n in random.integers(0, 3, plan.exons - 1)]
        coding = [n + s for n, s in zip(coding, [*shift, -sum(shift) % 3], strict=True)]
    leader, trailer = (int(random.integers(30, 80)), int(random.integers(60, 120))) if plan.coding else (0, 0)
    exons = [leader + coding[0], *coding[1:-1], coding[-1] + trailer]
    messenger = (
        _draw_bases(random, leader - len(_KOZAK))
        + _KOZAK
        + _draw_coding(random, sum(coding))
        + _trailer(random, trailer)
        if plan.coding
        else _draw_bases(random, sum(coding))
    )
    return Sketch(plan, tuple(exons), tuple(introns), messenger, leader, trailer)


def _draw_bases(random: np.random.Generator, length: int) -> str:
    return "".join(random.choice(list("ACGT"), length, p=[0.24, 0.26, 0.26, 0.24]))


def _trailer(random: np.random.Generator, length: int) -> str:
    return _draw_bases(random, length - 26) + _POLY_A + _draw_bases(random, 20)


def _draw_coding(random: np.random.Generator, length: int, mitochondrial: bool = False) -> str:
    """Return a coding sequence: ATG, codons that are a stop in neither code where mitochondrial, TAA."""
    codes = (STANDARD_CODE, MITOCHONDRIAL_CODE) if mitochondrial else (STANDARD_CODE,)
    codons = [codon for codon in STANDARD_CODE if all(code[codon] != "*" for code in codes)]
    weights = np.array([0.4 if "CG" in codon else 1.0 for codon in codons])
    drawn = random.choice(codons, length // 3 - 2, p=weights / weights.sum())
    return "ATG" + "".join(drawn) + "TAA"


def _zone(plan: GenePlan) -> Interval:
    """Return the stretch of the contig in which a gene may lie: the first PAR, or all but the PARs."""
    regions = [region for region in SYNTHETIC.pseudoautosomal if region.contig == plan.contig]
    if plan.in_par:
        return regions[0]
    start = regions[0].end + 1 if regions else 1
    end = regions[-1].start - 1 if regions else SYNTHETIC.lengths[plan.contig]
    return Interval(plan.contig, start, end)


def sketch_genes(random: np.random.Generator, plans: Sequence[GenePlan]) -> dict[str, Sketch]:
    """Draw all genes; those that lie within another are drawn first, so that the host leaves them room."""
    guests = {plan.host: sketch_gene(random, plan) for plan in plans if plan.host}
    found: dict[str, Sketch] = {}
    for plan in plans:
        guest = guests.get(plan.symbol)
        found[plan.symbol] = guests[plan.host] if plan.host else sketch_gene(random, plan, guest.length if guest else 0)
    return found


def lay_genes(random: np.random.Generator, plans: Sequence[GenePlan], sketches: dict[str, Sketch]) -> list[Gene]:
    """Give every gene its place, contig by contig, with gaps of random length between them.

    Raises:
        ContractError: The genes of a contig do not fit.
    """
    starts: dict[str, int] = {}
    for zone in dict.fromkeys(_zone(plan) for plan in plans):
        row = [sketches[plan.symbol] for plan in plans if _zone(plan) == zone and not plan.host]
        spare = zone.end - zone.start + 1 - sum(sketch.length for sketch in row) - _MINIMUM_GAP * (len(row) + 1)
        if spare < 0:
            raise ContractError(f"simulate: the genes of {zone.text()} need {-spare} bases more: lengthen the contig")
        shares = random.dirichlet(np.full(len(row) + 1, 3.0))
        position = zone.start
        for sketch, share in zip(row, shares, strict=False):
            position += _MINIMUM_GAP + int(share * spare)
            starts[sketch.plan.symbol] = position
            position += sketch.length
    for plan in plans:
        if plan.host:
            intron = _place(sketches[plan.host], starts[plan.host], 1).introns[1]
            starts[plan.symbol] = intron.start + _NESTED_MARGIN
    return [_lay(sketches[plan.symbol], starts[plan.symbol], number) for number, plan in enumerate(plans, start=1)]


def _spans(sketch: Sketch) -> list[tuple[int, int]]:
    """Return the exons in the gene's own direction, 0-based half-open."""
    spans, position = [], 0
    for exon, intron in zip(sketch.exons, (*sketch.introns, 0), strict=True):
        spans.append((position, position + exon))
        position += exon + intron
    return spans


def _on_genome(sketch: Sketch, start: int, span: tuple[int, int]) -> Interval:
    """Lay a stretch given in the gene's own direction on the contig."""
    first, last = span
    if sketch.plan.strand == "-":
        first, last = sketch.length - last, sketch.length - first
    return Interval(sketch.plan.contig, start + first, start + last - 1)


def _place(sketch: Sketch, start: int, number: int, skipped: int | None = None) -> Transcript:
    """Lay a transcript on the contig; `skipped` is the 0-based number of an exon that it lacks."""
    plan, spans = sketch.plan, _spans(sketch)
    first, last = sketch.leader, sketch.length - sketch.trailer
    kept = [span for index, span in enumerate(spans) if index != skipped]
    coding = [(max(span[0], first), min(span[1], last)) for span in kept] if plan.coding else []
    tag = "MANE_Select" if skipped is None else plan.second
    tags = {"MANE_Select": ("basic", "Ensembl_canonical", "MANE_Select"), "basic": ("basic",)}
    serial = number * 10 + (1 if skipped is None else 2)
    return Transcript(
        identifier=f"ENST9{serial:010d}",
        protein=f"ENSP9{serial:010d}" if plan.coding else "",
        name=f"{plan.symbol}-{201 if skipped is None else 202}",
        tags=tags.get(tag, ("basic", tag)) if plan.coding else ("basic", "Ensembl_canonical"),
        strand=plan.strand,
        exons=tuple(_on_genome(sketch, start, span) for span in kept),
        coding=tuple(_on_genome(sketch, start, span) for span in coding),
    )


def _lay(sketch: Sketch, start: int, number: int) -> Gene:
    plan = sketch.plan
    transcripts = [_place(sketch, start, number)]
    if plan.second:
        transcripts.append(_place(sketch, start, number, skipped=plan.exons // 2))
    return Gene(
        symbol=plan.symbol,
        identifier=f"ENSG9{number:010d}",
        number=number,
        place=Interval(plan.contig, start, start + sketch.length - 1),
        strand=plan.strand,
        coding=plan.coding,
        transcripts=tuple(transcripts),
    )


def paint_gene(random: np.random.Generator, bases: Bases, gene: Gene, sketch: Sketch) -> None:
    """Write a gene's exons and splice sites into the contig.

    Args:
        random: The stream to draw from.
        bases: The contig, changed in place.
        gene: The gene as laid on the contig.
        sketch: The gene as drawn.
    """
    position = 0
    for exon, length in zip(gene.transcripts[0].exons, sketch.exons, strict=True):
        _paint(bases, exon, sketch.messenger[position : position + length], gene.strand)
        position += length
    for intron in gene.transcripts[0].introns:
        donor = "GT" + "".join(
            random.choice([usual, other], p=[0.75, 0.25]) for usual, other in ("AG", "AT", "GA", "TC")
        )
        tract = "".join(random.choice(list("TCTCAG"), 16)) + str(random.choice(["T", "C"])) + "AG"
        forward = gene.strand == "+"
        left = Interval(intron.contig, intron.start, intron.start + (len(donor) if forward else len(tract)) - 1)
        right = Interval(intron.contig, intron.end - (len(tract) if forward else len(donor)) + 1, intron.end)
        _paint(bases, left if forward else right, donor, gene.strand)
        _paint(bases, right if forward else left, tract, gene.strand)


def _paint(bases: Bases, place: Interval, sense: str, strand: str) -> None:
    text = sense if strand == "+" else reverse_complement(sense)
    bases[place.start - 1 : place.end] = np.frombuffer(text.encode(), dtype=np.uint8)


def verify_genes(sequences: dict[str, str], genes: Sequence[Gene]) -> None:
    """Check that every coding transcript starts with ATG, ends with a stop, has none inside, and splices GT-AG.

    Raises:
        ContractError: A transcript does not.
    """
    for gene in genes:
        sequence = sequences[gene.place.contig]
        code = MITOCHONDRIAL_CODE if SYNTHETIC.role(gene.place.contig) is Role.MITOCHONDRION else STANDARD_CODE
        for transcript in gene.transcripts:
            fault = _splice_fault(transcript, sequence) or (gene.coding and _coding_fault(transcript, sequence, code))
            if fault:
                raise ContractError(f"simulate: {transcript.name} {fault}")


def _splice_fault(transcript: Transcript, sequence: str) -> str:
    for intron in transcript.introns:
        bases = sequence[intron.start - 1 : intron.end]
        sense = bases if transcript.strand == "+" else reverse_complement(bases)
        if not (sense.startswith("GT") and sense.endswith("AG")):
            return f"intron {intron.text()} is not GT-AG"
    return ""


def _coding_fault(transcript: Transcript, sequence: str, code: Mapping[str, str]) -> str:
    coding = transcript.coding_sequence(sequence)
    protein = translate(coding, code)
    good = len(coding) % 3 == 0 and coding.startswith("ATG") and protein.find("*") == len(protein) - 1
    return "" if good else "has no good coding sequence"
