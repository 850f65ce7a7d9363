"""Contig names: by the declared table, never by guess, never from one build to another."""

import polars as pl
import pytest

from genopipe.errors import InputError
from genopipe.genome import BUILDS
from genopipe.io.contig_names import NAMINGS
from genopipe.io.contig_names import read_lengths
from genopipe.io.contig_names import read_own_names
from genopipe.io.contig_names import rename_contigs
from genopipe.io.contig_names import translate
from genopipe.io.curated import read_curated

GRCH38 = {"chr1": 248_956_422, "chrX": 156_040_895, "chrM": 16_569}
GRCH37 = {"1": 249_250_621, "X": 155_270_560, "MT": 16_569}
HG19 = {"chr1": 249_250_621, "chrM": 16_571}


def test_the_table_agrees_with_the_builds():
    table = read_curated("contig_names")
    for build in ("GRCh38", "GRCh37"):
        rows = table.filter(pl.col("build") == build)
        lengths = {row[n]: int(row["length"]) for row in rows.iter_rows(named=True) for n in NAMINGS}
        assert rows.height == 25
        assert BUILDS[build].lengths.items() <= lengths.items()
        assert all(name in lengths for name in BUILDS[build].primary)
    for naming in ("refseq", "genbank"):
        nuclear = table.filter(pl.col("role") != "mitochondrion")
        assert nuclear[naming].is_unique().all()


@pytest.mark.parametrize(
    ("names", "fasta", "expected"),
    [
        (["1", "X", "MT"], GRCH38, {"1": "chr1", "X": "chrX", "MT": "chrM"}),
        (["chr1", "chrX", "chrM"], GRCH37, {"chr1": "1", "chrX": "X", "chrM": "MT"}),
        (
            ["NC_000001.11", "CM000663.2", "NC_012920.1"],
            GRCH38,
            {"NC_000001.11": "chr1", "CM000663.2": "chr1", "NC_012920.1": "chrM"},
        ),
        (["NC_000001.10"], GRCH37, {"NC_000001.10": "1"}),
        (["NC_000001.11"], GRCH37, {}),  # another build
        (["NC_000001.11"], HG19, {}),
        (["MT"], HG19, {}),  # hg19's chrM is another sequence
        (["1"], {"chr1": 5_000}, {"1": "chr1"}),  # a cut FASTA of no known build
        (["chr1"], GRCH38, {}),
        (["chr1_KI270706v1_random", "chrUn", "01", "Chr1"], GRCH38, {}),
    ],
)
def test_translations(names, fasta, expected):
    assert translate(names, fasta) == expected


def test_what_is_not_known_stays_and_is_counted():
    table = pl.DataFrame({"contig": ["1", "1", "HSCHR1", "X"], "n": [1, 2, 3, 4]})
    renamed, notes = rename_contigs(table, GRCH38, "genes.gff3")
    assert renamed["contig"].to_list() == ["chr1", "chr1", "HSCHR1", "chrX"]
    assert renamed["n"].to_list() == [1, 2, 3, 4]
    assert [(item.code, item.severity) for item in notes] == [("CONTIG-NAMES", "note"), ("CONTIG-UNKNOWN", "note")]
    assert "1 contigs with 1 transcripts" in notes[1].cause


def test_nothing_in_common_is_an_error():
    _, notes = rename_contigs(pl.DataFrame({"contig": ["NC_000001.11"]}), GRCH37, "genes.gff3")
    assert [(item.code, item.severity) for item in notes] == [("GFF-CONTIG", "error")]


def test_the_users_names_go_first():
    table = pl.DataFrame({"contig": ["1"]})
    renamed, notes = rename_contigs(table, GRCH38, "genes.gff3", {"1": "chrX", "unused": "nowhere"})
    assert renamed["contig"].to_list() == ["chrX"]
    assert [item.code for item in notes] == ["CONTIG-NAMES"]
    _, notes = rename_contigs(table, GRCH38, "genes.gff3", {"1": "chr77"})
    assert "CONTIG-TABLE" in [item.code for item in notes if item.severity == "error"]


@pytest.mark.parametrize("content", ["a b\n", "a\tb\tc\n", "a\t\n", "a\tb\na\tc\n"])
def test_a_table_of_names_that_is_none(tmp_path, content):
    path = tmp_path / "names.tsv"
    path.write_text(content)
    with pytest.raises(InputError, match="CONTIG-TABLE"):
        read_own_names(path)


def test_lengths_of_an_index(tmp_path):
    path = tmp_path / "a.fai"
    path.write_text("c1\t100\t6\t60\t61\nc2\t9\t120\t60\t61\n")
    assert read_lengths(path) == {"c1": 100, "c2": 9}
    path.write_text("c1\tmany\t6\t60\t61\n")
    with pytest.raises(InputError, match="REF-INDEX"):
        read_lengths(path)


def test_models_that_reach_beyond_their_contig_are_of_another_build():
    table = pl.DataFrame({"contig": ["c"] * 200, "end": [90] * 99 + [101] * 101})
    _, (error,) = rename_contigs(table, {"c": 100}, "x.gff3")
    assert (error.code, error.severity) == ("GFF-BUILD", "error")
    assert (
        "101 of 200 transcripts reach beyond the end of their contig, one to 101 of 'c', which has 100" in error.cause
    )
    _, (told,) = rename_contigs(table.head(198), {"c": 100}, "x.gff3")
    assert told.severity == "note", "a circular contig"
    assert rename_contigs(table, {"c": 101}, "x.gff3")[1] == []
