"""Where an allele lies, which source tells what, and what a panel says of a gene."""

import polars as pl
import pytest

from genopipe.classify.gather import place_of
from genopipe.classify.gather import splice_score
from genopipe.classify.gene_facts import add_gene_sources
from genopipe.classify.gene_facts import add_panels
from genopipe.classify.roles import titles
from genopipe.classify_settings import ClassifySettings
from genopipe.genome import BUILDS
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

SETTINGS = ClassifySettings()


@pytest.mark.parametrize(
    ("contig", "position", "place"),
    [
        ("chr1", 1, "autosome"),
        ("chrX", 10_000, "X"),
        ("chrX", 10_001, "autosome"),
        ("chrX", 2_781_479, "autosome"),
        ("chrX", 2_781_480, "X"),
        ("chrX", 50_000_000, "X"),
        ("chrX", 57_000_000, "X"),  # the second pseudo-autosomal region of Y has this number, X does not pair here
        ("chrX", 156_000_000, "autosome"),
        ("chrY", 10_001, "autosome"),
        ("chrY", 20_000_000, "Y"),
        ("chrY", 57_000_000, "autosome"),
        ("chrM", 3_243, "mitochondrion"),
    ],
)
def test_places(contig: str, position: int, place: str):
    frame = pl.DataFrame({"position": [position]})
    assert frame.select(place=place_of(BUILDS["GRCh38"], contig))["place"].to_list() == [place]


def test_the_highest_delta_score_speaks():
    scores = {"spliceai_ds_ag": [0.1, None], "spliceai_ds_al": [0.3, None], "spliceai_ds_dg": [0.2, None]}
    values = pl.DataFrame({"allele": ["a", "b"], **scores, "spliceai_ds_dl": [None, None]})
    told = splice_score(values.cast({"spliceai_ds_dl": pl.Float64}), SETTINGS)
    assert told["spliceai"].to_list() == [0.3, None]
    assert splice_score(values.select("allele"), SETTINGS)["spliceai"].to_list() == [None, None]


def test_a_laboratory_s_own_source_takes_the_role():
    own = ClassifySettings.model_validate({"sources": {"constraint": "mine", "predictor": "own"}})
    genes = pl.DataFrame({"gene": ["G"], "mine_loeuf": [0.3], "constraint_loeuf": [0.9]})
    made = add_gene_sources(pl.DataFrame({"gene": ["G", "H"]}), genes, own)
    assert made["constraint_loeuf"].to_list() == [0.3, None]
    assert titles(own, {"own_score": "Own 1"}, {"mine_loeuf": "Mine 2"}) == {
        "predictor": "Own 1",
        "constraint": "Mine 2",
    }


def gene(symbol: str, name: str, confidence: Confidence, mode: PanelMode) -> PanelGene:
    """Return a gene of a panel."""
    return PanelGene(symbol, name, confidence, mode, Penetrance.COMPLETE)


def test_the_surest_panel_speaks_by_id_then_by_symbol():
    amber = Panel("a", "A", "1", (gene("ONE", "G1", Confidence.AMBER, PanelMode.MONOALLELIC),))
    green = Panel(
        "b",
        "B",
        "1",
        (
            gene("ONE", "G1", Confidence.GREEN, PanelMode.BIALLELIC),
            gene("TWO", "other", Confidence.GREEN, PanelMode.BIALLELIC),
        ),
    )
    facts = pl.DataFrame({"gene": ["G1", "G2", "G3"], "gene_symbol": ["ONE", "TWO", "THREE"]})
    made = add_panels(facts, (amber, green))
    assert made["gene_panel"].to_list() == ["b", "b", None]
    assert made["gene_mode"].to_list() == ["biallelic", "biallelic", None]
