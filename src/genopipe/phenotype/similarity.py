"""Semantic similarity of a person's terms and each disease.

What two terms share is their most informative common ancestor (Resnik 1995, arXiv:cmp-lg/9511007). Of each term of the
person the best match among the disease's terms is taken, and of each term of the disease the best among the person's
(Köhler et al. 2009, doi:10.1016/j.ajhg.2009.09.003). With IC the information content:

    person  = sum of the best shared IC of the person's terms / sum of their own IC
    disease = the same from the disease's side, each term weighted by its frequency in the disease
    penalty = sum of -ln(1 - 0.95 * frequency in the disease) of excluded terms / sum of the IC of all terms of the
              person, observed and excluded: what an absent term tells against a disease in which it is frequent
    score   = (1 - d) * person + d * disease - e * penalty, not below 0

where d and e are the settings `disease_weight` and `excluded_weight`. Each part is 0-1. A disease that is said not to
have an observed term gets nothing for it.
"""

from dataclasses import dataclass

import numpy as np

from genopipe.io.phenotype_index import Lists
from genopipe.io.phenotype_index import Numbers
from genopipe.io.phenotype_index import PhenotypeIndex
from genopipe.io.phenotype_index import Reals

UNTOLD_FREQUENCY = 0.5
"""Frequency of a term in a disease where HPO tells none (fraction). Source: genopipe's own: the middle."""

TRUST = 0.95
"""How far an absent term is trusted (fraction): it never rules out a disease alone. Source: genopipe's own."""


@dataclass(frozen=True)
class Similarities:
    """How well each disease fits, in the order of the index.

    Attributes:
        score: All together (0-1).
        person: Part of the person's information that the disease explains (0-1).
        disease: Part of the disease's information that the person shows (0-1).
        penalty: Part of the information that excluded terms take off (0-1).
        shared: For each observed term (row) and disease (column) the shared information content (nats).
        matched: The term of the disease that shares it, as a number of the index.
        conflicting: For each excluded term (row) and disease (column) its term there, as a number; -1: none.
    """

    score: Reals
    person: Reals
    disease: Reals
    penalty: Reals
    shared: Reals
    matched: Numbers
    conflicting: Numbers


def shared_information(index: PhenotypeIndex, term: int) -> Reals:
    """Return the information content of the most informative common ancestor of one term and every term (nats)."""
    own = np.zeros(len(index.information))
    ancestors = index.ancestors.of(term)
    own[ancestors] = index.information[ancestors]
    return np.maximum.reduceat(own[index.ancestors.values], index.ancestors.offsets[:-1])


def descendants_of(index: PhenotypeIndex, term: int) -> Numbers:
    """Return the terms that imply a term, itself included."""
    places = np.flatnonzero(index.ancestors.values == term)
    return np.searchsorted(index.ancestors.offsets, places, side="right") - 1


def _best_of(lists: Lists, values: Reals) -> tuple[Reals, Numbers]:
    """Return the highest value of each list, and the place of the first that has it."""
    best = np.maximum.reduceat(values, lists.offsets[:-1])
    places = np.flatnonzero(values == np.repeat(best, lists.lengths))
    firsts = places[np.searchsorted(places, lists.offsets[:-1])]
    return best, firsts


def most_special(index: PhenotypeIndex, terms: Numbers) -> Numbers:
    """Return the terms that no other one implies, in their order."""
    implied = {int(a) for term in terms for a in index.ancestors.of(int(term)) if a != term}
    return np.array([term for term in terms if int(term) not in implied], dtype=np.int64)


def compare(
    index: PhenotypeIndex, observed: Numbers, excluded: Numbers, disease_weight: float, excluded_weight: float
) -> Similarities:
    """Compare a person's terms with every disease.

    Args:
        index: The compiled HPO release.
        observed: Terms that the person shows, as numbers of the index; at least one, none of which implies another.
        excluded: Terms that were looked for and are absent.
        disease_weight: Weight of the disease's side (fraction).
        excluded_weight: Weight of excluded terms that the disease has (fraction).
    """
    own = index.information[observed]
    weights = np.where(np.isnan(index.frequencies), UNTOLD_FREQUENCY, index.frequencies)
    every = np.zeros(len(index.information))
    shared, matched = [], []
    for term in observed:
        with_all = shared_information(index, int(term))
        np.maximum(every, with_all, out=every)
        best, firsts = _best_of(index.shown, with_all[index.shown.values])
        shared.append(_without_denied(index, int(term), best))
        matched.append(index.shown.values[firsts])
    together = np.array(shared)
    person = together.sum(axis=0) / max(own.sum(), np.finfo(float).tiny)
    starts, terms = index.shown.offsets[:-1], index.shown.values
    told = np.add.reduceat(weights * index.information[terms], starts)
    disease = np.add.reduceat(weights * every[terms], starts) / np.maximum(told, np.finfo(float).tiny)
    conflicting, taken = _conflicts(index, excluded, weights)
    penalty = np.minimum(taken / max(own.sum() + index.information[excluded].sum(), np.finfo(float).tiny), 1.0)
    score = (1 - disease_weight) * person + disease_weight * disease - excluded_weight * penalty
    return Similarities(np.clip(score, 0.0, 1.0), person, disease, penalty, together, np.array(matched), conflicting)


def _without_denied(index: PhenotypeIndex, term: int, best: Reals) -> Reals:
    """Return the shared information without that of diseases that are said not to have the term or a broader one."""
    denied = np.isin(index.absent.values, index.ancestors.of(term))
    diseases = np.searchsorted(index.absent.offsets, np.flatnonzero(denied), side="right") - 1
    kept = best.copy()
    kept[diseases] = 0.0
    return kept


def _conflicts(index: PhenotypeIndex, excluded: Numbers, weights: Reals) -> tuple[Numbers, Reals]:
    """Return for each excluded term what each disease has of it, and the information that this takes off."""
    number = len(index.shown.offsets) - 1
    found = np.full((len(excluded), number), -1, dtype=np.int64)
    taken = np.zeros(number)
    for row, term in enumerate(excluded):
        implied = np.zeros(len(index.information), dtype=bool)
        implied[descendants_of(index, int(term))] = True
        frequency = np.where(implied[index.shown.values], weights, -1.0)
        best, firsts = _best_of(index.shown, frequency)
        has = best >= 0
        found[row, has] = index.shown.values[firsts[has]]
        taken[has] -= np.log1p(-TRUST * best[has])
    return found, taken
