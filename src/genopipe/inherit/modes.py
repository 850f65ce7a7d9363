"""The modes of inheritance that one allele can fit by itself, as three-valued expressions.

Null means: not assessable, because a genotype that decides is missing or of low quality.
"""

from collections.abc import Callable
from collections.abc import Iterable
from functools import reduce

import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Role
from genopipe.genome import Sex
from genopipe.inherit.facts import CARRIES
from genopipe.inherit.facts import CLEAN
from genopipe.inherit.facts import FRACTION
from genopipe.inherit.facts import HOMOZYGOUS
from genopipe.inherit.facts import fact
from genopipe.inherit.facts import hemizygous
from genopipe.pedigree import Affection
from genopipe.pedigree import Person

PLACE = "place"


def every(expressions: Iterable[pl.Expr]) -> pl.Expr:
    """Return the three-valued AND of expressions; of none, yes."""
    return reduce(lambda left, right: left & right, expressions, pl.lit(value=True))


def no_one(expressions: Iterable[pl.Expr]) -> pl.Expr:
    """Return the three-valued "none of these"; of none, yes."""
    return every(~expression for expression in expressions)


class Members:
    """The sequenced members of a case, by what they are.

    Raises:
        InputError: The proband has no data.
    """

    def __init__(self, case: CaseFile) -> None:
        family = case.family
        sequenced = set(case.sequenced)
        if case.case.proband not in sequenced:
            cause = f"case {case.case.case}: proband {case.case.proband} has no data"
            raise InputError([fault("CASE-PROBAND", "case file", cause, "add the proband's data to the sheet")])
        people = [person for person in family.people.values() if person.person in sequenced]
        self.proband = family.people[case.case.proband]
        self.affected = [p for p in people if p.affection is Affection.AFFECTED or p == self.proband]
        self.unaffected = [p for p in people if p.affection is Affection.UNAFFECTED and p != self.proband]
        self.mother = self._present(self.proband.mother, people)
        self.father = self._present(self.proband.father, people)

    @staticmethod
    def _present(parent: str | None, people: list[Person]) -> Person | None:
        return next((person for person in people if person.person == parent), None)

    @property
    def parents(self) -> list[Person]:
        """The proband's sequenced parents."""
        return [parent for parent in (self.mother, self.father) if parent is not None]


def _carries(person: Person) -> pl.Expr:
    return pl.col(fact(CARRIES, person.person))


def _homozygous(person: Person) -> pl.Expr:
    return pl.col(fact(HOMOZYGOUS, person.person))


def _clean(parent: Person | None) -> pl.Expr:
    return pl.lit(None, dtype=pl.Boolean) if parent is None else pl.col(fact(CLEAN, parent.person))


def _at(*places: Role) -> pl.Expr:
    return pl.col(PLACE).is_in([str(place) for place in places])


def de_novo(members: Members) -> pl.Expr:
    """The proband carries it and the parents who could have passed it on were well called and do not.

    On X outside the PARs a boy has his X from his mother; on Y a boy has it from his father.
    """
    mother, father = _clean(members.mother), _clean(members.father)
    boy = members.proband.sex is Sex.MALE
    parents = (
        pl.when(_at(Role.X))
        .then(mother if boy else mother & father)
        .when(_at(Role.Y))
        .then(father)
        .otherwise(mother & father)
    )
    return ~_at(Role.MITOCHONDRION) & _carries(members.proband) & parents


def dominant(members: Members) -> pl.Expr:
    """Every affected member carries it and no unaffected member does.

    On Y an affected woman speaks against it, and an unaffected one says nothing.
    """
    fits = every(map(_carries, members.affected)) & no_one(map(_carries, members.unaffected))
    no_woman = all(person.sex is not Sex.FEMALE for person in members.affected)
    men = [person for person in members.unaffected if person.sex is not Sex.FEMALE]
    on_y = pl.lit(value=no_woman) & every(map(_carries, members.affected)) & no_one(map(_carries, men))
    return pl.when(_at(Role.Y)).then(on_y).otherwise(_at(Role.AUTOSOME) & fits)


def dominant_incomplete(members: Members) -> pl.Expr:
    """Every affected member carries it; unaffected members may."""
    return _at(Role.AUTOSOME) & every(map(_carries, members.affected))


def recessive_homozygous(members: Members) -> pl.Expr:
    """Every affected member has two copies, no unaffected one has, and the sequenced parents carry it.

    Where a parent does not carry it, the second copy may be a deletion or come from uniparental disomy:
    not assessable by small variants alone. Nor is a genotype that was called as one copy.
    """
    two = every(map(_homozygous, members.affected)) & no_one(map(_homozygous, members.unaffected))
    parents = every(map(_carries, members.parents))
    return _at(Role.AUTOSOME) & two & pl.when(parents).then(True)


def x_linked_recessive(members: Members) -> pl.Expr:
    """Outside the PARs of X: affected members show it on every X, unaffected members do not."""
    return _at(Role.X) & every(map(hemizygous, members.affected)) & no_one(map(hemizygous, members.unaffected))


def x_linked_dominant(members: Members) -> pl.Expr:
    """Outside the PARs of X: every affected member carries it, no unaffected member does."""
    return _at(Role.X) & every(map(_carries, members.affected)) & no_one(map(_carries, members.unaffected))


def mitochondrial(members: Members, settings: InheritSettings) -> pl.Expr:
    """On the mitochondrial genome: every affected member is above the heteroplasmy threshold.

    Unaffected members may carry it, at any fraction: penetrance depends on tissue and fraction.
    """
    above = [pl.col(fact(FRACTION, p.person)) >= settings.minimum_heteroplasmy for p in members.affected]
    return _at(Role.MITOCHONDRION) & every(above)


def single_allele_modes(members: Members, settings: InheritSettings) -> dict[str, pl.Expr]:
    """Return every mode that an allele can fit by itself."""
    simple: tuple[Callable[[Members], pl.Expr], ...] = (
        de_novo,
        dominant,
        dominant_incomplete,
        recessive_homozygous,
        x_linked_recessive,
        x_linked_dominant,
    )
    modes = {function.__name__: function(members) for function in simple}
    return {**modes, "mitochondrial": mitochondrial(members, settings)}


def _has(parent: Person | None, settings: InheritSettings) -> pl.Expr:
    """Say whether a parent carries the allele; on the mitochondrial genome by the fraction, not by the genotype."""
    if parent is None:
        return pl.lit(None, dtype=pl.Boolean)
    above = pl.col(fact(FRACTION, parent.person)) >= settings.minimum_heteroplasmy
    return pl.when(_at(Role.MITOCHONDRION)).then(above).otherwise(_carries(parent))


def inherited_from(members: Members, settings: InheritSettings) -> pl.Expr:
    """Say which parents carry the allele: mother, father, both, neither or unknown."""
    mother, father = _has(members.mother, settings), _has(members.father, settings)
    return (
        pl.when(mother & father)
        .then(pl.lit("both"))
        .when(mother & ~father)
        .then(pl.lit("mother"))
        .when(father & ~mother)
        .then(pl.lit("father"))
        .when(~mother & ~father)
        .then(pl.lit("neither"))
        .otherwise(pl.lit("unknown"))
    )
