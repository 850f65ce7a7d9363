"""Tables of what each criterion says: facts of an allele, and the outcome, number, limit and sentence that follow.

A table is `said/MODULE.tsv` for a module of `genopipe.classify`. Its facts are those of `rows.PLAIN`, changed by
`name=value`, and by names of `PRESETS`; an empty value is one that is not known.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.classify.evidence import CRITERIA
from genopipe.classify.facts import FACTS
from genopipe.classify.facts import Context
from genopipe.classify_settings import ClassifySettings
from genopipe.io.acmg_file import shipped_acmg
from unit.classify.rows import DATA
from unit.classify.rows import FOUND
from unit.classify.rows import make_context
from unit.classify.rows import make_facts

TABLES = Path(__file__).parent / "said"
MODULES = sorted(path.stem for path in TABLES.glob("*.tsv"))
PRESETS: dict[str, dict[str, Any]] = {
    "FOUND": FOUND,
    "NULL": {
        "consequence": "stop_gained",
        "impact": "HIGH",
        "null_kind": "nonsense",
        "null_nmd": True,
        "relevant": "yes",
        "clingen_dosage_haploinsufficiency": "3",
    },
    "INTRON": {"consequence": "intron_variant", "exon": None, "hgvs_c": "ENST1.1:c.88+9A>T"},
    "DELETION": {"consequence": "inframe_deletion", "ref": "ACAGCAG", "alt": "A"},
    "RECESSIVE": {"gene_mode": "biallelic"},
    "MITO": {"place": "mitochondrion", "gene_mode": "mitochondrial"},
}
CURATED = pl.DataFrame(
    {
        "allele": ["1-100-A-T", "1-100-A-T", "1-100-A-T", "1-101-A-T", "1-102-A-T", "1-103-A-T"],
        "gene": ["ENSG1"] * 6,
        "criterion": ["PS3", "PS4", "BS3", "PS4", "PS4", "PS4"],
        "outcome": ["met", "met", "not_met", "met", "not_met", "met"],
        "strength": ["moderate", None, None, "strong", "strong", "stand_alone"],
        "reason": ["half is left", "nine of ten", "as the wild type", "many", "few", "most"],
        "evidence_source": ["doi:10.1000/x", None, "doi:10.1000/y", "doi:10.1000/z", None, None],
    }
)
"""A file of curated evidence."""


@dataclass(frozen=True)
class Said:
    """What a criterion says of an allele.

    Attributes:
        outcome: One of the three.
        strength: Where it is met.
        value: The number used.
        threshold: The limit it was held against.
        reason: The sentence.
    """

    outcome: str
    strength: str | None
    value: float | None
    threshold: float | None
    reason: str


@dataclass(frozen=True)
class Case:
    """A line of a table: a criterion, words of its context, facts, and what it should say."""

    criterion: str
    context: str
    facts: str
    expected: Said


def read_cases(module: str) -> Iterator[Case]:
    """Give the lines of the table of a module."""
    with (TABLES / f"{module}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            numbers = [float(row[name]) if row[name] else None for name in ("value", "threshold")]
            expected = Said(row["outcome"], row["strength"] or None, numbers[0], numbers[1], row["reason"])
            yield Case(row["criterion"], row["context"], row["facts"], expected)


def facts_of(text: str) -> dict[str, Any]:
    """Return the facts that a text changes."""
    facts: dict[str, Any] = {}
    for part in filter(None, text.split(", ")):
        name, sign, value = part.partition("=")
        facts |= {name: _value(name, value)} if sign else PRESETS[name]
    return facts


def _value(name: str, text: str) -> object:
    if not text:
        return None
    if FACTS[name] == pl.Boolean():
        return {"true": True, "false": False}[text]
    return int(text) if FACTS[name] == pl.Int64() else float(text) if FACTS[name] == pl.Float64() else text


def context_of(text: str) -> Context:
    """Return the context that words describe: what is proven, which predictor, what lacks, which figure differs."""
    words = set(text.split())
    changes: dict[str, Any] = {"parents_proven": "proven" in words, "parents_affected": "parent_affected" in words}
    changes["curated"] = None if "no_file" in words else CURATED
    lacking = {
        "no_clinvar": {"clinvar", "neighbours"},
        "no_phenotype": {"phenotype"},
        "nothing": set(DATA),
    }
    away = set().union(*(names for word, names in lacking.items() if word in words))
    changes["data"] = {name: title for name, title in DATA.items() if name not in away}
    for predictor in words & {"alphamissense", "cadd"}:
        changes["settings"] = ClassifySettings.model_validate({"predictor": predictor})
        changes["data"]["predictor"] = predictor
    figures = dict(word.split("=") for word in words if "=" in word)
    if figures:
        acmg = shipped_acmg()
        own = {n: acmg.threshold(n).model_copy(update={"value": float(value)}) for n, value in figures.items()}
        changes["acmg"] = acmg.model_copy(update={"thresholds": {**acmg.thresholds, **own}})
    return make_context(**changes)


def what_is_said(criterion: str, context: str, facts: list[str]) -> list[Said]:
    """Return what a criterion says of alleles, asked of all at once."""
    made = CRITERIA[Criterion(criterion)](make_facts(*map(facts_of, facts)), context_of(context))
    names = ("outcome", "strength", "value", "threshold", "reason")
    return [Said(*row) for row in made.select(names).iter_rows()]
