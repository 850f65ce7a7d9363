"""The comparison, beside an oracle that follows the formula term by term; and its limits."""

from itertools import combinations

import numpy as np
import pytest

from genopipe.phenotype.similarity import compare
from genopipe.phenotype.similarity import descendants_of
from genopipe.phenotype.similarity import most_special
from unit.phenotype import release

TERMS = [10, 11, 12, 20, 21, 22]
SETS = [set(chosen) for size in (1, 2, 3) for chosen in combinations(TERMS, size)]


def numbers(index, terms):
    return np.array(sorted(index.numbers[f"HP:{term:07d}"] for term in terms), dtype=np.int64)


@pytest.mark.parametrize("observed", SETS, ids=str)
@pytest.mark.parametrize("excluded", [set(), {11}, {20, 12}], ids=str)
def test_it_is_as_the_formula_has_it(index, observed, excluded):
    found = compare(index, numbers(index, observed), numbers(index, excluded), 0.3, 0.25)
    for number, disease in enumerate(index.diseases["disease"]):
        said = release.judged(disease, observed, excluded)
        assert found.person[number] == pytest.approx(said.person), disease
        assert found.disease[number] == pytest.approx(said.disease), disease
        assert found.penalty[number] == pytest.approx(said.penalty), disease
        score = 0.7 * said.person + 0.3 * said.disease - 0.25 * said.penalty
        assert found.score[number] == pytest.approx(min(max(score, 0.0), 1.0)), disease


def test_what_fits_wholly_has_the_whole_score(index):
    number = index.diseases["disease"].to_list().index("OMIM:1")
    found = compare(index, numbers(index, {12}), numbers(index, set()), 0.3, 0.25)
    assert found.score[number] == pytest.approx(1.0)


def test_an_excluded_term_counts_against_a_disease_that_has_it(index):
    rows = index.diseases["disease"].to_list()
    without = compare(index, numbers(index, {21}), numbers(index, set()), 0.3, 0.25)
    found = compare(index, numbers(index, {21}), numbers(index, {11}), 0.3, 0.25)
    assert found.score[rows.index("OMIM:2")] < without.score[rows.index("OMIM:2")]
    assert found.score[rows.index("OMIM:3")] == without.score[rows.index("OMIM:3")]
    has = found.conflicting[0, rows.index("OMIM:1")]
    assert index.terms["term"][int(has)] == "HP:0000012", "a more special term is a conflict, too"


def test_a_disease_that_denies_a_term_gets_nothing_for_it(index):
    number = index.diseases["disease"].to_list().index("OMIM:3")
    found = compare(index, numbers(index, {12}), numbers(index, set()), 0.0, 0.0)
    assert found.score[number] == 0
    assert found.shared[0, number] == 0


def test_descendants_and_the_most_special(index):
    ids = index.terms["term"]
    below = {ids[int(n)] for n in descendants_of(index, index.numbers["HP:0000011"])}
    assert below == {"HP:0000011", "HP:0000012", "HP:0000022"}
    special = most_special(index, numbers(index, {10, 11, 22, 20}))
    assert [ids[int(n)] for n in special] == ["HP:0000022"]
