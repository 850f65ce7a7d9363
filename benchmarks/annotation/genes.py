"""Gene models that look like Ensembl's: exons, coding stretches, isoforms, and their GFF3."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.annotation.bases import Integers
from benchmarks.annotation.shape import EDGE
from benchmarks.annotation.shape import Shape

Exon = tuple[int, int]
CODING_SHARE = 0.75
SHORTEST_INTRON = 90


@dataclass(frozen=True)
class Transcript:
    """One transcript; positions are 1-based and inclusive.

    Attributes:
        identifier: Ensembl-like id without version.
        exons: Start and end, ascending.
        coding: Lowest and highest coding base, stop codon included; none when non-coding.
        biotype: As Ensembl says it.
        tags: Tags of the GFF3.
    """

    identifier: str
    exons: tuple[Exon, ...]
    coding: Exon | None
    biotype: str
    tags: tuple[str, ...] = ()

    def coding_parts(self) -> list[Exon]:
        """Return the coding stretch of each exon that has one, ascending."""
        if self.coding is None:
            return []
        low, high = self.coding
        return [(max(start, low), min(end, high)) for start, end in self.exons if start <= high and end >= low]


@dataclass(frozen=True)
class Gene:
    """One gene; its first transcript is the one of MANE, or the canonical one."""

    number: int
    contig: str
    strand: str
    coding: bool
    transcripts: tuple[Transcript, ...]

    @property
    def identifier(self) -> str:
        """Ensembl-like id."""
        return f"ENSG{self.number:011d}"

    def coding_places(self) -> Integers:
        """Return the 0-based places of the first transcript's coding bases, in its direction."""
        parts = self.transcripts[0].coding_parts()
        places = np.concatenate([np.arange(start - 1, end) for start, end in parts])
        return places if self.strand == "+" else places[::-1]


def make_genes(shape: Shape) -> dict[str, list[Gene]]:
    """Draw the genes of every contig, in slots that never overlap, with all transcripts of the dense gene models."""
    random = shape.random("genes")
    weights = random.lognormal(0.0, 0.8, shape.genes)
    isoforms = 1 + random.multinomial(shape.transcripts - shape.genes, weights / weights.sum())
    lengths = shape.lengths()
    edges = np.round(np.cumsum([0, *lengths.values()]) / sum(lengths.values()) * shape.genes).astype(int)
    genes: dict[str, list[Gene]] = {}
    for (contig, length), first, last in zip(lengths.items(), edges[:-1], edges[1:], strict=True):
        slot = (length - 2 * EDGE) // max(last - first, 1)
        genes[contig] = [
            _gene(random, number + 1, contig, EDGE + index * slot, slot, int(isoforms[number]))
            for index, number in enumerate(range(first, last))
        ]
    return genes


def _gene(random: np.random.Generator, number: int, contig: str, slot: int, room: int, isoforms: int) -> Gene:
    coding = bool(random.random() < CODING_SHARE)
    strand = "+" if random.random() < 0.5 else "-"
    span = int(min(random.lognormal(np.log(45_000), 1.0) + 3_000, 0.95 * room))
    exons, (low, high) = _structure(random, span)
    length = exons[-1][1]
    start = slot + int(random.integers(0, max(room - length, 1)))
    if strand == "-":
        exons = [(length - b, length - a) for a, b in reversed(exons)]
        low, high = length - high, length - low
    placed = tuple((start + a + 1, start + b) for a, b in exons)
    first = Transcript(
        _name(number, 0),
        placed,
        (start + low + 1, start + high) if coding else None,
        "protein_coding" if coding else "lncRNA",
        ("basic", "Ensembl_canonical", *(["MANE_Select"] if coding else [])),
    )
    others = tuple(_isoform(random, first, strand, _name(number, index)) for index in range(1, isoforms))
    return Gene(number, contig, strand, coding, (first, *others))


def _name(gene: int, index: int) -> str:
    return f"ENST{gene * 1_000 + index:011d}"


def _structure(random: np.random.Generator, span: int) -> tuple[list[Exon], Exon]:
    """Draw exons and the coding stretch in the direction of the transcript, 0-based and half-open.

    The first and the last exon hold untranslated bases; the coding length is a multiple of three.
    """
    count = min(int(random.geometric(1 / 9)), span // 700)
    coding = np.clip(random.lognormal(np.log(130), 0.5, count), 40, 900).astype(int)
    coding[-1] += 3 - coding.sum() % 3
    before, after = int(random.integers(40, 250)), int(random.integers(150, 1_500))
    lengths = coding.copy()
    lengths[0] += before
    lengths[-1] += after
    spare = max(span - int(lengths.sum()) - SHORTEST_INTRON * (count - 1), 0)
    introns = SHORTEST_INTRON + (random.dirichlet(np.full(max(count - 1, 1), 0.8)) * spare).astype(int)
    ends = np.cumsum(lengths) + np.concatenate([[0], np.cumsum(introns[: count - 1])]).astype(int)
    exons = [(int(end - size), int(end)) for end, size in zip(ends, lengths, strict=True)]
    return exons, (before, exons[-1][1] - after)


def _isoform(random: np.random.Generator, first: Transcript, strand: str, name: str) -> Transcript:
    """Draw another transcript of the gene: an exon left out, a later start, a cut one, or one without a protein."""
    kind = random.choice(["skip", "late", "cut", "silent"], p=[0.35, 0.25, 0.1, 0.3])
    made = replace(first, identifier=name, tags=("basic",))
    if kind == "skip" and (left := _skippable(first)):
        gone = left[int(random.integers(len(left)))]
        return replace(made, exons=tuple(exon for exon in first.exons if exon != gone))
    if kind == "cut" and len(first.exons) > 3 and first.coding:
        return _cut(made, strand, int(random.integers(2, len(first.exons) - 1)))
    if kind == "silent" and len(first.exons) > 1:
        at = int(random.integers(0, len(first.exons) - 1))
        joined = (first.exons[at][0], first.exons[at + 1][1])
        biotype = "retained_intron" if first.coding else "lncRNA"
        return replace(
            made, exons=(*first.exons[:at], joined, *first.exons[at + 2 :]), coding=None, biotype=biotype, tags=()
        )
    (start, end), shift = first.exons[0], int(random.integers(1, 30))
    return replace(made, exons=((start + shift, end), *first.exons[1:]))


def _skippable(transcript: Transcript) -> list[Exon]:
    """Return the inner exons without which the reading frame stays."""
    return [(start, end) for start, end in transcript.exons[1:-1] if (end - start + 1) % 3 == 0]


def _cut(made: Transcript, strand: str, kept: int) -> Transcript:
    """Return a transcript whose end, and the end of its coding stretch, is not known."""
    low, high = made.coding or (0, 0)
    exons = made.exons[:kept] if strand == "+" else made.exons[-kept:]
    coding = (low, exons[-1][1]) if strand == "+" else (exons[0][0], high)
    return replace(made, exons=exons, coding=coding, tags=("cds_end_NF", "mRNA_end_NF"))


def write_gene_models(path: Path, lengths: dict[str, int], genes: dict[str, list[Gene]], dense: bool) -> int:
    """Write the GFF3 as Ensembl does; sparse gene models have the first transcript of each gene only.

    Returns:
        How many transcripts were written.
    """
    written = 0
    with path.open("w") as out:
        out.write("##gff-version 3\n")
        out.writelines(f"##sequence-region   {contig} 1 {length}\n" for contig, length in lengths.items())
        for gene in (gene for found in genes.values() for gene in found):
            chosen = gene.transcripts if dense else gene.transcripts[:1]
            written += len(chosen)
            out.writelines(_gene_lines(gene, chosen))
    return written


def _line(gene: Gene, kind: str, place: Exon, phase: str, attributes: str) -> str:
    start, end = place
    return f"{gene.contig}\tensembl_havana\t{kind}\t{start}\t{end}\t.\t{gene.strand}\t{phase}\t{attributes}\n"


def _gene_lines(gene: Gene, chosen: tuple[Transcript, ...]) -> Iterator[str]:
    low = min(transcript.exons[0][0] for transcript in chosen)
    high = max(transcript.exons[-1][1] for transcript in chosen)
    biotype = "protein_coding" if gene.coding else "lncRNA"
    text = f"ID=gene:{gene.identifier};Name=GENE{gene.number};biotype={biotype};gene_id={gene.identifier};version=1"
    yield _line(gene, "gene" if gene.coding else "ncRNA_gene", (low, high), ".", text)
    for transcript in chosen:
        yield from _transcript_lines(gene, transcript)
    yield "###\n"


def _transcript_lines(gene: Gene, transcript: Transcript) -> Iterator[str]:
    kind = {"protein_coding": "mRNA", "lncRNA": "lnc_RNA"}.get(transcript.biotype, "transcript")
    tags = f";tag={','.join(transcript.tags)}" if transcript.tags else ""
    name = transcript.identifier
    text = f"ID=transcript:{name};Parent=gene:{gene.identifier};Name=GENE{gene.number}-{int(name[-3:]) + 201}"
    text += f";biotype={transcript.biotype}{tags};transcript_id={name};version=1"
    yield _line(gene, kind, (transcript.exons[0][0], transcript.exons[-1][1]), ".", text)
    parent = f"Parent=transcript:{name}"
    count = len(transcript.exons)
    for index, exon in enumerate(transcript.exons):
        rank = index + 1 if gene.strand == "+" else count - index
        exon_id = f"ENSE{int(name[4:]) * 100 + rank:013d}"
        text = f"{parent};Name={exon_id};constitutive=0;exon_id={exon_id};rank={rank};version=1"
        yield _line(gene, "exon", exon, ".", text)
    yield from _coding_lines(gene, transcript, parent)


def _coding_lines(gene: Gene, transcript: Transcript, parent: str) -> Iterator[str]:
    if transcript.coding is None:
        return
    protein = f"ENSP{transcript.identifier[4:]}"
    done, lines = 0, []
    for part in transcript.coding_parts()[:: 1 if gene.strand == "+" else -1]:
        text = f"ID=CDS:{protein};{parent};protein_id={protein};version=1"
        lines.append(_line(gene, "CDS", part, str(-done % 3), text))
        done += part[1] - part[0] + 1
    yield from lines if gene.strand == "+" else reversed(lines)
    low, high = transcript.coding
    names = ("five_prime_UTR", "three_prime_UTR")[:: 1 if gene.strand == "+" else -1]
    for start, end in transcript.exons:
        if start < low:
            yield _line(gene, names[0], (start, min(end, low - 1)), ".", parent)
        if end > high:
            yield _line(gene, names[1], (max(start, high + 1), end), ".", parent)
