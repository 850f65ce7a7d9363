"""The report's alleles as tab-separated text that a spreadsheet takes for text: no cell is a formula."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from genopipe.io.cells import guarded
from genopipe.report.case import AlleleReport
from genopipe.report.case import GenotypeLine
from genopipe.report.phenotype_facts import TermMatch
from genopipe.report.predictors import PredictorLine
from genopipe.report.words import NOT_AVAILABLE

FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "revel": "REVEL",
        "alphamissense": "AlphaMissense",
        "cadd": "CADD",
        "spliceai": "SpliceAI",
        "phylop": "phyloP",
        "phastcons": "phastCons",
        "loeuf": "LOEUF",
        "pli": "pLI",
        "missense_z": "missense Z",
    }
)
"""Column of each figure of predictors, conservation and constraint, and its name in the model."""


def figure_of(allele: AlleleReport, name: str) -> float | None:
    """Return a figure of predictors, conservation or constraint by its name in the model; None: no value."""
    return next((line.value for line in allele.predictors if line.name == name), None)


def _predictor(line: PredictorLine) -> str | None:
    return None if line.says is None else f"{line.name} ({line.version}): {line.says}"


def _match(match: TermMatch) -> str:
    observed, annotated = (label or "no name" for label in (match.observed_label, match.annotated_label))
    return f"{observed} ({match.observed}) by {annotated} ({match.annotated})"


_COLUMNS: dict[str, Callable[[AlleleReport], object]] = {
    "allele": lambda a: a.allele,
    "description": lambda a: a.description,
    "gene_symbol": lambda a: a.gene_symbol,
    "gene": lambda a: a.gene,
    "transcript": lambda a: a.transcript,
    "consequence": lambda a: a.consequence,
    "impact": lambda a: a.impact,
    "hgvs_g": lambda a: a.hgvs_g,
    "hgvs_c": lambda a: a.hgvs_c,
    "hgvs_p": lambda a: a.hgvs_p,
    "proband_zygosity": lambda a: a.proband.zygosity,
    "proband_depth": lambda a: a.proband.depth,
    "proband_alt_fraction": lambda a: a.proband.alt_fraction,
    "proband_genotype_quality": lambda a: a.proband.genotype_quality,
    "family": lambda a: "; ".join(map(_genotype, a.genotypes[1:])) or None,
    "modes_fit": lambda a: a.modes_fit,
    "inherited_from": lambda a: a.inherited_from,
    "partners": lambda a: ", ".join(a.partners) or None,
    "partner_phase": lambda a: a.partner_phase,
    "panel": lambda a: a.panel,
    "panel_confidence": lambda a: a.panel_confidence,
    "panel_mode": lambda a: a.panel_mode,
    "frequency_state": lambda a: a.frequency.state,
    "frequency_max": lambda a: a.frequency.highest,
    "frequency_population": lambda a: a.frequency.population,
    "clinvar_id": lambda a: a.clinvar.id if a.clinvar else None,
    "clinvar_significance": lambda a: a.clinvar.significance if a.clinvar else None,
    "clinvar_stars": lambda a: a.clinvar.stars if a.clinvar else None,
    "clinvar_conditions": lambda a: ", ".join(a.clinvar.conditions) or None if a.clinvar else None,
    "class": lambda a: a.classification,
    "class_points": lambda a: a.class_points,
    "criteria": lambda a: ", ".join(a.criteria) or None,
    "tier": lambda a: a.tier,
    "rank": lambda a: a.rank,
    "rank_score": lambda a: a.rank_score,
    "why_here": lambda a: a.why_here,
    "why_not_higher": lambda a: a.why_not_higher,
    "phenotype_score": lambda a: a.phenotype.score if a.phenotype else None,
    "phenotype_disease": lambda a: f"{a.phenotype.disease} {a.phenotype.disease_name}" if a.phenotype else None,
    "phenotype_matches": lambda a: "; ".join(map(_match, a.phenotype.matches)) or None if a.phenotype else None,
    **{name: partial(figure_of, name=words) for name, words in FIGURES.items()},
    "predictors": lambda a: "; ".join(filter(None, map(_predictor, a.predictors))) or None,
    "bucket": lambda a: a.bucket,
    "by": lambda a: a.by,
    "reason": lambda a: a.reason,
}


def _genotype(line: GenotypeLine) -> str:
    return f"{line.relation} {line.person}: {line.zygosity}"


def make_cell(value: object) -> str:
    """Return a value as a cell: one line, no formula, `n/a` where it is not known."""
    return NOT_AVAILABLE if value is None else guarded(str(value))


def make_tsv(alleles: Iterable[AlleleReport]) -> str:
    """Return a header and one line an allele; fractions are 0-1, positions 1-based, depths reads."""
    lines = ["\t".join(_COLUMNS)]
    lines += ["\t".join(make_cell(column(allele)) for column in _COLUMNS.values()) for allele in alleles]
    return "\n".join(lines) + "\n"


def make_row(allele: AlleleReport) -> dict[str, object]:
    """Return an allele's values by column, as they are; None: not known."""
    return {name: column(allele) for name, column in _COLUMNS.items()}


def row_names() -> tuple[str, ...]:
    """Return the columns of an allele's row, in order."""
    return tuple(_COLUMNS)
