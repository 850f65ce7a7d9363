"""Our consequences and descriptions beside those of VEP: `python tests/validation/vep_comparison.py OUT DATA`.

`OUT` is what `genopipe annotate` wrote for `vep_chr21/input.vcf.gz`, `DATA` the folder of the data. Rows that the data
marks in `check` are judged by that mark, for there VEP is wrong.
"""

import re
import sys
from collections import Counter
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import NamedTuple

import polars as pl

EXAMPLES = 5
FIELDS = (
    "terms", "hgvs_c", "hgvs_p", "hgvs_g", "impact", "exon", "intron", "cdna", "cds", "protein_position",
    "amino_acids", "codons", "distance",
)  # fmt: skip
MARK_TERM = re.compile(r"consequence should be (\S+?)(?:;|$)")
MARK_PROTEIN = re.compile(r"HGVSp should be (\S+)")
UNKNOWN_PROTEIN = re.compile(r"p\.(\?|0\??|(?:[A-Z][a-z]{2})+1(?:\?|_\?\d+))")
NO_STOP = "stop_retained without a stop in the reference codons"
MISSING_BASES = "reference bases missing in the codon"

Row = dict[str, Any]


class Pair(NamedTuple):
    """One allele on one transcript: what VEP says and what we say."""

    key: tuple[str, str]
    kind: str
    vep: Row
    ours: Row


@dataclass(frozen=True)
class Difference:
    """A field on which the two differ.

    Attributes:
        pair: The allele and the transcript.
        field: One of `FIELDS`, or `row` where only one of them has the pair.
        wanted: What VEP says, or what the mark of the data says.
        got: What we say.
    """

    pair: Pair
    field: str
    wanted: str
    got: str


def kind_of(ref: str, alt: str) -> str:
    """Return what a change is once the shared bases are gone: snv, mnv, insertion, deletion, delins or none."""
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    if len(ref) == len(alt):
        return ("none", "snv")[len(ref)] if len(ref) < 2 else "mnv"
    return "delins" if ref and alt else "deletion" if ref else "insertion"


def without_version(transcript: str | None) -> str:
    """Return the id of a transcript without its version; an empty text for none."""
    return (transcript or "").partition(".")[0]


def bare_protein(text: str | None) -> str:
    """Return a protein description in one form: without accession and brackets, empty where it is not known.

    Of a lost start VEP writes `p.Met1?`, `p.Met1_?3` and the like, we write `p.?`: that is one statement.
    """
    change = (text or "").rpartition(":")[2].replace("(", "").replace(")", "")
    return "" if UNKNOWN_PROTEIN.fullmatch(change) else change


def place(start: int | None, end: int | None) -> str:
    """Return a stretch of positions in one form, empty where it is not known."""
    if start is None and end is None:
        return ""
    first, last = ("?" if value is None else str(value) for value in (start, end))
    return first if first == last else f"{first}-{last}"


def from_vep(row: Row) -> Row:
    """Return a row of VEP in the form that is compared."""
    bare = {name: row[f"{name}_position"] or "" for name in ("cdna", "cds", "protein")}
    found = {name: value.partition("/")[0].removesuffix("-") for name, value in bare.items()}
    return {
        "terms": frozenset(row["consequence"].split(",")),
        "hgvs_c": row["hgvsc"] or "",
        "hgvs_p": bare_protein(row["hgvsp"]),
        "hgvs_g": (row["hgvsg"] or "").rpartition(":")[2],
        "impact": row["impact"],
        "cdna": found["cdna"],
        "cds": found["cds"],
        "protein_position": found["protein"],
        **{name: row[name] or "" for name in ("exon", "intron", "amino_acids", "codons", "distance", "strand")},
        "check": row["check"] or "",
    }


def from_ours(row: Row) -> Row:
    """Return a row of ours in the form that is compared; a column that is not there is empty."""
    part = row.get
    return {
        "terms": frozenset((part("consequence") or "").split("&")),
        "hgvs_c": part("hgvs_c") or "",
        "hgvs_p": bare_protein(part("hgvs_p")),
        "hgvs_p_whole": part("hgvs_p") or "",
        "hgvs_g": (part("hgvs_g") or "").rpartition(":")[2],
        "impact": part("impact") or "",
        "cdna": place(part("cdna_start"), part("cdna_end")),
        "cds": place(part("cds_start"), part("cds_end")),
        "protein_position": place(part("protein_start"), part("protein_end")),
        "distance": "" if part("distance") is None else str(part("distance")),
        **{name: part(name) or "" for name in ("exon", "intron", "amino_acids", "codons", "flags")},
    }


def _judge_terms(vep: Row, ours: Row) -> tuple[bool, str] | None:
    check = vep["check"]
    if MISSING_BASES in check:
        return None
    if check == NO_STOP:
        return "stop_retained_variant" not in ours["terms"], "no stop_retained_variant"
    if marked := MARK_TERM.search(check):
        return bool(set(marked[1].split("|")) & ours["terms"]), marked[1]
    return ours["terms"] == vep["terms"], show(vep["terms"])


def _judge_protein(vep: Row, ours: Row) -> tuple[bool, str] | None:
    check = vep["check"]
    if MISSING_BASES in check:
        return None
    if marked := MARK_PROTEIN.search(check):
        return ours["hgvs_p"] == marked[1], marked[1]
    return ours["hgvs_p"] == vep["hgvs_p"], vep["hgvs_p"]


Judge = Callable[[Row, Row], tuple[bool, str] | None]
JUDGES: dict[str, Judge] = {"terms": _judge_terms, "hgvs_p": _judge_protein}


def show(value: Any) -> str:
    """Return a value as a reader sees it."""
    return "&".join(sorted(value)) if isinstance(value, frozenset) else str(value)


class Comparison:
    """What was asked and what agreed, by kind and field, and every difference.

    Attributes:
        asked: Pairs by kind and field.
        agreed: Those of them that agree.
        differences: All the others.
        unjudged: Pairs of which the data says that VEP cannot be judged, by field.
        only_vep: Rows that only VEP has, only_ours: rows that only we have.
    """

    def __init__(self, pairs: Iterable[Pair], fields: Iterable[str] = FIELDS) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.agreed: Counter[tuple[str, str]] = Counter()
        self.unjudged: Counter[str] = Counter()
        self.differences: list[Difference] = []
        self.only_vep: list[tuple[str, str]] = []
        self.only_ours: list[tuple[str, str]] = []
        wanted = tuple(fields)
        for pair in pairs:
            for field in wanted:
                self._judge(pair, field)

    def _judge(self, pair: Pair, field: str) -> None:
        judged = JUDGES[field](pair.vep, pair.ours) if field in JUDGES else _plain(pair, field)
        if judged is None:
            self.unjudged[field] += 1
            return
        same, wanted = judged
        self.asked[pair.kind, field] += 1
        self.agreed[pair.kind, field] += same
        if not same:
            self.differences.append(Difference(pair, field, wanted, show(pair.ours[field])))


def _plain(pair: Pair, field: str) -> tuple[bool, str]:
    wanted = pair.vep[field]
    return pair.ours[field] == wanted, show(wanted)


def read_table(path: Path) -> pl.DataFrame:
    """Read what `genopipe annotate` wrote."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, separator="\t", infer_schema_length=None, quote_char=None)


def read_vep(data: Path) -> pl.DataFrame:
    """Read VEP's rows, all cells as text."""
    return pl.read_csv(data / "vep_chr21" / "vep.tsv.gz", separator="\t", infer_schema=False, quote_char=None)


def compare(ours: pl.DataFrame, vep: pl.DataFrame) -> Comparison:
    """Compare all rows, one an allele and transcript."""
    mine = {(row["record_id"], without_version(row["transcript"])): row for row in ours.iter_rows(named=True)}
    theirs = {(row["id"], without_version(row["transcript"])): row for row in vep.iter_rows(named=True)}

    def pairs() -> Iterator[Pair]:
        for key, row in theirs.items():
            if key in mine:
                yield Pair(key, kind_of(row["ref"], row["alt"]), from_vep(row) | _place(row), from_ours(mine[key]))

    made = Comparison(pairs())
    made.only_vep = [key for key in theirs if key not in mine]
    made.only_ours = [key for key in mine if key not in theirs]
    return made


def _place(row: Row) -> Row:
    return {name: row[name] for name in ("pos", "ref", "alt", "biotype", "hgvs_offset")}


def group_name(difference: Difference) -> str:
    """Return what differences of one sort have in common."""
    wanted, got = difference.wanted, difference.got
    if difference.field == "terms":
        plus, minus = (
            sorted(set(got.split("&")) - set(wanted.split("&"))),
            sorted(set(wanted.split("&")) - set(got.split("&"))),
        )
        return f"ours has {'&'.join(plus) or '-'} for {'&'.join(minus) or '-'}"
    sort = re.compile(r"[0-9]+")
    if difference.field.startswith("hgvs_"):
        words = [
            re.sub(r"[A-Z][a-z]{2}|[ACGTN]+", "x", sort.sub("#", text.rpartition(":")[2])) for text in (got, wanted)
        ]
        return " for ".join(re.sub(r"x+", "x", word) or "nothing" for word in words)
    return "nothing for something" if not got else "something for nothing" if not wanted else "another"


def lines(made: Comparison, fields: Iterable[str] = FIELDS) -> Iterator[str]:
    """Give the comparison as lines: shares by kind, then the differences in groups with examples."""
    wanted = tuple(fields)
    for field in wanted:
        yield f"{field:18}" + "  ".join(
            f"{kind} {made.agreed[kind, name]}/{count}={made.agreed[kind, name] / count:.5f}"
            for (kind, name), count in sorted(made.asked.items())
            if name == field
        )
    yield f"only VEP has {len(made.only_vep)} {made.only_vep[:EXAMPLES]}"
    yield f"only we have {len(made.only_ours)} {made.only_ours[:EXAMPLES]}"
    yield f"not judged: {dict(made.unjudged)}"
    groups: dict[tuple[str, str, str, str], list[Difference]] = defaultdict(list)
    for item in made.differences:
        groups[item.field, group_name(item), item.pair.kind, item.pair.vep["strand"]].append(item)
    for (field, name, kind, strand), items in sorted(groups.items(), key=lambda entry: (entry[0][0], -len(entry[1]))):
        if field in wanted:
            yield f"\n[{field}] {len(items)} {kind} strand {strand}: {name}"
            yield from (f"    {_example(item)}" for item in items[:EXAMPLES])


def _example(item: Difference) -> str:
    vep, ours = item.pair.vep, item.pair.ours
    allele = f"{vep['pos']} {vep['ref'][:20]}>{vep['alt'][:20]}"
    context = f"{ours['hgvs_c'].rpartition(':')[2]} {ours['hgvs_p_whole'].rpartition(':')[2]} {show(ours['terms'])}"
    return f"{'/'.join(item.pair.key)} {allele}: got {item.got} wanted {item.wanted} | {context} [{vep['check']}]"


if __name__ == "__main__":
    chosen = tuple(sys.argv[3].split(",")) if len(sys.argv) > 3 else FIELDS
    for line in lines(compare(read_table(Path(sys.argv[1])), read_vep(Path(sys.argv[2]))), chosen):
        print(line)
