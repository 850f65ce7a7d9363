"""What a measured command is: one line of bash, and how its answers are checked."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.annotation import checks
from benchmarks.annotation.shape import Files

Check = Callable[[Files, Path], checks.Answer]


@dataclass(frozen=True)
class Command:
    """One line to be measured.

    Attributes:
        name: Word in the results.
        what: What it does, for the page.
        text: Line of bash with places in braces; `{out}` is what it writes: a file for a peer, which is thrown away
            in timed runs; a path that does not exist yet for ours, which is always written.
        vcf: Word of the VCF it reads.
        check: Says how many answers are right, from what was written in one run that is not timed.
        needs: Tool without which it is left out; empty: none.
        prepare: Lines of bash that are run before, not timed.
        ours: Whether it is genopipe's.
    """

    name: str
    what: str
    text: str
    vcf: str = "trio"
    check: Check | None = None
    needs: str = ""
    prepare: tuple[str, ...] = ()
    ours: bool = False

    def line(self, files: Files, scratch: Path, out: Path) -> str:
        """Return the line with every place filled in."""
        return filled(self.text.replace("{vcf}", f"{{{self.vcf}}}"), files, scratch, out)


class _Places(dict[str, str]):
    """Paths by their word, quoted for a shell, looked up when they are named."""

    def __init__(self, files: Files, known: dict[str, Path]) -> None:
        super().__init__()
        self._files = files
        self._known = known

    def __missing__(self, word: str) -> str:
        return shlex.quote(str(self._known.get(word) or getattr(self._files, word)))


def filled(text: str, files: Files, scratch: Path, out: Path) -> str:
    """Fill in the places of a line: words of `Files`, `{scratch}`, `{out}`, `{python}`, `{here}`."""
    known = {"scratch": scratch, "out": out, "python": Path(sys.executable), "here": Path(__file__).parent}
    return text.format_map(_Places(files, known))


def is_there(needs: str) -> bool:
    """Say whether a tool is installed: a command on PATH, or a file."""
    return not needs or shutil.which(needs) is not None or Path(needs).exists()


def missing_tools(commands: Iterable[Command]) -> dict[str, str]:
    """Return the commands that cannot be measured here, with the tool that is missing."""
    return {command.name: command.needs for command in commands if not is_there(command.needs)}


def version_of(words: list[str]) -> str:
    """Return the first line that a tool prints about its version, or nothing when it is not there."""
    if shutil.which(words[0]) is None:
        return ""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if any(c.isdigit() for c in line)]
    return lines[0] if lines else ""
