"""How criteria are asked one after the other: what they ask of one another, and of other alleles of the case."""

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.classify.evidence import CRITERIA
from genopipe.classify.evidence import ask_criteria
from genopipe.classify.evidence import first_class
from genopipe.classify.evidence import prepare_facts
from unit.classify.rows import FOUND
from unit.classify.rows import make_context
from unit.classify.rows import make_facts
from unit.classify.said import PRESETS

NULL = PRESETS["NULL"]


def test_what_other_criteria_ask_for_is_added():
    facts = make_facts(
        NULL,
        {**FOUND, "allele": "1-2-A-T", "faf95": 0.06},
        {**FOUND, "allele": "1-3-A-T", "faf95": 0.001},
        {"allele": "1-4-A-T"},
        {"allele": "1-5-A-T", "frequency_state": "not_assessable"},
    )
    made = prepare_facts(facts, make_context())
    assert made["allele"].equals(facts["allele"])
    assert made["pvs1_strength"].to_list() == ["very_strong", None, None, None, None]
    assert made["too_common"].to_list() == [False, True, True, False, False]


def test_a_class_that_needs_no_other_allele_explains_a_case():
    cause = {
        **NULL,
        "allele": "2-9-C-G",
        "gene": "ENSG2",
        "gene_symbol": "TWO",
        "de_novo": True,
        "phenotype_score": 0.9,
        "modes": ["de_novo"],
    }
    made = prepare_facts(make_facts({}, cause), make_context(parents_proven=True))
    assert made["explained_by"].to_list() == ["2-9-C-G in TWO", None]
    without = prepare_facts(
        make_facts({}, {**cause, "phenotype_score": 0.0, "gene_confidence": "amber"}), make_context()
    )
    assert without["explained_by"].to_list() == [None, None]


def test_the_first_class_leaves_out_what_rests_on_other_alleles():
    cause = {
        **NULL,
        "allele": "2-9-C-G",
        "gene": "ENSG2",
        "gene_symbol": "TWO",
        "gene_mode": "biallelic",
        "clingen_dosage_haploinsufficiency": "30",
        "recessive_homozygous": True,
        "modes": ["recessive_homozygous"],
    }
    context = make_context()
    made = prepare_facts(make_facts({}, cause), context)
    assert made["explained_by"].to_list() == [None, None]  # PVS1 and PM2: nine points; PM3 would make it ten
    asked = ask_criteria(made, context).filter(allele="2-9-C-G", outcome="met")
    assert set(asked["criterion"]) == {"PVS1", "PM2", "PM3"}


def test_the_class_by_some_criteria():
    context = make_context()
    facts = make_facts(NULL, {"allele": "1-2-A-T"})
    evidence = pl.concat(CRITERIA[name](facts, context) for name in (Criterion.PVS1, Criterion.PM2))
    classes = dict(first_class(evidence, context).select("allele", "class").iter_rows())
    assert classes == {"1-100-A-T": "likely_pathogenic", "1-2-A-T": "uncertain_significance"}


def test_every_criterion_of_every_row_in_order():
    facts = make_facts({"allele": "1-9-A-T"}, {"allele": "1-2-A-T"}, {"allele": "1-2-A-T", "gene": "ENSG2"})
    context = make_context()
    made = ask_criteria(prepare_facts(facts, context), context)
    names = [criterion.value for criterion in CRITERIA]
    assert made["criterion"].to_list() == names * 3
    assert made.select("allele", "gene").unique(maintain_order=True).rows() == [
        ("1-9-A-T", "ENSG1"),
        ("1-2-A-T", "ENSG1"),
        ("1-2-A-T", "ENSG2"),
    ]
    assert made.columns[:3] == ["allele", "gene", "criterion"]
    assert "_row" not in made.columns
