"""Proofs after each tool: what they let through, and the words with which they stop."""

import gzip
import json
import subprocess

import pysam
import pytest

from genopipe.cases import StartForm
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.io.gene_models import read_gene_models
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.quality.page import quality_section
from genopipe.quality.person import MeasuredFiles
from genopipe.quality.person import measure_person
from genopipe.quality.person import read_breadth
from genopipe.quality.person import read_stats
from genopipe.quality.person import read_summary
from genopipe.quality.proofs import prove_alignment
from genopipe.quality.proofs import prove_calls
from genopipe.quality.proofs import prove_family
from genopipe.quality.proofs import prove_phase
from genopipe.quality.proofs import prove_reads
from genopipe.quality.targets import write_targets
from unit.call.test_blocks import write_bam
from unit.made import GENE
from unit.made import make_reference
from unit.made import record
from unit.made import write_vcf


def write_lane(folder, pairs=40):
    for mate in (1, 2):
        lines = [f"@r{n}/{mate}\n{'ACGT' * 15}\n+\n{'I' * 60}\n" for n in range(pairs)]
        with gzip.open(folder / f"r{mate}.fastq.gz", "wt") as file:
            file.writelines(lines)
    return folder / "r1.fastq.gz", folder / "r2.fastq.gz"


def fastp_report(folder, before, passed, dropped):
    report = {
        "summary": {
            "before_filtering": {"total_reads": before, "total_bases": before * 60, "q30_bases": before * 30},
            "after_filtering": {"total_reads": passed},
        },
        "filtering_result": {"passed_filter_reads": passed, "low_quality_reads": dropped},
    }
    path = folder / "fastp.json"
    path.write_text(json.dumps(report))
    return path


def test_reads(tmp_path):
    first, second = write_lane(tmp_path)
    out = tmp_path / "L1.json"
    counts = prove_reads(first, second, fastp_report(tmp_path, 80, 78, 2), out)
    assert counts == {"reads_in": 80, "reads_out": 78, "reads_dropped": 2}
    told = json.loads(out.read_text())
    assert all(check["left"] == check["right"] for check in told["checks"])
    out.unlink()
    with pytest.raises(ContentError, match="reads that fastp saw: 80 is not 78"):
        prove_reads(first, second, fastp_report(tmp_path, 78, 78, 0), out)
    with pytest.raises(ContentError, match="reads in and reads out"):
        prove_reads(first, second, fastp_report(tmp_path, 80, 70, 2), out)
    assert not out.exists()


def test_a_cut_fastq_and_mates_out_of_step(tmp_path):
    first, second = write_lane(tmp_path)
    report = fastp_report(tmp_path, 80, 80, 0)
    whole = second.read_bytes()
    second.write_bytes(whole[:-20])
    with pytest.raises(InputError, match=r"r2\.fastq\.gz"):
        prove_reads(first, second, report, tmp_path / "p.json")
    with gzip.open(second, "wt") as file:
        file.write(f"@r0/2\n{'ACGT' * 15}\n+\n{'I' * 60}\n")
    with pytest.raises(InputError):
        prove_reads(first, second, report, tmp_path / "p.json")


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    reference = make_reference(folder)
    bam = folder / "kid.bam"
    write_bam(bam, reference, None)
    (folder / "genes.gff3").write_text(GENE)
    told = PanelGene("ONE", "ENSG1", Confidence.GREEN, PanelMode.BIALLELIC, Penetrance.COMPLETE)
    lost = PanelGene("TWO", "ENSG2", Confidence.GREEN, PanelMode.BIALLELIC, Penetrance.COMPLETE)
    targets = folder / "targets.bed"
    _, missing = write_targets(read_gene_models(folder / "genes.gff3"), [Panel("p", "p", "", (told, lost))], targets)
    assert missing == ["TWO (ENSG2)"]
    assert targets.read_text() == "chr1\t120\t210\tENSG1|ONE||1/1|ENST1.3\n"
    tools = r"""
    set -euo pipefail
    samtools stats kid.bam > stats
    samtools flagstat --output-fmt json kid.bam > flagstat
    MOSDEPTH_PRECISION=6 mosdepth --by targets.bed --thresholds 10,20,500 --no-per-base depth kid.bam
    """
    subprocess.run(["bash", "-c", tools], cwd=folder, check=True, capture_output=True)
    files = MeasuredFiles(
        folder / "stats",
        folder / "flagstat",
        folder / "depth.mosdepth.summary.txt",
        folder / "depth.mosdepth.global.dist.txt",
        folder / "depth.regions.bed.gz",
        folder / "depth.thresholds.bed.gz",
        targets,
    )
    return folder, files


def test_figures_of_a_person(measured):
    folder, files = measured
    got = measure_person("kid", StartForm.ALIGNMENT, files, [])
    assert (got.reads, got.reads_dropped, got.bases, got.q30_fraction) == (200, None, None, None)
    assert (got.mapped_fraction, got.duplicate_fraction) == (1.0, None), "duplicates may never have been marked"
    assert measure_person("kid", StartForm.READS, files, []).duplicate_fraction == 0.0
    assert got.insert_size is None, "single reads have no insert size; it is not 0"
    assert got.insert_size_deviation is None
    assert got.mean_depth == pytest.approx(200 * 60 / 300, rel=0.6)
    (gene,) = got.genes
    assert (gene.gene, gene.gene_symbol, gene.bases, gene.covered[500]) == ("ENSG1", "ONE", 90, 0.0)
    assert gene.covered[10] == 1.0
    assert 1 >= got.breadth[1] > got.breadth[40] > got.breadth[50] > 0
    assert round(got.breadth[40], 2) != got.breadth[40], "two digits could carry a figure across a gate"
    lanes = measure_person("kid", StartForm.READS, files, [fastp_report(folder, 80, 78, 2)])
    assert (lanes.reads, lanes.reads_dropped, lanes.q30_fraction) == (80, 2, 0.5)
    assert lanes.q30_bases == lanes.bases / 2


def test_what_was_not_measured_is_none(measured):
    _, files = measured
    bare = measure_person("mum", StartForm.VCF, None, [])
    figures = bare.model_dump(exclude={"person", "form", "genes", "depth_by_contig", "breadth"})
    assert set(figures.values()) == {None}
    assert not bare.breadth
    section = quality_section([bare, measure_person("kid", StartForm.ALIGNMENT, files, [])])
    assert not {0, None} & set(section["data"].get("mum", {}).values())
    assert "q30" not in section["data"]["kid"]
    assert section["data"]["kid"]["genes_covered"] == 100.0


def test_tools_that_did_not_finish(measured, tmp_path):
    _, files = measured
    (tmp_path / "stats").write_text("# samtools\n")
    with pytest.raises(ContentError, match="did not finish"):
        read_stats(tmp_path / "stats")
    (tmp_path / "summary").write_text(files.summary.read_text().splitlines()[0] + "\n")
    with pytest.raises(ContentError, match="no total"):
        read_summary(tmp_path / "summary")
    (tmp_path / "distribution").write_text("chr1\t0\t1.00\n")
    with pytest.raises(ContentError, match="no total"):
        read_breadth(tmp_path / "distribution")


def test_alignment(measured, tmp_path):
    folder, files = measured
    lane = tmp_path / "lane.json"
    lane.write_text(json.dumps({"counts": {"reads_out": 200}}))
    assert prove_alignment(files.flagstat, [lane], None, tmp_path / "p.json")["primary"] == 200
    lane.write_text(json.dumps({"counts": {"reads_out": 201}}))
    with pytest.raises(ContentError, match="200 is not 201"):
        prove_alignment(files.flagstat, [lane], None, tmp_path / "p.json")
    assert prove_alignment(files.flagstat, [], folder / "kid.bam", tmp_path / "p.json")["records"] == 200
    cut = tmp_path / "cut.bam"
    cut.write_bytes((folder / "kid.bam").read_bytes()[:-28])
    with pytest.raises(ContentError, match="cut"):
        prove_alignment(files.flagstat, [], cut, tmp_path / "p.json")


def test_a_cram_is_counted_without_its_reference(measured, tmp_path):
    folder, files = measured
    cram = tmp_path / "kid.cram"
    pysam.view("-C", "-T", str(folder / "genome.fa"), "-o", str(cram), str(folder / "kid.bam"), catch_stdout=False)
    hidden = folder / "genome.fa"
    hidden.rename(folder / "away.fa")
    try:
        assert prove_alignment(files.flagstat, [], cram, tmp_path / "p.json")["records"] == 200
    finally:
        (folder / "away.fa").rename(hidden)


def test_calls(tmp_path):
    lines = [record(p, "A", "C", "0/1", form="GT") for p in (5, 6, 7)]
    whole = write_vcf(tmp_path / "whole.vcf", ["kid"], lines)
    parts = [write_vcf(tmp_path / f"{n}.vcf", ["kid"], part) for n, part in enumerate((lines[:1], lines[1:]))]
    assert prove_calls("kid", parts, whole, tmp_path / "p.json") == {"records": 3, "regions": 2}
    with pytest.raises(ContentError, match="3 is not 1"):
        prove_calls("kid", parts[:1], whole, tmp_path / "p.json")
    with pytest.raises(ContentError, match="samples are"):
        prove_calls("mum", parts, whole, tmp_path / "p.json")


def test_family(tmp_path):
    kid = write_vcf(
        tmp_path / "kid.vcf", ["kid"], [record(5, "A", "C", "0/1", form="GT"), record(6, "A", "C", "1/1", form="GT")]
    )
    mum = write_vcf(tmp_path / "mum.vcf", ["mum"], [record(6, "A", "C", "0/1", form="GT")])
    lines = [record(5, "A", "C", "0/1", "0/0", form="GT"), record(6, "A", "C", "1/1", "0/1", form="GT")]
    both = write_vcf(tmp_path / "both.vcf", ["kid", "mum"], lines)
    assert prove_family([kid, mum], both, tmp_path / "p.json") == {"people": 2, "copies": 4}
    lost = write_vcf(tmp_path / "lost.vcf", ["kid", "mum"], lines[1:])
    with pytest.raises(ContentError, match="ALT copies of kid: 2 is not 3"):
        prove_family([kid, mum], lost, tmp_path / "p.json")
    with pytest.raises(ContentError, match="expected"):
        prove_family([kid], both, tmp_path / "p.json")


def write_phased(path, *records: str):
    """Write calls of two people at chr1, one record a word: `position ref alt kid mum`."""
    lines = []
    for words in records:
        position, ref, alt, *genotypes = words.split()
        lines.append(record(int(position), ref, alt, *(f"{text}:." for text in genotypes), form="GT:PS"))
    return write_vcf(path, ["kid", "mum"], lines)


CALLED = ("50 A C 0/1 0/1", "50 A CC 0/1 ./.", "80 G T 1/0 0/0", "90 G T,A 1/2 ./1", "95 G T 1 0")


def proven(folder, *records: str, people=("kid",)):
    before, after = write_phased(folder / "a.vcf", *CALLED), write_phased(folder / "b.vcf", *records)
    return prove_phase(before, after, people, folder / "proof.json")


def test_phase_may_change_and_nothing_else(tmp_path):
    records = ("50 A CC 0/1 ./.", "50 A C 1|0 0/1", "80 G T 0|1 0/0", "90 G T,A 1/2 ./1", "95 G T 1 0")
    assert proven(tmp_path, *records) == {"records": 5, "phased": 2}
    assert json.loads((tmp_path / "proof.json").read_text())["step"] == "phase"


@pytest.mark.parametrize(
    ("records", "people", "words"),
    [
        (CALLED[:-1], ("kid",), "chr1:95 are not as before"),
        ((*CALLED, "99 A C 0/1 0/0"), ("kid",), "chr1:99 are not as before"),
        (("50 A C 1|1 0/1", *CALLED[1:]), ("kid",), "chr1:50 are not as before"),
        ((*CALLED[:3], "90 G T,A 1/2 0/1", CALLED[4]), ("kid",), "chr1:90 are not as before"),
        (("50 A G 0/1 0/1", *CALLED[1:]), ("kid",), "chr1:50 are not as before"),
        ((*CALLED[:4], "95 G T 1/1 0"), ("kid",), "chr1:95 are not as before"),
        (("50 A C 0/1 0|1", *CALLED[1:]), ("kid",), "genotypes phased of others, and none: 1 is not 0"),
    ],
)
def test_phasing_that_changed_more_is_refused(tmp_path, records, people, words):
    with pytest.raises(ContentError, match=words):
        proven(tmp_path, *records, people=people)


def test_phasing_keeps_the_people(tmp_path):
    before = write_phased(tmp_path / "a.vcf", *CALLED)
    after = write_vcf(tmp_path / "b.vcf", ["mum", "kid"], [])
    with pytest.raises(ContentError, match="people"):
        prove_phase(before, after, ["kid"], tmp_path / "proof.json")
