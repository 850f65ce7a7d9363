"""Rows, cases and small files that the tests of the stages are made of."""

from pathlib import Path

import polars as pl
import pysam

from genopipe.cases import Case
from genopipe.cases import CaseFile
from genopipe.cases import Consent
from genopipe.cases import Member
from genopipe.cases import StartForm
from genopipe.genome import Sex
from genopipe.io.family_vcf import count_copies
from genopipe.pedigree import Affection
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES

SEXES = {"m": Sex.MALE, "f": Sex.FEMALE, "u": Sex.UNKNOWN}
AFFECTIONS = {"a": Affection.AFFECTED, "n": Affection.UNAFFECTED, "u": Affection.UNKNOWN}
HEADER = """##fileformat=VCFv4.2
##contig=<ID=chr1,length=300>
##contig=<ID=chr2,length=300>
##FILTER=<ID=LOW,Description="low">
##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="AD">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="DP">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="MIN_DP">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="GQ">
##FORMAT=<ID=PS,Number=1,Type=Integer,Description="PS">
##INFO=<ID=ORIGINAL,Number=1,Type=String,Description="o">
"""
GENE = """##gff-version 3
chr1\tx\tgene\t100\t240\t.\t+\t.\tID=gene:ENSG1;Name=ONE;biotype=protein_coding
chr1\tx\tmRNA\t100\t240\t.\t+\t.\tID=transcript:ENST1;Parent=gene:ENSG1;biotype=protein_coding;tag=basic,MANE_Select;version=3
chr1\tx\texon\t100\t240\t.\t+\t.\tParent=transcript:ENST1
chr1\tx\tCDS\t121\t210\t.\t+\t0\tID=CDS:ENSP1;Parent=transcript:ENST1;protein_id=ENSP1
"""


def make_reference(folder: Path) -> Path:
    """Write a genome of two contigs of 300 bases, with a repeat at chr1:100-111 and its index."""
    chr1 = ("ACGGTCATTGCAGGATACCTTAGC" * 13)[:300]
    chr1 = chr1[:99] + "GCACACACACAT" + chr1[111:]
    path = folder / "genome.fa"
    path.write_text(f">chr1\n{chr1}\n>chr2\n{('GATTACAGCCTGA' * 24)[:300]}\n")
    pysam.faidx(str(path))
    return path


def bases(reference: Path, position: int, length: int = 1, contig: str = "chr1") -> str:
    """Return bases of the reference from a 1-based position on."""
    with pysam.FastaFile(str(reference)) as fasta:
        return fasta.fetch(contig, position - 1, position - 1 + length)


def other(base: str, step: int = 1) -> str:
    """Return another base."""
    return "ACGT"[("ACGT".index(base) + step) % 4]


def write_vcf(path: Path, people: list[str], records: list[str], header: str = HEADER) -> Path:
    """Write a plain VCF; the records are whole lines."""
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"] + (["FORMAT"] if people else [])
    path.write_text(header + "\t".join([*columns, *people]) + "\n" + "".join(f"{line}\n" for line in records))
    return path


def record(
    position: int,
    ref: str,
    alt: str,
    *samples: str,
    form: str = "GT:AD:DP:GQ",
    contig: str = "chr1",
    qual: str = "50",
    info: str = ".",
) -> str:
    """Return a line of a VCF."""
    return "\t".join([contig, str(position), ".", ref, alt, qual, "PASS", info, form, *samples])


def make_case(people: str, proband: str = "kid") -> CaseFile:
    """Return a case; people as `kid:m:a:dad:mum:twins dad:m:n mum:f:n`; a name with `-` before it has no data."""
    members = []
    for word in people.split():
        name, sex, affection, father, mother, twins, *_ = [*word.split(":"), "", "", ""]
        members.append(
            Member(
                person=name.lstrip("-"),
                father=father or None,
                mother=mother or None,
                sex=SEXES[sex],
                affection=AFFECTIONS[affection],
                twins=twins or None,
                relation="relative",
                form=None if name.startswith("-") else StartForm.VCF,
            )
        )
    case = Case(case="C1", family="F1", proband=proband, panels=("one",), consent=Consent(main_findings=True))
    return CaseFile(case=case, members=tuple(members))


def genotype(allele: str, person: str, text: str, **figures: object) -> dict[str, object]:
    """Return a row of genotypes for the first ALT (or `number`); good figures unless others are given."""
    copies = count_copies(text, int(str(figures.pop("number", 1))))
    known = copies.missing < copies.ploidy
    fraction = copies.alt / copies.ploidy
    row = {
        "allele": allele,
        "person": person,
        "ploidy": copies.ploidy if text != "." else None,
        "alt_copies": copies.alt if known else None,
        "ref_copies": copies.ref if known else None,
        "other_copies": copies.other if known else None,
        "missing_copies": copies.missing,
        "phased": copies.phased if known else None,
        "haplotype": copies.haplotype,
        "phase_set": None,
        "genotype_text": text,
        "depth": 30,
        "ref_reads": round(30 * (1 - fraction)),
        "alt_reads": round(30 * fraction),
        "alt_fraction": fraction,
        "genotype_quality": 90,
    }
    return {**row, **figures}


def genotypes(*rows: dict[str, object]) -> pl.DataFrame:
    """Return the table of genotypes."""
    return pl.DataFrame(list(rows), schema=GENOTYPES.schema())


def allele(name: str, contig: str = "chr1", position: int = 100, **columns: object) -> dict[str, object]:
    """Return an annotated row of alleles: rare, well called, not in ClinVar."""
    empty = {column.name: None for column in ALLELES.columns}
    own = {
        "allele": name,
        "contig": contig,
        "position": position,
        "ref": "A",
        "alt": "C",
        "variant_class": "snv",
        "hgvs_g": f"{contig}:g.{position}A>C",
        "called_as": name,
        "multiallelic": False,
        "quality": 50.0,
        "filters": "PASS",
        "frequency_state": "absent",
    }
    return {**empty, **own, **columns}


def alleles(*rows: dict[str, object]) -> pl.DataFrame:
    """Return the table of alleles."""
    return pl.DataFrame(list(rows), schema=ALLELES.schema())


def consequence(name: str, gene: str = "ENSG1", impact: str | None = "HIGH", **columns: object) -> dict[str, object]:
    """Return a row of consequences on the reported transcript."""
    own = {
        "allele": name,
        "gene": gene,
        "gene_symbol": gene.replace("ENSG", "S"),
        "transcript": gene.replace("ENSG", "ENST"),
        "biotype": "protein_coding",
        "strand": "+",
        "mane": "MANE_Select",
        "canonical": True,
        "consequence": "stop_gained",
        "impact": impact,
        "severity": 4,
        "reported": True,
        "reported_reason": "MANE Select",
    }
    return {**dict.fromkeys(CONSEQUENCES.schema()), **own, **columns}


def consequences(*rows: dict[str, object]) -> pl.DataFrame:
    """Return the table of consequences."""
    return pl.DataFrame(list(rows), schema=CONSEQUENCES.schema())
