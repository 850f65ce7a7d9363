"""Phenopackets (GA4GH, version 2) as cases.

A phenopacket knows a person and their terms, but neither which panels are ordered nor what was consented to. Nothing
foreign is put into it, so that it stays valid for every other reader: what genopipe needs besides stands in a small
YAML file of the same name beside it (`P1.json` and `P1.yaml`):

    family: F1                      # the family in the pedigree; may be left out when the file is a GA4GH Family
    indication: Seizures            # may be left out
    panels: [epilepsy]              # may be left out
    couples: [[P2, P3]]             # may be left out
    consent: {main_findings: true}  # must be there: consent is never assumed; `members` of it for the others

Source: https://phenopacket-schema.readthedocs.io/en/latest/schema.html (version 2.0).
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.genome import Sex
from genopipe.io.cases_file import CaseEntry
from genopipe.io.cases_file import make_case
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.io.text import read_text
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import read_yaml

MAXIMUM_BYTES = 16_000_000
"""Largest phenopacket, in bytes."""

MAXIMUM_DEPTH = 60
"""Deepest nesting of lists and objects."""

COMPANION_KEYS = ("family", "indication", "panels", "couples", "consent")
_SNAKE = re.compile(r"_([a-z])")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


def read_phenopacket(
    path: Path, otherwise: Mapping[str, Any] | None = None, given: Mapping[str, Any] | None = None
) -> tuple[CaseEntry | None, list[Fault]]:
    """Read one phenopacket and the YAML file beside it.

    Args:
        path: JSON file: a GA4GH Phenopacket or Family, version 2.
        otherwise: Fields of the case that neither of the two need tell; None: the file beside it must be there.
        given: Fields of the case that win over both; None: there are none.

    Returns:
        The case, or None, and the faults.
    """
    content, faults = _read_json(path)
    if content is None:
        return None, faults
    packet = content["proband"] if isinstance(content.get("proband"), dict) else content
    found = _check_version(path, content, packet) + _check_shape(path, packet)
    if found:
        return None, faults + found
    companion, more = _read_companion(path, may_be_missing=otherwise is not None)
    faults += more
    if companion.content is None:
        return None, faults
    item = dict(otherwise or {}) | _make_item(content, packet) | companion.content | dict(given or {})
    case, more = make_case(item, companion, ())
    faults += more + _note_other_terms(path, packet)
    sex = {"MALE": Sex.MALE, "FEMALE": Sex.FEMALE}.get(str(packet["subject"].get("sex")), Sex.UNKNOWN)
    return (CaseEntry(case, str(path), sex) if case else None), faults


def _read_json(path: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    text, faults = read_text(path, MAXIMUM_BYTES)
    if any(item.severity == "error" for item in faults):
        return None, faults
    if _depth(text) > MAXIMUM_DEPTH:
        cause = f"nested more than {MAXIMUM_DEPTH} deep"
        return None, [*faults, fault("PXF-DEPTH", str(path), cause, "this is no phenopacket; name the right file")]
    try:
        content = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except ValueError as error:
        where = f"{path}:{getattr(error, 'lineno', 1)}"
        return None, [*faults, fault("PXF-JSON", where, f"not JSON: {error}", "export the phenopacket again")]
    if not isinstance(content, dict):
        return None, [*faults, fault("PXF-JSON", str(path), "not a JSON object", "export the phenopacket again")]
    return content, faults


def _depth(text: str) -> int:
    deepest = depth = 0
    for mark in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for raw, value in pairs:
        key = _SNAKE.sub(lambda match: match.group(1).upper(), raw)
        if key in made:
            raise ValueError(f"key {show(key)} stands twice")
        made[key] = value
    return made


def _refuse_constant(text: str) -> Any:  # noqa: ANN401
    raise ValueError(f"{text} is not JSON")


def _check_version(path: Path, content: dict[str, Any], packet: dict[str, Any]) -> list[Fault]:
    metadata = content.get("metaData") or packet.get("metaData")
    version = str(metadata.get("phenopacketSchemaVersion", "")) if isinstance(metadata, dict) else ""
    features = packet.get("phenotypicFeatures")
    negated = isinstance(features, list) and any(isinstance(item, dict) and "negated" in item for item in features)
    if version.startswith("2") and not negated:
        return []
    said = f"schema version {show(version)}" if version else "no metaData.phenopacketSchemaVersion"
    said += ", and `negated` is a word of version 1" if negated else ""
    cause = f"{said}; version 1 marks absent terms in another way, so they would be read as observed"
    return [fault("PXF-VERSION", str(path), cause, "convert it to version 2 with `phenopacket-tools convert`")]


def _check_shape(path: Path, packet: dict[str, Any]) -> list[Fault]:
    subject = packet.get("subject")
    if not isinstance(subject, dict) or not isinstance(subject.get("id"), str):
        return [fault("PXF-FIELD", str(path), "subject.id is missing", "give the proband's id of the pedigree")]
    features = packet.get("phenotypicFeatures", [])
    if not isinstance(features, list):
        return [fault("PXF-FIELD", str(path), "phenotypicFeatures is not a list", "export the phenopacket again")]
    faults = []
    for index, item in enumerate(features):
        kind = item.get("type") if isinstance(item, dict) else None
        good = isinstance(kind, dict) and isinstance(kind.get("id"), str) and isinstance(kind.get("label", ""), str)
        if not good or not isinstance(item.get("excluded", False), bool):
            cause = f"phenotypicFeatures[{index}] has no type with id and label, or `excluded` is not true or false"
            faults.append(fault("PXF-FIELD", str(path), cause, "export the phenopacket again"))
    return faults


def _read_companion(path: Path, *, may_be_missing: bool) -> tuple[Document, list[Fault]]:
    beside = path.with_suffix(".yaml")
    if not beside.exists() and may_be_missing:
        return Document(path, {}), []
    if not beside.exists():
        fix = f"write {beside} with `consent: {{main_findings: true}}` and, where needed, family and panels"
        return Document(beside), [fault("CASE-CONSENT", str(path), "no file beside it says what was agreed to", fix)]
    document, faults = read_yaml(beside)
    if faults and document.content is None:
        return document, faults
    if not isinstance(document.content, dict):
        cause = "not a list of keys and values"
        return Document(beside), [*faults, fault("PXF-FIELD", str(beside), cause, f"keys: {', '.join(COMPANION_KEYS)}")]
    for key in document.content:
        if key not in COMPANION_KEYS:
            where, fix = document.where((key,)), did_you_mean(key, COMPANION_KEYS)
            return Document(beside), [*faults, fault("PXF-FIELD", where, f"unknown key `{key}`", fix)]
    return document, faults


def _make_item(content: dict[str, Any], packet: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"case": packet.get("id", ""), "proband": packet["subject"]["id"]}
    if packet is not content and isinstance(content.get("id"), str):
        made["family"] = content["id"]
    for name, excluded in (("observed", False), ("excluded", True)):
        chosen = [item["type"] for item in _features(packet) if item.get("excluded", False) is excluded]
        unique = {kind["id"]: {"id": kind["id"], "label": kind.get("label", "")} for kind in chosen}
        made[name] = list(unique.values())
    return made


def _features(packet: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in packet.get("phenotypicFeatures", []) if item["type"]["id"].startswith("HP:")]


def _note_other_terms(path: Path, packet: dict[str, Any]) -> list[Fault]:
    listed = packet.get("phenotypicFeatures", [])
    other = [show(item["type"]["id"]) for item in listed if not item["type"]["id"].startswith("HP:")]
    if not other:
        return []
    cause = f"terms of other vocabularies are not used: {', '.join(other[:5])}"
    return [note("PXF-TERM", str(path), cause, "give HPO terms for what they mean")]
