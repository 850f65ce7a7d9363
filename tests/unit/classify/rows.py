"""Facts of one allele, and what a criterion makes of them."""

from typing import Any

import polars as pl

from genopipe.acmg_codes import Criterion
from genopipe.classify.evidence import CRITERIA
from genopipe.classify.facts import Context
from genopipe.classify.facts import whole
from genopipe.classify_settings import ClassifySettings
from genopipe.io.acmg_file import shipped_acmg

DATA = {
    "frequency": "gnomAD v4.1",
    "clinvar": "ClinVar 2026-01-01",
    "neighbours": "ClinVar 2026-01-01",
    "predictor": "REVEL v1.3",
    "spliceai": "SpliceAI v1.3",
    "constraint": "gnomAD constraint v4.1",
    "dosage": "ClinGen dosage",
    "repeats": "GIAB repeats",
    "phenotype": "HPO",
    "panels": "panels: P 1",
}
PLAIN: dict[str, Any] = {
    "allele": "1-100-A-T",
    "gene": "ENSG1",
    "gene_symbol": "ONE",
    "place": "autosome",
    "position": 100,
    "ref": "A",
    "alt": "T",
    "transcript": "ENST1.1",
    "consequence": "missense_variant",
    "impact": "MODERATE",
    "hgvs_c": "ENST1.1:c.50A>T",
    "protein_start": 17,
    "protein_end": 17,
    "exon": "2/5",
    "mane": "MANE_Select",
    "canonical": True,
    "listed": False,
    "frequency_state": "absent",
    "gene_mode": "monoallelic",
    "gene_penetrance": "complete",
    "gene_panel": "P",
    "gene_confidence": "green",
    "has_disease": True,
    "modes": [],
    "partners": [],
    "too_common": False,
}
FOUND: dict[str, Any] = {
    "frequency_state": "found",
    "frequency_population": "eas",
    "faf95_population": "eas",
    "frequency_max": 1e-6,
    "frequency_global": 1e-6,
    "faf95": 0.0,
    "allele_number": 100_000,
    "homozygotes": 0,
}


def make_context(**changes: Any) -> Context:
    """Return a context in which every source is there."""
    given: dict[str, Any] = {"acmg": shipped_acmg(), "settings": ClassifySettings(), "data": DATA, **changes}
    return Context(**given)


def make_facts(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return rows of facts: those of `PLAIN`, some of them changed."""
    return pl.concat([whole(pl.DataFrame([{**PLAIN, **row}])) for row in rows])


def ask(criterion: str, context: Context | None = None, **facts: Any) -> dict[str, Any]:
    """Return what a criterion comes to for one allele."""
    made = CRITERIA[Criterion(criterion)](make_facts(facts), context or make_context())
    assert made.height == 1
    return made.row(0, named=True)


def told(criterion: str, context: Context | None = None, **facts: Any) -> tuple[str, str | None]:
    """Return outcome and strength of a criterion for one allele."""
    row = ask(criterion, context, **facts)
    assert row["reason"], f"{criterion} gives no reason"
    assert row["source"].startswith(("doi:10.", "https://")), row["source"]
    assert (row["outcome"] == "met") == (row["strength"] is not None)
    return row["outcome"], row["strength"]


MET_SUPPORTING = ("met", "supporting")
MET_MODERATE = ("met", "moderate")
MET_STRONG = ("met", "strong")
MET_VERY_STRONG = ("met", "very_strong")
NOT_MET = ("not_met", None)
UNKNOWN = ("not_assessable", None)
