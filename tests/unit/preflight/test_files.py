"""`genopipe check FILE...`: kinds are told, pairs are paired, and no bytes whatever bring a traceback."""

import random

import pytest

ENDINGS = ["fastq.gz", "bam", "cram", "vcf", "vcf.gz", "bcf", "ped", "tsv", "yaml", "json", "fa", "fa.gz", "xyz"]
STARTS = [
    b"",
    b"\x1f\x8b\x08\x04",
    b"BAM\1",
    b"CRAM\3\0",
    b"BCF\2\2",
    b"##fileformat=VCFv4.2\n",
    b"@",
    b">",
    b"\0",
    b"{",
]


def test_every_kind_in_one_call(project, check):
    project.bam("a.bam")
    project.vcf("a.vcf")
    names = ["reads/kid_1.fq", "reads/kid_2.fq", "reads/mum_1.fq", "a.bam", "a.vcf", "config/samples.tsv"]
    names += [
        "config/families.ped",
        "config/cases.yaml",
        "config/config.yaml",
        "config/panels/brain.tsv",
        "ref/genome.fa",
    ]
    status, codes, said = check(*names)
    assert (status, codes) == (0, set()), said
    assert "ok reads/kid_1.fq + reads/kid_2.fq: 20 pairs, 1,600 bases" in said
    assert "ok reads/mum_1.fq: 20 reads, 800 bases, 40-40 bases long" in said
    assert "ok a.bam: 200 reads, 200 mapped, 0 duplicates" in said
    assert "ok a.vcf: 1 records on 1 contigs, 1 samples" in said
    assert "ok config/families.ped: 3 people" in said
    assert "ok config/cases.yaml: 1 cases" in said
    assert "ok config/panels/brain.tsv: 1 genes" in said
    assert "ok ref/genome.fa: 2 contigs, 900 bases" in said


def test_a_bad_file_does_not_hide_the_others(project, check):
    project.write("bad.fq", b"junk")
    status, codes, said = check("bad.fq", "reads/kid_2.fq", "config/families.ped", "none.vcf")
    assert status == 2
    assert codes == {"FASTQ-FORMAT", "FILE-MISSING"}
    assert "ok config/families.ped" in said


def test_sample_and_reference(project, check):
    project.bam("a.bam")
    project.vcf("a.vcf")
    codes = check("a.bam", "a.vcf", "--sample", "mum", "--reference", "ref/genome.fa")[1]
    assert codes == {"BAM-SM", "VCF-SAMPLE"}


def test_a_missing_configuration(project, check):
    assert check("--config", "none.yaml")[:2] == (2, {"FILE-MISSING"})


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_bytes_bring_a_traceback(project, check, ending):
    chance = random.Random(ending)
    for start in STARTS:
        for length in (0, 7, 400):
            path = project.write(f"x.{ending}", start + chance.randbytes(length))
            status, codes, _ = check(path, "--reference", "ref/genome.fa")
            assert (status, bool(codes)) == (2, True)


def test_a_spoiled_alignment_brings_no_traceback(project, check):
    chance = random.Random(1)
    content = project.bam("a.bam").read_bytes()
    for _ in range(60):
        spoiled = bytearray(content)
        spoiled[chance.randrange(len(spoiled) - 28)] ^= 1 << chance.randrange(8)
        status, codes, _ = check(project.write("b.bam", bytes(spoiled)))
        assert status in (0, 2)
        assert bool(codes) == (status == 2)
