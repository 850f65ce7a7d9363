"""Imprinted genes: only the copy of one parent is expressed, so it matters from whom an allele is."""

from functools import cache

import numpy as np
import polars as pl

from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import constant
from genopipe.inherit.answers import negated
from genopipe.inherit.calls import Small
from genopipe.inherit.combos import Combos
from genopipe.inherit.members import Members
from genopipe.inherit.modes import FATHER
from genopipe.inherit.modes import MOTHER
from genopipe.inherit.modes import Mode
from genopipe.inherit.modes import Term
from genopipe.inherit.places import two_parents
from genopipe.io.curated import read_curated

EXPRESSED = ("", MOTHER, FATHER)
"""The parent whose copy is expressed; the first: both copies are."""


@cache
def expressed_copies() -> dict[str, int]:
    """Return gene symbol to the parent whose copy is expressed: an index of `EXPRESSED`."""
    table = read_curated("imprinted_genes")
    return {symbol: EXPRESSED.index(parent) for symbol, parent in table.select("gene_symbol", "expressed").iter_rows()}


def expressed_codes(symbols: pl.Series) -> Small:
    """Return for each gene symbol the parent whose copy is expressed: an index of `EXPRESSED`."""
    codes: Small = symbols.replace_strict(expressed_copies(), default=0, return_dtype=pl.Int8).to_numpy()
    return codes


def _parents(members: Members, combos: Combos, person: int, expressed: str) -> tuple[Answers, ...]:
    """Return of the expressed and of the other parent: carries, and every copy."""
    unknown = constant(UNKNOWN, combos.rows)
    both = (members.mother(person), members.father(person))
    ordered = both if expressed == MOTHER else both[::-1]
    answers: list[Answers] = []
    for at in ordered:
        answers += (
            [unknown, unknown]
            if at is None
            else [
                combos.facts.carries[:, at],
                combos.facts.every_copy[:, at],
            ]
        )
    return tuple(answers)


def on_expressed_copy(members: Members, combos: Combos, person: int, expressed: str) -> Answers:
    """Say whether a person has the allele on the copy that is expressed.

    An allele that neither parent carries may have arisen on either copy.
    """
    carries, every = combos.facts.carries[:, person], combos.facts.every_copy[:, person]
    own, own_every, other, other_every = _parents(members, combos, person, expressed)
    from_own = ((own == YES) & (other == NO)) | ((own_every == YES) & (other_every != YES))
    from_other = ((own == NO) & (other == YES)) | ((other_every == YES) & (own_every != YES))
    single = np.where(from_own & ~from_other, np.int8(YES), np.int8(UNKNOWN))
    single[from_other & ~from_own] = NO
    unsure = np.where(single == YES, np.int8(YES), np.int8(UNKNOWN))
    some = np.select([every == YES, every == NO], [np.int8(YES), single], unsure)
    return np.select([carries == NO, carries == YES], [np.int8(NO), some], np.int8(UNKNOWN))


def spared(members: Members, combos: Combos, person: int, expressed: str) -> Answers:
    """Say whether an unaffected person can be without the allele on the expressed copy.

    A heterozygote of whom nobody knows from which parent it is can have it on the other copy.
    """
    answers = negated(on_expressed_copy(members, combos, person, expressed))
    single = (combos.facts.carries[:, person] == YES) & (combos.facts.every_copy[:, person] == NO)
    return np.where(single & (answers == UNKNOWN), np.int8(YES), answers)


def imprinted(members: Members, combos: Combos, expressed: str) -> Mode:
    """Every affected member has the allele on the expressed copy, no unaffected member is known to have.

    Args:
        members: The family.
        combos: Combinations of facts.
        expressed: The parent whose copy is expressed: mother or father.
    """
    names = members.names
    terms = [
        Term(f"on_{expressed}s_copy", names[at], on_expressed_copy(members, combos, at, expressed))
        for at in members.affected
    ]
    terms += [
        Term(f"not_on_{expressed}s_copy", names[at], spared(members, combos, at, expressed))
        for at in members.unaffected
    ]
    return Mode(two_parents(combos.place), terms)
