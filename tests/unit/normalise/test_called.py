"""A family's VCF as called: in order, each allele once, and what does not fit is refused or carried with the reason."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.genome import allele_key
from genopipe.io.allele_batch import from_texts
from genopipe.io.allele_batch import to_texts
from genopipe.io.allele_names import name_alleles
from genopipe.io.allele_names import name_records
from genopipe.io.bcftools import split_alleles
from genopipe.io.called import order
from genopipe.io.called import reading
from genopipe.io.called.order import Rows
from genopipe.io.called.order import in_order
from genopipe.io.family_vcf import Conservation
from genopipe.io.parquet import read_table
from genopipe.normalise.stage import make_tables
from genopipe.tables import ALLELES
from genopipe.tables import GENOTYPES
from unit.made import HEADER
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import record
from unit.made import write_vcf


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return make_reference(tmp_path_factory.mktemp("genome"))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**10), st.text("ACGT", min_size=1, max_size=9), st.text("AC*<>", min_size=1)),
        min_size=1,
    ),
    st.sampled_from(["chr1", "1", "HLA-A*01:01"]),
)
def test_names_are_those_of_one_allele_at_a_time(rows, contig):
    position = pl.Series([row[0] for row in rows], dtype=pl.Int64).to_numpy()
    ref, alt = (from_texts([row[side] for row in rows]) for side in (1, 2))
    names = to_texts(*name_alleles(contig, position, ref, alt)).to_pylist()
    assert names == [allele_key(contig, *row) for row in rows]
    records = to_texts(*name_records(contig, position, ref, alt)).to_pylist()
    assert records == [f"{contig}:{p}:{r}>{a}" for p, r, a in rows]


def test_a_repeat_brings_an_allele_before_its_neighbours(tmp_path, reference):
    b = lambda p, n=1: bases(reference, p, n)  # noqa: E731
    lines = [record(p, b(p), other(b(p)), "0/1", form="GT") for p in (101, 103, 104)]
    lines.append(record(107, b(107, 3), b(107), "0/1", form="GT"))
    make_tables(write_vcf(tmp_path / "in.vcf", ["kid"], lines), reference, tmp_path)
    alleles = read_table(tmp_path / "alleles.parquet", ALLELES)
    assert alleles["position"].to_list() == [100, 101, 103, 104]
    genotypes = read_table(tmp_path / "genotypes.parquet", GENOTYPES)
    assert genotypes["allele"].to_list() == alleles["allele"].to_list()


@pytest.mark.parametrize(("window", "size"), [(10, 100), (100_000, 100), (100_000, 1 << 20)])
def test_pieces_of_any_size_give_the_same_tables(tmp_path, reference, monkeypatch, window, size):
    lines = []
    for contig in ("chr1", "chr2"):
        for place in range(5, 250):
            b = bases(reference, place, 3, contig)
            alts = f"{other(b[0])}{b[1:]},{b[0]},*" if place % 5 else b[0]
            samples = ("1/2:1,2,3,4:10:9", "0/3:9,0,0,8:20:9") if place % 5 else ("0/1:1,2:3:9", "./.:.:.:.")
            lines.append(record(place, b, alts, *samples, contig=contig, qual=str(place % 7 * 10)))
    path = write_vcf(tmp_path / "in.vcf", ["kid", "mum"], lines)
    split_alleles(path, reference, tmp_path / "split.bcf")
    monkeypatch.setattr(order, "WINDOW", window)
    monkeypatch.setattr(reading.read_called, "__defaults__", (size, None))
    for name in ("in.vcf", "split.bcf"):
        make_tables(tmp_path / name, reference, tmp_path / name.replace(".", "_"))
    for table, file in ((ALLELES, "alleles.parquet"), (GENOTYPES, "genotypes.parquet")):
        ours, theirs = (read_table(tmp_path / name / file, table) for name in ("in_vcf", "split_bcf"))
        assert ours.equals(theirs)
    proofs = [json.loads((tmp_path / name / "proof.json").read_text()) for name in ("in_vcf", "split_bcf")]
    assert proofs[0]["set_aside"] == proofs[1]["set_aside"]
    assert proofs[0]["alleles_in"] == proofs[1]["alleles_in"] == proofs[0]["alleles_called"]
    assert len(proofs[0]["set_aside"]) > 10


def test_an_allele_that_moves_further_than_the_window_stops(monkeypatch):
    def part(*positions):
        alleles = pl.DataFrame({"position": positions, "ref": "A", "alt": "C", "quality": 1.0, "called_as": "x"})
        return Rows(alleles, pl.DataFrame({"person": ["kid"] * len(positions), "alt_copies": 1})), positions[-1]

    monkeypatch.setattr(order, "WINDOW", 100)
    counts = Conservation()
    rows = list(in_order(iter([part(1, 2, 150), part(60, 300)]), counts))
    assert [row.alleles["position"].to_list() for row in rows] == [[1, 2], [60, 150], [300]]
    assert counts.alleles_out == 5
    with pytest.raises(ContentError, match="moved to position 49"):
        list(in_order(iter([part(1, 2, 150), part(49, 300)]), counts))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([record(9, "G", "C", "0/1", form="GT"), record(5, "C", "G", "0/1", form="GT")], "VCF-ORDER"),
        (
            [
                record(9, "T", "C", "0/1", form="GT"),
                record(9, "C", "G", "0/1", form="GT", contig="chr2"),
                record(20, "C", "G", "0/1", form="GT"),
            ],
            "VCF-ORDER",
        ),
        ([record(300, "AAAA", "A", "0/1", form="GT")], "VCF-END"),
        ([record(9, "T", "C", "0/1", form="GT", contig="chr3")], "REF-CONTIG"),
    ],
)
def test_a_file_that_does_not_fit_leaves_no_table(tmp_path, reference, lines, code):
    path = write_vcf(tmp_path / "in.vcf", ["kid"], lines)
    with pytest.raises(InputError, match=code):
        make_tables(path, reference, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


def test_every_allele_of_another_reference_is_told(tmp_path, reference):
    places = range(10, 60)
    wrong = [record(p, other(bases(reference, p)), bases(reference, p), "0/1", form="GT") for p in places]
    path = write_vcf(tmp_path / "in.vcf", ["kid"], wrong)
    with pytest.raises(InputError) as caught:
        make_tables(path, reference, tmp_path / "out")
    codes = [fault.code for fault in caught.value.faults]
    assert codes.count("VCF-REF") == 20
    assert "30 more" in str(caught.value)


def test_other_letters_and_telomeres_are_carried_with_the_reason(tmp_path, reference):
    b = bases(reference, 20)
    lines = [
        record(0, "N", "]chr1:9]N", "0/1", form="GT"),
        record(20, b.lower(), other(b).lower(), "0/1", form="GT"),
        record(30, bases(reference, 30), f"{bases(reference, 30)}RY", "0/1", form="GT"),
        record(301, "N", "N[chr1:9[", "0/1", form="GT"),
    ]
    proof = make_tables(write_vcf(tmp_path / "in.vcf", ["kid"], lines), reference, tmp_path)
    alleles = read_table(tmp_path / "alleles.parquet", ALLELES)
    assert alleles["position"].to_list() == [0, 20, 30, 301]
    assert alleles["allele"][1] == f"1-20-{b}-{other(b)}", "bases are named in capitals"
    assert alleles["variant_class"].to_list() == ["symbolic", "snv", "insertion", "symbolic"]
    assert [words.split(": ")[1] for words in proof["carried_as_written"]] == [
        "the allele lies beyond the end of the contig",
        "REF or ALT has letters that are no bases",
        "the allele lies beyond the end of the contig",
    ]


def test_the_end_of_an_allele(tmp_path, reference):
    b = lambda p, n=1: bases(reference, p, n)  # noqa: E731
    lines = [
        record(20, b(20, 3), b(20), "0/1", form="GT"),
        record(30, b(30), "<DEL>", "0/1", form="GT", info="SVTYPE=DEL;END=91"),
        record(40, b(40), "<DEL>,<DUP>", "1/2", form="GT", info="SVLEN=-5,7;END=47"),
        record(50, b(50), "<DUP>", "0/1", form="GT"),
        record(60, b(60), f"{b(60)}[chr2:9[", "0/1", form="GT", info="SVTYPE=BND"),
    ]
    infos = (("END", "1", "Integer"), ("SVLEN", "A", "Integer"), ("SVTYPE", "1", "String"))
    more = [f'##INFO=<ID={name},Number={count},Type={kind},Description="x">\n' for name, count, kind in infos]
    path = write_vcf(tmp_path / "in.vcf", ["kid"], lines, HEADER + "".join(more))
    split_alleles(path, reference, tmp_path / "split.bcf")
    for name in ("in.vcf", "split.bcf"):
        make_tables(tmp_path / name, reference, tmp_path / name[:2])
        told = read_table(tmp_path / name[:2] / "alleles.parquet", ALLELES)
        # bcftools norm moves a symbolic deletion, its END with it.
        assert (told["end"] - told["position"]).to_list() == [2, 61, 5, 7, None, None], name
