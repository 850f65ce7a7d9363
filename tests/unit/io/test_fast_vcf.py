"""The fast reader of VCF text: equal to cyvcf2 in every field, and never a guess."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pysam
import pysam.bcftools
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import InputError
from genopipe.io import bcf_quality
from genopipe.io import vcf_batches
from genopipe.io.bgzf import inflate
from genopipe.io.fast_vcf.header import read_header
from genopipe.io.fast_vcf.header import split_header
from genopipe.io.fast_vcf.reader import UnknownConstructError
from genopipe.io.fast_vcf.reader import read_stretches
from genopipe.io.slow_vcf import read_stretches_slowly
from genopipe.io.vcf_batches import open_stretches
from unit.io.vcf_rows import differences
from unit.io.vcf_rows import rows_of_cyvcf2
from unit.io.vcf_rows import rows_of_stretches

HEADER = """##fileformat=VCFv4.2
##contig=<ID=1,length=100000>
##contig=<ID=HLA-A*01:01,length=100000>
##FILTER=<ID=LOW,Description="low, =ID=GQ">
##INFO=<ID=END,Number=1,Type=Integer,Description="e">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="s">
##INFO=<ID=FLAG,Number=0,Type=Flag,Description="f">
##FORMAT=<ID=GT,Number=1,Type=String,Description="g">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="a">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="d">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="m">
##FORMAT=<ID=GQ,Number=1,Type=GQTYPE,Description="q">
##FORMAT=<ID=PS,Number=1,Type=Integer,Description="p">
##FORMAT=<ID=PL,Number=G,Type=Integer,Description="l">
##FORMAT=<ID=XX,Number=.,Type=String,Description="x">
"""
HLA = "HLA-A*01:01"
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
BASES = st.text("ACGTN", min_size=1, max_size=5)
ALTS = st.one_of(BASES, st.sampled_from(["*", "<DEL>", "<NON_REF>", "<DUP:TANDEM>", "A[1:99[", "]1:99]A", ".A", "acg"]))
WHOLE = st.one_of(st.just("."), st.integers(0, 2_000_000_000).map(str), st.integers(0, 99).map(str))
FIELDS = ("AD", "DP", "MIN_DP", "GQ", "PS", "PL", "XX")


@st.composite
def genotypes(draw, alternatives):
    """Draw a GT of one to three copies; cyvcf2 tells the phase of two only where both marks are one."""
    copies = draw(st.lists(st.sampled_from([".", *map(str, range(alternatives + 1))]), min_size=1, max_size=3))
    return draw(st.sampled_from("/|")).join(copies)


@st.composite
def values(draw, field, alternatives, real):
    """Draw the text of a field of a person."""
    if field == "GT":
        return draw(genotypes(alternatives))
    if field == "AD":
        numbers = st.one_of(st.just("."), st.integers(0, 999).map(str))
        return draw(
            st.one_of(
                st.just("."), st.lists(numbers, min_size=alternatives + 1, max_size=alternatives + 1).map(",".join)
            )
        )
    if field == "GQ" and real:
        small = st.one_of(st.integers(0, 999_999), st.decimals(0, 999, places=2)).map(str)
        return draw(st.one_of(small, st.sampled_from([".", "-0"])))
    if field == "XX":
        return draw(st.text("abc,;|/=.0123", min_size=1, max_size=6))
    return draw(st.sampled_from(["1,2,3", "."])) if field == "PL" else draw(WHOLE)


@st.composite
def lines(draw, people, contig, real):
    """Draw a record."""
    alts = draw(st.one_of(st.just(["."]), st.lists(ALTS, min_size=1, max_size=4)))
    alternatives = 0 if alts == ["."] else len(alts)
    quality = st.one_of(
        st.just("."),
        st.integers(0, 10**6).map(str),
        st.decimals(0, 99999, places=3).map(str),
        st.sampled_from(["1e3", "1.5E-2", "0.1234567890123456789", "12345678901234567", "5.", ".5"]),
    )
    cells = [
        contig,
        str(draw(st.integers(0, 90_000))),
        draw(st.sampled_from([".", "rs1", "rs1;rs2"])),
        draw(BASES),
        ",".join(alts),
        draw(quality),
        draw(st.sampled_from([".", "PASS", "LOW"])),
        draw(st.sampled_from([".", "END=90001", "SVTYPE=DEL;END=90002;FLAG", "FLAG"])),
    ]
    if not people:
        return "\t".join(cells)
    fields = draw(st.permutations(FIELDS).map(lambda names: names[: draw(st.integers(0, len(FIELDS)))]))
    fields = ["GT", *fields] if draw(st.booleans()) or not fields else fields
    for _ in range(people):
        own = [draw(values(field, alternatives, real)) for field in fields]
        keep = draw(st.integers(1, len(own)))
        cells.append(":".join(own[:keep] if draw(st.booleans()) else own))
    return "\t".join([*cells[:8], ":".join(fields), *cells[8:]])


@st.composite
def files(draw):
    """Draw the text of a VCF."""
    people, real = draw(st.sampled_from([0, 1, 2, 3, 20])), draw(st.booleans())
    names = "".join(f"\tp{number}" for number in range(people))
    head = HEADER.replace("GQTYPE", "Float" if real else "Integer") + COLUMNS
    head += f"\tFORMAT{names}\n" if people else "\n"
    records = [
        draw(lines(people, contig, real))
        for contig in ("1", "HLA-A*01:01")
        for _ in range(draw(st.integers(0, 4 if people < 20 else 1)))
    ]
    text = head + "".join(f"{line}\n" for line in records)
    return text.replace("\n", "\r\n") if draw(st.integers(0, 9)) == 0 else text


def fast_rows(path, size=1 << 20):
    header, pieces = split_header(inflate(path))
    return list(rows_of_stretches(read_stretches(path, read_header(header), pieces, people=True, size=size)))


@settings(max_examples=120, deadline=None)
@given(files(), st.sampled_from([64, 1 << 20]))
def test_equal_to_cyvcf2_in_every_field(text, size):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "in.vcf"
        path.write_bytes(text.encode())
        expected, found = list(rows_of_cyvcf2(path)), fast_rows(path, size)
        slow = list(rows_of_stretches(read_stretches_slowly(path, people=True)))
    assert len(expected) == len(found) == len(slow)
    for one, two, three in zip(expected, found, slow, strict=True):
        assert not list(differences(one, two))
        assert not list(differences(two, three))


PLAIN = HEADER.replace("GQTYPE", "Integer")


def vcf_of(*records, people=("kid",), header=PLAIN):
    names = "".join(f"\t{name}" for name in people)
    return header + COLUMNS + (f"\tFORMAT{names}\n" if people else "\n") + "".join(f"{line}\n" for line in records)


def line(position=5, ref="A", alt="C", quality="50", form="GT", sample="0/1", info=".", contig="1"):
    return "\t".join([contig, str(position), ".", ref, alt, quality, "PASS", info, form, sample])


GOOD = line(1)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (line("x"), "POS"),
        (line(quality="high"), "QUAL"),
        (line(quality="1e"), "QUAL"),
        (line(quality="nan"), "QUAL"),
        (line(alt="C,"), "ALT"),
        (line(sample="0/2"), "GT"),
        (line(sample="0/"), "GT"),
        (line(sample="|0|1"), "GT"),
        (line(sample="a/b"), "GT"),
        (line(form="GT:GT", sample="0/1:0/1"), "FORMAT"),
        (line(form="DP:GT", sample="3:0/1"), "FORMAT"),
        (line(form="GT:DP", sample="0/1:3:4"), "GT"),
        (line(form="GT:DP", sample="0/1:3,4"), "number"),
        (line(form="GT:DP", sample="0/1:3.5"), "number"),
        (line(form="GT:DP", sample="0/1:99999999999"), "number"),
        (line(form="GT:AD", sample="0/1:3,x"), "number"),
        (f"{line()}\t0/0", "columns"),
        (line().rsplit("\t", 1)[0], "columns"),
        ("", "columns"),
        ("# a word", "columns"),
    ],
)
def test_what_is_not_known_is_said_and_not_guessed(tmp_path, record, words):
    path = tmp_path / "in.vcf"
    path.write_text(vcf_of(GOOD, record))
    with pytest.raises(UnknownConstructError, match=words):
        fast_rows(path)


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace("GQTYPE", "String"),
        PLAIN.replace("ID=AD,Number=R,Type=Integer", "ID=AD,Number=R,Type=Float"),
        PLAIN.replace("##fileformat=VCFv4.2\n", ""),
        PLAIN + '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="again">\n',
    ],
)
def test_a_header_that_is_not_known(tmp_path, header):
    path = tmp_path / "in.vcf"
    path.write_text(vcf_of(GOOD, header=header))
    with pytest.raises(UnknownConstructError):
        fast_rows(path)


@pytest.mark.parametrize("text", ["1000001", "12345.678", "-0.5", "1e2", "nan"])
def test_a_real_quality_that_htslib_rounds_is_left_to_it(tmp_path, text):
    path = tmp_path / "in.vcf"
    path.write_text(vcf_of(line(form="GT:GQ", sample=f"0/1:{text}"), header=HEADER.replace("GQTYPE", "Float")))
    with pytest.raises(UnknownConstructError, match="quality"):
        fast_rows(path)


def test_from_an_unknown_record_on_cyvcf2_reads(tmp_path, monkeypatch):
    path = tmp_path / "in.vcf"
    odd = line(60, alt="C,G", form="DP:GT", sample="7:1/2")
    path.write_text(vcf_of(*(line(place) for place in range(1, 50)), odd, line(70), line(3, contig="HLA-A*01:01")))
    asked = []
    monkeypatch.setattr(
        vcf_batches,
        "read_stretches_slowly",
        lambda *args, **options: asked.append(options["first"]) or read_stretches_slowly(*args, **options),
    )
    found = list(rows_of_stretches(open_stretches(path, people=True, size=200).stretches))
    expected = list(rows_of_cyvcf2(path))
    assert len(found) == len(expected) == 53
    assert not [pair for pair in zip(expected, found, strict=True) if list(differences(*pair))]
    assert len(asked) == 1
    assert 0 < asked[0] < 50, "what was read fast is not read again"


def test_quality_is_the_number_that_the_text_says(tmp_path):
    path = tmp_path / "in.vcf"
    texts = ["0.1", "1234.5678", "0.30000000000000004", "123456789012345678", "1e-7", "99999.99"]
    path.write_text(vcf_of(*(line(place, quality=text) for place, text in enumerate(texts, start=1))))
    header, pieces = split_header(inflate(path))
    (stretch,) = read_stretches(path, read_header(header), pieces, people=True)
    assert stretch.quality.tolist() == [float(text) for text in texts]


@pytest.fixture
def bgzipped(tmp_path):
    path = tmp_path / "in.vcf"
    records = [
        line(place, contig=contig, alt="C,G" if place % 7 == 0 else "T", form="GT:DP", sample=f"0/1:{place}")
        for contig in ("1", "HLA-A*01:01")
        for place in range(1, 9000)
    ]
    path.write_text(vcf_of(*records))
    packed = tmp_path / "in.vcf.gz"
    pysam.tabix_compress(str(path), str(packed))
    return packed


@pytest.mark.parametrize("ending", ["tbi", "csi", "none"])
def test_one_contig_with_and_without_an_index(bgzipped, ending):
    if ending != "none":
        pysam.tabix_index(str(bgzipped), preset="vcf", csi=ending == "csi")
    for contig in ("1", "HLA-A*01:01"):
        found = list(rows_of_stretches(open_stretches(bgzipped, people=True, contig=contig).stretches))
        assert len(found) == 8999 + 8999 // 7
        assert {row["contig"] for row in found} == {contig}
        assert (found[0]["position"], found[-1]["position"]) == (1, 8999)
    assert not list(open_stretches(bgzipped, people=True, contig="2").stretches)


@pytest.mark.parametrize("csi", [True, False])
def test_an_index_of_an_older_file_is_refused(bgzipped, tmp_path, csi):
    pysam.tabix_index(str(bgzipped), preset="vcf", csi=csi)
    text = gzip.decompress(bgzipped.read_bytes()).decode()
    last = text.rindex("\nHLA-A*01:01\t8999\t") + 1
    (tmp_path / "newer.vcf").write_text(text[:last])
    pysam.tabix_compress(str(tmp_path / "newer.vcf"), str(bgzipped), force=True)
    with pytest.raises(InputError, match="VCF-"):
        list(open_stretches(bgzipped, people=True, contig="HLA-A*01:01").stretches)


def test_bcf_gives_the_same_rows(bgzipped, tmp_path):
    path = tmp_path / "in.bcf"
    pysam.bcftools.view("-Ob", "-o", str(path), str(bgzipped), catch_stdout=False)
    text, binary = (list(rows_of_stretches(open_stretches(p, people=True).stretches)) for p in (bgzipped, path))
    assert text == binary
    pysam.bcftools.index(str(path))
    part = list(rows_of_stretches(open_stretches(path, people=False, contig="1").stretches))
    assert [row["position"] for row in part] == [row["position"] for row in text if row["contig"] == "1"]
    assert part[0]["calls"] == []


@pytest.mark.parametrize("size", [70, bcf_quality._PIECE])
def test_quality_of_a_bcf_has_all_its_digits(tmp_path, monkeypatch, size):
    """Also where the tokeniser does not know a record, and of one contig."""
    monkeypatch.setattr(bcf_quality, "_PIECE", size)
    qualities = ["12345.67", ".", "0", "30.123456", "1e10", "0.000123456789", "2147483.5"]
    rows = [line(place, alt="." if place == 3 else "C", quality=q) for place, q in enumerate(qualities, start=1)]
    other = [line(9, contig=HLA, quality="98765.43"), line(10, contig=HLA, quality="7")]
    (tmp_path / "in.vcf").write_text(vcf_of(*rows, *other))
    path = tmp_path / "in.bcf"
    pysam.bcftools.view("-Ob", "-o", str(path), str(tmp_path / "in.vcf"), catch_stdout=False)
    pysam.bcftools.index(str(path))
    wanted = [12345.67, None, 30.123455, 1e10, 0.00012345679, 2147483.5, 98765.43, 7.0]
    for contig, part in ((None, wanted), ("1", wanted[:6]), (HLA, wanted[6:])):
        found = list(rows_of_stretches(open_stretches(path, people=True, contig=contig).stretches))
        assert found == list(rows_of_cyvcf2(path, contig))
        every = np.concatenate([s.quality for s in open_stretches(path, people=False, contig=contig).stretches])
        assert [None if np.isnan(value) else value for value in every] == part


def test_plain_gzip_is_read_too(bgzipped, tmp_path):
    path = tmp_path / "plain.vcf.gz"
    path.write_bytes(gzip.compress(gzip.decompress(bgzipped.read_bytes())))
    assert len(list(rows_of_stretches(open_stretches(path, people=True).stretches))) == 2 * (8999 + 8999 // 7)


def test_rows_of_one_place_stay_together(tmp_path):
    path = tmp_path / "in.vcf"
    path.write_text(vcf_of(*(line(place // 7, alt="CGT"[place % 3]) for place in range(7, 400))))
    places = [set(stretch.position.tolist()) for stretch in open_stretches(path, people=True, size=100).stretches]
    assert len(places) > 10
    assert sum(len(one) for one in places) == len(set.union(*places))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data[:-28], "VCF-EOF"),
        (lambda data: data[:-40], "VCF-TRUNCATED"),
        (lambda data: data[:2000] + b"\0\1\2\3" + data[2004:], "VCF-CORRUPT"),
        (lambda data: data[:-28] + b"no block at all, but some bytes", "VCF-CORRUPT"),
    ],
)
def test_a_file_that_is_cut_or_damaged_is_refused(bgzipped, damage, code):
    bgzipped.write_bytes(damage(bgzipped.read_bytes()))
    with pytest.raises(InputError, match=code):
        list(open_stretches(bgzipped, people=True).stretches)


def _with_another_field(data):
    """Give every block a second extra field, before its own."""
    at, blocks = 0, []
    while at < len(data):
        size = int.from_bytes(data[at + 16 : at + 18], "little") + 1
        extra = b"XY" + (3).to_bytes(2, "little") + b"BC\2" + b"BC" + (2).to_bytes(2, "little")
        extra += (size + 6).to_bytes(2, "little")
        blocks.append(data[at : at + 10] + len(extra).to_bytes(2, "little") + extra + data[at + 18 : at + size])
        at += size
    return b"".join(blocks)


def test_blocks_may_have_other_extra_fields(bgzipped, tmp_path):
    path = tmp_path / "other.vcf.gz"
    path.write_bytes(_with_another_field(bgzipped.read_bytes()))
    assert b"".join(inflate(path)) == b"".join(inflate(bgzipped))
    path.write_bytes(path.read_bytes()[:-35])
    with pytest.raises(InputError, match="VCF-EOF"):
        list(inflate(path))


def test_a_file_that_htslib_cannot_read_is_a_fault(tmp_path):
    path = tmp_path / "in.vcf"
    path.write_text(vcf_of(GOOD, line("x")))
    with pytest.raises(InputError, match="VCF-READ"):
        list(open_stretches(path, people=True).stretches)
