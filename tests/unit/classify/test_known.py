"""ClinVar's alleles counted by gene, around a residue and in a part that is lost; never the allele itself."""

from typing import Any

import polars as pl

from genopipe.classify.known import add_gene_counts
from genopipe.classify.known import add_hot_spots
from genopipe.classify.known import count_within
from genopipe.classify.known import counted
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.clinvar_index import KNOWN_SCHEMA


def known(*rows: tuple[str, str, bool, int, str]) -> pl.DataFrame:
    """Return ClinVar's alleles: name, kind, (likely) pathogenic, residue, exon."""
    made: list[dict[str, Any]] = [
        {
            "allele": name,
            "gene": "ENSG1",
            "transcript": "ENST1.1",
            "kind": kind,
            "exon": exon,
            "protein_start": residue,
            "protein_end": residue,
            "clinvar_id": name,
            "stars": 1,
            "pathogenic": bad,
        }
        for name, kind, bad, residue, exon in rows
    ]
    return pl.DataFrame(made, schema=KNOWN_SCHEMA)


def facts(allele: str = "own", gene: str = "ENSG1", residue: int | None = 50) -> pl.DataFrame:
    """Return the facts of one allele."""
    row = {"allele": allele, "gene": gene, "transcript": "ENST1.1", "protein_start": residue, "protein_end": residue}
    return pl.DataFrame([row], schema_overrides={"protein_start": pl.Int64, "protein_end": pl.Int64})


ROWS = known(
    ("own", "missense", True, 50, "2/5"),
    ("a", "missense", True, 42, "2/5"),
    ("b", "missense", True, 41, "2/5"),
    ("c", "missense", False, 58, "2/5"),
    ("d", "missense", False, 59, "2/5"),
    ("e", "null", True, 50, "3/5"),
    ("f", "null", True, 60, "4/5"),
    ("g", "null", False, 60, "5/5"),
    ("h", "in_frame", True, 61, "4/5"),
)


def test_counts_of_a_gene_leave_the_allele_itself_out():
    row = add_gene_counts(facts(), ROWS).row(0, named=True)
    assert row["known_pathogenic"] == 5
    assert (row["known_null"], row["known_null_exons"]) == (2, 2)
    assert (row["known_missense"], row["known_missense_benign"]) == (2, 2)
    assert add_gene_counts(facts("other"), ROWS).row(0, named=True)["known_pathogenic"] == 6


def test_a_gene_that_clinvar_does_not_know_has_none():
    row = add_gene_counts(facts(gene="ENSG2"), ROWS).row(0, named=True)
    assert (row["known_pathogenic"], row["known_null"], row["known_null_exons"]) == (0, 0, 0)


def test_around_a_residue():
    row = add_hot_spots(facts(), ROWS, shipped_acmg()).row(0, named=True)
    assert (row["hot_pathogenic"], row["hot_benign"]) == (1, 1)


def test_no_residue_has_no_hot_spot():
    row = add_hot_spots(facts(residue=None), ROWS, shipped_acmg()).row(0, named=True)
    assert (row["hot_pathogenic"], row["hot_benign"]) == (None, None)


def test_within_what_is_lost():
    asked = facts().with_columns(first=pl.lit(42, dtype=pl.Int64), last=pl.lit(61, dtype=pl.Int64))
    assert count_within(asked, ROWS).to_list() == [2]  # a and h; never null alleles, never the allele itself
    empty = asked.with_columns(first=pl.lit(None, dtype=pl.Int64))
    assert count_within(empty, ROWS).to_list() == [None]


def test_alleles_without_stars_do_not_count():
    assert counted(ROWS.with_columns(stars=pl.lit(0, dtype=pl.Int64)), shipped_acmg()).height == 0
    assert counted(ROWS.with_columns(stars=pl.lit(None, dtype=pl.Int64)), shipped_acmg()).height == 0
