"""Every term that Ensembl VEP gives to small variants is in the curated table, and an allele can get it.

Source: Ensembl Variation, "Calculated consequences" (release 115).
"""

from random import Random

import polars as pl
import pysam
import pytest

from genopipe.annotate.every import Counted
from genopipe.annotate.every import annotate_batches
from genopipe.annotate.genome import Genome
from genopipe.genome import SYNTHETIC
from genopipe.io.curated import read_curated
from genopipe.io.gene_models import read_transcripts

SMALL = {
    "splice_acceptor_variant",
    "splice_donor_variant",
    "stop_gained",
    "frameshift_variant",
    "stop_lost",
    "start_lost",
    "inframe_insertion",
    "inframe_deletion",
    "missense_variant",
    "protein_altering_variant",
    "splice_donor_5th_base_variant",
    "splice_region_variant",
    "splice_donor_region_variant",
    "splice_polypyrimidine_tract_variant",
    "incomplete_terminal_codon_variant",
    "start_retained_variant",
    "stop_retained_variant",
    "synonymous_variant",
    "coding_sequence_variant",
    "mature_miRNA_variant",
    "5_prime_UTR_variant",
    "3_prime_UTR_variant",
    "non_coding_transcript_exon_variant",
    "intron_variant",
    "NMD_transcript_variant",
    "non_coding_transcript_variant",
    "upstream_gene_variant",
    "downstream_gene_variant",
    "intergenic_variant",
}
STRUCTURAL = {"transcript_ablation", "transcript_amplification", "feature_elongation", "feature_truncation"}
NEVER = {"coding_transcript_variant", "sequence_variant"}
"""The first goes to structural alleles only, the second to what VEP cannot place at all."""

FIVE, CODING, THREE = "GCATGATTAC", "ATGGCTGAAAAGCAGCTGTTCTGGGATCCATAA", "GTACCTGATG"
INTRON = "GTAAGT" + "ACGATCGGCA" * 6 + "TTTTCTTTTCTTTTCAG"
LONG = 12_000


def gff(name, biotype, first, last, exons, coding, *tags):
    kind = f"ID=transcript:{name};Parent=gene:G{name};biotype={biotype}" + (f";tag={','.join(tags)}" if tags else "")
    yield f"gene\t{first}\t{last}\t.\t+\t.\tID=gene:G{name};biotype={biotype}"
    yield f"mRNA\t{first}\t{last}\t.\t+\t.\t{kind}"
    for start, end in exons:
        yield f"exon\t{start}\t{end}\t.\t+\t.\tParent=transcript:{name}"
    for start, end, phase in coding:
        yield f"CDS\t{start}\t{end}\t.\t+\t{phase}\tID=CDS:P{name};Parent=transcript:{name};protein_id=P{name}"


def precursor(name, first, last):
    """Give a microRNA's precursor as RefSeq has it, with a mature strand inside."""
    yield f"gene\t{first}\t{last}\t.\t+\t.\tID=gene-{name};gbkey=Gene;gene_biotype=miRNA"
    yield f"primary_transcript\t{first}\t{last}\t.\t+\t.\tID=rna-{name};Parent=gene-{name};gbkey=precursor_RNA"
    yield f"exon\t{first}\t{last}\t.\t+\t.\tParent=rna-{name};gbkey=precursor_RNA"
    yield f"miRNA\t{first + 5}\t{last - 5}\t.\t+\t.\tID=rna-{name}-5p;Parent=rna-{name};gbkey=ncRNA"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return a genome with coding, non-coding, decaying and incomplete transcripts, a precursor, and its FASTA."""
    folder = tmp_path_factory.mktemp("vocabulary")
    random = Random(5)
    blank = "".join(random.choices("ACGT", k=LONG))
    spliced = FIVE + CODING + THREE
    cut = len(FIVE) + 13
    bases = blank + spliced[:cut] + INTRON + spliced[cut:] + blank
    path = folder / "genome.fa"
    path.write_text(f">chr1\n{bases}\n")
    pysam.faidx(str(path))
    first, last = LONG + 1, LONG + len(spliced) + len(INTRON)
    edge, again = LONG + cut, LONG + cut + len(INTRON) + 1
    exons = [(first, edge), (again, last)]
    start, stop = first + len(FIVE), last - len(THREE)
    whole = [(start, edge, 0), (again, stop, 2)]
    lines = [
        *gff("T1", "protein_coding", first, last, exons, whole),
        *gff("T2", "lncRNA", first, last, exons, []),
        *gff("T3", "nonsense_mediated_decay", first, last, exons, whole),
        *gff("T4", "protein_coding", first, last, exons, [whole[0], (again, stop - 5, 2)], "cds_end_NF", "mRNA_end_NF"),
    ]
    lines += precursor("MIR", *exons[0])
    (folder / "genes.gff3").write_text("##gff-version 3\n" + "".join(f"chr1\tx\t{line}\n" for line in lines))
    return folder, bases, (first, last)


def alleles_of(bases, first, last):
    """Give every substitution, and small deletions, insertions and replacements, of a stretch; and one far away."""
    other = dict(zip("ACGT", "CGTA", strict=True))
    yield 50, bases[49], other[bases[49]]
    for place in (first - 30, last + 30, *range(first, last + 1)):
        here = bases[place - 1]
        yield from ((place, here, base) for base in "ACGT" if base != here)
        yield from ((place, bases[place - 1 : place + size], here) for size in (1, 3, 4, 6))
        yield from ((place, here, here + more) for more in ("A", "GCA", "TAA", "ATG", "GATGAC", here * 3))
        yield place, bases[place - 1 : place + 5], "GTTAGC"


def test_every_term_can_be_given(world):
    folder, bases, (first, last) = world
    rows = sorted(set(alleles_of(bases, first, last)))
    head = (
        f"##fileformat=VCFv4.2\n##contig=<ID=chr1,length={len(bases)}>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    text = "".join(f"chr1\t{place}\t.\t{ref}\t{alt}\t.\t.\t.\n" for place, ref, alt in rows if ref != alt)
    (folder / "in.vcf").write_text(head + text)
    genome = Genome(folder / "genome.fa", read_transcripts(folder / "genes.gff3"), SYNTHETIC)
    tables = [pl.from_arrow(rows.table()) for rows in annotate_batches(folder / "in.vcf", genome, Counted())]
    terms = pl.concat(tables)["consequence"].cast(pl.String).str.split("&").explode()
    assert SMALL - set(terms) == set()
    assert set(terms) - SMALL == set()


def test_every_term_has_a_rank_and_an_impact():
    table = read_curated("consequence_terms")
    assert set(table["so_term"]) == SMALL | STRUCTURAL | NEVER
    assert table["rank"].is_unique().all()
    assert set(table["impact"]) == {"HIGH", "MODERATE", "LOW", "MODIFIER"}
