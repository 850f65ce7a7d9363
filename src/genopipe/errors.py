"""The ways genopipe can fail, and the exit status of each.

```
GenopipeError            1   something genopipe could not do
├── InputError           2   what the user gave is wrong; carries every fault at once
├── ContentError         3   a tool's output is not what its input promised
└── ContractError        4   a stage broke its own contract: a bug of genopipe
```

A `Fault` is one line: code, where, cause, fix. Checks return faults; only the command line raises them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "note"]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, told so that its reader can mend it.

    Attributes:
        where: File, and line or field where that is known: `config/samples.tsv:5`.
        code: Stable name such as `SHEET-DUP`; the documentation lists them all.
        cause: What is wrong, in plain words, with the values seen.
        fix: What to do about it.
        severity: `error` stops the run; `note` was mended and is only said.
    """

    where: str
    code: str
    cause: str
    fix: str
    severity: Severity = "error"

    def line(self) -> str:
        """Return the fault as the single line that a user reads."""
        text = f"{self.severity.upper()} {self.code} {self.where} - {self.cause} - {self.fix}"
        return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def errors_among(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults that stop a run, in the order of file, line and code."""
    return sorted(fault for fault in faults if fault.severity == "error")


class GenopipeError(Exception):
    """Something genopipe could not do; the message says what, where and what to do."""

    exit_status = 1


class InputError(GenopipeError):
    """What the user gave is wrong.

    Args:
        faults: Every fault that was found, not only the first.
    """

    exit_status = 2

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(fault.line() for fault in self.faults))


class ContentError(GenopipeError):
    """A tool ended, but its output is not what its input promised (records, reads, contigs, names)."""

    exit_status = 3


class ContractError(GenopipeError):
    """A stage returned a table that breaks the table's declaration: a bug of genopipe, not of the input."""

    exit_status = 4


def fault(code: str, where: str, cause: str, fix: str) -> Fault:
    """Return an error in the order in which it is read: code, where, cause, fix."""
    return Fault(where=where, code=code, cause=cause, fix=fix)


def note(code: str, where: str, cause: str, fix: str) -> Fault:
    """Return a note: something that was mended or is worth knowing, and that stops nothing."""
    return Fault(where=where, code=code, cause=cause, fix=fix, severity="note")
