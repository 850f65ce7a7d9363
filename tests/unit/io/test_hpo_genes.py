"""Virtual panels of HPO terms: narrower terms count, what was never seen does not; the release stands in the head."""

import pytest
from click.testing import CliRunner

from genopipe.cli.panel import command
from genopipe.errors import InputError
from genopipe.io.hpo import read_ontology
from genopipe.io.hpo_genes import checked_terms
from genopipe.io.panels import read_panel

ONTOLOGY = """format-version: 1.2
data-version: hp/releases/2025-01-16

[Term]
id: HP:0001250
name: Seizure
alt_id: HP:0002125
is_a: HP:0000707 ! Abnormality of the nervous system

[Term]
id: HP:0007359
name: Focal-onset seizure
is_a: HP:0001250 {source="x"} ! Seizure

[Term]
id: HP:0000707
name: Abnormality of the nervous system

[Term]
id: HP:0000111
name: obsolete Old seizure
is_obsolete: true
replaced_by: HP:0001250

[Term]
id: HP:0000112
name: obsolete Gone
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""
GENES = """ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id
6323\tSCN1A\tHP:0001250\tSeizure\t-\tOMIM:1
2\tBBB1\tHP:0007359\tFocal-onset seizure\t1/3\tOMIM:2
2\tBBB1\tHP:0000006\tAutosomal dominant inheritance\t-\tOMIM:9
3\tCCC1\tHP:0001250\tSeizure\t0/7\tOMIM:3
4\tDDD1\tHP:0001250\tSeizure\tHP:0040285\tOMIM:4
5\tEEE1\tHP:0000707\tAbnormality of the nervous system\t-\tOMIM:5
6\tFFF1\tHP:0001250\tSeizure\tHP:0040283\tOMIM:6
7\tGGG1\tHP:0001250\tSeizure\t10/10\tOMIM:7
8\tHHH1\tHP:0001250\tSeizure\t-\tOMIM:8
"""
SHOWN = (
    ("OMIM:1", "", "HP:0001250", ""),
    ("OMIM:1", "", "HP:0000006", ""),
    ("OMIM:1", "", "HP:0003829", ""),
    ("OMIM:2", "", "HP:0007359", "1/3"),
    ("OMIM:2", "", "HP:0000007", ""),
    ("OMIM:9", "", "HP:0000006", ""),
    ("OMIM:3", "", "HP:0001250", "0/7"),
    ("OMIM:4", "", "HP:0001250", "HP:0040285"),
    ("OMIM:5", "", "HP:0000707", ""),
    ("OMIM:6", "", "HP:0001250", "HP:0040283"),
    ("OMIM:7", "", "HP:0001250", "10/10"),
    ("OMIM:7", "", "HP:0001423", ""),
    ("OMIM:7", "", "HP:0001419", ""),
    ("OMIM:8", "NOT", "HP:0001250", ""),
)
DISEASES = "#version: 2025-01-15\ndatabase_id\tdisease_name\tqualifier\thpo_id\tfrequency\taspect\n" + "".join(
    f"{disease}\tname\t{qualifier}\t{term}\t{frequency}\tP\n" for disease, qualifier, term, frequency in SHOWN
)


@pytest.fixture
def files(tmp_path):
    for name, text in (("hp.obo", ONTOLOGY), ("genes.txt", GENES), ("phenotype.hpoa", DISEASES)):
        (tmp_path / name).write_text(text)
    return tmp_path


def run(files, *terms, options=()):
    given = [part for term in terms for part in ("--from-hpo", term)]
    named = ["--ontology", str(files / "hp.obo"), "--annotation", str(files / "genes.txt")]
    named += ["--diseases", str(files / "phenotype.hpoa")]
    out = files / "seizure.tsv"
    result = CliRunner().invoke(command, [*given, *named, *options, "--out", str(out)])
    if result.exception is not None:
        raise result.exception
    return read_panel(out)


def test_a_virtual_panel(files):
    panel, faults = run(files, "HP:0001250")
    assert faults == []
    assert (panel.title, panel.version) == ("Virtual panel: HP:0001250 Seizure", "HPO-2025-01-16")
    assert "Human Phenotype Ontology 2025-01-16, its diseases of 2025-01-15" in panel.source
    told = {gene.gene_symbol: f"{gene.gene_id} {gene.says}" for gene in panel.genes}
    assert told == {
        "SCN1A": "NCBIGene:6323 amber, monoallelic, penetrance incomplete",
        "BBB1": "NCBIGene:2 amber, biallelic, penetrance complete",
        "FFF1": "NCBIGene:6 amber, not_told, penetrance complete",
        "GGG1": "NCBIGene:7 amber, x_linked_dominant, penetrance complete",
    }


def test_broader_terms_and_names_of_before(files):
    assert "EEE1" in {gene.gene_symbol for gene in run(files, "HP:0000707")[0].genes}
    assert run(files, "HP:0002125")[0].genes == run(files, "HP:0000111")[0].genes == run(files, "HP:0001250")[0].genes
    green = run(files, "HP:0001250", options=["--confidence", "green"])[0]
    assert {gene.confidence.value for gene in green.genes} == {"green"}


@pytest.mark.parametrize(
    ("term", "code"),
    [("HP:1", "HPO-TERM"), ("x\n=1", "HPO-TERM"), ("HP:0000112", "HPO-TERM"), ("HP:9999999", "HPO-TERM")],
)
def test_wrong_terms(files, term, code):
    _, faults = checked_terms([term], read_ontology(files / "hp.obo"), "here")
    assert [item.code for item in faults] == [code]
    with pytest.raises(InputError):
        run(files, term)


@pytest.mark.parametrize(
    "text", ["", "hello", "data-version: hp/releases/2025-01-16\n", "[Term]\nid: HP:0000001\n", "\0"]
)
def test_wrong_files(files, text):
    (files / "hp.obo").write_text(text)
    with pytest.raises(InputError):
        run(files, "HP:0001250")
    (files / "hp.obo").write_text(ONTOLOGY)
    (files / "genes.txt").write_text(text)
    with pytest.raises(InputError):
        run(files, "HP:0001250")


def test_one_source_only(files):
    result = CliRunner().invoke(command, ["--out", str(files / "x.tsv")])
    assert result.exit_code == 2
