"""Read an expression: Python's grammar gives the tree, and only the nodes below are allowed in it.

The tree is never compiled or run: each node becomes the polars expression of the same meaning.
"""

import ast
import io
import tokenize
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from math import isfinite
from typing import Any

import polars as pl

from genopipe.expressions.vocabulary import Kind
from genopipe.expressions.vocabulary import Vocabulary
from genopipe.expressions.vocabulary import Word

MAXIMUM_LENGTH = 4000
"""Longest expression, in letters."""

_SUFFIX = "_word"
_KEPT = {"and", "or", "not", "in", "if", "else", "True", "False"}
_TRUTH = {"true": True, "false": False, "True": True, "False": False}
_FUNCTIONS = ("contains", "joined", "known", "len")
_ORDERED = {ast.Lt: "__lt__", ast.LtE: "__le__", ast.Gt: "__gt__", ast.GtE: "__ge__"}
_ARITHMETIC = {ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__"}


class ExpressionError(Exception):
    """An expression is wrong.

    Args:
        cause: What is wrong.
        fix: What to do.
    """

    def __init__(self, cause: str, fix: str) -> None:
        self.cause = cause
        self.fix = fix
        super().__init__(f"{cause} - {fix}")


@dataclass(frozen=True)
class Parsed:
    """An expression that was read.

    Attributes:
        value: The polars expression.
        kind: The kind of its value.
        columns: The columns that it reads.
        allowed: Of a text, the texts that it may be; empty: any.
        constant: Its value where it is a constant.
    """

    value: pl.Expr
    kind: Kind
    columns: frozenset[str] = frozenset()
    allowed: tuple[str, ...] = ()
    constant: float | str | bool | None = None


def parse(text: str, vocabulary: Vocabulary) -> Parsed:
    """Read an expression.

    Args:
        text: The expression.
        vocabulary: The words that it may use.

    Raises:
        ExpressionError: It is no expression of the language, or a word is unknown.
    """
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError(f"longer than {MAXIMUM_LENGTH} letters", "part it into named expressions")
    try:
        tree = ast.parse(_without_keywords(text), mode="eval")
        return _read(tree.body, vocabulary)
    except (SyntaxError, tokenize.TokenError, MemoryError, RecursionError, ValueError, OverflowError) as error:
        message = getattr(error, "msg", None) or "nested too deep"
        raise ExpressionError(f"`{text.strip()}` is no expression: {message}", "see docs/filtering.md") from error


def _without_keywords(text: str) -> str:
    """Return the text with every word marked that Python keeps for itself and a column may be called: `class`."""
    tokens = []
    for token in tokenize.generate_tokens(io.StringIO(f"({text.strip()})").readline):
        if token.type == tokenize.COMMENT:
            raise ExpressionError("a comment within an expression", "put the comment on a line of its own")
        marked = token.type == tokenize.NAME and token.string not in _KEPT and token.string not in _TRUTH
        tokens.append((token.type, token.string + _SUFFIX if marked else token.string))
    return tokenize.untokenize(tokens)


def _read(node: ast.expr, words: Vocabulary) -> Parsed:
    """Return a node of the tree as an expression; a node that is not allowed is an error."""
    reader = _READERS.get(type(node))
    if reader is None:
        raise ExpressionError(f"{_name_of(node)} is not part of the language", "see docs/filtering.md")
    return reader(node, words)


def _name_of(node: ast.AST) -> str:
    return type(node).__name__.lower()


def _constant(node: ast.Constant, words: Vocabulary) -> Parsed:
    value = node.value
    if isinstance(value, bool):
        return Parsed(pl.lit(value), Kind.YES_NO, constant=value)
    if isinstance(value, int | float) and isfinite(float(value)):
        return Parsed(pl.lit(float(value)), Kind.NUMBER, constant=float(value))
    if isinstance(value, str):
        return Parsed(pl.lit(value), Kind.TEXT, constant=value)
    raise ExpressionError(f"{value!r} is no number, text, true or false", "see docs/filtering.md")


def _named(node: ast.Name | ast.Attribute, words: Vocabulary) -> Parsed:
    return _word(_dotted(node), words)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr.removesuffix(_SUFFIX)}"
    if isinstance(node, ast.Name):
        return node.id.removesuffix(_SUFFIX)
    raise ExpressionError(f"a dot behind {_name_of(node)}", "a dot stands in the name of a setting only")


def _word(name: str, words: Vocabulary) -> Parsed:
    if name in _TRUTH:
        return Parsed(pl.lit(_TRUTH[name]), Kind.YES_NO, constant=_TRUTH[name])
    if name not in words:
        raise ExpressionError(f"there is no column or setting `{name}`", did_you_mean(name, words))
    return parsed_word(words[name])


def parsed_word(word: Word) -> Parsed:
    """Return a word as an expression."""
    return Parsed(word.value, word.kind, word.columns, word.allowed, word.constant)


def did_you_mean(name: str, words: Vocabulary) -> str:
    """Return the remedy for an unknown word: the nearest one."""
    near = get_close_matches(name, list(words), n=1, cutoff=0.5)
    return f"did you mean `{near[0]}`?" if near else "docs/filtering.md lists the columns"


def _of_kind(node: ast.expr, words: Vocabulary, kind: Kind, where: str) -> Parsed:
    part = _read(node, words)
    if part.kind is not kind:
        raise ExpressionError(f"{where} wants {kind}, not {part.kind}: `{_shown(node)}`", "see docs/filtering.md")
    return part


def _shown(node: ast.expr) -> str:
    return ast.unparse(node).replace(_SUFFIX, "")


def _columns(parts: Sequence[Parsed]) -> frozenset[str]:
    return frozenset[str]().union(*(part.columns for part in parts))


def _logic(node: ast.BoolOp, words: Vocabulary) -> Parsed:
    both = isinstance(node.op, ast.And)
    parts = [_of_kind(value, words, Kind.YES_NO, "and" if both else "or") for value in node.values]
    values = [part.value for part in parts]
    value = reduce(lambda a, b: a & b, values) if both else reduce(lambda a, b: a | b, values)
    return Parsed(value, Kind.YES_NO, _columns(parts))


def _unary(node: ast.UnaryOp, words: Vocabulary) -> Parsed:
    if isinstance(node.op, ast.Not):
        part = _of_kind(node.operand, words, Kind.YES_NO, "not")
        return Parsed(~part.value, Kind.YES_NO, part.columns)
    if isinstance(node.op, ast.USub):
        part = _of_kind(node.operand, words, Kind.NUMBER, "-")
        constant = -float(part.constant) if part.constant is not None else None
        return Parsed(-part.value, Kind.NUMBER, part.columns, constant=constant)
    raise ExpressionError(f"{_name_of(node.op)} is not part of the language", "see docs/filtering.md")


def _arithmetic(node: ast.BinOp, words: Vocabulary) -> Parsed:
    method = _ARITHMETIC.get(type(node.op))
    if method is None:
        raise ExpressionError(f"{_name_of(node.op)} is not part of the language", "numbers know + - * /")
    parts = [_of_kind(side, words, Kind.NUMBER, "arithmetic") for side in (node.left, node.right)]
    left, right = (part.value.cast(pl.Float64) for part in parts)
    constants = [part.constant for part in parts]
    constant = None
    if all(isinstance(one, float) for one in constants):
        if isinstance(node.op, ast.Div) and constants[1] == 0:
            raise ExpressionError("a number is divided by 0", "divide by another number")
        constant = getattr(constants[0], method)(constants[1])
    return Parsed(getattr(left, method)(right), Kind.NUMBER, _columns(parts), constant=constant)


def _comparisons(node: ast.Compare, words: Vocabulary) -> Parsed:
    sides = [node.left, *node.comparators]
    parts = [_compared(sides[n], op, sides[n + 1], words) for n, op in enumerate(node.ops)]
    return Parsed(reduce(lambda a, b: a & b, [part.value for part in parts]), Kind.YES_NO, _columns(parts))


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr, words: Vocabulary) -> Parsed:
    if isinstance(op, ast.In | ast.NotIn):
        part = _member(left, right, words)
        return Parsed(~part.value, part.kind, part.columns) if isinstance(op, ast.NotIn) else part
    if type(op) in _ORDERED:
        numbers = [_of_kind(side, words, Kind.NUMBER, "an order") for side in (left, right)]
        value = getattr(numbers[0].value, _ORDERED[type(op)])(numbers[1].value)
        return Parsed(value, Kind.YES_NO, _columns(numbers))
    if not isinstance(op, ast.Eq | ast.NotEq):
        raise ExpressionError(f"{_name_of(op)} is not part of the language", "write known(column) or not known(column)")
    parts = [_read(side, words) for side in (left, right)]
    if parts[0].kind is not parts[1].kind or parts[0].kind is Kind.TEXTS:
        seen = f"{parts[0].kind} with {parts[1].kind}"
        raise ExpressionError(
            f"`{_shown(left)}` and `{_shown(right)}` cannot be compared: {seen}", "compare like kinds"
        )
    for one, another in (parts, parts[::-1]):
        _check_allowed(one, another.constant)
    equal = parts[0].value == parts[1].value
    return Parsed(equal if isinstance(op, ast.Eq) else ~equal, Kind.YES_NO, _columns(parts))


def _check_allowed(part: Parsed, text: object) -> None:
    """Refuse a text that a column never holds: such a comparison would be false without a word."""
    if part.allowed and isinstance(text, str) and part.constant is None and text not in part.allowed:
        near = get_close_matches(text, part.allowed, n=1, cutoff=0.4)
        fix = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(part.allowed)}"
        raise ExpressionError(f"{text!r} is none of the words of {', '.join(sorted(part.columns))}", fix)


def _member(left: ast.expr, right: ast.expr, words: Vocabulary) -> Parsed:
    item = _read(left, words)
    if isinstance(right, ast.List | ast.Tuple):
        members = [_read(element, words) for element in right.elts]
        if not members or any(member.constant is None or member.kind is not item.kind for member in members):
            raise ExpressionError(f"`{_shown(right)}` must list constants of kind {item.kind}", "mend the list")
        for member in members:
            _check_allowed(item, member.constant)
        return Parsed(item.value.is_in([member.constant for member in members]), Kind.YES_NO, item.columns)
    several = _of_kind(right, words, Kind.TEXTS, "in")
    if item.kind is not Kind.TEXT:
        raise ExpressionError(f"`{_shown(left)}` is {item.kind}, and `{_shown(right)}` holds texts", "give a text")
    _check_allowed(several, item.constant)
    return Parsed(several.value.list.contains(item.value), Kind.YES_NO, _columns([item, several]))


def _choice(node: ast.IfExp, words: Vocabulary) -> Parsed:
    test = _of_kind(node.test, words, Kind.YES_NO, "if")
    parts = [_read(side, words) for side in (node.body, node.orelse)]
    if parts[0].kind is not parts[1].kind:
        raise ExpressionError("both sides of `if` must be of one kind", f"{parts[0].kind} or {parts[1].kind}")
    value = pl.when(test.value).then(parts[0].value).otherwise(parts[1].value)
    return Parsed(value, parts[0].kind, _columns([test, *parts]))


def _call(node: ast.Call, words: Vocabulary) -> Parsed:
    name = _dotted(node.func)
    wanted = 2 if name == "contains" else 1
    if name not in _FUNCTIONS:
        near = get_close_matches(name, _FUNCTIONS, n=1)
        raise ExpressionError(f"there is no function `{name}`", f"known: {', '.join(near or _FUNCTIONS)}")
    if node.keywords or len(node.args) != wanted:
        raise ExpressionError(f"`{name}` takes {wanted} value{'s' * (wanted - 1)}", "see docs/filtering.md")
    if name == "known":
        part = _read(node.args[0], words)
        return Parsed(part.value.is_not_null(), Kind.YES_NO, part.columns)
    if name == "contains":
        text, sought = (_of_kind(argument, words, Kind.TEXT, name) for argument in node.args)
        value = text.value.str.contains(sought.value, literal=True)
        return Parsed(value, Kind.YES_NO, _columns([text, sought]))
    several = _of_kind(node.args[0], words, Kind.TEXTS, name)
    if name == "len":
        return Parsed(several.value.list.len().cast(pl.Float64), Kind.NUMBER, several.columns)
    return Parsed(several.value.list.join(", "), Kind.TEXT, several.columns)


_READERS: Mapping[type, Callable[[Any, Vocabulary], Parsed]] = {
    ast.Constant: _constant,
    ast.Name: _named,
    ast.Attribute: _named,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.BinOp: _arithmetic,
    ast.Compare: _comparisons,
    ast.IfExp: _choice,
    ast.Call: _call,
}
"""The nodes of the language; every other one is refused."""
