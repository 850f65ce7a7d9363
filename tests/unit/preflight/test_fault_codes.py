"""Every code in the source stands in docs/faults.md, and every code there is in the source."""

import ast
import re


def test_codes_are_documented(root):
    used = set()
    for path in sorted((root / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("fault", "note"):
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: a code must be a literal"
                used.add(first.value)
    listed = re.findall(r"^\| ([A-Z0-9-]+) \|", (root / "docs/faults.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert used == set(listed)
