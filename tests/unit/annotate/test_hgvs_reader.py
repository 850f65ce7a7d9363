"""Descriptions and the alleles that they mean, on two transcripts that face one another."""

from typing import Any

import polars as pl
import pytest

from genopipe.annotate.hgvs_reader import reverse_complement
from genopipe.annotate.hgvs_reader import to_allele
from genopipe.errors import InputError

BASES = "ACGGTTTCAAGTCCATGAACCAGTTTAGCACACATTGGTAAGCTAACCGTCAGGCATTTACGGATCCTTAAG"
#        123456789.123456789.123456789.123456789.123456789.123456789.123456789.12
LENGTHS = {"one": len(BASES), "NM_9.1": len(BASES)}


class Memory:
    """A reference in memory."""

    lengths = LENGTHS

    def bases(self, contig: str, start: int, end: int) -> str:
        assert contig in self.lengths
        return BASES[start - 1 : end]


def model(name: str, strand: str, exons: list[tuple[int, int]], coding: tuple[int, int] | None, **more: Any) -> Any:
    return {
        "transcript": name.partition(".")[0],
        "transcript_version": name,
        "contig": "one",
        "strand": strand,
        "start": exons[0][0],
        "end": exons[-1][1],
        "exon_starts": [start for start, _ in exons],
        "exon_ends": [end for _, end in exons],
        "cds_start": coding[0] if coding else None,
        "cds_end": coding[1] if coding else None,
        "gap_positions": [],
        "gap_lengths": [],
        **more,
    }


EXONS = [(5, 14), (21, 30), (41, 55)]
ROWS = [
    model("NM_1.2", "+", EXONS, (12, 48)),
    model("NM_2.1", "-", EXONS, (12, 48)),
    model("NR_3.1", "+", EXONS, None),
    model("NM_4.1", "+", EXONS, (12, 48), gap_positions=[25], gap_lengths=[2]),
    model("NM_5.1", "-", EXONS, (12, 48), gap_positions=[24], gap_lengths=[-2]),
    model("NM_9.1", "+", [(1, len(BASES))], (14, 19), contig="NM_9.1"),
]
MODELS = pl.DataFrame(ROWS, infer_schema_length=None)


def read(text: str) -> tuple[str, int, str, str]:
    return tuple(to_allele(text, MODELS, Memory()))  # type: ignore[return-value]


def test_the_drawing_is_right():
    assert [BASES[start - 1 : end] for start, end in EXONS] == ["TTTCAAGTCC", "CAGTTTAGCA", "AGCTAACCGTCAGGC"]


@pytest.mark.parametrize(
    ("text", "allele"),
    [
        ("one:g.3G>T", ("one", 3, "G", "T")),
        ("one:g.3=", ("one", 3, "G", "G")),
        ("one:g.3_5del", ("one", 2, "CGGT", "C")),
        ("one:g.1_2del", ("one", 1, "ACG", "G")),
        ("one:g.3_4delGGinsA", ("one", 3, "GG", "A")),
        ("one:g.3_4del2", ("one", 2, "CGG", "C")),
        ("one:g.2_3dup", ("one", 2, "CG", "CGCG")),
        ("one:g.2_3insTT", ("one", 2, "C", "CTT")),
        ("one:g.2_3insA[4]", ("one", 2, "C", "CAAAA")),
        ("one:g.2_3ins[T;5_7;5_8inv]", ("one", 2, "C", "CT" + "TTT" + "GAAA")),
        ("one:g.1_4inv", ("one", 1, "ACGG", "CCGT")),
        ("one:m.3G>T", ("one", 3, "G", "T")),
        ("NR_3.1:n.1T>A", ("one", 5, "T", "A")),
        ("NR_3.1:n.11C>A", ("one", 21, "C", "A")),
        ("NM_1.2:n.11C>A", ("one", 21, "C", "A")),
        ("NM_1.2:c.1T>A", ("one", 12, "T", "A")),
        ("NM_1.2:c.-1=", ("one", 11, BASES[10], BASES[10])),
        ("NM_1.2:c.3+1=", ("one", 15, BASES[14], BASES[14])),
        ("NM_1.2:c.4-1=", ("one", 20, BASES[19], BASES[19])),
        ("NM_1.2:c.4=", ("one", 21, "C", "C")),
        ("NM_1.2:c.*1=", ("one", 49, BASES[48], BASES[48])),
        ("NM_2.1:c.1=", ("one", 48, BASES[47], BASES[47])),
        ("NM_2.1:c.8+1=", ("one", 40, BASES[39], BASES[39])),
        ("NM_2.1:c.9-1=", ("one", 31, BASES[30], BASES[30])),
        ("NM_2.1:c.*1=", ("one", 11, BASES[10], BASES[10])),
        ("NM_2.1:c.-1_1insAC", ("one", 48, BASES[47], BASES[47] + "GT")),
        ("NM_2:c.1=", ("one", 48, BASES[47], BASES[47])),
        ("one(NM_1.2):c.-9=", ("one", 3, "G", "G")),
        ("one(NM_2.1):c.*9=", ("one", 3, "G", "G")),
        ("NM_9.1:c.-1=", ("NM_9.1", 13, BASES[12], BASES[12])),
        ("one:g.2G[3]", None),
        ("one:g.3G[5]", ("one", 3, "GG", "GGGGG")),
        ("one:g.3_4G[1]", ("one", 3, "GG", "G")),
        ("one:g.28CA[1]", None),
        ("one:g.29CA[1]", ("one", 29, "CACACA", "CA")),
        ("one:g.29_30[4]", ("one", 29, "CACACA", "CACACACA")),
        ("NM_2.1:n.20A[1]", ("one", 24, "TTT", "T")),
        ("NM_2.1:n.20_21A[1]", ("one", 25, "TT", "T")),
    ],
)
def test_a_description_means_an_allele(text: str, allele: tuple[str, int, str, str] | None):
    if allele is None:
        with pytest.raises(InputError, match="HGVS-BASES"):
            read(text)
    else:
        assert read(text) == allele


def test_the_strand_turns_the_bases():
    allele = read("NM_2.1:c.1_3inv")
    assert allele == ("one", 46, BASES[45:48], reverse_complement(BASES[45:48]))
    there = reverse_complement(BASES[45:48])
    assert read(f"NM_2.1:c.1_3del{there}")[2] == BASES[44:48]
    assert read("NM_2.1:c.2_3dup")[3] == BASES[45:47] * 2


def test_gaps_of_the_alignment_are_counted():
    # NM_4.1 has two bases more behind genomic 25, that is behind its base 15
    assert read("NM_4.1:n.15=")[1] == 25
    assert read("NM_4.1:n.18=")[1] == 26
    assert read("NM_4.1:n.22=")[1] == 30
    assert read("NM_4.1:n.22+1=")[1] == 31
    assert read("NM_4.1:c.1=")[1] == 12
    assert read("NM_4.1:c.*1=")[1] == 49
    # NM_5.1 lacks genomic 24 and 25; it runs backwards: exon of 15, then 30..26, 23..21
    assert read("NM_5.1:n.16=")[1] == 30
    assert read("NM_5.1:n.20=")[1] == 26
    assert read("NM_5.1:n.21=")[1] == 23
    assert read("NM_5.1:n.23+1=")[1] == 20
    assert read("NM_5.1:n.24=")[1] == 14


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("one", "HGVS-SYNTAX"),
        ("one:3G>T", "HGVS-SYNTAX"),
        ("one:g.G>T", "HGVS-SYNTAX"),
        ("one:g.3", "HGVS-SYNTAX"),
        ("one:g.3g>t", "HGVS-SYNTAX"),
        ("one:g.3_4insXY", "HGVS-SYNTAX"),
        ("one:a.3G>T", "HGVS-SYNTAX"),
        ("NM_1.2:p.Met1Val", "HGVS-UNSUPPORTED"),
        ("NM_1.2:r.3g>a", "HGVS-UNSUPPORTED"),
        ("NM_1.2:c.[1A>T;3del]", "HGVS-UNSUPPORTED"),
        ("NM_1.2:c.4-?_6+?del", "HGVS-UNSUPPORTED"),
        ("one:g.(3_5)del", "HGVS-UNSUPPORTED"),
        ("NM_1.2:c.=", "HGVS-UNSUPPORTED"),
        ("one:g.2_3insNM_9.1:c.1_2", "HGVS-UNSUPPORTED"),
        ("one:g.2_3insA[999999]", None),
        ("one:g.2_3insACGT[999999]", "HGVS-UNSUPPORTED"),
        ("one:g.3G[999999999]", "HGVS-SYNTAX"),
        ("two:g.3G>T", "HGVS-CONTIG"),
        ("two(NM_1.2):c.3G>T", "HGVS-CONTIG"),
        ("NM_7.1:c.3G>T", "HGVS-TRANSCRIPT"),
        ("NM_9.1(NM_1.2):c.3G>T", "HGVS-TRANSCRIPT"),
        ("NM_1.1:c.3G>T", "HGVS-VERSION"),
        ("one(NM_1.2):g.3G>T", "HGVS-SYSTEM"),
        ("NM_9.1:g.3G>T", "HGVS-SYSTEM"),
        ("NR_3.1:c.3G>T", "HGVS-SYSTEM"),
        ("one:g.0G>T", "HGVS-POSITION"),
        ("one:g.3+1G>T", "HGVS-POSITION"),
        ("one:g.-3G>T", "HGVS-POSITION"),
        ("NM_1.2:n.-3G>T", "HGVS-POSITION"),
        ("NM_1.2:c.3+0G>T", "HGVS-POSITION"),
        ("NM_1.2:c.22=", "HGVS-POSITION"),
        ("one:g.99G>T", "HGVS-OUTSIDE"),
        ("NM_1.2:c.-9=", "HGVS-OUTSIDE"),
        ("NM_1.2:c.*9=", "HGVS-OUTSIDE"),
        ("one(NM_1.2):c.-19=", "HGVS-OUTSIDE"),
        ("NM_1.2:c.2+1=", "HGVS-INTRON"),
        ("NM_1.2:c.3-1=", "HGVS-INTRON"),
        ("NM_1.2:c.3+7=", "HGVS-INTRON"),
        ("NM_1.2:c.-7-1=", "HGVS-INTRON"),
        ("NM_9.1:c.3+1G>T", "HGVS-INTRON"),
        ("NM_4.1:n.16=", "HGVS-GAP"),
        ("one:g.4_3del", "HGVS-ORDER"),
        ("NM_2.1:c.4_3del", "HGVS-ORDER"),
        ("one:g.4insT", "HGVS-INSERTION"),
        ("one:g.4_6insT", "HGVS-INSERTION"),
        ("NM_1.2:c.3_4insT", "HGVS-INSERTION"),
        ("one:g.3_4delG", "HGVS-LENGTH"),
        ("one:g.3del3", "HGVS-LENGTH"),
        ("one:g.3T>A", "HGVS-BASES"),
        ("one:g.3_4inv" + "AA", "HGVS-BASES"),
        ("one:g.3GA[4]", "HGVS-BASES"),
        ("one:g.3_4GGG[4]", "HGVS-BASES"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, code: str | None):
    if code is None:
        assert len(read(text)[3]) == 1_000_000
        return
    with pytest.raises(InputError) as caught:
        read(text)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.faults[0].where == text


def test_a_transcript_that_stands_twice_needs_its_contig():
    twice = pl.concat([MODELS, MODELS.filter(pl.col("transcript") == "NM_1").with_columns(contig=pl.lit("NM_9.1"))])
    with pytest.raises(InputError, match="stands 2 times"):
        to_allele("NM_1.2:c.1=", twice, Memory())
    assert to_allele("one(NM_1.2):c.1=", twice, Memory()).contig == "one"


def test_contigs_of_another_naming_are_told_by_a_table():
    assert to_allele("NC_1.1:g.3G>T", MODELS, Memory(), {"NC_1.1": "one"}) == ("one", 3, "G", "T")
    assert to_allele("NC_1.1(NM_1.2):c.1=", MODELS, Memory(), {"NC_1.1": "one"}).position == 12


def test_an_insertion_is_bounded():
    with pytest.raises(InputError, match="HGVS-SYNTAX"):
        read("one:g.2_3insA[99999999]")
