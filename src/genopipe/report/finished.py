"""A case that has its report: the model is read again, when the case is still the one of which it was made."""

from pathlib import Path

from pydantic import ValidationError

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.hashing import sha256
from genopipe.report.case import CaseReport

REPORT = "report.json"
_DECIDED = (
    "case.json",
    "tables/filtered/candidates.parquet",
    "tables/filtered/ledger.parquet",
    "tables/additional/additional.parquet",
    "tables/carriers/carriers.parquet",
    "tables/carriers/couples.parquet",
)
_FIX = "run genopipe report with what it was made of (--versions, --quality, --panels, --set), or the workflow"


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of the files of a case folder that decide what is reported, and to whom."""
    return {name: sha256(folder / name) for name in _DECIDED if (folder / name).is_file()}


def read_finished(folder: Path) -> CaseReport:
    """Return the model of a finished case.

    Raises:
        InputError: It is no model of this version, or the case was changed since.
    """
    path = folder / REPORT
    try:
        report = CaseReport.model_validate_json(path.read_bytes())
    except ValidationError as error:
        cause = f"not a report of this version: {error.errors()[0]['msg']}"
        raise InputError([fault("REPORT-JSON", str(path), cause, _FIX)]) from error
    found = digests(folder)
    changed = sorted(name for name in {*_DECIDED, *report.made_from} if report.made_from.get(name) != found.get(name))
    if changed:
        cause = f"not made of {', '.join(changed)} as the case folder holds it now"
        raise InputError([fault("REPORT-STALE", str(path), cause, _FIX)])
    return report
