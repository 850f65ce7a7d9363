"""YAML read safely: no tags, no aliases, no duplicate keys; words stay words; every key knows its line.

Scalars follow the core schema of YAML 1.2 more narrowly than YAML 1.1 does: `NO`, `0123`, `12:30` and `1_000` are text.

Source: YAML 1.2.2, section 10.3 (https://yaml.org/spec/1.2.2/#103-core-schema).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import yaml

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.naming import show
from genopipe.io.text import read_text

MAXIMUM_DEPTH = 20
"""Deepest nesting of lists and objects."""

MAXIMUM_BYTES = 4_000_000
"""Largest YAML file, in bytes."""

_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+|(?<=[0-9])\.|(?<=[0-9])(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?\Z")

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A YAML document.

    Attributes:
        path: The file, for messages.
        content: Mappings, lists and scalars; None when the document is empty or wrong.
        lines: 1-based line of each key or list entry, by its path of keys and indexes.
    """

    path: Path
    content: Any = None
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def where(self, keys: KeyPath) -> str:
        """Return `file:line` of a path of keys, or of the nearest key above it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return f"{self.path}:{self.lines.get(keys, 1)}"


class _RefusedError(Exception):
    """A fault found while the tree is built."""

    def __init__(self, found: Fault) -> None:
        self.fault = found
        super().__init__(found.cause)


def read_yaml(path: Path) -> tuple[Document, list[Fault]]:
    """Read one YAML document.

    Args:
        path: The file.

    Returns:
        The document (without content when there is an error) and the faults.
    """
    text, faults = read_text(path, MAXIMUM_BYTES)
    if any(item.severity == "error" for item in faults):
        return Document(path), faults
    found = _scan(path, text)
    if found:
        return Document(path), [*faults, *found]
    lines: dict[KeyPath, int] = {}
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = None if node is None else _build(path, node, (), lines)
    except _RefusedError as refused:
        return Document(path), [*faults, refused.fault]
    except yaml.YAMLError as error:
        return Document(path), [*faults, _syntax_fault(path, text, error)]
    return Document(path, content, lines), faults


def _scan(path: Path, text: str) -> list[Fault]:
    """Refuse what must not be built: aliases, tags, depth, a second document."""
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            documents += isinstance(event, yaml.DocumentStartEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            number = event.start_mark.line + 1 if event.start_mark else 1
            found = _event_fault(f"{path}:{number}", event, depth, documents)
            if found:
                return [found]
    except yaml.YAMLError as error:
        return [_syntax_fault(path, text, error)]
    return []


def _event_fault(where: str, event: yaml.Event, depth: int, documents: int) -> Fault | None:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if anchor:
        return fault("YAML-ALIAS", where, f"anchor or alias {show(str(anchor))}", "write the value out in full")
    if tag:
        return fault("YAML-TAG", where, f"tag {show(str(tag))}", "leave the tag out; only plain values are read")
    if depth > MAXIMUM_DEPTH:
        return fault("YAML-DEPTH", where, f"nested more than {MAXIMUM_DEPTH} deep", "name the right file")
    if documents > 1:
        return fault("YAML-SYNTAX", where, "a second document begins here", "keep one document a file")
    return None


def _syntax_fault(path: Path, text: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    number = mark.line + 1 if mark else 1
    lines = text.split("\n")
    indent = re.match(r"\s*", lines[number - 1]) if number <= len(lines) else None
    if indent and "\t" in indent.group():
        return fault("YAML-TAB", f"{path}:{number}", "a tab in the indent", "indent with spaces")
    problem = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    return fault("YAML-SYNTAX", f"{path}:{number}", f"not YAML: {problem}", "mend the line, or the one above it")


def _build(path: Path, node: yaml.Node, keys: KeyPath, lines: dict[KeyPath, int]) -> Any:  # noqa: ANN401
    lines.setdefault(keys, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(path, node, keys, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(path, item, (*keys, index), lines) for index, item in enumerate(node.value)]
    return scalar(node.value) if getattr(node, "style", None) is None else node.value


def _build_mapping(path: Path, node: yaml.MappingNode, keys: KeyPath, lines: dict[KeyPath, int]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key_node, value_node in node.value:
        where = f"{path}:{key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            raise _RefusedError(fault("YAML-SYNTAX", where, "a key that is not a word", "write `key: value`"))
        key = str(key_node.value)
        if key in made:
            first = lines[(*keys, key)]
            cause = f"key {show(key)} already stands on line {first}"
            raise _RefusedError(fault("YAML-DUPLICATE", where, cause, "keep one of them"))
        lines[(*keys, key)] = key_node.start_mark.line + 1
        made[key] = _build(path, value_node, (*keys, key), lines)
    return made


def scalar(text: str) -> str | int | float | bool | None:
    """Return the value of a plain scalar: null, truth, a plain number, else the text as it stands."""
    if text in _WORDS:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
