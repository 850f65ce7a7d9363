"""Every form of a report, made of the model alone."""

from collections.abc import Mapping

from genopipe.report.case import CaseReport
from genopipe.report.html import make_html
from genopipe.report.json_form import make_json
from genopipe.report.phenopacket_form import make_phenopacket
from genopipe.report.plain_page import make_plain_page
from genopipe.report.sheet import make_pdf
from genopipe.report.sheet import make_sheet
from genopipe.report.spreadsheet import make_workbook
from genopipe.report.texts import Texts
from genopipe.report.tsv import make_tsv
from genopipe.report.vcf_form import make_vcf

NAMES = (
    "report.html",
    "report.pdf",
    "report.json",
    "family.html",
    "family.pdf",
    "findings.tsv",
    "candidates.tsv",
    "alleles.xlsx",
    "alleles.vcf",
    "phenopacket.json",
)
"""The files, in the order in which docs/outputs.md tells of them."""


def make_forms(report: CaseReport) -> Mapping[str, bytes]:
    """Return the bytes of every form by file name."""
    texts = Texts(report.language)
    family = make_plain_page(report, texts)
    written = {
        "report.html": make_html(report),
        "report.json": make_json(report),
        "family.html": family,
        "findings.tsv": make_tsv(report.findings),
        "candidates.tsv": make_tsv(report.candidates),
        "phenopacket.json": make_phenopacket(report),
    }
    made = {
        "report.pdf": make_pdf(make_sheet(report, texts)),
        "family.pdf": make_pdf(family),
        "alleles.xlsx": make_workbook(report),
        "alleles.vcf": make_vcf(report),
    }
    every = {**{name: text.encode("utf-8") for name, text in written.items()}, **made}
    return {name: every[name] for name in NAMES}
