"""Other ClinVar alleles at the same place of a protein or a splice site."""

import polars as pl
import pytest

from genopipe.annotate.clinvar_neighbours import CODON_SCHEMA
from genopipe.annotate.clinvar_neighbours import NEIGHBOUR_COLUMNS
from genopipe.annotate.clinvar_neighbours import SPLICE_SCHEMA
from genopipe.annotate.clinvar_neighbours import Neighbours
from genopipe.annotate.clinvar_neighbours import add_neighbours
from genopipe.annotate.clinvar_neighbours import make_neighbours
from genopipe.annotate.clinvar_neighbours import pathogenic_alleles
from genopipe.errors import InputError
from genopipe.io.clinvar_index import CODONS
from genopipe.io.clinvar_index import read_index
from genopipe.io.clinvar_index import write_index
from genopipe.io.store import Store
from genopipe.resources.build import build_store
from unit.records import column
from unit.records import record
from unit.records import write_fasta
from unit.records import write_vcf

SCHEMA = {
    "allele": pl.String,
    "transcript": pl.String,
    "consequence": pl.String,
    "amino_acids": pl.String,
    "protein_start": pl.Int64,
    "protein_end": pl.Int64,
    "hgvs_c": pl.String,
}


def described(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def missense(allele, change, position, hgvs="T.1:c.5A>G"):
    return allele, "T.1", "missense_variant", change, position, position, hgvs


def splice(allele, hgvs, term="splice_donor_variant"):
    return allele, "T.1", term, None, None, None, hgvs


CLINVAR = pl.DataFrame(
    [
        ("p1", "11", "Pathogenic", 2),
        ("p2", "12", "Likely_pathogenic", 1),
        ("p3", "13", "Pathogenic", 3),
        ("s1", "21", "Pathogenic", 2),
        ("s2", "22", "Pathogenic", None),
    ],
    schema={"allele": pl.String, "clinvar_id": pl.String, "significance": pl.String, "stars": pl.Int8},
    orient="row",
)
INDEX = make_neighbours(
    described(
        missense("p1", "R/Q", 10),
        missense("p2", "R/Q", 10),
        missense("p3", "R/W", 10),
        splice("s1", "T.1:c.123+1G>A"),
        splice("s2", "T.1:c.124-2del", "splice_acceptor_variant"),
        ("p1", "U.1", "intron_variant", None, None, None, "U.1:c.5+40A>G"),
    ),
    CLINVAR,
)


def told(*rows):
    return add_neighbours(described(*rows), INDEX).select(NEIGHBOUR_COLUMNS).rows()


def test_same_change_by_another_nucleotide():
    assert told(missense("new", "R/Q", 10))[0][:2] == ("11:Pathogenic:2;12:Likely_pathogenic:1", "13:Pathogenic:3")


def test_an_allele_is_not_its_own_neighbour():
    assert told(missense("p1", "R/Q", 10))[0][0] == "12:Likely_pathogenic:1"


def test_another_change_of_the_codon():
    assert told(missense("new", "R/L", 10))[0][:2] == (None, "13:Pathogenic:3;11:Pathogenic:2;12:Likely_pathogenic:1")


@pytest.mark.parametrize(
    "row",
    [
        missense("new", "R/Q", 11),
        missense("new", "K/Q", 10),
        ("new", "T.2", "missense_variant", "R/Q", 10, 10, "T.2:c.5A>G"),
        ("new", "T.1", "synonymous_variant", "R", 10, 10, "T.1:c.5A>G"),
        ("new", "T.1", "stop_gained", "R/*", 10, 10, "T.1:c.5A>G"),
        ("new", "T.1", "missense_variant", "RL/QL", 10, 11, "T.1:c.5_8delinsAA"),
    ],
)
def test_other_places_and_kinds_have_no_neighbours(row):
    assert told(row) == [(None, None, None)]


@pytest.mark.parametrize(
    ("hgvs", "neighbours"),
    [
        ("T.1:c.123+1G>T", "21:Pathogenic:2"),
        ("T.1:c.123+1del", "21:Pathogenic:2"),
        ("T.1:c.123+2T>C", None),
        ("T.1:c.124-2A>G", "22:Pathogenic:?"),
        ("T.1:c.124+2A>G", None),
        ("T.1:c.123G>A", None),
    ],
)
def test_same_splice_position(hgvs, neighbours):
    assert told(splice("new", hgvs)) == [(None, None, neighbours)]


def test_rows_and_order_stay():
    rows = [missense(f"a{n}", "R/Q", n) for n in (10, 3, 10, 10)]
    found = add_neighbours(described(*rows), INDEX)
    assert found["allele"].to_list() == ["a10", "a3", "a10", "a10"]
    assert found["clinvar_same_change"].is_null().to_list() == [False, True, False, False]
    assert add_neighbours(described(), INDEX).height == 0


def test_only_pathogenic_alleles_without_conflict_come_in(tmp_path):
    fasta = write_fasta(tmp_path, c1="GATTACA")
    words = [
        "Pathogenic",
        "Benign",
        "Conflicting_classifications_of_pathogenicity",
        "Pathogenic/Likely_pathogenic|other",
    ]
    rows = [
        f"c1 {at} {at} {ref} {'C' if ref != 'C' else 'A'} . . CLNSIG={word};CLNREVSTAT=x"
        for at, (ref, word) in enumerate(zip("GATT", words, strict=True), start=1)
    ]
    info = [("CLNSIG", ".", "String"), ("CLNREVSTAT", ".", "String")]
    vcf = write_vcf(tmp_path / "c.vcf.gz", rows, info, {"c1": 7})
    source = record(
        [
            column("id", "ID", "text"),
            column("significance", "CLNSIG", "text", reduce="as_written"),
            column("review", "CLNREVSTAT", "text", reduce="as_written"),
        ]
    )
    store = Store.open(build_store(source, [vcf], fasta, tmp_path / "stores").folder)
    stars = pl.DataFrame({"review": ["x"], "stars": ["2"]})
    assert pathogenic_alleles(store, stars).select("clinvar_id", "stars").rows() == [("1", 2), ("4", 2)]


def test_the_index_on_disk(tmp_path):
    write_index(tmp_path, INDEX.codons, INDEX.splice)
    codons, splice_rows = read_index(tmp_path, CODON_SCHEMA, SPLICE_SCHEMA)
    rows = [missense("new", "R/Q", 10), splice("new", "T.1:c.123+1G>T")]
    assert add_neighbours(described(*rows), Neighbours(codons, splice_rows)).equals(
        add_neighbours(described(*rows), INDEX)
    )
    first = (tmp_path / CODONS).read_bytes()
    write_index(tmp_path, INDEX.codons.reverse(), INDEX.splice)
    assert (tmp_path / CODONS).read_bytes() == first
    with pytest.raises(InputError, match="another version"):
        read_index(tmp_path, SPLICE_SCHEMA, SPLICE_SCHEMA)
    (tmp_path / CODONS).write_bytes(first[:-9])
    with pytest.raises(InputError, match="STORE-MISSING"):
        read_index(tmp_path, CODON_SCHEMA, SPLICE_SCHEMA)
