"""Hostile texts in the input files of a case, through every stage to every form: they are shown, and do nothing."""

import csv
import json
import re
import subprocess
import sys
import zlib
from importlib.resources import files

import openpyxl
import pysam
import pytest
from google.protobuf.json_format import Parse
from phenopackets import Phenopacket

from browser.hostile_case import AT
from browser.hostile_case import PEOPLE
from browser.hostile_case import TEXTS
from browser.hostile_case import write_hostile_case
from browser.watched import watched
from genopipe.cli.main import main
from genopipe.cli.run_page import command as run_page
from genopipe.report.case import CaseReport
from genopipe.report.forms import MAKERS
from genopipe.report.html import shown

BEGIN = files("genopipe.report").joinpath("templates", "begin.js").read_text(encoding="utf-8")
OURS = r"""(begin) => [...document.querySelectorAll("script, iframe, object, embed, base, link, form, img, image")]
    .filter((node) => !(node.localName === "script" && (node.closest("body") || node.textContent === begin)))
    .map((node) => node.outerHTML)"""
HANDLERS = r"""() => [...document.querySelectorAll("*")]
    .flatMap((node) => node.getAttributeNames().map((name) => `${name}=${node.getAttribute(name)}`))
    .filter((told) => /^(on|srcdoc|style=)/.test(told) || /^(href|src)=(?!#|cases\/C1\/|quality\/)/.test(told))"""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return the results of a run of one case, whose files are hostile."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["genopipe", *write_hostile_case(folder), "--out", "results/cases/C1"])
        with pytest.raises(SystemExit) as stop:
            main()
        assert not stop.value.code
    run_page.main(
        [str(folder / "results"), "--case", "C1", "--out", str(folder / "results/index.html")], standalone_mode=False
    )
    return folder / "results"


@pytest.fixture(scope="module")
def case(results):
    """Return the folder of the case."""
    return results / "cases" / "C1"


def test_every_form_is_there_and_the_texts_are_in_the_model(case):
    assert set(MAKERS) <= {path.name for path in case.iterdir()}
    told = CaseReport.model_validate_json((case / "report.json").read_text())
    text = json.dumps(told.model_dump(mode="json"), ensure_ascii=False)
    for name in ("indication", "laboratory", "seizure", "head", "curator", "who", "name", "patient", "tool", "release"):
        assert json.dumps(TEXTS[name], ensure_ascii=False)[1:-1] in text, name
    assert len(told.findings) == 1


@pytest.mark.parametrize("name", ["cases/C1/report.html", "cases/C1/family.html", "index.html"])
def test_pages_show_and_do_nothing(chromium, results, name):
    path = results / name
    with watched(chromium) as page:
        page.open(path)
        page.use("</script><img src=x onerror=window.hit=1>")
        assert page.page.evaluate("window.hit") is None
        assert page.page.evaluate(OURS, BEGIN.rstrip("\n")) == []
        assert page.page.evaluate(HANDLERS) == []
        assert page.did(path) == []


def test_the_report_shows_the_texts_as_they_are(chromium, case):
    with watched(chromium) as page:
        page.open(case / "report.html")
        text = page.page.evaluate("document.body.textContent")
    for name in ("indication", "laboratory", "curator", "who", "seizure", "head", "tool", "release"):
        assert str(shown(TEXTS[name])) in text, name


def test_the_workbook_holds_texts_alone(case):
    book = openpyxl.load_workbook(case / "alleles.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 100
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink or cell.comment]
    assert not book.defined_names
    assert not [sheet for sheet in book.worksheets if sheet.data_validations.dataValidation or sheet._hyperlinks]


@pytest.mark.parametrize("name", ["findings.tsv", "candidates.tsv", "ranked.tsv"])
def test_tables_hold_no_formula_and_whole_rows(case, name):
    text = (case / name).read_bytes().decode("utf-8")
    assert "\r" not in text
    rows = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows == list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert not [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell)]


def test_vcf_and_phenopacket_are_read_by_their_libraries(case):
    with pysam.VariantFile(str(case / "alleles.vcf")) as file:
        (found,) = list(file)
        assert list(file.header.samples) == list(PEOPLE)
    assert found.pos == AT
    packet = Parse((case / "phenopacket.json").read_text(), Phenopacket(), ignore_unknown_fields=False)
    assert {term.type.label for term in packet.phenotypic_features} == {TEXTS["seizure"], TEXTS["head"]}
    assert packet.subject.id == PEOPLE[0]


def unpacked(pdf):
    """Return a PDF with its packed streams beside it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join([pdf, *(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"x")])


@pytest.mark.parametrize("name", ["report.pdf", "family.pdf"])
def test_the_pdf_does_nothing(case, name):
    path = case / name
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.removesuffix("\f").split("\f")
    assert all(page.strip() for page in pages)
    assert TEXTS["name"].split(" <")[0] in text
    about = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
    assert about.stderr == ""
    assert re.search(r"JavaScript:\s+no", about.stdout)
    assert re.search(rf"Pages:\s+{len(pages)}\b", about.stdout)
    links = subprocess.run(["pdfinfo", "-url", path], capture_output=True, text=True, check=True).stdout
    assert links.splitlines()[1:] == []
    bare = unpacked(path.read_bytes())
    for word in (
        rb"/JavaScript\b",
        rb"/JS\b",
        rb"/Launch\b",
        rb"/OpenAction\b",
        rb"/AA\b",
        rb"/URI\b",
        rb"/EmbeddedFile",
    ):
        assert not re.search(word, bare), word
