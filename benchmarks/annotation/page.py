"""The page docs/benchmarks.md: tables between marks, one part a size; the text around them is written by hand."""

import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

from benchmarks.annotation.commands import version_of
from benchmarks.annotation.measure import Spread
from benchmarks.annotation.results import Figure
from benchmarks.annotation.results import Result

LARGE = 5_000_000
TOOLS = {
    "bcftools": ["bcftools", "--version"],
    "vcfanno": ["vcfanno"],
    "snpEff": ["snpEff", "-version"],
    "slivar": ["slivar"],
    "VEP": ["vep", "--help"],
    "fastVEP": ["fastvep", "--version"],
    "genopipe": ["genopipe", "--version"],
}


def machine() -> str:
    """Return processor, cores, memory and system in words; nothing that names the machine."""
    text = Path("/proc/cpuinfo").read_text()
    model = next(iter(re.findall(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, Linux, Python {platform.python_version()}"


def versions() -> str:
    """Return the tools that were found, with their versions."""
    found = {name: re.search(r"\d+(\.\d+)+\w*", version_of(words)) for name, words in TOOLS.items()}
    return ", ".join(f"{name} {match.group()}" for name, match in found.items() if match)


def write_part(page: Path, records: int, text: str) -> None:
    """Write the part of one size into the page, in the place of the one that is there.

    Raises:
        ValueError: The page has no marks for this size.
    """
    begin, end = f"<!-- begin {records} -->", f"<!-- end {records} -->"
    old = page.read_text(encoding="utf-8")
    if begin not in old or end not in old:
        raise ValueError(f"{page.name} has no marks {begin} and {end}: add them where the tables shall stand")
    head, rest = old.split(begin, 1)
    page.write_text(f"{head}{begin}\n{text}{end}{rest.split(end, 1)[1]}", encoding="utf-8")


def part(results: Iterable[Result], figures: Iterable[Figure], rounds: int, records: int) -> str:
    """Return the tables of one size."""
    found = list(results)
    floor = next((result for result in found if result.name == "bcftools view"), None)
    lines = [
        f"{records:,} records, {rounds} rounds. {machine()}. {versions()}.",
        "",
        "| command | CPU (s) | wall (s) | peak (MiB) | records a CPU second | CPU / view | right answers |",
        "|---|---|---|---|---|---|---|",
        *(_row(result, floor) for result in found if result.runs),
        "",
        *_targets(figures, records),
        *_missing(found),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _row(result: Result, floor: Result | None) -> str:
    each = result.seconds("processor", each=True)
    ratio = f"{each / floor.seconds('processor', each=True):.2f}" if floor and floor.runs else ""
    answer = result.answer.text() if result.answer else ""
    cells = (
        f"**{result.name}**: {result.what}",
        _spread(result.processor()),
        _spread(result.wall()),
        f"{result.peak():,.0f}",
        f"{1 / each:,.0f}",
        ratio,
        answer,
    )
    return f"| {' | '.join(cells)} |"


def _spread(spread: Spread) -> str:
    return f"{spread.middle:.2f} ({spread.lowest:.2f} to {spread.highest:.2f})"


def _targets(figures: Iterable[Figure], records: int) -> list[str]:
    rows = []
    for figure in figures:
        target = figure.target
        bound = f"{'at most' if target.most else 'at least'} {target.bound:,g}" if target.bound else ""
        met = ("yes" if figure.met() else "no") if target.bound else ""
        if target.large and records < LARGE:
            bound, met = f"{bound}, at 5 M", ""
        rows.append(f"| {target.what} | {figure.value:,.4g} | {bound} | {met} |")
    return ["| ratio | measured | target | met |", "|---|---|---|---|", *rows, ""] if rows else []


def _missing(results: list[Result]) -> list[str]:
    failed = [f"{result.name} ({result.failed})" for result in results if result.failed]
    return [f"Not measured: {'; '.join(failed)}."] if failed else []
