"""NA12878, 40 kb at 37x: from FASTQ through the whole workflow, against GIAB v4.2.1; and every start form."""

from pathlib import Path
from typing import Any

import pytest

from validation.project import Project
from validation.project import link
from validation.project import run
from validation.project import write_placeholder_gene
from validation.project import write_project
from validation.truth import Allele
from validation.truth import Call
from validation.truth import Genome
from validation.truth import called_alleles
from validation.truth import compare
from validation.truth import read_alleles

FASTA = "chr22_16570000_16800000.fa.gz"
COVERED = 40_001
"""Last base of the slice that the reads cover."""
GNOMAD = {"name": "gnomAD r2.1.1", "file": "slice.gnomAD.r2.1.1.vcf.gz"}
THOUSAND_GENOMES = {
    "name": "1000 Genomes",
    "file": "slice.1000GP.sites.vcf.gz",
    "populations": {"global": "AF", "afr": "AF_AFR", "eas": "AF_EAS", "eur": "AF_EUR"},
}
SOURCES = {"gnomad": (GNOMAD, {"global": "AF"}), "1000g": (THOUSAND_GENOMES, THOUSAND_GENOMES["populations"])}


def make_project(
    folder: Path, given: Path, rows: list[dict[str, str]], source: dict[str, Any], **sections: Any
) -> Project:
    """Write a project with each row's person as a family and case of their own."""
    fasta = link(folder, given / FASTA)
    genes = write_placeholder_gene(folder, fasta)
    people = {f"F-{row['person']}": row["person"] for row in rows}
    pedigree = [f"{family} {person} 0 0 2 2" for family, person in people.items()]
    frequency = {**source, "file": link(folder, given / source["file"])}
    settings = {
        "genome": {"fasta": fasta, "genes": genes, "build": "custom"},
        "annotate": {"frequency": frequency},
        **sections,
    }
    return write_project(folder, rows, pedigree, people, settings)


def reads_row(folder: Path, given: Path) -> dict[str, str]:
    return {
        "person": "HG001",
        "fastq_1": link(folder, given / "NA12878_R1.fastq.gz"),
        "fastq_2": link(folder, given / "NA12878_R2.fastq.gz"),
    }


@pytest.fixture(scope="module")
def given(data: Path) -> Path:
    return data / "na12878_chr22"


@pytest.fixture(scope="module")
def genome(given: Path) -> Genome:
    return Genome(given / FASTA)


@pytest.fixture(scope="module")
def truth(given: Path, genome: Genome) -> dict[Allele, Call]:
    return read_alleles(given / "slice.NA12878_GIAB.vcf.gz", genome, "HG001")


@pytest.fixture(scope="module")
def from_reads(work: Path, given: Path) -> Project:
    folder = work / "na12878-bcftools"
    return run(make_project(folder, given, [reads_row(folder, given)], GNOMAD))


@pytest.fixture(scope="module")
def other_tools(work: Path, given: Path) -> Project:
    folder = work / "na12878-freebayes"
    row = reads_row(folder, given)
    call = {"caller": "freebayes"}
    return run(make_project(folder, given, [row], THOUSAND_GENOMES, call=call))


@pytest.fixture(scope="module")
def other_aligner(work: Path, given: Path) -> Project:
    folder = work / "na12878-minimap2"
    row = reads_row(folder, given)
    return run(make_project(folder, given, [row], GNOMAD, align={"tool": "minimap2", "format": "bam"}))


def calls_of(project: Project, person: str = "HG001") -> dict[Allele, dict[str, Any]]:
    case = f"F-{person}"
    return called_alleles(project.alleles(case), project.genotypes(case), person)


def record_against_truth(record: Any, name: str, project: Project, truth: dict[Allele, Call], tools: str) -> None:
    found = compare(truth, calls_of(project))
    for kind in ("snv", "indel"):
        note = f"GIAB v4.2.1 {kind} alleles found; {tools}"
        record(f"na12878.{name}.sensitivity_{kind}", found.truth[kind], found.found[kind], note)
    everything, seen = found.truth.total(), found.found.total()
    missed = ", ".join(f"{a.position} {a.ref}>{a.alt}" for a in found.missed) or "none"
    record(f"na12878.{name}.sensitivity", everything, seen, f"all GIAB alleles found, `*` included; missed: {missed}")
    differing = ", ".join(f"{a.position} {a.ref}>{a.alt}" for a in found.differing) or "none"
    note = f"of the alleles found: same number of copies; not: {differing}"
    record(f"na12878.{name}.genotypes", seen, seen - len(found.differing), note)
    extra = ", ".join(f"{n} {kind}" for kind, n in sorted(found.extra.items()))
    note = f"alleles called that GIAB does not list ({extra}); not called false: no confident regions are shipped"
    record(f"na12878.{name}.extra", found.extra.total(), None, note)


def test_bwa_and_bcftools_find_the_giab_alleles(record: Any, from_reads: Project, truth: dict[Allele, Call]) -> None:
    record_against_truth(record, "bwa_bcftools", from_reads, truth, "bwa, bcftools, from FASTQ")


def test_bwa_and_freebayes_find_the_giab_alleles(record: Any, other_tools: Project, truth: dict[Allele, Call]) -> None:
    record_against_truth(record, "bwa_freebayes", other_tools, truth, "bwa, freebayes, from FASTQ")


def test_minimap2_and_bcftools_find_the_giab_alleles(
    record: Any, other_aligner: Project, truth: dict[Allele, Call]
) -> None:
    record_against_truth(record, "minimap2_bcftools", other_aligner, truth, "minimap2, bcftools, from FASTQ")


def test_nothing_is_called_where_there_are_no_reads(record: Any, from_reads: Project) -> None:
    called = calls_of(from_reads)
    inside = sum(allele.position <= COVERED for allele in called)
    record("na12878.inside_covered", len(called), inside, "alleles called that lie in the 40 kb that the reads cover")


def without_phase(row: dict[str, Any]) -> tuple[int, list[str]]:
    """Return copies and called alleles: where there are no reads, there is no phase by reads."""
    return row["alt_copies"], sorted(row["genotype_text"].replace("|", "/").split("/"))


def test_every_start_form_gives_the_same_genotypes(record: Any, work: Path, given: Path, from_reads: Project) -> None:
    folder, results = work / "na12878-forms", from_reads.folder / "results"
    rows = [
        {"person": "FROM-CRAM", "alignment": link(folder, results / "alignments" / "HG001.cram"), "sample": "HG001"},
        {"person": "FROM-GVCF", "gvcf": link(folder, results / "gvcf" / "HG001.g.bcf"), "sample": "HG001"},
    ]
    again = run(make_project(folder, given, rows, GNOMAD))
    wanted = {allele: without_phase(row) for allele, row in calls_of(from_reads).items()}
    for form, person in (("cram", "FROM-CRAM"), ("gvcf", "FROM-GVCF")):
        got = {allele: without_phase(row) for allele, row in calls_of(again, person).items()}
        same = sum(got.get(allele) == value for allele, value in wanted.items())
        note = f"alleles and genotypes as from FASTQ when the pipeline's own {form.upper()} is fed back"
        record(f"na12878.from_{form}", len(wanted.keys() | got.keys()), same, note)


@pytest.mark.parametrize(("source", "run_of"), [("gnomad", "from_reads"), ("1000g", "other_tools")])
def test_frequencies_are_those_of_the_source(
    request: pytest.FixtureRequest, record: Any, given: Path, genome: Genome, truth: Any, source: str, run_of: str
) -> None:
    settings, populations = SOURCES[source]
    fields = tuple(dict.fromkeys(populations.values()))
    listed = read_alleles(given / str(settings["file"]), genome, fields=fields)
    rows = request.getfixturevalue(run_of).alleles("F-HG001")
    asked = {Allele(r["contig"], r["position"], r["ref"], r["alt"]): r for r in rows.iter_rows(named=True)}
    same = sum(frequencies(row) == expected(listed, allele, populations) for allele, row in asked.items())
    note = f"called alleles whose frequency, or its absence, is the one of {settings['name']} for that very allele"
    record(f"na12878.frequency_{source}", len(asked), same, note)
    share = sum(allele in listed for allele in truth)
    record(
        f"na12878.listed_{source}", share, None, f"of {len(truth)} GIAB alleles, those that {settings['name']} lists"
    )


def frequencies(row: dict[str, Any]) -> dict[str, float]:
    """Return the frequencies of an allele in the pipeline's table, by population."""
    text = row["frequencies"] or ""
    return {name: round6(float(value)) for name, _, value in (part.partition("=") for part in text.split(";") if part)}


def expected(listed: dict[Allele, Call], allele: Allele, populations: dict[str, str]) -> dict[str, float]:
    """Return the frequencies of an allele in the source, by population."""
    if allele not in listed:
        return {}
    info = listed[allele].info
    return {name: round6(info[field]) for name, field in populations.items() if info.get(field) is not None}


def round6(value: float) -> float:
    """Return a number at six significant digits, about what a 32-bit INFO float holds."""
    return float(f"{value:.6g}")
