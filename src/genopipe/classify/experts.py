"""The rules of ClinGen expert panels, applied to the genes of a case that they are for."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from typing import NamedTuple

import polars as pl

from genopipe.acmg import Acmg
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.deciding import ENGINE
from genopipe.classify.deciding import EVIDENCE_SCHEMA
from genopipe.classify.evidence import ask_criteria
from genopipe.classify.facts import Context
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import Outcome
from genopipe.classify.panel_rules import apply_panel
from genopipe.classify.panel_rules import figures_for
from genopipe.classify.panel_rules import panel_of
from genopipe.panel_rules import PanelRules

KEYS = ("allele", "gene")
_ENGINE = ("engine_outcome", "engine_strength")


class Expert(NamedTuple):
    """A panel for one gene of the case.

    Attributes:
        panel: Its rules.
        figures: The figures with what it changes of them.
    """

    panel: PanelRules
    figures: Acmg


def experts_of(facts: pl.DataFrame, acmg: Acmg, panels: Mapping[str, PanelRules]) -> dict[str, Expert]:
    """Return the expert panel of each gene of the case that has one, by gene id.

    Args:
        facts: gene, gene_symbol and more.
        acmg: The general figures.
        panels: Rules by name of the panel.
    """
    found = {}
    for gene, symbol in facts.select("gene", "gene_symbol").unique(maintain_order=True).iter_rows():
        panel = panel_of(symbol or "", panels)
        if panel is not None:
            found[gene] = Expert(panel, figures_for(acmg, panel, symbol))
    return found


def ask_experts(
    prepared: pl.DataFrame, general: pl.DataFrame, context: Context, experts: Mapping[str, Expert]
) -> pl.DataFrame:
    """Return the evidence with what expert panels say of their genes in the place of the general rules.

    Args:
        prepared: The facts, prepared.
        general: The evidence by the general rules.
        context: What is the same for every row.
        experts: Panel of each gene that has one.

    Returns:
        The rows in their order with `decided_by`, `engine_outcome`, `engine_strength`.
    """
    said = general.with_columns(
        decided_by=pl.lit(ENGINE), engine_outcome=pl.col("outcome"), engine_strength=pl.col("strength")
    )
    parts = [said.filter(~pl.col("gene").is_in(list(experts)))]
    for gene, expert in experts.items():
        own = ask_criteria(prepared.filter(pl.col("gene") == gene), replace(context, acmg=expert.figures))
        parts.append(_by_panel(said.filter(pl.col("gene") == gene), own, context.acmg, expert.panel))
    order = said.select(*KEYS, "criterion")
    return order.join(pl.concat(parts), on=[*KEYS, "criterion"], how="left", maintain_order="left").select(said.columns)


def _by_panel(said: pl.DataFrame, own: pl.DataFrame, general: Acmg, panel: PanelRules) -> pl.DataFrame:
    """Return rows of one gene with the panel's rules; what it changes is decided by it."""
    decided = apply_panel((_evidence(row) for row in own.iter_rows(named=True)), general, panel)
    rows = own.select(KEYS).hstack(pl.DataFrame(_rows(decided), schema=_schema(), orient="row"))
    joined = rows.join(said.select(*KEYS, "criterion", *_ENGINE), on=[*KEYS, "criterion"], maintain_order="left")
    same = pl.col("outcome").eq_missing("engine_outcome") & pl.col("strength").eq_missing("engine_strength")
    by = pl.when(same & (pl.col("decided_by") == ENGINE)).then(pl.lit(ENGINE)).otherwise(pl.lit(panel.decided_by))
    return joined.with_columns(decided_by=by).select(said.columns)


def _schema() -> dict[str, pl.DataType]:
    told = {name: dtype for name, dtype in EVIDENCE_SCHEMA.items() if name not in KEYS}
    return {**told, "decided_by": pl.String()}


def _evidence(row: Mapping[str, Any]) -> Evidence:
    strength = row["strength"]
    return Evidence(
        criterion=Criterion(row["criterion"]),
        outcome=Outcome(row["outcome"]),
        strength=Strength(strength) if strength else None,
        value=row["value"],
        threshold=row["threshold"],
        unit=row["unit"] or "",
        reason=row["reason"],
        source=row["source"] or "",
        data=row["data"] or "",
    )


def _rows(decided: Iterable[Evidence]) -> list[tuple[object, ...]]:
    return [
        (
            one.criterion.value,
            one.outcome.value,
            one.strength.value if one.strength else None,
            one.value,
            one.threshold,
            one.unit or None,
            one.reason,
            one.source,
            one.data or None,
            one.decided_by,
        )
        for one in decided
    ]
