"""Write the generated files of a clone of the repository, or name those that are stale."""

import json
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path

from genopipe.docs.criteria import make_criteria_page
from genopipe.docs.pages import make_columns_page
from genopipe.docs.pages import make_commands_page
from genopipe.docs.pages import make_config_page
from genopipe.docs.schemas import Schema
from genopipe.docs.schemas import make_cases_schema
from genopipe.docs.schemas import make_companion_schema
from genopipe.docs.schemas import make_panel_schema
from genopipe.docs.schemas import make_sample_schema
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.panel_rules_file import shipped_panel_rules
from genopipe.io.whole import written_whole
from genopipe.tables import Table

SCHEMAS = "workflow/schemas"


def generated_texts(
    helps: Mapping[str, str], models: Mapping[str, Schema], of_stages: Iterable[Table] = ()
) -> dict[str, str]:
    """Return the text of every generated page and schema, by its path in the repository.

    Args:
        helps: Command to the text of its `--help`.
        models: Name of a schema to the schema of a closed object.
        of_stages: Tables that one command alone writes.
    """
    schemas = {
        **models,
        "cases": make_cases_schema(),
        "companion": make_companion_schema(),
        "panel": make_panel_schema(),
        "sample": make_sample_schema(),
    }
    pages = {
        "docs/columns.md": make_columns_page(of_stages),
        "docs/config.md": make_config_page(),
        "docs/commands.md": make_commands_page(helps),
        "docs/criteria.md": make_criteria_page(shipped_acmg(), shipped_panel_rules()),
    }
    return pages | {f"{SCHEMAS}/{name}.schema.json": _text(schema) for name, schema in schemas.items()}


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def check_clone(folder: Path) -> None:
    """Check that a folder is a clone of the repository.

    Raises:
        InputError: It is not.
    """
    if not (folder / "docs").is_dir() or not (folder / "workflow" / "Snakefile").is_file():
        fix = "give this command in a clone of genopipe's repository"
        raise InputError([fault("DOCS-FOLDER", str(folder), "no docs/ and workflow/Snakefile here", fix)])


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the generated files."""
    for path, text in texts.items():
        with written_whole(folder / path) as partial:
            partial.write_text(text, encoding="utf-8")


def check_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Check that the generated files are fresh, and that none is left over.

    Raises:
        ContentError: Names the files that are not.
    """
    stale = [path for path, text in texts.items() if not _holds(folder / path, text)]
    there = (path.relative_to(folder).as_posix() for path in (folder / SCHEMAS).glob("*"))
    left = sorted(set(there) - set(texts))
    if stale or left:
        found = ", ".join([*stale, *(f"{path} (no longer made)" for path in left)])
        raise ContentError(f"stale: {found}; `make docs` writes the generated files, remove what is no longer made")


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
