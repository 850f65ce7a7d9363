"""The engine: genotypes of a family on one contig to answers, evidence and partners, a row an allele and gene.

It knows genotypes, places and spans, and nothing of what kind of variant an allele is.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.config import InheritSettings
from genopipe.inherit.answers import NO
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import Flags
from genopipe.inherit.calls import Calls
from genopipe.inherit.calls import Small
from genopipe.inherit.combos import Combos
from genopipe.inherit.combos import Numbers
from genopipe.inherit.combos import combine
from genopipe.inherit.deletions import Beside
from genopipe.inherit.deletions import Spans
from genopipe.inherit.deletions import find_beside
from genopipe.inherit.deletions import most_of
from genopipe.inherit.facts import Facts
from genopipe.inherit.facts import ParentReads
from genopipe.inherit.facts import make_facts
from genopipe.inherit.facts import parent_answers
from genopipe.inherit.facts import usable
from genopipe.inherit.members import Members
from genopipe.inherit.modes import Mode
from genopipe.inherit.modes import copy_of
from genopipe.inherit.modes import inherited_from
from genopipe.inherit.modes import modes_alone
from genopipe.inherit.mosaics import Mosaics
from genopipe.inherit.places import MITOCHONDRION
from genopipe.inherit.places import PLACES
from genopipe.inherit.places import Y
from genopipe.inherit.twins import join_twins


class Family(NamedTuple):
    """A family's genotypes on one contig.

    Attributes:
        calls: The genotypes, people in the order of `members`.
        place: What inheritance is at each allele.
        spans: Where the alleles stand and what they take away.
        isodisomy: Codes of `combos`.
        again: Parents' reads counted again, by place of the parent.
        mosaics: Where people have cells with another number of copies.
        beside_star: The record has the `*` allele, too.
        well_called: The record passes its filters.
    """

    calls: Calls
    place: Small
    spans: Spans
    isodisomy: Small
    again: Mapping[int, ParentReads]
    mosaics: Mosaics
    beside_star: Flags
    well_called: Flags


class Judged(NamedTuple):
    """What each allele by itself says.

    Attributes:
        combos: The distinct combinations of facts.
        combo: The combination of each allele.
        modes: Every mode that an allele can fit by itself, by name, for each combination.
        answers: Their answers, those beside a deletion not yet counted.
        inherited: For each combination, which parents carry it.
        copy: For each combination, from which parent the proband's copy is.
        facts: Facts of each allele, of monozygotic twins together.
        usable: The genotype is good enough to be evidence: [allele, person].
        twins: Place of the proband's twin to whether the twin carries it by the own genotype.
        beside: Alleles beside a deletion.
    """

    combos: Combos
    combo: Numbers
    modes: dict[str, Mode]
    answers: dict[str, Answers]
    inherited: Answers
    copy: Answers
    facts: Facts
    usable: Flags
    twins: dict[int, Answers]
    beside: Beside


def judge(family: Family, members: Members, settings: InheritSettings) -> Judged:
    """Judge each allele by itself.

    Args:
        family: The genotypes of one contig.
        members: Who is who.
        settings: What makes a genotype good enough.
    """
    table = np.array([members.copies[place] for place in range(PLACES)], np.int8)
    copies = table[family.place]
    known = usable(family.calls, family.mosaics, settings)
    facts = make_facts(family.calls, known, copies, family.beside_star, family.mosaics, settings)
    facts.fraction[family.place != MITOCHONDRION] = NO
    twins = {twin: facts.carries[:, twin].copy() for twin in members.own_twins}
    join_twins(facts, members)
    parents = {
        parent: parent_answers(
            facts, family.calls, parent, family.again.get(parent), copies, family.mosaics.get(parent), settings
        )
        for parent in members.parents
    }
    two = (copies[:, members.proband] == 2) & (family.place != Y)
    beside = find_beside(family.spans, facts, family.well_called, two, members)
    combos, index = combine(family.place, family.isodisomy, facts, parents)
    modes = modes_alone(members, combos)
    answers = {name: mode.answers for name, mode in modes.items()}
    explained = (answers["uniparental_isodisomy"] == YES) & (answers["recessive_homozygous"] != YES)
    answers["recessive_homozygous"][explained] = NO
    return Judged(
        combos=combos,
        combo=index,
        modes=modes,
        answers=answers,
        inherited=inherited_from(members, combos),
        copy=copy_of(members, combos),
        facts=facts,
        usable=known,
        twins=twins,
        beside=beside,
    )


def answers_of_alleles(judged: Judged) -> dict[str, Answers]:
    """Return the answers of each allele: those alone, and those beside a deletion.

    What lies beside a deletion is not homozygous; where the deletion is not sure, that is not assessable.
    """
    rows = len(judged.combo)
    answers = {name: column[judged.combo] for name, column in judged.answers.items()}
    pairs = judged.beside
    own = most_of(pairs.allele, pairs.own, rows)
    for name in ("recessive_homozygous", "uniparental_isodisomy"):
        answers[name] = np.minimum(answers[name], YES - own).astype(np.int8)
    fits = np.maximum(most_of(pairs.allele, pairs.fits, rows), most_of(pairs.deletion, pairs.fits, rows))
    answers["recessive_with_deletion"] = fits
    return answers


def name_ranks(names: pl.Series) -> Numbers:
    """Return the rank of each name in the order of names."""
    ranks: Numbers = names.rank("dense").to_numpy().astype(np.int64)
    return ranks
