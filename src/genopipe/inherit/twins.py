"""Monozygotic twins: one genome, so what is known of one is known of the other, and a difference is no inheritance."""

import numpy as np

from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.facts import Facts
from genopipe.inherit.members import Members

_GERMLINE = ("carries", "every_copy", "one_of_two", "no_ref")
"""Facts that twins share; the fraction of a mitochondrial allele is each person's own."""


def _joined(answers: Answers) -> Answers:
    """Return one answer for all: what is known of any; not assessable where the twins differ, or nothing is known.

    Args:
        answers: [allele, twin].
    """
    some_yes, some_no = (answers == YES).any(axis=1), (answers == NO).any(axis=1)
    return np.select([some_yes & ~some_no, some_no & ~some_yes], [np.int8(YES), np.int8(NO)], np.int8(UNKNOWN))


def join_twins(facts: Facts, members: Members) -> None:
    """Give monozygotic twins the facts of their one genome; the proband keeps the own ones.

    An allele that one of them carries and the other does not has arisen after they parted, or one genotype is wrong:
    of a relative that is not assessable. Whether the proband has it is not asked of the twin.

    Args:
        facts: Facts of everyone: changed.
        members: Who is who.
    """
    for twins in members.twins:
        columns = list(twins)
        others = [at for at in columns if at != members.proband]
        for name in _GERMLINE:
            fact = getattr(facts, name)
            fact[:, others] = _joined(fact[:, columns])[:, None]
