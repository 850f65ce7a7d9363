"""What was measured of each module, kept from run to run, and the page that tells it.

A mutant that no test can notice, because the changed module does the same, is written into `equivalent.tsv` with the
reason: it is told apart and asked of nobody. Such a line names one mutant by the text of its source line, the change,
and its number among the mutants with the same text and change; a line that names none, or one that is killed, is an
error.
"""

import csv
import json
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import Any

from mutation.mutants import Mutant
from mutation.targets import HERE
from mutation.targets import Target

LEAST = 0.95
RESULTS = HERE / "results.json"
EQUIVALENT = HERE / "equivalent.tsv"


@dataclass(frozen=True)
class Key:
    """A mutant of a module, named so that lines above it may come and go.

    Attributes:
        text: The source line.
        change: What is changed.
        which: Number among the mutants with the same text and change, from 1.
    """

    text: str
    change: str
    which: int


@dataclass(frozen=True)
class Left:
    """A mutant that no test noticed.

    Attributes:
        line: Line of the change.
        change: What is changed.
        text: The source line.
        which: Number among the mutants with the same text and change, from 1.
        reason: Why none can notice; empty: one should.
    """

    line: int
    change: str
    text: str
    which: int = 1
    reason: str = ""


@dataclass(frozen=True)
class Result:
    """What became of a module's mutants."""

    module: str
    digest: str
    mutants: int
    left: tuple[Left, ...]

    @property
    def equivalent(self) -> int:
        """Mutants that do the same as the module."""
        return sum(bool(one.reason) for one in self.left)

    @property
    def asked(self) -> int:
        """Mutants that a test can notice."""
        return self.mutants - self.equivalent

    @property
    def killed(self) -> int:
        """Mutants that a test noticed."""
        return self.mutants - len(self.left)

    @property
    def text(self) -> str:
        """The figures in words."""
        same = f", {self.equivalent} equivalent" if self.equivalent else ""
        return f"{self.killed} of {self.asked} killed{same}"


class Results:
    """The results that are kept, by module."""

    def __init__(self, path: Path, known: Mapping[str, Result]) -> None:
        self.path = path
        self.known = dict(known)

    @classmethod
    def read(cls, path: Path = RESULTS) -> "Results":
        """Read the results that are kept; none where there is no file. The reasons are those of now."""
        rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        told = read_equivalents()
        made = [Result(**{**row, "left": _left(row["left"], told.get(row["module"], {}))}) for row in rows]
        return cls(path, {one.module: one for one in made})

    def of(self, target: Target) -> Result | None:
        """Return the result of a module as it is now; None: it was not measured."""
        found = self.known.get(target.module)
        return found if found and found.digest == target.digest() else None

    def keep(self, result: Result) -> None:
        """Keep a result in the place of an older one."""
        self.known[result.module] = result
        rows = [asdict(self.known[name]) for name in sorted(self.known)]
        self.path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _left(rows: Iterable[Mapping[str, Any]], reasons: Mapping[Key, str]) -> tuple[Left, ...]:
    left = [Left(**row) for row in rows]
    return tuple(replace(one, reason=reasons.get(Key(one.text, one.change, one.which), "")) for one in left)


def keys_of(mutants: Iterable[Mutant]) -> list[Key]:
    """Return the names of mutants of one module, all of them, in their order."""
    counts: dict[tuple[str, str], int] = {}
    lines: list[str] = []
    made = []
    for mutant in mutants:
        lines = lines or ["", *mutant.path.read_text(encoding="utf-8").splitlines()]
        same = (lines[mutant.line].strip(), mutant.what)
        counts[same] = counts.get(same, 0) + 1
        made.append(Key(*same, counts[same]))
    return made


def read_equivalents(path: Path = EQUIVALENT) -> dict[str, dict[Key, str]]:
    """Read why mutants are equivalent, by module."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    told: dict[str, dict[Key, str]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        told.setdefault(row["module"], {})[Key(row["text"], row["change"], int(row["which"]))] = row["reason"]
    return told


def result_of(
    target: Target,
    every: Sequence[Mutant],
    asked: Sequence[Mutant],
    survivors: Sequence[Mutant],
    equivalents: Mapping[str, Mapping[Key, str]],
) -> Result:
    """Return the result of a module.

    Args:
        target: The module.
        every: Its mutants, all of them.
        asked: Those that were run.
        survivors: Those that no test noticed.
        equivalents: Why mutants are equivalent, by module.

    Raises:
        SystemExit: A mutant that is told to be equivalent is none, or was noticed.
    """
    reasons = equivalents.get(target.module, {})
    named = dict(zip(keys_of(every), every, strict=True))
    wrong = [key for key in reasons if key not in named or (named[key] in asked and named[key] not in survivors)]
    if wrong:
        raise SystemExit(f"mutation: equivalent.tsv, {target.module}: no mutant, or a killed one: {wrong[0]}")
    keys = {id(mutant): key for key, mutant in named.items()}
    named_left = [(one, keys[id(one)]) for one in survivors]
    left = [Left(one.line, one.what, key.text, key.which, reasons.get(key, "")) for one, key in named_left]
    return Result(target.module, target.digest(), len(asked), tuple(left))


def page_of(targets: Sequence[Target], results: Results) -> str:
    """Return the page of the results."""
    measured = [one for one in map(results.of, targets) if one]
    asked, killed = sum(one.asked for one in measured), sum(one.killed for one in measured)
    equivalent = sum(one.equivalent for one in measured)
    lines = [
        "# Mutation testing of the classification",
        "",
        "Written by `make mutation`; do not edit. The rules are changed in one place at a time",
        "(`tests/mutation/mutants.py`), and the tests of the module (`tests/mutation/modules.tsv`) must fail. It is",
        "not part of `make test`. A mutant that does the same as the module is told apart, with the reason",
        "(`tests/mutation/equivalent.tsv`), and is no part of the percentage.",
        "",
        f"**{killed:,} of {asked:,} mutants are killed: {100 * killed / max(asked, 1):.1f} %.** "
        f"At least {100 * LEAST:.0f} % are asked for. {equivalent:,} more are equivalent.",
        "",
        "| module | mutants | equivalent | killed | % |",
        "|---|--:|--:|--:|--:|",
    ]
    for target in targets:
        one = results.of(target)
        figures = f"{one.mutants} | {one.equivalent} | {one.killed} | {_percent(one)}" if one else "| | | not measured"
        lines.append(f"| {target.module} | {figures} |")
    lines += _listed("What survives", [(one.module, left) for one in measured for left in one.left if not left.reason])
    lines += _listed("What is equivalent", [(one.module, left) for one in measured for left in one.left if left.reason])
    return "\n".join([*lines, ""])


def _percent(one: Result) -> str:
    return f"{100 * one.killed / one.asked:.1f}" if one.asked else "-"


def _listed(title: str, left: Sequence[tuple[str, Left]]) -> list[str]:
    if not left:
        return []
    rows = [
        f"- {module}, line {one.line}, `{one.text}`: {one.change}" + (f". {one.reason}" if one.reason else "")
        for module, one in left
    ]
    return ["", f"## {title}", "", *rows]
