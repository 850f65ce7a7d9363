"""By what a report names the person tested: at least four identifiers."""

from genopipe.report.case import CaseReport
from genopipe.report.texts import Texts

SEX = "id.sex"
_STATED = ("name", "birth_date", "patient", "sample", "accession")


def make_identifiers(report: CaseReport, texts: Texts) -> list[tuple[str, str]]:
    """Return key of its title and text of every identifier: never fewer than four."""
    given = report.identifiers
    stated = [(f"id.{name}", getattr(given, name)) for name in _STATED] if given else []
    proband = next(person for person in report.people if person.person == report.proband)
    sex = str(texts.say(proband.sex.value))
    own = [("id.case", report.case), ("id.family", report.family), ("id.proband", report.proband), (SEX, sex)]
    return [(key, text) for key, text in stated if text] + own
