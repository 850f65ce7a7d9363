"""Reference blocks of freebayes: the genotype they imply, and what `bcftools merge --gvcf` makes of them."""

import random
import subprocess

import pysam
import pytest

from genopipe.call.blocks import complete_blocks
from genopipe.call.blocks import heteroplasmic_genotype
from genopipe.errors import ContentError
from unit.made import bases
from unit.made import make_reference
from unit.made import other

HEADER = """##fileformat=VCFv4.2
##contig=<ID=chr1,length=300>
##INFO=<ID=END,Number=1,Type=Integer,Description="END">
##INFO=<ID=MIN_DP,Number=1,Type=Integer,Description="MIN_DP">
##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">
##FORMAT=<ID=GQ,Number=1,Type=Float,Description="GQ">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="DP">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="AD">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tkid
chr1\t1\t.\tA\t<*>\t0\t.\tEND=50;MIN_DP=4\tGQ:DP\t90000:30
chr1\t51\t.\tC\tT\t99\t.\t.\tGT:GQ:DP:AD\t0/1:99:20:9,11
chr1\t52\t.\tA\t<*>\t0\t.\tEND=60;MIN_DP=0\tGQ:DP\t700:21
chr1\t61\t.\tA\t<*>\t0\t.\tEND=61\tGQ:DP\t700:21
"""


def completed(folder, text, ploidy=2):
    (folder / "in.vcf").write_text(text)
    counts = complete_blocks(str(folder / "in.vcf"), folder / "out.vcf.gz", ploidy)
    with pysam.VariantFile(str(folder / "out.vcf.gz")) as reader:
        return counts, list(reader)


@pytest.mark.parametrize("ploidy", [1, 2])
def test_genotypes_of_blocks(tmp_path, ploidy):
    counts, records = completed(tmp_path, HEADER, ploidy)
    assert counts == (4, 3)
    assert [r.samples[0]["GT"] for r in records] == [(0,) * ploidy, (0, 1), (None,) * ploidy, (None,) * ploidy]
    assert [r.stop for r in records] == [50, 51, 60, 61]
    assert [r.samples[0]["DP"] for r in records] == [4, 20, 0, 0], "the lowest depth of a block, not its mean"
    assert [r.samples[0]["GQ"] for r in records] == [None, 99, None, None], "a sum of qualities is no GQ"
    assert next(iter(records[0].format)) == "GT"


def test_other_records_are_untouched(tmp_path):
    completed(tmp_path, HEADER)
    with pysam.BGZFile(str(tmp_path / "out.vcf.gz")) as out:
        lines = [line.decode() for line in out]
    wanted = next(line for line in HEADER.splitlines() if "\t51\t" in line)
    assert wanted in [line.rstrip("\n") for line in lines]


def test_more_than_one_person(tmp_path):
    text = "".join(line + ("\tmum\n" if line.startswith("#CHROM") else "\n") for line in HEADER.splitlines()[:9])
    with pytest.raises(ContentError, match="2 samples"):
        completed(tmp_path, text)


def write_bam(path, reference, alt_at, start=0):
    """Write about 40 reads a base; half of them show another base at a 1-based position."""
    chosen = random.Random(path.name)
    genome = bases(reference, 1, 300)
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": "chr1", "LN": 300}, {"SN": "chr2", "LN": 300}],
        "RG": [{"ID": "1", "SM": path.stem}],
    }
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for number, place in enumerate(sorted(chosen.randrange(start, 240) for _ in range(200))):
            read = pysam.AlignedSegment(out.header)
            text = genome[place : place + 60]
            if alt_at and number % 2 and place < alt_at <= place + 60:
                at = alt_at - 1 - place
                text = text[:at] + other(text[at]) + text[at + 1 :]
            read.query_name, read.query_sequence, read.flag = f"r{number}", text, 16 * (number // 2 % 2)
            read.reference_id, read.reference_start, read.mapping_quality, read.cigarstring = 0, place, 60, "60M"
            read.query_qualities = pysam.qualitystring_to_array("I" * 60)
            read.set_tag("RG", "1")
            out.write(read)
    pysam.index(str(path))


def test_a_covered_parent_is_ref_and_an_uncovered_one_missing(tmp_path):
    reference = make_reference(tmp_path)
    for person, start in (("kid", 0), ("mum", 0), ("dad", 200)):
        bam = tmp_path / f"{person}.bam"
        write_bam(bam, reference, 150 if person == "kid" else None, start)
        options = [
            "--region",
            "chr1:1-300",
            "--genotype-qualities",
            "--haplotype-length",
            "-1",
            "--gvcf",
            "--gvcf-chunk",
            "50",
        ]
        raw = subprocess.run(["freebayes", "-f", reference, *options, bam], check=True, capture_output=True)
        (tmp_path / "raw.vcf").write_bytes(raw.stdout)
        complete_blocks(str(tmp_path / "raw.vcf"), tmp_path / f"{person}.vcf.gz", 2)
        pysam.tabix_index(str(tmp_path / f"{person}.vcf.gz"), preset="vcf", force=True)
    files = [tmp_path / f"{person}.vcf.gz" for person in ("kid", "mum", "dad")]
    merged = subprocess.run(
        ["bcftools", "merge", "--no-version", "--gvcf", reference, "--merge", "both", *files],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    (line,) = [row.split("\t") for row in merged.splitlines() if row.startswith("chr1\t150\t")]
    keys = line[8].split(":")
    kid, mum, dad = (dict(zip(keys, text.split(":"), strict=False)) for text in line[9:])
    assert (kid["GT"], mum["GT"]) == ("0/1", "0/0")
    assert int(mum["DP"]) >= 20
    assert dad["GT"] == "./."


@pytest.mark.parametrize(
    ("reads", "depth", "genotype"),
    [
        ((100, 0), 100, (0, 0)),
        ((98, 2), 100, (0, 1)),
        ((99, 1), 100, (0, 0)),
        ((1, 99), 100, (1, 1)),
        ((50, 30, 20), 100, (0, 1, 2)),
        ((1, 487, 48, 52, 22), 610, (1, 2, 3, 4)),
        ((None, 10), 10, (1, 1)),
        ((0, 0), 0, (None, None)),
    ],
)
def test_every_mitochondrial_allele_that_is_there_is_in_the_genotype(reads, depth, genotype):
    assert heteroplasmic_genotype(reads, depth, 0.02) == genotype
