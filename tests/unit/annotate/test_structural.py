"""Structural alleles: their names and stretches, what they cover, and Ensembl's terms."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies

from genopipe.annotate.intervals import Stretches
from genopipe.annotate.structural import STRUCTURAL
from genopipe.annotate.structural import make_structural_consequences
from genopipe.annotate.structural_alleles import is_structural
from genopipe.annotate.structural_alleles import make_structural
from genopipe.annotate.structural_alleles import make_structural_alleles
from genopipe.io.structural_vcf import read_structural_records
from genopipe.tables import check
from genopipe.tables import check_key

# Exons 101-200, 301-400 and 501-600; the coding sequence is 151-550: 50 + 100 + 50 bases.
EXONS = ([101, 301, 501], [200, 400, 600])


def model(
    name: str, strand: str = "+", *, coding: bool = True, gene: str = "ENSG1", **more: object
) -> dict[str, object]:
    return {
        "transcript": name,
        "transcript_version": f"{name}.1",
        "gene": gene,
        "gene_symbol": f"={gene}",
        "biotype": "protein_coding" if coding else "lncRNA",
        "contig": "one",
        "strand": strand,
        "start": 101,
        "end": 600,
        "mane": None,
        "canonical": True,
        "exon_starts": EXONS[0],
        "exon_ends": EXONS[1],
        "cds_start": 151 if coding else None,
        "cds_end": 550 if coding else None,
        "start_incomplete": False,
        "end_incomplete": False,
    } | more


SCHEMA = {
    "mane": pl.String,
    "cds_start": pl.Int64,
    "cds_end": pl.Int64,
    "exon_starts": pl.List(pl.Int64),
    "exon_ends": pl.List(pl.Int64),
}


def models(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema_overrides=SCHEMA)


def told(position: int, alt: str, end: int | None = None, length: int | None = None, *rows: dict[str, object], ref="N"):
    """Return the rows of one allele on the models (one coding + transcript without any)."""
    record = {"contig": ["one"], "position": [position], "ref": [ref], "alt": [alt], "end": [end], "length": [length]}
    alleles = make_structural_alleles(pl.DataFrame(record, schema_overrides={"end": pl.Int64, "length": pl.Int64}))
    frame = make_structural_consequences(alleles, models(*(rows or (model("T1"),))))
    check_key(
        check(frame.filter(pl.col("transcript").is_not_null()), STRUCTURAL, list(STRUCTURAL.schema())), STRUCTURAL
    )
    return frame.rows(named=True)


@pytest.mark.parametrize(
    ("position", "alt", "end", "length", "name", "kind", "first", "last"),
    [
        (1000, "<DEL>", 2500, None, "1-1000-2500-DEL", "loss", 1001, 2500),
        (1000, "<DEL>", None, -1500, "1-1000-2500-DEL", "loss", 1001, 2500),
        (1000, "<DEL>", 1000, -1500, "1-1000-2500-DEL", "loss", 1001, 2500),
        (1000, "<DUP:TANDEM>", 2500, None, "1-1000-2500-DUP.TANDEM", "gain", 1001, 2500),
        (1000, "<INV>", 2500, None, "1-1000-2500-INV", "inversion", 1001, 2500),
        (1000, "<CN0>", 2500, None, "1-1000-2500-CN0", "loss", 1001, 2500),
        (1000, "<CN3>", 2500, None, "1-1000-2500-CN3", "gain", 1001, 2500),
        (1000, "<CNV>", 2500, None, "1-1000-2500-CNV", "copy_number", 1001, 2500),
        (1000, "<INS:ME:ALU>", 1000, 281, "1-1000-1000-INS.ME.ALU.281", "insertion", 1001, 1000),
        (1000, "<INS>", None, None, "1-1000-1000-INS", "insertion", 1001, 1000),
        (0, "<DEL>", 2500, None, "1-0-2500-DEL", "loss", 1, 2500),
        (1000, "N[chr2:5000[", None, None, "1-1000-2.5000-BND.3to5", "breakend", 1001, 1000),
        (1000, "N]chr2:5000]", None, None, "1-1000-2.5000-BND.3to3", "breakend", 1001, 1000),
        (1000, "]chr2:5000]N", None, None, "1-1000-2.5000-BND.5to3", "breakend", 1000, 999),
        (1000, "[chr2:5000[N", None, None, "1-1000-2.5000-BND.5to5", "breakend", 1000, 999),
        (1000, "NACG[chr2:5000[", None, None, "1-1000-2.5000-BND.3to5.NACG", "breakend", 1001, 1000),
        (1000, "N.", None, None, "1-1000-1000-BND.single3", "breakend", 1001, 1000),
        (1000, ".N", None, None, "1-1000-1000-BND.single5", "breakend", 1000, 999),
    ],
)
def test_alleles_are_named_and_placed(position, alt, end, length, name, kind, first, last):
    made = make_structural("chr1", position, "N", alt, end, length)
    assert (made.allele, made.kind, made.start, made.end, made.problem) == (name, kind, first, last, None)


@pytest.mark.parametrize(
    ("alt", "end", "words"),
    [("<DEL>", None, "neither END nor SVLEN"), ("<WHAT>", 2500, "no type that is known"), ("<CN1>", 2500, "one copy")],
)
def test_what_cannot_be_placed_is_carried_with_the_reason(alt, end, words):
    (row,) = told(1000, alt, end)
    assert words in row["reason"]
    assert row["consequence"] is None
    assert row["transcript"] is None


def test_two_insertions_at_one_place_have_two_names():
    names = {make_structural("chr1", 10, "N", "<INS>", None, length).allele for length in (50, 60)}
    assert len(names) == 2


def test_long_sequences_are_structural_and_trimmed():
    ref = "A" + "C" * 100_002 + "G"
    assert is_structural(ref, "AG")
    assert not is_structural("A" * 100_000, "A")
    made = make_structural("chr1", 10, ref, "AG")
    assert (made.kind, made.start, made.end, made.lost) == ("loss", 11, 100_012, 100_002)


@pytest.mark.parametrize(
    ("position", "alt", "end", "consequence"),
    [
        (50, "<DEL>", 700, "transcript_ablation"),
        (100, "<DEL>", 600, "transcript_ablation"),
        (50, "<DUP>", 700, "transcript_amplification"),
        (310, "<DEL>", 316, "feature_truncation&inframe_deletion"),
        (310, "<DEL>", 317, "frameshift_variant&feature_truncation"),
        (250, "<DEL>", 450, "feature_truncation&coding_sequence_variant&intron_variant"),
        (220, "<DEL>", 280, "intron_variant"),
        (101, "<DEL>", 110, "feature_truncation&5_prime_UTR_variant"),
        (145, "<DEL>", 160, "start_lost&feature_truncation&coding_sequence_variant&5_prime_UTR_variant"),
        (540, "<DEL>", 580, "stop_lost&feature_truncation&coding_sequence_variant&3_prime_UTR_variant"),
        (310, "<DUP>", 320, "feature_elongation&coding_sequence_variant"),
        (310, "<INS>", 310, "feature_elongation&coding_sequence_variant"),
        (250, "<INS>", 250, "intron_variant"),
        (200, "<INS>", 200, "intron_variant"),
        (150, "<INS>", 150, "feature_elongation&5_prime_UTR_variant"),
        (250, "<INV>", 450, "coding_sequence_variant&intron_variant"),
        (310, "N[two:5[", None, "feature_truncation&coding_sequence_variant"),
        (250, "N[two:5[", None, "feature_truncation&intron_variant"),
        (20, "<DEL>", 60, "upstream_gene_variant"),
        (650, "<DEL>", 660, "downstream_gene_variant"),
        (5599, "<DEL>", 5700, "downstream_gene_variant"),
        (5600, "<DEL>", 5700, "intergenic_variant"),
    ],
)
def test_terms(position, alt, end, consequence):
    (row,) = told(position, alt, end)
    assert row["consequence"] == consequence
    assert row["reason"] is None


def test_terms_follow_the_strand():
    (row,) = told(145, "<DEL>", 160, None, model("T1", "-"))
    assert row["consequence"] == "stop_lost&feature_truncation&coding_sequence_variant&3_prime_UTR_variant"
    assert row["exons_hit"] == "3/3"
    (row,) = told(20, "<DEL>", 60, None, model("T1", "-"))
    assert (row["consequence"], row["distance"]) == ("downstream_gene_variant", 41)


def test_a_codon_in_two_exons_is_one_codon():
    split = model("T1", cds_start=199)
    (row,) = told(300, "<DEL>", 301, None, split)
    assert row["consequence"].startswith("frameshift_variant&start_lost")


def test_unknown_ends_lose_no_start_or_stop():
    (row,) = told(145, "<DEL>", 160, None, model("T1", start_incomplete=True))
    assert "start_lost" not in row["consequence"]


def test_non_coding_and_decay():
    rows = told(310, "<DEL>", 316, None, model("T1", coding=False), model("T2", biotype="nonsense_mediated_decay"))
    assert rows[0]["consequence"] == "feature_truncation&non_coding_transcript_exon_variant"
    assert rows[1]["consequence"] == "feature_truncation&inframe_deletion&NMD_transcript_variant"
    assert rows[0]["cds_fraction"] is None
    assert rows[0]["cds_bases"] is None
    (row,) = told(220, "<DEL>", 280, None, model("T1", coding=False))
    assert row["consequence"] == "intron_variant&non_coding_transcript_variant"


def test_fractions():
    (row,) = told(250, "<DEL>", 450)
    assert row["overlap_bases"] == 200
    assert row["overlap_fraction"] == pytest.approx(0.4)
    assert row["exons_hit"] == "2/3"
    assert row["exon_fraction"] == pytest.approx(1 / 3)
    assert (row["cds_bases"], row["cds_fraction"]) == (100, 0.5)
    assert row["breakpoints_inside"] == 2
    (row,) = told(50, "<DEL>", 350)
    assert row["exons_hit"] == "1-2/3"
    assert row["breakpoints_inside"] == 1


def test_the_gene_is_all_its_transcripts():
    rows = told(100, "<DEL>", 600, None, model("T1"), model("T2", end=1100))
    assert [row["gene_fraction"] for row in rows] == [0.5, 0.5]


def test_hostile_names_are_data():
    name = '=cmd|"<script>\tx'
    (row,) = told(310, "<DEL>", 316, None, model("T1", gene_symbol=name))
    assert row["gene_symbol"] == name


def test_parts_of_the_work_say_the_same_as_the_whole(monkeypatch):
    record = {"contig": "one", "position": list(range(50, 700, 7)), "ref": "N", "alt": "<DEL>"}
    frame = pl.DataFrame(record).with_columns(end=pl.col("position") + 40)
    alleles, given = make_structural_alleles(frame), models(model("T1"), model("T2", "-"), model("T3", coding=False))
    whole = make_structural_consequences(alleles, given)
    monkeypatch.setattr("genopipe.annotate.structural.PAIRS", 5)
    assert make_structural_consequences(alleles, given).equals(whole)
    assert whole.height == 3 * len(alleles)


def test_an_allele_that_stands_twice_is_told_of_once():
    frame = pl.DataFrame({"contig": "one", "position": [310, 310], "ref": "N", "alt": "<DEL>", "end": [316, 316]})
    assert make_structural_consequences(make_structural_alleles(frame), models(model("T1"))).height == 1


def test_an_allele_far_from_everything_keeps_a_row():
    (row,) = told(50_000, "<DEL>", 60_000)
    assert (row["consequence"], row["impact"], row["severity"], row["gene"]) == (
        "intergenic_variant",
        "MODIFIER",
        40,
        None,
    )


@given(
    strategies.lists(strategies.tuples(strategies.integers(1, 60), strategies.integers(-1, 20)), max_size=12),
    strategies.lists(strategies.tuples(strategies.integers(1, 60), strategies.integers(-1, 20)), max_size=12),
)
def test_the_join_is_that_of_every_pair(left, right):
    import numpy as np

    left = [(start, max(start + more, start - 1)) for start, more in left]
    right = [(start, max(start + more, start - 1)) for start, more in right]
    arrays = [np.array([pair[side] for pair in pairs], dtype=np.int64) for pairs in (left, right) for side in (0, 1)]
    found = Stretches(arrays[2], arrays[3]).meet(arrays[0], arrays[1])
    wanted = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a[0] <= b[1] and a[1] >= b[0]]
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == wanted


@given(strategies.integers(1, 700), strategies.integers(1, 500), strategies.sampled_from(["DEL", "DUP", "INV"]))
def test_strands_mirror_each_other(position, length, word):
    """The mirrored allele on the mirrored transcript is told in the same words."""
    (row,) = told(position, f"<{word}>", position + length)
    mirrored = model("T1", "-", cds_start=151, cds_end=550)
    (other,) = told(701 - position - length - 1, f"<{word}>", 701 - position - 1, None, mirrored)
    assert (row["consequence"], row["exons_hit"], row["cds_bases"]) == (
        other["consequence"],
        other["exons_hit"],
        other["cds_bases"],
    )


def test_records_are_read_with_their_lengths(tmp_path):
    head = (
        "##fileformat=VCFv4.4\n##contig=<ID=one,length=9000>\n"
        '##INFO=<ID=END,Number=1,Type=Integer,Description="e">\n'
        '##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="l">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n'
    )
    path = tmp_path / "x.vcf"
    path.write_text(
        head + "one\t10\tq\tN\t<DEL>\t.\t.\tEND=100\n"
        "one\t20\t.\tN\t<DEL>,<DUP>\t.\t.\tEND=100;SVLEN=-30,80\n"
        "one\t30\t.\tN\tNA\t.\t.\t.\n"
        "one\t40\t.\tN\tN[two:7[\t.\t.\t.\n"
    )
    frame = read_structural_records(path, 100)
    assert frame.select("position", "alt", "end", "length").rows() == [
        (10, "<DEL>", 100, None),
        (20, "<DEL>", None, -30),
        (20, "<DUP>", None, 80),
        (40, "N[two:7[", None, None),
    ]
    made = make_structural_alleles(frame)
    assert made["end"].to_list() == [100, 50, 100, 40]
