"""Quality gates: each at its limit, just below and just above; what was not measured is neither passed nor failed."""

import json
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from genopipe.cases import StartForm
from genopipe.cli.gates import command
from genopipe.gates import Outcome
from genopipe.init.project import project_texts
from genopipe.measures import GeneCoverage
from genopipe.measures import PersonQuality
from genopipe.preflight.gates import check_gates
from genopipe.preflight.gates import read_gates
from genopipe.quality.gates import judge_gates
from genopipe.quality.gates import read_contamination

LEAST = 0.95


@pytest.fixture(scope="module")
def hkgp(tmp_path_factory):
    path = tmp_path_factory.mktemp("gates") / "hkgp.yaml"
    path.write_text(project_texts()["config/hkgp.yaml"])
    return path


@pytest.fixture(scope="module")
def profile(hkgp):
    found, faults = read_gates(hkgp)
    assert not faults
    return found


def genes(covered: int, of: int = 1000) -> tuple[GeneCoverage, ...]:
    """Return genes of which some are covered at 15 reads exactly as far as must be."""
    return tuple(
        GeneCoverage(
            gene=f"G{n}",
            gene_symbol=f"S{n}",
            bases=100,
            mean_depth=30,
            covered={10: 1.0, 15: LEAST if n < covered else LEAST - 1e-6, 20: 0.0},
        )
        for n in range(of)
    )


GOOD = {
    "person": "kid",
    "form": StartForm.READS,
    "q30_bases": 162 * 10**9,
    "q30_fraction": 0.9,
    "mean_depth": 41.0,
    "breadth": {10: 0.957},
    "genes": genes(993),
    "mapped_fraction": 0.999,
    "duplicate_fraction": 0.144,
    "insert_size": 496.0,
}


@dataclass(frozen=True)
class Edge:
    """One figure below, at and above its limit, and which of the three pass."""

    measure: str
    figures: tuple[dict[str, object], dict[str, object], dict[str, object]]
    passes: str


def at(name: str, limit: float, step: float) -> tuple[dict[str, object], ...]:
    return tuple({name: limit + sign * step} for sign in (-1, 0, 1))


EDGES = (
    Edge("yield_q30", at("q30_bases", 80_000_000_000, 1), "fpp"),
    Edge("q30_fraction", at("q30_fraction", 0.85, 1e-6), "fpp"),
    Edge("mean_depth", at("mean_depth", 30, 0.01), "fpp"),
    Edge("breadth", tuple({"breadth": {10: 0.95 + s}} for s in (-0.01, 0, 0.01)), "fpp"),
    Edge("genes_covered", tuple({"genes": genes(n)} for n in (899, 900, 901)), "fpp"),
    Edge("mapped_fraction", at("mapped_fraction", 0.95, 1e-6), "ffp"),
    Edge("duplicate_fraction", at("duplicate_fraction", 0.15, 1e-6), "pff"),
    Edge("insert_size", at("insert_size", 300, 0.1), "ffp"),
)


def outcomes(profile, quality, contamination=0.0):
    found = judge_gates(profile, [quality], {"kid": contamination}, LEAST)
    return {result.measure.value: result for result in found.results}


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.measure)
def test_limits_are_kept_to_the_letter(profile, edge):
    for figures, passes in zip(edge.figures, edge.passes, strict=True):
        found = outcomes(profile, PersonQuality(**GOOD | figures))
        assert found[edge.measure].outcome is (Outcome.PASSED if passes == "p" else Outcome.FAILED), figures
        assert {one.outcome for name, one in found.items() if name != edge.measure} == {Outcome.PASSED}


@pytest.mark.parametrize(("fraction", "outcome"), [(0.019999, "passed"), (0.02, "passed"), (0.020001, "failed")])
def test_contamination(profile, fraction, outcome):
    assert outcomes(profile, PersonQuality(**GOOD), fraction)["contamination"].outcome == outcome


def test_what_was_not_measured_is_said(profile):
    found = outcomes(profile, PersonQuality(person="kid", form=StartForm.VCF), None)
    assert {one.outcome for one in found.values()} == {Outcome.NOT_MEASURED}
    assert {one.value_text for one in found.values()} == {"not measured"}
    assert not judge_gates(profile, [PersonQuality(**GOOD)], {}, LEAST).results[-1].value


def test_figures_near_a_limit_are_not_rounded_across_it(profile):
    found = outcomes(profile, PersonQuality(**GOOD | {"duplicate_fraction": 0.150001}))["duplicate_fraction"]
    assert (found.value_text, found.limit_text) == ("15.0001 %", "less than 15 %")


def test_every_gate_has_a_source(profile):
    assert all("doi:" in gate.source for gate in profile.gates)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("measure: mean_depth\n    source: x", "one limit"),
        ("measure: mean_depth\n    at_least: 1\n    at_most: 2\n    source: x", "one limit"),
        ("measure: breadth\n    at_least: 1\n    source: x", "depth is for"),
        ("measure: mean_depth\n    depth: 3\n    at_least: 1\n    source: x", "depth is for"),
        ("measure: mean_dept\n    at_least: 1\n    source: x", "mean_depth"),
        ("measure: mean_depth\n    at_least: 1", "missing"),
        ("measure: mean_depth\n    atleast: 1\n    source: x", "at_least"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_line(tmp_path, text, cause):
    path = tmp_path / "gates.yaml"
    path.write_text(f"name: own\ntitle: Own\ngates:\n  - {text}\n")
    found, faults = read_gates(path)
    assert found is None
    assert any(cause in item.line() and f"{path}:" in item.line() for item in faults), [f.line() for f in faults]


def test_depths_that_are_not_measured_are_refused(tmp_path, settings_of):
    path = tmp_path / "gates.yaml"
    rows = [("breadth", 12), ("genes_covered", 30), ("breadth", 10), ("genes_covered", 15)]
    gates = [f"  - {{measure: {name}, depth: {depth}, at_least: 0.9, source: x}}\n" for name, depth in rows]
    path.write_text("name: own\ntitle: Own\ngates:\n" + "".join(gates))
    causes = [item.cause for item in check_gates(settings_of("gates.yaml"), tmp_path)]
    assert causes == [
        "breadth at 12 reads is not measured; depths: 1, 5, 10, 15, 20, 25, 30, 40, 50",
        "genes_covered at 30 reads is not measured; depths: 10, 15, 20",
    ]
    assert check_gates(settings_of(""), tmp_path) == []


@pytest.fixture
def settings_of():
    from genopipe.config import Settings

    return lambda profile: Settings.model_validate(
        {"genome": {"fasta": "g.fa", "genes": "g.gff3"}, "gates": {"profile": profile}}
    )


def test_the_command(tmp_path, hkgp):
    figures, identity, out = tmp_path / "kid.json", tmp_path / "identity.json", tmp_path / "gates.json"
    figures.write_text(PersonQuality(**GOOD | {"mean_depth": 25.1}).model_dump_json())
    checks = [{"check": "karyotype", "value": None}, {"check": "contamination", "value": 0.03}]
    told = {"families": {"F1": {"people": {"kid": {"checks": checks}, "mum": {"checks": []}}}}}
    identity.write_text(json.dumps(told))
    assert read_contamination(told) == {"kid": 0.03, "mum": None}
    options = ["--profile", hkgp, "--quality", figures, "--identity", identity, "--out", out]
    result = CliRunner().invoke(command, [str(option) for option in options], catch_exceptions=False)
    assert "7 passed, 2 failed, 0 not measured" in result.output
    failed = {row["measure"]: row for row in json.loads(out.read_text())["results"] if row["outcome"] == "failed"}
    assert failed["mean_depth"]["value_text"] == "25.1 reads"
    assert failed["contamination"]["limit_text"] == "at most 2 %"
