"""The sample sheet as a whole: rows compared with one another, and the files that they name."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path

from genopipe.cases import SheetRow
from genopipe.cases import StartForm
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.naming import show
from genopipe.io.samples import PATH_COLUMNS
from genopipe.io.text import file_faults

HEAD_BYTES = 1_000_000
"""How much of two files of one size is compared to say that they are the same, in bytes."""


def check_sheet(rows: Sequence[SheetRow], path: Path, base: Path = Path()) -> list[Fault]:
    """Check a sample sheet across its rows.

    Args:
        rows: What `read_samples` read.
        path: The sheet, for messages.
        base: Folder to which the paths in the sheet are relative.
    """
    faults = _check_ids(rows, path) + _check_people(rows, path)
    for row in rows:
        faults += _check_forms(row, f"{path}:{row.line}")
    return faults + _check_files(rows, path, base)


def _check_ids(rows: Iterable[SheetRow], path: Path) -> list[Fault]:
    faults = []
    people: dict[str, SheetRow] = {}
    lanes: dict[tuple[str, str], SheetRow] = {}
    for row in rows:
        where = f"{path}:{row.line}"
        first = people.setdefault(row.person.lower(), row)
        if first.person != row.person:
            cause = f"person '{row.person}' and '{first.person}' on line {first.line} differ only in case"
            faults.append(fault("SHEET-CASE", where, cause, "write the id in one way, or give another id"))
        before = lanes.setdefault((row.person.lower(), row.lane.lower()), row)
        if before is not row and row.forms == before.forms == (StartForm.READS,):
            cause = f"person '{row.person}' with lane '{row.lane}' already stands on line {before.line}"
            faults.append(fault("SHEET-DUP", where, cause, "give each lane its own name in column `lane`"))
    return faults


def _check_forms(row: SheetRow, where: str) -> list[Fault]:
    forms = row.forms
    if not forms:
        cause = f"person '{row.person}' has no file in this row"
        return [fault("SHEET-FORM", where, cause, "fill fastq_1 and fastq_2, or alignment, or gvcf, or vcf")]
    if len(forms) > 1:
        cause = f"the row names {' and '.join(forms)}"
        return [fault("SHEET-FORM", where, cause, "keep the one form from which the person shall start")]
    if forms == (StartForm.READS,) and not (row.fastq_1 and row.fastq_2):
        missing = "fastq_2" if row.fastq_1 else "fastq_1"
        return [fault("SHEET-MATE", where, f"column `{missing}` is empty", "name both mates; reads must be paired")]
    return []


def _check_people(rows: Iterable[SheetRow], path: Path) -> list[Fault]:
    """Refuse a person who starts from two forms, or from two files of a later form."""
    grouped: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        grouped[row.person].append(row)
    faults = []
    for person, listed in grouped.items():
        forms = {form for row in listed for form in row.forms}
        where = f"{path}:{listed[-1].line}"
        if len(forms) > 1 and all(len(row.forms) == 1 for row in listed):
            cause = f"person '{person}' starts from {' and '.join(sorted(forms))}"
            fix = "turn the alignment into reads (samtools collate, samtools fastq), or give one form only"
            faults.append(fault("SHEET-MIXED", where, cause, fix))
        elif len(listed) > 1 and forms and StartForm.READS not in forms:
            cause = f"person '{person}' has {len(listed)} rows of form {', '.join(sorted(forms))}"
            fix = "merge the alignments (samtools merge) into one" if StartForm.ALIGNMENT in forms else "keep one row"
            faults.append(fault("SHEET-MANY", where, cause, fix))
    return faults


def _check_files(rows: Sequence[SheetRow], path: Path, base: Path) -> list[Fault]:
    faults: list[Fault] = []
    reads: list[tuple[Path, str]] = []
    single: list[tuple[Path, str]] = []
    for row in rows:
        for column in PATH_COLUMNS:
            name = getattr(row, column)
            if not name:
                continue
            where = f"{path}:{row.line}"
            found = file_faults(base / name, where)
            faults += found
            if not found and column != "vcf":
                (reads if column.startswith("fastq") else single).append((base / name, where))
    return faults + _check_shared(reads) + _check_shared(single)


def _check_shared(files: Sequence[tuple[Path, str]]) -> list[Fault]:
    """Find the same file, by path or by content, in two places."""
    faults = []
    paths: dict[Path, str] = {}
    sizes: dict[int, list[tuple[Path, str]]] = defaultdict(list)
    for file, where in files:
        real = file.resolve()
        if real in paths:
            cause = f"{file} already stands at {paths[real]}"
            faults.append(fault("SHEET-FASTQ-SHARED", where, cause, "each file belongs to one mate of one lane"))
            continue
        paths[real] = where
        sizes[file.stat().st_size].append((file, where))
    for alike in sizes.values():
        if len(alike) > 1:
            faults += _check_content(alike)
    return faults


def _check_content(alike: Sequence[tuple[Path, str]]) -> list[Fault]:
    faults = []
    seen: dict[str, tuple[Path, str]] = {}
    for file, where in alike:
        try:
            with file.open("rb") as stream:
                digest = hashlib.sha256(stream.read(HEAD_BYTES)).hexdigest()
        except OSError as error:
            faults.append(fault("FILE-UNREADABLE", where, f"reading {file} failed: {error.strerror}", "check the disk"))
            continue
        other, place = seen.setdefault(digest, (file, where))
        if other is not file:
            cause = f"{show(str(file))} has the content of {show(str(other))} ({place})"
            faults.append(fault("SHEET-FASTQ-SHARED", where, cause, "name the file that belongs to this row"))
    return faults
