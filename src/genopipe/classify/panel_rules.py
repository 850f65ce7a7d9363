"""Apply the rules of a ClinGen expert panel: to the figures of its genes, and to evidence that is decided already."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace

from genopipe.acmg import Acmg
from genopipe.acmg import Criterion
from genopipe.acmg import Strength
from genopipe.acmg import TableRule
from genopipe.acmg import Use
from genopipe.acmg import VariantClass
from genopipe.acmg_codes import read_code
from genopipe.acmg_laboratory import LaboratoryAcmg
from genopipe.acmg_laboratory import LaboratoryThreshold
from genopipe.acmg_laboratory import merge
from genopipe.classify.outcome import Evidence
from genopipe.classify.outcome import not_assessable
from genopipe.panel_rules import PanelRules

_CLASSES = tuple(VariantClass)


def panel_of(gene: str, panels: Mapping[str, PanelRules]) -> PanelRules | None:
    """Return the panel that has rules for a gene.

    Args:
        gene: HGNC symbol or HGNC id.
        panels: Rules by name.
    """
    found = (panel for panel in panels.values() if gene in panel.genes or gene in panel.genes.values())
    return next(found, None)


def figures_for(acmg: Acmg, panel: PanelRules, gene: str) -> Acmg:
    """Return the figures with what a panel changes of them for a gene: the same functions then work with these.

    Args:
        acmg: The general figures.
        panel: The panel's rules.
        gene: HGNC symbol or HGNC id of one of its genes.
    """
    own = LaboratoryAcmg(
        class_by=panel.combining.class_by, criteria=panel.criteria, thresholds=thresholds_for(panel, gene)
    )
    changed = merge(acmg, own)
    combination = changed.combination.model_copy(
        update={"conflict_by": panel.combining.conflict_by, "table": merged_table(acmg, panel)}
    )
    return changed.model_copy(
        update={
            "references": {**acmg.references, **panel.references},
            "combination": combination,
            "doubles": (*acmg.doubles, *panel.doubles),
        }
    )


def thresholds_for(panel: PanelRules, gene: str) -> dict[str, LaboratoryThreshold]:
    """Return a panel's thresholds for a gene, by name."""
    symbol = next((name for name, identity in panel.genes.items() if gene in (name, identity)), gene)
    groups = (group for group in panel.figures if not group.genes or symbol in group.genes)
    return {name: figure for group in groups for name, figure in group.thresholds.items()}


def merged_table(acmg: Acmg, panel: PanelRules) -> tuple[TableRule, ...]:
    """Return the rules of the table with the panel's among them, the most telling ones first."""
    rules = (*acmg.combination.table, *panel.combining.rules)
    return tuple(sorted(rules, key=lambda rule: -abs(_CLASSES.index(rule.gives) - _CLASSES.index(_UNCERTAIN))))


_UNCERTAIN = VariantClass.UNCERTAIN


def written_strengths(
    codes: Iterable[tuple[Criterion, Strength]], panel: PanelRules
) -> list[tuple[Criterion, Strength]]:
    """Return codes with the strengths that a panel means by them."""
    meant = {read_code(written): strength for written, strength in panel.written.items()}
    return [(criterion, meant.get((criterion, strength), strength)) for criterion, strength in codes]


def apply_panel(evidence: Iterable[Evidence], general: Acmg, panel: PanelRules) -> list[Evidence]:
    """Apply what a panel says of criteria to evidence that was decided by the general rules.

    A criterion that the panel does not use is not assessable, with the reason. One that is met at the strength that
    it generally has gets the strength that the panel gives it. Thresholds of the panel work before, by `figures_for`.

    Args:
        evidence: Decided criteria.
        general: The general figures.
        panel: The panel's rules.
    """
    return [_apply(item, general, panel) for item in evidence]


def _apply(item: Evidence, general: Acmg, panel: PanelRules) -> Evidence:
    change = panel.criteria.get(item.criterion)
    if change is None:
        return item
    reference = panel.references.get(change.source) or general.references[change.source]
    source = f"{reference.text}, {change.place}" if change.place else reference.text
    if change.use is Use.OFF:
        left_out = not_assessable(item.criterion, f"{panel.title} does not use {item.criterion}", source)
        return replace(left_out, decided_by=panel.decided_by)
    if change.strength is None or item.strength is not general.criteria[item.criterion].strength:
        return item
    reason = f"{item.reason}; {panel.title}: {change.strength.value.replace('_', ' ')}"
    return replace(item, strength=change.strength, reason=reason, source=source, decided_by=panel.decided_by)
