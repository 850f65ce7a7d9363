"""Make mutants of a module: the same source with one small change, as a slip of the hand would make it.

What is changed: comparisons, and/or, not, signs, plus and minus, whole numbers, truth values, conditions of `if` and of
comprehensions, any/all, min/max, members of enumerations, and what a function returns. What is not: text, annotations,
docstrings, imports.
"""

import ast
import copy
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Change = Callable[[ast.AST], None]

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "any_horizontal": "all_horizontal",
    "all_horizontal": "any_horizontal",
    "min_horizontal": "max_horizontal",
    "max_horizontal": "min_horizontal",
    "first": "last",
}
MEMBERS = {
    "Strength": ("SUPPORTING", "MODERATE", "STRONG", "VERY_STRONG", "STAND_ALONE"),
    "Direction": ("PATHOGENIC", "BENIGN"),
    "VariantClass": ("BENIGN", "LIKELY_BENIGN", "UNCERTAIN", "LIKELY_PATHOGENIC", "PATHOGENIC"),
    "Outcome": ("MET", "NOT_MET", "NOT_ASSESSABLE"),
    "Use": ("AUTOMATED", "CURATED", "OFF"),
    "ClassBy": ("POINTS", "TABLE"),
    "DoubleKind": ("DROP", "STRONGER", "CAP", "WEAKEN", "COMPANY", "BOTH"),
    "Action": ("ADD", "REMOVE", "REWEIGH"),
    "Op": ("AT_LEAST", "MORE_THAN", "AT_MOST", "LESS_THAN"),
}


@dataclass(frozen=True)
class Mutant:
    """One changed module.

    Attributes:
        path: The module.
        line: Line of the change.
        what: What was changed, in words.
        source: The changed source.
        in_function: Whether the change is within a plain function or property, so that its code alone has changed.
    """

    path: Path
    line: int
    what: str
    source: str
    in_function: bool


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Give every mutant of a module, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped, plain = set(_skipped(tree)), set(_in_plain_functions(tree))
    found = []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in skipped:
            inside = id(node) in plain
            found += [(_line(node), place, what, change, inside) for what, change in changes_of(node)]
    for line, place, what, change, inside in sorted(found, key=lambda one: one[:2]):
        changed = copy.deepcopy(tree)
        change(next(node for number, node in enumerate(ast.walk(changed)) if number == place))
        yield Mutant(path, line, what, ast.unparse(ast.fix_missing_locations(changed)), inside)


def _line(node: ast.AST) -> int:
    """Return the line of a node; a part of a comprehension has that of its variable."""
    return int(getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0))


def _in_plain_functions(tree: ast.Module) -> Iterator[int]:
    """Give what stands in the body of a function that no decorator but `property` has changed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and {ast.unparse(one) for one in node.decorator_list} <= {"property"}:
            for statement in node.body:
                yield from map(id, ast.walk(statement))


def _skipped(tree: ast.Module) -> Iterator[int]:
    """Give what is no rule: annotations, decorators, declarations of fields, what only type checkers read."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts += getattr(node, "decorator_list", [])
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            parts.append(node)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            parts.append(node)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp | ast.Subscript):
            parts += [node] if isinstance(node.value, ast.Subscript) and "Callable" in ast.unparse(node.value) else []
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Field":
            parts.append(node)
        for part in parts:
            if part is not None:
                yield from map(id, ast.walk(part))


def changes_of(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Give the changes that can be made of a node: what in words, and a function that makes it in place."""
    for make in (_comparison, _logic, _number, _name, _member, _result, _condition):
        yield from make(node)


def _set(**fields: object) -> Change:
    def change(node: ast.AST) -> None:
        for name, value in fields.items():
            setattr(node, name, value)

    return change


def _comparison(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = COMPARISONS[type(operator)]
            ops = [other() if number == place else one for number, one in enumerate(node.ops)]
            yield f"{type(operator).__name__} becomes {other.__name__}", _set(ops=ops)


def _logic(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} becomes {other.__name__}", _set(op=other())
    if isinstance(node, ast.UnaryOp):
        yield f"{type(node.op).__name__} is left out", _set(op=ast.UAdd(), operand=_call("bool", node.operand, node.op))
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        other_operator = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} becomes {other_operator.__name__}", _set(op=other_operator())


def _call(name: str, operand: ast.expr, operator: ast.unaryop) -> ast.expr:
    """Return what stands in the place of an operand: for `not x` the truth of x, else x itself."""
    if not isinstance(operator, ast.Not):
        return operand
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=[operand], keywords=[])


def _number(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} becomes {not node.value}", _set(value=not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value} becomes {node.value + 1}", _set(value=node.value + 1)


def _name(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Name) and function.id in NAMES:
            other = NAMES[function.id]
            yield f"{function.id} becomes {other}", _set(func=ast.Name(id=other, ctx=ast.Load()))
        elif isinstance(function, ast.Attribute) and function.attr in NAMES:
            other = NAMES[function.attr]
            changed = ast.Attribute(value=function.value, attr=other, ctx=ast.Load())
            yield f"{function.attr} becomes {other}", _set(func=changed)


def _member(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MEMBERS:
        members = MEMBERS[node.value.id]
        if node.attr in members:
            other = members[(members.index(node.attr) + 1) % len(members)]
            yield f"{node.attr} becomes {other}", _set(attr=other)


def _result(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield "returns None", _set(value=ast.Constant(value=None))


def _condition(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.If | ast.IfExp) and isinstance(
        node.test, ast.Name | ast.Attribute | ast.Call | ast.Subscript
    ):
        negated = ast.UnaryOp(op=ast.Not(), operand=node.test)
        yield "the condition is turned round", _set(test=negated)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "the condition of a comprehension is left out", _set(ifs=[])
