"""Every object that a user or a file fills is closed and described; every number has a unit."""

import inspect
import re
import typing
from collections.abc import Iterator
from importlib import import_module

import pytest
from pydantic import BaseModel
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from genopipe.config import Settings
from house.sources import SOURCE
from house.sources import modules

UNIT = re.compile(r"\((fraction|reads|bases|base pairs|Phred|GB|MB|count|seconds|minutes|years|1-based position)\)")


def package_models() -> list[type[BaseModel]]:
    """Return every pydantic model that the package defines."""
    found = {}
    for path in modules():
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name.endswith("__main__"):
            continue
        for thing in vars(import_module(name)).values():
            if inspect.isclass(thing) and issubclass(thing, BaseModel) and thing.__module__ == name:
                found[f"{name}.{thing.__qualname__}"] = thing
    return [found[name] for name in sorted(found)]


def leaves(annotation: object) -> Iterator[object]:
    """Give the plain types that an annotation is made of."""
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return
    if not inner:
        yield annotation
    for part in inner:
        yield from leaves(part)


def settings_fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Give every field of the settings, sections included, by its path."""
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}", field
        for leaf in leaves(field.annotation):
            if inspect.isclass(leaf) and issubclass(leaf, BaseModel):
                yield from settings_fields(leaf, f"{prefix}{name}.")


@pytest.mark.parametrize("model", package_models(), ids=lambda model: model.__qualname__)
def test_models_are_closed_and_described(model: type[BaseModel]):
    assert model.model_config.get("extra") == "forbid", "an unknown key must be an error"
    assert model.model_config.get("frozen") is True, "settings and records do not change"
    bare = [name for name, field in model.model_fields.items() if not (field.description or "").strip()]
    assert not bare, f"fields without a description: {bare}"


def test_every_setting_is_described():
    bare = [name for name, field in settings_fields(Settings) if not (field.description or "").strip()]
    assert not bare


def test_every_number_has_a_unit():
    bare = [
        name
        for name, field in settings_fields(Settings)
        if {int, float} & {leaf for leaf in leaves(field.annotation) if inspect.isclass(leaf)}
        and not UNIT.search(field.description or "")
    ]
    assert not bare, f"the description names no unit in parentheses: {bare}"


@pytest.mark.parametrize("section", ["", *(n for n, _ in settings_fields(Settings) if "." not in n)])
def test_a_typo_stops_the_run(section: str):
    given: dict[str, object] = {"genome": {"fasta": "a.fa", "genes": "a.gff3"}}
    if section:
        given[section] = {**typing.cast("dict[str, object]", given.get(section, {})), "tyypo": 1}
    else:
        given["tyypo"] = 1
    with pytest.raises(ValidationError, match="tyypo"):
        Settings.model_validate(given)
