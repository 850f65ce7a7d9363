"""Genes of panels against the gene models and HGNC, before the first job; what is not found is told or refused."""

import json

import pytest

from genopipe.io.panels import read_panel

PANEL = "config/panels/brain.tsv"
HEAD = "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\thgnc_id\n"
REST = "green\tbiallelic\tcomplete"
NAMES = (
    "hgnc_id\tsymbol\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\n"
    "HGNC:1\tAAA1\tALI|TWO\tOLDA\t11\tG1\n"
    "HGNC:2\tBBB1\tTWO\tOLDB\t12\tG2\n"
    "HGNC:3\tCCC1\t\t\t13\tG3\n"
)
GONE = "HGNC_ID\tSTATUS\tWITHDRAWN_SYMBOL\tMERGED_INTO_REPORT(S)\nHGNC:9\tMerged/Split\tWITH1\tHGNC:2|BBB1|Approved\n"


@pytest.fixture
def named(project):
    """A project whose panel genes are resolved by HGNC's names; the models hold AAA1 and BBB1."""
    project.write("names.txt", NAMES)
    project.write("gone.txt", GONE)
    project.write(
        "ref/genes.gff3",
        "".join(
            f"chr1\tx\tgene\t1\t90\t.\t+\t.\tID=G{n};Name={s}\n" for n, s in ((1, "AAA1"), (2, "BBB1"), (7, "NEW7"))
        ),
    )
    text = (project.folder / "config/config.yaml").read_text()
    project.write("config/config.yaml", text + "input:\n  gene_names: names.txt\n  withdrawn_names: gone.txt\n")
    return project


def put(project, *rows):
    project.write(PANEL, HEAD + "".join(f"{s}\t{i}\t{REST}\t{h}\n" for s, i, h in rows))


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (("SCN1X", "E9", ""), "PANEL-UNKNOWN", f"{PANEL}:2"),
        (("TWO", "E9", ""), "PANEL-AMBIGUOUS", "AAA1 (HGNC:1, alias), BBB1 (HGNC:2, alias)"),
        (("WITH1", "E9", ""), "PANEL-WITHDRAWN", "write BBB1 (HGNC:2)"),
        (("AAA1", "", "HGNC:9"), "PANEL-WITHDRAWN", "write BBB1 (HGNC:2)"),
        (("AAA1", "", "HGNC:99"), "PANEL-UNKNOWN", "HGNC:99"),
        (("AAA1", "G2", ""), "PANEL-CONFLICT", "'AAA1' is AAA1 (HGNC:1), but G2 is BBB1"),
        (("OLDA", "", "HGNC:2"), "PANEL-CONFLICT", "correct the symbol or the id"),
        (("AAA1", "G1", "HGNC:2"), "PANEL-CONFLICT", "HGNC:2 is BBB1, but G1 is AAA1"),
        (("1-Mar", "G1", ""), "PANEL-DATE", "MARCHF1"),
        (("CCC1", "G3", ""), "PANEL-ABSENT", "CCC1"),
    ],
)
def test_refused_before_the_first_job(named, check, row, code, words):
    put(named, row)
    status, codes, said = check()
    assert (status, codes) == (2, {code})
    assert words in said


@pytest.mark.parametrize(
    "row", [("ALI", "E9", ""), ("OLDA", "E9", ""), ("OLDA", "", "HGNC:1"), ("AAA1", "NCBIGene:11", "")]
)
def test_resolved(named, check, row):
    put(named, row)
    status, codes, said = check()
    assert (status, codes) == (0, set())
    assert ("PANEL-RENAMED" in said) is (row[0] != "AAA1")


def test_a_gene_that_only_the_models_know(named, check):
    put(named, ("NEW7", "G7", ""))
    assert check()[:2] == (0, set())
    put(named, ("AAA1", "G7", ""))
    assert check()[1] == {"PANEL-CONFLICT"}


def test_a_gene_under_two_names(named, check):
    put(named, ("AAA1", "G1", ""), ("OLDA", "E8", ""))
    assert check()[1] == {"PANEL-DUP"}


def test_absent_genes_are_told(named, check):
    put(named, ("AAA1", "G1", ""), ("CCC1", "G3", ""))
    status, _, said = check()
    assert status == 0
    assert f"NOTE PANEL-ABSENT {PANEL}:3 - 1 of 2 genes are not in the gene models: CCC1 - " in said


def test_without_names_of_hgnc(project, check):
    put(project, ("AAA1", "G1", ""), ("XXX1", "E9", ""))
    status, _, said = check()
    assert status == 0
    assert "compared with the gene models only" in said
    put(project, ("XXX1", "E9", ""))
    assert check()[1] == {"PANEL-ABSENT"}


def test_names_that_are_no_such_file(named, check):
    named.write("names.txt", "hello\n")
    assert check()[1] == {"GENE-SOURCE-HEAD"}
    named.replace("config/config.yaml", "names.txt", "elsewhere.txt")
    assert check()[1] == {"FILE-MISSING"}


def test_panels_that_disagree(project, check):
    project.write("config/panels/heart.tsv", HEAD + "AAA1\tG1\tamber\tmonoallelic\tcomplete\t\n")
    project.replace("config/cases.yaml", "[brain]", "[heart, brain]")
    status, _, said = check()
    assert status == 0
    assert "AAA1 (heart: amber monoallelic, brain: green biallelic; brain speaks)" in said


def gene(symbol, ensembl):
    return {
        "gene_data": {
            "gene_symbol": symbol,
            "hgnc_id": "HGNC:1",
            "ensembl_genes": {"GRch38": {"90": {"ensembl_id": ensembl}}},
        },
        "confidence_level": "3",
        "mode_of_inheritance": "BIALLELIC, autosomal or pseudoautosomal",
        "mode_of_pathogenicity": "Other",
        "penetrance": "Complete",
    }


def test_a_panel_of_panelapp_by_itself(project, check):
    content = {"id": 1, "name": "Brain", "version": "2.0", "genes": [gene("AAA1", "G1")]}
    (project.folder / PANEL).unlink()
    project.write("config/panels/brain.json", json.dumps(content))
    assert check()[:2] == (0, set())
    assert "1 genes" in check("config/panels/brain.json")[2]
    project.write(PANEL, HEAD + f"AAA1\tG1\t{REST}\t\n")
    assert check()[1] == {"PANEL-TWICE"}


def test_resolved_panels_read_back(named, tmp_path):
    from click.testing import CliRunner

    from genopipe.cli.panel import command

    put(named, ("OLDA", "", "HGNC:1"), ("CCC1", "G3", ""))
    out = tmp_path / "out" / "brain.tsv"
    out.parent.mkdir()
    options = ["--tsv", PANEL, "--genes", "ref/genes.gff3", "--names", "names.txt", "--out", str(out)]
    result = CliRunner().invoke(command, options, catch_exceptions=False)
    assert result.exit_code == 0
    panel, faults = read_panel(out)
    assert faults == []
    told = [(g.gene_symbol, g.gene_id, g.hgnc_id, g.written_as, g.in_models) for g in panel.genes]
    assert told == [("AAA1", "G1", "HGNC:1", "OLDA", "yes"), ("CCC1", "G3", "HGNC:3", "", "no")]
