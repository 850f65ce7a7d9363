"""The score and the places: each part at its ends, pairs, modes and diseases, and what the parts tell."""

import math
import re

import polars as pl
import pytest

from genopipe.rank.parts import add_own_parts
from genopipe.rank.stage import rank_candidates
from genopipe.rank_settings import RankSettings
from genopipe.tables import GENE_DISEASES

SETTINGS = RankSettings()
PART = re.compile(r"(\w+)=([\d.e-]+)\*([\d.]+)(?::(\w+))?")
BASE = {
    "gene": "G1",
    "gene_symbol": "ONE",
    "impact": "MODERATE",
    "consequence": "missense_variant",
    "flags": None,
    "modes": ["dominant"],
    "modes_not_assessable": [],
    "partners": [],
    "partner_phase": None,
    "frequency_state": "absent",
    "frequency_max": None,
    "class_points": None,
}
TYPES = {
    "modes": pl.List(pl.String),
    "modes_not_assessable": pl.List(pl.String),
    "partners": pl.List(pl.String),
    "flags": pl.String,
    "partner_phase": pl.String,
    "frequency_max": pl.Float64,
    "class_points": pl.Int64,
    "impact": pl.String,
}


def rows(*changes):
    made = [BASE | {"allele": f"1-{number}-A-G"} | change for number, change in enumerate(changes, start=1)]
    return pl.DataFrame(made, schema_overrides=TYPES)


def diseases(*told):
    """Rows (gene, disease, score, modes)."""
    made = [
        {
            "gene": gene,
            "gene_symbol": {"G1": "ONE", "G2": "TWO"}[gene],
            "disease": disease,
            "phenotype_score": score,
            "person_part": score,
            "disease_part": score,
            "excluded_part": 0.0,
            "disease_name": "D",
            "disease_modes": list(modes),
            "matches": [f"{disease}=x"],
            "conflicts": [],
        }
        for gene, disease, score, modes in told
    ]
    return pl.DataFrame(made, schema=GENE_DISEASES.schema())


NONE = diseases(("G2", "OMIM:9", 0.0, ()))
ONE = diseases(("G1", "OMIM:1", 0.8, ("dominant",)), ("G2", "OMIM:2", 0.4, ("recessive",)))


def parts(texts):
    return {m[1]: (float(m[2]), float(m[3]), m[4]) for text in texts if (m := PART.fullmatch(text))}


def only(frame):
    assert frame.height == 1
    return frame.row(0, named=True)


@pytest.mark.parametrize(
    ("change", "word", "value"),
    [
        ({"impact": "HIGH", "consequence": "stop_gained"}, "high", SETTINGS.consequence.high),
        ({}, "missense", SETTINGS.consequence.missense),
        ({"consequence": "inframe_deletion"}, "in_frame", SETTINGS.consequence.in_frame),
        ({"consequence": "protein_altering_variant"}, "in_frame", SETTINGS.consequence.in_frame),
        (
            {"impact": "LOW", "consequence": "splice_region_variant&intron_variant"},
            "splice_region",
            SETTINGS.consequence.splice_region,
        ),
        (
            {"impact": "LOW", "consequence": "synonymous_variant", "flags": "splice_region_unsaid"},
            "splice_region",
            SETTINGS.consequence.splice_region,
        ),
        ({"impact": "LOW", "consequence": "synonymous_variant"}, "other", SETTINGS.consequence.other),
        ({"impact": None, "consequence": "sequence_variant"}, "not_assessable", SETTINGS.neutral),
    ],
)
def test_consequences(change, word, value):
    row = only(add_own_parts(rows(change), SETTINGS))
    assert (row["consequence_word"], row["consequence_value"]) == (word, value)


@pytest.mark.parametrize(
    ("state", "frequency", "value"),
    [
        ("absent", None, 1.0),
        ("not_assessable", None, SETTINGS.neutral),
        ("found", 0.0, 1.0),
        ("found", 0.000009, 1.0),
        ("found", 0.00001, 1.0),
        ("found", 0.0001, 2 / 3),
        ("found", 0.001, 1 / 3),
        ("found", 0.01, 0.0),
        ("found", 0.3, 0.0),
    ],
)
def test_rarity(state, frequency, value):
    row = only(add_own_parts(rows({"frequency_state": state, "frequency_max": frequency}), SETTINGS))
    assert row["frequency_value"] == pytest.approx(value)


@pytest.mark.parametrize("points", [None, -8, -1, 0, 5, 6, 9, 10, 20])
def test_points_become_a_probability(points):
    row = only(add_own_parts(rows({"class_points": points}), SETTINGS))
    odds = math.pow(350, (points or 0) / 8)
    assert row["class_value"] == pytest.approx(odds * 0.1 / ((odds - 1) * 0.1 + 1))
    assert row["class_word"] == ("not_assessable" if points is None else f"{points}_points")


CHANGES = [
    {},
    {"impact": "HIGH", "consequence": "stop_gained", "class_points": 10},
    {"gene": "G2", "gene_symbol": "TWO", "modes": ["recessive_homozygous", "dominant"]},
    {"modes": ["compound_heterozygous"], "partners": ["1-2-A-G"], "partner_phase": "in_trans_by_parents"},
    {"modes": ["compound_heterozygous"], "partners": ["9-9-C-T"], "partner_phase": "unknown"},
    {"modes": [], "modes_not_assessable": ["de_novo"]},
    {"modes": []},
]


@pytest.mark.parametrize("told", [NONE, ONE, diseases()], ids=["other genes", "both genes", "no disease"])
def test_the_parts_add_up_to_the_score(told):
    for row in rank_candidates(rows(*CHANGES), told, SETTINGS).iter_rows(named=True):
        found = parts(row["rank_parts"])
        assert set(found) == {"phenotype", "consequence", "frequency", "class", "inheritance"}
        assert sum(weight for _, weight, _ in found.values()) == pytest.approx(1, abs=0.01)
        assert sum(value * weight for value, weight, _ in found.values()) == pytest.approx(row["rank_score"], abs=0.006)


def test_columns_of_class_may_be_absent():
    with_nulls = rank_candidates(rows({}, {}), ONE, SETTINGS)
    assert rank_candidates(rows({}, {}).drop("class_points"), ONE, SETTINGS).equals(with_nulls)


def test_without_terms_every_gene_is_alike():
    told = ONE.with_columns(phenotype_score=pl.lit(None, pl.Float64))
    row = only(rank_candidates(rows({}), told, SETTINGS))
    assert parts(row["rank_parts"])["phenotype"][::2] == (SETTINGS.neutral, "not_assessable")
    assert (row["phenotype_score"], row["phenotype_disease"], row["phenotype_matches"]) == (None, None, None)


def test_a_gene_without_disease_is_not_zero():
    row = only(rank_candidates(rows({}), NONE, SETTINGS))
    assert parts(row["rank_parts"])["phenotype"][::2] == (SETTINGS.no_disease, "no_disease")
    assert row["phenotype_score"] is None


@pytest.mark.parametrize(
    ("modes", "disease", "value", "word"),
    [
        (["dominant"], "OMIM:1", 0.4, None),
        (["recessive_homozygous"], "OMIM:2", 0.6, None),
        (["x_linked_recessive"], "OMIM:2", 0.3, "other_mode"),
        ([], "OMIM:2", 0.6, None),
    ],
)
def test_the_disease_goes_with_the_mode(modes, disease, value, word):
    told = diseases(("G1", "OMIM:1", 0.4, ("dominant",)), ("G1", "OMIM:2", 0.6, ("recessive",)))
    row = only(rank_candidates(rows({"modes": modes}), told, RankSettings(other_mode=0.5)))
    assert row["phenotype_disease"] == f"{disease} D"
    assert row["phenotype_matches"] == [f"{disease}=x"]
    assert parts(row["rank_parts"])["phenotype"][::2] == (pytest.approx(value), word)


def test_a_disease_without_modes_goes_with_all():
    told = diseases(("G1", "ORPHA:1", 0.7, ()), ("G1", "OMIM:2", 0.6, ("other",)))
    row = only(rank_candidates(rows({"modes": ["y_linked"]}), told, SETTINGS))
    assert row["phenotype_disease"] == "ORPHA:1 D"


def test_a_disease_without_modes_has_those_of_the_genes_others():
    told = diseases(("G1", "ORPHA:1", 0.8, ()), ("G1", "OMIM:2", 0.1, ("recessive",)))
    one, two = rank_candidates(rows({}, {"modes": ["recessive_homozygous"]}), told, SETTINGS).iter_rows(named=True)
    assert parts(one["rank_parts"])["phenotype"][2] == "other_mode"
    assert parts(two["rank_parts"])["phenotype"][::2] == (0.8, None)


def test_a_pair_has_one_place_and_the_mean_of_both():
    pair = {"modes": ["compound_heterozygous"], "partner_phase": "in_trans_by_parents"}
    given = rows(
        pair | {"partners": ["1-2-A-G"], "impact": "HIGH", "consequence": "stop_gained"},
        pair | {"partners": ["1-1-A-G"]},
        {"gene": "G2", "gene_symbol": "TWO", "impact": "LOW", "consequence": "synonymous_variant"},
    )
    told = diseases(("G1", "OMIM:1", 0.8, ("recessive",)))
    first, second, third = rank_candidates(given, told, SETTINGS).iter_rows(named=True)
    assert first["rank_score"] == second["rank_score"]
    assert (first["rank"], second["rank"], third["rank"]) == (1, 1, 2)
    mean = (SETTINGS.consequence.high + SETTINGS.consequence.missense) / 2
    assert parts(first["rank_parts"])["consequence"][0] == pytest.approx(mean, abs=0.001)
    assert "with=1-2-A-G" in first["rank_parts"]
    assert "with=1-1-A-G" in second["rank_parts"]


def test_of_several_partners_the_weightiest_counts():
    pair = {"modes": ["compound_heterozygous"], "partner_phase": "unknown"}
    given = rows(
        pair | {"partners": ["1-2-A-G", "1-3-A-G"]},
        pair | {"partners": ["1-1-A-G", "1-3-A-G"]},
        pair | {"partners": ["1-1-A-G", "1-2-A-G"], "impact": "HIGH", "consequence": "stop_gained"},
    )
    found = rank_candidates(given, ONE, SETTINGS)
    assert [[text for text in texts if text.startswith("with=")] for texts in found["rank_parts"]] == [
        ["with=1-3-A-G"],
        ["with=1-3-A-G"],
        ["with=1-1-A-G"],
    ]
    assert found["rank"].to_list() == [1, 2, 1]


def test_equals_stand_in_a_fixed_order():
    given = rows({"gene": "G2", "gene_symbol": "TWO"}, {}, {})
    one = rank_candidates(given, diseases(), SETTINGS)
    other = rank_candidates(given.reverse(), diseases(), SETTINGS)
    assert one["rank"].to_list() == [3, 1, 2]
    assert other["rank"].to_list() == [2, 1, 3]
