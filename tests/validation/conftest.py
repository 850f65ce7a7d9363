"""Rows are recorded as the tests run, held to their floors, and written at the end."""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from validation.outcome import Outcome
from validation.outcome import check_floor
from validation.outcome import read_floors
from validation.outcome import to_terminal
from validation.outcome import write_results

Record = Callable[..., None]
ROWS = pytest.StashKey[dict[str, Outcome]]()
FAULTS = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = {}


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Return the function that records a row: a row below its floor fails the test, at its end."""
    floors, rows = read_floors(), request.config.stash[ROWS]
    faults = request.node.stash.setdefault(FAULTS, [])

    def add(name: str, n: int, agree: int | None, note: str) -> None:
        assert name not in rows, f"{name} is recorded twice"
        rows[name] = Outcome(n, agree, note)
        if fault := check_floor(name, rows[name], floors):
            faults.append(fault)

    return add


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test of which a row is below its floor, all such rows at once."""
    result = yield
    faults = item.stash.get(FAULTS, [])
    assert not faults, "\n".join(faults)
    return result


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the runs of the workflow live."""
    return tmp_path_factory.mktemp("validation")


def _asked_for_all(config: pytest.Config) -> bool:
    chosen = config.option.keyword or config.option.markexpr
    return not chosen and not any("::" in argument or argument.endswith(".py") for argument in config.args)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the results, unless only some of the tests ran; a row that is gone fails a whole run."""
    rows = session.config.stash[ROWS]
    lacking = sorted(set(read_floors()) - set(rows))
    if rows and not lacking:
        write_results(rows)
    if lacking and _asked_for_all(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """End with the table."""
    rows, floors = config.stash[ROWS], read_floors()
    if not rows:
        return
    terminalreporter.section("validation on real data")
    for line in to_terminal(rows, floors):
        terminalreporter.write_line(line)
    lacking = sorted(set(floors) - set(rows))
    if lacking:
        terminalreporter.write_line(f"not written: {len(lacking)} rows were not run, such as {lacking[0]}")
