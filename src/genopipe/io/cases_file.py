"""The cases: one YAML file, or a folder with one phenopacket a case.

The YAML file has one key, `cases`, with a list of the objects of `genopipe.cases.Case`:

    cases:
      - case: case1
        family: F1
        proband: P1
        observed: [HP:0001250]
        panels: [epilepsy]
        consent: {main_findings: true}

A term may be written as the id alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from genopipe.cases import Case
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.genome import Sex
from genopipe.io.closed_objects import Complaint
from genopipe.io.closed_objects import Kind
from genopipe.io.closed_objects import complaints
from genopipe.io.naming import ID_FIX
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import id_problem
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import read_yaml

_CONSENT_FIX = "state `consent: {main_findings: true}` and what else was agreed to; consent is never assumed"


@dataclass(frozen=True)
class CaseEntry:
    """A case, where it stands, and the proband's sex where the file states it."""

    case: Case
    where: str
    sex: Sex = Sex.UNKNOWN


def read_cases(path: Path) -> tuple[list[Case], list[Fault]]:
    """Read every case.

    Args:
        path: YAML file, or folder of phenopacket v2 JSON files.

    Returns:
        The cases in the order of the file (of a folder: by file name), and the faults.
    """
    entries, faults = read_case_entries(path)
    return [entry.case for entry in entries], faults


def read_case_entries(path: Path) -> tuple[list[CaseEntry], list[Fault]]:
    """Read every case with the place where it stands.

    Args:
        path: YAML file, or folder of phenopacket v2 JSON files.

    Returns:
        The cases that are right, and the faults, among them ids that stand twice.
    """
    if path.is_dir():
        entries, faults = _read_folder(path)
    else:
        document, faults = read_yaml(path)
        entries = []
        if document.content is not None or not faults:
            entries, found = read_case_document(document)
            faults = [*faults, *found]
    return entries, [*faults, *_check_twice(entries)]


def _read_folder(folder: Path) -> tuple[list[CaseEntry], list[Fault]]:
    from genopipe.io.phenopacket import read_phenopacket  # noqa: PLC0415 - the two readers share CaseEntry

    entries: list[CaseEntry] = []
    faults: list[Fault] = []
    files = sorted(folder.glob("*.json"))
    for file in files:
        entry, found = read_phenopacket(file)
        entries += [entry] if entry else []
        faults += found
    if not files:
        faults.append(fault("CASE-EMPTY", str(folder), "no phenopacket (*.json) in the folder", "add one a case"))
    return entries, faults


def read_case_document(document: Document) -> tuple[list[CaseEntry], list[Fault]]:
    """Make the cases of a YAML document.

    Args:
        document: What `read_yaml` read.

    Returns:
        The cases that are right, and the faults.
    """
    content = document.content if isinstance(document.content, dict) else {}
    faults = [
        fault("CASE-FIELD", document.where((key,)), f"unknown key `{key}`", did_you_mean(key, ["cases"]))
        for key in content
        if key != "cases"
    ]
    listed = content.get("cases")
    if not isinstance(listed, list) or not listed:
        cause = "no list of cases"
        return [], [*faults, fault("CASE-EMPTY", document.where(("cases",)), cause, "write `cases:` and a list")]
    entries = []
    for index, item in enumerate(listed):
        case, found = make_case(item, document, ("cases", index))
        entries += [CaseEntry(case, document.where(("cases", index)))] if case else []
        faults += found
    return entries, faults


def make_case(item: Any, document: Document, keys: tuple[str | int, ...]) -> tuple[Case | None, list[Fault]]:  # noqa: ANN401
    """Make one case of what a document holds.

    Args:
        item: The object in the document.
        document: The document, for line numbers.
        keys: Path of keys at which the object stands.

    Returns:
        The case, or None, and the faults.
    """
    try:
        case = Case.model_validate(_spell_out(item))
    except ValidationError as error:
        found = complaints(error, Case)
        return None, [_case_fault(complaint, document.where((*keys, *complaint.keys))) for complaint in found]
    faults = []
    for name in ("case", "family", "proband"):
        problem = id_problem(getattr(case, name))
        faults += [fault("CASE-ID", document.where((*keys, name)), f"`{name}`: {problem}", ID_FIX)] if problem else []
    if not case.consent.main_findings:
        cause = f"case {case.case}: the main findings were not agreed to"
        faults.append(fault("CASE-CONSENT", document.where((*keys, "consent")), cause, "take the case out of the run"))
    return case, faults


def _spell_out(item: Any) -> Any:  # noqa: ANN401
    """Let a term be its id alone."""
    if not isinstance(item, dict):
        return item
    made = dict(item)
    for name in ("observed", "excluded"):
        if isinstance(made.get(name), list):
            made[name] = [{"id": term} if isinstance(term, str) else term for term in made[name]]
    return made


def _case_fault(complaint: Complaint, where: str) -> Fault:
    if complaint.keys[:1] == ("consent",) and complaint.kind is Kind.MISSING:
        return fault("CASE-CONSENT", where, complaint.cause, _CONSENT_FIX)
    if complaint.kind is Kind.VALUE and complaint.name in ("case", "family", "proband"):
        return fault("CASE-ID", where, complaint.cause, ID_FIX)
    return fault("CASE-FIELD", where, complaint.cause, complaint.fix)


def _check_twice(entries: list[CaseEntry]) -> list[Fault]:
    first: dict[str, CaseEntry] = {}
    faults = []
    for entry in entries:
        before = first.setdefault(entry.case.case.lower(), entry)
        if before is not entry:
            cause = f"case '{entry.case.case}' already stands at {before.where} (ids may not differ in case only)"
            faults.append(fault("CASE-DUP", entry.where, cause, "give each case its own id"))
    return faults
