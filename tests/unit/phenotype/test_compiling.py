"""The release as it is compiled: information content, frequencies, what is denied, modes, genes; what is refused."""

import math

import numpy as np
import polars as pl
import pytest

from genopipe.errors import InputError
from genopipe.io.hpo import chosen_files
from genopipe.io.hpo import packaged_files
from genopipe.io.hpo import read_ontology
from genopipe.io.phenotype_index import read_index
from genopipe.phenotype.compiling import compile_release
from unit.phenotype import release


def name(term: int) -> str:
    return f"HP:{term:07d}"


def test_information_is_that_of_the_diseases(index):
    found = dict(zip(index.terms["term"], index.information, strict=True))
    assert set(found) == {name(term) for term in release.PARENTS}
    for term in release.PARENTS:
        assert found[name(term)] == pytest.approx(release.information(term)), term
    assert found["HP:0000118"] == 0
    assert found["HP:0000022"] == pytest.approx(math.log(5)), "a term that no disease shows is taken as shown by one"


def test_diseases_have_their_terms_frequencies_and_modes(index):
    rows = index.diseases["disease"].to_list()
    assert rows == sorted(release.SHOWN)
    for number, disease in enumerate(rows):
        terms = index.terms["term"].gather(index.shown.of(number)).to_list()
        start, end = index.shown.offsets[number : number + 2]
        often = [None if np.isnan(value) else value for value in index.frequencies[start:end]]
        wanted = {name(term): often for term, often in release.SHOWN[disease].items()}
        assert dict(zip(terms, often, strict=True)) == pytest.approx(wanted)
        absent = index.terms["term"].gather(index.absent.of(number)).to_list()
        assert absent == [name(term) for term in release.DENIED.get(disease, ())]
    modes = dict(index.diseases.select("disease", "modes").iter_rows())
    assert modes["OMIM:1"] == ["dominant"]
    assert modes["OMIM:2"] == ["recessive"]
    assert modes["OMIM:3"] == []


def test_the_release_is_told(index):
    assert (index.release.ontology, index.release.annotations) == ("2030-01-01", "2030-01-02")
    assert (index.release.terms, index.release.diseases, index.release.pairs) == (7, 5, 5)
    assert index.old == {"HP:0000900": "HP:0000011", "HP:0000901": "HP:0000011", "HP:0000910": "HP:0000010"}
    assert index.others["HP:0000006"] == "Autosomal dominant inheritance"


def test_compiled_twice_it_is_the_same(tmp_path):
    files = release.write_release(tmp_path)
    for folder in ("one", "two"):
        compile_release(files, tmp_path / folder)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_terms_without_successor_are_told_apart(tmp_path):
    ontology = read_ontology(release.write_release(tmp_path).ontology)
    assert ontology.considered == {"HP:0000902": ("HP:0000012", "HP:0000021")}


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        (0, "format-version: 1.2\n", "HPO-FORM"),
        (0, release.OBO.replace("name: Brain", "name: Brain\nis_a: HP:0000012"), "HPO-FORM"),
        (1, "a\tb\n1\t2\n", "HPO-FORM"),
        (1, "", "FILE-EMPTY"),
        (2, "ncbi_gene_id\tgene_symbol\tdisease_id\n1\tAAA\tOMIM:77\n", "HPO-FORM"),
        (2, "ncbi_gene_id\tgene_symbol\tdisease_id\n", "HPO-FORM"),
    ],
)
def test_other_files_are_refused(tmp_path, part, text, code):
    files = release.write_release(tmp_path)
    files[part].write_text(text)
    with pytest.raises(InputError, match=code):
        compile_release(files, tmp_path / "index")


def test_without_an_index_it_is_said(tmp_path):
    with pytest.raises(InputError, match="HPO-INDEX"):
        read_index(tmp_path)


def test_own_files_take_the_place_of_the_packaged(tmp_path):
    packaged = packaged_files()
    assert chosen_files("", "", "") == packaged
    mixed = chosen_files("own.obo", "", "", tmp_path)
    assert mixed.ontology == tmp_path / "own.obo"
    assert mixed.genes == packaged.genes


def test_the_packaged_release_is_whole(tmp_path):
    made = compile_release(packaged_files(), tmp_path / "index")
    index = read_index(tmp_path / "index")
    assert made.terms > 15_000
    assert made.diseases > 10_000
    assert index.genes["symbol"].n_unique() > 4_500
    assert index.terms.filter(pl.col("term") == "HP:0001250")["name"].item() == "Seizure"
