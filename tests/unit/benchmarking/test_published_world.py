"""The compact genome: positions are translated, codons fit what was published, what fits nothing is told."""

import numpy as np
import pytest
from benchmarks.published.bases import CODE
from benchmarks.published.bases import paint
from benchmarks.published.layout import FLANK
from benchmarks.published.layout import Gene
from benchmarks.published.layout import lay

EXONS = ((1_000, 1_029), (3_000, 3_032))
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def gene(strand="+"):
    return Gene("ONE", "ENSG1", "NM_1.1", "NP_1.1", "chr1", strand, EXONS, (1_003, 3_029))


def row(position, ref, alt, protein, coding="c.1A>G"):
    told = {"pos": str(position), "ref": ref, "alt": alt, "hgvs_p": protein, "hgvs_c": coding}
    return told | {"gene": "ONE", "hgvs_g": None}


def protein_of(one, painted, position=None, base=None):
    bases = painted.bases | ({position: base} if position else {})
    text = "".join(bases[p] for p in one.coding_positions)
    text = text if one.strand == "+" else text.translate(COMPLEMENT)
    return "".join(CODE[text[i : i + 3]] for i in range(0, len(text) - 2, 3))


def test_positions_are_translated():
    (placed,) = lay([gene()], {"ONE": [2_000]}, 500)
    assert placed.place(1_000 - FLANK) == 500
    assert placed.place(1_000) == 500 + FLANK
    assert placed.place(1_500) is None
    assert placed.place(2_000) is not None
    assert placed.place(3_032 + FLANK) == placed.end
    assert placed.place(3_032 + FLANK + 1) is None
    assert placed.place(10) is None
    two = lay([gene(), gene()], {}, 1)
    assert two[1].starts[0] > two[0].end


@pytest.mark.parametrize("strand", ["+", "-"])
def test_codons_fit_what_was_published(strand):
    one = gene(strand)
    (placed,) = lay([one], {}, 1)
    place = one.coding_positions[3 * 4 + 1]
    ref, alt = ("G", "A") if strand == "+" else ("C", "T")
    rows = [row(place, ref, alt, "NP_1.1:p.(Arg5His)")]
    painted = paint(placed, rows, np.random.default_rng(1))
    assert (painted.agreed, painted.refused) == (1, [])
    plain = protein_of(one, painted)
    assert plain[0] == "M"
    assert plain[-1] == "*"
    assert "*" not in plain[:-1]
    assert plain[4] == "R"
    assert protein_of(one, painted, place, alt)[4] == "H"
    word = "".join(painted.bases[p] for p in (1_030, 1_031, 2_998, 2_999))
    assert word == ("GTAG" if strand == "+" else "CTAC")


def test_what_no_codon_fits_is_told():
    (placed,) = lay([gene()], {}, 1)
    place = gene().coding_positions[3 * 4]
    painted = paint(placed, [row(place, "T", "C", "NP_1.1:p.(Met5Val)")], np.random.default_rng(1))
    assert painted.bases[place] == "T"
    assert painted.agreed == 0
    assert painted.refused == ["ONE c.1A>G p.(Met5Val)"]


def test_another_number_of_the_residue_is_not_believed():
    (placed,) = lay([gene()], {}, 1)
    place = gene().coding_positions[3 * 4 + 1]
    painted = paint(placed, [row(place, "G", "A", "NP_1.1:p.(Arg7His)")], np.random.default_rng(1))
    assert painted.agreed == 0
