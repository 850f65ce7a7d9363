"""Mutalyzer's own test set: what we read, refuse and write, on its reference sequences."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from genopipe.annotate.hgvs_reader import GenomicAllele
from genopipe.annotate.hgvs_reader import to_allele
from genopipe.errors import InputError
from unit.annotate.driver import annotate
from unit.annotate.oracle import Allele
from unit.annotate.oracle import applied
from unit.annotate.oracle import edit_of
from validation.references import OneContig
from validation.references import Record
from validation.references import read_record

Row = dict[str, str]
OLD_SELECTOR = re.compile(r"\((?!NM_|NR_|XM_|ENST)[A-Za-z0-9-]+(?:_[vi]\d+)?\)")
"""A gene or an old kind of transcript name in brackets, for which the set gives the accession in its answer."""
PARTS = re.compile(r"([^(:]+)(?:\(([^)]+)\))?:(.*)")
EXCLUDED = {
    "a case that mutalyzer itself leaves open": lambda row: row["to_test"] == "False",
    "LRG records": lambda row: "LRG" in row["input"],
    "protein or RNA": lambda row: re.search(r":[pr]\.", row["input"]),
    "several changes in one": lambda row: re.search(r":[a-z]\.\[", row["input"]),
    "no coordinate system is written": lambda row: not re.search(r":[a-z]\.", row["input"]),
    "pter, qter and = of a whole sequence": lambda row: re.search(r"[pq]ter|\.=", row["input"]),
    "an insertion from another record": lambda row: re.search(r"ins[^\]]*:", row["input"]),
}
REASONS = {
    "repeat": "repeats are written as del, dup or ins",
    "stretch": "inserted bases are spelled, not named as a stretch of the reference",
    "several": "one allele is one change",
    "outside": "no c. beyond the ends of a transcript (Numbering)",
    "silent": "no p. where no coding base changes",
    "splice": "p.? where a splice site goes (Protein, p.?)",
    "stop": "inserted residues are told up to Ter (Protein, insertion)",
    "nothing": "nothing changes",
    "start": "the coding sequence begins within a codon",
    "contradiction": "the text of the set means another allele than its input",
}


@dataclass(frozen=True)
class Answer:
    """One expected text beside ours.

    Attributes:
        what: normalised, genomic, coding or protein.
        wanted: The expected text without accession.
        got: Ours.
        reason: A key of `REASONS`, or empty, where they differ.
    """

    what: str
    wanted: str
    got: str
    reason: str = ""


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def excluded(row: Row) -> str:
    """Return why a case is not asked; an empty text: it is."""
    return next((words for words, rule in EXCLUDED.items() if rule(row)), "")


def bare(text: str | None) -> str:
    return (text or "").rpartition(":")[2]


def asked_text(row: Row) -> str:
    """Return the input with the accession of its transcript for a name that no record has any more."""
    selector = PARTS.match(row.get("normalized") or "")
    if selector is None or not selector[2]:
        return row["input"]
    named = OLD_SELECTOR.sub(f"({selector[2]})", row["input"])
    return re.sub(r"^([^(:]+):c\.", rf"\1({selector[2]}):c.", named)


class Case:
    """One input on its record: its allele, and the engine's rows."""

    def __init__(self, text: str, record: Record) -> None:
        self.record = record
        named = PARTS.match(text)
        assert named
        names = {named[1]: record.name}
        self.allele: GenomicAllele = to_allele(text, record.transcripts, OneContig(record), names)
        made = Allele(self.allele.position - 1, self.allele.ref, self.allele.alt)
        self.genome = applied(record.bases, edit_of(made))
        rows = annotate(record.bases, record.transcripts, [made], record.name)
        self.rows: dict[str, dict[str, Any]] = {row["transcript"]: row for row in rows}

    def text(self, transcript: str | None, name: str) -> str:
        if transcript is None:
            row: dict[str, Any] = next(iter(self.rows.values()), {})
        else:
            row = self.rows.get(transcript, {})
        return bare(row.get(name))

    def means(self, text: str) -> bool:
        """Say whether a text means this allele; what cannot be read is not held against it."""
        try:
            made = to_allele(text, self.record.transcripts, OneContig(self.record))
        except InputError:
            return True
        return applied(self.record.bases, edit_of(Allele(made.position - 1, made.ref, made.alt))) == self.genome

    def starts_late(self, transcript: str | None) -> bool:
        found = self.record.transcripts.filter(transcript_version=transcript or "")
        return found.height == 1 and bool(found["start_incomplete"][0])


def reason(case: Case, whole: str, answer: Answer, transcript: str | None) -> str:
    wanted, got = answer.wanted, answer.got
    rules = {
        "nothing": case.genome == case.record.bases,
        "contradiction": answer.what != "protein" and not case.means(whole),
        "repeat": re.search(r"[ACGT]\[\d+\]", wanted),
        "several": re.match(r"[a-z]\.\[", wanted),
        "stretch": re.search(r"ins\[?[-*A-Z;]*\d", wanted),
        "silent": wanted == "p.(=)" and not got,
        "splice": got == "p.?",
        "stop": got.startswith("p.") and got.endswith("Ter)"),
        "outside": answer.what in ("coding", "normalised") and not got,
        "start": case.starts_late(transcript),
    }
    return next((name for name, holds in rules.items() if holds), "")


def compared(case: Case, what: str, whole: str, transcript: str | None) -> Answer:
    column = {"genomic": "hgvs_g", "protein": "hgvs_p"}.get(what, "hgvs_c" if transcript else "hgvs_g")
    got = case.text(transcript, column)
    if column == "hgvs_g" and got and not re.match(r"[gm]\.", got):
        got = f"{bare(whole)[:1]}.{got}"
    answer = Answer(what, bare(whole), got)
    if answer.got == answer.wanted:
        return answer
    return Answer(what, answer.wanted, got, reason(case, whole, answer, transcript))


def answers(case: Case, row: Row) -> Iterator[Answer]:
    """Give every text that the set expects of a case, beside ours."""
    transcript = None
    if row["normalized"]:
        parts = PARTS.match(row["normalized"])
        assert parts
        transcript = parts[2] or (parts[1] if parts[3][0] in "cn" else None)
        yield compared(case, "normalised", row["normalized"], transcript)
    if row["genomic"]:
        yield compared(case, "genomic", row["genomic"], None)
    if row["protein"] and transcript:
        yield compared(case, "protein", row["protein"], transcript)
    for pair in filter(None, row["coding_protein"].split(" | ")):
        coding, _, protein = pair.partition(" => ")
        parts = PARTS.match(coding)
        if parts and parts[2]:
            yield compared(case, "coding", coding, parts[2])
            if protein:
                yield compared(case, "protein", protein, parts[2])


def refused(text: str, record: Record | None) -> bool:
    if record is None:
        return True
    try:
        Case(text, record)
    except InputError:
        return True
    return False


@pytest.fixture(scope="module")
def refs(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("records")

    def read(text: str) -> Record | None:
        return read_record(data / "mutalyzer_hgvs" / "refs", re.split(r"[:(]", text)[0], folder)

    return read


def told(counts: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{count} {words}" for words, count in sorted(counts)) or "none"


def test_expected_descriptions(record: Any, data: Path, refs: Any) -> None:
    why: Counter[str] = Counter()
    given: list[Answer] = []
    unread = []
    for row in read_rows(data / "mutalyzer_hgvs" / "expected.tsv"):
        words = excluded(row) or ("no record of that name" if refs(row["input"]) is None else "")
        if words or row["error_codes"]:
            why[words or "an error is expected (counted below)"] += 1
            continue
        try:
            given += answers(Case(asked_text(row), refs(row["input"])), row)
        except InputError as error:
            unread.append(f"{row['input']}: {error.faults[0].code}")
    asked = 348 - sum(why.values())
    record(
        "mutalyzer.read",
        asked,
        asked - len(unread),
        f"inputs that are read; not asked: {told(why.items())}; not read: {unread}",
    )
    for what in ("normalised", "genomic", "coding", "protein"):
        mine = [answer for answer in given if answer.what == what]
        equal = sum(answer.got == answer.wanted for answer in mine)
        reasons = Counter(REASONS[answer.reason] for answer in mine if answer.reason)
        note = f"{what} descriptions that are one text; of the others: {told(reasons.items())}"
        record(f"mutalyzer.{what}", len(mine), equal, note)
        note = "the same, those with a reason as agreeing"
        record(f"mutalyzer.{what}_standard", len(mine), equal + sum(reasons.values()), note)


def test_what_must_be_refused(record: Any, data: Path, refs: Any) -> None:
    rows = [(row["input"], row["error_codes"]) for row in read_rows(data / "mutalyzer_hgvs" / "expected.tsv")]
    rows += [
        (row["input"], row["expected_error_code"]) for row in read_rows(data / "mutalyzer_hgvs" / "checker_errors.tsv")
    ]
    wrong = [text for text, code in rows if code and "LRG_1" not in text]
    let_in = [text for text in wrong if not refused(text, refs(text))]
    note = (
        f"inputs with an error, refused; not refused: {let_in} (n. needs no coding sequence; no slippage is modelled)"
    )
    record("mutalyzer.refused", len(wrong), len(wrong) - len(let_in), note)
    right = [row["input"] for row in read_rows(data / "mutalyzer_hgvs" / "checker_errors.tsv")]
    right = [text for text in right if (text, "") in rows and not re.search(r":r\.", text)]
    out = [text for text in right if refused(text, refs(text))]
    note = f"inputs without an error, read; refused: {out} (there is no position 0, nor one behind the last base)"
    record("mutalyzer.accepted", len(right), len(right) - len(out), note)


def test_spdi(record: Any, data: Path, refs: Any) -> None:
    asked = same = 0
    for row in read_rows(data / "mutalyzer_hgvs" / "spdi.tsv"):
        if not row["expected_normalized"]:
            continue
        held = refs(row["spdi_input"])
        _, position, there, new = row["spdi_input"].rsplit(":", 3)
        start = int(position)
        old = held.bases[start : start + (int(there) if there.isdecimal() else len(there))]
        allele = Allele(start - 1, held.bases[start - 1] + old, held.bases[start - 1] + new)
        name = held.name if row["expected_normalized"].split(":")[1][0] in "cn" else None
        rows = annotate(held.bases, held.transcripts, [allele], held.name)
        chosen = next(item for item in rows if name in (None, item["transcript"]))
        text = bare(chosen["hgvs_c"]) if name else "g." + bare(chosen["hgvs_g"]).removeprefix("g.")
        asked, same = asked + 1, same + (text == bare(row["expected_normalized"]))
    record("mutalyzer.spdi", asked, same, "alleles given as SPDI, described as expected")
