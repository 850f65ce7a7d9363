"""Which transcript stands for its gene: MANE Select, Plus Clinical beside it where worse, canonical, the longest."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.annotate.engine.chosen import REASONS
from genopipe.annotate.engine.chosen import choose
from genopipe.annotate.engine.chosen import make_choices

SELECT, PLUS, CANONICAL, OTHER = "MANE_Select", "MANE_Plus_Clinical", "canonical", ""
MISSENSE, STOP, INTRON = 1 << 13, 1 << 4, 1 << 28


def chosen(rows, alleles=None):
    """Return the reason of each row: `(gene, kind, coding bases, terms)`, all of one allele unless told."""
    frame = pl.DataFrame(
        {
            "gene": [gene for gene, *_ in rows],
            "mane": [kind if kind in (SELECT, PLUS) else None for _, kind, *_ in rows],
            "canonical": [kind == CANONICAL for _, kind, *_ in rows],
            "coding_bases": [coding for _, _, coding, _ in rows],
        },
        schema={"gene": pl.String, "mane": pl.String, "canonical": pl.Boolean, "coding_bases": pl.Int64},
    )
    places = np.array(alleles or [0] * len(rows), dtype=np.int32)
    transcripts = np.arange(len(rows), dtype=np.int32)
    bits = np.array([terms for *_, terms in rows], dtype=np.int64)
    return [REASONS[code] for code in choose(places, transcripts, bits, make_choices(frame))]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("G", OTHER, 900, STOP), ("G", SELECT, 300, INTRON)], ["another", "MANE Select"]),
        ([("G", SELECT, 300, INTRON), ("G", PLUS, 300, STOP)], ["MANE Select", "MANE Plus Clinical, beside"]),
        ([("G", SELECT, 300, STOP), ("G", PLUS, 300, INTRON)], ["MANE Select", "another"]),
        ([("G", SELECT, 300, STOP), ("G", PLUS, 300, STOP)], ["MANE Select", "another"]),
        (
            [("G", PLUS, 300, MISSENSE), ("G", SELECT, 300, INTRON), ("G", PLUS, 300, STOP)],
            ["another", "MANE Select", "MANE Plus Clinical, beside"],
        ),
        ([("G", CANONICAL, 900, STOP), ("G", PLUS, 300, INTRON)], ["another", "MANE Plus Clinical: "]),
        ([("G", OTHER, 900, STOP), ("G", CANONICAL, 300, INTRON)], ["another", "canonical"]),
        ([("G", OTHER, 300, STOP), ("G", OTHER, 900, INTRON)], ["another", "longest"]),
        ([("G", OTHER, 300, STOP), ("G", OTHER, 300, STOP)], ["longest", "another"]),
        ([("G", OTHER, None, STOP), ("G", OTHER, 3, INTRON)], ["another", "longest"]),
        ([("G", OTHER, None, INTRON)], ["longest"]),
        ([("H", OTHER, 9, STOP), ("G", SELECT, 9, INTRON), ("H", CANONICAL, 3, STOP)], ["another", "MANE S", "canon"]),
    ],
)
def test_one_stands_for_its_gene(rows, words):
    found = chosen(rows)
    assert all(reason.startswith(word) for reason, word in zip(found, words, strict=True)), found


def test_alleles_are_chosen_for_apart():
    rows = [("G", SELECT, 3, STOP), ("G", OTHER, 9, STOP), ("G", OTHER, 9, STOP)]
    assert [reason.split()[0] for reason in chosen(rows, [0, 0, 1])] == ["MANE", "another", "longest"]


def test_no_row_and_no_transcript():
    assert chosen([]) == []
    frame = pl.DataFrame({"gene": ["G"], "mane": [SELECT], "canonical": [True], "coding_bases": [3]})
    lone = np.array([-1], dtype=np.int32)
    codes = choose(np.zeros(1, np.int32), lone, np.array([1 << 40]), make_choices(frame))
    assert codes.tolist() == [0]


KINDS = st.sampled_from([SELECT, PLUS, CANONICAL, OTHER])
ROWS = st.lists(
    st.tuples(st.sampled_from("GH"), KINDS, st.integers(0, 3), st.sampled_from([MISSENSE, STOP, INTRON])), max_size=8
)


@settings(deadline=None)
@given(ROWS)
def test_each_gene_has_one_transcript_or_select_with_a_worse_plus(rows):
    # Two MANE Selects of one gene are not given out: the second one is taken for any other transcript.
    seen, kept = set(), []
    for gene, kind, *rest in rows:
        twice = kind in (SELECT, CANONICAL) and (gene, kind) in seen
        kept.append((gene, OTHER if twice else kind, *rest))
        seen.add((gene, kind))
    found = chosen(kept)
    for gene in {row[0] for row in kept}:
        stand = [row for row, reason in zip(kept, found, strict=True) if row[0] == gene and reason != REASONS[0]]
        kinds = sorted(row[1] for row in stand)
        assert kinds in ([SELECT], [PLUS], [CANONICAL], [OTHER], [PLUS, SELECT]), kinds
        if len(kinds) == 2:
            select, plus = sorted(stand, key=lambda row: row[1] != SELECT)
            assert plus[3] < select[3], "the lower bit is the more severe term"
        elif not {SELECT, PLUS} & set(kinds):
            assert not {SELECT, PLUS} & {row[1] for row in kept if row[0] == gene}


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_severity_across_transcripts(rows, random):
    """Without MANE, other terms never change who stands for a gene."""
    plain = [(gene, OTHER if kind in (SELECT, PLUS) else kind, coding, terms) for gene, kind, coding, terms in rows]
    worse = [(*row[:3], random.choice([MISSENSE, STOP, INTRON])) for row in plain]
    assert chosen(plain) == chosen(worse)
