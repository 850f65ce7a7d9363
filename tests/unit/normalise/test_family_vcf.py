"""From a family's VCF to tables: what a genotype says of one ALT, and that nothing is lost."""

import subprocess

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.io import family_vcf
from genopipe.io.bcftools import split_alleles
from genopipe.io.family_vcf import Conservation
from genopipe.io.family_vcf import Copies
from genopipe.io.family_vcf import count_copies
from genopipe.io.family_vcf import exact
from genopipe.io.family_vcf import variant_class
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

TRUTH = [  # genotype, number of the ALT: ploidy, alt, ref, other, missing, phased, haplotype
    ("0/0", 1, 2, 0, 2, 0, 0, False, None),
    ("0/1", 1, 2, 1, 1, 0, 0, False, None),
    ("1/1", 1, 2, 2, 0, 0, 0, False, None),
    ("1/2", 1, 2, 1, 0, 1, 0, False, None),
    ("1/2", 2, 2, 1, 0, 1, 0, False, None),
    ("0/2", 1, 2, 0, 1, 1, 0, False, None),
    ("2/2", 1, 2, 0, 0, 2, 0, False, None),
    ("2/3", 1, 2, 0, 0, 2, 0, False, None),
    ("./.", 1, 2, 0, 0, 0, 2, False, None),
    ("./1", 1, 2, 1, 0, 0, 1, False, None),
    ("0/.", 1, 2, 0, 1, 0, 1, False, None),
    ("1", 1, 1, 1, 0, 0, 0, False, None),
    ("0", 1, 1, 0, 1, 0, 0, False, None),
    ("2", 1, 1, 0, 0, 1, 0, False, None),
    (".", 1, 1, 0, 0, 0, 1, False, None),
    ("", 1, 1, 0, 0, 0, 1, False, None),
    ("0|1", 1, 2, 1, 1, 0, 0, True, 1),
    ("1|0", 1, 2, 1, 1, 0, 0, True, 0),
    ("1|1", 1, 2, 2, 0, 0, 0, True, None),
    ("2|1", 1, 2, 1, 0, 1, 0, True, 1),
    ("2|1", 2, 2, 1, 0, 1, 0, True, 0),
    (".|1", 1, 2, 1, 0, 0, 1, True, 1),
    ("|0|1", 1, 2, 1, 1, 0, 0, True, 1),
    ("/0/1", 1, 2, 1, 1, 0, 0, False, None),
    ("0/10", 1, 2, 0, 1, 1, 0, False, None),
    ("0/10", 10, 2, 1, 1, 0, 0, False, None),
    ("0/1/1", 1, 3, 2, 1, 0, 0, False, None),
]


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: f"{row[0]}-{row[1]}")
def test_copies(row):
    assert count_copies(row[0], row[1]) == Copies(*row[2:])


@given(st.lists(st.sampled_from(["0", "1", "2", "."]), min_size=1, max_size=2), st.sampled_from("/|"))
def test_copies_always_add_up_and_another_alt_is_never_ref(parts, mark):
    for number in (1, 2):
        got = count_copies(mark.join(parts), number)
        assert got.alt + got.ref + got.other + got.missing == got.ploidy == len(parts)
        assert got.ref == parts.count("0")


@pytest.mark.parametrize(
    ("ref", "alt", "kind"),
    [
        ("A", "C", "snv"),
        ("A", "AC", "insertion"),
        ("AC", "A", "deletion"),
        ("AC", "GT", "delins"),
        ("ACG", "AT", "delins"),
        ("A", "*", "spanning_deletion"),
        ("A", "<DEL>", "symbolic"),
        ("A", "A[chr2:10[", "symbolic"),
    ],
)
def test_classes(ref, alt, kind):
    assert variant_class(ref, alt) == kind


def test_numbers_are_as_written():
    assert [exact(v) for v in (0.0010000000474974513, None, float("nan"), 50.0)] == [0.001, None, None, 50.0]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return make_reference(tmp_path_factory.mktemp("genome"))


def tables_of(folder, reference, lines, people=("kid", "mum"), header=HEADER):
    folder.mkdir(exist_ok=True)
    proof = make_tables(write_vcf(folder / "in.vcf", list(people), lines, header), reference, folder)
    return (
        proof,
        read_table(folder / "alleles.parquet", ALLELES),
        read_table(folder / "genotypes.parquet", GENOTYPES),
    )


def rows_of(table, allele, person="kid"):
    (row,) = table.filter((pl.col("allele") == allele) & (pl.col("person") == person)).to_dicts()
    return row


def test_two_alts_split_and_align_and_keep_their_genotype(tmp_path, reference):
    b = lambda p, n=1: bases(reference, p, n)  # noqa: E731
    ref, first, second = b(20), other(b(20)), other(b(20), 2)
    lines = [
        record(20, ref, f"{first},{second}", "1/2:0,10,12:25:99", "0/2:9,0,11:.:."),
        record(60, b(60), f"{other(b(60))},*", "1/2:0,9,9:18:80", "0/1:9,9,0:18:80"),
        record(107, b(107, 3), f"{b(107)},{b(107, 3)}CA", "1/2:0,8,8:16:70", "./.:.:.:."),
    ]
    proof, alleles, genotypes = tables_of(tmp_path, reference, lines)
    assert (proof["alleles_called"], proof["alleles_in"], proof["alleles_out"]) == (6, 6, 6)
    names = set(alleles["allele"])
    assert f"1-20-{ref}-{first}" in names
    assert f"1-60-{b(60)}-*" in names
    assert "1-100-GCA-G" in names, "left-aligned over the repeat"
    assert alleles["multiallelic"].all()
    assert set(alleles["called_as"]) == {
        f"chr1:20:{ref}>{first},{second}",
        f"chr1:60:{b(60)}>{other(b(60))},*",
        f"chr1:107:{b(107, 3)}>{b(107)},{b(107, 3)}CA",
    }
    own = rows_of(genotypes, f"1-20-{ref}-{first}")
    assert (own["alt_copies"], own["ref_copies"], own["other_copies"]) == (1, 0, 1)
    assert (own["ref_reads"], own["alt_reads"], own["alt_fraction"]) == (0, 10, 10 / 25)
    mother = rows_of(genotypes, f"1-20-{ref}-{first}", "mum")
    assert (mother["alt_copies"], mother["ref_copies"], mother["other_copies"]) == (0, 1, 1)
    assert mother["depth"] is None
    assert mother["genotype_quality"] is None
    assert mother["alt_fraction"] is None, "the other ALT's reads are not known: no fraction"
    nobody = rows_of(genotypes, "1-100-GCA-G", "mum")
    assert (nobody["alt_copies"], nobody["ref_copies"], nobody["missing_copies"]) == (None, None, 2)
    assert (nobody["ploidy"], nobody["alt_reads"], nobody["phased"]) == (2, None, None)
    star = alleles.filter(pl.col("alt") == "*")
    assert star["variant_class"].to_list() == ["spanning_deletion"]


def test_figures_missing_and_zero_differ(tmp_path, reference):
    b = bases(reference, 30)
    lines = [
        record(30, b, other(b), "0/1:5,15:40:60", "0/0:0,0:0:0"),
        record(31, bases(reference, 31), other(bases(reference, 31)), "1", "0|1:20", form="GT:PS"),
        record(32, bases(reference, 32), other(bases(reference, 32)), "0/1:30:4", "0:.:7", form="GT:DP:MIN_DP"),
    ]
    _, alleles, genotypes = tables_of(tmp_path, reference, lines)
    first, second, third = alleles["allele"].to_list()
    assert rows_of(genotypes, first)["alt_fraction"] == 0.75, "of AD, not of DP"
    zero = rows_of(genotypes, first, "mum")
    assert (zero["depth"], zero["alt_reads"], zero["genotype_quality"], zero["alt_fraction"]) == (0, 0, 0, None)
    bare = rows_of(genotypes, second)
    assert (bare["ploidy"], bare["alt_copies"], bare["depth"], bare["alt_reads"]) == (1, 1, None, None)
    phased = rows_of(genotypes, second, "mum")
    assert (phased["phased"], phased["haplotype"], phased["phase_set"]) == (True, 1, 20)
    assert rows_of(genotypes, third)["depth"] == 4, "the lowest of a block, not its mean"
    assert rows_of(genotypes, third, "mum")["depth"] == 7


def test_reads_are_right_where_ad_is_not_split(tmp_path, reference):
    b = bases(reference, 20)
    line = record(20, b, f"{other(b)},{other(b, 2)}", "1/2:1,10,5:16:99")
    _, _, genotypes = tables_of(tmp_path, reference, [line], ["kid"], HEADER.replace("Number=R", "Number=."))
    assert sorted(genotypes["alt_reads"]) == [5, 10]
    assert sorted(genotypes["alt_fraction"]) == [5 / 16, 10 / 16]


def test_the_same_allele_twice_is_set_aside_and_no_carrier_is_lost(tmp_path, reference):
    two = bases(reference, 70, 2)
    first, second = other(two[0]) + two[1], two[0] + other(two[1])
    lines = [
        record(70, two, f"{first},{second}", "1/2:0,10,10:20:90", "0/0:30,0,0:30:90", qual="90"),
        record(71, two[1], other(two[1]), "0/0:30,0:30:90", "0/1:14,16:30:90", qual="40"),
    ]
    proof, alleles, genotypes = tables_of(tmp_path, reference, lines)
    assert (proof["alleles_in"], proof["alleles_out"], len(proof["set_aside"])) == (3, 2, 1)
    assert "genotypes were taken from it for mum" in proof["set_aside"][0]
    name = f"1-71-{two[1]}-{other(two[1])}"
    assert alleles.filter(pl.col("allele") == name)["quality"].to_list() == [90.0]
    assert rows_of(genotypes, name)["alt_copies"] == 1
    assert rows_of(genotypes, name, "mum")["alt_copies"] == 1, "her own record calls it"


def test_split_before_and_joint_records_give_the_same_copies(tmp_path, reference):
    b = bases(reference, 20)
    first, second = other(b), other(b, 2)
    texts = ["0/0", "0/1", "1/1", "0/2", "2/2", "./."]
    people = [f"p{number}" for number in range(len(texts))]
    apart = lambda text, number: "/".join(  # noqa: E731 - as separate records the other ALT is not there
        "1" if part == str(number) else "." if part == "." else "0" for part in text.split("/")
    )
    _, _, joint = tables_of(
        tmp_path / "joint", reference, [record(20, b, f"{first},{second}", *texts, form="GT")], people
    )
    lines = [record(20, b, alt, *(apart(t, n) for t in texts), form="GT") for n, alt in ((1, first), (2, second))]
    _, _, split = tables_of(tmp_path / "split", reference, lines, people)
    same = ["allele", "person", "ploidy", "alt_copies", "missing_copies"]
    assert joint.select(same).sort(same[:2]).equals(split.select(same).sort(same[:2]))
    referred = joint.join(split, on=["allele", "person"]).filter(pl.col("ref_copies") > pl.col("ref_copies_right"))
    assert referred.height == 0, "the joint record never shows more REF"


def test_two_contigs_in_order_and_chunk_borders(tmp_path, reference, monkeypatch):
    lines = [
        record(p, bases(reference, p, 1, c), other(bases(reference, p, 1, c)), "0/1", form="GT", contig=c)
        for c in ("chr1", "chr2")
        for p in range(10, 90)
    ]
    _, whole, genotypes = tables_of(tmp_path / "whole", reference, lines, ["kid"])
    monkeypatch.setattr(family_vcf, "CHUNK", 7)
    _, pieces, same = tables_of(tmp_path / "pieces", reference, lines, ["kid"])
    assert whole["contig"].unique(maintain_order=True).to_list() == ["chr1", "chr2"]
    assert pieces.equals(whole)
    assert same.equals(genotypes)


SPLIT = HEADER + '##FORMAT=<ID=ORIGINAL_GT,Number=1,Type=String,Description="o">\n'
FORM = "GT:ORIGINAL_GT"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([record(5, "A", "C", "0/1:1/2", form=FORM, info="ORIGINAL=chr1|5|A|C,G|1")], "lost ALT"),
        ([record(9, "A", "C", "0/1:0/1", form=FORM), record(5, "A", "C", "0/1:0/1", form=FORM)], "not sorted"),
        ([record(5, "A", "C,G", "1/2:1/2", form=FORM)], "2 ALT alleles"),
    ],
)
def test_faults_of_a_split_file(tmp_path, reference, lines, words):
    path = write_vcf(tmp_path / "in.vcf", ["kid"], lines, SPLIT)
    with pytest.raises(ContentError, match=words):
        make_tables(path, reference, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


def test_alleles_lost_between_call_and_split_leave_no_table(tmp_path, reference):
    called = write_vcf(tmp_path / "called.vcf", ["kid"], [record(5, "A", "C", "0/1"), record(6, "A", "C", "0/1")])
    split = write_vcf(tmp_path / "split.vcf", ["kid"], [record(5, "A", "C", "0/1:0/1", form=FORM)], SPLIT)
    with pytest.raises(ContentError, match="2 ALT alleles were called, 1 came out"):
        make_tables(split, reference, tmp_path / "out", called)
    assert not list((tmp_path / "out").glob("*"))


def test_counts_that_do_not_add_up():
    counts = Conservation(alleles_in=2, alleles_out=1)
    with pytest.raises(ContentError, match="do not add up"):
        counts.finish("x.bcf")


def test_records_without_alt_have_no_row(tmp_path, reference):
    b = bases(reference, 20)
    lines = [
        record(20, b, ".", "0/0", form="GT"),
        record(21, bases(reference, 21), other(bases(reference, 21)), "0/1", form="GT"),
    ]
    proof, alleles, _ = tables_of(tmp_path, reference, lines, ["kid"])
    assert alleles["position"].to_list() == [21]
    assert proof["alleles_in"] == 1


def test_a_cut_file_a_foreign_file_and_no_sample(tmp_path, reference):
    b = bases(reference, 20)
    path = write_vcf(tmp_path / "in.vcf", ["kid"], [record(20, b, other(b), "0/1", form="GT")])
    split_alleles(path, reference, tmp_path / "split.bcf")
    cut = tmp_path / "cut.bcf"
    cut.write_bytes((tmp_path / "split.bcf").read_bytes()[:-28])
    text = tmp_path / "text.vcf"
    text.write_text("no VCF\n")
    for wrong, code in ((cut, "VCF-READ"), (text, "VCF-READ"), (write_vcf(tmp_path / "n.vcf", [], []), "VCF-SAMPLE")):
        with pytest.raises(InputError, match=code):
            make_tables(wrong, reference, tmp_path / "out")


def test_the_workflow_and_this_process_split_alike(tmp_path, reference):
    """Bcftools on PATH, as in workflow/rules/family.smk, and the one of pysam."""
    b = lambda p, n=1: bases(reference, p, n)  # noqa: E731
    lines = [
        record(20, b(20), f"{other(b(20))},{other(b(20), 2)}", "1/2:0,10,12:25:99", "0/2:9,0,11:20:99"),
        record(45, b(45), other(b(45)), "0/1:9,9:18:90", "0/0:9,0:9:90"),
        record(45, b(45), other(b(45)), "0/0:9,0:9:90", "1/1:0,9:9:90", qual="70"),
        record(60, b(60), f"{other(b(60))},*", "1/2:0,9,9:18:80", "0/1:9,9,0:18:80"),
        record(70, b(70, 2), f"{other(b(70))}{b(71)},{b(70)}{other(b(71))}", "1/2:0,9,9:18:80", "0|1:9,9,0:18:80"),
        record(107, b(107, 3), f"{b(107)},{b(107, 3)}CA", "1/2:0,8,8:16:70", "./.:.:.:."),
    ]
    path = write_vcf(tmp_path / "in.vcf", ["kid", "mum"], lines)
    shell = r"""
    set -euo pipefail
    bcftools view --no-version -Ob -o called.bcf in.vcf
    bcftools index --csi called.bcf
    bcftools annotate --no-version --annotations called.bcf --columns 'FMT/ORIGINAL_GT:=FMT/GT' -Ou called.bcf \
      | bcftools norm --no-version --multiallelics -any --old-rec-tag ORIGINAL --fasta-ref "$1" --check-ref e -Ou \
      | bcftools sort --temp-dir sort -Ob -o split.bcf
    """
    subprocess.run(["bash", "-c", shell, "x", reference], cwd=tmp_path, check=True, capture_output=True)
    make_tables(tmp_path / "split.bcf", reference, tmp_path / "shell", tmp_path / "called.bcf")
    make_tables(path, reference, tmp_path / "here")
    for name, table in (("alleles", ALLELES), ("genotypes", GENOTYPES)):
        ours, theirs = (read_table(tmp_path / place / f"{name}.parquet", table) for place in ("here", "shell"))
        assert ours.equals(theirs)
    assert (tmp_path / "here" / "alleles.parquet").read_bytes() == (tmp_path / "shell" / "alleles.parquet").read_bytes()
