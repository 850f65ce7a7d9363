"""Tables in, tables out: every candidate is there with a place or the reason why it has none."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.cli.rank import command
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.inherit.stage import inherit_tables
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.rank.stage import rank_tables
from genopipe.rank_settings import RankSettings
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENE_DISEASES
from genopipe.tables import GENOTYPES
from genopipe.tables import RANK_NAMES
from unit import made

NEW = {"kid": "0/1", "dad": "0/0", "mum": "0/0"}
LOW = {"impact": "LOW", "consequence": "synonymous_variant"}
KNOWN = {"clinvar_pathogenic": True}
# name, genotypes, columns of alleles, consequence, figures of the proband's genotype, state
CASES = [
    ("a", NEW, {}, {}, {}, "ranked"),
    ("b", NEW, {}, {"gene": "ENSG2", "impact": "MODERATE", "consequence": "missense_variant"}, {}, "ranked"),
    ("*", NEW, {"variant_class": "spanning_deletion"}, {}, {}, "a symbolic allele, or the * allele"),
    ("c", NEW | {"kid": "0/0"}, {}, {}, {}, "the proband is not known to carry it"),
    ("d", NEW | {"kid": "./."}, {}, {}, {}, "the proband is not known to carry it"),
    ("e", NEW, {"filters": "LOW"}, {}, {}, "the caller's filter speaks against it"),
    ("f", NEW, {"quality": 19.9}, {}, {}, "the call's quality is below the limit"),
    ("g", NEW, {"quality": None, "filters": None}, {}, {}, "ranked"),
    ("h", NEW, {}, {}, {"depth": 7}, "the proband's genotype is not good enough"),
    ("i", NEW, {"frequency_max": 0.0101, "frequency_state": "found"}, {}, {}, "too common"),
    ("j", NEW, {"frequency_max": 0.01, "frequency_state": "found"}, {}, {}, "ranked"),
    ("k", NEW, {"frequency_max": 0.2, "frequency_state": "found"} | KNOWN, {}, {}, "ranked"),
    ("l", NEW, {}, LOW, {}, "no consequence that is looked at"),
    ("m", NEW, KNOWN, LOW, {}, "ranked"),
]


def disease(gene, name, score):
    row = dict.fromkeys(GENE_DISEASES.schema(), 0.0) | {"gene": gene, "gene_symbol": gene.replace("ENSG", "S")}
    told = {"disease": name, "phenotype_score": score, "disease_name": "Name", "disease_modes": ["dominant"]}
    return row | told | {"matches": ["x=y=1"], "conflicts": []}


@pytest.fixture
def tables(tmp_path):
    """The tables of CASES, with candidates as inherit makes them."""
    calls = [
        made.genotype(name, person, text, **(figures if person == "kid" else {}))
        for name, texts, _, _, figures, _ in CASES
        for person, text in texts.items()
    ]
    frames = {
        "alleles": made.alleles(*(made.allele(name, **own) for name, _, own, *_ in CASES)),
        "genotypes": made.genotypes(*calls),
        "consequences": made.consequences(*(made.consequence(name, **worst) for name, _, _, worst, *_ in CASES)),
    }
    for name, table in (("alleles", ALLELES), ("genotypes", GENOTYPES), ("consequences", CONSEQUENCES)):
        write_table(frames[name], tmp_path / f"{name}.parquet", table)
    case = made.make_case("kid:f:a:dad:mum dad:m:n mum:f:n")
    inherit_tables(
        tmp_path, tmp_path / "genotypes.parquet", case, SYNTHETIC, InheritSettings(), FilterSettings(), tmp_path / "i"
    )
    told = [disease("ENSG1", "OMIM:1", 0.9), disease("ENSG1", "OMIM:2", 0.4)]
    write_table(pl.DataFrame(told, schema=GENE_DISEASES.schema()), tmp_path / "diseases.parquet", GENE_DISEASES)
    (tmp_path / "case.json").write_text(case.model_dump_json())
    return tmp_path


def run(folder, candidates="i/candidates.parquet"):
    paths = {name: folder / f"{name}.parquet" for name in ("alleles", "genotypes", "diseases")}
    paths["candidates"] = folder / candidates
    case = made.make_case("kid:f:a:dad:mum dad:m:n mum:f:n")
    counts = rank_tables(paths, case, SYNTHETIC, RankSettings(), FilterSettings(), InheritSettings(), folder / "r")
    return counts, read_table(folder / "r" / "candidates.parquet", CANDIDATES)


def test_every_candidate_has_a_place_or_a_reason(tables):
    counts, found = run(tables)
    before = read_table(tables / "i" / "candidates.parquet", CANDIDATES)
    assert found.drop(RANK_NAMES).equals(before)
    states = {name: state for name, *_, state in CASES}
    assert dict(found.select("allele", "rank_state").iter_rows()) == states
    ranked = found.filter(pl.col("rank_state") == "ranked")
    assert counts == {"candidates": len(CASES), "ranked": ranked.height}
    assert sorted(ranked["rank"].unique()) == list(range(1, ranked["rank"].max() + 1))
    others = found.filter(pl.col("rank_state") != "ranked")
    assert all(value is None for name in RANK_NAMES[:-1] for value in others[name])


def test_the_first_place_tells_its_reasons(tables):
    first = run(tables)[1].filter(pl.col("rank") == 1).row(0, named=True)
    assert (first["allele"], first["phenotype_disease"], first["phenotype_score"]) == ("a", "OMIM:1 Name", 0.9)
    assert first["phenotype_matches"] == ["x=y=1"]
    assert "mode=de_novo" in first["rank_parts"]


def test_where_some_were_classified_those_are_ranked(tables):
    before = read_table(tables / "i" / "candidates.parquet", CANDIDATES)
    chosen = pl.col("allele").is_in(["l", "m"])
    classified = before.with_columns(
        class_state=pl.when(chosen).then(pl.lit("classified")).otherwise(pl.lit("not classified: too common")),
        class_points=pl.when(pl.col("allele") == "m").then(pl.lit(10)).when(chosen).then(pl.lit(-3)).cast(pl.Int64),
    )
    write_table(classified, tables / "classified.parquet", CANDIDATES)
    found = run(tables, "classified.parquet")[1]
    places = dict(found.filter(pl.col("rank").is_not_null()).select("allele", "rank").iter_rows())
    assert places == {"m": 1, "l": 2}
    assert found.filter(pl.col("allele") == "a")["rank_state"].item() == "not classified: too common"


def test_where_nothing_could_be_classified_the_rest_ranks(tables):
    before = read_table(tables / "i" / "candidates.parquet", CANDIDATES)
    write_table(before.with_columns(class_state=pl.lit("no sources")), tables / "classified.parquet", CANDIDATES)
    found = run(tables, "classified.parquet")[1]
    assert found.filter(pl.col("rank") == 1)["allele"].item() == "a"


def test_nothing_to_rank(tables):
    before = read_table(tables / "i" / "candidates.parquet", CANDIDATES)
    write_table(before.filter(pl.col("allele") == "l"), tables / "few.parquet", CANDIDATES)
    counts, found = run(tables, "few.parquet")
    assert counts == {"candidates": 1, "ranked": 0}
    assert found["rank"].to_list() == [None]


def test_a_candidate_without_allele_stops_it(tables):
    before = read_table(tables / "i" / "candidates.parquet", CANDIDATES)
    more = before.filter(pl.col("allele") == "a").with_columns(allele=pl.lit("stray"))
    write_table(pl.concat([before, more]), tables / "more.parquet", CANDIDATES)
    with pytest.raises(ContentError, match="15 candidates in, 14 belong to an allele"):
        run(tables, "more.parquet")
    assert not (tables / "r" / "candidates.parquet").exists()


def test_a_table_that_is_not_there_is_told(tables):
    (tables / "diseases.parquet").unlink()
    with pytest.raises(InputError, match="TABLE-MISSING"):
        run(tables)


def test_the_command(tables):
    words = ["--candidates", str(tables / "i" / "candidates.parquet"), "--tables", str(tables)]
    words += ["--genotypes", str(tables / "genotypes.parquet"), "--phenotype", str(tables)]
    words += ["--case", str(tables / "case.json"), "--out", str(tables / "out")]
    given = {"genome": {"fasta": "a.fa", "genes": "a.gff3", "build": "synthetic"}, "rank": {"no_disease": 1.0}}
    ran = CliRunner().invoke(command, [*words, "--set", json.dumps(given)], catch_exceptions=False)
    assert ran.output == "C1: 6 of 14 candidates ranked\n"
    found = read_table(tables / "out" / "candidates.parquet", CANDIDATES)
    (texts,) = found.filter(pl.col("allele") == "b")["rank_parts"].to_list()
    assert any(text.startswith("phenotype=1.0*") and text.endswith(":no_disease") for text in texts)


def test_a_case_folder(tables, tmp_path):
    run(tables)
    for name, place in (
        ("i/candidates", "classified/candidates"),
        ("alleles", "annotated/alleles"),
        ("genotypes", "normalised/genotypes"),
        ("diseases", "phenotype/diseases"),
    ):
        path = tmp_path / "C1" / "tables" / f"{place}.parquet"
        path.parent.mkdir(parents=True)
        (tables / f"{name}.parquet").rename(path)
    (tables / "case.json").rename(tmp_path / "C1" / "case.json")
    settings = ["--set", json.dumps({"genome": {"build": "synthetic"}})]
    ran = CliRunner().invoke(command, [str(tmp_path / "C1"), *settings], catch_exceptions=False)
    assert ran.output == "C1: 6 of 14 candidates ranked\n"
    made = read_table(tmp_path / "C1" / "tables" / "ranked" / "candidates.parquet", CANDIDATES)
    assert made.equals(read_table(tables / "r" / "candidates.parquet", CANDIDATES))
    without = CliRunner().invoke(command, settings)
    assert isinstance(without.exception, InputError)
    assert "--case" in str(without.exception)
