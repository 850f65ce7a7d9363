"""NA12878, 12.4 kb: reads, BAM and CRAM of the same person, in files whose names have spaces."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from validation.project import Project
from validation.project import link
from validation.project import run
from validation.project import write_placeholder_gene
from validation.project import write_project
from validation.truth import Genome
from validation.truth import called_alleles
from validation.truth import compare
from validation.truth import read_alleles

PEOPLE = {"reads": "FROM-READS", "bam": "FROM-BAM", "cram": "FROM-CRAM"}
SAMPLE = "1"
"""How the read group of the BAM and the CRAM names the person."""


@pytest.fixture(scope="module")
def given(data: Path) -> Path:
    return data / "tiny"


def read_mates(path: Path) -> Iterator[tuple[str, int, str]]:
    """Give name, number of the mate, and the FASTQ record, of a file in which mates are mixed."""
    with gzip.open(path, "rt") as stream:
        for head in stream:
            name, _, mate = head.strip().rpartition("/")
            yield name, int(mate), "".join([f"{name}\n", *(next(stream) for _ in range(3))])


def write_pairs(path: Path, first: Path, second: Path) -> int:
    """Part mixed mates into two files in step; return how many reads have no mate and are left out."""
    mates: dict[str, dict[int, str]] = {}
    for name, mate, text in read_mates(path):
        mates.setdefault(name, {})[mate] = text
    pairs = [mates[name] for name in sorted(mates) if len(mates[name]) == 2]
    for number, out in ((1, first), (2, second)):
        out.write_bytes(gzip.compress("".join(pair[number] for pair in pairs).encode(), mtime=0))
    return sum(len(mate) == 1 for mate in mates.values())


@pytest.fixture(scope="module")
def project(work: Path, given: Path) -> Project:
    folder = work / "tiny, with spaces"
    fasta = link(folder, given / "freebayes" / "q with spaces.fa")
    first, second = (folder / "given" / f"reads with spaces_R{mate}.fastq.gz" for mate in (1, 2))
    write_pairs(given / "vg" / "NA12878.chr22.tiny.fq.gz", first, second)
    bam = link(folder, given / "vg" / "NA12878.chr22.tiny.bam", "bam with spaces.bam")
    cram = link(folder, given / "freebayes" / "NA12878.chr22.tiny.cram", "cram with spaces.cram")
    rows = [
        {"person": PEOPLE["reads"], "fastq_1": f"given/{first.name}", "fastq_2": f"given/{second.name}"},
        {"person": PEOPLE["bam"], "alignment": bam, "sample": SAMPLE},
        {"person": PEOPLE["cram"], "alignment": cram, "sample": SAMPLE},
    ]
    settings = {"genome": {"fasta": fasta, "genes": write_placeholder_gene(folder, fasta), "build": "custom"}}
    pedigree = [f"F-{form} {person} 0 0 2 2" for form, person in PEOPLE.items()]
    probands = {f"F-{form}": person for form, person in PEOPLE.items()}
    return run(write_project(folder, rows, pedigree, probands, settings))


@pytest.mark.parametrize("form", PEOPLE)
def test_giab_alleles_are_found_in_every_form(record: Any, given: Path, project: Project, form: str) -> None:
    genome = Genome(given / "vg" / "q.fa")
    truth = read_alleles(given / "vg" / "NA12878.chr22.tiny.giab.vcf.gz", genome, "NA12878")
    called = called_alleles(project.alleles(f"F-{form}"), project.genotypes(f"F-{form}"), PEOPLE[form])
    found = compare(truth, called)
    seen = found.found.total()
    missed = ", ".join(f"{a.position} {a.ref}>{a.alt}" for a in found.missed) or "none"
    record(f"tiny.{form}.sensitivity", len(truth), seen, f"GIAB 2.19 alleles found, from {form}; missed: {missed}")
    record(f"tiny.{form}.genotypes", seen, seen - len(found.differing), "of those found: same number of copies")
    note = "alleles called that GIAB 2.19 does not list; not called false: no confident regions are shipped"
    record(f"tiny.{form}.extra", found.extra.total(), None, note)


def test_bam_and_cram_give_the_same_genotypes(record: Any, project: Project) -> None:
    def calls(form: str) -> dict[Any, Any]:
        rows = called_alleles(project.alleles(f"F-{form}"), project.genotypes(f"F-{form}"), PEOPLE[form])
        return {allele: (row["alt_copies"], row["depth"], row["alt_reads"]) for allele, row in rows.items()}

    bam, cram = calls("bam"), calls("cram")
    same = sum(cram.get(allele) == value for allele, value in bam.items())
    record("tiny.bam_as_cram", len(bam.keys() | cram.keys()), same, "alleles alike in copies, depth and ALT reads")
