"""Run the tests on every mutant and write what they noticed: `python -m mutation.run --page docs/mutation.md`.

A mutant is killed when one of its module's tests fails, or does not end in time. Each runs in a process of its own,
forked from this one when the tests are collected: no file is changed, and what takes most of the time is done once.
Where a change is within a function, its code is exchanged; where it is not, the process imports genopipe anew with the
changed module. mutmut and cosmic-ray are not used: they start Python and polars anew for each mutant.
"""

import argparse
import contextlib
import csv
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from types import FunctionType
from types import ModuleType

import pytest

from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.panel_rules_file import shipped_panel_rules
from mutation.mutants import Mutant
from mutation.mutants import mutants_of

HERE = Path(__file__).parent
TESTS = HERE.parent
SOURCE = TESTS.parent / "src" / "genopipe"
LEAST = 0.95
PASSED = 0
OPTIONS = ("-q", "-s", "-p", "no:cacheprovider", "--no-header", "--no-summary")


@dataclass(frozen=True)
class Target:
    """A module and the tests that must notice its changes."""

    module: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        return SOURCE / self.module

    @property
    def name(self) -> str:
        return ".".join(("genopipe", *Path(self.module).with_suffix("").parts))


@dataclass(frozen=True)
class Score:
    """What became of a module's mutants."""

    target: Target
    mutants: int
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> int:
        return self.mutants - len(self.survivors)


class _Loader(importlib.machinery.SourceFileLoader):
    """Load a module from changed source."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.changed = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.changed, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Find the one module that is changed."""

    def __init__(self, target: Target, source: str) -> None:
        self.target, self.source = target, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.target.name:
            return None
        file = str(self.target.path)
        return importlib.util.spec_from_file_location(fullname, file, loader=_Loader(fullname, file, self.source))


def read_targets(path: Path = HERE / "modules.tsv") -> list[Target]:
    """Read the modules and their tests."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return [Target(row["module"], tuple(f"{TESTS}/{test}" for test in row["tests"].split())) for row in rows]


class _Loop:
    """In place of pytest's own loop: run the collected tests once for each mutant, each time in a forked process."""

    def __init__(self, target: Target, mutants: Sequence[Mutant], seconds: float) -> None:
        self.target, self.mutants, self.seconds = target, mutants, seconds
        self.survivors: list[Mutant] = []
        self.sound = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        same = Mutant(self.target.path, 0, "nothing", self.target.path.read_text(encoding="utf-8"), in_function=True)
        self.sound = self.passes(session, same)
        for mutant in self.mutants if self.sound else ():
            if self.passes(session, mutant):
                print(f"  {self.target.module}:{mutant.line} {mutant.what}: survives", flush=True)
                self.survivors.append(mutant)
        return True

    def passes(self, session: pytest.Session, mutant: Mutant) -> bool:
        """Say whether the tests pass with a mutant; what does not end in time has not passed."""
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            _end(lambda: _status(session, self.target, mutant))
        ends = time.monotonic() + self.seconds
        while time.monotonic() < ends:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status) == PASSED
            time.sleep(0.005)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(f"  {self.target.module}:{mutant.line} {mutant.what}: does not end", flush=True)
        return False


def _end(status: Callable[[], int]) -> None:
    """End this process, without a word, with a status; with 1 where it cannot be found."""
    found = 1
    with contextlib.suppress(BaseException):
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        found = status()
    os._exit(found)


def _status(session: pytest.Session, target: Target, mutant: Mutant) -> int:
    """Run the tests with a mutant; 0: they pass."""
    if not mutant.in_function:
        for name in [name for name, module in sys.modules.items() if _is_ours(name, module)]:
            del sys.modules[name]
        sys.meta_path.insert(0, _Finder(target, mutant.source))
        return int(pytest.main(["-x", *OPTIONS, *target.tests]))
    _exchange(importlib.import_module(target.name), compile(mutant.source, str(mutant.path), "exec"))
    items = session.items
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return PASSED


def _is_ours(name: str, module: ModuleType) -> bool:
    """Say whether a module is of genopipe or of its tests: what must be imported anew with a changed module."""
    file = getattr(module, "__file__", None) or ""
    return name.partition(".")[0] == "genopipe" or (file.startswith(f"{TESTS}/") and not file.startswith(f"{HERE}/"))


def _exchange(module: ModuleType, changed: CodeType) -> None:
    """Give the functions of a module, wherever they are known already, the code of the changed module."""
    codes = dict(_codes(changed))
    for function in _functions(module):
        function.__code__ = codes[function.__qualname__]


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant.co_qualname, constant
            yield from _codes(constant)


def _functions(owner: object) -> Iterator[FunctionType]:
    """Give the functions that are written in a module, those of its classes too."""
    home = getattr(owner, "__module__", None) or getattr(owner, "__name__", None)
    for thing in list(vars(owner).values()):
        found = thing.fget if isinstance(thing, property) else thing
        if isinstance(found, type) and found.__module__ == home and found is not owner:
            yield from _functions(found)
        elif (
            isinstance(found, FunctionType)
            and found.__module__ == home
            and found.__code__.co_filename.endswith(f"{str(home).replace('.', '/')}.py")
        ):
            yield found


def score(target: Target, seconds: float, part: int) -> Score:
    """Run every mutant of a module, or every so many-th.

    Raises:
        SystemExit: The tests do not pass as the module is.
    """
    mutants = list(mutants_of(target.path))[::part]
    loop = _Loop(target, mutants, seconds)
    pytest.main([*OPTIONS, *target.tests], plugins=[loop])
    if not loop.sound:
        sys.exit(f"mutation: the tests of {target.module} do not pass as it is")
    print(f"{target.module}: {len(mutants) - len(loop.survivors)} of {len(mutants)} killed", flush=True)
    return Score(target, len(mutants), tuple(loop.survivors))


def page_of(scores: Sequence[Score]) -> str:
    """Return the page of the results."""
    mutants, killed = sum(one.mutants for one in scores), sum(one.killed for one in scores)
    lines = [
        "# Mutation testing of the classification",
        "",
        "Written by `make mutation`; do not edit. The rules are changed in one place at a time",
        "(`tests/mutation/mutants.py`), and the tests of the module (`tests/mutation/modules.tsv`) must fail. It is",
        "not part of `make test`.",
        "",
        f"**{killed:,} of {mutants:,} mutants are killed: {100 * killed / mutants:.1f} %.** "
        f"At least {100 * LEAST:.0f} % are asked for.",
        "",
        "| module | mutants | killed | % |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {one.target.module} | {one.mutants} | {one.killed} | {100 * one.killed / one.mutants:.1f} |"
        for one in scores
    ]
    left = [(one.target.module, mutant) for one in scores for mutant in one.survivors]
    if left:
        lines += ["", "## What survives", ""]
        lines += [f"- {module}, line {mutant.line}: {mutant.what}" for module, mutant in left]
    return "\n".join([*lines, ""])


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Mutation testing of the classification.")
    parser.add_argument("--page", type=Path, help="Page to write; without it, the result is only printed.")
    parser.add_argument("--module", action="append", help="Only this module; may be given again.")
    parser.add_argument("--part", type=int, default=1, help="Only every so many-th mutant.")
    parser.add_argument("--seconds", type=float, default=180.0, help="Longest time for the tests of a mutant.")
    given = parser.parse_args()
    shipped_acmg()
    shipped_panel_rules()
    targets = [one for one in read_targets() if not given.module or one.module in given.module]
    for target in targets:
        importlib.import_module(target.name)
    scores = [score(target, given.seconds, given.part) for target in targets]
    mutants, killed = sum(one.mutants for one in scores), sum(one.killed for one in scores)
    print(f"mutation: {killed:,} of {mutants:,} killed, {100 * killed / mutants:.1f} %")
    if given.page:
        given.page.write_text(page_of(scores), encoding="utf-8")
    sys.exit(killed < LEAST * mutants)


if __name__ == "__main__":
    main()
