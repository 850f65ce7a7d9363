"""Which alleles' reads a case shows, and cutting them: findings first, then the first candidates."""

import base64
from collections.abc import Iterable
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.io.read_slice import Cutter
from genopipe.io.read_slice import Stretch
from genopipe.io.read_slice import open_cutter
from genopipe.io.read_slice import read_bases
from genopipe.reads_settings import ReadsSettings
from genopipe.report.alleles import make_alleles
from genopipe.report.alleles import people_in_order
from genopipe.report.case import AlleleReport
from genopipe.report.reads_file import CaseReads
from genopipe.report.reads_file import LeftOut
from genopipe.report.reads_file import PersonReads
from genopipe.report.reads_file import Window
from genopipe.report.tables import CaseTables
from genopipe.report.tables import check_consent
from genopipe.report.tables import read_rows

LONGEST = 1000
"""Longest REF whose reads fit into one window (bases)."""
BUDGET = 3_000_000
"""Most that all windows of a case may take, so that a report stays below 15 MB (bytes of Base64)."""
TOO_LONG = f"the allele has no bases of its own, or is longer than {LONGEST:,} bases"
TOO_MUCH = "the reads shown before it fill the report"
NOBODY = "no alignment of a member is here"
BEYOND = "only the first candidates have their reads in the report"


def choose(
    findings: Iterable[AlleleReport], candidates: Iterable[AlleleReport], most: int
) -> tuple[list[AlleleReport], list[LeftOut]]:
    """Return the alleles whose reads are wanted, and the others with the reason.

    Args:
        findings: All of them are wanted.
        candidates: The first ones are wanted.
        most: Candidates wanted (count).
    """
    first = list({one.allele: one for one in findings}.values())
    named = {one.allele for one in first}
    others = list({one.allele: one for one in candidates if one.allele not in named}.values())
    left_out = [LeftOut(allele=one.allele, reason=BEYOND) for one in others[most:]]
    wanted = []
    for one in (*first, *others[:most]):
        plain = not set(one.ref + one.alt) - set("ACGTN") and len(one.ref) <= LONGEST
        if plain:
            wanted.append(one)
        else:
            left_out.append(LeftOut(allele=one.allele, reason=TOO_LONG))
    return wanted, left_out


def _checked(case: CaseFile, files: Mapping[str, Path]) -> None:
    strangers = sorted(set(files) - set(case.sequenced))
    if strangers:
        cause = f"{', '.join(strangers)}: no sequenced member of family {case.case.family}"
        raise InputError([fault("READS-FOREIGN", "--reads", cause, "give the alignments of this case's members only")])


def _window(
    allele: AlleleReport, cutters: Mapping[str, Cutter], order: list[str], fasta: Path, settings: ReadsSettings
) -> Window:
    length = next(iter(cutters.values())).length(allele.contig)
    last = allele.position + len(allele.ref) - 1
    start, end = max(0, allele.position - 1 - settings.flank), min(length, last + settings.flank)
    stretch = Stretch(allele.contig, start, end)
    people = []
    for person in order:
        cut = cutters[person].cut(stretch, settings.depth)
        bam = base64.b64encode(cut.bam).decode("ascii")
        people.append(PersonReads(person=person, found=cut.found, shown=cut.shown, bam=bam))
    return Window(
        allele=allele.allele,
        contig=allele.contig,
        length=length,
        position=allele.position,
        last=last,
        start=start + 1,
        end=end,
        bases=read_bases(fasta, stretch),
        people=tuple(people),
    )


def cut_reads(
    folder: Path, case: CaseFile, files: Mapping[str, Path], fasta: Path, build: Build, settings: ReadsSettings
) -> CaseReads:
    """Cut the reads of a case's findings and first candidates.

    Args:
        folder: The case folder.
        case: The case.
        files: Alignment by person; only members of the family.
        fasta: The reference.
        build: The genome build.
        settings: Which reads are shown.

    Raises:
        InputError: No consent, a table is missing, or a file is of somebody else.
        ContentError: A file is cut.
    """
    check_consent(case, "case.json")
    _checked(case, files)
    rows = read_rows(CaseTables(folder), pl.col("bucket").is_in(["finding", "candidate"]))
    made = [make_alleles(rows, bucket, case, build) for bucket in ("finding", "candidate")]
    wanted, left_out = choose(made[0], made[1], settings.candidates)
    order = [member.person for member in people_in_order(case) if member.person in files]
    windows, used = [], 0
    with ExitStack() as stack:
        cutters = {person: stack.enter_context(open_cutter(files[person], fasta, person)) for person in order}
        left_out += [] if cutters else [LeftOut(allele=one.allele, reason=NOBODY) for one in wanted]
        for allele in wanted if cutters else ():
            window = _window(allele, cutters, order, fasta, settings)
            used += sum(len(one.bam) for one in window.people)
            if used > BUDGET:
                left_out.append(LeftOut(allele=allele.allele, reason=TOO_MUCH))
            else:
                windows.append(window)
    return CaseReads(
        case=case.case.case,
        flank=settings.flank,
        depth=settings.depth,
        windows=tuple(windows),
        left_out=tuple(left_out),
        without=tuple(person for person in case.sequenced if person not in files),
    )
