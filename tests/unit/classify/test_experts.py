"""Expert panels: their genes are asked again with their figures, others stay as they are."""

import pytest

from genopipe.acmg import Use
from genopipe.classify.classes import make_table
from genopipe.classify.evidence import ask_criteria
from genopipe.classify.evidence import prepare_facts
from genopipe.classify.experts import ask_experts
from genopipe.classify.experts import experts_of
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.panel_rules_file import shipped_panel_rules
from unit.classify.rows import FOUND
from unit.classify.rows import make_context
from unit.classify.rows import make_facts

ACMG = shipped_acmg()
PANELS = shipped_panel_rules()


@pytest.mark.parametrize("name", PANELS)
def test_each_panel_is_asked_for_its_genes(name: str):
    panel = PANELS[name]
    symbol = next(iter(panel.genes))
    own = {**FOUND, "allele": "1-9-C-G", "gene": "ENSG9", "gene_symbol": symbol, "revel_score": 0.9}
    facts = make_facts({}, own)
    context = make_context()
    prepared = prepare_facts(facts, context)
    general = ask_criteria(prepared, context)
    experts = experts_of(facts, ACMG, PANELS)
    assert list(experts) == ["ENSG9"]
    made = ask_experts(prepared, general, context, experts)
    keys = ["allele", "gene", "criterion"]
    assert made.select(keys).equals(general.select(keys))
    others = made.filter(gene="ENSG1")
    assert others.select(general.columns).equals(general.filter(gene="ENSG1"))
    assert set(others["decided_by"]) == {"engine"}
    mine = made.filter(gene="ENSG9")
    assert mine["engine_outcome"].equals(general.filter(gene="ENSG9")["outcome"], check_names=False)
    off = [code.value for code, change in panel.criteria.items() if change.use is Use.OFF]
    said = dict(mine.select("criterion", "outcome").iter_rows())
    assert all(said[code] == "not_assessable" for code in off)
    changed = mine.filter(
        ~mine["outcome"].eq_missing(mine["engine_outcome"]) | ~mine["strength"].eq_missing(mine["engine_strength"])
    )
    assert (changed["decided_by"] == f"panel:{name}").all()
    figures = {gene: expert.figures for gene, expert in experts.items()}
    table = make_table(made.with_columns(curator_reason=None).cast({"curator_reason": str}), ACMG, figures)
    assert table.height == 2 * 28


def test_a_figure_of_a_panel_changes_what_is_met():
    figures = {
        (name, symbol): limit.value
        for name, panel in PANELS.items()
        for group in panel.figures
        for threshold, limit in group.thresholds.items()
        if threshold == "ba1"
        for symbol in (group.genes or panel.genes)
    }
    assert figures
    for (name, symbol), limit in figures.items():
        row = {**FOUND, "gene": "ENSG9", "gene_symbol": symbol, "faf95": limit * 1.01}
        facts = make_facts(row)
        context = make_context()
        prepared = prepare_facts(facts, context)
        made = ask_experts(prepared, ask_criteria(prepared, context), context, experts_of(facts, ACMG, PANELS))
        ba1 = made.filter(criterion="BA1").row(0, named=True)
        assert (ba1["outcome"], ba1["engine_outcome"]) == ("met", "not_met"), (name, symbol)
        assert ba1["threshold"] == limit
