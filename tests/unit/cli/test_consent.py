"""The commands of what is told by consent, and the coverage of their genes."""

import json

import pytest
from click.testing import CliRunner

from genopipe.cli.additional import command as additional
from genopipe.cli.carriers import command as carriers
from genopipe.cli.filter import command as filter_
from genopipe.cli.targets import command as targets
from genopipe.errors import InputError
from genopipe.io.parquet import read_table
from genopipe.measures import GeneCoverage
from genopipe.measures import PersonQuality
from genopipe.quality.gates import genes_covered
from genopipe.tables import ADDITIONAL
from genopipe.tables import COUPLES
from unit import made
from unit.told import ADULT
from unit.told import Told
from unit.told import make_case

HEAD = (
    "list version gene_symbol hgnc_id gene_id condition alleles consequences only never by_hand adults children source"
)
PANEL = "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\nS9\tENSG9\tgreen\tbiallelic\tcomplete\n"


def own_list(path, symbol="S1", gene="ENSG1"):
    cells = ["own", "1", symbol, "", gene, "x", "one", "any", "", "", "", "yes", "yes", "none"]
    path.write_text("\t".join(HEAD.split()) + "\n" + "\t".join(cells) + "\n")
    return str(path)


@pytest.fixture
def words(tmp_path):
    told = Told(tmp_path)
    told.add("1-1-A-C", mum="0/1", dad="0/1", kid="0/0")
    inputs = told.inputs()
    (tmp_path / "one.tsv").write_text(PANEL)
    (tmp_path / "case.json").write_text(make_case(mum=ADULT, dad=ADULT).model_dump_json())
    quality = []
    for name, one in inputs.quality.items():
        (tmp_path / f"{name}.json").write_text(one.model_dump_json())
        quality += ["--quality", str(tmp_path / f"{name}.json")]
    given = ["--case", str(tmp_path / "case.json"), "--tables", str(tmp_path), *quality]
    return [*given, "--genotypes", str(inputs.genotypes), "--out", str(tmp_path / "out")]


def test_additional(words, tmp_path):
    settings = json.dumps(
        {"additional": {"lists": [own_list(tmp_path / "own.tsv")]}, "genome": {"fasta": "f", "genes": "g"}}
    )
    done = CliRunner().invoke(
        additional, [*words, "--panels", str(tmp_path), "--set", settings], catch_exceptions=False
    )
    assert done.output == "C1: 2 reported\n"
    assert set(read_table(tmp_path / "out/additional.parquet", ADDITIONAL)["person"]) == {"mum", "dad"}


def test_carriers_of_the_list_that_ships(words, tmp_path):
    done = CliRunner().invoke(carriers, words, catch_exceptions=False)
    assert done.output == "C1: 6 not asked, 116 not assessable; at risk: 0\n"
    couples = read_table(tmp_path / "out/couples.parquet", COUPLES)
    assert (couples.filter(partner="dad").height, couples.filter(partner="").height) == (55, 6)


def test_a_wrong_list_stops(words, tmp_path):
    settings = json.dumps({"additional": {"lists": ["acmg"]}})
    with pytest.raises(InputError, match="LIST-UNKNOWN"):
        CliRunner().invoke(additional, [*words, "--panels", str(tmp_path), "--set", settings], catch_exceptions=False)
    assert not (tmp_path / "out").exists()


def test_genes_of_lists_are_measured_and_marked(tmp_path):
    (tmp_path / "genes.gff3").write_text(made.GENE)
    (tmp_path / "p.tsv").write_text(PANEL)
    out, own = tmp_path / "out.bed", own_list(tmp_path / "own.tsv", "ONE", "ENSG1")
    given = ["--transcripts", str(tmp_path / "genes.gff3"), "--out", str(out), "--additional", own]
    done = CliRunner().invoke(targets, [*given, str(tmp_path / "p.tsv")], catch_exceptions=False)
    assert done.exit_code == 0
    assert out.read_text() == "chr1\t120\t210\tENSG1|ONE|listed|1/1|ENST1.3\n"
    (tmp_path / "p.tsv").write_text(PANEL.replace("S9\tENSG9", "ONE\tENSG1"))
    CliRunner().invoke(targets, [*given, str(tmp_path / "p.tsv")], catch_exceptions=False)
    assert out.read_text() == "chr1\t120\t210\tENSG1|ONE||1/1|ENST1.3\n"


def test_gates_leave_genes_of_lists_out():
    genes = [
        GeneCoverage(gene=name, gene_symbol=name, bases=9, mean_depth=9, covered={15: part}, in_panel=mine)
        for name, part, mine in (("A", 1.0, True), ("B", 0.0, False))
    ]
    assert genes_covered(PersonQuality(person="P", form="reads", genes=tuple(genes)), 15, 0.95) == 1


def test_filter_knows_the_lists():
    text = CliRunner().invoke(filter_, ["--help"]).output
    assert "set aside by `consent`" in " ".join(text.split())
