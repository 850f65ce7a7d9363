"""Chances of a child's genotype under each way in which a stretch of a chromosome can have come from the parents.

Hidden states along the chromosome, wrong genotypes allowed for, as in trio-based detection of uniparental disomy
(UPDio, doi:10.1101/gr.160465.113, counts the same sites; the model is our own). A parent that cannot have given the
child's alleles has states of its own, so that a wrong parent, or a stretch of wrong genotypes, is no disomy.
"""

from enum import IntEnum
from functools import cache

import numpy as np

from genopipe.chromosomes.viterbi import NEVER
from genopipe.chromosomes.viterbi import Model
from genopipe.chromosomes.viterbi import Real
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Tiny
from genopipe.io.genotype_sites import NOT_CALLED


class State(IntEnum):
    """Whose copies a child of two known parents has."""

    BOTH = 0
    MOTHER_TWO = 1
    MOTHER_ONE = 2
    FATHER_TWO = 3
    FATHER_ONE = 4
    FATHER_UNEXPLAINED = 5
    MOTHER_UNEXPLAINED = 6
    UNEXPLAINED = 7


class OneParentState(IntEnum):
    """Whose copies a child has of whom one parent is known."""

    SHARED = 0
    OTHER_TWO = 1
    OTHER_ONE = 2


# Chances a base. A crossing-over: 1.2 centimorgans a megabase, doi:10.1126/science.aau1043. The others are our own:
# they say where a stretch begins, not whether it counts, which its evidence decides.
_CROSSING = 1.2e-8
_TO_DISOMY = 1e-11
_FROM_DISOMY = 1e-9
_TO_UNEXPLAINED = 1e-10
_FROM_UNEXPLAINED = 1e-8
_START_DISOMY, _START_UNEXPLAINED = 1e-4, 1e-4
_TWO = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
_ONE = np.array([[1.0, 0.0, 0.0], [0.5, 0.0, 0.5], [0.0, 0.0, 1.0]])
_UNKNOWN = np.array([0.25, 0.5, 0.25])
_DISOMIES = (State.MOTHER_TWO, State.MOTHER_ONE, State.FATHER_TWO, State.FATHER_ONE)


def _seen(error: float) -> Real:
    """Return the chance of each true genotype by what is seen, and as well the other way round."""
    return np.where(np.eye(3, dtype=bool), 1 - error, error / 2)


def _child(first: float, second: float) -> Real:
    """Return the chances of a child's genotypes where the parents give ALT with these chances."""
    return np.array([(1 - first) * (1 - second), first * (1 - second) + second * (1 - first), first * second])


@cache
def trio_chances(error: float) -> Real:
    """Return the logarithms of a child's genotype: [father, mother, child, state], genotypes as seen.

    Args:
        error: Chance that a genotype is wrong (fraction).
    """
    true = np.zeros((3, 3, 3, len(State)))
    for father in range(3):
        for mother in range(3):
            of_father, of_mother = father / 2, mother / 2
            true[father, mother] = np.array(
                [
                    _child(of_father, of_mother),
                    _TWO[mother],
                    _ONE[mother],
                    _TWO[father],
                    _ONE[father],
                    _child(of_mother, 0.5),
                    _child(of_father, 0.5),
                    _UNKNOWN,
                ]
            ).T
    seen = _seen(error)
    made: Real = np.log(np.einsum("fa,mb,ck,abks->fmcs", seen, seen, seen, true))
    return made


@cache
def one_parent_chances(error: float) -> Real:
    """Return the logarithms of a child's genotype: [parent, child, state of `OneParentState`], genotypes as seen.

    Args:
        error: Chance that a genotype is wrong (fraction).
    """
    rows = [np.array([_child(parent / 2, 0.5), _UNKNOWN, np.array([0.5, 0.0, 0.5])]).T for parent in range(3)]
    seen = _seen(error)
    made: Real = np.log(np.einsum("pa,ck,aks->pcs", seen, seen, np.array(rows)))
    return made


def trio_model(*, one_copy_father: bool) -> Model:
    """Return the chances of the states and of changes between them.

    Args:
        one_copy_father: The contig is the X of a daughter: two copies of the father's are copies of one.
    """
    rates = np.full((len(State), len(State)), NEVER)
    start = np.zeros(len(State))
    for state in State:
        if state in _DISOMIES:
            rates[State.BOTH, state], rates[state, State.BOTH] = np.log(_TO_DISOMY), np.log(_FROM_DISOMY)
            start[state] = np.log(_START_DISOMY)
        elif state is not State.BOTH:
            rates[:, state], rates[state, :] = np.log(_TO_UNEXPLAINED), np.log(_FROM_UNEXPLAINED)
            start[state] = np.log(_START_UNEXPLAINED)
    for two, one in ((State.MOTHER_TWO, State.MOTHER_ONE), (State.FATHER_TWO, State.FATHER_ONE)):
        rates[two, one] = rates[one, two] = np.log(_CROSSING)
    if one_copy_father:
        rates[:, State.FATHER_TWO] = start[State.FATHER_TWO] = NEVER
    return Model(start, rates)


def one_parent_model() -> Model:
    """Return the chances of the states of `OneParentState` and of changes between them."""
    shared, two, one = OneParentState
    rates = np.full((3, 3), NEVER)
    rates[shared, [two, one]], rates[[two, one], shared] = np.log(_TO_DISOMY), np.log(_FROM_DISOMY)
    rates[two, one] = rates[one, two] = np.log(_CROSSING)
    return Model(np.array([0.0, np.log(_START_DISOMY), np.log(_START_DISOMY)]), rates)


def trio_sites(father: Tiny, mother: Tiny, child: Tiny) -> Flags:
    """Say which sites tell: all are called, one parent is homozygous, and the other not homozygous for the same.

    Where both are homozygous alike only wrong genotypes differ; where both are heterozygous in all three, it is often
    a repeat of the reference.
    """
    every = (father != NOT_CALLED) & (mother != NOT_CALLED) & (child != NOT_CALLED)
    return np.asarray(every & (father != mother))


def one_parent_sites(parent: Tiny, child: Tiny) -> Flags:
    """Say which sites tell: both are called, and the parent is homozygous, or the child is heterozygous."""
    return np.asarray((parent != NOT_CALLED) & (child != NOT_CALLED) & ((parent != 1) | (child == 1)))


def opposite(first: Tiny, second: Tiny) -> Flags:
    """Say where two genotypes are homozygous for different alleles: neither can have an allele of the other."""
    return np.asarray(((first == 0) & (second == 2)) | ((first == 2) & (second == 0)))


def has_foreign(child: Tiny, parent: Tiny) -> Flags:
    """Say where the child has an allele that the homozygous parent has not."""
    return np.asarray(((parent == 0) & (child > 0)) | ((parent == 2) & ((child == 0) | (child == 1))))
