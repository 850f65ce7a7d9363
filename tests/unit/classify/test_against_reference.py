"""PVS1 and the criteria of frequency against a second, scalar form of them, on random alleles."""

import random
from typing import Any

import polars as pl
import pytest

from genopipe.acmg_codes import Criterion
from genopipe.classify.evidence import CRITERIA
from genopipe.classify.facts import FACTS
from genopipe.classify.facts import whole
from unit.classify.reference import REFERENCE
from unit.classify.rows import PLAIN
from unit.classify.rows import make_context

ROWS = 20_000
CHOICES: dict[str, list[Any]] = {
    "place": ["autosome", "autosome", "X", "Y", "mitochondrion"],
    "listed": [False, False, False, True, None],
    "has_disease": [True, True, False, None],
    "frequency_state": ["found", "found", "found", "absent", "not_assessable", None],
    "frequency_max": [None, 0.0, 0.00002, 0.00003, 0.00007, 0.0001, 0.0005, 0.001, 0.0316, 0.04, 0.05, 0.06, 0.2],
    "frequency_global": [None, 0.0, 0.0004, 0.0006, 0.002, 0.03, 0.04, 0.051, 0.2],
    "faf95": [None, None, 0.0, 0.0005, 0.00051, 0.001, 0.0011, 0.005, 0.0051, 0.01, 0.011, 0.0316, 0.032, 0.05, 0.051],
    "allele_number": [None, 1999, 2000, 100_000],
    "homozygotes": [None, 0, 2, 3, 5, 6],
    "hemizygotes": [None, 0, 2, 3],
    "maximum_credible": [None, None, 0.0001, 0.01],
    "gene_mode": [
        None, "monoallelic", "biallelic", "monoallelic_and_biallelic", "x_linked_recessive", "x_linked_dominant",
        "mitochondrial",
    ],
    "gene_penetrance": [None, "complete", "complete", "incomplete"],
    "null_kind": [None, "nonsense", "frameshift", "splice", "exons", "gene", "start"],
    "relevant": ["yes", "yes", "yes", "no", None],
    "null_nmd": [True, False, None],
    "null_frame": [None, "in_frame", "out_of_frame"],
    "null_lost": [None, 0.05, 0.1, 0.1000001, 0.8],
    "null_problem": [None, None, None, None, "not known"],
    "lost_pathogenic": [None, 0, 1, 2, 3],
    "lost_critical": [None, None, None, "x"],
    "lost_tolerant": [None, None, None, "x"],
    "lost_examined": [None, "x", "x"],
    "start_other": [None, None, "ENST2.1"],
    "start_pathogenic": [None, 0, 1, 2],
    "clingen_dosage_haploinsufficiency": [None, "3", "2", "1", "0", "30", "40", "Not yet evaluated"],
    "constraint_loeuf": [None, 0.59, 0.6, 1.2],
    "constraint_pli": [None, 0.89, 0.9, 1.0],
    "known_null": [None, 0, 2, 3, 9],
    "known_pathogenic": [None, 0, 9, 30, 40],
    "known_null_exons": [None, 1, 2],
}  # fmt: skip


def random_rows(seed: int) -> pl.DataFrame:
    """Return random facts."""
    chance = random.Random(seed)
    columns: dict[str, list[Any]] = {name: [value] * ROWS for name, value in PLAIN.items()}
    columns |= {name: [chance.choice(values) for _ in range(ROWS)] for name, values in CHOICES.items()}
    columns["allele"] = [f"1-{number}-A-T" for number in range(ROWS)]
    return whole(pl.DataFrame(columns, schema_overrides={name: FACTS[name] for name in columns}))


@pytest.mark.parametrize("criterion", REFERENCE)
def test_the_scalar_form_says_the_same(criterion: str):
    facts = random_rows(seed=len(criterion) * 1000 + ord(criterion[-1]))
    made = CRITERIA[Criterion(criterion)](facts, make_context())
    ours = made.select("outcome", "strength").rows()
    theirs = [REFERENCE[criterion](row) for row in facts.iter_rows(named=True)]
    differing = [number for number, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other]
    shown = facts[differing[:1]].to_dicts()
    assert not differing, f"{len(differing)} differ: {ours[differing[0]]}, not {theirs[differing[0]]}: {shown}"
    assert len(set(theirs)) >= 3
    assert not made["reason"].has_nulls()
