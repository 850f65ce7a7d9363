"""What of panel genes was not seen well, as the report tells it."""

import json

import pytest

from genopipe.measures import ExonCoverage
from genopipe.measures import GeneCoverage
from genopipe.measures import HardRegions
from genopipe.report.case import CaseReport
from genopipe.report.gaps import NO_HARD_GENE
from genopipe.report.gaps import NO_HARD_SOURCE
from genopipe.report.gaps import make_exons_below
from genopipe.report.gaps import make_exons_note
from genopipe.report.gaps import make_hard_note
from genopipe.report.searched import ExonBelow
from genopipe.report.searched import GeneSearch
from genopipe.report.texts import Texts
from unit.report.case_folder import Tables
from unit.report.case_folder import add_set_aside
from unit.report.case_folder import quality_of
from unit.report.case_folder import write_case
from unit.report.case_folder import write_extras

CHINESE = Texts("zh-Hant")
BELOW = ExonBelow(exon="2/7", transcript="ENST1.2", contig="chr1", start=10, end=19, covered=0.7)


def exon(number, start, covered):
    parts = dict(zip((10, 15, 20), covered, strict=True))
    place = {"exon": number, "transcript": "ENST00000008086.4", "contig": "chrX", "start": start, "end": start + 99}
    return place | {"covered": parts}


def gene_search(symbol, exons=0, hard=None):
    return GeneSearch(
        gene=f"id-{symbol}", gene_symbol=symbol, confidence="green", mode="x", mean_depth=30.0, covered=(1.0,),
        state="searched", exons_below=(BELOW,) * exons, exons_told=True, low_mappability=hard,
    )  # fmt: skip


def hard(**genes):
    told = [{"gene": symbol, "gene_symbol": symbol, "bases": 200, "hard": bases} for symbol, bases in genes.items()]
    return {"sources": ["Segmental duplications v3.5"], "genes": told}


@pytest.fixture
def weak(tmp_path):
    """Return the options of a report where exons were measured and regions are known."""
    options = write_extras(tmp_path / "extras")
    quality = quality_of("P1")
    cdkl5, aldh = quality["genes"][2], quality["genes"][0]
    cdkl5["exons"] = [
        exon("3/18", 500, (1.0, 0.71, 0.2)),
        exon("12/18", 900, (1.0, 1.0, 0.5)),
        exon("", 1200, (0.0,) * 3),
    ]
    aldh["exons"] = []
    (tmp_path / "extras" / "P1.quality.json").write_text(json.dumps(quality), encoding="utf-8")
    told = hard(ALDH7A1=0, CDKL5=51, SCN1A=None)
    (tmp_path / "hard.json").write_text(json.dumps(told), encoding="utf-8")
    return [*options, "--hard-regions", str(tmp_path / "hard.json")]


def test_only_exons_below_the_decisive_depth_are_told():
    exons = tuple(ExonCoverage(**one) for one in (exon("1/2", 5, (1, 0.999999, 0)), exon("2/2", 300, (1, 1, 0.9))))
    coverage = GeneCoverage(gene="g", gene_symbol="G", bases=200, mean_depth=20, covered={15: 0.99}, exons=exons)
    (one,) = make_exons_below(coverage, 15)
    assert (one.exon, one.start, one.end, one.covered) == ("1/2", 5, 104, 0.999999)
    assert make_exons_below(None, 15) == ()
    assert make_exons_below(coverage.model_copy(update={"exons": None}), 15) == ()


def test_the_search_tells_exons_and_hard_regions(tmp_path, weak, report_of):
    tables = Tables()
    add_set_aside(tables, 12)
    report = CaseReport.model_validate(report_of(write_case(tmp_path / "case", tables), *weak))
    genes = {gene.gene_symbol: gene for gene in report.search.panels[0].genes}
    assert [(one.exon, one.start, one.covered) for one in genes["CDKL5"].exons_below] == [
        ("3/18", 500, 0.71),
        ("", 1200, 0),
    ]
    assert (genes["ALDH7A1"].exons_told, genes["ALDH7A1"].exons_below) == (True, ())
    assert genes["SCN1A"].exons_told is False, "its exons were not told: that none is below is not known"
    assert genes["MT-TL1"].exons_told is False
    parts = {symbol: gene.low_mappability for symbol, gene in genes.items()}
    assert parts == {"ALDH7A1": 0.0, "CDKL5": 0.255, "SCN1A": None, "MT-TL1": None}
    note = "Bases with fewer than 15 reads in the proband lie in 2 exons of 1 panel gene: CDKL5."
    assert report.search.exons_note == note
    assert report.headline.result == "negative"
    assert note in report.headline.text
    assert note in report.limits
    regions = "Coding bases in regions of low mappability or segmental duplications: CDKL5 (25.5 %)."
    assert report.search.hard_note == f"{regions} Such regions could not be assessed for 2 panel genes."
    assert report.search.hard_note in report.limits
    for text in (note, report.search.hard_note):
        assert list(CHINESE.untold(text)) == []


def test_the_page_lists_the_worst_exons(tmp_path, weak, make_report):
    tables = Tables()
    add_set_aside(tables, 12)
    page = (make_report(write_case(tmp_path / "case", tables), *weak) / "report.html").read_text()
    assert page.index("chrX:1200-1299") < page.index("chrX:500-599")
    assert "chrX:900-999" not in page
    assert ">25.5 %<" in page


def test_without_a_source_that_is_said(tmp_path, extras, report_of):
    tables = Tables()
    add_set_aside(tables, 12)
    report = report_of(write_case(tmp_path / "case", tables), *extras)
    assert report["search"]["hard_note"] == NO_HARD_SOURCE
    assert NO_HARD_SOURCE in report["limits"]
    assert report["search"]["exons_note"] is None


@pytest.mark.parametrize(
    ("genes", "told"),
    [
        ([gene_search("A", exons=1)], "1 exon of 1 panel gene: A."),
        (
            [gene_search("A", exons=2), gene_search("B"), gene_search("C", exons=1)],
            "3 exons of 2 panel genes: A and C.",
        ),
        ([gene_search(f"G{at}", exons=1) for at in range(6)], "6 exons of 6 panel genes."),
    ],
)
def test_exons_in_words(genes, told):
    note = make_exons_note(genes, 15)
    assert note == f"Bases with fewer than 15 reads in the proband lie in {told}"
    assert list(CHINESE.untold(note)) == []
    assert make_exons_note([gene_search("A")], 15) is None


def test_hard_regions_in_words():
    known = HardRegions(sources=("Segmental duplications v3.5",), genes=())
    start = "Coding bases in regions of low mappability or segmental duplications: "
    cases = [
        ([gene_search("A", hard=0.0)], NO_HARD_GENE),
        ([gene_search("A", hard=0.2), gene_search("B", hard=1.0)], f"{start}B (100.0 %) and A (20.0 %)."),
        ([gene_search("A")], "Such regions could not be assessed for 1 panel gene."),
        (
            [gene_search(f"G{at}", hard=0.1) for at in range(7)],
            f"{start}G0 (10.0 %), G1 (10.0 %), G2 (10.0 %), G3 (10.0 %), G4 (10.0 %) and 2 more.",
        ),
    ]
    for genes, told in cases:
        assert make_hard_note(genes, known) == told
        assert list(CHINESE.untold(told)) == []
    assert make_hard_note([], known) is None
    assert make_hard_note([gene_search("A")], None) == NO_HARD_SOURCE
