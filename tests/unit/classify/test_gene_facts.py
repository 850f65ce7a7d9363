"""What panels, sources and the phenotype tell of a gene; every column of facts, of its type."""

import polars as pl

from genopipe.classify.facts import FACTS
from genopipe.classify.facts import Context
from genopipe.classify.facts import whole
from genopipe.classify.gene_facts import add_gene_sources
from genopipe.classify.gene_facts import add_panels
from genopipe.classify.gene_facts import add_phenotypes
from genopipe.classify.roles import allele_columns
from genopipe.classify.roles import gene_columns
from genopipe.classify.roles import splice_columns
from genopipe.classify.roles import titles
from genopipe.classify_settings import ClassifySettings
from genopipe.io.acmg_file import shipped_acmg
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

SETTINGS = ClassifySettings()
GENES = pl.DataFrame({"gene": ["G3", "G1", "G2", "G1"], "gene_symbol": ["THREE", "ONE", None, "ONE"]})


def panel(name: str, confidence: Confidence, mode: PanelMode, symbol: str = "ONE", gene: str = "G1") -> Panel:
    """Return a panel of one gene."""
    return Panel(name, name, "1", (PanelGene(symbol, gene, confidence, mode, Penetrance.INCOMPLETE),))


def test_the_surest_panel_speaks_and_of_equals_the_foremost():
    amber = panel("amber", Confidence.AMBER, PanelMode.MONOALLELIC)
    red = panel("red", Confidence.RED, PanelMode.MONOALLELIC)
    green = panel("green", Confidence.GREEN, PanelMode.BIALLELIC)
    second = panel("second", Confidence.GREEN, PanelMode.MONOALLELIC)
    for panels, name in (
        ((red, amber), "amber"),
        ((amber, red, green, second), "green"),
        ((second, green), "second"),
    ):
        made = add_panels(GENES, panels)
        assert made["gene"].to_list() == ["G3", "G1", "G2", "G1"]
        assert made["gene_panel"].to_list() == [None, name, None, name]
    row = add_panels(GENES, (green,)).row(1, named=True)
    assert (row["gene_mode"], row["gene_penetrance"], row["gene_confidence"]) == ("biallelic", "incomplete", "green")


def test_a_gene_without_a_symbol_is_found_by_its_id():
    made = add_panels(GENES, (panel("p", Confidence.GREEN, PanelMode.BIALLELIC, "TWO", "G2"),))
    assert made["gene_panel"].to_list() == [None, None, "p", None]


def test_a_panel_that_knows_the_symbol_only():
    made = add_panels(GENES, (panel("p", Confidence.GREEN, PanelMode.BIALLELIC, "THREE", ""),))
    assert made["gene_panel"].to_list() == ["p", None, None, None]


def test_sources_of_genes():
    values = pl.DataFrame({"gene": ["G1", "G3", "G1"], "constraint_loeuf": [0.1, 0.3, 0.9]})
    made = add_gene_sources(GENES, values, SETTINGS)
    assert made["gene"].to_list() == ["G3", "G1", "G2", "G1"]
    assert made["constraint_loeuf"].to_list() == [0.3, 0.1, None, 0.1]
    assert add_gene_sources(GENES, None, SETTINGS).equals(GENES)


def test_phenotypes_of_genes():
    values = pl.DataFrame({"gene": ["G1", "G3", "G1"], "phenotype_score": [0.8, 0.3, 0.1], "disease": ["a", "b", "c"]})
    made = add_phenotypes(GENES, values)
    assert made["phenotype_score"].to_list() == [0.3, 0.8, None, 0.8]
    assert made["phenotype_disease"].to_list() == ["b", "a", None, "a"]
    assert add_phenotypes(GENES, None).equals(GENES)


def test_every_fact_is_there_and_of_its_type():
    made = whole(pl.DataFrame({"gene": ["G1"], "allele": ["1-1-A-C"], "position": pl.Series([1], dtype=pl.Int32)}))
    assert made.schema == pl.Schema(FACTS)
    assert made.row(0, named=True) == {**dict.fromkeys(FACTS), "gene": "G1", "allele": "1-1-A-C", "position": 1}


def test_a_context_names_the_sources_that_are_there():
    context = Context(shipped_acmg(), SETTINGS, data={"clinvar": "ClinVar 1", "repeats": "Repeats 2"})
    assert context.named("repeats", "phenotype", "clinvar") == "Repeats 2; ClinVar 1"
    assert context.named("phenotype") == ""
    frame = pl.DataFrame({"a": [1]})
    has = frame.select(one=context.has("clinvar"), other=context.has("phenotype")).row(0)
    assert has == (True, False)
    assert (context.parents_proven, context.parents_affected, context.curated) == (False, False, None)


def test_which_column_of_which_source_fills_a_fact():
    assert allele_columns(SETTINGS) == {
        "revel_score": "revel_score",
        f"{SETTINGS.sources.repeats}_touched": "simple_repeats_touched",
    }
    assert gene_columns(SETTINGS)[f"{SETTINGS.sources.constraint}_mis_z"] == "constraint_mis_z"
    assert splice_columns(SETTINGS) == [
        f"{SETTINGS.sources.spliceai}_{name}" for name in ("ds_ag", "ds_al", "ds_dg", "ds_dl")
    ]
    alleles = {name: name.upper() for name in ("revel_score", splice_columns(SETTINGS)[0])}
    genes = {f"{SETTINGS.sources.dosage}_haploinsufficiency": "Dosage 3"}
    assert titles(SETTINGS, alleles, genes) == {
        "predictor": "REVEL_SCORE",
        "spliceai": splice_columns(SETTINGS)[0].upper(),
        "dosage": "Dosage 3",
    }
    only_second = {splice_columns(SETTINGS)[1]: "S"}
    assert titles(SETTINGS, only_second, {}) == {}
