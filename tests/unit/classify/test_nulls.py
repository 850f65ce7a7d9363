"""The facts of null alleles: kind, transcript, what is lost, what stands before the next methionine."""

from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pytest

from genopipe.classify.nulls import NULL_COLUMNS
from genopipe.classify.nulls import NullFacts
from genopipe.classify.nulls import add_regions
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
        "hgvs_p": "ENSP1.1:p.(Ala4Ter)",
        "mane": "MANE_Select",
        "canonical": True,
        **columns,
    }
    types = dict.fromkeys(("intron", "exon", "nmd", "hgvs_p", "mane"), pl.String) | {"protein_start": pl.Int64}
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
        ("splice_donor_variant&coding_sequence_variant&intron_variant", "1/3", "splice"),
        ("splice_acceptor_variant&coding_sequence_variant&intron_variant", "2/3", "splice"),
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
    assert told(tmp_path, known("null", 1), **lost)["start_pathogenic"] == 1
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


def test_a_stop_codon_whose_place_is_not_known(tmp_path: Path):
    row = told(tmp_path, protein_start=None)
    assert (row["null_nmd"], row["null_lost"], row["lost_pathogenic"]) == (True, None, None)
    other = NullFacts(models(), write_genome(tmp_path)).add(fact(transcript="ENST9.1"), None, None)
    assert other.row(0, named=True)["null_lost"] is None


@pytest.mark.parametrize(("residue", "lost"), [(1, 1.0), (2, 31 / 32), (32, 1 / 32), (33, 0.0), (34, 0.0)])
def test_how_much_a_stop_codon_takes(tmp_path: Path, residue: int, lost: float):
    assert told(tmp_path, protein_start=residue)["null_lost"] == pytest.approx(lost)


@pytest.mark.parametrize("kind", ["stop_gained", "frameshift_variant"])
def test_both_kinds_of_early_stops(tmp_path: Path, kind: str):
    row = told(tmp_path, consequence=kind)
    assert (row["null_nmd"], row["null_frame"], row["null_problem"], row["start_next"]) == (True, None, None, None)
    assert row["null_lost"] == pytest.approx(29 / 32)


def test_a_whole_gene_needs_no_transcript(tmp_path: Path):
    row = told(tmp_path, consequence="transcript_ablation", protein_start=None)
    assert row["null_kind"] == "gene"
    assert [row[name] for name in ("null_nmd", "null_frame", "null_lost", "null_problem", "start_next")] == [None] * 5


def test_an_exon_that_is_deleted(tmp_path: Path):
    terms = "splice_donor_variant&splice_acceptor_variant&coding_sequence_variant&intron_variant"
    row = told(tmp_path, consequence=terms, exon="2/3", intron="1-2/2", protein_start=None)
    assert (row["null_kind"], row["null_problem"]) == ("exons", "without the exon no stop codon follows")
    unknown = told(tmp_path, consequence="splice_donor_variant", exon=None, intron=None, protein_start=None)
    assert unknown["null_problem"] == "which exon the splice site belongs to is not known"


@pytest.mark.parametrize(
    "change",
    [
        {"start_incomplete": True},
        {"end_incomplete": True},
        {"gap_positions": [20]},
        {"first_phase": 1},
        {"cds_start": None},
    ],
)
def test_a_model_that_cannot_be_read_tells_nothing(tmp_path: Path, change: dict[str, Any]):
    odd = models({**change, "transcript": "ENST2", "transcript_version": "ENST2.1"})
    made = NullFacts(odd, write_genome(tmp_path)).add(fact(transcript="ENST2.1"), None, None)
    assert made["null_lost"].to_list() == [None]
    lost = fact(transcript="ENST2.1", consequence="splice_donor_variant", exon=None, intron="2/2")
    row = NullFacts(odd, write_genome(tmp_path)).add(lost, None, None).row(0, named=True)
    assert row["null_problem"] == "the sequence of the transcript is not known here, or its model is incomplete"
    start = fact(transcript="ENST2.1", consequence="start_lost", protein_start=1)
    assert NullFacts(odd, write_genome(tmp_path)).add(start, None, None)["start_next"].to_list() == [None]


def test_without_a_reference_a_stop_codon_still_decays():
    row = NullFacts(models(), None).add(fact(), None, None).row(0, named=True)
    assert (row["null_nmd"], row["null_lost"]) == (True, None)


OTHER = {"transcript": "ENST2", "transcript_version": "ENST2.1", "mane": "MANE_Plus_Clinical"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"cds_start": 61}, "ENST2.1"),
        ({}, None),
        ({"cds_end": 150}, None),
        ({"cds_start": 61, "gene": "ENSG2"}, None),
        ({"cds_start": None}, None),
    ],
)
def test_a_start_elsewhere_on_the_plus_strand(tmp_path: Path, change: dict[str, Any], expected: str | None):
    made = NullFacts(models({**OTHER, **change}), write_genome(tmp_path))
    rows = pl.concat([fact(protein_start=1), fact(consequence="start_lost", protein_start=1)])
    assert made.add(rows, None, None)["start_other"].to_list() == [None, expected]
    assert made.add(fact(), None, None)["start_other"].to_list() == [None]


@pytest.mark.parametrize(("change", "expected"), [({"cds_end": 150}, "ENST2.1"), ({"cds_start": 61}, None)])
def test_a_start_elsewhere_on_the_minus_strand(tmp_path: Path, change: dict[str, Any], expected: str | None):
    rows = models({**OTHER, **change}).with_columns(strand=pl.lit("-"))
    made = NullFacts(rows, write_genome(tmp_path)).add(fact(consequence="start_lost", protein_start=1), None, None)
    assert made["start_other"].to_list() == [expected]


@pytest.mark.parametrize(
    ("low", "high", "meets"), [(20, 30, True), (21, 30, False), (1, 10, True), (1, 9, False), (12, 13, True)]
)
def test_a_region_that_meets_what_is_lost(low: int, high: int, meets: bool):
    rows = pl.DataFrame(
        {"gene": ["ENSG1", "ENSG1", "ENSG2"], "first": [None, 10, 10], "last": [None, 20, 20]},
        schema={"gene": pl.String, "first": pl.Int64, "last": pl.Int64},
    )
    listed = {"gene": "ENSG1", "first": low, "last": high, "source": "d"}
    regions = pl.DataFrame([{**listed, "kind": "critical"}, {**listed, "kind": "lof_examined"}])
    made = add_regions(rows, regions, {"one": "critical", "two": "lof_tolerant"})
    assert made["one"].to_list() == [None, f"residues {low} to {high} (d)" if meets else None, None]
    assert made["two"].to_list() == [None] * 3
    assert add_regions(rows, None, {"one": "critical"})["one"].to_list() == [None] * 3


def test_of_two_regions_the_first_is_named():
    rows = pl.DataFrame({"gene": ["ENSG1"], "first": [10], "last": [20]})
    listed = {"gene": "ENSG1", "kind": "critical", "source": "d"}
    regions = pl.DataFrame([{**listed, "first": 15, "last": 16}, {**listed, "first": 12, "last": 13}])
    assert add_regions(rows, regions, {"one": "critical"})["one"].to_list() == ["residues 12 to 13 (d)"]


@pytest.mark.parametrize(
    ("nmd", "protein", "decays"),
    [
        ("expected", None, True),
        ("escapes: last exon", None, False),
        ("escapes: one exon", "ENSP1.1:p.?", False),
        (None, "ENSP1.1:p.(Ala30GlyfsTer44)", False),  # read: the new stop codon lies behind the old one
        (None, "ENSP1.1:p.(Ala30GlyfsTer?)", False),  # read: no stop codon follows
        (None, "ENSP1.1:p.?", None),
        (None, None, None),
    ],
)
@pytest.mark.parametrize("kind", ["stop_gained", "frameshift_variant"])
@pytest.mark.parametrize("read", [True, False])
def test_no_word_of_decay_is_no_answer(
    tmp_path: Path, nmd: str | None, protein: str | None, decays: bool | None, kind: str, read: bool
):
    made = NullFacts(models(), write_genome(tmp_path) if read else None)
    row = made.add(fact(nmd=nmd, hgvs_p=protein, consequence=kind), None, None).row(0, named=True)
    assert row["null_nmd"] is decays
