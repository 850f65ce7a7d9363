"""Every form of a report, made of the model alone."""

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from types import MappingProxyType

from genopipe.report.case import CaseReport
from genopipe.report.html import make_html
from genopipe.report.json_form import make_json
from genopipe.report.phenopacket_form import make_phenopacket
from genopipe.report.plain_page import make_plain_page
from genopipe.report.reads_file import CaseReads
from genopipe.report.sheet import make_pdf
from genopipe.report.sheet import make_sheet
from genopipe.report.spreadsheet import make_workbook
from genopipe.report.texts import Texts
from genopipe.report.tsv import make_tsv
from genopipe.report.vcf_form import make_vcf

PAGE = "report.html"
MAKERS: Mapping[str, Callable[[CaseReport], str | bytes]] = MappingProxyType(
    {
        PAGE: make_html,
        "report.pdf": lambda report: make_pdf(make_sheet(report, Texts(report.language))),
        "report.json": make_json,
        "family.html": lambda report: make_plain_page(report, Texts(report.language)),
        "family.pdf": lambda report: make_pdf(make_plain_page(report, Texts(report.language))),
        "findings.tsv": lambda report: make_tsv(report.findings),
        "candidates.tsv": lambda report: make_tsv(report.candidates),
        "alleles.xlsx": make_workbook,
        "alleles.vcf": make_vcf,
        "phenopacket.json": make_phenopacket,
    }
)
"""Name of each file to what makes it, in the order in which docs/outputs.md tells of them."""


def make_forms(report: CaseReport, chosen: Collection[str] = (), reads: CaseReads | None = None) -> dict[str, bytes]:
    """Return the bytes of the chosen forms by file name; of every form, where none is chosen.

    Args:
        report: The report.
        chosen: File names of the forms; none: every form.
        reads: The reads that the page holds; None: none.
    """
    names = [name for name in MAKERS if not chosen or name in chosen]
    made = {name: make_html(report, reads) if name == PAGE else MAKERS[name](report) for name in names}
    return {name: form.encode("utf-8") if isinstance(form, str) else form for name, form in made.items()}
