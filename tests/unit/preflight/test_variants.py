"""VCF files that trusted tools take in silence."""

import gzip

import pysam
import pytest

from genopipe.errors import errors_among
from genopipe.preflight.reference import read_reference
from genopipe.preflight.variants import VariantPromise
from genopipe.preflight.variants import check_variants


def codes(path, **promise):
    return [fault.code for fault in check_variants(path, VariantPromise(**promise))[1]]


def row(ref, alt="<DEL>", position=100, info="DP=10", **other):
    chrom, name = other.get("chrom", "chr1"), other.get("name", ".")
    keys, genotype = other.get("keys", "GT:AD"), other.get("genotype", "0/1:5,5")
    quality, filters = other.get("quality", "50"), other.get("filters", "PASS")
    return "\t".join([chrom, str(position), name, ref, alt, quality, filters, info, keys, genotype]) + "\n"


def test_counts_of_vcf_and_bcf(project):
    path = project.vcf("a.vcf", samples="kid\tmum")
    pysam.tabix_compress(str(path), "a.vcf.gz", force=True)
    with pysam.VariantFile(str(path)) as source, pysam.VariantFile("a.bcf", "wb", header=source.header) as out:
        for record in source:
            out.write(record)
    for name in ("a.vcf", "a.vcf.gz", "a.bcf"):
        counts, faults = check_variants(project.folder / name, VariantPromise(samples=("mum",), records=1))
        assert faults == []
        assert (counts.records, counts.samples, counts.by_contig) == (1, ("kid", "mum"), {"chr1": 1})


EVIL = [
    ({"position": -1}, "VCF-POSITION"),
    ({"ref": "Z"}, "VCF-ALLELE"),
    ({"alt": "A,.,C"}, "VCF-ALLELE"),
    ({"quality": "-1"}, "VCF-QUAL"),
    ({"filters": "a;a"}, "VCF-FILTER"),
    ({"name": "a;"}, "VCF-ID"),
    ({"info": "DP=x"}, "VCF-INFO"),
    ({"info": "DP=1;DP=2"}, "VCF-INFO"),
    ({"genotype": "0/3:5,5"}, "VCF-GENOTYPE"),
    ({"genotype": "0/1:5"}, "VCF-GENOTYPE"),
    ({"genotype": "0/1:5,5:9"}, "VCF-GENOTYPE"),
    ({"genotype": "0/1\tx"}, "VCF-COLUMNS"),
    ({"keys": "AD:GT"}, "VCF-FORMAT"),
    ({"chrom": ""}, "VCF-CONTIG"),
    ({"name": "<script>\u00e8"}, None),
    ({"alt": "*"}, None),
    ({"alt": "A[chr2:5["}, None),
    ({"genotype": ".|1:.,."}, None),
]


@pytest.mark.parametrize(("change", "code"), EVIL)
def test_evil_records(project, check, change, code):
    path = project.vcf("a.vcf", records=row(**({"ref": "A", "alt": "C"} | change)))
    status, found, said = check(path)
    assert (code in found) if code else not found, said
    assert status == (2 if code else 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"info": "NEW=1"}, "VCF-UNDECLARED"), ({"filters": "low"}, "VCF-UNDECLARED"), ({"ref": "r"}, "VCF-LETTERS"),
     ({"quality": "nan"}, "VCF-QUAL"), ({"position": 0}, "VCF-TELOMERE"), ({"info": "END=5"}, "VCF-INFO-END")],
)  # fmt: skip
def test_notes(project, change, code):
    path = project.vcf("a.vcf", records=row(**({"ref": "A", "alt": "C"} | change)))
    faults = check_variants(path)[1]
    assert [(fault.code, fault.severity) for fault in faults] == [(code, "note")]


def test_order_and_twice(project):
    one, two = row("A", "C", 100), row("A", "G", 50)
    assert codes(project.vcf("a.vcf", records=one + two)) == ["VCF-ORDER"]
    assert codes(project.vcf("a.vcf", records=one + one)) == ["VCF-DUPLICATE"]
    back = one + row("A", "C", chrom="chr2") + row("A", "C", 200)
    assert codes(project.vcf("a.vcf", records=back)) == ["VCF-ORDER"]
    assert codes(project.vcf("a.vcf", records=one + two), strict_records=0) == ["VCF-ORDER"]


def test_whole_files(project):
    good = project.vcf("a.vcf", records="".join(row("A", "C", at) for at in range(1, 300)))
    packed = project.folder / "a.vcf.gz"
    pysam.tabix_compress(str(good), str(packed), force=True)
    content = packed.read_bytes()
    assert codes(project.write("b.vcf.gz", content[:-28])) == ["VCF-EOF"]
    assert codes(project.write("b.vcf.gz", content[: len(content) // 2])) == ["VCF-EOF", "VCF-TRUNCATED"]
    assert codes(project.write("b.vcf", good.read_bytes()[:-7])) == ["VCF-LAST"]
    assert codes(project.vcf("b.vcf", records="")) == ["VCF-EMPTY"]
    assert codes(project.vcf("b.vcf", records=""), allow_empty=True) == []
    assert codes(good, records=300) == ["VCF-COUNT"]
    assert codes(good, samples=("mum",)) == ["VCF-SAMPLE"]
    assert codes(project.vcf("b.vcf", samples="kid\tkid")) == ["VCF-SAMPLE-DUP"]
    text = good.read_bytes()
    assert codes(project.write("b.vcf", text.replace(b"\t50\t", b"\t\xe8\t", 1))) == ["VCF-ENCODING"]
    assert codes(project.write("b.vcf", text.replace(b"\t50\t", b"\t\0\t", 1))) == ["VCF-ENCODING"]
    assert codes(project.write("b.vcf", text.replace(b"\n", b"\r\n"))) == ["VCF-CRLF"]
    assert codes(project.write("b.vcf", b"PK\x03\x04zip")) == ["VCF-PACKED"]
    assert "VCF-HEADER" in codes(project.write("b.vcf", b"chr1\t1\n"))
    assert codes(project.write("b.vcf", text.replace(b"ID=END", b"ID=DP"))) == ["VCF-HEADER-DUP"]
    assert codes(project.write("b.vcf", text.replace(b"Number=R", b"Number=2"))) == ["VCF-DEFINITION"]
    assert codes(project.write("b.vcf", text.replace(b"=chr2", b"=1"))) == ["VCF-CONTIG"]


def test_reference(project):
    reference = read_reference(project.folder / "ref/genome.fa")[0]
    bases = project.sequences["chr1"]
    right = "".join(row(bases[at - 1], "<DEL>", at) for at in range(1, 500))
    assert codes(project.vcf("a.vcf", records=right), reference=reference, reference_bases=20) == []
    wrong = "".join(row("A" if bases[at - 1] != "A" else "C", "<DEL>", at) for at in range(1, 500))
    (fault,) = check_variants(
        project.vcf("a.vcf", records=wrong), VariantPromise(reference=reference, reference_bases=20)
    )[1]
    assert fault.code == "VCF-REF"
    assert "of 32 REF" in fault.cause
    assert codes(project.vcf("a.vcf", records=row("A", "C", 601)), reference=reference) == ["VCF-END"]
    assert codes(project.vcf("a.vcf", records=row("A", "C", chrom="chrM")), reference=reference) == ["VCF-CONTIG"]
    head = "##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    other = project.vcf("a.vcf", head=head, records="1\t5\t.\tA\tC\t.\t.\t.\n")
    faults = check_variants(other, VariantPromise(reference=reference))[1]
    assert {fault.code for fault in faults} == {"VCF-CONTIG"}
    assert any("GRCh37" in fault.cause for fault in faults)


def test_a_gzip_bomb_ends_early(project):
    path = project.write("a.vcf.gz", gzip.compress(b"A" * 120_000_000, 1))
    assert codes(path) == ["VCF-LINE"]


def test_lenient_notes_what_is_not_read(project):
    head = (
        project.vcf("x.vcf").read_text().split("#CHROM")[0] + '##INFO=<ID=ZZ,Number=2,Type=Integer,Description="x">\n'
    )
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n"
    path = project.vcf("a.vcf", head=head + columns, records=row("A", "C", info="ZZ=1"))
    assert codes(path) == ["VCF-INFO"]
    assert errors_among(check_variants(path, VariantPromise(lenient=True))[1]) == []
