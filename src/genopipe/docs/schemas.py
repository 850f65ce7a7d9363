"""JSON schemas of everything that people, or other programs, write or read: all closed, all described."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from genopipe.cases import HPO_PATTERN
from genopipe.cases import Case
from genopipe.cases import SheetRow
from genopipe.panels import EntityKind
from genopipe.panels import PanelGene
from genopipe.pedigree import ID_PATTERN

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_IDS = {"person", "lane"}
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*)")

Schema = dict[str, Any]


def make_model_schema(model: type[BaseModel], title: str) -> Schema:
    """Return the schema of a closed object.

    Args:
        model: The object.
        title: What it is, in words.
    """
    made = model.model_json_schema()
    definitions = made.get("$defs", {})
    for part in (made, *definitions.values()):
        for held in part.get("properties", {}).values():
            # pydantic leaves a description out where the object that is referred to has the same one.
            if "$ref" in held:
                held.setdefault("description", definitions[held["$ref"].split("/")[-1]]["description"])
    return {"$schema": DRAFT, **made, "title": title}


def make_cases_schema() -> Schema:
    """Return the schema of the cases file; there a term may be its id alone."""
    case = Case.model_json_schema(ref_template="#/$defs/{model}")
    definitions = case.pop("$defs")
    for name in ("observed", "excluded"):
        alone = {"type": "string", "pattern": HPO_PATTERN}
        case["properties"][name]["items"] = {"anyOf": [alone, case["properties"][name]["items"]]}
    listed = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Case"}, "description": "The cases."}
    return {
        "$schema": DRAFT,
        "$defs": {**definitions, "Case": case},
        "title": "Cases, as YAML",
        "description": "The cases of a run: config/cases.yaml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"cases": listed},
        "required": ["cases"],
    }


def make_companion_schema() -> Schema:
    """Return the schema of the YAML file beside a phenopacket."""
    case = Case.model_json_schema()
    chosen = {name: case["properties"][name] for name in ("family", "indication", "panels", "couples", "consent")}
    return {
        "$schema": DRAFT,
        "$defs": {name: case["$defs"][name] for name in ("Consent", "PersonConsent", "Signer")},
        "title": "The file beside a phenopacket",
        "description": "What genopipe needs besides a phenopacket: the YAML file of the same name.",
        "type": "object",
        "additionalProperties": False,
        "properties": chosen,
        "required": ["consent"],
    }


def make_sample_schema() -> Schema:
    """Return the schema of one row of the sample sheet."""
    return _row_schema(SheetRow, "One row of the sample sheet", {"line"})


def make_panel_schema() -> Schema:
    """Return the schema of one row of a gene panel."""
    made = _row_schema(PanelGene, "One row of a gene panel", {"where"})
    words = [kind.value for kind in EntityKind]
    description = "What the row is; empty: a gene. Of other kinds only the name and the confidence are read."
    made["properties"]["entity"] = {"description": description, "type": "string", "enum": ["", *words]}
    return made


def _row_schema(row: type, title: str, without: set[str]) -> Schema:
    docs = attributes_of(row)
    chosen = [field for field in fields(row) if field.name not in without]
    return {
        "$schema": DRAFT,
        "title": title,
        "description": (inspect.getdoc(row) or "").split("\n\n")[0].replace("\n", " "),
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _property(field.name, field.type, docs) for field in chosen},
        "required": [field.name for field in chosen if field.default is MISSING],
    }


def _property(name: str, kind: object, docs: Mapping[str, str]) -> Schema:
    made: Schema = {"description": docs[name], "type": "string"}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        made["enum"] = [word.value for word in kind]
    if name in _IDS:
        made["pattern"] = ID_PATTERN
    return made


def attributes_of(described: type) -> dict[str, str]:
    """Return what the docstring of a class says of each attribute."""
    found: dict[str, str] = {}
    name = ""
    for line in (inspect.getdoc(described) or "").partition("Attributes:\n")[2].splitlines():
        if match := _ATTRIBUTE.match(line):
            name = match[1]
            found[name] = match[2]
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found
