"""Ask the quality gates of a laboratory of everyone with data in a case."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from genopipe.gates import WORDS
from genopipe.gates import Gate
from genopipe.gates import GateProfile
from genopipe.gates import GateReport
from genopipe.gates import GateResult
from genopipe.gates import Measure
from genopipe.gates import Outcome
from genopipe.measures import PersonQuality


def genes_covered(quality: PersonQuality, depth: int, least: float) -> float | None:
    """Return the part of panel genes that are covered (fraction).

    Args:
        quality: The person's figures.
        depth: Depth that counts as covered (reads).
        least: Part of a gene's coding bases that must be covered for the gene to count (fraction).

    Returns:
        The fraction; None where no gene was measured at that depth.
    """
    genes = [gene for gene in quality.genes if depth in gene.covered and gene.bases and gene.in_panel]
    measured = [gene.covered[depth] for gene in genes]
    return sum(covered >= least for covered in measured) / len(measured) if measured else None


def _value(gate: Gate, quality: PersonQuality, contamination: float | None, least: float) -> float | None:
    if gate.measure is Measure.CONTAMINATION:
        return contamination
    if gate.depth is None:
        value = getattr(quality, _FIGURES[gate.measure])
        return None if value is None else float(value)
    if gate.measure is Measure.BREADTH:
        return quality.breadth.get(gate.depth)
    return genes_covered(quality, gate.depth, least)


_FIGURES = {
    Measure.YIELD_Q30: "q30_bases",
    Measure.Q30_FRACTION: "q30_fraction",
    Measure.MEAN_DEPTH: "mean_depth",
    Measure.MAPPED_FRACTION: "mapped_fraction",
    Measure.DUPLICATE_FRACTION: "duplicate_fraction",
    Measure.INSERT_SIZE: "insert_size",
}


def _result(person: str, gate: Gate, value: float | None) -> GateResult:
    if value is None:
        outcome, text = Outcome.NOT_MEASURED, "not measured"
    else:
        outcome = Outcome.PASSED if gate.holds(value) else Outcome.FAILED
        text = WORDS[gate.measure].write(value)
    return GateResult(
        person=person,
        measure=gate.measure,
        title=gate.title,
        value=value,
        value_text=text,
        limit_text=gate.limit_text,
        outcome=outcome,
        source=gate.source,
    )


def judge_gates(
    profile: GateProfile,
    people: Sequence[PersonQuality],
    contamination: Mapping[str, float | None],
    least: float,
) -> GateReport:
    """Ask every gate of everyone.

    Args:
        profile: The gates.
        people: Figures of everyone with data.
        contamination: Person to contamination (fraction); who is not named was not measured.
        least: Part of a gene's coding bases that must be covered for the gene to count (fraction).

    Returns:
        One row a person and gate, by person in the order given, then in the order of the profile.
    """
    results = [
        _result(one.person, gate, _value(gate, one, contamination.get(one.person), least))
        for one in people
        for gate in profile.gates
    ]
    return GateReport(profile=profile.name, title=profile.title, results=tuple(results))


def read_contamination(identity: Any) -> dict[str, float | None]:  # noqa: ANN401 - JSON is any
    """Return contamination (fraction) by person of what `genopipe identity` wrote.

    A person whose contamination could not be assessed has None.
    """
    people = {name: told for family in identity["families"].values() for name, told in family["people"].items()}
    return {
        name: next((check["value"] for check in told["checks"] if check["check"] == "contamination"), None)
        for name, told in people.items()
    }
