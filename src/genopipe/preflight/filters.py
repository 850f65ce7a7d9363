"""The filters of a run: those that ship, or a laboratory's over them; or the faults with the line of each key."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.filter_profile import CompiledFilters
from genopipe.filter_profile import FilterProfile
from genopipe.filter_profile import Wrong
from genopipe.filter_profile import compile_profile
from genopipe.io.closed_objects import complaints
from genopipe.io.text import file_faults
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import read_yaml


def shipped_filters() -> Path:
    """Return the file of the filters that ship."""
    return Path(str(files("genopipe").joinpath("curated", "filters.yaml")))


def read_profile(path: Path) -> tuple[FilterProfile | None, Document, list[Fault]]:
    """Read a file of filters.

    Args:
        path: YAML file.

    Returns:
        The filters, or None when there is an error; the document, for line numbers; and the faults.
    """
    document, faults = read_yaml(path)
    if errors_among(faults):
        return None, document, faults
    content: Any = {} if document.content is None else document.content
    try:
        return FilterProfile.model_validate(content), document, faults
    except ValidationError as error:
        found = [
            fault("FILTERS-VALUE", document.where(item.keys), item.cause, item.fix)
            for item in complaints(error, FilterProfile)
        ]
        return None, document, faults + found


def read_filters(filters: FilterSettings, inherit: InheritSettings, base: Path = Path()) -> CompiledFilters:
    """Return the filters of a run.

    Args:
        filters: Settings of the filters; `profile` names a laboratory's own.
        inherit: What makes a genotype good enough; expressions may name it.
        base: Folder to which the profile's path is relative.

    Raises:
        InputError: A file or an expression is wrong; every fault at once.
    """
    made, faults = make_filters(filters, inherit, base)
    errors = errors_among(faults)
    if errors or made is None:
        raise InputError(errors)
    return made


def make_filters(
    filters: FilterSettings, inherit: InheritSettings, base: Path = Path()
) -> tuple[CompiledFilters | None, list[Fault]]:
    """Read and compile the filters of a run.

    Args:
        filters: Settings of the filters.
        inherit: What makes a genotype good enough.
        base: Folder to which the profile's path is relative.

    Returns:
        The filters, or None when there is an error, and the faults.
    """
    shipped, ground, faults = read_profile(shipped_filters())
    chosen, document = shipped, ground
    if filters.profile:
        chosen, document, faults = read_profile(base / filters.profile)
    if chosen is None or shipped is None:
        return None, faults
    made, wrong = compile_profile(chosen.over(shipped), filters, inherit)
    faults = [*faults, *_faults_of(wrong, document, ground)]
    return (None if errors_among(faults) else made), faults


def _faults_of(wrong: Sequence[Wrong], document: Document, shipped: Document) -> list[Fault]:
    """Return what is wrong with the line of each key, in the file in which its section stands."""
    found = []
    for item in wrong:
        here = document if item.keys[:1] in document.lines else shipped
        found.append(fault("FILTERS-EXPRESSION", here.where(item.keys), item.cause, item.fix))
    return found


def check_filters(settings: Settings, base: Path = Path()) -> list[Fault]:
    """Check the filters that the settings name; a file that is not there is reported elsewhere.

    Args:
        settings: The settings.
        base: Folder to which paths are relative.
    """
    if settings.filter.profile and file_faults(base / settings.filter.profile):
        return []
    return make_filters(settings.filter, settings.inherit, base)[1]
