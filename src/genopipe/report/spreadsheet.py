"""The report as a workbook: text is written as text, never as formula, link or number; the same bytes each time."""

import io
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import datetime

from genopipe.report.case import CaseReport
from genopipe.report.searched import GeneSearch
from genopipe.report.tsv import make_row
from genopipe.report.tsv import row_names
from genopipe.report.words import NOT_AVAILABLE

LONGEST_CELL = 32_000
"""Characters of a cell; the format holds 32,767. Source: ECMA-376, part 1, section 18.3.1.4 and Excel's limits."""
CUT = " ... (cut: report.json holds the whole text)"
_MADE = datetime(1980, 1, 1)
_GENOTYPE = ("person", "relation", "zygosity", "depth", "ref_reads", "alt_reads", "alt_fraction", "genotype_quality")
_SEARCHED = ("gene_symbol", "gene", "confidence", "mode", "mean_depth")
_EXON = ("exon", "transcript", "contig", "start", "end", "covered")
_NARROW, _WIDE = 18, 92

Rows = Iterable[Sequence[object]]


def make_text(value: object) -> str:
    """Return a value as a cell's text: what cannot be printed becomes a blank, what is too long is cut and says so."""
    text = "".join(character if character.isprintable() or character == "\n" else " " for character in str(value))
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + CUT


def _genotypes(report: CaseReport) -> Rows:
    return [
        (allele.allele, allele.gene_symbol, *(getattr(line, name) for name in _GENOTYPE))
        for allele in (*report.findings, *report.candidates)
        for line in allele.genotypes
    ]


def _gaps(gene: GeneSearch) -> tuple[int | None, float | None]:
    return len(gene.exons_below) if gene.exons_told else None, gene.low_mappability


def _exons(report: CaseReport) -> Rows:
    return [
        (panel.title, gene.gene_symbol, gene.gene, *(getattr(exon, name) for name in _EXON))
        for panel in report.search.panels
        for gene in panel.genes
        for exon in gene.exons_below
    ]


def make_sheets(report: CaseReport) -> dict[str, tuple[Sequence[str], Rows]]:
    """Return the sheets: name to the header and its rows."""
    alleles = row_names()
    depths = [f"covered_{depth}" for depth in report.search.thresholds]
    proband = next(person for person in report.people if person.person == report.proband)
    about = [
        ("case", report.case),
        ("family", report.family),
        ("proband", report.proband),
        ("sex", proband.sex.value),
        ("result", report.headline.title),
        ("", report.headline.text),
        ("build", report.build),
        ("genopipe", report.versions.genopipe if report.versions else None),
        *(("limit", text) for text in report.limits),
        ("", report.disclaimer),
    ]
    return {
        "about": (("item", "text"), about),
        "findings": (alleles, [list(make_row(allele).values()) for allele in report.findings]),
        "candidates": (alleles, [list(make_row(allele).values()) for allele in report.candidates]),
        "genotypes": (("allele", "gene_symbol", *_GENOTYPE), _genotypes(report)),
        "searched": (
            ("panel", *_SEARCHED, *depths, "state", "exons_below", "low_mappability"),
            [
                (panel.title, *(getattr(gene, name) for name in _SEARCHED), *gene.covered, gene.state, *_gaps(gene))
                for panel in report.search.panels
                for gene in panel.genes
            ],
        ),
        "exons_below": (("panel", "gene_symbol", "gene", *_EXON), _exons(report)),
        "references": (("topic", "words", "link"), [(one.topic, one.words, one.link) for one in report.references]),
    }


def make_workbook(report: CaseReport) -> bytes:
    """Return the workbook."""
    import xlsxwriter  # noqa: PLC0415 - only a report needs it

    stream = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **safe}) as book:
        book.set_properties({"title": f"Case {report.case}", "created": _MADE})
        bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, (header, rows) in make_sheets(report).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(header) - 1, _NARROW)
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
            for line, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, int | float):
                        sheet.write_number(line, column, value, plain)
                    else:
                        sheet.write_string(line, column, NOT_AVAILABLE if value is None else make_text(value), plain)
        book.get_worksheet_by_name("about").set_column(1, 1, _WIDE)
    return stream.getvalue()
