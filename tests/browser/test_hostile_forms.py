"""Hostile texts in every text field of the forms that are no pages: tables, workbook, VCF, phenopacket, JSON, PDF."""

import json
import re
import subprocess
from urllib.parse import unquote

import openpyxl
import pysam
import pytest
from google.protobuf.json_format import Parse
from phenopackets import Phenopacket

from browser.forms import make_report
from browser.hostile import Turn
from browser.hostile import harmless
from browser.hostile import texts
from genopipe.errors import ContentError
from genopipe.report.case import CaseReport
from genopipe.report.json_form import make_json
from genopipe.report.phenopacket_form import make_phenopacket
from genopipe.report.plain_page import make_plain_page
from genopipe.report.sheet import make_pdf
from genopipe.report.sheet import make_sheet
from genopipe.report.spreadsheet import make_workbook
from genopipe.report.texts import Texts
from genopipe.report.tsv import make_tsv
from genopipe.report.vcf_form import make_vcf

GIVEN = texts(surrogates=False)
"""A model that was read, or checked, holds no lone surrogate: pydantic refuses it."""
ALONE = len(GIVEN)
STEP = 6
NAMES = re.compile(r"(person|mode|allele|relation) \d+|.*\.(contig|ref|alt)$|build")


def turns(together):
    places = {}
    return [Turn(GIVEN, number, together, places) for number in range(Turn(GIVEN, 0, together).length)]


def with_ids(turn):
    """Return what fills a model, ids and what a record stands on as the checks before a run allow them."""

    def text_of(place):
        if place.endswith((".ref", ".alt")):
            return "A" if place.endswith("ref") else "T"
        if NAMES.fullmatch(place):
            return re.sub(r"\W+", "_", harmless(place))
        return turn(place)

    return text_of


def test_a_lone_surrogate_is_refused_by_the_model():
    with pytest.raises(ValueError, match="Invalid JSON"):
        CaseReport.model_validate_json('{"laboratory": "\\ud800"}')


def test_tables_hold_no_formula_and_whole_rows():
    for turn in turns(1)[::STEP]:
        report = make_report(turn)
        rows = [line.split("\t") for line in make_tsv(report.findings).removesuffix("\n").split("\n")]
        assert len(rows) == 1 + len(report.findings)
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for row in rows for cell in row if re.match(r"[=+@\t\r\n]|-(?![\d.]+$)", cell)]
        assert all(cell.isprintable() for row in rows for cell in row)


def test_the_workbook_holds_texts_alone(tmp_path):
    path = tmp_path / "book.xlsx"
    for turn in turns(1)[::STEP]:
        path.write_bytes(make_workbook(make_report(turn)))
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
        assert not [cell for cell in cells if cell.hyperlink or cell.comment]
        assert not book.defined_names


def test_vcf_and_phenopacket_and_json_are_read_again(tmp_path):
    path = tmp_path / "alleles.vcf"
    for turn in turns(1)[::STEP]:
        report = make_report(with_ids(turn))
        path.write_bytes(make_vcf(report))
        with pysam.VariantFile(str(path)) as file:
            names = file.header.info["CSQ"].description.partition("Format: ")[2].split("|")
            records = list(file)
            assert len(list(file.header.records)) < 30
        entries = [dict(zip(names, entry.split("|"), strict=True)) for one in records for entry in one.info["CSQ"]]
        told = {unquote(entry["SYMBOL"]) for entry in entries}
        assert told == {one.gene_symbol for one in (*report.findings, *report.candidates)}
        packet = Parse(make_phenopacket(report), Phenopacket(), ignore_unknown_fields=False)
        assert packet.id == report.case
        again = json.loads(make_json(report))
        assert again == report.model_dump(mode="json")


@pytest.mark.parametrize("name", ["contig", "person 0", "build"])
@pytest.mark.parametrize("bad", ["a b", "a\tb", "a\n", "a\nb", "<x>", "a,b"])
def test_a_name_that_no_vcf_can_hold_is_refused(name, bad):
    def text_of(place):
        return bad if place.endswith(name) else with_ids(harmless)(place)

    with pytest.raises(ContentError, match="no VCF can hold"):
        make_vcf(make_report(text_of))


@pytest.mark.parametrize("make", [make_sheet, make_plain_page], ids=["report.pdf", "family.pdf"])
def test_the_pdf_does_nothing(tmp_path, make):
    path = tmp_path / "one.pdf"
    for turn in turns(3)[::60]:
        path.write_bytes(make_pdf(make(make_report(turn), Texts("en"))))
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode("utf-8")
        assert all(page.strip() for page in text.removesuffix("\f").split("\f"))
        about = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
        assert about.stderr == ""
        assert re.search(r"JavaScript:\s+no", about.stdout)
        links = subprocess.run(["pdfinfo", "-url", path], capture_output=True, text=True, check=True).stdout
        assert links.splitlines()[1:] == []
