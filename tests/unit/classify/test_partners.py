"""What other alleles of a case say of one: partner, same copy, another cause."""

from typing import Any

import polars as pl
import pytest

from genopipe.classify.evidence import ask_criteria
from genopipe.classify.evidence import prepare_facts
from genopipe.classify.partners import add_partners
from genopipe.io.acmg_file import shipped_acmg
from unit.classify.rows import make_context
from unit.classify.rows import make_facts

CLINVAR = {"clinvar_pathogenic": True, "clinvar_significance": "Pathogenic", "clinvar_stars": 2}
MUM = {"proband_copies": 1, "inherited_from": "mother"}


def added(*rows: dict[str, Any], classes: list[str | None] | None = None) -> list[dict[str, Any]]:
    """Return rows with what others say of them."""
    facts = make_facts(*rows)
    first = pl.Series(classes or [None] * facts.height, dtype=pl.String)
    return add_partners(facts, first, shipped_acmg()).to_dicts()


@pytest.mark.parametrize(
    ("partner", "first", "expected"),
    [
        (CLINVAR, None, "pathogenic"),
        ({**CLINVAR, "clinvar_significance": "Likely_pathogenic"}, None, "likely_pathogenic"),
        ({**CLINVAR, "clinvar_significance": "Pathogenic/Likely_pathogenic"}, None, "likely_pathogenic"),
        ({**CLINVAR, "clinvar_stars": 0}, None, None),
        ({}, "pathogenic", "pathogenic"),
        ({}, "likely_pathogenic", "likely_pathogenic"),
        ({}, "uncertain_significance", None),
    ],
)
def test_the_weight_of_a_partner(partner: dict[str, Any], first: str | None, expected: str | None):
    rows = added({"partners": ["1-9-C-G"]}, {"allele": "1-9-C-G", **partner}, classes=[None, first])
    assert rows[0]["partner_pathogenic"] == expected
    assert rows[0]["partner_allele"] == ("1-9-C-G" if expected else None)


def test_a_partner_of_another_gene_is_none():
    rows = added({"partners": ["1-9-C-G"]}, {"allele": "1-9-C-G", "gene": "ENSG2", **CLINVAR})
    assert rows[0]["partner_pathogenic"] is None


def test_the_weightiest_partner_is_named():
    likely = {**CLINVAR, "clinvar_significance": "Likely_pathogenic"}
    rows = added(
        {"partners": ["1-8-C-G", "1-9-C-G"]}, {"allele": "1-8-C-G", **likely}, {"allele": "1-9-C-G", **CLINVAR}
    )
    assert rows[0]["partner_allele"] == "1-9-C-G"


def test_from_one_parent_alone_is_on_one_copy():
    other = {"allele": "1-9-C-G", **CLINVAR}
    assert added(MUM, {**other, **MUM})[0]["cis_allele"] == "1-9-C-G"
    assert added(MUM, {**other, **MUM, "inherited_from": "father"})[0]["cis_allele"] is None
    assert added(MUM, {**other, **MUM, "proband_copies": 2})[0]["cis_allele"] is None
    assert added({**MUM, "inherited_from": "both"}, {**other, **MUM, "inherited_from": "both"})[0]["cis_allele"] is None
    assert added({**MUM, **CLINVAR})[0]["cis_allele"] is None


def test_another_gene_explains_a_case():
    cause = {"allele": "2-9-C-G", "gene": "ENSG2", "gene_symbol": "TWO", "modes": ["de_novo"]}
    classes: list[str | None] = ["uncertain_significance", "pathogenic"]
    assert added({}, cause, classes=classes)[0]["explained_by"] == "2-9-C-G in TWO"
    assert added({}, cause, classes=classes)[1]["explained_by"] is None
    assert added({}, {**cause, "modes": []}, classes=classes)[0]["explained_by"] is None
    assert added({}, {**cause, "gene_confidence": "amber"}, classes=classes)[0]["explained_by"] is None
    assert added({}, cause, classes=["uncertain_significance", "likely_pathogenic"])[0]["explained_by"] is None
    assert added({}, {**cause, "gene": "ENSG1"}, classes=classes)[0]["explained_by"] is None


def test_two_diagnoses_do_not_weaken_one_another():
    cause = {"allele": "2-9-C-G", "gene": "ENSG2", "gene_symbol": "TWO", "modes": ["de_novo"]}
    rows = added({"modes": ["de_novo"]}, cause, classes=["pathogenic", "pathogenic"])
    assert [row["explained_by"] for row in rows] == [None, None]


def test_the_class_of_a_partner_is_made_without_its_partner():
    null = {
        "consequence": "stop_gained",
        "null_kind": "nonsense",
        "null_nmd": True,
        "relevant": "yes",
        "clingen_dosage_haploinsufficiency": "30",
        "gene_mode": "biallelic",
        "partner_phase": "in_trans_by_parents",
    }
    rows = make_facts({**null, "partners": ["1-9-C-G"]}, {**null, "allele": "1-9-C-G", "partners": ["1-100-A-T"]})
    context = make_context()
    prepared = prepare_facts(rows, context)
    assert prepared["partner_pathogenic"].to_list() == ["likely_pathogenic", "likely_pathogenic"]
    made = ask_criteria(prepared, context).filter(criterion="PM3")
    assert made["strength"].to_list() == ["moderate", "moderate"]
