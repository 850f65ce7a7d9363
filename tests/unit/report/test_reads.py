import base64
import gzip
import hashlib
import json
import re
from importlib import resources

import pysam
import pytest

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.report import igv_source
from genopipe.report.case import CaseReport
from genopipe.report.html import make_html
from genopipe.report.igv_source import viewer_manifest
from genopipe.report.reads import NOBODY
from genopipe.report.reads import TOO_LONG
from genopipe.report.reads_file import CaseReads
from genopipe.report.shown_reads import NOT_GIVEN
from genopipe.report.shown_reads import UNASKED
from unit.report.with_reads import FINDING
from unit.report.with_reads import REFERENCE
from unit.report.with_reads import cut
from unit.report.with_reads import write_case_with_reads


@pytest.fixture
def cut_case(tmp_path):
    case, fasta, bams = write_case_with_reads(tmp_path)
    out = tmp_path / "reads.json"
    cut(case, fasta, bams, out)
    return case, out


def bam_of(tmp_path, window, person):
    coded = next(one["bam"] for one in window["people"] if one["person"] == person)
    path = tmp_path / "one.bam"
    path.write_bytes(base64.b64decode(coded))
    return pysam.AlignmentFile(str(path), "rb", check_sq=False)


def test_findings_come_first_and_what_is_left_out_says_why(cut_case):
    _, out = cut_case
    told = json.loads(out.read_text())
    assert [window["position"] for window in told["windows"]] == [1200, 1600]
    assert [one["reason"] for one in told["left_out"]] == [TOO_LONG]
    assert told["without"] == ["SI1"]


def test_a_window_holds_reference_and_members_only(cut_case):
    window = json.loads(cut_case[1].read_text())["windows"][0]
    assert (window["start"], window["end"]) == (1200 - 150, 1200 + 150)
    assert window["bases"] == REFERENCE[1049:1350]
    assert [one["person"] for one in window["people"]] == ["P1", "FA1", "MO1"]


def test_the_reads_are_those_of_the_alignment(cut_case, tmp_path):
    window = json.loads(cut_case[1].read_text())["windows"][0]
    with bam_of(tmp_path, window, "P1") as bam:
        reads = list(bam)
    at = [read.query_sequence[FINDING.position - 1 - read.reference_start] for read in reads]
    assert sorted(at) == sorted([FINDING.alt] * 10 + [FINDING.ref] * 10)


def test_a_slice_tells_neither_tags_names_nor_programs(cut_case, tmp_path):
    window = json.loads(cut_case[1].read_text())["windows"][0]
    with bam_of(tmp_path, window, "P1") as bam:
        assert set(bam.header.to_dict()) == {"HD", "SQ"}
        for read in bam:
            assert re.fullmatch(r"r\d+", read.query_name)
            assert not read.get_tags()


def test_what_is_too_deep_is_thinned_and_says_so(cut_case):
    window = json.loads(cut_case[1].read_text())["windows"][0]
    mother = next(one for one in window["people"] if one["person"] == "MO1")
    assert mother["found"] == 200
    assert 20 < mother["shown"] < 100


def test_same_input_same_bytes(tmp_path):
    case, fasta, bams = write_case_with_reads(tmp_path)
    outs = [tmp_path / name for name in ("a.json", "b.json")]
    for out in outs:
        cut(case, fasta, bams, out)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_duplicates_are_left_out(tmp_path):
    from unit.recount import mosaic

    case, fasta, bams = write_case_with_reads(tmp_path)
    reads = [mosaic.plain(f"r{i}", REFERENCE, 1150, flag=pysam.FDUP if i % 2 else 0) for i in range(10)]
    mosaic.write_bam(bams["P1"], "P1", len(REFERENCE), reads)
    out = tmp_path / "reads.json"
    cut(case, fasta, bams, out)
    assert json.loads(out.read_text())["windows"][0]["people"][0]["found"] == 5


@pytest.mark.parametrize(("given", "code"), [("UN1", "READS-FOREIGN"), ("SI1", "BAM-SM")])
def test_reads_of_somebody_else_are_refused(tmp_path, given: str, code: str):
    case, fasta, bams = write_case_with_reads(tmp_path)
    with pytest.raises(InputError, match=code):
        cut(case, fasta, {given: bams["P1"]}, tmp_path / "reads.json")
    assert not (tmp_path / "reads.json").exists()


def test_without_alignments_the_report_says_so(tmp_path, make_report):
    case, fasta, _ = write_case_with_reads(tmp_path)
    cut(case, fasta, {}, tmp_path / "reads.json")
    out = make_report(case, "--reads", str(tmp_path / "reads.json"))
    page = (out / "report.html").read_text()
    assert f"Reads not shown: {NOBODY}" in re.sub("<[^>]*>", "", page)
    assert "No alignment is here of P1, SI1, FA1 and MO1" in page
    assert 'id="igv-source"' not in page
    assert not any(style in page for style in viewer_manifest().styles), "the viewer's styles are allowed with it alone"


def test_an_allele_that_the_reads_do_not_know_says_so(cut_case, report_of):
    case, out = cut_case
    told = json.loads(out.read_text())
    kept = told["windows"][1:]
    stranger = told["windows"][0] | {"allele": "1-7-A-C"}
    out.write_text(json.dumps(told | {"windows": [stranger, *kept]}))
    reads = report_of(case, "--reads", str(out))["reads"]
    assert [window["allele"] for window in reads["windows"]] == [kept[0]["allele"]]
    assert reads["left_out"][f"1-1200-{FINDING.ref}-{FINDING.alt}"] == UNASKED


def test_every_reported_allele_has_reads_or_a_reason(cut_case, report_of):
    case, out = cut_case
    report = report_of(case, "--reads", str(out))
    reported = {one["allele"] for one in (*report["findings"], *report["candidates"])}
    assert {one["allele"] for one in report["reads"]["windows"]} | set(report["reads"]["left_out"]) == reported


def test_reads_that_were_not_given_are_not_called_missing(tmp_path, make_report):
    case, _, _ = write_case_with_reads(tmp_path)
    assert NOT_GIVEN in (make_report(case) / "report.html").read_text()


def test_another_cases_reads_are_refused(cut_case, tmp_path, make_report):
    case, out = cut_case
    told = json.loads(out.read_text()) | {"case": "OTHER"}
    out.write_text(json.dumps(told))
    with pytest.raises(InputError, match="REPORT-READS"):
        make_report(case, "--reads", str(out))


@pytest.mark.parametrize("change", [{"case": "OTHER"}, {"without": ["STRANGER"]}])
def test_a_page_takes_no_reads_of_others(cut_case, report_of, change):
    case, out = cut_case
    report = CaseReport.model_validate(report_of(case))
    reads = CaseReads.model_validate_json(out.read_text())
    assert "igv-source" in make_html(report, reads)
    with pytest.raises(InputError, match="REPORT-READS"):
        make_html(report, reads.model_copy(update=change))


def test_the_page_allows_its_own_scripts_by_digest_only(cut_case, make_report):
    case, out = cut_case
    page = (make_report(case, "--reads", str(out)) / "report.html").read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    scripts = re.findall(r"<script(?: [^>]*)?>(.*?)</script>", page, re.DOTALL)
    started, viewer = scripts[-1], scripts[-2]
    for text in (started, viewer):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(page) < 3_000_000


def test_the_model_names_the_windows_and_no_bases(cut_case, report_of):
    case, out = cut_case
    reads = report_of(case, "--reads", str(out))["reads"]
    assert reads["windows"][0] == {
        "allele": f"1-1200-{FINDING.ref}-{FINDING.alt}",
        "place": "chr1:1,050-1,350",
        "people": [
            {"person": "P1", "found": 20, "shown": 20},
            {"person": "FA1", "found": 21, "shown": 21},
            {"person": "MO1", "found": 200, "shown": reads["windows"][0]["people"][2]["shown"]},
        ],
    }
    assert reads["without"] == ["SI1"]


def test_the_viewer_is_the_one_of_its_manifest():
    folder = resources.files("genopipe.report") / "igv"
    content = gzip.decompress((folder / "igv.min.js.gz").read_bytes())
    manifest = igv_source.viewer_manifest()
    assert hashlib.sha256(content).hexdigest() == manifest.sha256
    assert manifest.licence == "MIT"
    assert "MIT License" in (folder / "LICENSE").read_text()
    assert f'"{manifest.version}"' in content.decode()


def test_a_viewer_that_is_another_stops(monkeypatch):
    igv_source.viewer_source.cache_clear()
    changed = igv_source.viewer_manifest().model_copy(update={"sha256": "0" * 64})
    monkeypatch.setattr(igv_source, "viewer_manifest", lambda: changed)
    with pytest.raises(ContentError, match="SHA-256"):
        igv_source.viewer_source()


def test_the_reads_of_the_case_folder_are_found(tmp_path, report_of):
    case, fasta, bams = write_case_with_reads(tmp_path)
    cut(case, fasta, bams, case / "reads.json")
    assert len(report_of(case)["reads"]["windows"]) == 2


def test_a_page_names_each_element_once(cut_case, make_report):
    case, out = cut_case
    page = (make_report(case, "--reads", str(out)) / "report.html").read_text()
    outside = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]+)"', outside)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'aria-labelledby="([^"]+)"', outside):
        assert set(reference.split()) <= set(ids)
    assert "Pedigree with genotypes" in page
