"""The result of a case in one word, and why: the one place where it is decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from genopipe.gates import GateReport
from genopipe.gates import Outcome
from genopipe.report.alleles import genes_of
from genopipe.report.case import AlleleReport
from genopipe.report.case import Result
from genopipe.report.words import INCONCLUSIVE
from genopipe.report.words import counted
from genopipe.report.words import listed

PATHOGENIC = ("pathogenic", "likely_pathogenic")


@dataclass(frozen=True)
class Weighed:
    """The result of a case.

    Attributes:
        result: positive, inconclusive or negative.
        reasons: Of an inconclusive result, why; in words.
    """

    result: Result
    reasons: tuple[str, ...] = ()


def weigh(
    findings: Sequence[AlleleReport],
    candidates: Sequence[AlleleReport],
    gates: GateReport | None,
    *,
    classified: bool,
) -> Weighed:
    """Say what a case came to.

    Positive: there are findings. Inconclusive: a (likely) pathogenic allele that does not explain the condition as it
    is, or an allele of tier 1 that is not known to be either, or a quality gate that was not passed; where nothing was
    classified, any candidate. Negative: none of these.

    Args:
        findings: Alleles in bucket finding.
        candidates: Alleles in bucket candidate.
        gates: Quality gates; None: none were set.
        classified: Alleles of this case were classified.
    """
    if findings:
        return Weighed("positive")
    failed = gates is not None and bool(gates.of(Outcome.FAILED))
    told = _open_by_class(candidates) if classified else _open_without_class(candidates)
    reasons = (*told, *((INCONCLUSIVE["gates"],) if failed else ()))
    return Weighed("inconclusive", reasons) if reasons else Weighed("negative")


def _open_by_class(candidates: Sequence[AlleleReport]) -> list[str]:
    """Return what leaves a case open, of alleles that were classified."""
    pathogenic = [allele for allele in candidates if allele.classification in PATHOGENIC]
    conflicts = [allele for allele in candidates if allele.by == "class_conflict"]
    rest = [allele for allele in candidates if allele not in pathogenic and allele not in conflicts]
    groups = {"pathogenic": pathogenic, "conflict": conflicts, "tier_1": [a for a in rest if a.tier == "1"]}
    return [INCONCLUSIVE[name].format(listed(genes_of(alleles))) for name, alleles in groups.items() if alleles]


def _open_without_class(candidates: Sequence[AlleleReport]) -> list[str]:
    return [INCONCLUSIVE["candidates"].format(counted(len(candidates), "candidate"))] if candidates else []
