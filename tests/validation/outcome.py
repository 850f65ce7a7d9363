"""Rows of the results: counts, their interval, their floor, and the two files under docs/validation/."""

import csv
import json
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "docs" / "validation"
FLOORS = HERE / "floors.tsv"
NORMAL_95 = 1.959964
HEAD = """# Results of the validation

Written by `make validate`; do not edit. [README.md](README.md) says what each set is, where its truth comes from
and what it cannot show. The interval is Wilson's, 95 %. A row without a rate is a count that has no right or wrong.
"""


@dataclass(frozen=True)
class Outcome:
    """One row.

    Attributes:
        n: What was asked.
        agree: What came out as it should; None: a count that has no right or wrong.
        note: What is counted, in words.
    """

    n: int
    agree: int | None
    note: str

    @property
    def rate(self) -> float | None:
        """The part that agrees (fraction)."""
        return None if self.agree is None or not self.n else round(self.agree / self.n, 6)


@dataclass(frozen=True)
class Floor:
    """What a row must reach.

    Attributes:
        n: How much is asked at least: a set that shrinks would hide its errors.
        agree: How much of it must agree; None: a count without right or wrong.
        reason: Why not all of it.
    """

    n: int
    agree: int | None
    reason: str


def read_floors(path: Path = FLOORS) -> dict[str, Floor]:
    """Read the floors: one row a name."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return {
        row["name"]: Floor(int(row["n"]), int(row["agree"]) if row["agree"] else None, row["reason"]) for row in rows
    }


def check_floor(name: str, row: Outcome, floors: Mapping[str, Floor]) -> str:
    """Return why a row is not good enough, or an empty text when it is."""
    if name not in floors:
        return f"{name} has no row in {FLOORS.name}"
    floor = floors[name]
    if (row.agree is None) is not (floor.agree is None):
        return f"{name}: the row and its floor must both be a count, or both a rate"
    if row.n < floor.n:
        return f"{name}: {row.n} were asked, the floor is {floor.n}"
    if row.agree is None or floor.agree is None or row.agree * floor.n >= floor.agree * row.n:
        return ""
    return f"{name}: {row.agree} of {row.n} agree, the floor is {floor.agree} of {floor.n} ({floor.reason})"


def interval(agree: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a rate (fractions).

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    square = NORMAL_95**2
    middle = (agree + square / 2) / (n + square)
    half = NORMAL_95 * sqrt(agree * (n - agree) / n + square / 4) / (n + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def _cells(name: str, row: Outcome) -> list[str]:
    if row.agree is None or not row.n:
        return [name, f"{row.n:,}", "", "", "", row.note]
    low, high = interval(row.agree, row.n)
    return [name, f"{row.n:,}", f"{row.agree:,}", f"{row.agree / row.n:.4f}", f"{low:.3f}-{high:.3f}", row.note]


def to_markdown(rows: Mapping[str, Outcome]) -> str:
    """Return the results as a page: one table a set, sorted."""
    parts = [HEAD]
    for name, group in groupby(sorted(rows), key=lambda name: name.partition(".")[0]):
        parts.append(f"\n## {name}\n\n| name | n | agree | rate | 95 % | what |\n|---|--:|--:|--:|---|---|\n")
        parts += [f"| {' | '.join(_cells(key, rows[key]))} |\n" for key in group]
    return "".join(parts)


def to_json(rows: Mapping[str, Outcome]) -> str:
    """Return the results as JSON: `{name: {n, agree, rate, note}}`, sorted."""
    made = {name: {**asdict(row), "rate": row.rate} for name, row in rows.items()}
    return json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def to_terminal(rows: Mapping[str, Outcome], floors: Mapping[str, Floor]) -> Iterable[str]:
    """Give the results as lines for a terminal."""
    width = max(map(len, rows))
    yield f"{'name':{width}}  {'n':>7} {'agree':>7} {'rate':>7}  floor"
    for name in sorted(rows):
        row, floor = rows[name], floors.get(name)
        agree = "" if row.agree is None else f"{row.agree:,}"
        rate = "" if row.rate is None else f"{row.rate:.4f}"
        lowest = "" if floor is None or floor.agree is None else f"{floor.agree:,} of {floor.n:,}"
        yield f"{name:{width}}  {row.n:>7,} {agree:>7} {rate:>7}  {lowest}".rstrip()


def write_results(rows: Mapping[str, Outcome], folder: Path = RESULTS) -> None:
    """Write results.json and results.md."""
    (folder / "results.json").write_text(to_json(rows), encoding="utf-8")
    (folder / "results.md").write_text(to_markdown(rows), encoding="utf-8")
