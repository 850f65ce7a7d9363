"""The modes of inheritance that one allele can fit by itself: for each, what it asks of whom.

An answer is the three-valued AND of its terms. A term that is not assessable is what is missing.
"""

from collections.abc import Callable
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import Flags
from genopipe.inherit.answers import all_of
from genopipe.inherit.answers import any_of
from genopipe.inherit.answers import at_most_unknown
from genopipe.inherit.answers import constant
from genopipe.inherit.answers import negated
from genopipe.inherit.answers import yes_if
from genopipe.inherit.combos import FROM_FATHER
from genopipe.inherit.combos import FROM_MOTHER
from genopipe.inherit.combos import FROM_ONE
from genopipe.inherit.combos import NO_SEGMENT
from genopipe.inherit.combos import NOT_ASKED
from genopipe.inherit.combos import Combos
from genopipe.inherit.facts import MOSAIC
from genopipe.inherit.members import Members
from genopipe.inherit.places import MITOCHONDRION
from genopipe.inherit.places import X
from genopipe.inherit.places import Y
from genopipe.inherit.places import two_parents

MOTHER, FATHER = "mother", "father"


class Term(NamedTuple):
    """What a mode asks of one person.

    Attributes:
        code: What is asked, in a word.
        person: Id of the person; a role where there are no data.
        answers: The answers.
        shown: Name it where the mode fits; else only where it is missing.
        asked: Where the term asks something of the person at all; None: everywhere.
    """

    code: str
    person: str
    answers: Answers
    shown: bool = True
    asked: Flags | None = None


class Mode(NamedTuple):
    """One mode.

    Attributes:
        at: Where the mode can be at all.
        terms: What it asks.
    """

    at: Flags
    terms: list[Term]

    @property
    def answers(self) -> Answers:
        """The answer for each combination."""
        asked = all_of((term.answers for term in self.terms), len(self.at))
        return np.where(self.at, asked, np.int8(NO))


def _each(code: str, members: Members, people: Iterable[int], answers: Callable[[int], Answers]) -> list[Term]:
    return [Term(code, members.names[person], answers(person)) for person in people]


def _segregates(members: Members, carried: Callable[[int], Answers], yes: str, no: str) -> list[Term]:
    """Return the terms: every affected member has it, no unaffected one has."""
    return _each(yes, members, members.affected, carried) + _each(
        no, members, members.unaffected, lambda person: negated(carried(person))
    )


def can_pass(members: Members, person: int, place: Answers) -> tuple[Answers, Answers]:
    """Say whether a person may have an allele from the mother, and from the father."""
    mother, father = constant(YES, len(place)), constant(YES, len(place))
    mother[place == Y], father[place == MITOCHONDRION] = NO, NO
    if members.x_is_unknown(person):
        father[place == X] = UNKNOWN
    elif members.has_one_x(person) and members.copies[Y][person] > 0:
        father[place == X] = NO
    return mother, father


def de_novo(members: Members, combos: Combos) -> Mode:
    """The proband carries it and the parents who could have passed it on were well called and do not.

    A few reads in one parent may be a mosaic; in both they are more likely noise of the place: not assessable.
    """
    proband = members.proband
    terms = _each("carries", members, [proband], lambda person: combos.facts.carries[:, person])
    both = (members.mother(proband), members.father(proband))
    noisy = all_of([yes_if(answers >= MOSAIC) for answers in combos.parents.values()], combos.rows) == YES
    noisy &= len(combos.parents) == 2
    for role, parent, can in zip((MOTHER, FATHER), both, can_pass(members, proband, combos.place), strict=True):
        if parent is None:
            lacking = any_of([negated(can), constant(UNKNOWN, combos.rows)], combos.rows)
            terms.append(Term("no_data", role, lacking, shown=False))
        else:
            clean = np.array([NO, UNKNOWN, YES, YES, UNKNOWN], np.int8)[combos.parents[parent]]
            clean[noisy] = UNKNOWN
            terms.append(
                Term("without", members.names[parent], any_of([negated(can), clean], combos.rows), asked=can != NO)
            )
    no_y = (combos.place == Y) & (members.copies[Y][proband] == 0)
    return Mode((combos.place != MITOCHONDRION) & ~no_y, terms)


def dominant(members: Members, combos: Combos) -> Mode:
    """Every affected member carries it and no unaffected member does."""
    terms = _segregates(members, lambda person: combos.facts.carries[:, person], "carries", "without")
    return Mode(two_parents(combos.place), terms)


def dominant_incomplete(members: Members, combos: Combos) -> Mode:
    """Every affected member carries it; unaffected members may."""
    terms = _each("carries", members, members.affected, lambda person: combos.facts.carries[:, person])
    return Mode(two_parents(combos.place), terms)


def _homozygous(members: Members, combos: Combos) -> list[Term]:
    return _segregates(members, lambda person: combos.facts.every_copy[:, person], "every_copy", "not_every_copy")


def recessive_homozygous(members: Members, combos: Combos) -> Mode:
    """Every affected member has two copies, no unaffected one has, and the proband's parents with data carry it.

    Where a parent does not carry it, the other copy may be a deletion or come from uniparental disomy.
    """
    terms = _homozygous(members, combos)
    for parent in members.parents:
        carries, name = combos.facts.carries[:, parent], members.names[parent]
        unsure = np.where(carries == UNKNOWN, np.int8(UNKNOWN), np.int8(YES))
        terms.append(Term("parent_carries", name, unsure))
        odd = np.where(carries == NO, np.int8(UNKNOWN), np.int8(YES))
        terms.append(Term("deletion_or_disomy", name, odd, shown=False))
    return Mode(two_parents(combos.place), terms)


def _carried_by_source(members: Members, combos: Combos) -> Answers:
    """Say whether the parent from whom both copies come carries the allele.

    Disomy of one parent is seen where the other one has data. Where a parent has none, two copies of the other are
    not excluded by the absence of a segment.
    """
    unknown = constant(UNKNOWN, combos.rows)
    both = (members.mother(members.proband), members.father(members.proband))
    mother, father = (unknown if at is None else combos.facts.carries[:, at] for at in both)
    either = any_of([mother, father], combos.rows)
    whole = all_of([mother, father], combos.rows)
    unseen = [
        np.minimum(carried, np.int8(UNKNOWN))
        for carried, other in ((mother, both[1]), (father, both[0]))
        if other is None
    ]
    code = combos.isodisomy
    return np.select(
        [code == FROM_MOTHER, code == FROM_FATHER, code == FROM_ONE, code == NOT_ASKED, code == NO_SEGMENT],
        [mother, father, either, np.minimum(negated(whole), np.int8(UNKNOWN)), any_of(unseen, combos.rows)],
        np.int8(NO),
    )


def uniparental_isodisomy(members: Members, combos: Combos) -> Mode:
    """Homozygous where both copies are one copy of a parent, who carries it.

    Where the segments were not looked for, a homozygous allele that not both parents are known to carry is not
    assessable; where they were and show none, one that a parent may carry whose disomy only the other could show.
    """
    terms = _homozygous(members, combos)
    proband = members.names[members.proband]
    terms.append(Term("isodisomy", proband, _carried_by_source(members, combos)))
    return Mode(two_parents(combos.place), terms)


def x_linked_recessive(members: Members, combos: Combos) -> Mode:
    """Outside the PARs of X: affected members show it on every X, unaffected members do not."""
    return Mode(combos.place == X, _homozygous(members, combos))


def x_linked_dominant(members: Members, combos: Combos) -> Mode:
    """Outside the PARs of X: every affected member carries it, no unaffected member does."""
    terms = _segregates(members, lambda person: combos.facts.carries[:, person], "carries", "without")
    return Mode(combos.place == X, terms)


def pseudo_dominant(members: Members, combos: Combos) -> Mode:
    """Outside the PARs of X: affected members with one X show it, and an affected one with two X has it once.

    Unaffected members may carry it on one of two X. Without an affected member with one X there is no sign that the
    condition is recessive.
    """
    carries, every = combos.facts.carries, combos.facts.every_copy
    terms, manifest = [], []
    for person in members.affected:
        name = members.names[person]
        if members.has_one_x(person):
            terms.append(Term("every_copy", name, every[:, person]))
            continue
        once = np.minimum(carries[:, person], negated(every[:, person]))
        if members.x_is_unknown(person):
            terms.append(Term("carries", name, np.minimum(carries[:, person], at_most_unknown(every[:, person]))))
            manifest.append(np.minimum(once, np.int8(UNKNOWN)))
        else:
            terms.append(Term("carries", name, carries[:, person]))
            manifest.append(once)
    terms += _each("not_every_copy", members, members.unaffected, lambda person: negated(every[:, person]))
    terms.append(Term("affected_with_two_x", "once", any_of(manifest, combos.rows), shown=False))
    has_man = any(members.has_one_x(person) for person in members.affected)
    return Mode((combos.place == X) & has_man, terms)


def y_linked(members: Members, combos: Combos) -> Mode:
    """Outside the PARs of Y: every affected member has a Y and carries it, no unaffected member with a Y does."""
    has_y = [person for person in range(len(members.people)) if members.copies[Y][person] != 0]
    carries = combos.facts.carries
    terms = _each("carries", members, members.affected, lambda person: carries[:, person])
    men = [person for person in members.unaffected if person in has_y]
    terms += _each("without", members, men, lambda person: negated(carries[:, person]))
    return Mode((combos.place == Y) & all(person in has_y for person in members.affected), terms)


def mitochondrial(members: Members, combos: Combos) -> Mode:
    """On the mitochondrial genome: every affected member is above the threshold, none has it from the father alone.

    Unaffected members may carry it, at any fraction: penetrance depends on tissue and fraction.
    """
    fraction = combos.facts.fraction
    terms = _each("fraction", members, members.affected, lambda person: fraction[:, person])
    for person in members.affected:
        mother, father = members.mother(person), members.father(person)
        if mother is not None and father is not None:
            paternal = all_of([fraction[:, person], fraction[:, father], negated(fraction[:, mother])], combos.rows)
            terms.append(Term("not_from_father", members.names[person], negated(paternal)))
    return Mode(combos.place == MITOCHONDRION, terms)


_ALONE = (
    de_novo,
    dominant,
    dominant_incomplete,
    recessive_homozygous,
    uniparental_isodisomy,
    x_linked_recessive,
    x_linked_dominant,
    pseudo_dominant,
    y_linked,
    mitochondrial,
)


def modes_alone(members: Members, combos: Combos) -> dict[str, Mode]:
    """Return every mode that an allele can fit by itself."""
    return {function.__name__: function(members, combos) for function in _ALONE}


def _passed(members: Members, combos: Combos, role: str) -> Answers:
    """Say whether a parent carries the allele and can have passed it on; on the mitochondrial genome by fraction."""
    mother, father = can_pass(members, members.proband, combos.place)
    can = mother if role == MOTHER else father
    parent = members.mother(members.proband) if role == MOTHER else members.father(members.proband)
    if parent is None:
        return np.minimum(can, np.int8(UNKNOWN))
    facts = combos.facts
    has = np.where(combos.place == MITOCHONDRION, facts.fraction[:, parent], facts.carries[:, parent])
    return np.minimum(can, has)


ORIGINS = ("unknown", "mother", "father", "both", "neither")
UNTOLD, OF_MOTHER, OF_FATHER, OF_BOTH, OF_NEITHER = range(5)


def inherited_from(members: Members, combos: Combos) -> Answers:
    """Say which parents carry the allele and can have passed it on: an index of `ORIGINS`."""
    mother, father = _passed(members, combos, MOTHER), _passed(members, combos, FATHER)
    return np.select(
        [
            (mother == YES) & (father == YES),
            (mother == YES) & (father == NO),
            (mother == NO) & (father == YES),
            (mother == NO) & (father == NO),
        ],
        [np.int8(OF_BOTH), np.int8(OF_MOTHER), np.int8(OF_FATHER), np.int8(OF_NEITHER)],
        np.int8(UNTOLD),
    )


def copy_of(members: Members, combos: Combos) -> Answers:
    """Say from which parent the one copy of a heterozygous proband is: an index of `ORIGINS`, 0 to 2.

    A parent who has only this allele passed it on, whatever the other parent carries.
    """
    origin = inherited_from(members, combos)
    every = constant(NO, combos.rows)
    mother, father = members.mother(members.proband), members.father(members.proband)
    only_mother = every if mother is None else combos.facts.every_copy[:, mother]
    only_father = every if father is None else combos.facts.every_copy[:, father]
    told = np.where((origin == OF_MOTHER) | (origin == OF_FATHER), origin, np.int8(UNTOLD))
    two_x = (combos.place == X) & (members.copies[Y][members.proband] == 0)
    one_each = two_parents(combos.place) | two_x
    told[one_each & (only_mother == YES) & (only_father != YES)] = OF_MOTHER
    told[one_each & (only_father == YES) & (only_mother != YES)] = OF_FATHER
    told[one_each & (only_father == YES) & (only_mother == YES)] = UNTOLD
    return told
