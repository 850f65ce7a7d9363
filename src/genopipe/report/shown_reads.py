"""What a report says of the reads around its alleles, and what its page holds of them."""

import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.report.case import PersonLine
from genopipe.report.case import ReadsFacts
from genopipe.report.case import ReadsLine
from genopipe.report.case import ReadsWindow
from genopipe.report.page_texts import data_json
from genopipe.report.reads_file import CaseReads
from genopipe.report.reads_file import Window
from genopipe.report.words import counted
from genopipe.report.words import listed

NOT_GIVEN = "The reads around these alleles were not given to this report."

UNASKED = "its reads were not given to this report"
NOT_HERE = "The reads around these alleles are not in this copy of the report."


def reads_of(case: str, sequenced: Collection[str], reads: CaseReads | None) -> CaseReads | None:
    """Return the reads of a case.

    Args:
        case: The case's id.
        sequenced: Ids of the members who have data.
        reads: What was given; None: nothing.

    Raises:
        InputError: They are another case's, or of somebody who is not in the family.
    """
    if reads is None:
        return None
    people = {one.person for window in reads.windows for one in window.people} | set(reads.without)
    strangers = sorted(people - set(sequenced))
    if reads.case != case or strangers:
        cause = f"reads of case {reads.case}" + (f" with {', '.join(strangers)}" if strangers else "")
        raise InputError([fault("REPORT-READS", "--reads", cause, "give what genopipe reads wrote of this case")])
    return reads


def _place(window: Window) -> str:
    return f"{window.contig}:{window.start:,}-{window.end:,}"


def _note(reads: CaseReads, windows: int) -> str:
    missing = f"No alignment is here of {listed(list(reads.without))}: their reads cannot be shown."
    if not windows:
        return missing if reads.without else "There is no allele whose reads could be shown."
    shown = (
        f"Reads over {counted(windows, 'allele')} and {reads.flank} bases on either side, without "
        f"duplicates, secondary and failed ones; where they are deeper than {reads.depth}, a fixed part of them. "
        "They are in this file: nothing is fetched."
    )
    return f"{shown} {missing}" if reads.without else shown


def make_reads_facts(reads: CaseReads | None, alleles: Iterable[str]) -> ReadsFacts:
    """Return what a report says of the reads: which windows it shows, of whom, and what is left out.

    Args:
        reads: The reads of the case; None: not given.
        alleles: Names of the reported alleles; each has a window or a reason.
    """
    if reads is None:
        return ReadsFacts(note=NOT_GIVEN, windows=(), left_out={}, without=())
    reported = set(alleles)
    windows = tuple(
        ReadsWindow(
            allele=window.allele,
            place=_place(window),
            people=tuple(ReadsLine(person=one.person, found=one.found, shown=one.shown) for one in window.people),
        )
        for window in reads.windows
        if window.allele in reported
    )
    left_out = {one.allele: one.reason for one in reads.left_out if one.allele in reported}
    told = {window.allele for window in windows} | set(left_out)
    left_out |= dict.fromkeys(sorted(reported - told), UNASKED)
    return ReadsFacts(note=_note(reads, len(windows)), windows=windows, left_out=left_out, without=reads.without)


@dataclass(frozen=True)
class ReadsView:
    """One window as the page shows it.

    Attributes:
        id: Id of the element.
        allele: Name of the allele.
        labels: People shown.
        words: How many reads of each are shown.
        data: What the viewer takes, as JSON that can stand inside a script element.
    """

    id: str
    allele: str
    labels: tuple[str, ...]
    words: str
    data: Markup


def _label(person: str, relation: str) -> str:
    """Return the name of a track: the viewer sets it as HTML, so nothing that HTML knows is left in it."""
    return re.sub(r"[<>&\"'`]", " ", f"{person}, {relation}")


def _counts(window: Window) -> str:
    told = [
        f"{one.person}: {one.shown:,} reads"
        if one.shown == one.found
        else f"{one.person}: {one.shown:,} of {one.found:,}"
        for one in window.people
    ]
    return f"{_place(window)}; {'; '.join(told)}"


def reads_note(facts: ReadsFacts, *, shown: bool) -> str:
    """Return what the page says of the reads.

    Args:
        facts: What the report says.
        shown: The page holds them.
    """
    return facts.note if shown or not facts.windows else NOT_HERE


def make_views(reads: CaseReads | None, people: Sequence[PersonLine]) -> dict[str, ReadsView]:
    """Return each window as the page shows it, by allele."""
    relations = {person.person: person.relation for person in people}
    views = {}
    for number, window in enumerate(reads.windows if reads else (), start=1):
        data = window.model_dump(mode="json", exclude={"people", "allele"})
        data["people"] = [{"label": _label(one.person, relations[one.person]), "bam": one.bam} for one in window.people]
        views[window.allele] = ReadsView(
            id=f"reads-{number}",
            allele=window.allele,
            labels=tuple(one.person for one in window.people),
            words=_counts(window),
            data=data_json(data),
        )
    return views
