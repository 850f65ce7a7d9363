"""A small good project, which each test spoils in one way."""

import random
from pathlib import Path

import pysam
import pytest
from click.testing import CliRunner

from genopipe.cli.check import command
from genopipe.errors import InputError

CONFIG = """\
genome:
  fasta: ref/genome.fa
  genes: ref/genes.gff3
  build: custom
"""
SHEET = """\
person\tlane\tfastq_1\tfastq_2
kid\tL1\treads/kid_1.fq\treads/kid_2.fq
mum\tL1\treads/mum_1.fq\treads/mum_2.fq
dad\tL1\treads/dad_1.fq\treads/dad_2.fq
"""
PED = """\
F1\tkid\tdad\tmum\t1\t2
F1\tmum\t0\t0\t2\t1
F1\tdad\t0\t0\t1\t1
"""
CASES = """\
cases:
  - case: case1
    family: F1
    proband: kid
    observed: [HP:0001250]
    panels: [brain]
    consent: {main_findings: true}
"""
PANEL = """\
# name: Brain version: 1.0
gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance
AAA1\tG1\tgreen\tbiallelic\tcomplete
"""
VCF = """\
##fileformat=VCFv4.2
##contig=<ID=chr1,length=600>
##contig=<ID=chr2,length=300>
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}
"""


def make_sequence(length: int, seed: int) -> str:
    return "".join(random.Random(seed).choices("ACGT", k=length))


def make_reads(name: str, mate: int, number: int = 20) -> str:
    bases = make_sequence(40, sum(name.encode()) + mate)
    return "".join(f"@{name}:{i} {mate}:N:0:AC\n{bases}\n+\n{'F' * 40}\n" for i in range(number))


class Project:
    """A project in a folder, with ways to spoil it and to check it through the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sequences = {"chr1": make_sequence(600, 1), "chr2": make_sequence(300, 2)}
        self.write("config/config.yaml", CONFIG)
        self.write("config/samples.tsv", SHEET)
        self.write("config/families.ped", PED)
        self.write("config/cases.yaml", CASES)
        self.write("config/panels/brain.tsv", PANEL)
        self.write("ref/genome.fa", "".join(f">{name}\n{bases}\n" for name, bases in self.sequences.items()))
        self.write("ref/genes.gff3", "##gff-version 3\nchr1\tx\tgene\t1\t90\t.\t+\t.\tID=G1\n")
        for person in ("kid", "mum", "dad"):
            for mate in (1, 2):
                self.write(f"reads/{person}_{mate}.fq", make_reads(person, mate))

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def vcf(self, name: str, samples: str = "kid", records: str | None = None, head: str = VCF) -> Path:
        columns = len(samples.split("\t"))
        ref = self.sequences["chr1"][99]
        alt = "A" if ref != "A" else "C"
        genotypes = "\t".join(["0/1:5,5"] * columns)
        default = f"chr1\t100\t.\t{ref}\t{alt}\t50\tPASS\tDP=10\tGT:AD\t{genotypes}\n"
        return self.write(name, head.format(samples=samples) + (default if records is None else records))

    def bam(self, name: str, sample: str = "kid", order: str = "coordinate", number: int = 200) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        contigs = [{"SN": contig, "LN": len(bases)} for contig, bases in self.sequences.items()]
        header = {"HD": {"VN": "1.6", "SO": order}, "SQ": contigs, "RG": [{"ID": "1", "SM": sample}]}
        with pysam.AlignmentFile(str(path), "wb", header=header) as out:
            for index in range(number):
                out.write(self.record(out.header, index, index))
        return path

    def record(self, header: pysam.AlignmentHeader, index: int, start: int) -> pysam.AlignedSegment:
        made = pysam.AlignedSegment(header)
        made.query_name, made.flag, made.reference_id, made.reference_start = f"r{index}", 0, 0, start
        made.query_sequence = self.sequences["chr1"][start : start + 50]
        made.cigarstring, made.mapping_quality = "50M", 60
        made.query_qualities = pysam.qualitystring_to_array("F" * 50)
        made.set_tag("RG", "1")
        return made


def run(*arguments: str | Path) -> tuple[int, set[str], str]:
    """Run `genopipe check`; return exit status, codes of the errors, and all that was said."""
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    if isinstance(result.exception, InputError):
        codes = {fault.code for fault in result.exception.faults}
        lines = "\n".join(fault.line() for fault in result.exception.faults)
        return result.exception.exit_status, codes, result.output + lines
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, set(), result.output


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def check(project: Project):
    return run
