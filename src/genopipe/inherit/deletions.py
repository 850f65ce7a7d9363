"""Alleles beside a deletion: where one copy is deleted, what looks homozygous is the one copy that is left.

Any allele whose span covers the other's REF will do: a small deletion, or a symbolic one with an end.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import Flags
from genopipe.inherit.answers import constant
from genopipe.inherit.answers import negated
from genopipe.inherit.combos import Numbers
from genopipe.inherit.facts import Facts
from genopipe.inherit.members import Members

NO_DELETION, PERHAPS, DELETION = NO, UNKNOWN, YES
"""Whether an allele takes bases away; a copy number variant without a number may."""


class Spans(NamedTuple):
    """What each allele of one contig takes away, and where it stands; sorted by position.

    Attributes:
        first: First REF base (1-based).
        last: Last REF base (1-based).
        deleted: `NO_DELETION`, `PERHAPS` or `DELETION`.
        from_base: First base that is taken away (1-based).
        to_base: Last base that is taken away (1-based); 0: not known.
    """

    first: Numbers
    last: Numbers
    deleted: Answers
    from_base: Numbers
    to_base: Numbers


class Beside(NamedTuple):
    """Pairs of an allele and a deletion over it that the proband may have on the other copy.

    Attributes:
        allele: Place of the allele.
        deletion: Place of the deletion.
        own: In the proband: the allele without REF, and one copy of the deletion.
        fits: The same, and the family fits.
    """

    allele: Numbers
    deletion: Numbers
    own: Answers
    fits: Answers


def spans_of(alleles: pl.DataFrame) -> Spans:
    """Return what alleles take away.

    Args:
        alleles: Columns `position`, `ref`, `alt`, and `end` (last base of a symbolic allele) where it is known.
    """
    if "end" not in alleles.columns:
        alleles = alleles.with_columns(end=pl.lit(None, dtype=pl.Int64))
    ref, alt, position = pl.col("ref"), pl.col("alt"), pl.col("position")
    symbolic = alt.str.starts_with("<")
    literal = alt.str.contains("^[ACGTNacgtn]+$")
    shorter = literal & (alt.str.len_bytes() < ref.str.len_bytes())
    shared = (ref.str.head(1) == alt.str.head(1)).cast(pl.Int64)
    written = position + ref.str.len_bytes().cast(pl.Int64) - 1
    told = alleles.select(
        first=position,
        last=pl.when(symbolic).then(pl.coalesce("end", written)).otherwise(written),
        deleted=pl.when(shorter | alt.str.contains("^<(DEL|CN0)"))
        .then(DELETION)
        .when(alt.str.starts_with("<CNV"))
        .then(PERHAPS)
        .otherwise(NO_DELETION)
        .cast(pl.Int8),
        from_base=pl.when(symbolic).then(position + 1).otherwise(position + shared),
        to_base=pl.when(symbolic).then(pl.col("end").fill_null(0)).otherwise(written),
    )
    return Spans(*(told[name].to_numpy() for name in Spans._fields))


def find_beside(spans: Spans, facts: Facts, well_called: Flags, two_copies: Flags, members: Members) -> Beside:
    """Find the alleles that the proband has beside a deletion.

    Args:
        spans: The alleles of one contig, by position.
        facts: Their facts.
        well_called: The record passes its filters; a deletion that does not is not assessable.
        two_copies: The proband has two copies there.
        members: The family.
    """
    proband = members.proband
    deletions = np.flatnonzero((spans.deleted != NO_DELETION) & (facts.one_of_two[:, proband] != NO) & two_copies)
    deletions = deletions[spans.to_base[deletions] >= spans.from_base[deletions]]
    begin = np.searchsorted(spans.first, spans.from_base[deletions], "left")
    end = np.searchsorted(spans.first, spans.to_base[deletions], "right")
    many = np.maximum(end - begin, 0)
    over = np.repeat(deletions, many)
    allele = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many - begin, many)
    inside = (spans.last[allele] <= spans.to_base[over]) & (facts.no_ref[allele, proband] != NO) & (allele != over)
    allele, over = allele[inside], over[inside]
    sure = np.where(well_called[over] & (spans.deleted[over] == DELETION), np.int8(YES), np.int8(UNKNOWN))
    own = np.minimum(np.minimum(facts.no_ref[allele, proband], facts.one_of_two[over, proband]), sure)
    fits = own.copy()
    for person in (*members.affected, *members.unaffected):
        if person != proband:
            both = np.minimum(facts.no_ref[allele, person], facts.carries[over, person])
            fits = np.minimum(fits, both if person in members.affected else negated(both))
    return Beside(allele, over, own, fits)


def most_of(pairs: Numbers, answers: Answers, rows: int) -> Answers:
    """Return for each allele the strongest answer of its pairs; without a pair, no."""
    found = constant(NO, rows)
    np.maximum.at(found, pairs, answers)
    return found
