"""Size, names, docstrings and forbidden words of the Python code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from house.sources import SOURCE
from house.sources import Function
from house.sources import body_length
from house.sources import functions
from house.sources import modules
from house.sources import shown
from house.sources import strings
from house.sources import tree

MODULE_LINES = 400
FUNCTION_LINES = 60
MEDIAN_LINES = 10
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
CALLS = {"eval", "exec", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load"}
# A contig's name, alone or at the head of a region; the small tables of chromosome numbers live in genome.py.
CONTIG = re.compile(r"chr(\d{1,2}|X|Y|M|MT)(:.*)?|MT")
CONTIG_PLACES = ("genome.py", "simulate/")


def test_modules_are_short():
    long = {shown(path): n for path in modules() if (n := len(path.read_text().splitlines())) > MODULE_LINES}
    assert not long, f"modules above {MODULE_LINES} lines: {long}"


def test_functions_are_short():
    long = [
        f"{shown(path)}:{function.lineno} {function.name} ({body_length(function)} lines)"
        for path in modules()
        for function in functions(path)
        if body_length(function) > FUNCTION_LINES
    ]
    assert not long, f"functions above {FUNCTION_LINES} lines: {long}"


def test_the_median_function_is_short():
    lengths = [body_length(function) for path in modules() for function in functions(path)]
    assert median(lengths) < MEDIAN_LINES


def test_no_module_has_a_vague_name():
    vague = [shown(path) for path in SOURCE.rglob("*") if path.stem in VAGUE]
    assert not vague, f"name them after what they do: {vague}"


def public_things(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Give the public classes, functions and methods of a module or class."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_things(node.body, f"{node.name}.")


def test_everything_public_has_a_docstring():
    bare = [shown(path) for path in modules() if not ast.get_docstring(tree(path))]
    bare += [
        f"{shown(path)}:{node.lineno} {name}"
        for path in modules()
        for name, node in public_things(tree(path).body)
        if not ast.get_docstring(node)
    ]
    assert not bare, f"without docstring: {bare}"


def forbidden(node: ast.AST) -> str | None:
    """Return what is forbidden about a piece of code, or None."""
    if isinstance(node, ast.Call):
        if ast.unparse(node.func) in CALLS:
            return ast.unparse(node.func)
        if any(
            k.arg == "shell" and not (isinstance(k.value, ast.Constant) and k.value.value is False)
            for k in node.keywords
        ):
            return "shell="
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {getattr(node, "module", None) or "", *(alias.name for alias in node.names)}
        return "pickle" if names & {"pickle", "cPickle", "dill", "marshal", "shelve"} else None
    if isinstance(node, ast.ExceptHandler):
        kinds = (
            {"BaseException"}
            if node.type is None
            else {ast.unparse(n) for n in ast.walk(node.type) if isinstance(n, ast.Name)}
        )
        return "catching everything" if kinds & {"Exception", "BaseException"} else None
    return None


def test_no_dangerous_code():
    found = [
        f"{shown(path)}:{getattr(node, 'lineno', 0)} {what}"
        for path in modules()
        for node in ast.walk(tree(path))
        if (what := forbidden(node))
    ]
    assert not found, found


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "exec(text)",
        "yaml.load(stream)",
        "os.system('ls')",
        "subprocess.run(text, shell=True)",
        "import pickle",
        "from pickle import loads",
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept (ValueError, Exception) as error:\n    pass",
    ],
)
def test_dangerous_code_is_recognised(code: str):
    assert any(forbidden(node) for node in ast.walk(ast.parse(code)))


def may_name_contigs(path: Path) -> bool:
    """Say whether a module is one of the places that may name a contig."""
    return path.relative_to(SOURCE).as_posix().startswith(CONTIG_PLACES)


def test_contigs_are_named_in_one_place():
    found = [
        f"{shown(path)}:{node.lineno} {node.value!r}"
        for path in modules()
        if not may_name_contigs(path)
        for node in strings(path)
        if CONTIG.fullmatch(str(node.value))
    ]
    assert not found, f"contigs belong to genome.py: {found}"
