"""From evidence to the table of criteria and the classes: points, what counts, figures of a gene of its own."""

from typing import Any

import polars as pl
import pytest

from genopipe.acmg import Acmg
from genopipe.acmg_codes import Criterion
from genopipe.classify.classes import add_classes
from genopipe.classify.classes import make_classes
from genopipe.classify.classes import make_table
from genopipe.classify.deciding import EVIDENCE_SCHEMA
from genopipe.io.acmg_file import shipped_acmg
from genopipe.tables import CRITERIA

ACMG = shipped_acmg()
KEYS = ["allele", "gene"]


def evidence(*rows: tuple[str, str, str, str | None], gene: str = "ENSG1") -> pl.DataFrame:
    """Return evidence of alleles of a gene: allele, criterion, outcome and strength."""
    made = [
        {
            **dict.fromkeys(EVIDENCE_SCHEMA),
            "allele": allele,
            "gene": gene,
            "criterion": criterion,
            "outcome": outcome,
            "strength": strength,
            "reason": "r",
            "decided_by": "engine",
            "engine_outcome": outcome,
            "engine_strength": strength,
            "curator_reason": None,
        }
        for allele, criterion, outcome, strength in rows
    ]
    more = dict.fromkeys(("decided_by", "engine_outcome", "engine_strength", "curator_reason"), pl.String)
    return pl.DataFrame(made, schema={**EVIDENCE_SCHEMA, **more})


def ten_points_for_strong() -> Acmg:
    """Return figures in which a strong criterion weighs ten points."""
    points = {**ACMG.combination.points}
    points = {strength: 10 if strength.value == "strong" else count for strength, count in points.items()}
    return ACMG.model_copy(update={"combination": ACMG.combination.model_copy(update={"points": points})})


MADE = (
    ("2-9-C-G", "PVS1", "met", "very_strong"),
    ("2-9-C-G", "PM2", "met", "supporting"),
    ("2-9-C-G", "PP3", "met", "supporting"),
    ("2-9-C-G", "BS1", "not_met", None),
    ("1-9-C-G", "PS1", "met", "strong"),
    ("1-9-C-G", "BP4", "met", "moderate"),
    ("1-9-C-G", "PM1", "not_assessable", None),
)


def test_the_table_has_points_and_says_what_counts():
    table = make_table(evidence(*MADE), ACMG, {})
    assert table.columns == list(CRITERIA.schema())
    told = table.select("allele", "criterion", "points", "counted").rows()
    assert told == [
        ("2-9-C-G", "PVS1", 8, True),
        ("2-9-C-G", "PM2", 1, True),
        ("2-9-C-G", "PP3", 1, False),  # PVS1 holds it
        ("2-9-C-G", "BS1", None, False),
        ("1-9-C-G", "PS1", 4, True),
        ("1-9-C-G", "BP4", -2, True),
        ("1-9-C-G", "PM1", None, False),
    ]


def classed(
    candidates: pl.DataFrame, states: dict[str, Any], rows: pl.DataFrame, own: dict[str, Acmg]
) -> list[dict[str, Any]]:
    """Return candidates with their classes."""
    table = make_table(rows, ACMG, own)
    return add_classes(candidates, pl.DataFrame(states), make_classes(table, ACMG, own)).to_dicts()


def test_the_classes_of_candidates():
    candidates = pl.DataFrame(
        {
            "allele": ["1-9-C-G", "3-9-C-G", "2-9-C-G"],
            "gene": ["ENSG1"] * 3,
            "class": ["old"] * 3,
            "class_state": ["old"] * 3,
            "kept": [1, 2, 3],
        }
    )
    states = {
        "allele": ["2-9-C-G", "1-9-C-G", "3-9-C-G"],
        "gene": ["ENSG1"] * 3,
        "class_state": ["classified", "classified", "not classified: x"],
    }
    first, second, third = classed(candidates, states, evidence(*MADE), {})
    assert [row["kept"] for row in (first, second, third)] == [1, 2, 3]
    assert (first["class"], first["class_points"], first["criteria"]) == (
        "uncertain_significance",
        2,
        ["PS1", "BP4_Moderate"],
    )
    assert (third["class"], third["class_points"], third["criteria"]) == (
        "likely_pathogenic",
        9,
        ["PVS1", "PM2_Supporting"],
    )
    assert second["class_state"] == "not classified: x"
    assert [second[name] for name in ("class", "class_points", "criteria")] == [None] * 3


def test_what_is_classified_without_a_criterion_has_none():
    candidates = pl.DataFrame({"allele": ["1-9-C-G", "2-9-C-G"], "gene": ["ENSG1"] * 2})
    states = {**candidates.to_dict(as_series=False), "class_state": ["classified", "not classified: x"]}
    rows = evidence(("1-9-C-G", "PM2", "not_met", None), ("2-9-C-G", "PM2", "met", "supporting"))
    first, second = classed(candidates, states, rows, {})
    assert (first["class_points"], first["criteria"]) == (0, [])
    assert second["criteria"] is None


@pytest.mark.parametrize(("own", "expected"), [({}, (4, 4)), ({"ENSG2": ten_points_for_strong()}, (4, 10))])
def test_a_gene_by_its_own_figures(own: dict[str, Acmg], expected: tuple[int, int]):
    rows = pl.concat(evidence(("1-9-C-G", "PS1", "met", "strong"), gene=gene) for gene in ("ENSG1", "ENSG2"))
    candidates = pl.DataFrame({"allele": ["1-9-C-G"] * 2, "gene": ["ENSG1", "ENSG2"]})
    states = {**candidates.to_dict(as_series=False), "class_state": ["classified"] * 2}
    made = classed(candidates, states, rows, own)
    assert tuple(row["class_points"] for row in made) == expected
    assert [row["criteria"] for row in made] == [["PS1"], ["PS1"]]


def test_the_codes_stand_in_the_order_of_the_guideline():
    names = [criterion.value for criterion in Criterion]
    met = [("1-9-C-G", name, "met", "supporting") for name in ("BP1", "PP1", "PM1", "BS4")]
    candidates = pl.DataFrame({"allele": ["1-9-C-G"], "gene": ["ENSG1"]})
    states = {**candidates.to_dict(as_series=False), "class_state": ["classified"]}
    (row,) = classed(candidates, states, evidence(*met), {})
    codes = [code.partition("_")[0] for code in row["criteria"]]
    assert codes == sorted(codes, key=names.index)
    assert len(codes) == 4


@pytest.mark.parametrize(
    ("met", "without"),
    [
        ("PS1=strong PM2=supporting PP4=supporting", "uncertain significance"),  # 6 points, 5 without
        ("PVS1=very_strong PM2=supporting PP4=supporting", "likely pathogenic"),  # 10 points, 9 without
        ("PS1=strong PM1=moderate PP4=supporting", None),  # 7 points, 6 without
        ("PM2=supporting PP4=supporting", None),
        ("PS2=strong PM2=supporting PP3=supporting PP4=supporting", None),  # PP4 gives way to PS2
        ("BP4=moderate BP7=supporting PM2=supporting PP4=supporting", "likely benign"),  # -1 points, -2 without
    ],
)
def test_a_class_that_rests_on_the_phenotype_is_told(met: str, without: str | None):
    rows = [("1-9-C-G", *word.split("=")) for word in met.split()]
    table = make_table(evidence(*((one, name, "met", strength) for one, name, strength in rows)), ACMG, {})
    told = dict(table.select("criterion", "reason").iter_rows())
    assert told.pop("PP4") == (f"r; the class rests on it: without it {without}" if without else "r")
    assert set(told.values()) == {"r"}


def test_a_phenotype_that_does_not_fit_tells_nothing_of_the_class():
    rows = [("1-9-C-G", "PS1", "met", "strong"), ("1-9-C-G", "PP4", "not_met", None)]
    assert make_table(evidence(*rows), ACMG, {})["reason"].to_list() == ["r", "r"]


def test_what_rests_on_the_phenotype_goes_by_the_figures_of_the_gene():
    met = [("1-9-C-G", name, "met", strength) for name, strength in (("PS1", "strong"), ("PP4", "supporting"))]
    rows = pl.concat(evidence(*met, gene=gene) for gene in ("ENSG1", "ENSG2"))
    limits = {**ACMG.thresholds}
    limits["class_likely_pathogenic"] = limits["class_likely_pathogenic"].model_copy(update={"value": 5})
    table = make_table(rows, ACMG, {"ENSG2": ACMG.model_copy(update={"thresholds": limits})})
    told = table.filter(criterion="PP4").select("gene", "reason").rows()
    assert told == [("ENSG1", "r"), ("ENSG2", "r; the class rests on it: without it uncertain significance")]
