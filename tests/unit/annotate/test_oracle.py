"""The oracle itself, on changes whose names follow from the text of the nomenclature."""

import pytest

from .oracle import Allele
from .oracle import Model
from .oracle import coding_description
from .oracle import genomic
from .oracle import places_of
from .oracle import protein_change
from .oracle import substitution_terms
from .oracle import turned
from .protein_text import edited
from .protein_text import is_true

#         0         1         2         3         4         5         6
#         0123456789012345678901234567890123456789012345678901234567890123
GENOME = "CCCTTATGGAAGAAAAGTGTAAGTCCTTTTTTTTTTTTTTTCAGTGGCATTAACCGTTTGACCCC"
MODEL = Model(((3, 18), (43, 60)), True, (5, 53))
"""Exons of 15 and 17 bases; the coding sequence begins at the third base of the first one."""


def test_the_drawing_is_right():
    assert GENOME[3:18] == "TTATGGAAGAAAAGT"
    assert GENOME[43:60] == "GTGGCATTAACCGTTTG"


@pytest.mark.parametrize(
    ("allele", "name"),
    [
        (Allele(2, "C", "G"), "3C>G"),
        (Allele(8, "G", "GG"), "9dup"),
        (Allele(8, "GAAG", "G"), "12_14del"),
        (Allele(8, "G", "GT"), "9_10insT"),
        (Allele(8, "GA", "TC"), "9_10inv"),
        (Allele(8, "GA", "TTC"), "9_10delinsTTC"),
        (Allele(7, "GGAA", "GCTA"), "9_10delinsCT"),
        (Allele(27, "T", "TT"), "41dup"),
    ],
)
def test_names_on_the_genome(allele: Allele, name: str):
    assert genomic(GENOME, allele) == name


@pytest.mark.parametrize(
    ("allele", "name"),
    [
        (Allele(5, "A", "G"), "c.1A>G"),
        (Allele(4, "T", "G"), "c.-1T>G"),
        (Allele(18, "G", "A"), "c.13+1G>A"),
        (Allele(42, "A", "G"), "c.14-1A>G"),
        (Allele(53, "C", "G"), "c.*1C>G"),
    ],
)
def test_names_on_the_transcript(allele: Allele, name: str):
    assert GENOME[allele.position] == allele.ref
    assert coding_description(GENOME, MODEL, allele) == name


def test_strands_mirror_one_another():
    size = len(GENOME)
    other = Model(
        tuple((size - end, size - start) for start, end in reversed(MODEL.exons)), False, (size - 53, size - 5)
    )
    for place in range(MODEL.start, MODEL.end):
        allele = Allele(place, GENOME[place], "ACGT"["ACGT".index(GENOME[place]) - 1])
        mirrored = Allele(size - 1 - place, turned(allele.ref), turned(allele.alt))
        assert coding_description(GENOME, MODEL, allele) == coding_description(turned(GENOME), other, mirrored)
        assert protein_change(GENOME, MODEL, allele) == protein_change(turned(GENOME), other, mirrored)
        assert substitution_terms(GENOME, MODEL, allele) == substitution_terms(turned(GENOME), other, mirrored)


def test_all_equal_places_are_found():
    assert [item[0] for item in places_of("CAAAT", (1, 2, ""))] == [1, 2, 3]
    assert [item[0] for item in places_of("CACAT", (0, 0, "CA"))] == [0, 1, 2, 3, 4]


PROTEIN = Model(((2, 29),), True, (2, 26))
CODING = "TTATGGAACGATGTTTACTTTAGACTAGC"
#           M  E  R  C  L  L  *  T  S      and behind the stop CTAGC


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        ((5, 6, "A"), "p.Glu2Lys"),
        ((5, 6, "T"), "p.Glu2Ter"),
        ((5, 8, ""), "p.Glu2del"),
        ((8, 8, "GAA"), "p.Glu2dup"),
        ((8, 8, "GCC"), "p.Glu2_Arg3insAla"),
        ((5, 11, "GCC"), "p.Glu2_Arg3delinsAla"),
        ((10, 11, "C"), "p.Arg3="),
    ],
)
def test_texts_of_proteins_are_applied(edit: tuple[int, int, str], text: str):
    pair = edited(CODING, PROTEIN, edit)
    assert pair is not None
    assert pair[0] == "MERCLL*"
    assert is_true(text, *pair)
    for wrong in ("p.Glu2Ala", "p.Arg3del", "p.Glu2_Arg3insTrp", "p.Met1Ter", "p.Glu2AlafsTer3", "p.Ter7LeuextTer2"):
        assert wrong == text or not is_true(wrong, *pair)


def test_shifted_frames_and_longer_proteins():
    pair = edited(CODING, PROTEIN, (5, 6, ""))
    assert pair == ("MERCLL*", "MNDVYFRL")
    assert is_true("p.Glu2AsnfsTer?", *pair)
    assert not is_true("p.Glu2AsnfsTer7", *pair)
    pair = edited(CODING, PROTEIN, (20, 21, "C"))
    assert pair is not None
    assert pair[1] == "MERCLLQTS"
    assert is_true("p.Ter7GlnextTer?", *pair)
    assert not is_true("p.Ter7GlnextTer2", *pair)
