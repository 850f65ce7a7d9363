"""The page for the family: what the report says in plain words, and nothing that was not agreed to.

It names the genes of the main findings and how many copies of the person tested are changed. It tells nothing of
other members of the family, of candidates, of parents, or of what consent did not ask for.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Literal

from genopipe.report.alleles import genes_of
from genopipe.report.case import AlleleReport
from genopipe.report.case import CaseReport
from genopipe.report.html import environment
from genopipe.report.identified import make_identifiers
from genopipe.report.sheet import make_cut
from genopipe.report.texts import Texts
from genopipe.report.told import AdditionalPart
from genopipe.report.told import CarriersPart

Copies = Literal["both", "one", "only", "some", "not_told"]
_STARTS: dict[str, Copies] = {"homozygous": "both", "heterozygous": "one", "hemizygous": "only"}


@dataclass(frozen=True)
class PlainGene:
    """A gene as the family reads of it.

    Attributes:
        symbol: Symbol of the gene.
        alleles: Changes found in it (count).
        copies: In which copies of the person tested the one change is; not_told where it is not that simple.
        pathogenic: Every change is (likely) pathogenic by its class.
    """

    symbol: str
    alleles: int
    copies: Copies
    pathogenic: bool


def _copies(alleles: list[AlleleReport]) -> Copies:
    words = alleles[0].proband.zygosity
    if len(alleles) > 1:
        return "not_told"
    if words.startswith("mitochondrial, in"):
        return "not_told" if words.endswith("no read") else "some"
    return _STARTS.get(words.split(" (")[0], "not_told")


def make_genes(report: CaseReport) -> list[PlainGene]:
    """Return the genes with findings, in the order of the report."""
    made = []
    for symbol in genes_of(report.findings):
        alleles = [allele for allele in report.findings if allele.gene_symbol == symbol]
        classes = {allele.classification for allele in alleles}
        sure = classes <= {"pathogenic", "likely_pathogenic"}
        made.append(PlainGene(symbol, len(alleles), _copies(alleles), sure))
    return made


def told_genes(part: AdditionalPart | CarriersPart | None, person: str) -> list[str] | None:
    """Return the genes of which a person is told by consent; None: this person was not asked, so nothing is said."""
    if part is None or person not in {asked.person for asked in part.asked}:
        return None
    return list(dict.fromkeys(allele.gene_symbol for allele in part.alleles if allele.person == person))


def make_plain_page(report: CaseReport, texts: Texts) -> str:
    """Return the family's page as HTML: no script, no request; it prints on one or two pages."""
    style = environment().get_template("plain/plain.css").render()
    page = (
        environment()
        .get_template("plain/plain.html.j2")
        .render(
            report=report,
            t=texts,
            cut=make_cut(texts),
            genes=make_genes(report),
            additional=told_genes(report.additional, report.proband),
            carriers=told_genes(report.carriers, report.proband),
            identifiers=make_identifiers(report, texts),
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
        )
    )
    return f"{page}\n"
