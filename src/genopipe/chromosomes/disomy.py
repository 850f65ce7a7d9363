"""Uniparental disomy of one contig of one child, by the genotypes of both parents or of one."""

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from genopipe.chromosomes import disomy_model as model
from genopipe.chromosomes.disomy_model import OneParentState
from genopipe.chromosomes.disomy_model import State
from genopipe.chromosomes.viterbi import Real
from genopipe.chromosomes.viterbi import States
from genopipe.chromosomes.viterbi import find_path
from genopipe.chromosomes.viterbi import stretches
from genopipe.chromosomes_settings import DisomySettings
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Tiny

ENOUGH = 5
"""A contig is asked when it has this many times the supporting sites that a disomy needs."""
_PHRED = 10 / np.log(10)
_NOBODY, _MOTHER, _FATHER = 0, 1, 2
_PARENTS = ("", "mother", "father")
_OWNER = np.array([_NOBODY, _MOTHER, _MOTHER, _FATHER, _FATHER, _NOBODY, _NOBODY, _NOBODY], np.int8)
_IS_ONE = np.array([False, False, True, False, True, False, False, False])

Depth = Callable[[int, int], float | None]
"""Relative depth of the child between two positions."""


@dataclass(frozen=True)
class Disomy:
    """A stretch of which both copies come from one parent.

    Attributes:
        start: First site (1-based).
        end: Last site (1-based).
        parent: `mother` or `father`: from whom both copies come.
        isodisomy: Both copies are one copy of the parent; else both copies of the parent are there.
        sites: Sites that were asked.
        supporting: Sites at which the child has no allele of the other parent.
        against: Sites at which the child has an allele that this parent has not.
        quality: Likelihood ratio of the whole disomy against one copy of each parent (Phred).
        whole: The disomy that it belongs to is of the whole chromosome.
        depth: Relative depth; None: not known.
    """

    start: int
    end: int
    parent: str
    isodisomy: bool
    sites: int
    supporting: int
    against: int
    quality: float
    whole: bool
    depth: float | None


@dataclass(frozen=True)
class OneCopy:
    """A stretch with one copy only: no disomy, though the genotypes look like one.

    Attributes:
        start: First site (1-based).
        end: Last site (1-based).
        lost: The parent of whom no copy is there.
        depth: Relative depth; None: not known, so that it may be a disomy as well.
    """

    start: int
    end: int
    lost: str
    depth: float | None


@dataclass
class ContigDisomy:
    """What a contig shows.

    Attributes:
        sites: Sites that were asked.
        no_mother: Sites at which the child has no allele of the mother.
        no_father: Sites at which the child has no allele of the father.
        unexplained: Sites in stretches that the mother, or the father, cannot have given: by parent.
        alike: Sites in stretches in which the child's genotypes are those of the mother, or of the father: by parent.
        disomies: Disomies.
        one_copy: Stretches that may be, or are, one copy only.
    """

    sites: int = 0
    no_mother: int = 0
    no_father: int = 0
    unexplained: dict[str, int] = field(default_factory=dict)
    alike: dict[str, int] = field(default_factory=dict)
    disomies: list[Disomy] = field(default_factory=list)
    one_copy: list[OneCopy] = field(default_factory=list)


class Asked(NamedTuple):
    """Sites that tell, and the path through them.

    Attributes:
        position: Positions.
        states: State of each site, numbered as in `State`.
        ratio: Logarithm of the likelihood ratio of the state against a copy of each parent.
        no_mother: The child has no allele of the mother.
        no_father: The child has no allele of the father.
        not_mothers: The child has an allele that the mother has not.
        not_fathers: The child has an allele that the father has not.
    """

    position: Long
    states: States
    ratio: Real
    no_mother: Flags
    no_father: Flags
    not_mothers: Flags
    not_fathers: Flags


def ask_trio(
    position: Long, father: Tiny, mother: Tiny, child: Tiny, error: float, *, one_copy_father: bool = False
) -> Asked:
    """Find whose copies a child has, by both parents.

    Args:
        position: Positions of the contig's sites.
        father: Copies of ALT of the father.
        mother: Copies of ALT of the mother.
        child: Copies of ALT of the child.
        error: Chance that a genotype is wrong (fraction).
        one_copy_father: The contig is the X of a daughter.
    """
    kept = model.trio_sites(father, mother, child)
    position, father, mother, child = position[kept], father[kept], mother[kept], child[kept]
    emission = model.trio_chances(error)[father, mother, child]
    states = find_path(emission, position, model.trio_model(one_copy_father=one_copy_father))
    return Asked(
        position,
        states,
        _ratio(emission, states, State.BOTH),
        model.opposite(mother, child),
        model.opposite(father, child),
        model.has_foreign(child, mother),
        model.has_foreign(child, father),
    )


def ask_one_parent(position: Long, parent: Tiny, child: Tiny, error: float, *, mother: bool) -> Asked:
    """Find where a child has nothing of the one parent that is known: both copies come from the other.

    Args:
        position: Positions of the contig's sites.
        parent: Copies of ALT of the parent.
        child: Copies of ALT of the child.
        error: Chance that a genotype is wrong (fraction).
        mother: The parent is the mother.
    """
    kept = model.one_parent_sites(parent, child)
    position, parent, child = position[kept], parent[kept], child[kept]
    emission = model.one_parent_chances(error)[parent, child]
    found = find_path(emission, position, model.one_parent_model())
    two, one = (State.FATHER_TWO, State.FATHER_ONE) if mother else (State.MOTHER_TWO, State.MOTHER_ONE)
    states = np.array([State.BOTH, two, one], np.int8)[found]
    missing, nothing = model.opposite(parent, child), np.zeros(len(position), np.bool_)
    no_mother, no_father = (missing, nothing) if mother else (nothing, missing)
    ratio = _ratio(emission, found, OneParentState.SHARED)
    return Asked(position, states, ratio, no_mother, no_father, nothing, nothing)


def _ratio(emission: Real, states: States, usual: int) -> Real:
    return np.asarray(emission[np.arange(len(states)), states] - emission[:, usual])


def judge_contig(asked: Asked, depth: Depth, settings: DisomySettings) -> ContigDisomy:
    """Return what a contig shows: disomies that are long and sure enough, and what only looks like one."""
    result = ContigDisomy(len(asked.position), int(asked.no_mother.sum()), int(asked.no_father.sum()))
    for name, states, own in (
        ("mother", (State.MOTHER_UNEXPLAINED, State.UNEXPLAINED), State.MOTHER_TWO),
        ("father", (State.FATHER_UNEXPLAINED, State.UNEXPLAINED), State.FATHER_TWO),
    ):
        result.unexplained[name] = int(np.isin(asked.states, states).sum())
        result.alike[name] = int((asked.states == own).sum())
    owner = _OWNER[asked.states]
    for parent, first, behind in _joined(owner, asked.position, settings.minimum_length):
        if not _counts(asked, parent, first, behind, settings):
            continue
        whole = behind - first >= settings.whole * result.sites
        for part in _parts(asked, parent, first, behind):
            _judge_part(asked, parent, part, whole=whole, depth=depth, settings=settings, result=result)
    return result


def _judge_part(
    asked: Asked,
    parent: int,
    part: "_Part",
    *,
    whole: bool,
    depth: Depth,
    settings: DisomySettings,
    result: ContigDisomy,
) -> None:
    """Add a part of a disomy to the results, as a disomy or as one copy."""
    start, end = int(asked.position[part.first]), int(asked.position[part.behind - 1])
    relative = depth(start, end)
    may_be_one = not whole if relative is None else relative <= settings.deletion_depth
    if part.isodisomy and may_be_one:
        lost = _PARENTS[_FATHER if parent == _MOTHER else _MOTHER]
        result.one_copy.append(OneCopy(start, end, lost, relative))
        return
    place = slice(part.first, part.behind)
    without, foreign = _sides(asked, parent)
    result.disomies.append(
        Disomy(
            start,
            end,
            _PARENTS[parent],
            part.isodisomy,
            part.behind - part.first,
            int(without[place].sum()),
            int(foreign[place].sum()),
            round(part.evidence, 1),
            whole,
            relative,
        )
    )


def _sides(asked: Asked, parent: int) -> tuple[Flags, Flags]:
    """Return where the child has nothing of the other parent, and where it has what this one has not."""
    return (asked.no_father, asked.not_mothers) if parent == _MOTHER else (asked.no_mother, asked.not_fathers)


def _joined(owner: npt.NDArray[np.int8], position: Long, most: int) -> list[tuple[int, int, int]]:
    """Return parent, first place and place behind of each disomy; those of one parent that are close are one."""
    found: list[tuple[int, int, int]] = []
    for first, behind in stretches(owner):
        parent = int(owner[first])
        if parent == _NOBODY:
            continue
        if found and found[-1][0] == parent and position[first] - position[found[-1][2] - 1] < most:
            found[-1] = (parent, found[-1][1], behind)
        else:
            found.append((parent, first, behind))
    return found


def _counts(asked: Asked, parent: int, first: int, behind: int, settings: DisomySettings) -> bool:
    without, foreign = _sides(asked, parent)
    place = slice(first, behind)
    return bool(
        asked.position[behind - 1] - asked.position[first] + 1 >= settings.minimum_length
        and without[place].sum() >= max(settings.minimum_sites, settings.minimum_part * (behind - first))
        and asked.ratio[place].sum() * _PHRED >= settings.minimum_evidence
        and foreign[place].sum() <= settings.maximum_against * (behind - first)
    )


class _Part(NamedTuple):
    """A part of a disomy: places, its kind, and the evidence of the whole disomy (Phred)."""

    first: int
    behind: int
    isodisomy: bool
    evidence: float


def _parts(asked: Asked, parent: int, first: int, behind: int) -> Iterator[_Part]:
    """Part a disomy at crossings-over; what lies between joined stretches goes with the part before it."""
    states = asked.states[first:behind]
    own = _OWNER[states] == parent
    last_own = np.maximum.accumulate(np.where(own, np.arange(len(states)), 0))
    one = _IS_ONE[states[last_own]]
    evidence = float(asked.ratio[first:behind].sum() * _PHRED)
    for start, end in stretches(one):
        yield _Part(first + start, first + end, bool(one[start]), evidence)
