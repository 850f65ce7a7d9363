"""Sources that tell of regions: which alleles touch them, and what a file that is none says."""

import gzip

import polars as pl
import pysam
import pytest
from hypothesis import given
from hypothesis import strategies

from genopipe.annotate.region_facts import _footprints
from genopipe.annotate.region_facts import add_regions
from genopipe.annotate.region_facts import footprint
from genopipe.annotate.region_facts import region_table
from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.io.region_sources import RegionSource
from genopipe.sources import Source

BED = (
    "track name=x\n#contig\tstart\tend\tname\tidentity\n"
    "one\t9\t20\t=cmd\t0.9\none\t15\t30\t<b>\t0.99\ntwo\t0\t5\t.\t0.5\n"
)


def record(*columns):
    given = [
        {"doc": "d", "unit": "u", "missing": "m", "column": column, "from": origin, "type": kind, "reduce": reduce}
        for column, origin, kind, reduce in columns
    ]
    facts = {"name": "r", "title": "R", "kind": "region", "version": "1", "build": "", "citation": "x", "format": "bed"}
    licence = {"words": "x", "link": "x", "commercial": True}
    return Source.model_validate(facts | {"grain": "region", "licence": licence, "columns": given})


TOUCHED = record(("touched", "region", "flag", "first"))
ALL = record(
    ("touched", "region", "flag", "first"),
    ("count", "region", "integer", "count"),
    ("labels", "name", "text", "join"),
    ("identity", "identity", "number", "max"),
)


def bed(tmp_path, text=BED, name="x.bed"):
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


def alleles(*rows):
    names = {"contig": pl.String, "position": pl.Int64, "ref": pl.String, "alt": pl.String, "end": pl.Int64}
    return pl.DataFrame([(*row, None) if len(row) == 4 else row for row in rows], schema=names, orient="row")


@pytest.mark.parametrize(
    ("given", "touched"),
    [
        ((9, "A", "G"), (9, 9)),
        ((9, "AC", "AT"), (10, 10)),
        ((9, "ACG", "A"), (10, 11)),
        ((9, "A", "AC"), (9, 10)),
        ((9, "A", "*"), (9, 9)),
        ((9, "N", "<DEL>", 20), (10, 20)),
        ((9, "N", "<DEL>", None), None),
        ((9, "N", "<INS>", None), (9, 10)),
        ((9, "N", "N[two:4[", None), (9, 10)),
    ],
)
def test_what_an_allele_touches(given, touched):
    assert footprint(*given) == touched


BASES = strategies.text("ACGT", min_size=1, max_size=4)


@given(strategies.lists(strategies.tuples(strategies.integers(1, 30), BASES, BASES), max_size=10))
def test_many_alleles_are_told_as_one(rows):
    frame = alleles(*(("one", *row) for row in rows))
    assert _footprints(frame).rows() == [footprint(*row) for row in rows]


def test_alleles_in_regions(tmp_path):
    frame = alleles(
        ("one", 9, "A", "G"),
        ("one", 10, "A", "G"),
        ("one", 17, "A", "G"),
        ("one", 30, "A", "G"),
        ("one", 31, "A", "G"),
        ("one", 9, "A", "AT"),
        ("one", 1, "N", "<DEL>", 500),
        ("one", 1, "N", "<DEL>"),
        ("two", 5, "A", "G"),
        ("two", 6, "A", "G"),
        ("three", 6, "A", "G"),
    )
    found = add_regions(frame, [RegionSource.open(bed(tmp_path), ALL)])
    assert found.select(frame.columns).equals(frame)
    assert found["r_touched"].to_list() == [False, True, True, True, False, True, True, None, True, False, None]
    assert found["r_count"].to_list() == [0, 1, 2, 1, 0, 1, 2, None, 1, 0, None]
    assert found["r_labels"].to_list()[:5] == [None, "=cmd", "=cmd|<b>", "<b>", None]
    assert found["r_labels"].to_list()[8] is None
    assert found["r_identity"].to_list()[2] == 0.99
    assert {name: found.schema[name] for name in region_table([ALL]).schema() if name != "allele"} == {
        name: dtype for name, dtype in region_table([ALL]).schema().items() if name != "allele"
    }


def test_every_form_of_the_file_says_the_same(tmp_path):
    frame = alleles(*(("one", position, "A", "G") for position in range(1, 40)), ("two", 3, "A", "G"))
    plain = bed(tmp_path)
    packed = bed(tmp_path, name="x.bed.gz")
    lines = [line for line in BED.splitlines() if not line.startswith("track")]
    indexed = tmp_path / "y.bed"
    indexed.write_text("\n".join(lines) + "\n")
    indexed = pysam.tabix_index(str(indexed), preset="bed", force=True)
    made = [add_regions(frame, [RegionSource.open(path, ALL)]) for path in (plain, packed, type(plain)(indexed))]
    assert made[0].equals(made[1])
    assert made[0].equals(made[2])


def test_names_of_contigs_are_translated_and_checked(tmp_path):
    source = RegionSource.open(bed(tmp_path), TOUCHED, {"one": "chr1"})
    assert source.contigs == ("chr1", "two")
    assert add_regions(alleles(("chr1", 12, "A", "G")), [source])["r_touched"].to_list() == [True]
    source.check_contigs(frozenset({"chr1"}))
    with pytest.raises(InputError, match="REGION-CONTIGS"):
        source.check_contigs(frozenset({"chr7"}))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "FILE-EMPTY"),
        ("#only\n", "REGION-BED"),
        ("one\t1\t5\none\tx\t5\n", r"REGION-BED .*:2"),
        ("one\t1\t5\none\t9\t5\n", r"REGION-BED .*:2"),
        ("one\t1\t5\none 1 9\n", r"REGION-BED .*:2"),
    ],
)
def test_what_is_no_bed_is_refused(tmp_path, text, match):
    with pytest.raises(InputError, match=match):
        RegionSource.open(bed(tmp_path, text), TOUCHED)


def test_a_cut_file_is_refused(tmp_path):
    path = bed(tmp_path, BED * 100, "x.bed.gz")
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError, match="REGION-BED"):
        RegionSource.open(path, TOUCHED)


def test_a_column_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="REGION-COLUMN"):
        RegionSource.open(bed(tmp_path), record(("x", "score9", "text", "join")))


def test_alleles_of_a_contig_stand_together(tmp_path):
    frame = alleles(("one", 9, "A", "G"), ("two", 10, "A", "G"), ("one", 17, "A", "G"))
    with pytest.raises(ContractError, match="together"):
        add_regions(frame, [RegionSource.open(bed(tmp_path), TOUCHED)])


def test_no_alleles(tmp_path):
    found = add_regions(alleles(), [RegionSource.open(bed(tmp_path), ALL)])
    assert found.columns[-4:] == ["r_touched", "r_count", "r_labels", "r_identity"]


@given(
    strategies.lists(strategies.tuples(strategies.integers(0, 40), strategies.integers(1, 10)), min_size=1, max_size=8),
    strategies.lists(strategies.tuples(strategies.integers(1, 50), strategies.integers(1, 4)), max_size=8),
)
def test_the_join_is_that_of_every_base(tmp_path_factory, regions, deletions):
    text = "".join(f"one\t{start}\t{start + length}\n" for start, length in regions)
    source = RegionSource.open(bed(tmp_path_factory.mktemp("r"), text), TOUCHED)
    frame = alleles(*(("one", position, "A" + "C" * length, "A") for position, length in deletions))
    inside = {base for start, length in regions for base in range(start + 1, start + length + 1)}
    wanted = [bool(inside & set(range(at + 1, at + length + 1))) for at, length in deletions]
    assert add_regions(frame, [source])["r_touched"].to_list() == wanted
