"""Compound heterozygotes: two alleles of one gene, on the two copies of it.

Phase is known by the parents, else by reads (one phase set), else by a relative who carries one of the two only; pairs
in cis are removed; unknown phase is said. Alleles of a gene that say the same are one group, and groups are paired.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import Flags
from genopipe.inherit.answers import constant
from genopipe.inherit.answers import negated
from genopipe.inherit.combos import Numbers
from genopipe.inherit.combos import join_codes
from genopipe.inherit.members import Members
from genopipe.inherit.modes import OF_BOTH
from genopipe.inherit.modes import OF_FATHER
from genopipe.inherit.modes import OF_MOTHER
from genopipe.inherit.modes import OF_NEITHER

PHASES = ("in_trans_by_parents", "in_trans_by_reads", "in_trans_by_relative", "in_trans_by_deletion", "unknown")
BY_PARENTS, BY_READS, BY_RELATIVE, BY_DELETION, NOT_KNOWN, IN_CIS = range(6)
MOST_GROUPS = 3_000
"""Groups of a gene above which the phase by reads is left out of them."""
_PAIRS_AT_A_TIME = 1 << 21


class Halves(NamedTuple):
    """Alleles of genes that may be half of a pair, one a row.

    Attributes:
        gene: Number of the gene.
        combo: Number of the combination of facts.
        half: The proband has one of two copies.
        carries: At least one copy: [row, people].
        copy: From which parent the proband's copy is: an index of `modes.ORIGINS`.
        inherited: Which parents carry it: an index of `modes.ORIGINS`.
        haplotype: Which haplotype carries it; -1: not phased: [row, people].
        phase_set: Phase set; -1: none written: [row, people].
        record: Number of the record as called.
        rare: Not known to be common: it entered the family once.
        weight: The heavier, the sooner it is named as a partner.
        order: Rank of its name.
    """

    gene: Numbers
    combo: Numbers
    half: Answers
    carries: Answers
    copy: Answers
    inherited: Answers
    haplotype: Numbers
    phase_set: Numbers
    record: Numbers
    rare: Flags
    weight: Numbers
    order: Numbers


class Partners(NamedTuple):
    """What was found for each row of `Halves`.

    Attributes:
        answers: The mode's answer.
        phase: An index of `PHASES`; -1: no partner.
        total: How many partners there are.
        named: Rows of the partners that are named.
        relatives: People who tell the phase, as bits.
        bounded: The phase by reads was left out, the gene has too many groups.
    """

    answers: Answers
    phase: Numbers
    total: Numbers
    named: list[Numbers]
    relatives: Numbers
    bounded: Flags


class _Pairs(NamedTuple):
    """Pairs of groups, those of one left group together."""

    left: Numbers
    right: Numbers
    fits: Answers
    phase: Numbers
    relatives: Numbers


def take(halves: Halves, rows: Numbers) -> Halves:
    """Return some of the rows, in this order."""
    return Halves._make(column[rows] for column in halves)


def _group(halves: Halves) -> tuple[Numbers, Numbers, Flags]:
    """Return the first row of each group, the group of each row, and where the phase by reads was left out."""
    counts = np.bincount(halves.record) if len(halves.record) else np.zeros(0, np.int64)
    record = np.where(counts[halves.record] > 1, halves.record + 1, 0)
    own = (halves.gene, halves.combo, record, halves.rare.astype(np.int64))
    phased = halves.haplotype >= 0
    read = np.where(phased, 2 * (halves.phase_set + 1) + halves.haplotype + 1, 0)
    first, index = join_codes([*own, *read.T])
    groups = np.bincount(halves.gene[first], minlength=int(halves.gene.max()) + 1)
    bounded = groups[halves.gene] > MOST_GROUPS
    if bounded.any():
        first, index = join_codes([*own, *np.where(bounded[:, None], 0, read).T])
    return first, index, bounded


def _chunks(gene: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield pairs of groups of one gene, many genes at a time; groups are sorted by gene."""
    starts = np.flatnonzero(np.diff(gene, prepend=-1))
    sizes = np.diff(np.append(starts, len(gene)))
    heavy = np.cumsum(sizes * sizes) // _PAIRS_AT_A_TIME
    for part in np.split(np.arange(len(starts)), np.flatnonzero(np.diff(heavy)) + 1):
        begin, size = starts[part], sizes[part]
        owners = np.repeat(np.arange(len(part)), size)
        left = np.arange(begin[0], begin[-1] + size[-1])
        many = size[owners]
        shift = np.cumsum(many) - many
        right = np.arange(int(many.sum())) - np.repeat(shift - begin[owners], many)
        yield np.repeat(left, many), right


def _on_one_copy(groups: Halves, left: Numbers, right: Numbers, person: int) -> Flags:
    """Say which pairs a person has on one copy, as the reads show it."""
    hap, other = groups.haplotype[left, person], groups.haplotype[right, person]
    block = groups.phase_set[left, person] == groups.phase_set[right, person]
    one: Flags = (hap >= 0) & (hap == other) & block
    return one


def _fits(groups: Halves, left: Numbers, right: Numbers, members: Members) -> Answers:
    """Say whether a pair may explain the family: both halves, every other affected member has both, no unaffected.

    Who has both on one copy, as the reads show it, has the other copy whole.
    """
    fits = np.minimum(groups.half[left], groups.half[right])
    for person in (*members.affected, *members.unaffected):
        if person == members.proband:
            continue
        carries = groups.carries[:, person]
        both = np.minimum(carries[left], carries[right])
        both[(both == YES) & _on_one_copy(groups, left, right, person)] = NO
        fits = np.minimum(fits, both if person in members.affected else negated(both))
    return fits


class _ByRelatives(NamedTuple):
    """What relatives tell of pairs."""

    trans: Flags
    cis: Flags
    told_by: Numbers


def _ask_relatives(groups: Halves, left: Numbers, right: Numbers, members: Members) -> _ByRelatives:
    """Ask the relatives how a pair lies.

    One who carries one of two rare alleles only has a copy with one and without the other: each is taken to have
    entered the family once. A child of the proband who has neither of the two, or has both and nothing of them from
    the other parent, shows them on one copy.
    """
    none = np.zeros(len(left), bool)
    trans, hint, strict = none.copy(), none.copy(), none.copy()
    told_by = np.zeros(len(left), np.int64)
    inherited = groups.rare & (groups.inherited != OF_BOTH) & (groups.inherited != OF_NEITHER)
    asked = inherited[left] & inherited[right]
    for person in members.relatives:
        one, two = groups.carries[left, person], groups.carries[right, person]
        single = asked & (np.maximum(one, two) == YES) & (np.minimum(one, two) == NO)
        trans |= single
        told_by |= np.where(single, np.int64(1) << min(person, 62), 0)
        both = np.minimum(one, two) == YES
        if person in members.children:
            strict |= (np.maximum(one, two) == NO) | (both & _clean(groups, left, right, members.other_parent(person)))
        if person in members.one_sided:
            hint |= both
    return _ByRelatives(trans & ~hint & ~strict, strict & ~trans, told_by)


def _clean(groups: Halves, left: Numbers, right: Numbers, parent: int | None) -> Flags:
    if parent is None:
        return np.zeros(len(left), bool)
    clean: Flags = np.maximum(groups.carries[left, parent], groups.carries[right, parent]) == NO
    return clean


def _phase(groups: Halves, left: Numbers, right: Numbers, members: Members) -> tuple[Numbers, Numbers]:
    """Return how the two of a pair lie in the proband, and the relatives who told it, as bits."""
    one, two = groups.copy[left], groups.copy[right]
    told = ((one == OF_MOTHER) | (one == OF_FATHER)) & ((two == OF_MOTHER) | (two == OF_FATHER))
    one_record = (groups.record[left] == groups.record[right]) & (groups.record[left] >= 0)
    hap, other = groups.haplotype[left, members.proband], groups.haplotype[right, members.proband]
    called = (groups.half[left] == YES) & (groups.half[right] == YES)
    one_set = groups.phase_set[left, members.proband] == groups.phase_set[right, members.proband]
    block = called & (hap >= 0) & (other >= 0) & one_set
    relatives = _ask_relatives(groups, left, right, members)
    phase = np.select(
        [
            told & (one != two),
            one_record,
            told,
            block & (hap != other),
            block,
            relatives.trans,
            relatives.cis,
        ],
        [BY_PARENTS, BY_READS, IN_CIS, BY_READS, IN_CIS, BY_RELATIVE, IN_CIS],
        NOT_KNOWN,
    )
    return phase, np.where(phase == BY_RELATIVE, relatives.told_by, 0)


def _pairs(groups: Halves, sizes: Numbers, members: Members) -> Iterator[_Pairs]:
    """Yield the pairs that are not ruled out."""
    for one, two in _chunks(groups.gene):
        answers = _fits(groups, one, two, members)
        stays = (answers != NO) & ((one != two) | (sizes[one] > 1))
        left, right, fits = one[stays], two[stays], answers[stays]
        phase, relatives = _phase(groups, left, right, members)
        stays = phase != IN_CIS
        yield _Pairs(left[stays], right[stays], fits[stays], phase[stays], relatives[stays])


def _named(right: Numbers, phase: Numbers, rows_of: list[Numbers], halves: Halves, most: int) -> Numbers:
    """Return the rows of partners to name, and one more: the heaviest, then in order of phase and name."""
    rows = np.concatenate([rows_of[group] for group in right])
    phases = np.repeat(phase, [len(rows_of[group]) for group in right])
    if len(rows) > most + 1:
        kept = np.lexsort((halves.order[rows], phases, -halves.weight[rows]))[: most + 1]
        rows, phases = rows[kept], phases[kept]
    return rows[np.lexsort((halves.order[rows], phases))]


def find_partners(halves: Halves, members: Members, most: int) -> Partners:
    """Find for each allele the alleles of the same gene that may lie on the other copy.

    Args:
        halves: The alleles that are worth pairing.
        members: The family.
        most: Partners that are named of an allele; the others are counted.

    Returns:
        The answer is not assessable where a genotype that decides is missing. Partners are those in trans or, where
        none is known to be, those of unknown phase. Pairs in cis, pairs that an unaffected member carries too, and
        pairs that another affected member does not carry are ruled out.
    """
    rows = len(halves.gene)
    empty = np.zeros(0, np.int64)
    found = Partners(
        constant(NO, rows),
        np.full(rows, -1),
        np.zeros(rows, np.int64),
        [empty] * rows,
        np.zeros(rows, np.int64),
        np.zeros(rows, bool),
    )
    if not rows:
        return found
    first, index, bounded = _group(halves)
    sorted_first = np.argsort(halves.gene[first], kind="stable")
    place = np.empty_like(sorted_first)
    place[sorted_first] = np.arange(len(first))
    index = place[index]
    # A record with one half only has no other ALT to be called beside: its group must not meet itself.
    groups = take(halves, first[sorted_first])
    counts = np.bincount(halves.record)
    groups = groups._replace(record=np.where(counts[groups.record] > 1, groups.record, -1))
    groups = groups._replace(haplotype=np.where(bounded[first[sorted_first], None], -1, groups.haplotype))
    order = np.argsort(index, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(index))[:-1])
    sizes = np.bincount(index)
    for pairs in _pairs(groups, sizes, members):
        _fill(found, pairs, groups, rows_of, halves, most)
    found.bounded[:] = bounded
    return found


def _fill(found: Partners, pairs: _Pairs, groups: Halves, rows_of: list[Numbers], halves: Halves, most: int) -> None:
    """Give each row of the left groups its answer and partners."""
    if not len(pairs.left):
        return
    called = (groups.half[pairs.left] == YES) & (groups.half[pairs.right] == YES)
    rank = np.where(called, 2 * (pairs.fits == UNKNOWN) + (pairs.phase == NOT_KNOWN), 9)
    starts = np.flatnonzero(np.diff(pairs.left, prepend=-1))
    answers = np.maximum.reduceat(pairs.fits, starts)
    best = np.minimum.reduceat(rank, starts)
    ends = np.append(starts[1:], len(pairs.left))
    for start, end, answer, least in zip(starts, ends, answers, best, strict=True):
        group = int(pairs.left[start])
        own = rows_of[group]
        found.answers[own] = answer
        if least == 9:
            continue
        chosen = start + np.flatnonzero(rank[start:end] == least)
        right, phase = pairs.right[chosen], pairs.phase[chosen]
        within = bool((right == group).any())
        rows = _named(right, phase, rows_of, halves, most)
        total = sum(len(rows_of[other]) for other in right) - within
        found.total[own], found.phase[own] = total, int(phase.min())
        bits = pairs.relatives[chosen]
        found.relatives[own] = np.bitwise_or.reduce(bits) if phase.min() == BY_RELATIVE else 0
        for row in own:
            found.named[row] = (rows[rows != row] if within else rows)[:most]
