"""Exons by number, and how much of coding bases lies in hard regions: hand-worked, and against base by base."""

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies

from genopipe.cases import StartForm
from genopipe.cli.targets import command
from genopipe.errors import InputError
from genopipe.io.gene_models import TRANSCRIPT_SCHEMA
from genopipe.io.sources_file import read_sources
from genopipe.measures import HardRegions
from genopipe.quality.exons import exons_of
from genopipe.quality.exons import name_exons
from genopipe.quality.hard_regions import bases_inside
from genopipe.quality.hard_regions import measure_hard_regions
from genopipe.quality.hard_regions import merged
from genopipe.quality.hard_regions import open_hard_regions
from genopipe.quality.person import MeasuredFiles
from genopipe.quality.person import gene_coverage
from genopipe.quality.person import measure_person

SEGDUPS, LOW = "segmental_duplications", "low_mappability"
LENGTHS = {"chr1": 10_000, "chr2": 10_000}
SCHEMA = {"contig": pl.String, "start": pl.Int64, "end": pl.Int64, "gene": pl.String, "gene_symbol": pl.String}


def transcript(name, gene="ENSG1", strand="+", exons=((100, 199), (300, 399), (500, 599)), **facts):
    row = {
        "transcript": name,
        "transcript_version": f"{name}.1",
        "gene": gene,
        "gene_symbol": gene.replace("ENSG", "G"),
    }
    row |= {"contig": "chr1", "strand": strand, "mane": None, "canonical": False, "coding_bases": 300}
    row |= {"exon_starts": [start for start, _ in exons], "exon_ends": [end for _, end in exons]}
    return row | facts


def frame(*rows):
    return pl.DataFrame(rows, schema_overrides={"mane": pl.String})


def stretches(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def names(transcripts, *pairs):
    rows = stretches(*(("chr1", start, end, "ENSG1", "G1") for start, end in pairs))
    return name_exons(rows, transcripts).select("exon", "transcript").rows()


def test_exons_are_numbered_along_the_transcript():
    forward, backward = frame(transcript("T1")), frame(transcript("T1", strand="-"))
    asked = [(150, 199), (300, 399), (500, 520)]
    assert names(forward, *asked) == [("1/3", "T1.1"), ("2/3", "T1.1"), ("3/3", "T1.1")]
    assert [number for number, _ in names(backward, *asked)] == ["3/3", "2/3", "1/3"]


def test_a_stretch_over_two_exons_names_both_and_one_beside_them_none():
    assert names(frame(transcript("T1", strand="-")), (199, 300), (200, 299)) == [("2-3/3", "T1.1"), ("", "")]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"mane": "MANE_Select"}, {"mane": "MANE_Plus_Clinical", "canonical": True, "coding_bases": 900}),
        ({"mane": "MANE_Plus_Clinical"}, {"canonical": True, "coding_bases": 900}),
        ({"canonical": True}, {"coding_bases": 900}),
        ({"coding_bases": 301}, {"coding_bases": 300}),
        ({}, {"transcript": "T3"}),
    ],
)
def test_which_transcript_stands_for_a_gene(better, worse):
    one, other = transcript("T2", **better), transcript("T1") | worse | {"transcript_version": None}
    for rows in ((one, other), (other, one)):
        assert exons_of(frame(*rows))["chr1", "ENSG1", "G1"].transcript == "T2.1"


def test_a_transcript_that_codes_for_nothing_stands_for_none():
    assert exons_of(frame(transcript("T1", coding_bases=0))) == {}
    assert name_exons(stretches(), frame(transcript("T1"))).height == 0


@given(
    strategies.lists(strategies.tuples(strategies.integers(1, 60), strategies.integers(0, 9)), max_size=8),
    strategies.lists(strategies.tuples(strategies.integers(1, 60), strategies.integers(0, 20)), min_size=1, max_size=6),
)
def test_bases_inside_are_those_counted_one_by_one(regions, asked):
    starts, lengths = (np.array([pair[at] for pair in regions], dtype=np.int64) for at in (0, 1))
    inside = {base for start, length in regions for base in range(start, start + length)}
    joined = merged(starts, starts + lengths - 1)
    assert all(first > last + 1 for first, last in zip(joined[0][1:], joined[1][:-1], strict=True))
    firsts = np.array([start for start, _ in asked], dtype=np.int64)
    lasts = np.array([start + more for start, more in asked], dtype=np.int64)
    told = [len(inside & set(range(start, start + more + 1))) for start, more in asked]
    assert bases_inside(firsts, lasts, joined).tolist() == told


@pytest.fixture
def beds(tmp_path):
    made = {SEGDUPS: tmp_path / "segdups.bed", LOW: tmp_path / "low.bed"}
    made[SEGDUPS].write_text("chr1\t149\t170\nchr1\t160\t180\nchr2\t0\t5\n")  # chr1: bases 150 to 180
    made[LOW].write_text("1\t179\t190\n1\t299\t309\n")  # bases 180 to 190, 300 to 309; no contig 2
    return made


def test_hard_regions_count_each_base_once(beds):
    opened = open_hard_regions(beds, read_sources(None), LENGTHS)
    rows = stretches(
        ("chr1", 100, 199, "ENSG1", "G1"), ("chr1", 300, 399, "ENSG1", "G1"), ("chr1", 400, 409, "ENSG2", "A2"),
        ("chr2", 1, 10, "ENSG3", "G3"),
    )  # fmt: skip
    told = measure_hard_regions(rows, opened)
    assert [(one.gene, one.bases, one.hard) for one in told.genes] == [
        ("ENSG2", 10, 0),
        ("ENSG1", 200, 41 + 10),  # 150 to 190, 300 to 309
        ("ENSG3", 10, None),  # the second source has no region on chr2
    ]
    assert told.sources == (
        "Segmental duplications (GIAB stratification) v3.5", "Low mappability (GIAB stratification) v3.5",
    )  # fmt: skip


def test_without_a_source_nothing_is_said():
    rows = stretches(("chr1", 100, 199, "ENSG1", "G1"))
    assert measure_hard_regions(rows, []) == HardRegions(sources=(), genes=())


def test_regions_of_another_reference_are_refused(beds):
    beds[SEGDUPS].write_text("scaffold_9\t1\t2\n")
    with pytest.raises(InputError, match="REGION-CONTIGS"):
        open_hard_regions(beds, read_sources(None), LENGTHS)


def test_the_command_writes_exons_and_hard_regions(tmp_path, beds):
    row = dict.fromkeys(TRANSCRIPT_SCHEMA) | transcript("T1") | {"coding_starts": [150, 300], "coding_ends": [199, 399]}
    pl.DataFrame([row], schema=TRANSCRIPT_SCHEMA).write_parquet(tmp_path / "transcripts.parquet")
    (tmp_path / "genome.fa.fai").write_text("chr1\t10000\t6\t60\t61\nchr2\t10000\t6\t60\t61\n")
    panel = "# name: P version: 1", "gene_symbol gene_id confidence mode_of_inheritance penetrance"
    lines = [panel[0], panel[1].replace(" ", "\t"), "G1\tENSG1\tgreen\tbiallelic\tcomplete", ""]
    (tmp_path / "p.tsv").write_text("\n".join(lines))
    words = ["--transcripts", str(tmp_path / "transcripts.parquet"), "--out", str(tmp_path / "genes.bed")]
    words += ["--hard", str(tmp_path / "hard.json"), str(tmp_path / "p.tsv")]
    regions = [word for name, path in beds.items() for word in ("--regions", f"{name}={path}")]
    assert CliRunner().invoke(command, [*words, *regions]).exit_code == 2, "the lengths of contigs are not known"
    index = ["--fasta-index", str(tmp_path / "genome.fa.fai")]
    ran = CliRunner().invoke(command, [*words, *regions, *index], catch_exceptions=False)
    assert ran.exit_code == 0
    assert (
        tmp_path / "genes.bed"
    ).read_text() == "chr1\t149\t199\tENSG1|G1||1/3|T1.1\nchr1\t299\t399\tENSG1|G1||2/3|T1.1\n"
    told = json.loads((tmp_path / "hard.json").read_text())
    assert told["genes"] == [{"gene": "ENSG1", "gene_symbol": "G1", "bases": 150, "hard": 51}]


def measured_files(folder, rows):
    """Write what mosdepth writes: of each stretch its name, mean depth, and bases at 10, 15 and 20 reads."""
    beds = {name: folder / name for name in ("regions.bed", "thresholds.bed", "genes.bed")}
    beds["genes.bed"].write_text("".join(f"chr1\t{start}\t{end}\t{name}\n" for start, end, name, _ in rows))
    beds["regions.bed"].write_text("".join(f"chr1\t{start}\t{end}\t{name}\t12.5\n" for start, end, name, _ in rows))
    head = "#chrom\tstart\tend\tregion\t10X\t15X\t20X\n"
    lines = ("\t".join(map(str, ("chr1", start, end, name, *counts))) for start, end, name, counts in rows)
    beds["thresholds.bed"].write_text(head + "".join(f"{line}\n" for line in lines))
    nothing = folder / "nothing"
    return MeasuredFiles(
        nothing, nothing, nothing, nothing, beds["regions.bed"], beds["thresholds.bed"], beds["genes.bed"]
    )


def test_exons_that_are_not_wholly_covered(tmp_path):
    rows = [
        (99, 199, "ENSG1|G1||1/3|T1.1", (100, 80, 71)),
        (299, 399, "ENSG1|G1||2/3|T1.1", (100, 100, 100)),
        (499, 599, "ENSG1|G1||3/3|T1.1", (100, 100, 99)),
        (699, 709, "ENSG1|G1|||", (0, 0, 0)),
        (99, 199, "ENSG2|G2|listed|4/4|T2.1", (100, 80, 71)),
    ]
    first, second = gene_coverage(measured_files(tmp_path, rows))
    assert (first.bases, first.covered[15], first.in_panel) == (310, round(280 / 310, 6), True)
    told = [(one.exon, one.transcript, one.start, one.end, one.covered[15], one.covered[20]) for one in first.exons]
    assert told == [
        ("1/3", "T1.1", 100, 199, 0.8, 0.71), ("3/3", "T1.1", 500, 599, 1.0, 0.99), ("", "", 700, 709, 0.0, 0.0),
    ]  # fmt: skip
    assert (second.in_panel, [one.exon for one in second.exons]) == (False, ["4/4"])


def test_a_part_is_never_rounded_up_to_the_whole(tmp_path):
    rows = [(0, 10_000_000, "ENSG1|G1||1/1|T1.1", (10_000_000, 9_999_999, 9_999_998))]
    ((exon,),) = (one.exons for one in gene_coverage(measured_files(tmp_path, rows)))
    assert (exon.covered[10], exon.covered[15]) == (1.0, 0.999999)


def test_what_was_not_measured_has_no_exons():
    assert measure_person("mum", StartForm.VCF, None, []).genes == ()
