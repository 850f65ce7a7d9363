"""Every code in the source stands in docs/faults.md, and every code there is in the source."""

import ast
import re

GIVERS = ("fault", "note", "refuse")
"""Functions whose first argument is a code; `refuse` hands its own to `fault`."""


def calls(tree):
    """Yield the calls of the givers, but for the one inside a giver."""
    inside = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in GIVERS
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVERS
        if named and node not in inside:
            yield node


def test_codes_are_documented(root):
    used = set()
    for path in sorted((root / "src").rglob("*.py")):
        for node in calls(ast.parse(path.read_text(encoding="utf-8"))):
            first = node.args[0]
            assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: a code must be a literal"
            used.add(first.value)
    listed = re.findall(r"^\| ([A-Z0-9-]+) \|", (root / "docs/faults.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert used == set(listed)
