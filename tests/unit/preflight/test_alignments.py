"""BAM files that trusted tools take in silence."""

import pysam
import pytest

from genopipe.preflight.alignment import BGZF_END
from genopipe.preflight.alignment import Promise
from genopipe.preflight.alignment import check_alignment
from genopipe.preflight.reference import read_reference


@pytest.fixture
def reference(project):
    return read_reference(project.folder / "ref/genome.fa")[0]


def codes(path, promise=None):
    return [fault.code for fault in check_alignment(path, promise)[1]]


def test_counts(project, reference):
    counts, faults = check_alignment(project.bam("a.bam"), Promise("kid", reference, primary=200))
    assert faults == []
    assert (counts.records, counts.primary, counts.mapped, counts.duplicates) == (200, 200, 200, 0)


def test_evil_alignments(project, reference, check):
    good = project.bam("a.bam", number=500)
    content = good.read_bytes()
    assert codes(project.write("b.bam", content[: -len(BGZF_END)])) == ["BAM-EOF"]
    assert codes(project.write("b.bam", content[: len(content) // 2] + BGZF_END)) == ["BAM-TRUNCATED"]
    assert codes(project.write("b.bam", b"not a bam file at all")) == ["BAM-FORMAT"]
    assert codes(good, Promise(sample="mum")) == ["BAM-SM"]
    assert codes(good, Promise(primary=501)) == ["BAM-COUNT"]
    assert codes(project.bam("b.bam", order="unsorted")) == ["BAM-SORT"]
    assert codes(project.bam("b.bam", number=0)) == ["BAM-EMPTY"]
    status, found, said = check("b.bam", "--reference", "ref/genome.fa")
    assert (status, found) == (2, {"BAM-EMPTY"}), said


def test_disorder_under_a_header_of_order(project):
    good = project.bam("a.bam")
    with pysam.AlignmentFile(str(good)) as source, pysam.AlignmentFile("b.bam", "wb", template=source) as out:
        for segment in reversed(list(source)):
            out.write(segment)
    assert codes(project.folder / "b.bam") == ["BAM-SORT"]


def test_cut_at_a_block_edge_with_a_new_end_shows_in_the_count(project):
    good = project.bam("a.bam", number=500)
    packed = good.read_bytes()
    first = int.from_bytes(packed[16:18], "little") + 1  # the header's own block
    assert codes(project.write("b.bam", packed[:first] + BGZF_END), Promise(primary=500)) == ["BAM-EMPTY"]


def test_another_reference(project, reference):
    header = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:1\tLN:249250621\n@SQ\tSN:X\tLN:155270560\n@RG\tID:1\tSM:kid\n"
    project.write("a.sam", header + "r\t0\t1\t5\t60\t4M\t*\t0\t0\tACGT\tFFFF\tRG:Z:1\n")
    with pysam.AlignmentFile("a.sam") as source, pysam.AlignmentFile("a.bam", "wb", template=source) as out:
        for segment in source:
            out.write(segment)
    (fault,) = check_alignment(project.folder / "a.bam", Promise(reference=reference))[1]
    assert fault.code == "BAM-REF"
    assert "GRCh37" in fault.cause


def test_same_lengths_but_other_bases(project, reference):
    text = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:600\tM5:0123456789abcdef0123456789abcdef\n@RG\tID:1\tSM:kid\n"
    project.write("a.sam", text + "r\t0\tchr1\t5\t60\t4M\t*\t0\t0\tACGT\tFFFF\tRG:Z:1\n")
    with pysam.AlignmentFile("a.sam") as source, pysam.AlignmentFile("a.bam", "wb", template=source) as out:
        for segment in source:
            out.write(segment)
    assert codes(project.folder / "a.bam", Promise(reference=reference)) == ["BAM-REF"]


def test_cram_with_another_reference(project, reference):
    good = project.bam("a.bam")
    with (
        pysam.AlignmentFile(str(good)) as source,
        pysam.AlignmentFile("a.cram", "wc", template=source, reference_filename="ref/genome.fa") as out,
    ):
        for segment in source:
            out.write(segment)
    cram = project.folder / "a.cram"
    assert codes(cram, Promise("kid", reference, primary=200)) == []
    assert codes(project.write("cut.cram", cram.read_bytes()[:-38])) == ["BAM-EOF"]
    project.replace("ref/genome.fa", project.sequences["chr1"][:60], "T" * 60)
    assert codes(cram, Promise("kid", read_reference(project.folder / "ref/genome.fa")[0])) == ["BAM-REF"]
    (project.folder / "ref/genome.fa").unlink()
    assert codes(cram) == ["CRAM-REF"]
