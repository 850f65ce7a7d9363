"""The generated pages: columns, settings, commands."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from genopipe.config import Settings
from genopipe.settings_fields import SettingsField
from genopipe.settings_fields import fields_of
from genopipe.tables import TABLES
from genopipe.tables import Column
from genopipe.tables import Table

_MADE = "<!-- Written by `genopipe docs`; do not edit. -->"
_NOT_NULL = "never null"


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def table_rows(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(_cell(value) for value in row)} |"


def make_page(title: str, *parts: Iterable[str]) -> str:
    """Return a generated page: title, and parts parted by an empty line."""
    lines = [_MADE, "", f"# {title}", ""]
    for part in parts:
        lines += [*part, ""]
    return "\n".join(lines).rstrip() + "\n"


def make_columns_page(of_stages: Iterable[Table] = ()) -> str:
    """Return the page of all tables and their columns.

    Args:
        of_stages: Tables that one command alone writes, declared beside it.
    """
    head = [
        "Every column of every table, as its declaration in the code has it. Fractions are 0-1, positions are 1-based.",
        "A null never means zero, false or PASS: the column *null means* says what it means.",
        "Columns of sources (`source_values`, `gene_values`) are told by their records: [resources.md](resources.md).",
    ]
    return make_page("Columns", head, *(_table_part(table) for table in [*TABLES.values(), *of_stages]))


def _table_part(table: Table) -> list[str]:
    key = ", ".join(table.key)
    header = ("column", "type", "meaning", "unit or kind", "null means", "source")
    return [
        f"## {table.name}",
        "",
        f"One row is {table.grain}. Key: {key}.",
        "",
        *table_rows(header, map(_column_row, table.columns)),
    ]


def _column_row(column: Column) -> tuple[object, ...]:
    null = column.missing or _NOT_NULL
    return f"`{column.name}`", column.dtype, column.doc, column.unit, null, column.source


def make_config_page() -> str:
    """Return the page of all settings."""
    head = [
        "Every option of `config/config.yaml`. A section is named after the command that reads it.",
        "Defaults live in the code alone; an option that is left out, or a section that is empty, keeps them.",
        "An unknown option is an error. `genopipe init` writes a file with all of them as comments.",
    ]
    return make_page("Settings", head, *_sections(fields_of(Settings), ""))


def _sections(fields: Iterable[SettingsField], prefix: str) -> Iterator[list[str]]:
    for field in fields:
        if field.section is None:
            continue
        name, inner = prefix + field.name, list(fields_of(field.section))
        yield [f"## {name}", "", field.doc, "", *table_rows(_HEADER, map(_setting_row, inner))]
        yield from _sections(inner, f"{name}.")


_HEADER = ("option", "meaning", "value", "unit", "range", "default")


def _setting_row(field: SettingsField) -> tuple[object, ...]:
    default = "**must be given**" if field.required else _default(field)
    return f"`{field.name}`", field.doc, field.kind, field.unit, field.limits, default


def _default(field: SettingsField) -> str:
    value: Any = field.value
    if field.section is not None:
        return "none" if field.optional else "see below"
    if value in ("", (), {}):
        return "empty"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {item}" for name, item in value.items())
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def make_commands_page(helps: Mapping[str, str]) -> str:
    """Return the page of all commands.

    Args:
        helps: Command, such as `genopipe check`, to the text of its `--help`.
    """
    head = [
        "What `--help` prints, command by command, in the order of the line. Every command works alone on any files.",
        "Exit status: 0 good; 1 could not be done; 2 the input is wrong; 3 a file is not what it should be; "
        "4 a bug of genopipe.",
    ]
    return make_page(
        "Commands", head, *([f"## {name}", "", "```", text.rstrip(), "```"] for name, text in helps.items())
    )
