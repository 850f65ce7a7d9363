"""The generated page of ACMG/AMP criteria, thresholds, combination, double counting and rules of expert panels."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping

from genopipe.acmg import Acmg
from genopipe.acmg import Criterion
from genopipe.acmg import DoubleRule
from genopipe.acmg import Threshold
from genopipe.docs.pages import make_page
from genopipe.docs.pages import table_rows
from genopipe.panel_rules import PanelRules

_HEAD = (
    "Every figure of the classification, as `curated/acmg.yaml` has it. [classification.md](classification.md) tells "
    "how they work together.",
    "A laboratory puts its own figures into a file such as `config/acmg.yaml`, with source and date, and names it in "
    "`classify.acmg`.",
)


def make_criteria_page(acmg: Acmg, panels: Mapping[str, PanelRules]) -> str:
    """Return the page.

    Args:
        acmg: The figures that ship.
        panels: The rules of panels that ship.
    """
    parts = [
        [f"Version {acmg.version}.", "", *_HEAD],
        _criteria(acmg),
        _thresholds(acmg),
        _points(acmg),
        _table(acmg),
        _doubles(acmg),
        *(_panel(panel, acmg) for panel in panels.values()),
        _references(acmg),
    ]
    return make_page("Criteria of ACMG/AMP", *parts)


def _words(text: str) -> str:
    return text.replace("_", " ")


def _criteria(acmg: Acmg) -> Iterator[str]:
    yield from ("## Criteria", "")
    rows = (
        (
            f"`{code.value}`",
            rule.meaning,
            rule.use.value,
            _words(rule.strength),
            ", ".join(map(_words, rule.strengths)),
            rule.why,
            acmg.source_text(rule.source, rule.place),
        )
        for code, rule in acmg.criteria.items()
    )
    yield from table_rows(("criterion", "meaning", "decided", "strength", "may be", "note", "source"), rows)


def _thresholds(acmg: Acmg) -> Iterator[str]:
    yield from ("## Thresholds", "", "Each is tested just below, at, and just above its figure.", "")
    header = ("threshold", "criteria", "a value passes when", "unit", "strength", "meaning", "source", "date")
    yield from table_rows(header, (_threshold_row(name, one, acmg) for name, one in acmg.thresholds.items()))


def _threshold_row(name: str, one: Threshold, acmg: Acmg) -> tuple[object, ...]:
    reference = acmg.references.get(one.source)
    date = one.date or (reference.date if reference else "")
    strength = _words(one.strength) if one.strength else ""
    used = _listed(one.criteria) or "the class"
    source = acmg.source_text(one.source, one.place)
    return f"`{name}`", used, one.limit_text, _words(one.unit), strength, one.meaning, source, date


def _listed(criteria: Iterable[Criterion]) -> str:
    return ", ".join(criterion.value for criterion in criteria)


def _points(acmg: Acmg) -> Iterator[str]:
    combination = acmg.combination
    told = ", ".join(f"{_words(strength)} {points}" for strength, points in combination.points.items())
    yield from (
        "## Points",
        "",
        f"{told}; benign ones are negative. Source: {acmg.source_text(combination.points_source)}.",
    )
    yield f"The class of the report goes by {combination.class_by}; the other is shown beside it."


def _table(acmg: Acmg) -> Iterator[str]:
    yield from ("## Table of 2015", "", "The first rule of each direction that holds counts.", "")
    rows = (
        (
            rule.name,
            _words(rule.gives),
            rule.needs.text,
            ", ".join(rule.with_codes),
            acmg.source_text(rule.source, rule.place),
        )
        for rule in acmg.combination.table
    )
    yield from table_rows(("rule", "class", "at least", "among them", "source"), rows)


def _doubles(acmg: Acmg) -> Iterator[str]:
    yield from ("## Double counting", "", "In this order; each rule looks at what still counts.", "")
    header = ("rule", "stays", "gives way", "why", "source")
    yield from table_rows(header, (_double_row(rule, acmg) for rule in acmg.doubles))


def _double_row(rule: DoubleRule, acmg: Acmg) -> tuple[object, ...]:
    limit = f" at {rule.points} points" if rule.points else ""
    limit += f" to {_words(rule.strength)}" if rule.strength else ""
    source = acmg.source_text(rule.source, rule.place)
    return f"{rule.kind}{limit}", _listed(rule.first), _listed(rule.then), rule.reason, source


def _panel(panel: PanelRules, acmg: Acmg) -> Iterator[str]:
    whole = acmg.model_copy(update={"references": {**acmg.references, **panel.references}})
    yield from (f"## {panel.title}", "")
    yield f"Rules `{panel.name}`, version {panel.version}, for {', '.join(panel.genes)}."
    yield f"Specification: {whole.source_text(panel.specification)}. Checked: {panel.checked}"
    conflict = f"; evidence in conflict: by {panel.combining.conflict_by}" if panel.combining.conflict_by else ""
    combined = whole.source_text(panel.combining.source, panel.combining.place)
    yield f"Combination: by {panel.combining.class_by}{conflict} ({combined})."
    yield from (f"- Not in the file: {limit}" for limit in panel.limits)
    yield ""
    yield from table_rows(("what", "for", "is", "source"), _panel_rows(panel, whole))


def _panel_rows(panel: PanelRules, acmg: Acmg) -> Iterator[tuple[object, ...]]:
    for code, change in panel.criteria.items():
        told = "not used" if change.use else _words(change.strength or "")
        yield code.value, "all genes", told, acmg.source_text(change.source, change.place)
    for written, strength in panel.written.items():
        yield f"{written} as written", "all genes", _words(strength), acmg.source_text(panel.specification)
    for rule in panel.combining.rules:
        alone = ", unopposed" if rule.unopposed else ""
        told = f"{_words(rule.gives)} with {rule.needs.text}{alone}"
        yield rule.name, "all genes", told, acmg.source_text(rule.source, rule.place)
    for double in panel.doubles:
        kind, first, then, _, source = _double_row(double, acmg)
        yield f"double counting: {kind}", "all genes", f"{then} beside {first}", source
    for group in panel.figures:
        for name, figure in group.thresholds.items():
            told = f"{(figure.op or acmg.thresholds[name].op).words} {figure.value:.10g}"
            genes = ", ".join(group.genes) or "all genes"
            yield f"`{name}`", genes, told, acmg.source_text(figure.source, figure.place)


def _references(acmg: Acmg) -> Iterator[str]:
    yield from ("## References", "")
    rows = ((one.title, one.text, one.date) for one in acmg.references.values())
    yield from table_rows(("title", "where", "date"), rows)
