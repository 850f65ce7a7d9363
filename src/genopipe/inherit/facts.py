"""What each person's genotype says of an allele, once it is good enough to say anything.

Every fact is yes, no or not assessable. A genotype that names fewer copies than the person has there leaves the rest
uncalled: `1` of a woman's X says nothing of her other X.
"""

from typing import NamedTuple

import numpy as np

from genopipe.config import InheritSettings
from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import Flags
from genopipe.inherit.calls import Calls
from genopipe.inherit.calls import Small
from genopipe.inherit.calls import Whole
from genopipe.inherit.mosaics import Mosaics
from genopipe.inherit.mosaics import Share
from genopipe.inherit.mosaics import explains_balance
from genopipe.inherit.mosaics import may_be_heterozygous
from genopipe.inherit.noise import judge_reads
from genopipe.inherit.noise import read_limits

MOSAIC, PERHAPS_MOSAIC = 3, 4
"""A parent's answers beside no, not assessable and yes: without the allele, but for reads of a few cells; and not
assessable, as the genotype was called with the allele and the reads are those of a few cells."""


class Facts(NamedTuple):
    """Facts of every person: [alleles, people].

    Attributes:
        carries: At least one copy.
        every_copy: All copies that the person has there.
        one_of_two: One of two copies.
        no_ref: At least one copy, and no copy of REF was called: what an allele beside a deletion looks like.
        fraction: On the mitochondrial genome: the ALT part of the reads reaches the threshold.
    """

    carries: Answers
    every_copy: Answers
    one_of_two: Answers
    no_ref: Answers
    fraction: Answers


class ParentReads(NamedTuple):
    """Reads counted again in a parent: [alleles]; `MISSING`: not counted.

    Attributes:
        alt: Reads that show ALT.
        depth: All reads.
    """

    alt: Whole
    depth: Whole


def usable(calls: Calls, mosaics: Mosaics, settings: InheritSettings) -> Flags:
    """Say whether genotypes are good enough to be evidence: as `genopipe.evidence.usable`, for arrays.

    Where a person is a mosaic, the balance of a heterozygote is held to that.
    """
    low, high = settings.minimum_balance, 1 - settings.minimum_balance
    heterozygous = (calls.alt_copies == 1) & (calls.ref_copies == 1)
    fraction = calls.alt_fraction
    unbalanced = heterozygous & ((fraction < low) | (fraction > high))
    for column, share in mosaics.items():
        unbalanced[share.rows, column] &= ~explains_balance(calls, column, share, settings)
    deep = (calls.depth < 0) | (calls.depth >= settings.minimum_depth)
    sure = (calls.genotype_quality < 0) | (calls.genotype_quality >= settings.minimum_genotype_quality)
    good: Flags = deep & sure & ~unbalanced & (calls.alt_copies >= 0)
    return good


def _answers(known: Flags, yes: Flags, no: Flags) -> Answers:
    answers = np.full(known.shape, np.int8(UNKNOWN))
    answers[known & yes] = YES
    answers[known & no] = NO
    return answers


def uncalled(calls: Calls, copies: Small) -> Small:
    """Return the copies that were not called, those that the genotype does not name among them."""
    unnamed = np.maximum(copies - calls.ploidy, 0)
    missing: Small = np.where(copies < 0, calls.missing_copies, calls.missing_copies + unnamed).astype(np.int8)
    return missing


def make_facts(
    calls: Calls, known: Flags, copies: Small, beside_star: Flags, mosaics: Mosaics, settings: InheritSettings
) -> Facts:
    """Return the facts of every person.

    Args:
        calls: The genotypes.
        known: They are good enough: `usable`.
        copies: Copies that each person has at each allele; -1: as called.
        beside_star: The record has the `*` allele, too: another copy may be the deletion that it stands for.
        mosaics: Where people are mosaics.
        settings: What makes a genotype good enough.
    """
    alt, other = calls.alt_copies, calls.ref_copies + calls.other_copies
    whole = uncalled(calls, copies) == 0
    odd = (copies == 1) & (alt >= 1) & (other >= 1)
    foreign = (calls.other_copies >= 1) & ~beside_star[:, None]
    deep = (calls.depth < 0) | (calls.depth >= settings.minimum_depth)
    told = deep & ~np.isnan(calls.alt_fraction)
    above = calls.alt_fraction >= settings.minimum_heteroplasmy
    facts = Facts(
        carries=_answers(known, alt >= 1, (alt == 0) & whole),
        every_copy=_answers(known & ~odd, (alt >= 1) & (other == 0) & whole, other >= 1),
        one_of_two=_one_of_two(known, calls, copies, whole),
        no_ref=_answers(
            known,
            (alt >= 1) & (calls.ref_copies == 0) & (calls.missing_copies == 0) & ~foreign,
            (calls.ref_copies >= 1) | ((alt == 0) & whole),
        ),
        fraction=_answers(told, above, ~above),
    )
    for column, share in mosaics.items():
        _allow_for_lost_copies(facts, calls, column, share, settings)
    return facts


def _allow_for_lost_copies(facts: Facts, calls: Calls, column: int, share: Share, settings: InheritSettings) -> None:
    """Make not assessable what a mosaic with two equal copies, as called, may have as a heterozygote."""
    at = (share.rows, column)
    alt, depth, reads = calls.alt_copies[at], calls.depth[at], calls.alt_reads[at]
    twice, other = alt == 2, calls.other_copies[at] == 2
    absent = np.where(twice & (reads >= 0) & (depth >= 0), depth - reads, reads)
    may = may_be_heterozygous(absent, depth, share, settings)
    for changed, names in (
        (twice, ("every_copy", "one_of_two", "no_ref")),
        (other, ("carries", "one_of_two", "no_ref")),
        (calls.ref_copies[at] == 2, ("carries", "one_of_two")),
    ):
        for name in names:
            getattr(facts, name)[share.rows[changed & may], column] = UNKNOWN


def _one_of_two(known: Flags, calls: Calls, copies: Small, whole: Flags) -> Answers:
    alt, other = calls.alt_copies, calls.ref_copies + calls.other_copies
    one = (alt == 1) & (other == 1) & (copies != 1)
    never = (alt >= 2) | (other >= 2) | (whole & (calls.ploidy == 1)) | (whole & (alt == 0))
    return _answers(known & ~((copies == 1) & (alt >= 1) & (other >= 1)), one, never)


def parent_answers(
    facts: Facts,
    calls: Calls,
    column: int,
    again: ParentReads | None,
    copies: Small,
    share: Share | None,
    settings: InheritSettings,
) -> Answers:
    """Say whether a parent is without the allele: no, not assessable, yes, `MOSAIC` or `PERHAPS_MOSAIC`.

    The reads decide what a genotype cannot: those counted again, else those of a genotype that was called whole.
    More ALT reads than errors make, but fewer than a heterozygote shows, are a mosaic; where the genotype was called
    with the allele, only if they were counted again, for such calls are noise more often. As many as a heterozygote
    shows, in a parent who was called REF, are not assessable; of a parent who is a mosaic that is fewer.

    Args:
        facts: Facts of everyone.
        calls: Genotypes of everyone.
        column: The parent.
        again: The parent's reads counted again, or None.
        copies: Copies that the parent has at each allele.
        share: Where the parent is a mosaic; None: nowhere.
        settings: What makes a genotype good enough, and what is noise.
    """
    alt, depth, counted = _reads(calls, column, again, copies)
    told = (alt >= 0) & (depth >= settings.minimum_depth)
    above, below = np.zeros(len(alt), bool), np.zeros(len(alt), bool)
    asked = np.flatnonzero(told & (alt > settings.maximum_parent_alt_reads))
    if len(asked):
        limits = read_limits(settings.read_error_rate, settings.noise_probability)
        above[asked], below[asked] = judge_reads(alt[asked], depth[asked], limits, settings.maximum_parent_alt_reads)
    carrier, reference = facts.carries[:, column] == YES, facts.carries[:, column] == NO
    answers = np.full(len(alt), np.int8(UNKNOWN))
    answers[reference | (counted & told & ~above)] = YES
    answers[above & ~below] = UNKNOWN
    called = (calls.alt_copies[:, column] >= 1) & ~counted
    answers[above & below] = np.where(called, np.int8(PERHAPS_MOSAIC), np.int8(MOSAIC))[above & below]
    answers[carrier] = np.where(counted & told & ~(above & ~below), np.int8(UNKNOWN), np.int8(NO))[carrier]
    if share is not None:
        rows = share.rows
        lost = told[rows] & may_be_heterozygous(alt[rows], depth[rows], share, settings) & (answers[rows] >= YES)
        answers[rows[lost]] = UNKNOWN
    return answers


def _reads(calls: Calls, column: int, again: ParentReads | None, copies: Small) -> tuple[Whole, Whole, Flags]:
    """Return ALT reads, depth, and whether they were counted again."""
    whole = uncalled(calls, copies)[:, column] == 0
    alt: Whole = np.where(whole, calls.alt_reads[:, column], np.int32(-1))
    depth = calls.depth[:, column]
    if again is None:
        return alt, depth, np.zeros(len(alt), bool)
    counted = again.depth >= 0
    return np.where(counted, again.alt, alt), np.where(counted, again.depth, depth), counted
