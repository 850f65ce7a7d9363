"""What is not agreed to is set aside whatever the rules said, and its reason tells nothing."""

import polars as pl
import pytest

from genopipe.filter.consent import REASON
from genopipe.filter.consent import withhold
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.withheld import Withheld
from genopipe.withheld import withheld_genes
from unit.told import ADULT
from unit.told import carrier_gene
from unit.told import listed
from unit.told import make_case

PANEL = Panel("p", "p", "1", (PanelGene("S9", "ENSG9", Confidence.GREEN, PanelMode.BIALLELIC, Penetrance.COMPLETE),))
CHILD = {**ADULT, "age_at_report": 9, "carrier_findings": False}


def row(gene="ENSG1", bucket="candidate", modes=("dominant",), unclear=()):
    told = {"gene": gene, "gene_symbol": gene.replace("ENSG", "S"), "bucket": bucket, "by": "some_rule"}
    return {**told, "reason": "ClinVar pathogenic", "modes": list(modes), "modes_not_assessable": list(unclear)}


def ends(rows, withheld):
    types = {"modes": pl.List(pl.String), "modes_not_assessable": pl.List(pl.String)}
    return withhold(pl.DataFrame(rows, schema_overrides=types), withheld).select("bucket", "by", "reason").rows()


@pytest.mark.parametrize("withheld", [Withheld(genes=frozenset({"ENSG1"})), Withheld(genes=frozenset({"S1"}))])
def test_a_withheld_gene_is_set_aside_without_a_word(withheld):
    assert ends([row(), row(bucket="finding")], withheld) == [("set_aside", "consent", REASON)] * 2


def test_others_stay():
    kept = ("candidate", "some_rule", "ClinVar pathogenic")
    assert ends([row("ENSG2")], Withheld(genes=frozenset({"ENSG1"}))) == [kept]
    assert ends([row(bucket="set_aside")], Withheld(genes=frozenset({"ENSG1"})))[0][1] == "consent"
    assert ends([row(bucket="set_aside")], Withheld(single=frozenset({"ENSG1"})))[0][1] == "some_rule"
    assert ends([row()], Withheld()) == [kept]


@pytest.mark.parametrize(
    ("modes", "unclear", "by"),
    [
        (("dominant",), (), "consent"),
        (("dominant",), ("de_novo",), "consent"),
        (("x_linked_dominant",), (), "consent"),
        (("de_novo", "dominant"), (), "some_rule"),
        (("recessive_homozygous",), (), "some_rule"),
        (("compound_heterozygous",), (), "some_rule"),
        ((), ("compound_heterozygous",), "some_rule"),
        (("x_linked_recessive",), (), "some_rule"),
    ],
)
def test_one_copy_alone_is_carrier_status(modes, unclear, by):
    assert ends([row(modes=modes, unclear=unclear)], Withheld(single=frozenset({"ENSG1"})))[0][1] == by


@pytest.mark.parametrize(
    ("agreed", "genes", "single"),
    [
        ({}, {"ENSG1", "S1"}, {"ENSG1", "S1"}),
        (ADULT, set(), set()),
        ({"additional_findings": True}, set(), {"ENSG1", "S1"}),
        ({"carrier_findings": True}, {"ENSG1", "S1"}, set()),
    ],
)
def test_by_consent_of_the_proband(agreed, genes, single):
    found = withheld_genes(make_case(kid=agreed, mum=ADULT), [PANEL], [listed()], [carrier_gene()])
    assert (found.genes, found.single) == (genes, single)


def test_a_gene_for_adults_is_withheld_from_a_child():
    case = make_case(kid=CHILD)
    assert withheld_genes(case, [PANEL], [listed(children=False)], []).genes == {"ENSG1", "S1"}
    assert withheld_genes(case, [PANEL], [listed()], []).genes == set()


def test_panel_genes_and_cases_without_panels_are_asked():
    case = make_case()
    assert withheld_genes(case, [PANEL], [listed(gene_id="ENSG9", gene_symbol="S9")], []) == Withheld()
    assert withheld_genes(case, [PANEL], [listed(gene_symbol="S9")], []).genes == set()
    assert withheld_genes(case, [], [listed()], [carrier_gene()]) == Withheld()


def test_the_tier_says_no_more():
    rows = pl.DataFrame([row()], schema_overrides={"modes_not_assessable": pl.List(pl.String)})
    tiered = rows.with_columns(tier=pl.lit("1"), tier_reason=pl.lit("ClinVar pathogenic"))
    made = withhold(tiered, Withheld(genes=frozenset({"ENSG1"})))
    assert made.select("tier", "tier_reason").rows() == [("untiered", REASON)]
