"""Each criterion with an allele just on each side of it, and what it says where something is not known."""

from typing import Any

import polars as pl
import pytest

from genopipe.acmg_codes import Criterion
from genopipe.classify.evidence import CRITERIA
from genopipe.classify.evidence import ask_criteria
from genopipe.classify.evidence import prepare_facts
from genopipe.classify.facts import Context
from genopipe.classify.facts import whole
from genopipe.classify_settings import ClassifySettings
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.curated import read_curated
from unit.classify.rows import DATA
from unit.classify.rows import FOUND
from unit.classify.rows import MET_MODERATE
from unit.classify.rows import MET_STRONG
from unit.classify.rows import MET_SUPPORTING
from unit.classify.rows import MET_VERY_STRONG
from unit.classify.rows import NOT_MET
from unit.classify.rows import UNKNOWN
from unit.classify.rows import ask
from unit.classify.rows import make_context
from unit.classify.rows import make_facts
from unit.classify.rows import told

PROVEN = make_context(parents_proven=True)
NO_CLINVAR = make_context(data={name: title for name, title in DATA.items() if name not in ("clinvar", "neighbours")})
NO_PHENOTYPE = make_context(data={name: title for name, title in DATA.items() if name != "phenotype"})
NULL: dict[str, Any] = {
    "consequence": "stop_gained",
    "impact": "HIGH",
    "null_kind": "nonsense",
    "null_nmd": True,
    "relevant": "yes",
    "clingen_dosage_haploinsufficiency": "3",
}
INTRON = {"consequence": "intron_variant", "exon": None, "hgvs_c": "ENST1.1:c.88+9A>T"}
DELETION = {"consequence": "inframe_deletion", "ref": "ACAGCAG", "alt": "A"}
RECESSIVE = {"gene_mode": "biallelic"}
MITO = {"place": "mitochondrion", "gene_mode": "mitochondrial"}

SIDES: list[tuple[str, dict[str, Any], tuple[str, str | None]]] = [
    ("PVS1", NULL, MET_VERY_STRONG),
    ("PVS1", {}, NOT_MET),
    ("PVS1", {**NULL, "clingen_dosage_haploinsufficiency": None}, UNKNOWN),
    ("PVS1", {**NULL, "clingen_dosage_haploinsufficiency": "40"}, NOT_MET),
    ("PVS1", {**NULL, "clingen_dosage_haploinsufficiency": "30"}, NOT_MET),
    ("PVS1", {**NULL, **RECESSIVE, "clingen_dosage_haploinsufficiency": "30"}, MET_VERY_STRONG),
    ("PVS1", {**NULL, "clingen_dosage_haploinsufficiency": "Not yet evaluated"}, UNKNOWN),
    ("PVS1", {**NULL, "clingen_dosage_haploinsufficiency": "0", "constraint_loeuf": 0.2}, MET_VERY_STRONG),
    ("PVS1", {**NULL, "clingen_dosage_haploinsufficiency": None, "constraint_loeuf": 0.2}, MET_VERY_STRONG),
    (
        "PVS1",
        {**NULL, "clingen_dosage_haploinsufficiency": None, "constraint_loeuf": 0.2, "has_disease": False},
        NOT_MET,
    ),
    ("PVS1", {**NULL, **RECESSIVE, "clingen_dosage_haploinsufficiency": None, "constraint_loeuf": 0.2}, NOT_MET),
    ("PVS1", {**NULL, "relevant": "no"}, NOT_MET),
    ("PVS1", {**NULL, "relevant": None}, UNKNOWN),
    ("PVS1", {**NULL, "null_nmd": False, "null_lost": 0.5}, UNKNOWN),
    ("PVS1", {**NULL, "null_nmd": False, "null_lost": 0.5, "lost_examined": "1 to 9"}, MET_STRONG),
    ("PVS1", {**NULL, "null_nmd": False, "null_lost": 0.05, "lost_examined": "1 to 9"}, MET_MODERATE),
    ("PVS1", {**NULL, "null_nmd": False, "null_lost": 0.5, "lost_tolerant": "1 to 9"}, NOT_MET),
    ("PVS1", {**NULL, "null_nmd": False, "null_lost": 0.05, "lost_critical": "1 to 9"}, MET_STRONG),
    ("PVS1", {**NULL, "null_nmd": False, "null_lost": 0.05, "lost_pathogenic": 2}, MET_STRONG),
    ("PVS1", {**NULL, "null_kind": "gene"}, MET_VERY_STRONG),
    ("PVS1", {**NULL, "null_kind": "splice", "null_frame": "out_of_frame"}, MET_VERY_STRONG),
    (
        "PVS1",
        {
            **NULL,
            "null_kind": "splice",
            "null_frame": "in_frame",
            "null_nmd": False,
            "null_lost": 0.2,
            "lost_examined": "x",
        },
        MET_STRONG,
    ),
    ("PVS1", {**NULL, "null_kind": "splice", "null_problem": "the exon that would be lost does not code"}, UNKNOWN),
    ("PVS1", {**NULL, "null_kind": "start", "start_pathogenic": 1}, MET_MODERATE),
    ("PVS1", {**NULL, "null_kind": "start", "start_pathogenic": 0}, MET_SUPPORTING),
    ("PVS1", {**NULL, "null_kind": "start"}, UNKNOWN),
    ("PVS1", {**NULL, "null_kind": "start", "start_pathogenic": 1, "start_other": "ENST2.1"}, NOT_MET),
    ("PS1", {"clinvar_same_change": "7:Pathogenic:1"}, MET_STRONG),
    ("PS1", {"clinvar_same_change": "7:Pathogenic:0"}, NOT_MET),
    ("PS1", {"clinvar_same_change": "7:Pathogenic:?"}, NOT_MET),
    ("PS1", {"clinvar_same_change": "7:Likely_pathogenic:2"}, MET_MODERATE),
    ("PS1", {"clinvar_same_change": "7:Pathogenic/Likely_pathogenic:2"}, MET_MODERATE),
    ("PS1", {"clinvar_same_change": "7:Pathogenic:2", "spliceai": 0.2}, NOT_MET),
    ("PS1", {}, NOT_MET),
    ("PS1", {**INTRON, "consequence": "splice_region_variant&intron_variant"}, NOT_MET),
    (
        "PS1",
        {**INTRON, "consequence": "splice_region_variant", "clinvar_same_splice": "7:Pathogenic:2", "spliceai": 0.2},
        MET_STRONG,
    ),
    ("PS1", {**INTRON, "consequence": "splice_region_variant", "clinvar_same_splice": "7:Pathogenic:2"}, UNKNOWN),
    (
        "PS1",
        {
            "consequence": "splice_donor_variant",
            "clinvar_same_splice": "7:Pathogenic:2",
            "pvs1_strength": "very_strong",
        },
        MET_SUPPORTING,
    ),
    (
        "PS1",
        {"consequence": "splice_donor_variant", "clinvar_same_splice": "7:Pathogenic:2", "pvs1_strength": "moderate"},
        MET_STRONG,
    ),
    ("PM5", {"clinvar_same_codon": "7:Pathogenic:1"}, MET_MODERATE),
    ("PM5", {"clinvar_same_codon": "7:Likely_pathogenic:1"}, MET_SUPPORTING),
    ("PM5", {"clinvar_same_codon": "7:Pathogenic:0"}, NOT_MET),
    ("PM5", {"clinvar_same_codon": "7:Pathogenic:1", "consequence": "stop_gained"}, NOT_MET),
    ("PM1", {"hot_pathogenic": 4, "hot_benign": 0}, MET_MODERATE),
    ("PM1", {"hot_pathogenic": 3, "hot_benign": 0}, NOT_MET),
    ("PM1", {"hot_pathogenic": 4, "hot_benign": 1}, NOT_MET),
    ("PM1", {"hot_region": "residues 1 to 20 (doi)"}, MET_MODERATE),
    ("PM1", {}, UNKNOWN),
    ("PM2", {}, MET_SUPPORTING),
    ("PM2", {"frequency_state": "not_assessable"}, UNKNOWN),
    ("PM2", {"frequency_state": None}, UNKNOWN),
    ("PM2", FOUND, MET_SUPPORTING),
    ("PM2", {**FOUND, "frequency_max": 0.00005}, NOT_MET),
    ("PM2", {**FOUND, **RECESSIVE, "frequency_max": 0.00005}, MET_SUPPORTING),
    ("PM2", {**FOUND, "gene_mode": None, "frequency_max": 0.00005}, NOT_MET),
    ("PM4", {**DELETION, "simple_repeats_touched": False}, MET_MODERATE),
    ("PM4", {**DELETION, "ref": "ACAG", "simple_repeats_touched": False}, MET_SUPPORTING),
    ("PM4", {**DELETION, "simple_repeats_touched": True}, NOT_MET),
    ("PM4", DELETION, UNKNOWN),
    ("PM4", {"consequence": "stop_lost"}, MET_MODERATE),
    ("PM4", {}, NOT_MET),
    ("BP3", {**DELETION, "simple_repeats_touched": True, "hot_pathogenic": 0}, MET_SUPPORTING),
    ("BP3", {**DELETION, "simple_repeats_touched": True, "hot_pathogenic": 1}, NOT_MET),
    ("BP3", {**DELETION, "simple_repeats_touched": True}, UNKNOWN),
    ("BP3", {**DELETION, "simple_repeats_touched": False}, NOT_MET),
    ("BP3", DELETION, UNKNOWN),
    ("PP2", {"constraint_mis_z": 3.2, "known_pathogenic": 20, "known_missense": 16}, MET_SUPPORTING),
    ("PP2", {"constraint_mis_z": 3.0, "known_pathogenic": 20, "known_missense": 16}, NOT_MET),
    ("PP2", {"constraint_mis_z": 3.2, "known_pathogenic": 20, "known_missense": 14}, NOT_MET),
    ("PP2", {"constraint_mis_z": 3.2, "known_pathogenic": 9, "known_missense": 9}, NOT_MET),
    ("PP2", {"known_pathogenic": 20, "known_missense": 16}, UNKNOWN),
    ("PP2", {"constraint_mis_z": 3.2}, UNKNOWN),
    ("BP1", {"known_pathogenic": 20, "known_null": 15}, MET_SUPPORTING),
    ("BP1", {"known_pathogenic": 20, "known_null": 14}, NOT_MET),
    ("BP1", {"known_pathogenic": 0, "known_null": 0}, NOT_MET),
    ("BP1", {}, UNKNOWN),
    ("PP3", {"revel_score": 0.95}, MET_STRONG),
    ("PP3", {"revel_score": 0.8}, MET_MODERATE),
    ("PP3", {"revel_score": 0.7}, MET_SUPPORTING),
    ("PP3", {"revel_score": 0.5}, NOT_MET),
    ("PP3", {"revel_score": 0.5, "spliceai": 0.3}, MET_SUPPORTING),
    ("PP3", {"spliceai": 0.1}, UNKNOWN),
    ("PP3", {**INTRON, "spliceai": 0.3}, MET_SUPPORTING),
    ("PP3", INTRON, UNKNOWN),
    ("PP3", {**NULL, "spliceai": 0.9}, NOT_MET),
    ("PP3", {**MITO, "revel_score": 0.95}, NOT_MET),
    ("BP4", {"revel_score": 0.002}, MET_VERY_STRONG),
    ("BP4", {"revel_score": 0.01}, MET_STRONG),
    ("BP4", {"revel_score": 0.1}, MET_MODERATE),
    ("BP4", {"revel_score": 0.25}, MET_SUPPORTING),
    ("BP4", {"revel_score": 0.4}, NOT_MET),
    ("BP4", {"revel_score": 0.002, "spliceai": 0.15}, NOT_MET),
    ("BP4", {"revel_score": 0.002, "consequence": "missense_variant&splice_region_variant"}, UNKNOWN),
    ("BP4", {}, UNKNOWN),
    ("BP4", {**INTRON, "spliceai": 0.05}, MET_SUPPORTING),
    ("BP4", {**DELETION, "spliceai": 0.05}, NOT_MET),
    ("BP7", {"consequence": "synonymous_variant", "spliceai": 0.1}, MET_SUPPORTING),
    ("BP7", {"consequence": "synonymous_variant", "spliceai": 0.11}, NOT_MET),
    ("BP7", {"consequence": "synonymous_variant"}, UNKNOWN),
    ("BP7", {"consequence": "splice_region_variant&synonymous_variant", "spliceai": 0.0}, NOT_MET),
    ("BP7", {**INTRON, "hgvs_c": "ENST1.1:c.88+6A>T", "spliceai": 0.0}, NOT_MET),
    ("BP7", {**INTRON, "hgvs_c": "ENST1.1:c.88+7A>T", "spliceai": 0.0}, MET_SUPPORTING),
    ("BP7", {**INTRON, "hgvs_c": "ENST1.1:c.89-20A>T", "spliceai": 0.0}, NOT_MET),
    ("BP7", {**INTRON, "hgvs_c": "ENST1.1:c.89-21A>T", "spliceai": 0.0}, MET_SUPPORTING),
    ("BP7", {**INTRON, "hgvs_c": "ENST1.1:c.89-40_89-18del", "spliceai": 0.0}, NOT_MET),
    ("BP7", {**INTRON, "hgvs_c": "ENST1.1:c.-12+7A>T", "spliceai": 0.0}, MET_SUPPORTING),
    ("BP7", {**INTRON, "hgvs_c": None, "spliceai": 0.0}, UNKNOWN),
    ("BA1", {**FOUND, "faf95": 0.051}, ("met", "stand_alone")),
    ("BA1", {**FOUND, "faf95": 0.049, "frequency_max": 0.06}, NOT_MET),
    ("BA1", {**FOUND, "faf95": 0.051, "listed": True}, NOT_MET),
    ("BA1", {**FOUND, "faf95": None, "frequency_max": 0.06, "frequency_global": 0.01}, UNKNOWN),
    ("BA1", {**FOUND, "faf95": None, "frequency_max": 0.06, "frequency_global": 0.055}, ("met", "stand_alone")),
    (
        "BA1",
        {**FOUND, "faf95": None, "frequency_max": 0.06, "frequency_global": 0.055, "allele_number": 1999},
        UNKNOWN,
    ),
    ("BA1", {"frequency_state": "not_assessable"}, UNKNOWN),
    ("BA1", {**FOUND, **MITO, "faf95": 0.011}, ("met", "stand_alone")),
    ("BS1", {**FOUND, "faf95": 0.0006}, MET_STRONG),
    ("BS1", {**FOUND, **RECESSIVE, "faf95": 0.0006}, NOT_MET),
    ("BS1", {**FOUND, "gene_mode": None, "faf95": 0.0006}, NOT_MET),
    ("BS1", {**FOUND, "faf95": 0.0006, "maximum_credible": 0.001, "maximum_credible_text": "x"}, NOT_MET),
    ("BS1", {**FOUND, "faf95": 0.0006, "maximum_credible": 0.0001, "maximum_credible_text": "x"}, MET_STRONG),
    ("BS1", {**FOUND, "faf95": 0.0006, "listed": True}, NOT_MET),
    ("BS1", {"frequency_state": "not_assessable"}, UNKNOWN),
    ("BS2", {**FOUND, "homozygotes": 6}, MET_STRONG),
    ("BS2", {**FOUND, "homozygotes": 5}, NOT_MET),
    ("BS2", {**FOUND, **RECESSIVE, "homozygotes": 3}, MET_STRONG),
    ("BS2", {**FOUND, "homozygotes": 60, "gene_penetrance": "incomplete"}, NOT_MET),
    ("BS2", {**FOUND, "homozygotes": 60, "gene_mode": None}, UNKNOWN),
    ("BS2", {**FOUND, "homozygotes": None}, UNKNOWN),
    ("BS2", {**FOUND, "place": "X", "gene_mode": "x_linked_recessive", "hemizygotes": 3}, MET_STRONG),
    ("BS2", {**FOUND, "place": "X", "gene_mode": "x_linked_recessive", "homozygotes": 60}, UNKNOWN),
    ("BS2", {**FOUND, **MITO, "homozygotes": 60}, NOT_MET),
    ("PM3", {**RECESSIVE, "partner_pathogenic": "pathogenic", "partner_phase": "in_trans_by_parents"}, MET_MODERATE),
    ("PM3", {**RECESSIVE, "partner_pathogenic": "pathogenic", "partner_phase": "unknown"}, MET_SUPPORTING),
    ("PM3", {**RECESSIVE, "partner_pathogenic": "likely_pathogenic", "partner_phase": "unknown"}, NOT_MET),
    ("PM3", {**RECESSIVE, "recessive_homozygous": True}, MET_SUPPORTING),
    ("PM3", {**RECESSIVE, "recessive_homozygous": True, "too_common": True}, NOT_MET),
    ("PM3", {**RECESSIVE, "recessive_homozygous": False, "compound_heterozygous": False}, NOT_MET),
    ("PM3", RECESSIVE, UNKNOWN),
    ("PM3", {"gene_mode": None}, UNKNOWN),
    ("PM3", {"partner_pathogenic": "pathogenic", "partner_phase": "in_trans_by_parents"}, NOT_MET),
    ("PP1", {"segregation_bits": 3.0}, MET_SUPPORTING),
    ("PP1", {"segregation_bits": 2.9}, NOT_MET),
    ("PP1", {}, UNKNOWN),
    ("BS4", {"lacking_affected": 2, "asked_affected": 2}, MET_STRONG),
    ("BS4", {"lacking_affected": 1, "asked_affected": 2}, MET_SUPPORTING),
    ("BS4", {"lacking_affected": 0, "asked_affected": 2}, NOT_MET),
    ("BS4", {"lacking_affected": 0, "asked_affected": 0}, UNKNOWN),
    ("BS4", {}, UNKNOWN),
    ("BP2", {"cis_allele": "1-9-C-G"}, MET_SUPPORTING),
    ("BP2", {"partner_pathogenic": "pathogenic", "partner_phase": "in_trans_by_reads"}, MET_SUPPORTING),
    (
        "BP2",
        {"partner_pathogenic": "pathogenic", "partner_phase": "in_trans_by_reads", "gene_penetrance": "incomplete"},
        NOT_MET,
    ),
    ("BP2", {**RECESSIVE, "partner_pathogenic": "pathogenic", "partner_phase": "in_trans_by_reads"}, NOT_MET),
    ("BP2", {"partner_pathogenic": "pathogenic", "partner_phase": "unknown"}, UNKNOWN),
    ("BP2", {}, NOT_MET),
    ("BP5", {"explained_by": "2-9-C-G in TWO"}, MET_SUPPORTING),
    ("BP5", {}, NOT_MET),
    ("PP4", {"phenotype_score": 0.61}, MET_SUPPORTING),
    ("PP4", {"phenotype_score": 0.59}, NOT_MET),
    ("PP4", {}, UNKNOWN),
    ("PP5", {}, UNKNOWN),
    ("BP6", {}, UNKNOWN),
    ("PS3", {}, UNKNOWN),
    ("PS4", {}, UNKNOWN),
    ("BS3", {}, UNKNOWN),
    ("PM6", {"de_novo": True, "phenotype_score": 0.7}, MET_SUPPORTING),
    ("PM6", {"de_novo": True, "phenotype_score": 0.5}, NOT_MET),
    ("PM6", {"de_novo": True, "gene_confidence": "amber"}, UNKNOWN),
    ("PM6", {"de_novo": True, "gene_confidence": "amber", "phenotype_score": 0.1}, NOT_MET),
    ("PM6", {"de_novo": False}, NOT_MET),
    ("PM6", {}, UNKNOWN),
    ("PM6", {**MITO, "de_novo": True}, NOT_MET),
    ("PS2", {"de_novo": True, "phenotype_score": 0.7}, NOT_MET),
]


@pytest.mark.parametrize(("criterion", "facts", "expected"), SIDES)
def test_each_side(criterion: str, facts: dict[str, Any], expected: tuple[str, str | None]):
    assert told(criterion, **facts) == expected


def test_every_criterion_has_each_outcome_that_it_may_have():
    outcomes: dict[str, set[str]] = {}
    for criterion, _, (outcome, _) in SIDES:
        outcomes.setdefault(criterion, set()).add(outcome)
    assert set(outcomes) == {criterion.value for criterion in Criterion}
    two = {"PP5", "BP6", "PS2", "PS3", "PS4", "BS3", "BP5", "PM5"}
    assert all(len(found) == 3 for name, found in outcomes.items() if name not in two)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"phenotype_score": 0.7}, MET_MODERATE),
        ({"phenotype_score": 0.5}, MET_SUPPORTING),
        ({"phenotype_score": 0.5, "gene_confidence": None}, NOT_MET),
        ({"phenotype_score": 0.7, "gene_mode": "biallelic"}, NOT_MET),
    ],
)
def test_proven_parents_give_ps2(facts: dict[str, Any], expected: tuple[str, str | None]):
    assert told("PS2", PROVEN, de_novo=True, **facts) == expected
    assert told("PM6", PROVEN, de_novo=True, **facts) == NOT_MET


def test_an_affected_parent_stops_de_novo():
    context = make_context(parents_proven=True, parents_affected=True)
    assert told("PS2", context, de_novo=True, phenotype_score=0.9) == NOT_MET


def test_reasons_do_not_doubt_parents():
    rows = [ask(name, de_novo=True, phenotype_score=0.9)["reason"] for name in ("PS2", "PM6")]
    assert not any(word in reason for reason in rows for word in ("prove", "confirm", "identity", "paternity"))


@pytest.mark.parametrize("criterion", ["PS1", "PM5"])
def test_clinvar_that_was_not_asked_is_not_a_no(criterion: str):
    assert told(criterion, NO_CLINVAR) == UNKNOWN


def test_a_phenotype_that_was_not_compared_is_not_a_no():
    assert told("PP4", NO_PHENOTYPE, phenotype_score=0.9) == UNKNOWN


def test_one_predictor_speaks():
    context = make_context(settings=ClassifySettings(predictor="alphamissense"))
    assert told("PP3", context, revel_score=0.99, alphamissense_score=0.5) == NOT_MET
    assert told("PP3", context, alphamissense_score=0.99) == MET_STRONG
    assert told("PP3", context, revel_score=0.99) == UNKNOWN


@pytest.mark.parametrize("criterion", ["PS3", "PS4", "BS3"])
def test_curated_evidence(criterion: str):
    rows = {
        "allele": ["1-100-A-T"],
        "gene": ["ENSG1"],
        "criterion": [criterion],
        "outcome": ["met"],
        "strength": ["moderate"],
        "reason": ["half of the activity is left"],
        "evidence_source": ["doi:10.1000/x"],
    }
    context = make_context(curated=pl.DataFrame(rows))
    row = ask(criterion, context)
    assert (row["outcome"], row["strength"], row["source"]) == ("met", "moderate", "doi:10.1000/x")
    assert "half of the activity" in row["reason"]
    assert told(criterion, context, allele="1-101-A-T") == UNKNOWN
    own = make_context(curated=pl.DataFrame(rows).with_columns(strength=pl.lit(None, dtype=pl.String)))
    assert ask(criterion, own)["strength"] == shipped_acmg().criteria[Criterion(criterion)].strength.value
    no = make_context(curated=pl.DataFrame(rows).with_columns(outcome=pl.lit("not_met")))
    assert ask(criterion, no)["outcome"] == "not_met"


def test_nine_exceptions_on_both_builds():
    listed = read_curated("ba1_exceptions")
    counts = listed.group_by("build").len().sort("build")
    assert counts.rows() == [("GRCh37", 9), ("GRCh38", 9)]
    assert listed.select("build", "allele").is_unique().all()
    assert listed.group_by("clinvar").len()["len"].to_list() == [2] * 9


def test_no_fact_at_all_meets_no_criterion():
    facts = whole(pl.DataFrame({"allele": ["1-1-A-T"], "gene": ["G"]}))
    context = Context(acmg=shipped_acmg(), settings=ClassifySettings())
    made = ask_criteria(prepare_facts(facts, context), context)
    assert made.height == len(CRITERIA) == 28
    assert not made.filter(outcome="met").height
    assert not made["reason"].has_nulls()


def test_rows_keep_their_order_and_do_not_change_one_another():
    alone = [ask_criteria(make_facts(row), make_context()) for row in ({}, {**NULL, "allele": "1-9-C-G"})]
    together = ask_criteria(make_facts({}, {**NULL, "allele": "1-9-C-G"}), make_context())
    assert together.equals(pl.concat(alone))
