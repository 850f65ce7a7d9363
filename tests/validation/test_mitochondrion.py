"""NA12878's mitochondrial reads: alleles and their fractions against GATK's own expected calls."""

from pathlib import Path
from typing import Any

import pysam
import pytest

from validation.project import Project
from validation.project import link
from validation.project import run
from validation.project import write_placeholder_gene
from validation.project import write_project
from validation.truth import Allele
from validation.truth import Genome
from validation.truth import called_alleles
from validation.truth import decompose

FASTA = "Homo_sapiens_assembly38.mt_only.fasta"
PERSON = "NA12878"
TOLERANCE = 0.05
"""Largest difference of an ALT part of the reads that counts as the same (fraction)."""
HOMOPOLYMER = range(301, 311)
LOW = 0.2
"""Below this fraction an expected allele is told apart: GATK itself filters those of 301-310 as weak."""


@pytest.fixture(scope="module")
def given(data: Path) -> Path:
    return data / "chrM"


@pytest.fixture(scope="module")
def called(work: Path, given: Path) -> dict[Allele, dict[str, Any]]:
    folder = work / "mitochondrion"
    fasta = link(folder, given / FASTA)
    rows = [{"person": PERSON, "alignment": link(folder, given / "NA12878.bam")}]
    genome = {
        "fasta": fasta,
        "genes": write_placeholder_gene(folder, fasta),
        "build": "custom",
        "mitochondrion": "chrM",
    }
    project: Project = run(write_project(folder, rows, [f"M {PERSON} 0 0 2 2"], {"M": PERSON}, {"genome": genome}))
    return called_alleles(project.alleles("M"), project.genotypes("M"), PERSON)


def expected_alleles(given: Path) -> dict[Allele, float]:
    """Return the expected alleles with their ALT fraction: `filtered.vcf` has neither of the two made-up records."""
    genome, found = Genome(given / FASTA), {}
    with pysam.VariantFile(str(given / "filtered.vcf")) as reader:
        for record in reader:
            for alt, fraction in zip(record.alts or (), record.samples[PERSON]["AF"], strict=True):
                found[genome.align(Allele(record.contig, record.pos, record.ref or "", alt))] = float(fraction)
    return found


def test_mitochondrial_alleles_and_fractions(record: Any, given: Path, called: dict[Allele, dict[str, Any]]) -> None:
    wanted = expected_alleles(given)
    outside = {a for a in wanted if a.position not in HOMOPOLYMER}
    clear = {a for a in wanted if a.position in HOMOPOLYMER and wanted[a] >= LOW}
    weak = set(wanted) - outside - clear
    for name, group, words in (
        ("outside_homopolymer", outside, "expected alleles outside m.301-310"),
        ("homopolymer", clear, f"expected alleles of m.301-310 at a fraction of {LOW} or more"),
        ("homopolymer_weak", weak, f"expected alleles of m.301-310 below {LOW}; GATK filters each of them"),
    ):
        missed = ", ".join(f"{a.position} {a.ref}>{a.alt}" for a in sorted(group - called.keys())) or "none"
        record(f"mitochondrion.{name}", len(group), len(group & called.keys()), f"{words}; missed: {missed}")
    parts = {part for allele in called for part in decompose(allele, Genome(given / FASTA))}
    seen = (clear & parts) | (weak & parts)
    note = (
        "of the two sets above, those that are called or are one half of a called T>CTC (an insertion on either side)"
    )
    record("mitochondrion.homopolymer_by_parts", len(clear | weak), len(seen), note)
    both = sorted(wanted.keys() & called.keys())
    close = [a for a in both if abs(wanted[a] - (called[a]["alt_fraction"] or 0)) <= TOLERANCE]
    far = [
        f"{a.position} {a.ref}>{a.alt} {called[a]['alt_fraction']:.3f} for {wanted[a]:.3f}"
        for a in both
        if a not in close
    ]
    note = f"of the alleles found: ALT fraction within {TOLERANCE} of GATK's; not: {', '.join(far) or 'none'}"
    record("mitochondrion.fraction", len(both), len(close), note)
    high = [a for a in both if wanted[a] >= 1 - TOLERANCE]
    homoplasmic = sum(called[a]["ref_copies"] == 0 for a in high)
    note = "alleles at a fraction of 0.95 or more shown as homoplasmic; GATK writes 0/1 for them"
    record("mitochondrion.homoplasmic", len(high), homoplasmic, note)
    extra = [
        f"{a.position} {a.ref}>{a.alt} {called[a]['alt_fraction']:.3f}" for a in sorted(called.keys() - wanted.keys())
    ]
    note = f"alleles called that GATK does not list: {', '.join(extra) or 'none'}"
    record("mitochondrion.extra", len(extra), None, note)
