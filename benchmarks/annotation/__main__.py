"""Make the world, measure in rounds, check the answers, write the page, and end with one line of JSON."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.annotation.checks import records_of
from benchmarks.annotation.commands import Command
from benchmarks.annotation.commands import filled
from benchmarks.annotation.commands import missing_tools
from benchmarks.annotation.measure import CommandFailedError
from benchmarks.annotation.measure import run
from benchmarks.annotation.ours import OURS
from benchmarks.annotation.ours import PREPARE
from benchmarks.annotation.page import part
from benchmarks.annotation.page import write_part
from benchmarks.annotation.peer_files import write_peer_files
from benchmarks.annotation.peers import PEERS
from benchmarks.annotation.results import Result
from benchmarks.annotation.results import figures
from benchmarks.annotation.shape import Files
from benchmarks.annotation.shape import Shape
from benchmarks.annotation.shape import shape_of
from benchmarks.annotation.world import make_world

ROOT = Path(__file__).parents[2]
BUSY = 0.5
"""Load of the machine from which its figures are doubtful."""


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotation", description=__doc__)
    parser.add_argument("--records", type=int, default=500_000, help="records of the trio's VCF")
    parser.add_argument("--rounds", type=int, default=5, help="timed runs of each command, interleaved")
    parser.add_argument("--folder", type=Path, default=ROOT / ".tools" / "bench", help="where made files are kept")
    parser.add_argument("--only", default="", help="words of the commands to measure, parted by semicolons")
    parser.add_argument("--page", type=Path, help="page to write the tables into; none: only JSON")
    parser.add_argument("--results", type=Path, help="file for every run as JSON")
    return parser.parse_args(words)


class Bench:
    """One run of the benchmark.

    Attributes:
        files: The world.
        scratch: Folder for what commands write.
        results: By the command's word, in the order of measuring.
    """

    def __init__(self, files: Files, shape: Shape, commands: list[Command]) -> None:
        self.files = files
        self.scratch = files.folder / "scratch"
        sizes = {"trio": records_of(files), "tenth": _records_of_tenth(files), "exome": shape.exome, "single": 1}
        self._commands = {command.name: command for command in commands}
        missing = missing_tools(commands)
        self.results = {
            command.name: Result(
                command.name,
                command.what,
                sizes[command.vcf],
                failed=f"{missing[command.name]} is not installed" if command.name in missing else "",
            )
            for command in commands
        }

    def prepare(self) -> None:
        """Make what the commands need, and run each once to check its answers; a command that fails is left out."""
        write_peer_files(self.files, self.scratch)
        if any(command.ours for command in self._commands.values()):
            self._compile()
        for name, command in self._commands.items():
            if not self.results[name].failed:
                self._try(command)

    def _compile(self) -> None:
        for line in PREPARE:
            try:
                cost = run(filled(line, self.files, self.scratch, self.scratch), self.scratch / "stores.log")
            except CommandFailedError as error:
                say(f"not compiled: {error}")
            else:
                words = line.split()
                say(f"{words[1]}, {Path(words[-1]).name}: {cost.processor:.1f} s CPU, {cost.peak:.0f} MiB")

    def _try(self, command: Command) -> None:
        result = self.results[command.name]
        out = self._fresh("checked")
        try:
            for line in command.prepare:
                run(filled(line, self.files, self.scratch, out), self.scratch / "prepare.log")
            run(command.line(self.files, self.scratch, out), self.scratch / "checked.log")
        except CommandFailedError as error:
            result.failed = "it ended with an error"
            say(f"{command.name}: {error}")
            return
        if command.check is not None:
            result.answer = command.check(self.files, out)
        say(f"{command.name}: {result.answer.text() if result.answer else 'ran'}")

    def _fresh(self, word: str) -> Path:
        """Return a path of the scratch folder at which nothing is, nor at the ones that begin with it."""
        for path in self.scratch.glob(f"{word}*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self.scratch / word

    def measure(self, rounds: int) -> None:
        """Run every command once a round."""
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}")
            for name, command in self._commands.items():
                if not self.results[name].failed:
                    self._time(command)

    def _time(self, command: Command) -> None:
        out = self._fresh("timed") if command.ours else Path(os.devnull)
        log = self.scratch / "timed.log"
        self.results[command.name].runs.append(run(command.line(self.files, self.scratch, out), log))
        last = log.read_text(errors="replace").strip().splitlines()[-1:]
        if last and last[0].startswith("{"):
            self.results[command.name].printed = json.loads(last[0])


def _records_of_tenth(files: Files) -> int:
    counts = pl.scan_parquet(files.truth).filter(pl.col("number") == 1).group_by("contig").len().collect()
    return sum((count + 9) // 10 for count in counts["len"].to_list())


def main(words: Sequence[str]) -> int:
    """Run the benchmark; the status is 1 when an answer was wrong."""
    options = parse(words)
    commands = [*PEERS, *OURS]
    if options.only:
        chosen = {word.strip() for word in options.only.split(";")}
        commands = [command for command in commands if command.name in chosen]
    if os.getloadavg()[0] > BUSY:
        say(f"the machine is busy (load {os.getloadavg()[0]:.1f}): compare ratios only")
    shape = shape_of(options.records)
    say(f"the world of {shape.records:,} records in {options.folder}")
    bench = Bench(make_world(options.folder.resolve(), shape), shape, commands)
    bench.prepare()
    bench.measure(options.rounds)
    found = list(figures(bench.results))
    if options.results:
        plain = {name: result.plain() for name, result in bench.results.items()}
        options.results.write_text(json.dumps(plain, indent=1) + "\n")
    if options.page:
        write_part(options.page, shape.records, part(bench.results.values(), found, options.rounds, shape.records))
    wrong = [r.name for r in bench.results.values() if r.answer and not r.answer.is_right()]
    if wrong:
        say(f"not all answers were right: {', '.join(wrong)}")
    print(json.dumps({"records": shape.records, **{f.target.name: float(f"{f.value:.4g}") for f in found}}))
    return 1 if any(command.ours and command.name in wrong for command in commands) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
