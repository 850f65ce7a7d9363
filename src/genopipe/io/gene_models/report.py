"""What became of every feature of a file of gene models."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path

import polars as pl

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.errors import note

SHOWN = 20
"""Most faults of one kind that are told one by one; the others are counted."""

TOLERATED = 0.01
"""Part of the transcripts (fraction) that may be set aside as broken before the file is refused.

A release of a whole genome holds a few models that contradict themselves; a file in which more than one in a hundred
does was cut, edited or made by a faulty program. genopipe's own figure.
"""

PROBLEM_SCHEMA = pl.Schema({"key": pl.UInt32(), "line": pl.Int64(), "code": pl.String(), "cause": pl.String()})
"""A broken transcript: its number, the line at which it shows, the code of the fault and the cause in words."""

SPARED = ("GENES-CUT", "GENES-TRANS")
"""What sets a transcript aside without speaking against its file: a cut window, trans-splicing."""

_WHOLE = "take the file as its maker released it"
KINDS: Mapping[str, Fault] = {
    item.code: item
    for item in (
        fault("GENES-PARENT", "", "", "bring the whole file again: a part of it is missing"),
        fault("GENES-ID", "", "", "give every transcript an id of its own"),
        fault("GENES-STRAND", "", "", "give the strand in column 7: + or -"),
        fault("GENES-EXON", "", "", f"mend the exons, or {_WHOLE}"),
        fault("GENES-CODING", "", "", f"mend the CDS lines, or {_WHOLE}"),
        fault("GENES-PHASE", "", "", "give the phase as GFF3 has it: the bases before the next whole codon"),
        fault("GENES-CUT", "", "", "bring the whole file where this transcript matters"),
        fault("GENES-TRANS", "", "", "nothing: transcripts joined from two strands are not modelled"),
        fault("GENES-MANY", "", "", _WHOLE),
    )
}
"""What can be wrong with a transcript, each with its remedy."""


def told(code: str, where: str, cause: str, refused: bool) -> Fault:
    """Return what is wrong with a transcript, or with many, as a fault or as a note.

    Args:
        code: One of `KINDS`.
        where: File and line.
        cause: What is wrong.
        refused: The file is refused for it; else it is a note.
    """
    return replace(KINDS[code], where=where, cause=cause, severity="error" if refused else "note")


@dataclass
class GeneModelReport:
    """The counts of one file: features read = used + set aside.

    Attributes:
        path: The file.
        kind: Whose conventions it follows: Ensembl, RefSeq, GENCODE, MANE or GFF3.
        features: Features read.
        used: Features of which a transcript was made, by what they are.
        aside: Features that are no part of a transcript, by reason.
        transcripts: Transcripts made.
        genes: Genes they belong to.
        broken: Transcripts set aside because their lines contradict one another, by reason.
        remarks: What was carried although it is odd, by what it is: number of transcripts.
        notes: The same and the broken transcripts as lines for a reader.
    """

    path: Path
    kind: str = "GFF3"
    features: int = 0
    used: dict[str, int] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    transcripts: int = 0
    genes: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)

    def set_aside(self, reason: str, number: int) -> None:
        """Count features that are no part of a transcript."""
        if number:
            self.aside[reason] = self.aside.get(reason, 0) + number

    def remark(self, reason: str, number: int, fix: str = "nothing") -> None:
        """Count transcripts that are carried although something about them is odd."""
        if number:
            self.remarks[reason] = self.remarks.get(reason, 0) + number
            self.notes.append(note("GENES-CARRIED", str(self.path), f"{number:,} transcripts {reason}", fix))

    def remark_lines(self, reason: str, number: int) -> None:
        """Count lines that are carried although something about them is odd."""
        if number:
            self.notes.append(note("GENES-CARRIED", str(self.path), f"{number:,} lines {reason}", "nothing"))

    def lines(self) -> list[str]:
        """Return the report as the lines that a reader sees."""
        told = [f"{self.path}: {self.kind}, {self.features:,} features"]
        told += [f"  used: {number:,} {what}" for what, number in sorted(self.used.items()) if number]
        told += [f"  no part of a transcript: {number:,} {why}" for why, number in sorted(self.aside.items())]
        return [*told, *(item.line() for item in sorted(self.notes))]


def settle(problems: pl.DataFrame, transcripts: int, report: GeneModelReport) -> None:
    """Refuse a file with too many broken transcripts, or none that is whole; a few are set aside and told.

    Args:
        problems: One row a problem: key (transcript), line, code, cause.
        transcripts: Transcripts in the file.
        report: Takes the notes.

    Raises:
        InputError: More than `TOLERATED` of the transcripts are broken, or all.
    """
    first = problems.sort("line", "code", "cause").unique("key", keep="first", maintain_order=True)
    against = first.filter(~pl.col("code").is_in(SPARED)).height
    refused = against > TOLERATED * transcripts or first.height >= transcripts > 0
    for row in first.head(SHOWN).iter_rows(named=True):
        cause = f"{row['cause']}" if refused else f"{row['cause']}; the transcript is set aside"
        report.notes.append(told(row["code"], f"{report.path}:{row['line']}", cause, refused))
    for code, number in sorted(first["code"].value_counts().iter_rows()):
        report.broken[code] = number
    if first.height > SHOWN:
        cause = f"{first.height:,} of {transcripts:,} transcripts are broken; the first {SHOWN} are told"
        report.notes.append(told("GENES-MANY", str(report.path), cause, refused))
    if refused:
        raise InputError([item for item in report.notes if item.severity == "error"])


def tell_phases(problems: pl.DataFrame, several: int, report: GeneModelReport) -> None:
    """Tell the phases that contradict the lengths of the CDS before them; the transcripts are carried.

    Only the phase of the first CDS is used, so one that contradicts it further on changes nothing, unless all do:
    then the phases of the file mean something else, and the first is not to be trusted either.

    Args:
        problems: One row a transcript: key, line, code, cause.
        several: Transcripts with more than one CDS.
        report: Takes the notes.

    Raises:
        InputError: Of at least 20 such transcripts, more than half contradict themselves.
    """
    refused = several >= SHOWN and problems.height * 2 > several
    for row in problems.sort("line").head(SHOWN).iter_rows(named=True):
        cause = f"{row['cause']}; the phase of the first CDS is used"
        report.notes.append(told("GENES-PHASE", f"{report.path}:{row['line']}", cause, refused))
    if problems.height > SHOWN:
        cause = f"the phases of {problems.height:,} of {several:,} transcripts contradict themselves"
        report.notes.append(told("GENES-MANY", str(report.path), cause, refused))
    if problems.height:
        report.remarks["have phases that contradict the lengths of their CDS"] = problems.height
    if refused:
        raise InputError([item for item in report.notes if item.severity == "error"])


def gather(problems: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return problems of several checks as one table."""
    return pl.concat([PROBLEM_SCHEMA.to_frame(), *(table.select(list(PROBLEM_SCHEMA)) for table in problems)])
