"""The gene models as Ensembl writes them in GFF3, such that `bcftools csq` takes them."""

from collections.abc import Mapping
from collections.abc import Sequence

from genopipe.genome import Interval
from genopipe.simulate.genes import Gene
from genopipe.simulate.genes import Transcript

_SOURCE = "ensembl_havana"


def make_gff3(lengths: Mapping[str, int], genes: Sequence[Gene]) -> str:
    """Return the GFF3 text, sorted by contig and position, genes before their transcripts before their parts.

    Args:
        lengths: Length of each contig (bases), in the order of the FASTA.
        genes: The genes.
    """
    lines = ["##gff-version 3"]
    lines += [f"##sequence-region {contig} 1 {length}" for contig, length in lengths.items()]
    for contig in lengths:
        rows = [row for gene in genes if gene.place.contig == contig for row in _gene_rows(gene)]
        lines += [text for _, _, text in sorted(rows, key=lambda row: row[:2])]
    return "\n".join(lines) + "\n"


def _row(place: Interval, kind: str, strand: str, phase: str, attributes: str) -> tuple[int, int, str]:
    """Return start, rank and text of a line; ranks keep parents before their parts at equal starts."""
    rank = {"gene": 0, "ncRNA_gene": 0, "mRNA": 1, "lnc_RNA": 1}.get(kind, 2)
    fields = (place.contig, _SOURCE, kind, place.start, place.end, ".", strand, phase, attributes)
    return place.start, rank, "\t".join(map(str, fields))


def _biotype(gene: Gene) -> str:
    return "protein_coding" if gene.coding else "lncRNA"


def _gene_rows(gene: Gene) -> list[tuple[int, int, str]]:
    attributes = (
        f"ID=gene:{gene.identifier};Name={gene.symbol};biotype={_biotype(gene)};"
        f"description=made-up gene {gene.symbol};gene_id={gene.identifier};logic_name=genopipe_simulate;version=1"
    )
    rows = [_row(gene.place, "gene" if gene.coding else "ncRNA_gene", gene.strand, ".", attributes)]
    for transcript in gene.transcripts:
        rows += _transcript_rows(gene, transcript)
    return rows


def _transcript_rows(gene: Gene, transcript: Transcript) -> list[tuple[int, int, str]]:
    start = min(exon.start for exon in transcript.exons)
    end = max(exon.end for exon in transcript.exons)
    parent = f"Parent=transcript:{transcript.identifier}"
    attributes = (
        f"ID=transcript:{transcript.identifier};Parent=gene:{gene.identifier};Name={transcript.name};"
        f"biotype={_biotype(gene)};tag={','.join(transcript.tags)};transcript_id={transcript.identifier};"
        "transcript_support_level=1;version=1"
    )
    kind = "mRNA" if gene.coding else "lnc_RNA"
    rows = [_row(Interval(gene.place.contig, start, end), kind, gene.strand, ".", attributes)]
    for rank, exon in enumerate(transcript.exons, start=1):
        name = f"ENSE9{gene.number * 10_000 + exon.start - gene.place.start:010d}"
        text = f"{parent};Name={name};constitutive=1;exon_id={name};rank={rank};version=1"
        rows.append(_row(exon, "exon", gene.strand, ".", text))
    return rows + _coding_rows(gene, transcript, parent) + _untranslated_rows(gene, transcript, parent)


def _coding_rows(gene: Gene, transcript: Transcript, parent: str) -> list[tuple[int, int, str]]:
    rows = []
    done = 0
    for part in transcript.coding:
        text = f"ID=CDS:{transcript.protein};{parent};protein_id={transcript.protein};version=1"
        rows.append(_row(part, "CDS", gene.strand, str(-done % 3), text))
        done += part.end - part.start + 1
    return rows


def _untranslated_rows(gene: Gene, transcript: Transcript, parent: str) -> list[tuple[int, int, str]]:
    if not transcript.coding:
        return []
    first = min(part.start for part in transcript.coding)
    last = max(part.end for part in transcript.coding)
    low, high = ("five_prime_UTR", "three_prime_UTR") if gene.strand == "+" else ("three_prime_UTR", "five_prime_UTR")
    rows = []
    for exon in transcript.exons:
        if exon.start < first:
            rows.append(
                _row(Interval(exon.contig, exon.start, min(exon.end, first - 1)), low, gene.strand, ".", parent)
            )
        if exon.end > last:
            rows.append(
                _row(Interval(exon.contig, max(exon.start, last + 1), exon.end), high, gene.strand, ".", parent)
            )
    return rows
