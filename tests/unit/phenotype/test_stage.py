"""From a case to its tables: terms resolved, genes joined, reasons told, nothing observed is no zero."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.cases import PhenotypeTerm
from genopipe.cli.phenotype import command
from genopipe.io.parquet import read_table
from genopipe.phenotype.genes import join_genes
from genopipe.phenotype.stage import write_phenotype
from genopipe.phenotype.terms import resolve_terms
from genopipe.phenotype_settings import PhenotypeSettings
from genopipe.tables import GENE_DISEASES
from genopipe.tables import GENE_PHENOTYPES
from unit.made import make_case
from unit.phenotype.release import write_release

MODELS = pl.DataFrame({"gene": ["ENSG1", "ENSG2", "ENSG3", "ENSG9"], "gene_symbol": ["AAA", "BBB", "NEW", "ZZZ"]})
NAMES = pl.DataFrame(
    {"symbol": ["NEW"], "hgnc": ["HGNC:3"], "ensembl": ["ENSG00000000003"], "ncbi": ["3"]},
    schema={"symbol": pl.String, "hgnc": pl.String, "ensembl": pl.String, "ncbi": pl.String},
)


def case_of(observed, excluded=()):
    case = make_case("kid:f:a")
    terms = {
        name: tuple(PhenotypeTerm(id=f"HP:{term:07d}") for term in given)
        for name, given in (("observed", observed), ("excluded", excluded))
    }
    return case.model_copy(update={"case": case.case.model_copy(update=terms)})


def ids(index, numbers):
    return [index.terms["term"][int(number)] for number in numbers]


def test_terms_are_resolved_and_each_that_is_left_out_has_a_reason(index):
    terms = resolve_terms(index, case_of([900, 12, 6, 777, 910, 21], [20, 22, 11]).case)
    assert ids(index, terms.observed) == ["HP:0000012", "HP:0000021"]
    assert ids(index, terms.excluded) == ["HP:0000022"]
    assert terms.replaced == {"HP:0000900": "HP:0000011", "HP:0000910": "HP:0000010"}
    assert terms.left_out == {
        "HP:0000006": "no phenotypic abnormality",
        "HP:0000777": "not a term of HPO 2030-01-01",
        "HP:0000010": "another observed term implies it",
        "HP:0000011": "excluded, but an observed term implies it",
        "HP:0000020": "excluded, but an observed term implies it",
    }


def test_a_term_that_every_disease_shows_tells_nothing(index):
    terms = resolve_terms(index, case_of([118]).case)
    assert len(terms.observed) == 0
    assert terms.left_out == {"HP:0000118": "every disease shows it"}


def test_an_excluded_term_covers_those_below_it(index):
    terms = resolve_terms(index, case_of([12], [20, 21]).case)
    assert ids(index, terms.excluded) == ["HP:0000020"]
    assert terms.left_out == {"HP:0000021": "another excluded term covers it"}


@pytest.mark.parametrize(
    ("models", "names", "found", "unresolved"),
    [
        (MODELS, None, {("ENSG1", 0), ("ENSG1", 4), ("ENSG2", 1)}, ["NCBI gene 4", "OLD"]),
        (MODELS, NAMES, {("ENSG1", 0), ("ENSG1", 4), ("ENSG2", 1), ("ENSG3", 2)}, ["NCBI gene 4"]),
        (
            pl.DataFrame({"gene": ["GeneID:4", "gene:ENSG00000000003.7"], "gene_symbol": ["X", "Y"]}),
            NAMES,
            {("GeneID:4", 3), ("gene:ENSG00000000003.7", 2)},
            ["AAA", "BBB"],
        ),
        (
            pl.DataFrame({"gene": ["1"], "gene_symbol": ["BBB"]}),
            None,
            {("1", 0), ("1", 4), ("1", 1)},
            ["NCBI gene 4", "OLD"],
        ),
    ],
)
def test_genes_are_found_by_id_by_name_and_by_symbol(index, models, names, found, unresolved):
    joined = join_genes(models, index.genes, names)
    assert set(joined.frame.select("gene", "number").iter_rows()) == found
    assert joined.unresolved == unresolved
    assert joined.known == 4


def test_the_best_disease_of_a_gene_stands_for_it_and_tells_why(index, tmp_path):
    told = write_phenotype(index, case_of([12], [21]), MODELS, None, PhenotypeSettings(), tmp_path)
    genes = read_table(tmp_path / "genes.parquet", GENE_PHENOTYPES)
    diseases = read_table(tmp_path / "diseases.parquet", GENE_DISEASES)
    assert diseases.select("gene", "disease").rows() == [("ENSG1", "OMIM:1"), ("ENSG1", "ORPHA:5"), ("ENSG2", "OMIM:2")]
    first, second = genes.iter_rows(named=True)
    assert (first["disease"], first["disease_name"], first["disease_modes"]) == ("OMIM:1", "Fits", ["dominant"])
    assert first["phenotype_score"] == 1
    assert first["matches"] == ["HP:0000012=HP:0000012=0.92"]
    assert first["conflicts"] == []
    assert second["matches"] == ["HP:0000012=HP:0000011=0.51"]
    assert second["conflicts"] == ["HP:0000021=HP:0000021=0.5"]
    assert (told.genes, told.genes_of_hpo, told.unresolved) == (2, 4, 2)


def test_without_a_term_nothing_is_said(index, tmp_path):
    write_phenotype(index, case_of([6]), MODELS, None, PhenotypeSettings(), tmp_path)
    genes = read_table(tmp_path / "genes.parquet", GENE_PHENOTYPES)
    assert genes["phenotype_score"].to_list() == [None, None]
    assert genes["matches"].to_list() == [[], []]


def test_the_command_compiles_the_release_itself(tmp_path):
    files = write_release(tmp_path)
    (tmp_path / "case.json").write_text(case_of([12, 6]).model_dump_json())
    table = pl.DataFrame({"gene": ["1"], "gene_symbol": ["AAA"]})
    table.write_parquet(tmp_path / "genes.parquet")
    chosen = {"ontology": str(files.ontology), "annotations": str(files.annotations), "genes": str(files.genes)}
    words = ["--case", str(tmp_path / "case.json"), "--transcripts", str(tmp_path / "genes.parquet")]
    words += ["--out", str(tmp_path / "out"), "--set", json.dumps({"phenotype": chosen})]
    ran = CliRunner().invoke(command, words, catch_exceptions=False)
    assert "1 observed and 0 excluded terms of HPO 2030-01-01" in ran.output
    assert "HP:0000006 is not compared: no phenotypic abnormality" in ran.output
    told = json.loads((tmp_path / "out" / "phenotype.json").read_text())
    assert told["release"]["ontology"] == "2030-01-01"
    matches = pl.read_parquet(tmp_path / "out" / "diseases.parquet")["matches"].explode().to_list()
    named = {term for text in matches for term in text.split("=")[:2]}
    assert set(told["terms"]) == named, "every term that met another has its name"
    assert all(told["terms"].values())
