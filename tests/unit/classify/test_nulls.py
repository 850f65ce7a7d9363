"""The facts of null alleles: kind, transcript, what is lost, what stands before the next methionine."""

from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pytest

from genopipe.classify.nulls import NULL_COLUMNS
from genopipe.classify.nulls import NullFacts
from genopipe.classify.nulls import null_kind
from genopipe.io.clinvar_index import KNOWN_SCHEMA
from genopipe.io.gene_models import TRANSCRIPT_SCHEMA
from genopipe.io.spliced import SplicedSequence

# Three exons of 30, 31 and 39 coding bases on the plus strand; the second one shifts the frame when it is lost.
CODING = "ATG" + "GCA" * 9 + "GCA" * 3 + "ATG" + "GCA" * 16 + "GCA" + "GCT" + "TAA"


def write_genome(folder: Path) -> SplicedSequence:
    """Write the genome: 10 bases, exon 1, 20 bases, exon 2, 20 bases, exon 3, 10 bases."""
    exons = (CODING[:30], CODING[30:61], CODING[61:])
    path = folder / "genome.fa"
    path.write_text(">chr1\n" + "C" * 10 + ("G" * 20).join(exons) + "C" * 10 + "\n")
    pysam.faidx(str(path))
    return SplicedSequence(path)


def models(*changes: dict[str, Any]) -> pl.DataFrame:
    """Return gene models: one transcript, and others that differ from it."""
    third = len(CODING) - 61
    row: dict[str, Any] = {
        **dict.fromkeys(TRANSCRIPT_SCHEMA),
        "transcript": "ENST1",
        "transcript_version": "ENST1.1",
        "gene": "ENSG1",
        "strand": "+",
        "contig": "chr1",
        "mane": "MANE_Select",
        "canonical": True,
        "coding_bases": len(CODING),
        "exon_starts": [11, 61, 112],
        "exon_ends": [40, 91, 111 + third],
        "cds_start": 11,
        "cds_end": 111 + third,
        "first_phase": 0,
        "start_incomplete": False,
        "end_incomplete": False,
        "genetic_code": 1,
        "gap_positions": [],
    }
    return pl.DataFrame([row, *({**row, **change} for change in changes)], schema=TRANSCRIPT_SCHEMA)


def fact(**columns: Any) -> pl.DataFrame:
    """Return the facts of one allele."""
    row: dict[str, Any] = {
        "allele": "1-20-A-C",
        "gene": "ENSG1",
        "transcript": "ENST1.1",
        "consequence": "stop_gained",
        "exon": "1/3",
        "intron": None,
        "protein_start": 4,
        "nmd": "expected",
        "mane": "MANE_Select",
        "canonical": True,
        **columns,
    }
    types = {"intron": pl.String, "exon": pl.String, "protein_start": pl.Int64, "nmd": pl.String, "mane": pl.String}
    return pl.DataFrame([row], schema_overrides=types)


def known(kind: str, residue: int, allele: str = "1-9-C-G") -> pl.DataFrame:
    """Return one (likely) pathogenic allele of ClinVar."""
    row = {
        "allele": allele, "gene": "ENSG1", "transcript": "ENST1.1", "kind": kind, "exon": "1/3",
        "protein_start": residue, "protein_end": residue, "clinvar_id": "1", "stars": 2, "pathogenic": True,
    }  # fmt: skip
    return pl.DataFrame([row], schema=KNOWN_SCHEMA)


def told(folder: Path, clinvar: pl.DataFrame | None = None, regions: pl.DataFrame | None = None, **columns: Any):
    """Return what is told of one allele."""
    facts = NullFacts(models(), write_genome(folder)).add(fact(**columns), clinvar, regions)
    assert set(NULL_COLUMNS) <= set(facts.columns)
    assert not {"first", "last"} & set(facts.columns)
    return facts.row(0, named=True)


@pytest.mark.parametrize(
    ("terms", "exon", "kind"),
    [
        ("stop_gained", "1/3", "nonsense"),
        ("frameshift_variant", "1/3", "frameshift"),
        ("frameshift_variant&stop_lost", "3/3", "frameshift"),
        ("stop_gained&frameshift_variant", "1/3", "nonsense"),
        ("start_lost", "1/3", "start"),
        ("frameshift_variant&start_lost", "1/3", "start"),
        ("splice_donor_variant", None, "splice"),
        ("splice_donor_variant&splice_acceptor_variant&coding_sequence_variant&intron_variant", "2/3", "exons"),
        ("splice_donor_variant&splice_acceptor_variant", None, "splice"),
        ("transcript_ablation", None, "gene"),
        ("missense_variant", "1/3", None),
        ("splice_region_variant&intron_variant", None, None),
        ("stop_lost", "3/3", None),
    ],
)
def test_kinds(terms: str, exon: str | None, kind: str | None):
    assert fact(consequence=terms, exon=exon).select(null_kind().alias("kind"))["kind"].to_list() == [kind]


def test_a_stop_codon(tmp_path: Path):
    row = told(tmp_path, protein_start=11, nmd="escapes: last exon")
    protein = len(CODING) // 3 - 1
    assert row["null_nmd"] is False
    assert row["null_lost"] == pytest.approx((protein - 10) / protein)
    assert told(tmp_path)["null_nmd"] is True


def test_a_lost_splice_site_loses_its_exon(tmp_path: Path):
    donor = told(tmp_path, consequence="splice_donor_variant", exon=None, intron="2/2", protein_start=None)
    acceptor = told(tmp_path, consequence="splice_acceptor_variant", exon=None, intron="1/2", protein_start=None)
    assert donor["null_problem"] == acceptor["null_problem"]
    first = told(tmp_path, consequence="splice_donor_variant", exon=None, intron="1/2", protein_start=None)
    assert first["null_problem"] == "the exon that would be lost holds the start codon"


def test_without_a_reference_nothing_is_told_of_exons():
    facts = NullFacts(None, None).add(fact(consequence="splice_donor_variant", intron="2/2"), None, None)
    row = facts.row(0, named=True)
    assert row["null_frame"] is None
    assert "not known" in row["null_problem"]
    assert row["lost_pathogenic"] is None


def test_what_is_known_of_the_part_that_is_lost(tmp_path: Path):
    assert told(tmp_path, known("missense", 20))["lost_pathogenic"] == 1
    assert told(tmp_path, known("missense", 3))["lost_pathogenic"] == 0
    assert told(tmp_path, known("null", 20))["lost_pathogenic"] == 0
    assert told(tmp_path, known("missense", 20, "1-20-A-C"))["lost_pathogenic"] == 0
    assert told(tmp_path)["lost_pathogenic"] is None


def test_regions_of_a_laboratory(tmp_path: Path):
    rows = {"gene": ["ENSG1", "ENSG1"], "first": [5, 1], "last": [9, 3], "kind": ["critical", "lof_tolerant"]}
    regions = pl.DataFrame(rows).with_columns(source=pl.lit("doi:10.1000/x"))
    row = told(tmp_path, None, regions)
    assert row["lost_critical"] == "residues 5 to 9 (doi:10.1000/x)"
    assert row["lost_tolerant"] is None


def test_a_lost_start_codon(tmp_path: Path):
    lost = {"consequence": "start_lost", "protein_start": 1, "nmd": None}
    row = told(tmp_path, known("missense", 13), **lost)
    assert (row["start_next"], row["start_pathogenic"]) == (14, 1)
    assert told(tmp_path, known("missense", 14), **lost)["start_pathogenic"] == 0
    assert told(tmp_path, None, **lost)["start_pathogenic"] is None


def test_another_transcript_that_starts_elsewhere(tmp_path: Path):
    other = {"transcript": "ENST2", "transcript_version": "ENST2.1", "mane": "MANE_Plus_Clinical", "cds_start": 61}
    lost = fact(consequence="start_lost", protein_start=1)
    sequence = write_genome(tmp_path)
    assert NullFacts(models(other), sequence).add(lost, None, None)["start_other"].to_list() == ["ENST2.1"]
    plain = NullFacts(models({**other, "mane": None}), sequence).add(lost, None, None)
    assert plain["start_other"].to_list() == [None]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, "yes"),
        ({"mane": None}, "no"),
        ({"mane": None, "gene": "ENSG2"}, "yes"),
        ({"mane": None, "gene": "ENSG2", "canonical": False}, None),
    ],
)
def test_transcripts_that_matter(tmp_path: Path, columns: dict[str, Any], expected: str | None):
    facts = NullFacts(models(), write_genome(tmp_path)).add(fact(**columns), None, None)
    assert facts["relevant"].to_list() == [expected]
