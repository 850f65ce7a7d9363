"""The further forms: PDF, the family's page, workbook, VCF, phenopacket; each against its own format."""

import html
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import openpyxl
import pysam
import pytest
from google.protobuf.json_format import Parse
from phenopackets import Phenopacket

from genopipe.cli.report import FORMS
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.identifiers import PersonIdentifiers
from genopipe.preflight.files import check_files
from genopipe.report import sheet
from genopipe.report.case import CaseReport
from genopipe.report.forms import MAKERS
from genopipe.report.forms import make_forms
from genopipe.report.identified import make_identifiers
from genopipe.report.phenopacket_form import make_phenopacket
from genopipe.report.plain_page import make_plain_page
from genopipe.report.sheet import make_pdf
from genopipe.report.sheet import make_sheet
from genopipe.report.spreadsheet import LONGEST_CELL
from genopipe.report.spreadsheet import make_workbook
from genopipe.report.texts import LANGUAGES
from genopipe.report.texts import Texts
from genopipe.report.told import ADDITIONAL_NOTE
from genopipe.report.told import AdditionalPart
from genopipe.report.vcf_form import make_vcf
from unit.report.case_folder import Tables
from unit.report.case_folder import add_candidates
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_extras

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "report.schema.json"
NAMED = PersonIdentifiers(patient="HN1234567", sample="26W-0001", birth_date="2019-04-02", name="CHAN Tai Man 陳大文")
HOSTILE = (
    '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "http://x.example", "mailto:a@b", "\t=1+1",
    "0123", "1E5", "2-Mar", "<script>alert(1)</script>", "a\x00b\x1bc", "\u202egpj.exe", "x" * 40_000,
    "a;b,c=d|e%f&g h", "陳大文",
)  # fmt: skip


@pytest.fixture
def report(case_folder, extras, report_of):
    made = CaseReport.model_validate(report_of(case_folder, *extras))
    return made.model_copy(update={"identifiers": NAMED})


def hostile(report, text):
    """Return a report in which a text stands wherever text is free."""
    names = ("gene_symbol", "hgvs_c", "hgvs_p", "description", "reason", "panel", "consequence", "transcript")
    return report.model_copy(
        update={
            "laboratory": text,
            "indication": text,
            "findings": tuple(allele.model_copy(update=dict.fromkeys(names, text)) for allele in report.findings),
        }
    )


def text_of(pdf, tmp_path):
    path = tmp_path / "one.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    return shown.rstrip("\f").split("\f")


def test_the_command_knows_every_form():
    assert tuple(MAKERS) == FORMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_whole_small_and_the_same_again(report, tmp_path, language):
    page = make_sheet(report, Texts(language))
    pdf = make_pdf(page)
    assert pdf == make_pdf(page)
    pages = text_of(pdf, tmp_path)
    body = next(n for n, text in enumerate(pages) if re.search("Annexes|附件", text))
    assert 1 <= body <= 3
    for text in pages:
        for word in ("CASE-07", "FAM-07", "HN1234567", "26W-0001", "2019-04-02", "陳大文"):
            assert word in text
        assert re.search(rf"\d\s*/\s*{len(pages)}\b", text)
    joined = " ".join(pages)
    assert "ALDH7A1" in joined
    assert "c.1195C>T" in joined
    assert {"en": "Signed off by", "zh-Hant": "簽署人"}[language] in joined
    assert b"CreationDate" not in pdf


def test_pdf_is_tagged_and_holds_its_fonts(report, tmp_path):
    path = tmp_path / "one.pdf"
    path.write_bytes(make_pdf(make_sheet(report, Texts("zh-Hant"))))
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", told)
    about = subprocess.run(["pdfinfo", "-meta", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"pdfaid:part\W+2\b", about)
    assert re.search(r"pdfaid:conformance\W+A\b", about)
    assert re.search(r"JavaScript:\s+no", told)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts


def test_no_address_is_opened():
    pictures = '<html lang="en"><title>t</title><img src="http://127.0.0.1:9/x.png" alt="x"><p>text'
    with pytest.raises(ContentError, match=r"127\.0\.0\.1:9/x\.png"):
        make_pdf(pictures)


def test_what_no_font_draws_is_marked(tmp_path):
    (text,) = text_of(
        make_pdf('<html lang="en"><title>t</title><p style="font-family: Noto Sans CJK HK">a\U0001f469b\U000e0041c'),
        tmp_path,
    )
    assert text.split() == ["a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"]


def test_chinese_without_its_font_is_refused():
    with pytest.raises(InputError, match="REPORT-FONT"):
        sheet.check_fonts("基因", ["DejaVu-Sans"])
    sheet.check_fonts("gene", ["DejaVu-Sans"])


def test_there_are_four_identifiers_at_least(report):
    alone = report.model_copy(update={"identifiers": None})
    assert [text for _, text in make_identifiers(alone, Texts())] == ["CASE-07", "FAM-07", "P1", "male"]
    assert len(make_identifiers(report, Texts())) == 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_family_page_tells_nothing_of_others(report, language):
    page = html.unescape(make_plain_page(report, Texts(language)))
    assert "ALDH7A1" in page
    for word in ("FA1", "MO1", "SI1", "CDKL5", "MT-TL1", "SCN1A", "mother", "father", "母", "父", "p.(", "c.1195"):
        assert word not in page.replace("FAM-07", ""), word
    jargon = r"\b(zygosity|heterozyg|allele|pathogenic|frameshift|exome|locus|carrier|HPO|ACMG|ClinVar|recessive)"
    assert not re.search(jargon, page, re.IGNORECASE)
    assert not re.search("雜合|等位基因|致病性|移碼|隱性|顯性|攜帶者", page)
    assert not re.search(r"https?:|src=|<script|\son\w+=", page)


def test_family_page_of_an_open_case_names_no_gene(tmp_path, report_of):
    tables = Tables()
    add_candidates(tables)
    report = CaseReport.model_validate(report_of(write_case(tmp_path / "case", tables)))
    page = make_plain_page(report, Texts())
    assert "no clear answer yet" in page
    assert "CDKL5" not in page


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_workbook_holds_no_formula_and_no_link(report, tmp_path, text):
    made = hostile(report, text)
    path = tmp_path / "book.xlsx"
    path.write_bytes(make_workbook(made))
    assert path.read_bytes() == make_workbook(made)
    book = openpyxl.load_workbook(path)
    cells = [cell for one in book.worksheets for row in one.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    names = [cell.value for cell in book["findings"][1]]
    held = book["findings"].cell(2, names.index("gene_symbol") + 1)
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    assert held.data_type == "s"
    assert held.value == (printable if len(text) <= LONGEST_CELL else held.value)
    assert len(held.value) < 32_768
    depth = book["findings"].cell(2, names.index("proband_depth") + 1)
    assert (depth.data_type, depth.value) == ("n", 30)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_vcf_is_valid_and_gives_back_the_text(report, tmp_path, text):
    path = tmp_path / "alleles.vcf"
    path.write_bytes(make_vcf(hostile(report, text)))
    checked = check_files([path], None, "", None)
    assert [item.line() for item in checked.faults if item.severity == "error"] == []
    assert checked.good == [f"ok {path}: 5 records on 4 contigs, 4 samples"]
    with pysam.VariantFile(str(path)) as file:
        names = file.header.info["CSQ"].description.partition("Format: ")[2].split("|")
        record = next(one for one in file if one.pos == 126_550_123)
        entry = dict(zip(names, record.info["CSQ"][0].split("|"), strict=True))
    assert unquote(entry["SYMBOL"]) == text


def test_vcf_genotypes_are_of_this_allele_alone(report, tmp_path):
    path = tmp_path / "alleles.vcf"
    path.write_bytes(make_vcf(report))
    columns = "[%GT,%AD,%OC ]"
    shown = subprocess.run(
        ["bcftools", "query", "-f", f"%POS {columns}\n", path], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert shown[0] == "166045080 1/.,15,15,1 0/.,30,0,1 1/1,0,30,0 ./.,30,0,2 "
    assert shown[-1].startswith("18588012 1,")
    assert make_vcf(report) == path.read_bytes()


def test_phenopacket_is_valid(report):
    text = make_phenopacket(report)
    packet = Parse(text, Phenopacket(), ignore_unknown_fields=False)
    assert text == make_phenopacket(report)
    assert (packet.id, packet.subject.id) == ("CASE-07", "P1")
    assert packet.meta_data.phenopacket_schema_version == "2.0"
    used = {term.type.id.split(":")[0] for term in packet.phenotypic_features}
    found = [one.variant_interpretation for one in packet.interpretations[0].diagnosis.genomic_interpretations]
    used |= {one.variation_descriptor.allelic_state.id.split(":")[0] for one in found}
    used.add(packet.interpretations[0].diagnosis.disease.id.split(":")[0])
    assert used <= {resource.namespace_prefix for resource in packet.meta_data.resources}
    assert [one.variation_descriptor.vcf_record.pos for one in found] == [126_550_123, 126_561_408]
    assert {one.variation_descriptor.allelic_state.label for one in found} == {"heterozygous"}
    assert [one.syntax for one in found[0].variation_descriptor.expressions] == ["hgvs.g", "hgvs.c", "hgvs.p"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_consented_to_is_told_of_that_person_alone(report, tmp_path, language):
    told = {
        "gene_symbol": "BRCA2", "condition": "Breast cancer", "list": "SF", "allele": "13-1-A-T", "consequence": "stop",
        "hgvs_c": "NM_1:c.1A>T", "hgvs_p": None, "outcome": "reported", "zygosity": "heterozygous", "partners": (),
        "in_panel": None, "by_hand": None, "reason": "r", "source": "s",
    }  # fmt: skip
    asked = {
        "relation": "proband", "list": "SF", "version": "3.3", "genes": 2, "told": (), "nothing": (),
        "not_assessable": (), "not_asked": (),
    }  # fmt: skip

    def part(*people):
        return AdditionalPart(
            alleles=[{**told, "person": person} for person in people],
            asked=[{**asked, "person": person} for person in people],
            note=ADDITIONAL_NOTE,
        )

    def both(additional):
        changed = report.model_copy(update={"additional": additional})
        return [make_sheet(changed, Texts(language)), make_plain_page(changed, Texts(language))]

    assert [page.count("BRCA2") for page in both(None)] == [0, 0]
    assert [page.count("BRCA2") for page in both(part("MO1"))] == [1, 0]
    assert [page.count("BRCA2") for page in both(part("P1"))] == [1, 1]
    assert ADDITIONAL_NOTE not in both(part("P1"))[0] or language == "en"


def test_names_stand_only_where_people_read_them(report):
    forms = make_forms(report, ["findings.tsv", "candidates.tsv", "alleles.xlsx", "alleles.vcf", "phenopacket.json"])
    for name, content in forms.items():
        for word in ("HN1234567", "2019-04-02", "CHAN Tai Man", "26W-0001"):
            assert word.encode() not in content, name


def test_json_fits_its_published_schema(report):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    made = json.loads(make_forms(report, ["report.json"])["report.json"])
    jsonschema.Draft202012Validator(schema).validate(made)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(made | {"more": 1})


def test_a_finished_case_needs_nothing_else(case_folder, extras, make_report):
    first = make_report(case_folder, *extras, name="first", forms=())
    (case_folder / "report.json").write_bytes((first / "report.json").read_bytes())
    again = make_report(case_folder, name="again")
    for path in again.iterdir():
        assert path.read_bytes() == (first / path.name).read_bytes(), path.name
    chinese = make_report(case_folder, "--language", "zh-Hant", name="chinese", forms=["family.html", "report.json"])
    assert '<html lang="zh-Hant">' in (chinese / "family.html").read_text(encoding="utf-8")


def test_a_case_that_changed_since_is_refused(case_folder, extras, make_report):
    made = make_report(case_folder, *extras)
    (case_folder / "report.json").write_bytes((made / "report.json").read_bytes())
    withdrawn = make_case(consent={"main_findings": False})
    (case_folder / "case.json").write_text(withdrawn.model_dump_json(indent=1))
    with pytest.raises(InputError, match=r"REPORT-STALE.*case\.json"):
        make_report(case_folder)


def test_identifiers_come_from_their_own_file(case_folder, tmp_path, make_report):
    path = tmp_path / "identifiers.yaml"
    path.write_text("people:\n  P1: {patient: 1234567, birth_date: 2019-04-02, name: Chan}\n", encoding="utf-8")
    out = make_report(case_folder, "--identifiers", str(path))
    assert json.loads((out / "report.json").read_text())["identifiers"]["patient"] == "1234567"


@pytest.mark.parametrize(
    "line", ["P1: {patiant: SECRET}", "P1: {birth_date: SECRET}", "'a b': {name: SECRET}", f"P1: {{name: {'S' * 99}}}"]
)
def test_a_wrong_identifier_is_not_repeated(case_folder, tmp_path, make_report, line):
    path = tmp_path / "identifiers.yaml"
    path.write_text(f"people:\n  {line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="ID-FIELD") as refused:
        make_report(case_folder, "--identifiers", str(path))
    assert not re.search("SECRET|SSS", str(refused.value))


@pytest.mark.parametrize("text", [HOSTILE[10], HOSTILE[12], HOSTILE[13], "{{ 7 * 7 }}", "'><img src=http://x>"])
def test_hostile_text_stays_text_in_the_pdf(report, text):
    page = make_sheet(hostile(report, text), Texts())
    assert page.count("<img") == page.count("<script") == 0
    assert len(page) < 100_000
    make_pdf(page)


def test_a_rich_case_is_written_as_a_whole(tmp_path, make_report):
    folder = write_case(tmp_path / "case", rich_tables())
    out = make_report(folder, *write_extras(tmp_path / "extras"), forms=["alleles.vcf"])
    assert [path.name for path in out.iterdir()] == ["alleles.vcf"]
