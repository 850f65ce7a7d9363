"""Run the tests on every mutant and write what they noticed: `python -m mutation.run --page docs/mutation.md`.

What is measured of a module is kept in `results.json` with a digest of the module, of its tests and of the mutator, so
that modules can be measured one at a time; a result whose digest is another one counts no more (`results.py`).

A mutant is killed when one of its module's tests fails, or does not end in time. Each runs in a process of its own,
forked from this one when the tests are collected: no file is changed, and what takes most of the time is done once.
Where a change is within a function, its code is exchanged; where it is not, the process imports genopipe anew with the
changed module. mutmut and cosmic-ray are not used: they start Python and polars anew for each mutant.
"""

import argparse
import contextlib
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
from pathlib import Path
from types import CodeType
from types import FunctionType
from types import ModuleType

import pytest

from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.panel_rules_file import shipped_panel_rules
from mutation.mutants import Mutant
from mutation.mutants import mutants_of
from mutation.results import LEAST
from mutation.results import Result
from mutation.results import Results
from mutation.results import page_of
from mutation.results import read_equivalents
from mutation.results import result_of
from mutation.targets import HERE
from mutation.targets import TESTS
from mutation.targets import Target
from mutation.targets import read_targets

PASSED = 0
OPTIONS = ("-q", "-s", "-p", "no:cacheprovider", "--no-header", "--no-summary")


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


class _Loop:
    """In place of pytest's own loop: run the collected tests once for each mutant, each time in a forked process."""

    def __init__(self, target: Target, mutants: Sequence[Mutant], seconds: float) -> None:
        self.target, self.mutants, self.seconds = target, mutants, seconds
        self.survivors: list[Mutant] = []
        self.sound = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        source = self.target.path.read_text(encoding="utf-8")
        ways = {True, *(mutant.in_function for mutant in self.mutants)}
        self.sound = all(self.passes(session, Mutant(self.target.path, 0, "nothing", source, way)) for way in ways)
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


def measure(target: Target, seconds: float, part: int) -> Result:
    """Run every mutant of a module, or every so many-th.

    Raises:
        SystemExit: The tests do not pass as the module is, or it was changed meanwhile.
    """
    digest = target.digest()
    every = list(mutants_of(target.path))
    loop = _Loop(target, every[::part], seconds)
    pytest.main([*OPTIONS, *target.tests], plugins=[loop])
    if not loop.sound:
        sys.exit(f"mutation: the tests of {target.module} do not pass as it is")
    if digest != target.digest():
        sys.exit(f"mutation: {target.module} or its tests were changed meanwhile")
    result = result_of(target, every, loop.mutants, loop.survivors, read_equivalents())
    print(f"{target.module}: {result.text}", flush=True)
    return result


def main() -> None:
    """Run the command line."""
    given = _arguments()
    shipped_acmg()
    shipped_panel_rules()
    targets, results = read_targets(), Results.read()
    chosen = [one for one in targets if not given.module or one.module in given.module]
    if given.changed:
        chosen = [one for one in chosen if not results.of(one)]
    for target in targets:
        importlib.import_module(target.name)
    found = []
    for target in chosen:
        found.append(measure(target, given.seconds, given.part))
        if given.page:
            results.keep(found[-1])
    if given.page:
        given.page.write_text(page_of(targets, results), encoding="utf-8")
    print(f"mutation: {sum(one.killed for one in found):,} of {sum(one.asked for one in found):,} killed")
    sys.exit(sum(one.killed for one in found) < LEAST * sum(one.asked for one in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mutation testing of the classification.")
    parser.add_argument("--page", type=Path, help="Page to write; without it, the result is only printed.")
    parser.add_argument("--module", action="append", help="Only this module; may be given again.")
    parser.add_argument("--changed", action="store_true", help="Only modules that are not measured as they are now.")
    parser.add_argument("--part", type=int, default=1, help="Only every so many-th mutant; not for a page.")
    parser.add_argument("--seconds", type=float, default=180.0, help="Longest time for the tests of a mutant.")
    given = parser.parse_args()
    if given.page and given.part > 1:
        parser.error("--part leaves mutants out: a page is written of all of them")
    return given


if __name__ == "__main__":
    main()
