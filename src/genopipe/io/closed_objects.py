"""What a closed object (pydantic) has against a document, in words: each complaint with its path of keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from typing import get_args

from pydantic import BaseModel
from pydantic import ValidationError

from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.io.yaml_file import KeyPath

_RANGE = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
}
_RANGE_WORDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


class Kind(StrEnum):
    """What is wrong with a key or its value."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TYPE = "type"
    RANGE = "range"
    VALUE = "value"


@dataclass(frozen=True)
class Complaint:
    """One thing that an object has against its document."""

    keys: KeyPath
    kind: Kind
    cause: str
    fix: str

    @property
    def name(self) -> str:
        """The path of keys as one word: `genome.fasta`."""
        return ".".join(str(key) for key in self.keys)


def complaints(error: ValidationError, model: type[BaseModel]) -> Iterator[Complaint]:
    """Turn a validation error into complaints.

    Args:
        error: What pydantic says.
        model: The object that was to be made.

    Yields:
        One complaint for each error, in pydantic's order.
    """
    for item in error.errors():
        keys = tuple(item["loc"])
        yield _complaint(keys, str(item["type"]), item, model)


def _complaint(keys: KeyPath, kind: str, item: Any, model: type[BaseModel]) -> Complaint:  # noqa: ANN401
    name = ".".join(str(key) for key in keys)
    if kind == "extra_forbidden":
        return Complaint(keys, Kind.UNKNOWN, f"unknown key `{name}`", did_you_mean(str(keys[-1]), _fields(model, keys)))
    if kind == "missing":
        return Complaint(keys, Kind.MISSING, f"key `{name}` is missing", "add it")
    value = show(str(item["input"]))
    if kind in _RANGE:
        limit = item["ctx"][_RANGE[kind]]
        cause = f"`{name}` is {value}, out of range"
        return Complaint(keys, Kind.RANGE, cause, f"give {_RANGE_WORDS[_RANGE[kind]]} {limit}")
    if kind in ("literal_error", "enum"):
        words = [word.strip(" '") for word in str(item["ctx"]["expected"]).replace(" or ", ",").split(",")]
        return Complaint(keys, Kind.VALUE, f"`{name}` is {value}", did_you_mean(str(item["input"]), words))
    if kind == "string_type" and isinstance(item["input"], int | float):
        return Complaint(keys, Kind.TYPE, f"`{name}` is the number or truth value {value}", "put it in quotes")
    message = str(item["msg"]).removeprefix("Value error, ")
    wrong = Kind.VALUE if kind in ("value_error", "string_pattern_mismatch") else Kind.TYPE
    return Complaint(keys, wrong, f"`{name}` is {value}" if name else "the object as a whole is wrong", message)


def _fields(model: type[BaseModel], keys: KeyPath) -> list[str]:
    """Return the fields of the object in which the last key stands."""
    found: type[BaseModel] | None = model
    for key in keys[:-1]:
        if isinstance(key, int) or found is None:
            continue
        info = found.model_fields.get(key)
        found = _model_in(info.annotation) if info else found  # a key that is no field names an entry of a mapping
    return list(found.model_fields) if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((made for part in get_args(annotation) if (made := _model_in(part))), None)
