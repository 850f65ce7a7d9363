"""Options that several commands share: the settings of a section, existing files, the case."""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

import click

from genopipe.cli.paths import FILE
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.genome import CUSTOM
from genopipe.genome import Build

if TYPE_CHECKING:
    from pydantic import BaseModel

    from genopipe.cases import CaseFile
    from genopipe.config import Settings
    from genopipe.panels import Panel

Command = Callable[..., Any]
T = TypeVar("T", bound="BaseModel")


def settings_options(command: Command) -> Command:
    """Add `--config FILE` and `--set JSON`, the two ways to give a command its settings."""
    text = "Settings as JSON: section to its values. What is not given keeps its default."
    command = click.option("--set", "settings_text", default="{}", help=text)(command)
    return click.option("--config", type=FILE, help="Configuration file of the project; wins over --set.")(command)


def read_sections(config: Path | None, text: str, **sections: "type[BaseModel]") -> list[Any]:
    """Return the settings of the named sections.

    Args:
        config: The project's configuration, or None.
        text: JSON object, section to its values; used when there is no configuration.
        sections: Section name to its class.

    Raises:
        InputError: A setting is wrong, or a section unknown.
    """
    if config is not None:
        settings = read_config(config)
        return [getattr(settings, name) for name in sections]
    from genopipe.config import Settings

    given = parse_json(text)
    unknown = [name for name in given if name not in Settings.model_fields]
    if unknown:
        known = ", ".join(Settings.model_fields)
        raise InputError([fault("OPTION-VALUE", "--set", f"no section {', '.join(unknown)}", f"known: {known}")])
    return [validated(kind, given.get(name, {}), f"--set, {name}") for name, kind in sections.items()]


def read_build(config: Path | None, text: str) -> Build:
    """Return the genome build of the settings; without a section `genome`, one without special contigs.

    The reference and the gene models of the section are not read here: they may be left out.

    Args:
        config: The project's configuration, or None.
        text: JSON object, section to its values; used when there is no configuration.

    Raises:
        InputError: A setting is wrong.
    """
    if config is not None:
        return read_config(config).genome.make_build()
    given = parse_json(text).get("genome")
    if given is None:
        return CUSTOM
    from genopipe.config import GenomeSettings

    files = {"fasta": "", "genes": ""}
    whole = {**files, **given} if isinstance(given, dict) else given
    return validated(GenomeSettings, whole, "--set, genome").make_build()


def read_stated_build(config: Path | None, text: str) -> Build:
    """Return the genome build of the settings, which must tell it.

    Raises:
        InputError: There is no configuration, and no section `genome`; or a setting is wrong.
    """
    if config is None and "genome" not in parse_json(text):
        fix = """give --config, or --set '{"genome": {"build": "GRCh38"}}'"""
        raise InputError([fault("OPTION-VALUE", "--set", "the genome build is not told", fix)])
    return read_build(config, text)


def read_config(path: Path) -> "Settings":
    """Return the settings of a configuration file.

    Raises:
        InputError: The file or a setting is wrong; every fault at once.
    """
    from genopipe.preflight.config import read_settings

    settings, faults = read_settings(path)
    stop_on(faults)
    assert settings is not None
    return settings


def parse_json(text: str) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        InputError: The text is no JSON object.
    """
    import json

    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError([fault("OPTION-JSON", "--set", f"not JSON: {error}", "quote the JSON object")]) from error
    if not isinstance(value, dict):
        raise InputError([fault("OPTION-JSON", "--set", "not a JSON object", 'write {"section": {...}}')])
    return value


def validated(kind: type[T], value: object, where: str) -> T:
    """Return a validated object.

    Raises:
        InputError: One fault for each wrong field.
    """
    from pydantic import ValidationError

    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise InputError(
            [
                fault("OPTION-VALUE", where, f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "see docs/config.md")
                for item in error.errors()
            ]
        ) from error


def named_files(given: Sequence[str], option: str) -> dict[str, Path]:
    """Return files by name, from values `NAME=FILE`.

    Raises:
        InputError: A value is written otherwise, a name stands twice, or a file is not there.
    """
    files: dict[str, Path] = {}
    for value in given:
        name, _, path = value.partition("=")
        if not name or not path or name in files:
            cause = f"{value}: not NAME=FILE, or the name stands twice"
            raise InputError([fault("OPTION-VALUE", option, cause, "write NAME=FILE, each name once")])
        if not Path(path).is_file():
            raise InputError([fault("FILE-MISSING", path, f"{option} {name}: no such file", "mend the path")])
        files[name] = Path(path)
    return files


def stop_on(faults: Sequence[Fault]) -> None:
    """Print the notes; raise when there are errors.

    Raises:
        InputError: With every error.
    """
    for item in faults:
        if item.severity == "note":
            click.echo(item.line(), err=True)
    errors = errors_among(faults)
    if errors:
        raise InputError(errors)


def read_case(path: Path) -> "CaseFile":
    """Return a case file.

    Raises:
        InputError: It is no case file.
    """
    from pydantic import ValidationError

    from genopipe.cases import CaseFile

    try:
        return CaseFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        cause = f"{error.error_count()} fields are wrong, first: {error.errors()[0]['msg']}"
        raise InputError([fault("CASE-FILE", str(path), cause, "write it with genopipe case-file")]) from error


def read_panels(folder: Path, names: Sequence[str]) -> "list[Panel]":
    """Return the named panels of a folder (TSV or JSON of PanelApp), in the order of the names.

    Raises:
        InputError: A panel is missing or wrong.
    """
    from genopipe.io.panels import find_panel
    from genopipe.io.panels import read_any_panel

    panels: list[Panel] = []
    faults: list[Fault] = []
    for name in names:
        path = find_panel(folder, name)
        if path is None:
            where = str(folder / f"{name}.tsv")
            faults.append(fault("PANEL-MISSING", where, "there is no such panel", "correct the name in the case"))
            continue
        panel, found = read_any_panel(path)
        panels.append(panel)
        faults.extend(found)
    stop_on(faults)
    return panels
