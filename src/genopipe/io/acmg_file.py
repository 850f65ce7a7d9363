"""Read the figures of ACMG/AMP classification: those that ship, with a laboratory's own in their places."""

from collections.abc import Callable
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from genopipe.acmg import Acmg
from genopipe.acmg_laboratory import LaboratoryAcmg
from genopipe.acmg_laboratory import merge
from genopipe.cases import Closed
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.closed_objects import Complaint
from genopipe.io.closed_objects import complaints
from genopipe.io.naming import did_you_mean
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import read_yaml

_Model = TypeVar("_Model", bound=Closed)


def read_closed(
    path: Path, model: type[_Model], fault_of: Callable[[str, Complaint], Fault]
) -> tuple[_Model, Document]:
    """Read a YAML file as a closed object.

    Args:
        path: The file.
        model: The object.
        fault_of: Makes a fault of its place and of what the object has against it.

    Raises:
        InputError: Every fault at once, each with its line.
    """
    document, faults = read_yaml(path)
    errors = errors_among(faults)
    if errors:
        raise InputError(errors)
    try:
        return model.model_validate({} if document.content is None else document.content), document
    except ValidationError as error:
        found = complaints(error, model)
        raise InputError(fault_of(document.where(item.keys), item) for item in found) from error


def _wrong_key(where: str, item: Complaint) -> Fault:
    return fault("ACMG-KEY", where, item.cause, item.fix)


@cache
def shipped_acmg() -> Acmg:
    """Return the figures that ship with genopipe."""
    with as_file(files("genopipe").joinpath("curated", "acmg.yaml")) as path:
        return read_acmg_file(path)


def read_acmg_file(path: Path) -> Acmg:
    """Read a whole file of figures.

    Args:
        path: YAML file of the form of `curated/acmg.yaml`.

    Raises:
        InputError: Every fault at once, each with its line.
    """
    acmg, document = read_closed(path, Acmg, _wrong_key)
    unknown = [
        fault("ACMG-SOURCE", document.where(keys), f"no reference is named {name}", did_you_mean(name, acmg.references))
        for keys, name in _sources(acmg)
        if name not in acmg.references
    ]
    if unknown:
        raise InputError(unknown)
    return acmg


def _sources(acmg: Acmg) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give every name of a reference, with its path of keys."""
    yield ("combination", "points_source"), acmg.combination.points_source
    for code, rule in acmg.criteria.items():
        yield ("criteria", code.value, "source"), rule.source
    for number, row in enumerate(acmg.combination.table):
        yield ("combination", "table", number, "source"), row.source
    for number, double in enumerate(acmg.doubles):
        yield ("doubles", number, "source"), double.source
    for name, threshold in acmg.thresholds.items():
        yield ("thresholds", name, "source"), threshold.source


def read_acmg(path: Path | None = None) -> Acmg:
    """Return the figures to work with.

    Args:
        path: The laboratory's own, as `config/acmg.yaml`; None: those that ship.

    Raises:
        InputError: The file is wrong; every fault at once, each with its line.
    """
    shipped = shipped_acmg()
    if path is None:
        return shipped
    own, document = read_closed(path, LaboratoryAcmg, _wrong_key)
    faults = [
        fault(
            "ACMG-NAME",
            document.where(("thresholds", name)),
            f"no threshold {name}",
            did_you_mean(name, shipped.thresholds),
        )
        for name in own.thresholds
        if name not in shipped.thresholds
    ]
    if faults:
        raise InputError(faults)
    try:
        return merge(shipped, own)
    except ValidationError as error:
        raise InputError(_merge_faults(document, error)) from error


def _merge_faults(document: Document, error: ValidationError) -> Iterator[Fault]:
    for item in complaints(error, Acmg):
        yield fault("ACMG-VALUE", document.where(item.keys), item.cause, item.fix)
