"""Panels of PanelApp: the same panel as from TSV; what is not told is said, never guessed."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.io.panelapp import read_panelapp
from genopipe.io.panels import read_panel
from genopipe.io.panels import write_panel
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

KEYS = (
    "genes",
    "strs",
    "regions",
    "entities",
    "name",
    "version",
    "id",
    "gene_data",
    "gene_symbol",
    "hgnc_id",
    "ensembl_genes",
    "GRch38",
    "90",
    "ensembl_id",
    "entity_name",
    "entity_type",
    "confidence_level",
    "mode_of_inheritance",
    "mode_of_pathogenicity",
    "penetrance",
)
BIALLELIC = "BIALLELIC, autosomal or pseudoautosomal"
X_LINKED = "X-LINKED: hemizygous mutation in males, biallelic mutations in females"


def hgnc_of(symbol):
    return f"HGNC:{len(str(symbol))}{sum(str(symbol).encode()) % 1000}" if symbol != "ONE" else "HGNC:1"


def gene(symbol="ONE", confidence="3", mode=BIALLELIC, penetrance="Complete", ids=None, **more):
    releases = (
        {"90": {"ensembl_id": "ENSG00000000002"}, "82": {"ensembl_id": "ENSG00000000001"}} if ids is None else ids
    )
    return {
        "gene_data": {"gene_symbol": symbol, "hgnc_id": hgnc_of(symbol), "ensembl_genes": {"GRch38": releases}} | more,
        "entity_name": symbol,
        "entity_type": "gene",
        "confidence_level": confidence,
        "mode_of_inheritance": mode,
        "penetrance": penetrance,
    }


def read(tmp_path, *genes, content=None, **options):
    path = tmp_path / "epilepsy.json"
    whole = {"id": 7, "name": "Epilepsy\t=1", "version": "2.1", "genes": list(genes), "strs": [], "regions": []}
    path.write_text(json.dumps(whole | (content or {})))
    return read_panelapp(path, **options)


def codes(faults):
    return [(item.severity, item.code) for item in faults]


def test_a_panel(tmp_path):
    panel, faults = read(tmp_path, gene(), gene("TWO", "2", X_LINKED, "Incomplete"))
    assert not faults
    assert (panel.name, panel.title, panel.version) == ("epilepsy", "Epilepsy =1", "2.1")
    one, two = panel.genes
    assert (one.gene_symbol, one.gene_id, one.confidence.value) == ("ONE", "ENSG00000000002", "green")
    assert (one.mode_of_inheritance, one.penetrance) == (PanelMode.BIALLELIC, Penetrance.COMPLETE)
    assert (two.confidence.value, two.mode_of_inheritance) == ("amber", PanelMode.X_LINKED_RECESSIVE)
    assert two.penetrance == Penetrance.INCOMPLETE


def test_a_green_gene_without_a_mode_stops(tmp_path):
    panel, faults = read(tmp_path, gene(mode="Unknown"), gene("TWO", "1", mode=""), gene("THREE", "2", mode=None))
    assert codes(faults) == [("error", "PANELAPP-MODE"), ("note", "PANELAPP-LEFT")]
    assert "TWO, THREE" in faults[1].cause
    assert [(item.gene_symbol, item.mode_of_inheritance) for item in panel.genes] == [
        ("TWO", PanelMode.NOT_TOLD),
        ("THREE", PanelMode.NOT_TOLD),
    ]
    panel, faults = read(tmp_path, gene(mode="Unknown"), modes={"ONE": PanelMode.MITOCHONDRIAL})
    assert (panel.genes[0].mode_of_inheritance, faults) == (PanelMode.MITOCHONDRIAL, [])


def test_what_is_not_told_is_counted(tmp_path):
    imprinted = "MONOALLELIC, autosomal or pseudoautosomal, maternally imprinted (paternal allele expressed)"
    other = {"confidence_level": "3"}
    strs = {"strs": [other | {"entity_name": "ATXN1_CAG"}], "regions": [other | {"entity_name": "ISCA-1-Loss"}]}
    panel, faults = read(tmp_path, gene(penetrance=None, ids={}), gene("TWO", mode=imprinted), content=strs)
    assert [code for _, code in codes(faults)] == [
        "PANELAPP-IMPRINT",
        "PANELAPP-ID",
        "PANELAPP-PENETRANCE",
        "PANELAPP-OTHER",
    ]
    assert panel.genes[0].gene_id == "HGNC:1"
    panel, _ = read(tmp_path, gene(penetrance="unknown"), penetrance=Penetrance.INCOMPLETE)
    assert panel.genes[0].penetrance == Penetrance.INCOMPLETE


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("text", "PANELAPP-FORM"),
        ({"gene_data": None}, "PANELAPP-FORM"),
        (gene("=cmd()"), "PANEL-GENE"),
        (gene("<script>"), "PANEL-GENE"),
        (gene(confidence="7"), "PANEL-WORD"),
        (gene(mode="SOMETHING new"), "PANEL-WORD"),
        (gene(mode="X" * 5000), "PANEL-WORD"),
    ],
)
def test_what_is_wrong_is_a_fault(tmp_path, item, code):
    panel, faults = read(tmp_path, item)
    assert ("error", code) in codes(faults)
    assert not panel.genes
    assert all(len(fault.line()) < 500 for fault in faults)


def test_a_gene_stands_once(tmp_path):
    panel, faults = read(tmp_path, gene(), gene())
    assert ("error", "PANEL-DUP") in codes(faults)
    assert len(panel.genes) == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"genes": 1}', "[" * 100_000])
def test_other_files_are_refused(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    panel, faults = read_panelapp(path)
    assert faults[-1].code in ("PANELAPP-FORM", "FILE-EMPTY")
    assert panel.genes == ()


def test_the_tsv_is_the_same_panel(tmp_path):
    panel, _ = read(
        tmp_path, gene(), gene("TWO", "1", X_LINKED, "Incomplete", {"90": {"ensembl_id": "ENSG00000000009"}})
    )
    write_panel(panel, tmp_path / "epilepsy.tsv")
    again, faults = read_panel(tmp_path / "epilepsy.tsv")
    assert not faults
    assert again == panel


def test_the_command(tmp_path):
    from genopipe.cli.panel import command

    read(tmp_path, gene(mode="Unknown"))
    given = ["--json", str(tmp_path / "epilepsy.json"), "--out", str(tmp_path / "epilepsy.tsv")]
    result = CliRunner().invoke(command, [*given, "--mode", "ONE=biallelic"], catch_exceptions=False)
    assert "Epilepsy =1 2.1, 1 genes" in result.output
    assert "PANELAPP-MODE" in str(CliRunner().invoke(command, given).exception)
    assert CliRunner().invoke(command, [*given, "--mode", "ONE=x"]).exit_code == 2


def test_entities_of_every_kind(tmp_path):
    content = {
        "entities": [
            gene() | {"mode_of_pathogenicity": "Loss-of-function variants (as defined in pop up message) DO NOT cause "
                      "this phenotype - please provide details in the comments"},
            {"entity_type": "str", "entity_name": "ATXN1_CAG", "confidence_level": "3"},
            {"entity_type": "region", "entity_name": "ISCA-37390-Loss", "confidence_level": 1},
        ]
    }  # fmt: skip
    path = tmp_path / "all.json"
    path.write_text(json.dumps(content | {"version": "1.0"}))
    panel, faults = read_panelapp(path)
    assert codes(faults) == [("note", "PANELAPP-OTHER")]
    assert panel.genes[0].mode_of_pathogenicity == "not_loss_of_function"
    assert [(item.kind.value, item.name, item.confidence.value) for item in panel.others] == [
        ("region", "ISCA-37390-Loss", "red"),
        ("str", "ATXN1_CAG", "green"),
    ]
    write_panel(panel, tmp_path / "all.tsv")
    again, faults = read_panel(tmp_path / "all.tsv")
    assert (again, faults) == (panel, [])


@pytest.mark.parametrize("name", ["=1+1", "<b>", "", "x" * 200, None, 7.5e300, "a\tb\n=c"])
def test_names_of_entities_are_hostile(tmp_path, name):
    item = {"entity_name": name, "confidence_level": "3"}
    panel, faults = read(tmp_path, gene(), content={"strs": [item], "regions": [[], "x", item]})
    assert all(len(fault.line()) < 500 for fault in faults)
    write_panel(panel, tmp_path / "epilepsy.tsv")
    assert read_panel(tmp_path / "epilepsy.tsv")[0].others == panel.others


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["3", "gene", "str", "GRch38", "BRCA1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
def test_only_faults_come_out(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content))
    panel, faults = read_panelapp(path)
    assert panel.name == "x"
    assert all("\n" not in fault.line() for fault in faults)
