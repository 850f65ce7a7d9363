"""The terms of a case, as the compiled HPO release has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field

import numpy as np

from genopipe.cases import Case
from genopipe.io.phenotype_index import Numbers
from genopipe.io.phenotype_index import PhenotypeIndex
from genopipe.phenotype.similarity import most_special


@dataclass
class CaseTerms:
    """The terms of a case that can be compared, and what became of the others.

    Attributes:
        observed: Terms that the person shows, as numbers of the index, none of which implies another.
        excluded: Terms that were looked for and are absent, none of which is implied by another.
        replaced: Id as given, to the id that holds now.
        left_out: Id as given, to the reason why it is not compared.
    """

    observed: Numbers
    excluded: Numbers
    replaced: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def _numbers(index: PhenotypeIndex, given: Iterable[str], terms: CaseTerms) -> Numbers:
    found: dict[int, str] = {}
    for term in given:
        now = index.old.get(term, term)
        if now != term:
            terms.replaced[term] = now
        if now not in index.numbers:
            known = now in index.others
            reason = "no phenotypic abnormality" if known else f"not a term of HPO {index.release.ontology}"
            terms.left_out[term] = reason
        elif index.information[index.numbers[now]] == 0:
            terms.left_out[term] = "every disease shows it"
        elif index.numbers[now] in found:
            terms.left_out[term] = f"the same as {found[index.numbers[now]]}"
        else:
            found[index.numbers[now]] = term
    return np.array(sorted(found), dtype=np.int64)


def resolve_terms(index: PhenotypeIndex, case: Case) -> CaseTerms:
    """Return the terms of a case that can be compared.

    An observed term that another observed one implies tells nothing more; nor does an excluded term below another
    excluded one. An excluded term that an observed one implies contradicts it, and the observation counts.

    Args:
        index: The compiled release.
        case: The case.
    """
    nothing = np.array([], dtype=np.int64)
    terms = CaseTerms(nothing, nothing)
    observed = _numbers(index, (term.id for term in case.observed), terms)
    excluded = _numbers(index, (term.id for term in case.excluded), terms)
    names = index.terms["term"]
    terms.observed = most_special(index, observed)
    for number in set(observed) - set(terms.observed):
        terms.left_out[names[int(number)]] = "another observed term implies it"
    implied = {int(a) for term in observed for a in index.ancestors.of(int(term))}
    absent = {int(term) for term in excluded} - implied
    kept = []
    for number in excluded.tolist():
        broader = {int(a) for a in index.ancestors.of(number)} - {number}
        if number in implied:
            terms.left_out[names[number]] = "excluded, but an observed term implies it"
        elif broader & absent:
            terms.left_out[names[number]] = "another excluded term covers it"
        else:
            kept.append(number)
    terms.excluded = np.array(kept, dtype=np.int64)
    return terms
