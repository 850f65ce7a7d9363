"""The files of the compact world: FASTA, GFF3, frequency source, and a folder for each case."""

import json
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pysam

from benchmarks.published.carried import Carried
from benchmarks.published.carried import World
from benchmarks.published.layout import Placed
from genopipe.cases import Case
from genopipe.cases import CaseFile
from genopipe.cases import Member
from genopipe.cases import StartForm
from genopipe.genome import Sex
from genopipe.pedigree import Affection

LINE = 100
NUMBER = 150_000
"""Alleles looked at in the frequency source (count)."""

END_PADDING = 200
SEXES = {"MALE": (Sex.MALE, "1"), "FEMALE": (Sex.FEMALE, "2")}


def write_fasta(world: World, path: Path) -> dict[str, int]:
    """Write the genome and its index; return the contigs with their lengths (bases)."""
    contigs: dict[str, bytearray] = {}
    for placed, painted in zip(world.placed, world.painted, strict=True):
        held = contigs.setdefault(placed.gene.contig, bytearray())
        held.extend(b"N" * (placed.end + END_PADDING - len(held)))
        for (start, end), first in zip(placed.kept, placed.starts, strict=True):
            bases = "".join(painted.bases[position] for position in range(start, end + 1))
            held[first - 1 : first - 1 + len(bases)] = bases.encode()
    with path.open("w", encoding="ascii") as out:
        for name, bases in contigs.items():
            out.write(f">{name}\n")
            text = bases.decode()
            out.writelines(f"{text[start : start + LINE]}\n" for start in range(0, len(text), LINE))
    pysam.faidx(str(path))
    return {name: len(bases) for name, bases in contigs.items()}


def _lines(placed: Placed) -> Iterable[str]:
    gene = placed.gene
    name, _, version = gene.transcript.partition(".")

    def line(kind: str, start: int, end: int, phase: str, attributes: str) -> str:
        ends = placed.place(start), placed.place(end)
        return f"{gene.contig}\tMANE\t{kind}\t{ends[0]}\t{ends[1]}\t.\t{gene.strand}\t{phase}\t{attributes}"

    first, last = gene.exons[0][0], gene.exons[-1][1]
    yield line("gene", first, last, ".", f"ID=gene:{gene.gene};Name={gene.symbol};biotype=protein_coding")
    facts = f"biotype=protein_coding;tag=basic,MANE_Select;transcript_id={name};version={version}"
    yield line("mRNA", first, last, ".", f"ID=transcript:{name};Parent=gene:{gene.gene};{facts}")
    for start, end in gene.exons:
        yield line("exon", start, end, ".", f"Parent=transcript:{name}")
    parts = [(max(s, gene.coding[0]), min(e, gene.coding[1])) for s, e in gene.exons]
    ordered = [part for part in parts if part[0] <= part[1]]
    done = 0
    for start, end in ordered if gene.strand == "+" else ordered[::-1]:
        yield line(
            "CDS",
            start,
            end,
            str(-done % 3),
            f"ID=CDS:{gene.protein};Parent=transcript:{name};protein_id={gene.protein}",
        )
        done += end - start + 1


def write_models(placed: Sequence[Placed], path: Path) -> None:
    """Write the genes as GFF3."""
    lines = ["##gff-version 3", *(line for one in placed for line in _lines(one))]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def _head(contigs: dict[str, int], more: Sequence[str]) -> list[str]:
    named = [f"##contig=<ID={name},length={length}>" for name, length in contigs.items()]
    return ["##fileformat=VCFv4.2", *named, *more]


def write_frequencies(alleles: Iterable[Carried], contigs: dict[str, int], folder: Path) -> None:
    """Write the frequency source (INFO fields AF and AN), bgzipped with an index, and the BED that it covers."""
    more = [
        '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">',
        '##INFO=<ID=AN,Number=1,Type=Integer,Description="Alleles looked at">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    order = list(contigs)
    told = {(one.contig, one.position, one.ref, one.alt): one.frequency for one in alleles if one.frequency is not None}
    rows = sorted(told, key=lambda key: (order.index(key[0]), *key[1:]))
    lines = [f"{c}\t{p}\t.\t{r}\t{a}\t.\tPASS\tAF={told[c, p, r, a]:.6g};AN={NUMBER}" for c, p, r, a in rows]
    plain = folder / "frequency.vcf"
    plain.write_text("\n".join([*_head(contigs, more), *lines]) + "\n", encoding="ascii")
    pysam.tabix_index(str(plain), preset="vcf", force=True)
    bed = "".join(f"{name}\t0\t{length}\n" for name, length in contigs.items())
    (folder / "covered.bed").write_text(bed, encoding="ascii")


def write_case(
    folder: Path, case: Case, sex: str, carried: Sequence[Carried], contigs: dict[str, int], packet: dict[str, Any]
) -> None:
    """Write a case: `case.vcf`, `family.ped`, `case.json`, and the phenopacket with the file of consent beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    more = [
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{case.proband}",
    ]
    order = list(contigs)
    reads = {"0/1": "16,16", "1/1": "0,32", "1": "0,16"}
    lines = [
        f"{one.contig}\t{one.position}\t.\t{one.ref}\t{one.alt}\t90\tPASS\t.\tGT:AD:DP:GQ\t"
        f"{one.genotype}:{reads[one.genotype]}:{sum(map(int, reads[one.genotype].split(',')))}:90"
        for one in sorted(carried, key=lambda one: (order.index(one.contig), one))
    ]
    (folder / "case.vcf").write_text("\n".join([*_head(contigs, more), *lines]) + "\n", encoding="ascii")
    stated, digit = SEXES.get(sex, (Sex.UNKNOWN, "0"))
    (folder / "family.ped").write_text(f"{case.family}\t{case.proband}\t0\t0\t{digit}\t2\n", encoding="ascii")
    member = Member(
        person=case.proband, sex=stated, affection=Affection.AFFECTED, relation="proband", form=StartForm.VCF
    )
    (folder / "case.json").write_text(CaseFile(case=case, members=(member,)).model_dump_json(indent=2) + "\n")
    renamed = {**packet, "id": case.case, "subject": {**packet["subject"], "id": case.proband}}
    (folder / "phenopacket.json").write_text(json.dumps(renamed, indent=1) + "\n", encoding="utf-8")
    (folder / "phenopacket.yaml").write_text(f"family: {case.family}\nconsent: {{main_findings: true}}\n")
