"""Which transcript stands for its gene, and why.

MANE Select; beside it MANE Plus Clinical where its consequence is worse (MANE collaboration, doi:10.1038/s41586-022-
04558-8); without either, Ensembl canonical; else the longest coding sequence. Never the worst over all transcripts.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.kernels import kernel

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Indexes = npt.NDArray[np.int32]

SELECT = 1
PLUS_CLINICAL = 2
CANONICAL = 3
OTHER = 4

NOT_CHOSEN = 0
BY_SELECT = 1
PLUS_BESIDE = 2
PLUS_ALONE = 3
BY_CANONICAL = 4
BY_LENGTH = 5
REASONS = (
    "another transcript stands for the gene",
    "MANE Select",
    "MANE Plus Clinical, beside MANE Select: its consequence is worse",
    "MANE Plus Clinical: the allele does not touch MANE Select",
    "canonical: the allele touches no MANE transcript",
    "longest coding sequence touched: no transcript touched is MANE or canonical",
)

_WORST = 64


class Choices(NamedTuple):
    """What decides between transcripts, one entry a transcript of the models.

    Attributes:
        gene: Number of the gene.
        kind: SELECT, PLUS_CLINICAL, CANONICAL or OTHER.
        coding: Coding bases.
    """

    gene: Indexes
    kind: Small
    coding: Ints


def make_choices(frame: pl.DataFrame) -> Choices:
    """Return what decides between the transcripts of a contig, in the order of `frame`."""
    kinds = (
        pl.when(pl.col("mane") == "MANE_Select")
        .then(SELECT)
        .when(pl.col("mane") == "MANE_Plus_Clinical")
        .then(PLUS_CLINICAL)
        .when(pl.col("canonical").fill_null(value=False))
        .then(CANONICAL)
        .otherwise(OTHER)
    )
    chosen = frame.select(
        gene=pl.col("gene").rank("dense").cast(pl.Int32),
        kind=kinds.cast(pl.Int8),
        coding=pl.col("coding_bases").fill_null(0).cast(pl.Int64),
    )
    return Choices(*(chosen[name].to_numpy().copy() for name in Choices._fields))


@kernel
def _rank(bits: int) -> int:
    """Return the rank of the most severe term."""
    for rank in range(_WORST):
        if bits >> rank & 1:
            return rank
    return _WORST


@kernel
def _settle(rows: tuple[int, int], transcript: Indexes, bits: Ints, choices: Choices, reason: Small) -> None:
    """Choose among the rows of one allele that belong to the gene of the first of them."""
    first, behind = rows
    gene = choices.gene[transcript[first]]
    best, select, plus = first, -1, -1
    for row in range(first, behind):
        now = transcript[row]
        if choices.gene[now] != gene:
            continue
        reason[row] = NOT_CHOSEN
        kind = choices.kind[now]
        if kind == SELECT:
            select = row
        if kind == PLUS_CLINICAL and (plus < 0 or _rank(bits[row]) < _rank(bits[plus])):
            plus = row
        kept = transcript[best]
        longer = choices.coding[now] > choices.coding[kept]
        if kind < choices.kind[kept] or (kind == choices.kind[kept] and kind > PLUS_CLINICAL and longer):
            best = row
    if select >= 0:
        reason[select] = BY_SELECT
        if plus >= 0 and _rank(bits[plus]) < _rank(bits[select]):
            reason[plus] = PLUS_BESIDE
    elif plus >= 0:
        reason[plus] = PLUS_ALONE
    else:
        reason[best] = BY_CANONICAL if choices.kind[transcript[best]] == CANONICAL else BY_LENGTH


@kernel
def choose(allele: Indexes, transcript: Indexes, bits: Ints, choices: Choices) -> Small:
    """Return for each row why its transcript stands for its gene, as index of `REASONS`; 0: it does not.

    Args:
        allele: Index of each row's allele; rows of one allele stand together.
        transcript: Index of each row's transcript.
        bits: Terms of each row.
        choices: What decides.
    """
    reason = np.full(len(allele), -1, dtype=np.int8)
    first = 0
    while first < len(allele):
        behind = first + 1
        while behind < len(allele) and allele[behind] == allele[first]:
            behind += 1
        for row in range(first, behind):
            if transcript[row] < 0:
                reason[row] = NOT_CHOSEN
            elif reason[row] < 0:
                _settle((row, behind), transcript, bits, choices, reason)
        first = behind
    return reason
