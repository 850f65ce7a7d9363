"""CPU time, wall time and peak memory of a command and all its children."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SAMPLING = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    """What one run cost.

    Attributes:
        processor: User and system time of the process and its children (s).
        wall: Wall time (s).
        peak: Peak memory of the tree: the highest sum of resident memory seen, or of one process if higher (MiB).
    """

    processor: float
    wall: float
    peak: float


@dataclass(frozen=True)
class Spread:
    """Median, lowest and highest of repeated runs."""

    middle: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """Return the spread of values; at least one is needed."""
        return cls(median(values), min(values), max(values))


class CommandFailedError(Exception):
    """A command that was to be measured ended with an error."""


def run(text: str, log: Path) -> Run:
    """Run a line of bash and measure it; what it prints goes to a log.

    A small process of its own starts the line: the kernel counts the memory of whoever starts a program as the
    program's own peak, and this one may be large.

    Args:
        text: The line; a pipe fails when one of its commands does.
        log: File for both of its outputs.

    Raises:
        CommandFailedError: It ended with another status than 0.
    """
    starter = [sys.executable, "-I", str(Path(__file__)), text, str(log)]
    told = json.loads(subprocess.run(starter, check=True, capture_output=True, text=True).stdout)
    if told["status"] != 0:
        tail = log.read_text(errors="replace")[-2_000:]
        raise CommandFailedError(f"status {told['status']}: {text}\n{tail}")
    return Run(told["processor"], told["wall"], told["peak"])


def _run_here(text: str, log: Path) -> dict[str, float]:
    """Run a line of bash as a child of this process, and return its status and what it cost."""
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(["bash", "-o", "pipefail", "-c", text], stdout=out, stderr=subprocess.STDOUT)
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    peak = max(watch.highest, usage.ru_maxrss) / 1_024
    spent = usage.ru_utime + usage.ru_stime
    return {"status": process.returncode, "processor": spent, "wall": wall, "peak": peak}


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children until it is stopped."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._done = threading.Event()
        self.highest = 0

    def run(self) -> None:
        # The kernel knows the peak of one process; to add up its pages stops it meanwhile, and is for several only.
        while not self._done.wait(SAMPLING):
            tree = _tree(self._process)
            if len(tree) > 1:
                self.highest = max(self.highest, sum(map(_memory, tree)))

    def stop(self) -> None:
        """Stop looking."""
        self._done.set()
        self.join()


def _tree(process: int) -> list[int]:
    found = [process]
    for number in found:
        try:
            tasks = list(Path(f"/proc/{number}/task").iterdir())
            found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _memory(process: int) -> int:
    """Return the proportional set of a process (KiB): memory that forked processes share is counted once."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


if __name__ == "__main__":
    print(json.dumps(_run_here(sys.argv[1], Path(sys.argv[2]))))
