"""Published cases as the benchmark of ranking reads them: consequences, modes, sets, backgrounds."""

import numpy as np
import pytest
from benchmarks.rank.background import Genes
from benchmarks.rank.background import draw_background
from benchmarks.rank.background import seed_of
from benchmarks.rank.background import with_pairs
from benchmarks.rank.page import picture
from benchmarks.rank.published import consequence_of
from benchmarks.rank.published import modes_of


@pytest.mark.parametrize(
    ("coding", "protein", "kind", "consequence"),
    [
        ("c.145T>C", "NP_1.1:p.(Cys49Arg)", "missense", "missense_variant"),
        ("c.668C>G", "NP_1.1:p.(Ser223Ter)", "truncating", "stop_gained"),
        ("c.2645_2646del", "NP_1.1:p.(Glu882ValfsTer16)", "truncating", "frameshift_variant"),
        ("c.1A>G", "NP_1.1:p.(Met1?)", "truncating", "start_lost"),
        ("c.900T>C", "NP_1.1:p.(Ter300ArgextTer9)", "truncating", "stop_lost"),
        ("c.10_12del", "NP_1.1:p.(Glu4del)", "in_frame", "inframe_deletion"),
        ("c.12C>T", "NP_1.1:p.(Gly4=)", "synonymous", "synonymous_variant"),
        ("c.1302+1G>T", "NP_1.1:p.?", "splice", "splice_donor_variant"),
        ("c.1302+4A>T", "NP_1.1:p.?", "splice", "splice_region_variant"),
        ("c.1302+7A>T", "NP_1.1:p.?", "other", "intron_variant"),
        ("c.1303-2A>T", "", "splice", "splice_donor_variant"),
        ("c.1303-8A>T", "", "splice", "splice_region_variant"),
        ("c.588-2214A>G", "NP_1.1:p.?", "other", "intron_variant"),
        ("c.1301_1302+3del", "NP_1.1:p.?", "splice", "splice_donor_variant"),
        ("c.-5A>G", "NP_1.1:p.?", "other", "non_coding_transcript_variant"),
    ],
)
def test_consequences_are_read_from_the_description(coding, protein, kind, consequence):
    told = consequence_of({"hgvs_c": coding, "hgvs_p": protein})
    assert (told[0], told[2]) == (kind, consequence)


@pytest.mark.parametrize(
    ("contig", "zygosities", "mode"),
    [
        ("chr1", ["heterozygous"], "dominant"),
        ("chr1", ["homozygous"], "homozygous"),
        ("chr1", ["heterozygous", "heterozygous"], "compound"),
        ("chrX", ["hemizygous"], "x_linked"),
        ("chrX", ["heterozygous"], "x_linked"),
        ("chr1", ["homozygous", "heterozygous"], None),
    ],
)
def test_modes_follow_from_zygosity(contig, zygosities, mode):
    told = modes_of([{"chrom": contig, "zygosity": one} for one in zygosities])
    assert (told and told[0]) == mode


def test_a_background_is_the_same_each_time_and_as_large_as_it_says():
    genes = Genes(["A", "B", "X1"], np.array([False, False, True]), np.array([0.5, 0.4, 0.1]))
    drawn = [draw_background(genes, np.random.default_rng(seed_of("case", 1)), True, 400.0) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert 380 < len(drawn[0]) < 560
    assert all(row["frequency_max"] is None or 0 <= row["frequency_max"] <= 0.01 for row in drawn[0])
    assert {mode for row in drawn[0] if row["symbol"] == "X1" for mode in row["modes"]} == {
        "x_linked_recessive",
        "x_linked_dominant",
    }


def test_two_of_one_gene_are_a_pair():
    rows = [
        {"allele": name, "symbol": symbol, "modes": modes, "partners": [], "partner_phase": None}
        for name, symbol, modes in [
            ("a", "A", ["dominant"]),
            ("b", "A", ["dominant"]),
            ("c", "B", ["dominant"]),
            ("d", "A", ["recessive_homozygous", "dominant"]),
        ]
    ]
    paired = {row["allele"]: row for row in with_pairs(rows)}
    assert paired["a"]["partners"] == ["b"]
    assert paired["b"]["modes"] == ["compound_heterozygous", "dominant"]
    assert paired["c"]["partners"] == paired["d"]["partners"] == []


def test_the_picture_is_drawn():
    drawn = picture({"one": np.array([1, 2, 60]), "two": np.array([5, 9, 10])})
    assert drawn.count("<polyline") == 2
