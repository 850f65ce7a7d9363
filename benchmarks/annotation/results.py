"""What was measured, the ratios of ours to the peers', and the targets that they are held against."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from benchmarks.annotation.checks import Answer
from benchmarks.annotation.measure import Run
from benchmarks.annotation.measure import Spread


@dataclass
class Result:
    """One command's runs.

    Attributes:
        name: The command's word.
        what: What it does.
        records: Records of the VCF it reads.
        runs: Every timed run.
        answer: How many answers were right; none: not looked at.
        printed: What it printed about itself; empty: nothing.
        failed: Why it could not be measured; empty: it was.
    """

    name: str
    what: str
    records: int
    runs: list[Run] = field(default_factory=list)
    answer: Answer | None = None
    printed: dict[str, float] = field(default_factory=dict)
    failed: str = ""

    def processor(self) -> Spread:
        """CPU time (s)."""
        return Spread.of([run.processor for run in self.runs])

    def wall(self) -> Spread:
        """Wall time (s)."""
        return Spread.of([run.wall for run in self.runs])

    def peak(self) -> float:
        """Peak memory, the highest of all runs (MiB)."""
        return max(run.peak for run in self.runs)

    def seconds(self, clock: str, each: bool) -> float:
        """Return the median time by one clock (s), of the whole run or of each record."""
        middle = self.processor().middle if clock == "processor" else self.wall().middle
        return middle / self.records if each else middle

    def plain(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "what": self.what,
            "records": self.records,
            "runs": [vars(run) for run in self.runs],
            "answer": vars(self.answer) if self.answer else None,
            "printed": self.printed,
            "failed": self.failed,
        }


@dataclass(frozen=True)
class Target:
    """A bound that a figure is held against.

    Attributes:
        name: Key in the JSON line.
        what: What the figure is.
        ours: Our command.
        peer: The peer's command; empty: the figure is absolute.
        figure: `processor` or `wall` (time, a ratio a record when there is a peer), `peak` (MiB), or a printed figure.
        bound: The bound; 0: none is set.
        most: Whether the figure may be at most the bound; else it must be at least the bound, and is peer by ours.
        large: Whether it is set for 5 M records only.
    """

    name: str
    what: str
    ours: str
    peer: str
    figure: str
    bound: float
    most: bool = True
    large: bool = False


_VIEW, _CANDIDATES, _EVERY = "bcftools view", "candidates", "every row"


def _by_view(name: str, what: str, ours: str, bound: float) -> Target:
    return Target(name, f"{what}, CPU / bcftools view", ours, _VIEW, "processor", bound)


def _slower(name: str, peer: str, ours: str, bound: float, large: bool = False) -> Target:
    return Target(name, f"{peer} / {ours}, CPU a record", ours, peer, "processor", bound, most=False, large=large)


TARGETS = (
    _by_view("candidates_by_view", "candidates path", _CANDIDATES, 1.0),
    _by_view("candidates_sparse_by_view", "candidates path, one transcript a gene", "candidates, sparse", 1.0),
    _by_view("every_row_by_view", "every row", _EVERY, 2.5),
    Target("candidates_peak_mib", "candidates path, peak memory (MiB)", _CANDIDATES, "", "peak", 1_024),
    Target("start_up_seconds", "one record, wall time (s)", "one record", "", "wall", 1.0),
    Target("exome_seconds", "an exome's 100,000 records, wall time (s)", "exome", "", "wall", 1.5),
    _slower("chain_by_candidates", "bcftools chain", _CANDIDATES, 4, large=True),
    _slower("chain_clinvar_by_candidates", "bcftools chain, ClinVar", _CANDIDATES, 4, large=True),
    _slower("slivar_by_candidates", "slivar", _CANDIDATES, 8, large=True),
    _slower("vcfanno_by_candidates", "vcfanno", _CANDIDATES, 8, large=True),
    _slower("snpeff_by_candidates", "snpEff", _CANDIDATES, 10, large=True),
    _slower("vep_by_candidates", "VEP", _CANDIDATES, 250, large=True),
    _slower("csq_by_every_row", "bcftools csq", _EVERY, 0),
    _slower("snpeff_by_every_row", "snpEff", _EVERY, 0),
    _slower("fastvep_by_every_row", "fastVEP", _EVERY, 0),
    _slower("vep_by_every_row", "VEP, HGVS", _EVERY, 0),
    # Costs that do not grow with the records make it less than 10; 10 % above is taken for noise.
    Target(
        "ten_times_the_records",
        "candidates path / the same on a tenth",
        _CANDIDATES,
        "candidates, tenth",
        "times",
        11,
        large=True,
    ),
    Target("normalise_by_cyvcf2", "normalise / cyvcf2, CPU a record", "normalise", "cyvcf2", "processor", 0),
    Target(
        "scan_rows_a_second", "frequency store, rows a second a core", "scan", "", "rows_a_second", 50e6, most=False
    ),
)


@dataclass(frozen=True)
class Figure:
    """A target with what was measured."""

    target: Target
    value: float

    def met(self) -> bool:
        """Say whether the bound is kept."""
        return self.value <= self.target.bound if self.target.most else self.value >= self.target.bound


def figures(results: dict[str, Result]) -> Iterator[Figure]:
    """Give the figures of every target whose commands were measured.

    Args:
        results: By the command's word; those that were not measured are passed over.
    """
    good = {name: result for name, result in results.items() if result.runs}
    for target in TARGETS:
        ours, peer = good.get(target.ours), good.get(target.peer)
        if ours is None or (target.peer and peer is None):
            continue
        value = _value(target, ours, peer)
        if value is not None:
            yield Figure(target, value)


def _value(target: Target, ours: Result, peer: Result | None) -> float | None:
    if target.figure == "peak":
        return ours.peak()
    if target.figure in ("processor", "wall"):
        if peer is None:
            return ours.seconds(target.figure, each=False)
        mine, theirs = (result.seconds(target.figure, each=True) for result in (ours, peer))
        return mine / theirs if target.most else theirs / mine
    if target.figure == "times" and peer is not None:
        return ours.seconds("processor", each=False) / peer.seconds("processor", each=False)
    return ours.printed.get(target.figure)
