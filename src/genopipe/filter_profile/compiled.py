"""Filters, compiled: every expression checked against the declared columns and turned into one of polars."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

import polars as pl

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.expressions import ExpressionError
from genopipe.expressions import Kind
from genopipe.expressions import Parsed
from genopipe.expressions import Vocabulary
from genopipe.expressions import Word
from genopipe.expressions import parse
from genopipe.expressions import parse_template
from genopipe.filter_profile.profile import REQUIRED
from genopipe.filter_profile.profile import FilterProfile
from genopipe.filter_profile.profile import FilterRule
from genopipe.filter_profile.profile import NamedExpression
from genopipe.filter_profile.profile import Null
from genopipe.filter_profile.profile import PopulationLimit
from genopipe.filter_profile.words import RULE_COLUMNS
from genopipe.filter_profile.words import TIER_COLUMNS
from genopipe.filter_profile.words import make_vocabulary

_LATER = {
    "frequency_exempt": frozenset(
        {"modes_in_panel", "modes_left", "open_left", "alone", "weighty_partner", "partner_class"}
    ),
    "weighty": frozenset({"weighty_partner", "partner_class"}),
}
"""Facts that are worked out from a required expression, which therefore cannot read them."""

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Wrong:
    """Something wrong in a file of filters.

    Attributes:
        keys: Where: section, number, key.
        cause: What is wrong.
        fix: What to do.
    """

    keys: KeyPath
    cause: str
    fix: str


@dataclass(frozen=True)
class CompiledRule:
    """One rule.

    Attributes:
        name: The word in column `by`; of a tier, the tier.
        bucket: Where a candidate goes when the rule holds; of a tier, empty.
        null: What is done where it is unknown whether the rule holds.
        holds: Whether it holds; may be null.
        reason: The sentence.
        columns: Columns that the expression reads.
    """

    name: str
    bucket: str
    null: Null
    holds: pl.Expr = field(compare=False)
    reason: pl.Expr = field(compare=False)
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CompiledFilters:
    """A file of filters, ready to be asked.

    Attributes:
        title: Whose filters these are.
        populations: Populations with limits of their own.
        expressions: The expressions that the stage asks by name: `frequency_exempt`, `weighty`.
        rules: The rules, in order.
        remarks: Sentences to be added to the reason, each with when.
        tiers: The tiers, in order.
    """

    title: str
    populations: tuple[PopulationLimit, ...]
    expressions: Mapping[str, pl.Expr]
    rules: tuple[CompiledRule, ...]
    remarks: tuple[tuple[pl.Expr, pl.Expr], ...]
    tiers: tuple[CompiledRule, ...]


class _Compiler:
    """Reads expressions and gathers what is wrong."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.wrong: list[Wrong] = []

    def read(self, text: str, keys: KeyPath, read: Callable[[str, Vocabulary], Parsed]) -> Parsed:
        """Return an expression; a harmless one where it is wrong."""
        try:
            return read(text, self.words)
        except ExpressionError as error:
            self.wrong.append(Wrong(keys, error.cause, error.fix))
            return Parsed(pl.lit(value=False), Kind.YES_NO)

    def condition(self, text: str, keys: KeyPath) -> Parsed:
        """Return an expression that must be yes or no."""
        part = self.read(text, keys, parse)
        if part.kind is not Kind.YES_NO:
            self.wrong.append(Wrong(keys, f"`{text}` is {part.kind}, not yes or no", "write a condition"))
        return part

    def sentence(self, text: str, keys: KeyPath) -> pl.Expr:
        """Return a sentence."""
        return self.read(text, keys, parse_template).value

    def name(self, item: NamedExpression, keys: KeyPath) -> Word | None:
        """Return a named expression as a word; None where it hides a column."""
        if item.name in self.words:
            cause = f"`{item.name}` is the name of a column or of another expression"
            self.wrong.append(Wrong((*keys, "name"), cause, "choose another name"))
            return None
        part = self.read(item.expression, (*keys, "expression"), parse)
        value = part.value
        if part.kind is Kind.YES_NO and item.null != "unknown":
            value = value.fill_null(value=item.null == "yes")
        late = sorted(part.columns & _LATER.get(item.name, frozenset()))
        if late:
            cause = f"`{item.name}` reads {', '.join(late)}, which is worked out from it"
            self.wrong.append(Wrong((*keys, "expression"), cause, "ask for other columns"))
        return Word(item.name, part.kind, value, item.doc, columns=part.columns)


def compile_profile(
    profile: FilterProfile, filters: FilterSettings, inherit: InheritSettings
) -> tuple[CompiledFilters, list[Wrong]]:
    """Compile filters of which no section is left out.

    Args:
        profile: The filters.
        filters: Settings that expressions may name as `filter.NAME`.
        inherit: Settings that expressions may name as `inherit.NAME`.

    Returns:
        The filters, to be used only when nothing is wrong, and what is wrong.
    """
    compiler = _Compiler(make_vocabulary(RULE_COLUMNS, filters, inherit))
    named: dict[str, Word] = {}
    for number, item in enumerate(profile.expressions or ()):
        word = compiler.name(item, ("expressions", number))
        if word is not None:
            named[item.name] = word
            compiler.words = {**compiler.words, item.name: word}
    wrong = _required(named)
    rules = tuple(_rule(compiler, item, ("rules", number)) for number, item in enumerate(profile.rules or ()))
    wrong += _last_rule(profile.rules or ())
    compiler.words = {**make_vocabulary(TIER_COLUMNS, filters, inherit), **named}
    made = CompiledFilters(
        title=profile.title,
        populations=profile.populations or (),
        expressions={name: named[name].value for name in REQUIRED if name in named},
        rules=rules,
        remarks=_remarks(compiler, profile),
        tiers=_tiers(compiler, profile),
    )
    return made, [*compiler.wrong, *wrong]


def _rule(compiler: _Compiler, item: FilterRule, keys: KeyPath) -> CompiledRule:
    holds = compiler.condition(item.when, (*keys, "when"))
    reason = compiler.sentence(item.reason, (*keys, "reason"))
    return CompiledRule(item.name, str(item.bucket), item.null, holds.value, reason, holds.columns)


def _remarks(compiler: _Compiler, profile: FilterProfile) -> tuple[tuple[pl.Expr, pl.Expr], ...]:
    return tuple(
        (
            compiler.condition(item.when, ("remarks", number, "when")).value,
            compiler.sentence(item.text, ("remarks", number, "text")),
        )
        for number, item in enumerate(profile.remarks or ())
    )


def _tiers(compiler: _Compiler, profile: FilterProfile) -> tuple[CompiledRule, ...]:
    made = []
    for number, item in enumerate(profile.tiers or ()):
        holds = compiler.condition(item.when, ("tiers", number, "when"))
        reason = compiler.sentence(item.reason, ("tiers", number, "reason"))
        made.append(CompiledRule(item.tier, "", Null.KEEP, holds.value, reason, holds.columns))
    return tuple(made)


def _required(named: Mapping[str, Word]) -> list[Wrong]:
    wrong = []
    for name in REQUIRED:
        word = named.get(name)
        if word is None:
            wrong.append(Wrong(("expressions",), f"there is no expression `{name}`", "add it: the stage asks for it"))
        elif word.kind is not Kind.YES_NO:
            wrong.append(Wrong(("expressions",), f"`{name}` is {word.kind}, not yes or no", "write a condition"))
    return wrong


def _last_rule(rules: Sequence[FilterRule]) -> list[Wrong]:
    if rules and rules[-1].when.strip().lower() == "true":
        return []
    cause = "the last rule does not hold for everything that is left"
    return [Wrong(("rules", len(rules) - 1, "when"), cause, 'let the last rule be `when: "true"`')]
