"""The page of a run: every case with its result, its gates and its files, and the yield over all of them.

It is made of the cases' own reports and notes alone, so it tells no more: of a case on hold only that it is.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from genopipe.hold import NOTE_OF_HOLD
from genopipe.io.json_file import read_model
from genopipe.report.alleles import genes_of
from genopipe.report.case import CaseReport
from genopipe.report.html import environment
from genopipe.report.words import NOT_AVAILABLE
from genopipe.report.words import counted
from genopipe.report.words import percent

Status = Literal["positive", "inconclusive", "negative", "on hold", "not finished"]
STATUSES: tuple[Status, ...] = ("positive", "inconclusive", "negative", "on hold", "not finished")
FORMS = (
    ("report.html", "report"),
    ("report.pdf", "PDF"),
    ("report.json", "JSON"),
    ("findings.tsv", "findings"),
    ("candidates.tsv", "candidates"),
    ("alleles.xlsx", "XLSX"),
    ("family.html", "page for the family"),
)
"""Files of a case that the page links to, where they are there, and what the link says."""
_QUALITY = "quality/multiqc.html"


@dataclass(frozen=True)
class CaseLine:
    """One case of a run.

    Attributes:
        case: The case's id.
        status: What became of it.
        title: The result in a line.
        family: The family's id; None: no report.
        proband: The proband's id; None: no report.
        people: Members with data (count); None: no report.
        genes: Genes of the findings.
        candidates: Candidates for review (count); None: no report.
        gates: What became of the gates, in words.
        gates_state: passed, failed, open or none.
        links: Address and words of each file.
    """

    case: str
    status: Status
    title: str
    family: str | None = None
    proband: str | None = None
    people: int | None = None
    genes: tuple[str, ...] = ()
    candidates: int | None = None
    gates: str = ""
    gates_state: str = "none"
    links: tuple[tuple[str, str], ...] = ()


def _gates(report: CaseReport) -> tuple[str, str]:
    """Return what became of the gates, in words and in one word."""
    if report.gates is None:
        return "none set", "none"
    numbers: dict[str, int] = {}
    for result in report.gates.results:
        numbers[result.outcome.value] = numbers.get(result.outcome.value, 0) + 1
    told = [f"{numbers[one]} {one.replace('_', ' ')}" for one in ("failed", "not_measured", "passed") if one in numbers]
    state = "failed" if "failed" in numbers else "open" if "not_measured" in numbers else "passed"
    return ", ".join(told) or "none asked", state


def _reported(folder: Path, case: str) -> CaseLine:
    report = read_model(folder / "report.json", CaseReport)
    words, state = _gates(report)
    return CaseLine(
        case=case,
        status=report.headline.result,
        title=report.headline.title.removeprefix(f"{report.headline.result}: "),
        family=report.family,
        proband=report.proband,
        people=len(report.quality),
        genes=tuple(genes_of(report.findings)),
        candidates=len(report.candidates),
        gates=words,
        gates_state=state,
        links=tuple((f"cases/{case}/{name}", words) for name, words in FORMS if (folder / name).is_file()),
    )


def make_case_line(results: Path, case: str) -> CaseLine:
    """Return one case of a run.

    Args:
        results: Folder of the results.
        case: The case's id.

    Raises:
        ContentError: Its report cannot be read.
    """
    folder = results / "cases" / case
    if (folder / "on_hold.txt").is_file():
        return CaseLine(case=case, status="on hold", title=NOTE_OF_HOLD)
    if not (folder / "report.json").is_file():
        return CaseLine(case=case, status="not finished", title="There is no report yet.")
    return _reported(folder, case)


def _yield(lines: Sequence[CaseLine]) -> str:
    reported = [line for line in lines if line.status in ("positive", "inconclusive", "negative")]
    positive = sum(line.status == "positive" for line in reported)
    part = percent(positive / len(reported)) if reported else NOT_AVAILABLE
    return f"{positive} of {counted(len(reported), 'reported case')} positive ({part})"


def make_run_page(results: Path, cases: Sequence[str], laboratory: str = "") -> str:
    """Return the page of a run as HTML.

    Args:
        results: Folder of the results, in which the page will stand.
        cases: Ids of the run's cases, in the order in which they are shown.
        laboratory: Name of the laboratory, or empty.

    Raises:
        ContentError: A report cannot be read.
    """
    lines = [make_case_line(results, case) for case in cases]
    style = environment().get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = (
        environment()
        .get_template("run.html.j2")
        .render(
            lines=lines,
            laboratory=laboratory,
            counts=[(status, sum(line.status == status for line in lines)) for status in STATUSES],
            diagnosed=_yield(lines),
            quality=_QUALITY if (results / _QUALITY).is_file() else None,
            policy=Markup(policy),  # noqa: S704 - the digest of our own file
        )
    )
    return f"{page}\n"
