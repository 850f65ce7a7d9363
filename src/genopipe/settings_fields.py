"""The fields of a closed object as people read them: meaning, kind of value, unit, range, default.

The commented configuration of `genopipe init` and the page of the settings are both made from this.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from types import UnionType
from typing import Any
from typing import Literal
from typing import Union
from typing import get_args
from typing import get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

_UNIT = re.compile(r"\((fraction|reads|bases|Phred|GB|MB|count|seconds|minutes|years|1-based position)\)")
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
_LIMITS = (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"))


@dataclass(frozen=True)
class SettingsField:
    """One field.

    Attributes:
        name: The field's name.
        doc: What it means.
        kind: The kind of value, in words.
        unit: Unit of a number, or empty.
        limits: Its range in words, or empty.
        required: Whether it must be given.
        value: The default, or an example where it is required; sections: None.
        section: The closed object that it holds, or None.
        optional: Whether it may be left out altogether (a section that is not there).
    """

    name: str
    doc: str
    kind: str
    unit: str
    limits: str
    required: bool
    value: Any
    section: type[BaseModel] | None
    optional: bool


def fields_of(model: type[BaseModel]) -> Iterator[SettingsField]:
    """Yield the fields of a closed object, in their order."""
    for name, info in model.model_fields.items():
        doc = info.description or ""
        unit = _UNIT.search(doc)
        kinds = [kind for kind in _alternatives(info.annotation) if kind is not NoneType]
        yield SettingsField(
            name=name,
            doc=doc,
            kind=_kind(kinds[0]),
            unit=unit[1] if unit else "",
            limits=_limits(info),
            required=info.is_required(),
            value=_value(info),
            section=kinds[0] if _is_section(kinds[0]) else None,
            optional=NoneType in _alternatives(info.annotation),
        )


def _alternatives(annotation: object) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _kind(kind: object) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return "one of " + ", ".join(str(word) for word in inner)
    if origin is tuple:
        return "list of " + (", ".join(inner[0].model_fields) if _is_section(inner[0]) else _kind(inner[0]))
    if origin is dict:
        return f"{_kind(inner[0])} to {_kind(inner[1])}"
    return "section" if _is_section(kind) else next(words for plain, words in _WORDS.items() if plain is kind)


def _is_section(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _limits(info: FieldInfo) -> str:
    found = [
        f"{words} {getattr(item, name):,}"
        for name, words in _LIMITS
        for item in info.metadata
        if getattr(item, name, None) is not None
    ]
    return ", ".join(found)


def _value(info: FieldInfo) -> object:
    if info.is_required():
        return info.examples[0] if info.examples else None
    made = info.get_default(call_default_factory=True, validated_data={})
    return None if made is PydanticUndefined or isinstance(made, BaseModel) else made
