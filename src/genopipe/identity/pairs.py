"""What a pair is, by kinship and by sites of opposite homozygotes, and whether it is what the pedigree says."""

from dataclasses import dataclass
from math import sqrt

from genopipe.identity.counting import at_least
from genopipe.identity.counting import at_most
from genopipe.identity.counting import limit
from genopipe.identity.disomy import Disomy
from genopipe.identity.expected import Expectation
from genopipe.identity.expected import Relation
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Verdict
from genopipe.identity_settings import IdentitySettings
from genopipe.io.plink import PairCounts

_SIBLING_SPREAD = 0.02  # standard deviation of the kinship of full siblings (doi:10.1371/journal.pgen.0020041)
_SIBLING_OPPOSITE = 0.04  # opposite homozygotes of siblings for each site at which both are heterozygous, at least
_FIRST = 0.25  # kinship of the first degree
_NEAR = 2.0  # a kinship is far below what is expected when it is less than this part of it: two degrees
_SURE_PARTNERS, _SURE_OTHERS = 2, 3  # standard errors above the limit; of many pairs some are high by chance
_RELATED = (Relation.PARENT_CHILD, Relation.FULL_SIBLINGS, Relation.HALF_OR_FULL, Relation.FIRST_DEGREE)
_UNSTATED = (Relation.UNRELATED, Relation.NOT_STATED, Relation.PARTNERS, Relation.OTHER_FAMILY)


@dataclass(frozen=True)
class Found:
    """What was found of a pair.

    Attributes:
        sites: Sites at which both have a good genotype.
        kinship: KING-robust estimate; None: too few sites.
        error: Its standard error, as if sites were inherited one by one.
        opposite: Sites of opposite homozygotes (IBS0).
        ratio: These for each site at which both are heterozygous; None: there is none of these.
        relation: In words; None: not assessable.
        certainty: Standard errors by which a ratio must be beyond its threshold.
        left_out: Contigs that are not counted: of one of the two, both copies or the only one are of one parent.
        disomy: What was left out, where the two are this child and the parent whose copy is absent.
    """

    sites: int
    kinship: float | None = None
    error: float | None = None
    opposite: int = 0
    both: int = 0
    relation: Relation | None = None
    certainty: float = 3.0
    left_out: tuple[str, ...] = ()
    disomy: Disomy | None = None

    @property
    def ratio(self) -> float | None:
        """Sites of opposite homozygotes for each site at which both are heterozygous."""
        return self.opposite / self.both if self.both else None

    def exceeds(self, threshold: float) -> bool:
        """Say whether the ratio is above a threshold, beyond the certainty."""
        return at_least(self.opposite, threshold * self.both) < limit(self.certainty)

    def falls_below(self, threshold: float) -> bool:
        """Say whether the ratio is below a threshold, beyond the certainty."""
        return at_most(self.opposite, threshold * self.both) < limit(self.certainty)

    def at_most(self) -> float:
        """Return the kinship at most, within the certainty."""
        assert self.kinship is not None
        return self.kinship + self.certainty * (self.error or 0.0)

    def at_least(self) -> float:
        """Return the kinship at least, within the certainty."""
        assert self.kinship is not None
        return self.kinship - self.certainty * (self.error or 0.0)


@dataclass(frozen=True)
class PairFinding:
    """What follows for a pair.

    Attributes:
        verdict: Pass, flag, stop or not assessable.
        problem: Its name; None: all is as stated.
        text: A plain sentence.
    """

    verdict: Verdict
    problem: Problem | None
    text: str


def find_pair(counts: PairCounts | None, settings: IdentitySettings, minimum: int | None = None) -> Found:
    """Return what a pair is.

    Args:
        counts: What plink2 counted; None: nothing.
        settings: Thresholds.
        minimum: Sites that are enough; None: as set.
    """
    enough = settings.minimum_sites if minimum is None else minimum
    if counts is None or counts.kinship is None or counts.sites < enough:
        return Found(counts.sites if counts else 0)
    found = Found(
        sites=counts.sites,
        kinship=counts.kinship,
        error=standard_error(counts),
        opposite=counts.opposite,
        both=counts.both_heterozygous,
        certainty=settings.certainty,
    )
    return Found(**{**vars(found), "relation": _relation(found, settings)})


def standard_error(counts: PairCounts) -> float:
    """Return the standard error of a kinship: that of a ratio of two sums over independent sites.

    The estimate is 1/2 - S / 4H, where S sums squared differences of copies and H counts the heterozygotes of the one
    who has fewer. With R = S / H the variance of R is the sum over sites of (s - R h)^2, divided by H^2 (Cochran,
    Sampling Techniques, section 6.3). Sites that are inherited together make the true error larger.
    """
    both, opposite = counts.both_heterozygous, counts.opposite
    fewer, differences = counts.alone[0], sum(counts.alone)
    heterozygous = both + fewer
    if not heterozygous:
        return 0.5
    ratio = (4 * opposite + differences) / heterozygous
    squares = 16 * opposite + differences - 2 * ratio * fewer + ratio**2 * heterozygous
    return sqrt(max(squares, 1.0)) / heterozygous / 4


def _relation(found: Found, settings: IdentitySettings) -> Relation:
    assert found.kinship is not None
    if found.kinship >= settings.identical and found.at_least() >= (settings.identical + _FIRST) / 2:
        return Relation.IDENTICAL
    if found.kinship >= settings.first_degree:
        if (found.ratio or 0.0) <= settings.parent_child_opposite:
            return Relation.PARENT_CHILD
        return Relation.FULL_SIBLINGS if found.exceeds(settings.parent_child_opposite) else Relation.FIRST_DEGREE
    if found.kinship >= settings.second_degree:
        return Relation.SECOND_DEGREE
    return Relation.THIRD_DEGREE if found.kinship >= settings.third_degree else Relation.UNRELATED


def judge_pair(stated: Expectation, found: Found, settings: IdentitySettings, *, same_sex: bool) -> PairFinding:
    """Hold what was found of a pair against what is stated.

    Args:
        stated: What the pedigree says.
        found: What was found.
        settings: Thresholds.
        same_sex: The two may be of one sex, as they are stated.
    """
    if found.kinship is None or found.relation is None:
        least = settings.minimum_sites
        text = f"not assessable: {found.sites} sites with genotypes in both, at least {least} are needed"
        return PairFinding(Verdict.NOT_ASSESSABLE, Problem.NOT_ASSESSABLE, text)
    if found.relation is Relation.IDENTICAL:
        return _judge_identical(stated, same_sex=same_sex)
    if stated.relation is Relation.IDENTICAL:
        return _judge_twins(found, settings)
    if stated.relation is Relation.PARENT_CHILD:
        return _judge_parent(found, settings)
    if stated.relation in _UNSTATED:
        return _judge_unstated(stated, found, settings)
    return _judge_relatives(stated, found, settings)


def _judge_identical(stated: Expectation, *, same_sex: bool) -> PairFinding:
    if stated.relation is Relation.IDENTICAL:
        return PairFinding(Verdict.PASS, None, "one genome, as stated of monozygotic twins")
    if stated.relation in (Relation.FULL_SIBLINGS, Relation.HALF_OR_FULL) and same_sex:
        text = "the same genome: monozygotic twins or a duplicate sample"
        return PairFinding(Verdict.FLAG, Problem.TWINS_OR_DUPLICATE, text)
    return PairFinding(Verdict.STOP, Problem.DUPLICATE, "the same genome under two names: a duplicate sample")


def _judge_twins(found: Found, settings: IdentitySettings) -> PairFinding:
    """Judge stated monozygotic twins who do not look like one genome: inheritance would take them for one."""
    text = f"stated monozygotic twins are not of one genome: {found.relation}, kinship {found.kinship:.3f}"
    if found.at_most() < settings.identical:
        return PairFinding(Verdict.STOP, Problem.UNEXPECTED_RELATION, text)
    return PairFinding(Verdict.FLAG, Problem.UNCLEAR, f"{text}, but too few sites to be sure")


def _judge_parent(found: Found, settings: IdentitySettings) -> PairFinding:
    assert found.relation is not None
    if found.exceeds(settings.parent_child_opposite):
        text = (
            f"not parent and child: {found.opposite} sites of opposite homozygotes among {found.sites}, "
            f"kinship {found.kinship:.3f} ({found.relation})"
        )
        return PairFinding(Verdict.STOP, Problem.UNRELATED_PARENT, text)
    if found.disomy is not None:
        return PairFinding(Verdict.FLAG, Problem.UNIPARENTAL_DISOMY, found.disomy.text)
    if (found.ratio or 0.0) > settings.parent_child_opposite:
        text = "more sites of opposite homozygotes than errors explain, but too few sites to be sure"
        return PairFinding(Verdict.FLAG, Problem.UNCLEAR, text)
    if found.at_most() < settings.second_degree:
        text = f"kinship {found.kinship:.3f} is too low for parent and child, though no site excludes it"
        return PairFinding(Verdict.FLAG, Problem.UNCLEAR, text)
    return PairFinding(Verdict.PASS, None, "parent and child, as stated")


def _judge_unstated(stated: Expectation, found: Found, settings: IdentitySettings) -> PairFinding:
    partners = stated.relation is Relation.PARTNERS
    least = settings.third_degree if partners else settings.second_degree
    assert found.kinship is not None
    margin = (_SURE_PARTNERS if partners else _SURE_OTHERS) * (found.error or 0.0)
    if found.kinship - margin <= least:
        return PairFinding(Verdict.PASS, None, "not closely related, as stated")
    if partners:
        text = f"the parents of a child are related to each other: {_degree(found, settings)}"
        return PairFinding(Verdict.FLAG, Problem.CONSANGUINITY, text)
    text = f"related, which the pedigree does not state: {_degree(found, settings)}"
    return PairFinding(Verdict.FLAG, Problem.UNEXPECTED_RELATIVES, text)


def _degree(found: Found, settings: IdentitySettings) -> str:
    near = found.kinship is not None and found.kinship >= settings.first_degree
    return (
        f"{found.relation}, kinship {found.kinship:.3f}" if near else f"{found.relation} (kinship {found.kinship:.3f})"
    )


def _judge_relatives(stated: Expectation, found: Found, settings: IdentitySettings) -> PairFinding:
    """Judge siblings and every relation that is more distant: one degree up or down is chance, two are not."""
    assert found.kinship is not None
    if stated.relation is Relation.FULL_SIBLINGS:
        lowest = stated.estimate - settings.certainty * _SIBLING_SPREAD
        lowest = min(lowest, settings.first_degree)
        if found.at_most() < lowest:
            text = f"not full siblings: {found.relation}, kinship {found.kinship:.3f}"
            return PairFinding(Verdict.STOP, Problem.UNEXPECTED_RELATION, text)
        if found.relation is Relation.PARENT_CHILD and found.falls_below(_SIBLING_OPPOSITE):
            return PairFinding(
                Verdict.FLAG, Problem.UNEXPECTED_RELATION, "stated full siblings look like parent and child"
            )
        return PairFinding(Verdict.PASS, None, "full siblings, as stated")
    if found.at_most() < stated.estimate / _NEAR**2:
        close = stated.estimate >= settings.second_degree
        text = f"{stated.relation} is stated, but found is {found.relation}, kinship {found.kinship:.3f}"
        return PairFinding(Verdict.STOP if close else Verdict.FLAG, Problem.UNEXPECTED_RELATION, text)
    closer = stated.relation not in _RELATED and found.at_least() > max(_NEAR * stated.estimate, settings.second_degree)
    if closer:
        text = f"closer than the pedigree states ({stated.relation}): {found.relation}, kinship {found.kinship:.3f}"
        return PairFinding(Verdict.FLAG, Problem.UNEXPECTED_RELATION, text)
    return PairFinding(Verdict.PASS, None, f"{stated.relation}, as stated")
