"""Sources of every format become stores: split, left-aligned, typed; wrong ones are refused."""

import gzip
import zipfile

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pysam.bcftools
import pytest

from genopipe.errors import InputError
from genopipe.io.sources_file import read_sources
from genopipe.io.store import Store
from genopipe.resources.build import build_store
from genopipe.resources.build import translator
from genopipe.resources.build import write_pointer
from unit.records import column
from unit.records import record
from unit.records import write_fasta
from unit.records import write_vcf

CONTIG = "GATTACAAAACGTCAGCAGCAGTTGACCATG" * 4
INFO = [
    ("AF", "A", "Float"),
    ("AN", "1", "Integer"),
    ("R", "R", "Integer"),
    ("W", ".", "String"),
    ("F", "0", "Flag"),
    ("S", ".", "String"),
]
PLAIN = [column("af", "AF"), column("an", "AN", "integer")]


@pytest.fixture
def fasta(tmp_path):
    return write_fasta(tmp_path, c1=CONTIG, c2="ACGT" * 100)


def build(tmp_path, source, files, fasta, **more):
    return build_store(source, files, fasta, tmp_path / "stores", **more)


def content(built):
    return pl.concat(list(Store.open(built.folder).scan())).drop("contig").rows()


def fault_of(tmp_path, source, files, fasta):
    with pytest.raises(InputError) as caught:
        build(tmp_path, source, files, fasta)
    assert not [path for path in (tmp_path / "stores").glob("*")], "a half store was left"
    return caught.value.faults[0]


def test_a_vcf_is_split_and_left_aligned(tmp_path, fasta):
    rows = ["c1 4 x T G,C . PASS AF=0.1,.;AN=7", "c1 11 . C CA . . AF=2.5e-05;AN=9", "c1 2 . a T . . AN=4"]
    vcf = write_vcf(tmp_path / "s.vcf.gz", rows, INFO, {"c1": len(CONTIG)})
    found = content(build(tmp_path, record(PLAIN), [vcf], fasta))
    assert found[:3] == [(2, "A", "T", None, 4), (4, "T", "C", None, 7), (4, "T", "G", 0.1, 7)]
    assert len(found) == 4


def test_indels_move_to_the_left(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", ["c1 9 . AA A . . AF=0.5;AN=9"], INFO, {"c1": len(CONTIG)})
    assert content(build(tmp_path, record(PLAIN), [vcf], fasta)) == [(6, "CA", "C", 0.5, 9)]


def test_every_way_to_make_one_value(tmp_path, fasta):
    told = [
        column("first", "W", "text"),
        column("whole", "W", "text", reduce="as_written"),
        column("top", "R", "integer"),
        column("there", "F", "flag"),
        column("most", "S", "integer", reduce="max"),
        column("least", "S", "integer", reduce="min"),
        column("mean", "S", "real", reduce="mean"),
        column("joined", "S", "text", reduce="join"),
        column("number", "S", "integer", reduce="count"),
        column("name", "ID", "text"),
        column("filters", "FILTER", "text"),
        column("quality", "QUAL", "real"),
    ]
    rows = ["c1 4 rs1 T G,C 9.5 PASS W=a,b;R=1,2,3;F;S=5,1,1", "c1 5 . A C . . AN=1"]
    vcf = write_vcf(tmp_path / "s.vcf.gz", rows, INFO, {"c1": len(CONTIG)})
    found = content(build(tmp_path, record(told), [vcf], fasta))
    same = (True, 5, 1, 7 / 3, "5|1", 3, "rs1", "PASS", 9.5)
    assert found[0] == (4, "T", "C", "a,b", "a,b", 3, *same)
    assert found[1] == (4, "T", "G", "a,b", "a,b", 2, *same)
    assert found[2] == (5, "A", "C", None, None, None, False, *[None] * 8)


def test_parts_of_values_follow_the_allele_and_the_highest_score(tmp_path, fasta):
    shipped = read_sources()["spliceai"]
    entries = "G|ONE|0.10|0.00|0.20|0.00|5|-6|7|-8,G|TWO|0.90|0.00|0.10|0.00|-15|16|17|18,C|ONE|1.00|1|1|1|1|1|1|1"
    info = [("SpliceAI", ".", "String")]
    vcf = write_vcf(tmp_path / "s.vcf.gz", [f"c1 4 . T G . . SpliceAI={entries}"], info, {"c1": len(CONTIG)})
    store = Store.open(build(tmp_path, shipped, [vcf], fasta).folder)
    row = next(store.scan()).row(0, named=True)
    assert (row["ds_ag"], row["dp_ag"]) == (0.9, -15)
    assert (row["ds_dg"], row["dp_dg"]) == (0.2, 7)
    assert row["symbol"] == "ONE|TWO"


def test_scores_of_two_lines_of_one_allele(tmp_path, fasta):
    shipped = read_sources()["spliceai"]
    rows = [
        f"c1 4 . T G . . SpliceAI=G|{name}|{score}|0|0|0|{at}|0|0|0"
        for name, score, at in (("ONE", "0.10", 5), ("TWO", "0.80", -3))
    ]
    vcf = write_vcf(tmp_path / "s.vcf.gz", rows, [("SpliceAI", ".", "String")], {"c1": len(CONTIG)})
    row = next(Store.open(build(tmp_path, shipped, [vcf], fasta).folder).scan()).row(0, named=True)
    assert (row["ds_ag"], row["dp_ag"], row["symbol"]) == (0.8, -3, "ONE|TWO")


TABLE = {"contig": "#chr", "position": "pos", "ref": "r", "alt": "a"}
LINES = "##made\n#chr\tpos\tr\ta\tscore\nc1\t5\tA\tC\t0.5\nc1\t.\tA\tC\t0.5\nc1\t4\tT\tG\t.\nc1\t5\tA\tC\t0.75\n"


@pytest.mark.parametrize("packing", ["plain", "gzip", "zip"])
def test_a_table(tmp_path, fasta, packing):
    path = tmp_path / "table"
    if packing == "gzip":
        path.write_bytes(gzip.compress(LINES.encode()))
    elif packing == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("one.tsv", LINES)
    else:
        path.write_text(LINES)
    source = record([column("score", "score", reduce="max")], format="tsv", layout=TABLE, normalised=True)
    built = build(tmp_path, source, [path], fasta)
    assert content(built) == [(4, "T", "G", None), (5, "A", "C", 0.75)]
    assert [(item.reason, item.rows) for item in built.description.set_aside] == [("no position in this build", 1)]


def test_a_parquet_file(tmp_path, fasta):
    path = tmp_path / "s.parquet"
    table = {"#chr": ["c1", "c1"], "pos": [4, 5], "r": ["T", "A"], "a": ["G", "C"], "score": [0.1, None]}
    pq.write_table(pa.table(table), path)
    source = record([column("score", "score", "real")], format="parquet", layout=TABLE)
    assert content(build(tmp_path, source, [path], fasta)) == [(4, "T", "G", 0.1), (5, "A", "C", None)]


def test_several_files_are_one_store(tmp_path, fasta):
    files = [
        write_vcf(tmp_path / f"{at}.vcf.gz", [f"c1 {at} . {ref} G . . AN={at}"], INFO, {"c1": len(CONTIG)})
        for at, ref in ((11, "C"), (4, "T"))
    ]
    assert content(build(tmp_path, record(PLAIN), files, fasta)) == [(4, "T", "G", None, 4), (11, "C", "G", None, 11)]


def test_a_store_is_built_once_and_anew_for_other_bytes(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", ["c1 4 . T G . . AF=0.1"], INFO, {"c1": len(CONTIG)})
    first = build(tmp_path, record(PLAIN), [vcf], fasta)
    again = build(tmp_path, record(PLAIN), [vcf], fasta)
    assert (first.new, again.new, first.folder) == (True, False, again.folder)
    assert first.description.date == "2025-02-03"
    other = build(tmp_path, record(PLAIN[:1]), [vcf], fasta)
    write_vcf(vcf, ["c1 4 . T G . . AF=0.2"], INFO, {"c1": len(CONTIG)})
    changed = build(tmp_path, record(PLAIN), [vcf], fasta)
    assert len({first.folder, other.folder, changed.folder}) == 3
    write_pointer(changed, tmp_path / "results" / "s.json")
    assert content(changed) == pl.concat(list(Store.open(tmp_path / "results" / "s.json").scan())).drop("contig").rows()


def test_contig_names_are_translated_by_a_table_only(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", ["NC_1 4 . T G . . AF=0.1"], INFO, {"NC_1": len(CONTIG)})
    assert fault_of(tmp_path, record(PLAIN), [vcf], fasta).code == "SOURCE-BUILD"
    names = tmp_path / "names.tsv"
    names.write_text("NC_1\tc1\n")
    built = build(tmp_path, record(PLAIN), [vcf], fasta, naming=translator(names))
    assert list(Store.open(built.folder).contigs) == ["c1"]


def test_clinvar_names_contigs_as_ensembl_does(tmp_path):
    fasta = write_fasta(tmp_path, chr1="GATTACA")
    info = [("CLNSIG", ".", "String"), ("CLNREVSTAT", ".", "String"), ("CLNDN", ".", "String")]
    vcf = write_vcf(
        tmp_path / "c.vcf.gz", ["1 4 77 T G . . CLNSIG=Pathogenic;CLNREVSTAT=x,_y;CLNDN=a|b"], info, {"1": 7}
    )
    store = Store.open(build(tmp_path, read_sources()["clinvar"], [vcf], fasta, naming=translator(None)).folder)
    row = next(store.scan()).row(0, named=True)
    assert (row["contig"], row["id"], row["review"], row["conditions"]) == ("chr1", "77", "x,_y", "a|b")
    assert row["conflicts"] is None


def shuffled(number):
    """Return rows whose REF is any letter: as a file of another build looks."""
    random = np.random.default_rng(number)
    return [f"c1 {at} . {'ACGT'[random.integers(4)]} {'N' * 2}A . . AF=0.1" for at in range(1, 110)]


def test_another_build_is_refused(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", shuffled(1), INFO, {"c1": len(CONTIG)})
    found = fault_of(tmp_path, record(PLAIN), [vcf], fasta)
    assert found.code == "SOURCE-BUILD"
    assert "unlike the reference" in found.cause


def test_a_contig_of_another_length_is_refused(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", ["c1 4 . T G . . AF=0.1"], INFO, {"c1": len(CONTIG) + 1})
    assert fault_of(tmp_path, record(PLAIN), [vcf], fasta).code == "SOURCE-BUILD"


def test_a_cut_file_is_refused(tmp_path, fasta):
    rows = [f"c1 {at} . {CONTIG[at - 1]} {CONTIG[at - 1]}A . . AF=0.1" for at in range(1, 100)]
    vcf = write_vcf(tmp_path / "s.vcf.gz", rows, INFO, {"c1": len(CONTIG)})
    vcf.write_bytes(vcf.read_bytes()[:-40])
    assert fault_of(tmp_path, record(PLAIN), [vcf], fasta).code.startswith("VCF-")
    table = tmp_path / "t.gz"
    table.write_bytes(gzip.compress((LINES * 50).encode())[:-20])
    source = record([column("score", "score")], format="tsv", layout=TABLE, normalised=True)
    assert fault_of(tmp_path, source, [table], fasta).code == "SOURCE-CUT"


@pytest.mark.parametrize("value", ["1.5", "-0.1"])
def test_a_frequency_is_a_fraction(tmp_path, fasta, value):
    source = record(PLAIN, kind="frequency", frequency={"populations": {"global": "af"}, "allele_number": "an"})
    vcf = write_vcf(tmp_path / "s.vcf.gz", [f"c1 4 . T G . . AF={value}"], INFO, {"c1": len(CONTIG)})
    assert fault_of(tmp_path, source, [vcf], fasta).code == "SOURCE-RANGE"


@pytest.mark.parametrize(
    ("columns", "rows", "code"),
    [
        ([column("x", "NOT_THERE")], ["c1 4 . T G . . AF=0.1"], "SOURCE-FIELD"),
        ([column("x", "W", "integer")], ["c1 4 . T G . . W=many"], "SOURCE-VALUE"),
        (PLAIN, [], "SOURCE-EMPTY"),
        (PLAIN, ["c1 4 . T <DEL> . . AF=0.1"], "SOURCE-EMPTY"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, fasta, columns, rows, code):
    vcf = write_vcf(tmp_path / "s.vcf.gz", rows, INFO, {"c1": len(CONTIG)})
    assert fault_of(tmp_path, record(columns), [vcf], fasta).code == code


def test_an_optional_field_may_lack(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", ["c1 4 . T G . . AF=0.1"], INFO, {"c1": len(CONTIG)})
    told = [column("af", "AF"), column("x", "NOT_THERE", "text", optional=True)]
    assert content(build(tmp_path, record(told), [vcf], fasta)) == [(4, "T", "G", 0.1, None)]


def test_no_file_no_reference_no_such_format(tmp_path, fasta):
    assert fault_of(tmp_path, record(PLAIN), [tmp_path / "none.vcf.gz"], fasta).code == "FILE-MISSING"
    assert fault_of(tmp_path, record(PLAIN), [], None).code == "SOURCE-NO-FILE"
    track = read_sources()["phylop"]
    assert fault_of(tmp_path, track, [fasta], fasta).code == "SOURCE-NOT-BUILT"


def test_a_bcf_and_a_plain_gzip(tmp_path, fasta):
    vcf = write_vcf(tmp_path / "s.vcf.gz", ["c1 4 . T G . . AF=0.125;AN=3"], INFO, {"c1": len(CONTIG)})
    bcf, packed = tmp_path / "s.bcf", tmp_path / "p.vcf.gz"
    pysam.bcftools.view("-Ob", "-o", str(bcf), str(vcf), catch_stdout=False)
    packed.write_bytes(gzip.compress(gzip.decompress(vcf.read_bytes())))
    for path in (bcf, packed):
        assert content(build(tmp_path, record(PLAIN), [path], fasta)) == [(4, "T", "G", 0.125, 3)]


def test_a_plain_text_that_ends_inside_a_line_is_refused(tmp_path):
    fasta = write_fasta(tmp_path, c1="ACGTACGTACGT")
    head = '##fileformat=VCFv4.2\n##INFO=<ID=AF,Number=A,Type=Float,Description="x">\n'
    head += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    (tmp_path / "cut.vcf").write_text(head + "c1\t2\t.\tC\tT\t.\t.\tAF=0.5\nc1\t3\t.\tG\tT\t.\t.\tAF=0.1")
    with pytest.raises(InputError, match=r"SOURCE-CUT .* the last line has no end"):
        build_store(record([column("af", "AF")]), [tmp_path / "cut.vcf"], fasta, tmp_path / "stores")
    assert not (tmp_path / "stores").exists()
